"""What a person has not been told yet over one channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from notices.due import due_soon
from notices.kinds import Kind
from notices.models import NEVER_LEFT, UNDER_WAY, Choice, Digest, State, Told
from notices.news import heard_by, news_of
from proposals.models import Proposal, ProposalEvent

HORIZON = timedelta(days=14)
"""Older moves are read in the portal: nobody wants last month's news on the day the gateway works.

It is far above the time after which an event is stored late, and above that for which a message
is tried again.
"""


@dataclass(frozen=True)
class Pending:
    """Moves, and returned usulan whose date is near."""

    events: list[ProposalEvent]
    due: list[Proposal]

    def __bool__(self) -> bool:
        return bool(self.events or self.due)


def untold_events(user: Any, kind: Kind, now: datetime) -> QuerySet[ProposalEvent]:
    """Moves of the own usulan that no digest carries.

    By what was told, not by a time up to which was told: an event that is stored late, with an
    earlier time, goes with the next digest.
    """
    told = Told.objects.filter(user=user, channel=kind.key, event=OuterRef("pk"))
    since = Choice.objects.filter(user=user, channel=kind.key, is_on=True).values("since")[:1]
    begin = Greatest(Coalesce(Subquery(since), now - HORIZON), now - HORIZON)
    return heard_by(user).filter(~Exists(told), at__gt=begin)


def untold_dates(user: Any, kind: Kind) -> QuerySet[Proposal]:
    """Returned usulan whose date is near and was not told; another date is another warning."""
    told = Told.objects.filter(
        user=user, channel=kind.key, proposal=OuterRef("pk"), due=OuterRef("due")
    )
    return due_soon(user, timezone.localdate()).filter(~Exists(told))


def pending_for(user: Any, kind: Kind, now: datetime) -> Pending:
    """All that is to be told now; two queries."""
    events = untold_events(user, kind, now).only("pk")
    return Pending(list(events), list(untold_dates(user, kind).only("pk", "due")))


def content_of(digest: Digest, user: Any) -> Pending:
    """What ``digest`` carries, as far as it is still the person's own and still true."""
    # Read first: as a query within the query it has the database read every history there is.
    told = list(Told.objects.filter(digest=digest).values_list("event", "proposal", "due"))
    # One that was left behind for weeks is not the first thing to be told when it is found.
    moves = {event for event, _, _ in told if event}
    events = news_of(user).filter(pk__in=moves, at__gt=timezone.now() - HORIZON)
    rows = events.select_related(
        "reason", "proposal__cycle", "proposal__kamus_item", "proposal__confirmation"
    )
    dates = {(usulan, due) for _, usulan, due in told if usulan}
    near = due_soon(user, timezone.localdate()).filter(pk__in={usulan for usulan, _ in dates})
    due = [row for row in near.select_related("kamus_item") if (row.pk, row.due) in dates]
    return Pending(list(rows), due)


def free_for(kind: Kind, now: datetime, lease: timedelta) -> Q:
    """Accounts whose digest of today is not out yet, and is not in other hands or resting."""
    own = Digest.objects.filter(user=OuterRef("pk"), channel=kind.key)
    today = own.filter(day=timezone.localdate(now))
    done = today.exclude(state__in=UNDER_WAY).exclude(NEVER_LEFT)
    held = own.filter(state=State.SENDING, claimed_at__gt=now - lease)
    resting = own.filter(state=State.WAITING, next_try__gt=now)
    return ~Q(Exists(done)) & ~Q(Exists(held)) & ~Q(Exists(resting))
