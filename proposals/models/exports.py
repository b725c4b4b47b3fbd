"""What left the portal for SIPD: which usulan, when, in whose hands."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from planning.models import Cycle
from proposals.models.proposal import Proposal


class SipdExport(models.Model):
    """One file in SIPD's layout that was taken along, with its checksum.

    The name is copied as text: it stays true when the person moves on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, verbose_name="tahun")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="oleh"
    )
    made_by_name = models.CharField("nama", max_length=120)
    filename = models.CharField("nama berkas", max_length=255)
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField("jumlah usulan")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ("-at",)
        verbose_name = "unduhan SIPD"
        verbose_name_plural = "unduhan SIPD"

    def __str__(self) -> str:
        return f"{self.filename} {self.at:%Y-%m-%d %H:%M}"


class SipdExportRow(models.Model):
    """One usulan in one such file."""

    export = models.ForeignKey(SipdExport, models.PROTECT, related_name="rows")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sipd_exports")

    class Meta:
        verbose_name = "usulan dalam unduhan SIPD"
        verbose_name_plural = "usulan dalam unduhan SIPD"

    def __str__(self) -> str:
        return str(self.proposal_id)
