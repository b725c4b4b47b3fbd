"""What the proposer says of work that an office reported finished."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models.proposal import Proposal
from proposals.models.records import Attachment
from proposals.statuses import Answer

_OWN_ROLE = {
    ProposerKind.RT: Role.RT.label,
    ProposerKind.RW: Role.RW.label,
    ProposerKind.ORGANISATION: Role.ORGANISATION.label,
    ProposerKind.KELURAHAN: Role.STAFF.label,
}
"""As what the proposer of each kind answers; anyone else helps them."""


class Confirmation(models.Model):
    """The answer that stands now; earlier ones are in the history.

    Whoever holds the post of the proposer answers, so role and territory are copied as text: they
    stay true when the person moves on.
    """

    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        primary_key=True,
        related_name="confirmation",
        verbose_name="usulan",
    )
    answer = models.CharField("tanggapan", max_length=10, choices=Answer.choices)
    note = models.TextField("yang belum sesuai", blank=True, max_length=2000)
    photo = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="foto",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ditanggapi oleh"
    )
    role = models.CharField("sebagai", max_length=40)
    territory = models.CharField("wilayah", max_length=200, blank=True)
    answered_at = models.DateTimeField("ditanggapi", default=timezone.now)

    class Meta:
        verbose_name = "tanggapan pengusul"
        verbose_name_plural = "tanggapan pengusul"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=Answer.CONFIRMED, photo__isnull=False)
                | (Q(answer=Answer.DISPUTED) & ~Q(note="")),
                name="answer_is_shown_or_told",
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()

    @property
    def said_by(self) -> str:
        """In whose name, without a person's: ``RT 003/RW 005, dibantu Pamor``."""
        helper = "" if self.role == _OWN_ROLE[self.proposal.proposer_kind] else self.role
        return f"{self.proposal.proposer_name}{helper and f', dibantu {helper}'}"

    @property
    def is_confirmed(self) -> bool:
        return self.answer == Answer.CONFIRMED
