"""What a device declared when it handed in a usulan, and what of it has arrived."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from proposals.models.proposal import Proposal
from proposals.models.records import Attachment
from proposals.statuses import AttachmentKind


class Sending(models.Model):
    """One usulan as one device handed it in, known by the hash of what was sent.

    The row's key is the usulan's own, so the same usulan cannot be handed in twice: whoever comes
    second finds the hash and is told whether it is the same content.
    """

    class Way(models.TextChoices):
        """How it came."""

        DEVICE = "perangkat", "Dikirim perangkat"
        FILE = "berkas", "Berkas antrean yang dibawa ke kelurahan"

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, primary_key=True, related_name="sending", verbose_name="usulan"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dikirim oleh"
    )
    way = models.CharField("cara", max_length=10, choices=Way.choices)
    content_hash = models.CharField("sidik isi (SHA-256)", max_length=64)
    written_at = models.DateTimeField(
        "ditulis", help_text="When the person pressed send, by the device's clock."
    )
    received_at = models.DateTimeField("diterima", default=timezone.now)

    class Meta:
        verbose_name = "kiriman"
        verbose_name_plural = "kiriman"

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.proposal_id}"


AWAITED = models.Q(arrived_at=None, settled="")
"""Declared files that are still to come."""


class DeclaredFile(models.Model):
    """A photo or paper that the device said it will send; ``sha256`` is of the bytes it sends.

    ``settled`` says that its owner gave up waiting for those bytes; they have not arrived then,
    and no receipt names them.
    """

    class Settled(models.TextChoices):
        """What became of a file that did not come."""

        REPLACED = "diganti", "Diganti yang lain"
        WITHDRAWN = "tidak-dikirim", "Tidak dikirim lagi"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="declared_files")
    key = models.UUIDField("pengenal di perangkat")
    sha256 = models.CharField("sidik (SHA-256)", max_length=64)
    size = models.PositiveIntegerField("ukuran (byte)")
    kind = models.CharField("jenis", max_length=10, choices=AttachmentKind.choices)
    document = models.CharField("dokumen", max_length=20, blank=True)
    arrived_at = models.DateTimeField("sampai", null=True, blank=True)
    settled = models.CharField(
        "diselesaikan pemiliknya", max_length=15, choices=Settled.choices, blank=True, default=""
    )
    attachment = models.OneToOneField(
        Attachment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="declared",
        help_text="Empty again when the proposer later took the file back.",
    )

    class Meta:
        ordering = ("proposal", "pk")
        verbose_name = "berkas yang dijanjikan"
        verbose_name_plural = "berkas yang dijanjikan"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "key"], name="declared_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"

    @property
    def label(self) -> str:
        """What it is, in words, as of the attachment that comes of it."""
        return Attachment(kind=self.kind, document=self.document).label
