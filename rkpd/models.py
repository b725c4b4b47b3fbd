"""A versioned RKPD draft, its lines, and the usulan behind each line."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from kelurahan.models import OPD, City
from planning.models import Cycle, Nomenclature
from planning.models.cycle import rupiah_validators
from proposals.models import Proposal
from proposals.statuses import FundingSource
from rkpd.querysets import (
    KEPT_SENTENCE,
    CorrectionQuerySet,
    DraftQuerySet,
    FreezableQuerySet,
    refuse_frozen,
)


class DraftKind(models.TextChoices):
    """The three editions that an RKPD passes through (Permendagri 86/2017)."""

    INITIAL = "rancangan_awal", "Rancangan awal"
    DRAFT = "rancangan", "Rancangan"
    FINAL = "rancangan_akhir", "Rancangan akhir"


class Draft(models.Model):
    """One version of the RKPD of a city and cycle. A frozen one is never recomputed or edited."""

    city = models.ForeignKey(City, models.PROTECT, related_name="drafts", verbose_name="kota")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="drafts", verbose_name="tahun")
    version = models.PositiveSmallIntegerField("versi")
    kind = models.CharField(
        "jenis", max_length=16, choices=DraftKind.choices, default=DraftKind.INITIAL
    )
    label = models.CharField(
        "keterangan",
        max_length=80,
        blank=True,
        help_text="Untuk mengenali versi ini, misalnya: sesudah Forum Perangkat Daerah.",
    )
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="disusun oleh"
    )
    built_at = models.DateTimeField("disusun", auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dibekukan oleh",
    )
    frozen_at = models.DateTimeField("dibekukan", null=True, blank=True)
    note = models.TextField("catatan", blank=True)
    total = models.BigIntegerField("jumlah pagu (Rp)", default=0)
    usulan_count = models.PositiveIntegerField("banyak usulan", default=0)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-cycle__fiscal_year", "-version")
        verbose_name = "rancangan RKPD"
        verbose_name_plural = "rancangan RKPD"
        permissions = [("export_draft", "Boleh mengunduh rancangan RKPD")]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "cycle", "version"], name="one_draft_per_version"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None)
                | Q(frozen_at__isnull=False, frozen_by__isnull=False),
                name="freezing_has_a_person_and_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} versi {self.version} ({self.get_kind_display().lower()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``ValidationError`` when the stored draft is frozen."""
        refuse_frozen({self.pk})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ``ValidationError`` when the stored draft is frozen."""
        refuse_frozen({self.pk})
        return super().delete(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_final(self) -> bool:
        """The frozen last edition; everything else is still a draft on paper too."""
        return self.is_frozen and self.kind == DraftKind.FINAL


class DraftPart(models.Model):
    """What belongs to a draft and is sealed with it."""

    draft_id: int

    objects = FreezableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``ValidationError`` when the draft is frozen."""
        refuse_frozen({self.draft_id})
        type(self).objects.filter(pk=self.pk).refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ``ValidationError`` when the draft is frozen."""
        type(self).objects.filter(pk=self.pk).refuse_frozen()
        return super().delete(*args, **kwargs)


class Line(DraftPart):
    """One line of a draft: a sub kegiatan of one OPD, from one source of money, in one unit.

    The names of the code tree are copied: a frozen draft reads the same after the next edition.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="lines")
    opd = models.ForeignKey(OPD, models.PROTECT, verbose_name="Perangkat Daerah")
    sub_kegiatan = models.ForeignKey(Nomenclature, models.PROTECT)
    opd_name = models.CharField("Perangkat Daerah", max_length=150)
    bidang_code = models.CharField(max_length=20)
    bidang_name = models.CharField("bidang urusan", max_length=600)
    program_code = models.CharField(max_length=20)
    program_name = models.CharField("program", max_length=600)
    kegiatan_code = models.CharField(max_length=20)
    kegiatan_name = models.CharField("kegiatan", max_length=600)
    code = models.CharField("kode", max_length=20)
    name = models.CharField("sub kegiatan", max_length=600)
    indicator = models.CharField("indikator", max_length=600, blank=True)
    locations = models.TextField("lokasi")
    target_volume = models.DecimalField("target", max_digits=14, decimal_places=2)
    unit = models.CharField("satuan", max_length=40, blank=True)
    pagu = models.BigIntegerField("pagu indikatif (Rp)", validators=rupiah_validators)
    funding_source = models.CharField("sumber dana", max_length=15, choices=FundingSource.choices)
    forward_estimate = models.BigIntegerField("prakiraan maju (Rp)", validators=rupiah_validators)
    usulan_count = models.PositiveIntegerField("banyak usulan")

    class Meta:
        ordering = ("opd_name", "code", "funding_source", "unit")
        verbose_name = "baris RKPD"
        verbose_name_plural = "baris RKPD"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "opd", "sub_kegiatan", "funding_source", "unit"],
                name="one_line_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LineSource(DraftPart):
    """The part of a line that one usulan brings; in one draft a usulan counts once."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="sources")
    line = models.ForeignKey(Line, models.CASCADE, related_name="sources")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="rkpd_sources")
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2)
    value = models.BigIntegerField("nilai (Rp)", validators=rupiah_validators)

    class Meta:
        ordering = ("line", "proposal__number")
        verbose_name = "usulan pada baris"
        verbose_name_plural = "usulan pada baris"
        constraints = [
            models.UniqueConstraint(fields=["draft", "proposal"], name="usulan_once_per_draft")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}"


class LineCorrection(DraftPart):
    """Who changed the wording of a line, when, from what to what: append-only."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="+")
    line = models.ForeignKey(Line, models.CASCADE, related_name="corrections")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField("nama pelaku", max_length=120)
    at = models.DateTimeField("waktu", auto_now_add=True)
    changes = models.JSONField(
        "perubahan", help_text='{"field": [old, new], …} with the values as shown to people'
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "perbaikan baris"
        verbose_name_plural = "perbaikan baris"

    def __str__(self) -> str:
        return f"{self.actor_name} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``ValidationError`` for a stored one, or when the draft is frozen."""
        if not self._state.adding:
            raise ValidationError(KEPT_SENTENCE)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ``ValidationError``."""
        raise ValidationError(KEPT_SENTENCE)
