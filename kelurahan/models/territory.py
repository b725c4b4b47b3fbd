"""Kota > kecamatan > kelurahan > RW > RT, the organisations of a kelurahan, and the OPD."""

from django.db import models
from django.db.models import Q

from foundation.stamps import StampedModel
from kelurahan.labels import normalise_label


class Validity(StampedModel):
    """Codes and borders change between years: a row counts from one day until another."""

    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_until = models.DateField(
        "berlaku sampai", null=True, blank=True, help_text="Kosong berarti masih berlaku."
    )

    class Meta:
        abstract = True


class CodedTerritory(Validity):
    """A territory that Kemendagri has given a code (Kepmendagri 300.2.2-2430/2025)."""

    code = models.CharField("kode Kemendagri", max_length=13)
    name = models.CharField("nama resmi", max_length=100)
    name_local = models.CharField("nama setempat", max_length=100)

    class Meta:
        abstract = True
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name_local

    @classmethod
    def one_valid_code(cls, name: str) -> models.UniqueConstraint:
        return models.UniqueConstraint(
            fields=["code"], condition=Q(valid_until=None), name=f"{name}_code_valid_once"
        )


class City(CodedTerritory):
    """A kota or kabupaten: the territory of Bappeda and of observers."""

    class Meta(CodedTerritory.Meta):
        verbose_name = "kota/kabupaten"
        verbose_name_plural = "kota/kabupaten"
        constraints = [CodedTerritory.one_valid_code("city")]


class Kecamatan(CodedTerritory):
    """A kecamatan of the city."""

    city = models.ForeignKey(City, models.PROTECT, related_name="kecamatan", verbose_name="kota")

    class Meta(CodedTerritory.Meta):
        verbose_name = "kecamatan"
        verbose_name_plural = "kecamatan"
        constraints = [CodedTerritory.one_valid_code("kecamatan")]


class Kelurahan(CodedTerritory):
    """A kelurahan: the unit in which usulan are numbered, verified and discussed."""

    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="kelurahan")
    postcode = models.CharField("kode pos", max_length=5, blank=True)

    class Meta(CodedTerritory.Meta):
        verbose_name = "kelurahan"
        verbose_name_plural = "kelurahan"
        constraints = [CodedTerritory.one_valid_code("kelurahan")]


class LabelledTerritory(Validity):
    """An RW or RT: known by a label inside its parent, kept by the kelurahan itself."""

    label = models.CharField(
        "nomor", max_length=5, help_text="Boleh berhuruf, misalnya 006A. Disimpan tiga angka."
    )

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None) -> None:
        """Store "5" as "005" before the length is checked."""
        if self.label:
            try:
                self.label = normalise_label(self.label)
            except ValueError:
                self.label = self.label.strip().upper()
        super().clean_fields(exclude)


class RW(LabelledTerritory):
    """A rukun warga of a kelurahan."""

    kelurahan = models.ForeignKey(Kelurahan, models.PROTECT, related_name="rws")

    class Meta:
        ordering = ("kelurahan_id", "label")
        verbose_name = "RW"
        verbose_name_plural = "RW"
        constraints = [
            models.UniqueConstraint(
                fields=["kelurahan", "label"], condition=Q(valid_until=None), name="rw_label_once"
            )
        ]

    def __str__(self) -> str:
        return f"RW {self.label}"

    @property
    def in_words(self) -> str:
        """With where it lies: ``RW 005 Pengasinan``."""
        return f"{self} {self.kelurahan}"


class RT(LabelledTerritory):
    """A rukun tetangga of an RW."""

    rw = models.ForeignKey(RW, models.PROTECT, related_name="rts", verbose_name="RW")

    class Meta:
        ordering = ("rw_id", "label")
        verbose_name = "RT"
        verbose_name_plural = "RT"
        constraints = [
            models.UniqueConstraint(
                fields=["rw", "label"], condition=Q(valid_until=None), name="rt_label_once"
            )
        ]

    def __str__(self) -> str:
        return f"RT {self.label}"

    @property
    def in_words(self) -> str:
        """With where it lies: ``RT 003/RW 005 Pengasinan``."""
        return f"{self}/{self.rw.in_words}"


class OrganisationKind(models.TextChoices):
    """The kelurahan's organisations that hand in usulan of their own."""

    LPM = "lpm", "LPM"
    PKK = "pkk", "PKK"
    PKK_POKJA = "pkk_pokja", "Pokja PKK"
    KARANG_TARUNA = "karang_taruna", "Karang Taruna"
    FORUM_ANAK = "forum_anak", "Forum Anak"
    POSYANDU = "posyandu", "Posyandu"
    POKDARWIS = "pokdarwis", "Pokdarwis"
    KARANG_WERDA = "karang_werda", "Karang Werda/lansia"
    ENVIRONMENT = "kader_lingkungan", "Kader lingkungan"
    BKM = "bkm", "BKM/LKM"
    OTHER = "lainnya", "Lembaga lain"


class Organisation(Validity):
    """An organisation of the kelurahan with a priority series of its own."""

    kelurahan = models.ForeignKey(Kelurahan, models.PROTECT, related_name="organisations")
    kind = models.CharField("jenis", max_length=20, choices=OrganisationKind.choices)
    name = models.CharField("nama", max_length=100)

    class Meta:
        ordering = ("kelurahan_id", "name")
        verbose_name = "lembaga"
        verbose_name_plural = "lembaga"
        constraints = [
            models.UniqueConstraint(
                fields=["kelurahan", "name"],
                condition=Q(valid_until=None),
                name="organisation_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """With where it serves: ``Karang Taruna Tunas Pengasinan``."""
        return f"{self.name} {self.kelurahan}"


class OPD(Validity):
    """A perangkat daerah of the city: the office that carries an accepted usulan out.

    A kecamatan is an OPD too (chapter 7.01 of the nomenclature); ``kecamatan`` then names it.
    """

    city = models.ForeignKey(City, models.PROTECT, related_name="opds", verbose_name="kota")
    code = models.CharField("kode", max_length=20)
    name = models.CharField("nama", max_length=150)
    kind = models.CharField("jenis", max_length=20, blank=True)
    kecamatan = models.OneToOneField(
        Kecamatan, models.PROTECT, null=True, blank=True, related_name="opd"
    )

    class Meta:
        ordering = ("code",)
        verbose_name = "Perangkat Daerah"
        verbose_name_plural = "Perangkat Daerah"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "code"], condition=Q(valid_until=None), name="opd_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
