"""The kamus usulan: what may be proposed this year, for what price and to which OPD."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from foundation.stamps import StampedModel
from kelurahan.models import OPD
from planning.models.cycle import MAX_RUPIAH, Cycle, rupiah_validators
from planning.models.nomenclature import Nomenclature

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    "Kode hanya boleh berisi huruf, angka, titik dan tanda hubung, misalnya DRN-01.",
)


class Bidang(models.TextChoices):
    """The three fields in which Musrenbang lists are kept."""

    PHYSICAL = "fisik", "Fisik-prasarana"
    SOCIAL = "sosbud", "Sosial budaya"
    ECONOMY = "ekonomi", "Ekonomi"


class ProposerKind(models.TextChoices):
    """In whose name a usulan stands; each has a priority series of its own."""

    RT = "rt", "RT"
    RW = "rw", "RW"
    ORGANISATION = "organisasi", "Lembaga"
    KELURAHAN = "kelurahan", "Kelurahan"


class Document(models.TextChoices):
    """Papers that an item may demand beside photos."""

    COVER_LETTER = "surat_pengantar", "Surat pengantar"
    PROPOSAL = "proposal", "Proposal"
    COSTING = "rab", "Rincian anggaran biaya (RAB)"
    LAND_LETTER = "surat_lahan", "Surat pernyataan lahan"
    LEGAL_ENTITY = "sk_badan_hukum", "SK badan hukum penerima"
    RECIPIENTS = "daftar_penerima", "Daftar penerima"


class IssueGroup(StampedModel):
    """The heading (isu) above kamus items, such as drainase or jalan lingkungan."""

    name = models.CharField("isu", max_length=150, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = "kelompok isu"
        verbose_name_plural = "kelompok isu"

    def __str__(self) -> str:
        return self.name


class KamusItem(StampedModel):
    """One item of the kamus of one cycle, with the price at which usulan are valued."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="kamus", verbose_name="tahun")
    code = models.CharField("kode", max_length=40, validators=[code_validator])
    issue = models.ForeignKey(IssueGroup, models.PROTECT, verbose_name="isu")
    bidang = models.CharField("bidang", max_length=8, choices=Bidang.choices)
    name = models.CharField("nama", max_length=300)
    definition = models.TextField("penjelasan", blank=True)
    criteria = models.TextField("syarat", blank=True)
    unit = models.CharField("satuan", max_length=40)
    unit_price = models.BigIntegerField("harga satuan (Rp)", validators=rupiah_validators)
    price_source = models.CharField("sumber harga", max_length=200, blank=True)
    price_year = models.PositiveSmallIntegerField("tahun harga", null=True, blank=True)
    price_is_example = models.BooleanField("harga contoh", default=False)
    opd = models.ForeignKey(
        OPD, models.PROTECT, null=True, blank=True, verbose_name="Perangkat Daerah"
    )
    sub_kegiatan = models.ForeignKey(
        Nomenclature,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"level": Nomenclature.Level.SUB_KEGIATAN},
        verbose_name="sub kegiatan",
    )
    min_photos = models.PositiveSmallIntegerField("jumlah foto paling sedikit", default=1)
    needs_point = models.BooleanField("wajib titik lokasi", default=False)
    needs_land_status = models.BooleanField("wajib status lahan", default=False)
    documents = models.JSONField("dokumen wajib", default=list, blank=True)
    kelurahan_fund_allowed = models.BooleanField(
        "boleh dana kelurahan", default=False, help_text="Menurut Permendagri 130/2018."
    )
    kelurahan_fund_group = models.CharField("kelompok dana kelurahan", max_length=40, blank=True)
    proposer_kinds = models.JSONField(
        "boleh diusulkan oleh", default=list, blank=True, help_text="Kosong: semua pengusul."
    )
    synonyms = models.TextField("kata sehari-hari", blank=True)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        ordering = ("issue__name", "code")
        verbose_name = "item kamus usulan"
        verbose_name_plural = "kamus usulan"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="kamus_code_once_per_cycle"),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0, unit_price__lte=MAX_RUPIAH),
                name="kamus_price_in_range",
                violation_error_message="Harga satuan harus antara Rp0 dan seribu triliun rupiah.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The lists hold only papers and proposers that the portal knows."""
        problems = {
            name: f"Tidak dikenal: {', '.join(unknown)}. Pilihannya: {', '.join(known.values)}."
            for name, known in (("documents", Document), ("proposer_kinds", ProposerKind))
            if (unknown := [str(v) for v in getattr(self, name) or () if v not in known.values])
        }
        if problems:
            raise ValidationError(problems)


class KamusVariable(StampedModel):
    """A figure that the proposer fills in; the product of all is the item's volume."""

    item = models.ForeignKey(KamusItem, models.CASCADE, related_name="variables")
    order = models.PositiveSmallIntegerField("urutan", default=1)
    name = models.CharField("nama", max_length=40)
    unit = models.CharField("satuan", max_length=20)
    minimum = models.DecimalField(
        "paling kecil",
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    maximum = models.DecimalField(
        "paling besar", max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ("item", "order")
        verbose_name = "ukuran"
        verbose_name_plural = "ukuran"
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="variable_name_once_per_item"),
            models.CheckConstraint(
                condition=Q(maximum=None) | Q(maximum__gte=models.F("minimum")),
                name="variable_range_in_order",
                violation_error_message=(
                    "Angka paling besar tidak boleh di bawah yang paling kecil."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class Synonym(StampedModel):
    """An everyday word and the word the kamus uses for it: got, selokan -> drainase."""

    word = models.CharField("kata sehari-hari", max_length=60)
    means = models.CharField("kata kamus", max_length=60)

    class Meta:
        ordering = ("word",)
        verbose_name = "padanan kata"
        verbose_name_plural = "padanan kata"
        constraints = [models.UniqueConstraint(fields=["word", "means"], name="synonym_once")]

    def __str__(self) -> str:
        return f"{self.word}: {self.means}"
