"""What offices did with the own usulan, read from their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from notices.models import ReadMark
from proposals.models import Proposal, ProposalEvent
from proposals.progress import MEANINGS, Calendar, Progress, progress_of
from proposals.selectors import owned_by
from proposals.statuses import Status
from proposals.timeline import Entry, entry_of
from proposals.workflow import TRANSITIONS

MOVES = tuple(name for name, row in TRANSITIONS.items() if not row.by_owner)
"""What offices do; a proposer needs no message of their own deeds."""

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Message:
    """One move in plain words; ``progress`` only while the usulan still stands where it led."""

    proposal: Proposal
    entry: Entry
    plain: str
    is_new: bool
    progress: Progress | None


def news_of(user: Any) -> QuerySet[ProposalEvent]:
    """The moves of the user's own usulan that others made, the latest first.

    Own means what the workflow means: whoever holds the post of the proposer now, or helps them.
    """
    return (
        ProposalEvent.objects.filter(proposal__in=owned_by(user), action__in=MOVES)
        .filter(~Q(actor=user) | Q(actor=None))
        .order_by("-at", "-pk")
    )


def unread_count(user: Any) -> int:
    """How many of ``news_of`` are newer than the person's mark; one query."""
    mark = ReadMark.objects.filter(user=user).values("until")[:1]
    return news_of(user).filter(at__gt=Coalesce(Subquery(mark), _BEGINNING)).count()


def read_until(user: Any) -> datetime:
    """The time up to which the person has read; long ago for who never did."""
    mark = ReadMark.objects.filter(user=user).values_list("until", flat=True).first()
    return mark or _BEGINNING


def mark_read(user: Any, until: datetime) -> None:
    """Everything up to ``until`` counts as read; a mark never goes back."""
    held, is_fresh = ReadMark.objects.get_or_create(user=user, defaults={"until": until})
    if not is_fresh:
        ReadMark.objects.filter(pk=held.pk, until__lt=until).update(until=until)


def messages_of(events: Iterable[ProposalEvent], since: datetime) -> list[Message]:
    """``events`` in words; those after ``since`` are new."""
    calendars: dict[int, Calendar] = {}
    told = []
    for event in events:
        usulan = event.proposal
        progress = None
        if usulan.status == event.target:
            calendar = calendars.get(usulan.cycle_id) or Calendar(usulan.cycle)
            calendars[usulan.cycle_id] = calendar
            progress = progress_of(usulan, calendar)
        plain = progress.plain if progress else MEANINGS[Status(event.target)].plain
        told.append(Message(usulan, entry_of(event), plain, event.at > since, progress))
    return told
