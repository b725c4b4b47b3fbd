"""What offices did with the own usulan, read from their history."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from proposals.models import Proposal, ProposalEvent
from proposals.progress import MEANINGS, Calendar, Progress, progress_of
from proposals.selectors import owned_by
from proposals.statuses import Status
from proposals.timeline import Entry, entry_of
from proposals.workflow import TRANSITIONS

MOVES = tuple(name for name, row in TRANSITIONS.items() if not row.by_owner)
"""What offices do; a proposer needs no message of their own deeds."""


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


def messages_of(
    events: Iterable[ProposalEvent],
    unread: Collection[UUID] = (),
    calendars: dict[int, Calendar] | None = None,
) -> list[Message]:
    """``events`` in words; those among ``unread`` are new.

    ``calendars`` are kept from one call to the next by whoever writes to many people.
    """
    calendars = {} if calendars is None else calendars
    told = []
    for event in events:
        usulan = event.proposal
        progress = None
        if usulan.status == event.target:
            calendar = calendars.get(usulan.cycle_id) or Calendar(usulan.cycle)
            calendars[usulan.cycle_id] = calendar
            progress = progress_of(usulan, calendar)
        plain = progress.plain if progress else MEANINGS[Status(event.target)].plain
        told.append(Message(usulan, entry_of(event), plain, event.pk in unread, progress))
    return told
