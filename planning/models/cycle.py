"""A planning year: its theme, windows, quota, ceilings, priorities and reasons."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.indonesia import datetime_long, number
from foundation.stamps import StampedModel
from kelurahan.models import OPD, RW, Kecamatan, Kelurahan

MAX_RUPIAH = 10**15
"""A thousand trillion rupiah, far above any city's budget: anything larger is a typing error."""

rupiah_validators = [
    MinValueValidator(0, "Angka tidak boleh di bawah nol. Tulis 0 atau lebih."),
    MaxValueValidator(
        MAX_RUPIAH,
        "Angka ini terlalu besar. Paling besar seribu triliun; periksa jumlah angka nolnya.",
    ),
]


MOST_GRACE_HOURS = 14 * 24
"""Two weeks: after that the kelurahan has long held its Musrenbang."""


class Cycle(StampedModel):
    """One round of Musrenbang, named by the fiscal year whose RKPD it fills."""

    fiscal_year = models.PositiveSmallIntegerField(
        "tahun anggaran", unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    theme = models.CharField("tema", max_length=300)
    is_current = models.BooleanField(
        "sedang berjalan", default=False, help_text="Hanya satu tahun yang sedang berjalan."
    )
    forward_percent = models.PositiveSmallIntegerField(
        "prakiraan maju (% dari pagu)",
        default=105,
        validators=[MaxValueValidator(300)],
        help_text="Perkiraan kebutuhan tahun berikutnya dibanding pagu tahun ini.",
    )
    price_tolerance_percent = models.PositiveSmallIntegerField(
        "batas beda harga (%)",
        default=25,
        help_text="Nilai usulan yang berbeda lebih dari ini dari harga kamus diberi tanda.",
    )
    device_grace_hours = models.PositiveSmallIntegerField(
        "toleransi antrean perangkat (jam)",
        default=24,
        validators=[MaxValueValidator(MOST_GRACE_HOURS)],
        help_text="Usulan yang dikirim di perangkat tanpa sinyal sebelum batas waktu masih "
        "diterima selama ini sesudahnya, dan ditandai. 0: tidak ada toleransi.",
    )

    class Meta:
        ordering = ("-fiscal_year",)
        verbose_name = "tahun perencanaan"
        verbose_name_plural = "tahun perencanaan"
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="one_current_cycle",
                violation_error_message="Sudah ada tahun lain yang sedang berjalan.",
            )
        ]

    def __str__(self) -> str:
        return f"RKPD {self.fiscal_year}"


class Stage(models.TextChoices):
    """The stages that have a window of dates of their own."""

    INTAKE = "intake", "Pengajuan usulan RT/RW"
    VERIFICATION = "verification", "Verifikasi kelurahan"
    KELURAHAN = "kelurahan", "Musrenbang kelurahan"
    KECAMATAN = "kecamatan", "Musrenbang kecamatan"
    OPD = "opd", "Forum Perangkat Daerah"
    CITY = "kota", "Musrenbang kota dan RKPD"


WINDOW_YEARS_BEFORE = 2
"""Bekasi began RKPD 2027 with the Pra-Musrenbang of December 2025 (domain 1.2)."""


class StageWindow(StampedModel):
    """When a stage opens and closes for the whole city."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="windows", verbose_name="tahun")
    stage = models.CharField("tahap", max_length=12, choices=Stage.choices)
    opens_at = models.DateTimeField("dibuka")
    closes_at = models.DateTimeField("ditutup")

    class Meta:
        ordering = ("cycle", "opens_at")
        verbose_name = "jadwal tahap"
        verbose_name_plural = "jadwal tahap"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "stage"], name="one_window_per_stage"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="window_closes_after_opening",
                violation_error_message="Waktu tutup harus sesudah waktu buka.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.cycle}"

    def clean(self) -> None:
        """A window lies in the two years before its fiscal year; 2206 is a typing error."""
        year = self.cycle.fiscal_year if self.cycle_id else None
        problems = {
            name: f"Tahun {moment.year} tidak masuk akal untuk RKPD {year}. Periksa tanggalnya."
            for name in ("opens_at", "closes_at")
            if year
            and (moment := getattr(self, name))
            and not year - WINDOW_YEARS_BEFORE <= moment.year <= year
        }
        if problems:
            raise ValidationError(problems)


class WindowGrace(StampedModel):
    """More time for one kelurahan, with who gave it and why."""

    window = models.ForeignKey(
        StageWindow, models.CASCADE, related_name="graces", verbose_name="tahap"
    )
    kelurahan = models.ForeignKey(Kelurahan, models.CASCADE)
    closes_at = models.DateTimeField("diperpanjang sampai")
    reason = models.CharField("alasan", max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="diberikan oleh",
    )
    granted_at = models.DateTimeField("diberikan pada", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "perpanjangan waktu"
        verbose_name_plural = "perpanjangan waktu"
        constraints = [
            models.UniqueConstraint(
                fields=["window", "kelurahan"],
                name="one_grace_per_kelurahan",
                violation_error_message="Kelurahan ini sudah mendapat perpanjangan pada tahap ini.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kelurahan} sampai {datetime_long(self.closes_at)}"

    def clean(self) -> None:
        """More time is later than the window's own end."""
        if self.window_id and self.closes_at and self.closes_at <= self.window.closes_at:
            until = datetime_long(self.window.closes_at)
            raise ValidationError(
                {"closes_at": f"Perpanjangan harus sesudah waktu tutup tahap ini, {until}."}
            )


FOREIGN_TO_SCOPE = {
    "rw": ("opd",),
    "kelurahan": ("rw", "opd"),
    "opd": ("rw", "kelurahan"),
}
"""Owners that a quota rule of that scope must leave empty."""


class QuotaRule(StampedModel):
    """How much one RW, kelurahan or OPD may hand in or accept in a cycle.

    Cities differ (domain 1.6): Bekasi 4 per RW, Taman Sari 5, Surabaya Rp300 million per RW.
    An ``enforced`` rule stops; the others are only shown.
    """

    class Scope(models.TextChoices):
        RW = "rw", "Per RW"
        KELURAHAN = "kelurahan", "Per kelurahan"
        OPD = "opd", "Per Perangkat Daerah"

    class Kind(models.TextChoices):
        COUNT = "count", "Banyaknya usulan"
        AMOUNT = "amount", "Nilai rupiah"

    cycle = models.ForeignKey(
        Cycle, models.CASCADE, related_name="quota_rules", verbose_name="tahun"
    )
    scope = models.CharField("berlaku", max_length=10, choices=Scope.choices)
    kind = models.CharField("ukuran", max_length=6, choices=Kind.choices)
    value = models.BigIntegerField("batas", validators=rupiah_validators)
    kelurahan = models.ForeignKey(
        Kelurahan,
        models.CASCADE,
        null=True,
        blank=True,
        help_text="Kosong: berlaku untuk semua kelurahan.",
    )
    rw = models.ForeignKey(RW, models.CASCADE, null=True, blank=True, verbose_name="RW")
    opd = models.ForeignKey(
        OPD, models.CASCADE, null=True, blank=True, verbose_name="Perangkat Daerah"
    )
    enforced = models.BooleanField(
        "mengikat", default=False, help_text="Tidak dicentang: hanya ditampilkan."
    )

    class Meta:
        ordering = ("cycle", "scope", "kind")
        verbose_name = "aturan kuota"
        verbose_name_plural = "aturan kuota"
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="rw", opd=None)
                | Q(scope="kelurahan", rw=None, opd=None)
                | Q(scope="opd", rw=None, kelurahan=None),
                name="quota_owner_fits_scope",
                violation_error_message="Isi hanya wilayah yang sesuai dengan pilihan “berlaku”.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {number(self.value)}"

    def clean(self) -> None:
        """What the rule is narrowed to fits its scope, and no twin of it exists."""
        problems: dict[str, str] = {}
        label = self.Scope(self.scope).label.lower() if self.scope in self.Scope else ""
        for name in FOREIGN_TO_SCOPE.get(self.scope, ()):
            if getattr(self, f"{name}_id"):
                problems[name] = f"Kosongkan: aturan ini berlaku {label}."
        if self.rw_id and self.kelurahan_id and self.rw.kelurahan_id != self.kelurahan_id:
            problems["rw"] = f"RW ini bukan bagian dari Kelurahan {self.kelurahan}."
        if problems:
            raise ValidationError(problems)
        if self._twins().exists():
            raise ValidationError("Aturan untuk ukuran dan wilayah yang sama sudah ada.")

    def _twins(self) -> models.QuerySet["QuotaRule"]:
        same: dict[str, Any] = {"cycle_id": self.cycle_id, "scope": self.scope, "kind": self.kind}
        # A unique constraint would let two empty owners pass.
        for name in ("kelurahan", "rw", "opd"):
            value = getattr(self, f"{name}_id")
            same[f"{name}__isnull" if value is None else f"{name}_id"] = value or True
        return QuotaRule.objects.filter(**same).exclude(pk=self.pk)


class Pagu(StampedModel):
    """An optional indicative ceiling, whole rupiah, of one kelurahan, kecamatan or OPD."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="pagus")
    kelurahan = models.ForeignKey(Kelurahan, models.CASCADE, null=True, blank=True)
    kecamatan = models.ForeignKey(Kecamatan, models.CASCADE, null=True, blank=True)
    opd = models.ForeignKey(
        OPD, models.CASCADE, null=True, blank=True, verbose_name="Perangkat Daerah"
    )
    amount = models.BigIntegerField("pagu (Rp)", validators=rupiah_validators)

    class Meta:
        ordering = ("cycle", "pk")
        verbose_name = "pagu indikatif"
        verbose_name_plural = "pagu indikatif"
        constraints = [
            models.CheckConstraint(
                condition=Q(kelurahan__isnull=False, kecamatan=None, opd=None)
                | Q(kelurahan=None, kecamatan__isnull=False, opd=None)
                | Q(kelurahan=None, kecamatan=None, opd__isnull=False),
                name="pagu_of_exactly_one",
                violation_error_message=(
                    "Pilih tepat satu: kelurahan, kecamatan atau Perangkat Daerah."
                ),
            ),
            *(
                models.UniqueConstraint(fields=["cycle", owner], name=f"one_pagu_per_{owner}")
                for owner in ("kelurahan", "kecamatan", "opd")
            ),
        ]

    def __str__(self) -> str:
        return f"Pagu {self.kelurahan or self.kecamatan or self.opd}"


class CityPriority(StampedModel):
    """A development priority of the city in that year, to which usulan are tied."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="priorities")
    number = models.PositiveSmallIntegerField("nomor")
    name = models.CharField("prioritas pembangunan", max_length=300)

    class Meta:
        ordering = ("cycle", "number")
        verbose_name = "prioritas kota"
        verbose_name_plural = "prioritas kota"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="priority_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class ReasonCode(StampedModel):
    """A reason for a negative or changing decision (catalogue of domain page 3.5).

    The proposer reads ``public_sentence``, and so does everyone on the public page: it speaks of
    the usulan, not to a person. ``levels`` says who may use it.
    """

    code = models.CharField("kode", max_length=5, unique=True)
    public_sentence = models.CharField("kalimat untuk pengusul", max_length=400)
    internal_note = models.CharField("catatan petugas", max_length=300, blank=True)
    at_kelurahan = models.BooleanField("dipakai kelurahan", default=True)
    at_kecamatan = models.BooleanField("dipakai kecamatan", default=False)
    at_opd = models.BooleanField("dipakai Perangkat Daerah", default=False)
    at_city = models.BooleanField("dipakai Bappeda", default=False)
    needs_target = models.BooleanField("menyebut usulan lain", default=False)
    fixable = models.BooleanField("dapat diperbaiki", default=False)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "kode alasan"
        verbose_name_plural = "kode alasan"

    def clean(self) -> None:
        """Refuses a sentence that speaks to its reader as the proposer."""
        super().clean()
        if re.search(r"\banda\b", self.public_sentence, re.IGNORECASE):
            raise ValidationError(
                {
                    "public_sentence": "Kalimat ini juga dibaca warga di halaman publik. "
                    "Tulis tanpa kata “Anda”, misalnya “pengusul” atau “usulan ini”."
                }
            )

    def __str__(self) -> str:
        return f"{self.code} {self.public_sentence}"
