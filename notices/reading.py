"""Which messages a person has read; one that was stored late stays new, whatever time it bears."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from notices.models import ReadMark
from notices.news import news_of
from proposals.models import ProposalEvent

LAG = timedelta(hours=1)
"""How much later than its own time an event may be stored: far above the longest import.

A long piece of work writes its events while it runs, but nobody sees them before it ends.
"""

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """Read are all events before the lag, and within it those that were on the page."""

    until: datetime = _BEGINNING
    seen: frozenset[UUID] | None = frozenset()
    """``None`` in marks made before this was kept: there the time alone decides."""

    @property
    def surely_read_until(self) -> datetime:
        return self.until if self.seen is None else self.until - LAG

    def is_new(self, event: ProposalEvent) -> bool:
        return event.at > self.surely_read_until and event.pk not in (self.seen or ())

    def unread(self, news: QuerySet[ProposalEvent]) -> QuerySet[ProposalEvent]:
        """Those of ``news`` that are new."""
        return news.filter(~Q(pk__in=self.seen or ()), at__gt=self.surely_read_until)


def reading_of(user: Any) -> Reading:
    """How far the person has read; one query."""
    row = ReadMark.objects.filter(user=user).values_list("until", "seen").first()
    return Reading() if row is None else _reading(*row)


def unread_count(user: Any) -> int:
    """How many messages are new to the person; two queries."""
    return reading_of(user).unread(news_of(user)).count()


def unread_lately(user: Any, reading: Reading) -> list[UUID]:
    """The new messages within the lag before the newest of them; empty where none is new.

    A page reads them before its rows and hands them back: what was stored meanwhile stays new.
    """
    rows = list(reading.unread(news_of(user)).values_list("pk", "at"))
    return [pk for pk, at in rows if at > rows[0][1] - LAG]


@transaction.atomic
def mark_read(user: Any, until: datetime, seen: Iterable[UUID]) -> None:
    """Everything before ``until`` counts as read, and within the lag before it only ``seen``.

    A mark never goes back: an older page adds what it showed.
    """
    ReadMark.objects.get_or_create(user=user, defaults={"until": until, "seen": []})
    mark = ReadMark.objects.select_for_update().get(user=user)
    held = _reading(mark.until, mark.seen)
    mark.until = max(mark.until, until)
    within = news_of(user).filter(at__gt=mark.until - LAG)
    shown = within.filter(pk__in={*seen, *(held.seen or ())})
    if held.seen is None:
        shown = within.filter(Q(pk__in=[*seen]) | Q(at__lte=held.until))
    mark.seen = [str(pk) for pk in shown.values_list("pk", flat=True)]
    mark.save()


def _reading(until: datetime, seen: list[str] | None) -> Reading:
    return Reading(until, None if seen is None else frozenset(map(UUID, seen)))
