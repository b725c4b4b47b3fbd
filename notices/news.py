"""What others did with the own usulan, read from their history."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, When

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from notices.deeds import HELPERS, told
from notices.links import tracking_path
from notices.whose import held, owned
from proposals.models import Proposal, ProposalEvent
from proposals.progress import Calendar, Progress, progress_of
from proposals.timeline import Entry, entry_of
from proposals.workflow import TRANSITIONS

MOVES = tuple(name for name, row in TRANSITIONS.items() if not row.by_owner)
"""What offices do."""

BY_OWNER = tuple(name for name, row in TRANSITIONS.items() if row.by_owner)
"""What proposers do; they need no message of it, unless a helper did it in their name."""


@dataclass(frozen=True)
class Message:
    """One move in plain words; ``progress`` only while the usulan still stands where it led.

    ``own`` is set where ``proposal`` is another's, into which the own usulan was merged.
    """

    proposal: Proposal
    entry: Entry
    plain: str
    is_new: bool
    progress: Progress | None
    own: Proposal | None = None
    note_of: str = "petugas"

    @property
    def usulan(self) -> Proposal:
        """The reader's own usulan."""
        return self.own or self.proposal

    @property
    def next_step(self) -> Progress | None:
        """What follows and by when; of another's usulan its own page tells."""
        return None if self.own else self.progress

    @property
    def note(self) -> str:
        """What an officer or a helper wrote; what was written to another stays with them."""
        return "" if self.own else self.entry.note

    @property
    def page_of_another(self) -> str:
        """Where the reader, who may not see another's usulan, follows it."""
        return tracking_path(self.proposal) if self.own else ""


def news_of(user: Any) -> QuerySet[ProposalEvent]:
    """``heard_by``, each with ``own_id`` where it is of another's usulan: whose owner hears it."""
    usulan = OuterRef("proposal")
    own = Proposal.objects.filter(owned(scope_of(user), ""))
    merged = own.filter(merged_into=usulan).order_by("number").values("pk")[:1]
    own_id = Case(
        When(Exists(own.filter(pk=usulan)), then=None),
        default=Subquery(merged),
        output_field=UUIDField(),
    )
    return heard_by(user).annotate(own_id=own_id)


def heard_by(user: Any) -> QuerySet[ProposalEvent]:
    """The moves of the user's own usulan that others made, the latest first.

    Own means what the workflow means: whoever holds the post of the proposer now, or helps them.
    Of what is a proposer's to do only those hear who hold that post themselves, and only where a
    helper did it. Whose usulan was merged into another hears of that one from then on.
    """
    scope, rows = scope_of(user), ProposalEvent.objects.order_by()
    at, by_merge = "proposal__", "proposal__merged_proposals__"
    in_their_name = Q(action__in=BY_OWNER, actor_role__in=HELPERS)
    of_own = rows.filter(owned(scope, at), Q(action__in=MOVES) | held(scope, at) & in_their_name)
    after_merge = rows.filter(
        owned(scope, by_merge),
        Q(action__in=MOVES) | held(scope, by_merge) & Q(action__in=BY_OWNER),
        at__gt=F(f"{by_merge}status_since"),
    )
    heard = of_own.values("pk").union(after_merge.values("pk"))
    return (
        ProposalEvent.objects.filter(pk__in=heard)
        .filter(~Q(actor=user) | Q(actor=None))
        .order_by("-at", "-pk")
    )


def messages_of(
    events: Iterable[ProposalEvent],
    unread: Collection[UUID] = (),
    calendars: dict[int, Calendar] | None = None,
) -> list[Message]:
    """``events`` of ``news_of`` in words; those among ``unread`` are new.

    ``calendars`` are kept from one call to the next by whoever writes to many people. One query
    more where a usulan was merged into another.
    """
    calendars = {} if calendars is None else calendars
    events = list(events)
    merged = _merged_ones(events)
    return [
        _message(event, event.pk in unread, merged.get(_own_id(event)), calendars)
        for event in events
    ]


def _own_id(event: ProposalEvent) -> UUID | None:
    return getattr(event, "own_id", None)


def _merged_ones(events: Iterable[ProposalEvent]) -> dict[UUID | None, Proposal]:
    keys = {key for event in events if (key := _own_id(event))}
    if not keys:
        return {}
    rows = Proposal.objects.select_related("kelurahan", "rw", "rt", "organisation", "kamus_item")
    return dict(rows.in_bulk(keys))


def _message(
    event: ProposalEvent, is_new: bool, own: Proposal | None, calendars: dict[int, Calendar]
) -> Message:
    usulan = event.proposal
    progress = None
    if usulan.status == event.target:
        calendar = calendars.get(usulan.cycle_id) or Calendar(usulan.cycle)
        calendars[usulan.cycle_id] = calendar
        progress = progress_of(usulan, calendar)
    # That a date has passed is nobody's deed, and is written in no history.
    is_over = progress is not None and usulan.is_lapsed
    plain = progress.plain if progress and is_over else told(event, to_follower=own is not None)
    if own:
        plain = f"Usulan gabungannya {usulan.number or ''}: {plain}"
    note_of = "Pamor" if event.actor_role == Role.PAMOR.label else "petugas"
    return Message(usulan, entry_of(event), plain, is_new, progress, own, note_of)
