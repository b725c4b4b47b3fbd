"""What left the portal for SIPD: which usulan, when, in whose hands."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import Cycle
from proposals.models.proposal import Proposal

ADMINISTRATOR = "pengelola"
"""In place of a role: the technical administrator, and whoever runs a command on the server."""

FEEDERS = (Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.BAPPEDA)
"""Who carries usulan into SIPD; a file in other hands brings them no nearer."""

_BEFORE_ROLES = ""


class SipdExport(models.Model):
    """One file in SIPD's layout that was taken along, with its checksum.

    Name and role are copied as text: they stay true when the person moves on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, verbose_name="tahun")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="oleh"
    )
    made_by_name = models.CharField("nama", max_length=120)
    made_by_role = models.CharField(
        "peran",
        max_length=20,
        blank=True,
        help_text="Empty: taken along before roles were written down.",
    )
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


class SipdExportRowQuerySet(models.QuerySet["SipdExportRow"]):
    """Reads of what was taken along."""

    def for_sipd(self) -> "SipdExportRowQuerySet":
        """In the hands of those who feed SIPD, or before it was written down in whose."""
        roles = (*(role.value for role in FEEDERS), ADMINISTRATOR, _BEFORE_ROLES)
        return self.filter(export__made_by_role__in=roles)


class SipdExportRow(models.Model):
    """One usulan in one such file."""

    export = models.ForeignKey(SipdExport, models.PROTECT, related_name="rows")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sipd_exports")

    objects = SipdExportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan dalam unduhan SIPD"
        verbose_name_plural = "usulan dalam unduhan SIPD"

    def __str__(self) -> str:
        return str(self.proposal_id)
