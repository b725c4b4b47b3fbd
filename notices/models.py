"""How far each person has read, how they want to be told, and what has left the portal."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from notices.kinds import KINDS
from proposals.models import Proposal, ProposalEvent

CHANNELS = [(kind.key, capfirst(kind.label)) for kind in KINDS.values()]


def _of_a_user(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="akun", **more
    )


class ReadMark(models.Model):
    """Everything up to ``until`` has been read by ``user``, and after it only ``seen``.

    The messages themselves are not stored: they are the history of the usulan, which is written
    with every move and never changed, so none can be lost or told twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="akun"
    )
    until = models.DateTimeField("dibaca sampai")
    seen = models.ManyToManyField(ProposalEvent, related_name="+", verbose_name="dibaca sesudahnya")

    class Meta:
        verbose_name = "tanda baca kabar"
        verbose_name_plural = "tanda baca kabar"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until:%d-%m-%Y %H:%M}"


class Choice(models.Model):
    """What a person decided about one channel; without a row the rule of ``choices`` holds."""

    user = _of_a_user()
    channel = models.CharField("lewat", max_length=10, choices=CHANNELS)
    is_on = models.BooleanField("dipakai")
    since = models.DateTimeField("dinyalakan lagi", null=True, blank=True)

    class Meta:
        verbose_name = "pilihan cara menerima kabar"
        verbose_name_plural = "pilihan cara menerima kabar"
        constraints = [
            models.UniqueConstraint(fields=["user", "channel"], name="one_choice_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.channel} {'ya' if self.is_on else 'tidak'}"


class State(models.TextChoices):
    """Where a digest stands."""

    SENDING = "dikirim", "Sedang dikirim"
    WAITING = "menunggu", "Akan dicoba lagi"
    SENT = "terkirim", "Terkirim"
    ENDED = "berhenti", "Tidak terkirim"
    DROPPED = "batal", "Tidak perlu lagi"


TRIES_UNNOTICED = 3
UNDER_WAY = (State.SENDING, State.WAITING)


NEVER_LEFT = Q(state=State.DROPPED, is_unsure=False)
"""Dropped before anybody can have received it: it does not use up the day."""


class Digest(models.Model):
    """One message to one person over one channel: claimed first, then sent, then marked so.

    The two constraints are what keeps any number of commands at once from sending twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = _of_a_user()
    channel = models.CharField("lewat", max_length=10, choices=CHANNELS)
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.SENDING)
    day = models.DateField("hari")
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    claimed_at = models.DateTimeField("terakhir dicoba", default=timezone.now)
    tries = models.PositiveSmallIntegerField("berapa kali dicoba", default=1)
    next_try = models.DateTimeField("dicoba lagi", null=True, blank=True)
    sent_at = models.DateTimeField("terkirim", null=True, blank=True)
    problem = models.CharField("sebab", max_length=200, blank=True)
    is_unsure = models.BooleanField(
        "mungkin sampai",
        default=False,
        help_text="Pernah diserahkan tanpa ada jawaban: mungkin sudah diterima orangnya.",
    )

    class Meta:
        ordering = ("-claimed_at",)
        verbose_name = "pesan keluar"
        verbose_name_plural = "pesan keluar"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "day"],
                condition=~NEVER_LEFT,
                name="one_digest_a_day_and_channel",
            ),
            models.UniqueConstraint(
                fields=["user", "channel"],
                condition=Q(state__in=UNDER_WAY),
                name="one_digest_under_way",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="digest_by_age")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.day:%d-%m-%Y}"

    @property
    def fails(self) -> bool:
        """Whether its person should look at their address: it did not go, and not only once."""
        is_stuck = self.state == State.WAITING and self.tries >= TRIES_UNNOTICED
        return bool(self.problem) and (is_stuck or self.state == State.ENDED)


class Told(models.Model):
    """One move, or one warning of a date, that a digest carries: no other one will carry it."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="told")
    user = _of_a_user(db_index=False)
    channel = models.CharField("lewat", max_length=10, choices=CHANNELS)
    event = models.ForeignKey(ProposalEvent, models.CASCADE, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="+")
    due = models.DateField("diperbaiki paling lambat", null=True)

    class Meta:
        verbose_name = "isi pesan keluar"
        verbose_name_plural = "isi pesan keluar"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "event"], name="a_move_is_told_once"
            ),
            models.UniqueConstraint(
                fields=["user", "channel", "proposal", "due"], name="a_date_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, proposal=None, due=None)
                | Q(event=None, proposal__isnull=False, due__isnull=False),
                name="told_is_a_move_or_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest_id}: {self.event_id or self.proposal_id}"
