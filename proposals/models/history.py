"""What happened to a usulan: append-only."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from planning.models import ReasonCode
from proposals.models.proposal import Proposal
from proposals.statuses import Status


class ProposalEventQuerySet(models.QuerySet["ProposalEvent"]):
    """History is read and appended to; the bulk ways round that are closed."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError("Riwayat tidak boleh diubah.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError("Riwayat tidak boleh dihapus.")


class ProposalEvent(models.Model):
    """One deed: who, in which role over which territory, what, why, when.

    Name, role and territory are copied as text: they stay true when the person moves on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    actor_name = models.CharField("nama pelaku", max_length=120)
    actor_role = models.CharField("peran pelaku", max_length=40)
    actor_territory = models.CharField("wilayah pelaku", max_length=200, blank=True)
    action = models.CharField("tindakan", max_length=30)
    source = models.CharField("dari", max_length=20, choices=Status.choices, blank=True)
    target = models.CharField("menjadi", max_length=20, choices=Status.choices)
    reason = models.ForeignKey(
        ReasonCode, models.PROTECT, null=True, blank=True, verbose_name="alasan"
    )
    note = models.TextField("catatan", blank=True)
    changes = models.JSONField(
        "perubahan",
        default=dict,
        blank=True,
        help_text='{"field": [old, new], …} with the values as shown to people',
    )
    at = models.DateTimeField("waktu", default=timezone.now)

    objects = ProposalEventQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        verbose_name = "riwayat"
        verbose_name_plural = "riwayat"
        indexes = [models.Index(fields=["proposal", "at"], name="event_by_proposal")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("Riwayat tidak boleh diubah.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError("Riwayat tidak boleh dihapus.")
