"""What offices and proposers attach to a usulan: figures, files, and the locked list."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from kelurahan.models import OPD, Kelurahan
from planning.models import Cycle, Nomenclature
from planning.models.cycle import rupiah_validators
from planning.models.kamus import Document
from proposals.models.proposal import Proposal
from proposals.statuses import AttachmentKind, FundingSource, Level


class Assessment(models.Model):
    """One office's view of volume, price, value, OPD and rank; the proposer's stay beside it.

    One row per level; each change of it leaves old and new in the history.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="assessments")
    level = models.CharField("tingkat", max_length=10, choices=Level.choices)
    volume = models.DecimalField(
        "volume",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    unit_price = models.BigIntegerField(
        "harga satuan (Rp)", null=True, blank=True, validators=rupiah_validators
    )
    value = models.BigIntegerField(
        "nilai (Rp)", null=True, blank=True, validators=rupiah_validators
    )
    opd = models.ForeignKey(
        OPD, models.PROTECT, null=True, blank=True, verbose_name="Perangkat Daerah"
    )
    rank = models.PositiveIntegerField("urutan", null=True, blank=True)
    sub_kegiatan = models.ForeignKey(
        Nomenclature, models.PROTECT, null=True, blank=True, verbose_name="sub kegiatan"
    )
    funding_source = models.CharField(
        "sumber dana", max_length=15, choices=FundingSource.choices, blank=True
    )
    note = models.TextField("catatan", blank=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField("waktu", auto_now=True)

    class Meta:
        ordering = ("proposal", "pk")
        verbose_name = "penilaian"
        verbose_name_plural = "penilaian"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "level"], name="one_assessment_per_level")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.proposal_id}"


ATTACHMENTS = "usulan"
"""The folder of the store in which each usulan has its own."""


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Where a file is stored: by ids only, the uploader's file name never touches the disk."""
    suffix = PurePosixPath(filename).suffix.lower()[:6]
    return f"{ATTACHMENTS}/{attachment.proposal_id}/{attachment.pk}{suffix}"


class Attachment(models.Model):
    """A photo or paper of a usulan, checked and re-encoded before it is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="attachments")
    kind = models.CharField("jenis", max_length=10, choices=AttachmentKind.choices)
    document = models.CharField(
        "dokumen", max_length=20, blank=True, help_text="Which demanded paper this is."
    )
    file = models.FileField("berkas", upload_to=attachment_path, max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField("ukuran (byte)")
    sha256 = models.CharField(max_length=64)
    caption = models.CharField("keterangan", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("diunggah", auto_now_add=True)

    class Meta:
        ordering = ("uploaded_at", "id")
        verbose_name = "lampiran"
        verbose_name_plural = "lampiran"

    def __str__(self) -> str:
        return self.caption or self.label

    @property
    def label(self) -> str:
        """What it is, in words: the paper's name, or its kind."""
        if self.document in Document.values:
            return str(Document(self.document).label)
        return str(self.get_kind_display())

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in the page; papers are downloaded."""
        return self.content_type.startswith("image/")


class KelurahanList(models.Model):
    """The list of one kelurahan and cycle, locked by the signed berita acara of its Musrenbang.

    Until it is locked decisions of the kelurahan can be taken back; after it, not.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT)
    kelurahan = models.ForeignKey(Kelurahan, models.PROTECT, related_name="lists")
    minutes_number = models.CharField("nomor berita acara", max_length=80)
    minutes_date = models.DateField("tanggal berita acara")
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    locked_at = models.DateTimeField("dikunci", auto_now_add=True)

    class Meta:
        ordering = ("cycle", "kelurahan")
        verbose_name = "berita acara kelurahan"
        verbose_name_plural = "berita acara kelurahan"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kelurahan"], name="one_list_per_kelurahan")
        ]

    def __str__(self) -> str:
        return f"Berita acara {self.minutes_number}"
