"""Urusan > bidang urusan > program > kegiatan > sub kegiatan, with version.

Source: Permendagri 90/2019 and its updates (Kepmendagri 050-5889/2021, SIPD RI). Codes change
between versions and are text: sub kegiatan have two digits up to 2021 and four after.
"""

from django.db import models

from foundation.stamps import StampedModel
from kelurahan.models import OPD


class NomenclatureVersion(StampedModel):
    """One edition of the code tables."""

    code = models.CharField("versi", max_length=20, unique=True)
    note = models.CharField("keterangan", max_length=200, blank=True)

    class Meta:
        ordering = ("-code",)
        verbose_name = "versi nomenklatur"
        verbose_name_plural = "versi nomenklatur"

    def __str__(self) -> str:
        return self.code


class Nomenclature(StampedModel):
    """One node of the code tree."""

    class Level(models.TextChoices):
        URUSAN = "urusan", "Urusan"
        BIDANG = "bidang_urusan", "Bidang urusan"
        PROGRAM = "program", "Program"
        KEGIATAN = "kegiatan", "Kegiatan"
        SUB_KEGIATAN = "sub_kegiatan", "Sub kegiatan"

    version = models.ForeignKey(NomenclatureVersion, models.PROTECT, related_name="nodes")
    code = models.CharField("kode", max_length=20)
    level = models.CharField("tingkat", max_length=13, choices=Level.choices)
    name = models.CharField("nama", max_length=600)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    indicator = models.CharField("indikator", max_length=600, blank=True)
    unit = models.CharField("satuan", max_length=100, blank=True)
    applies_to = models.CharField("berlaku untuk", max_length=30, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "nomenklatur"
        verbose_name_plural = "nomenklatur"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="nomenclature_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CodeChange(StampedModel):
    """What became of a code of an older edition: its successor, one row for each of several.

    The older edition need not be stored, so its code stands as text. Without a successor the
    work is no longer in the nomenclature.
    """

    old_version = models.CharField("versi lama", max_length=20)
    old_code = models.CharField("kode lama", max_length=20)
    successor = models.ForeignKey(
        Nomenclature,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="menjadi",
    )
    note = models.CharField("keterangan", max_length=300, blank=True)

    class Meta:
        ordering = ("old_version", "old_code", "successor")
        verbose_name = "perubahan kode"
        verbose_name_plural = "perubahan kode"
        constraints = [
            models.UniqueConstraint(
                fields=["old_version", "old_code", "successor"], name="code_change_once"
            ),
            models.UniqueConstraint(
                fields=["old_version", "old_code"],
                condition=models.Q(successor=None),
                name="code_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} ({self.old_version})"


class OPDMandate(StampedModel):
    """A bidang urusan that an OPD carries; the two-part code is stable between versions."""

    opd = models.ForeignKey(OPD, models.CASCADE, related_name="mandates")
    bidang_code = models.CharField("bidang urusan", max_length=5)

    class Meta:
        ordering = ("opd", "bidang_code")
        verbose_name = "bidang urusan OPD"
        verbose_name_plural = "bidang urusan OPD"
        constraints = [
            models.UniqueConstraint(fields=["opd", "bidang_code"], name="opd_mandate_once")
        ]

    def __str__(self) -> str:
        return f"{self.opd_id} {self.bidang_code}"
