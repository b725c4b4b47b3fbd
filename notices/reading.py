"""Which messages a person has read; one that was stored late stays new, whatever time it bears."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from notices.models import ReadMark
from notices.news import heard_by
from proposals.models import ProposalEvent

LAG = timedelta(hours=1)
"""How much later than its own time an event may be stored: far above the longest import.

A long piece of work writes its events while it runs, but nobody sees them before it ends.
"""

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def unread(user: Any) -> QuerySet[ProposalEvent]:
    """Those of ``heard_by`` that the person has not read."""
    until = ReadMark.objects.filter(user=user).values("until")[:1]
    seen = ReadMark.seen.through.objects.filter(readmark__user=user, proposalevent=OuterRef("pk"))
    return heard_by(user).filter(~Exists(seen), at__gt=Coalesce(Subquery(until), _BEGINNING))


def unread_count(user: Any) -> int:
    """How many messages are new to the person; one query."""
    return unread(user).count()


def within_lag(events: Sequence[tuple[UUID, datetime]]) -> list[UUID]:
    """Of unread events, the latest first, those that a mark must name one by one."""
    return [pk for pk, at in events if at > events[0][1] - LAG]


@transaction.atomic
def mark_read(user: Any, until: datetime, seen: Iterable[UUID]) -> None:
    """All that lies the lag before ``until`` counts as read, and after that only ``seen``.

    A mark never goes back: an older page adds what it showed.
    """
    ReadMark.objects.get_or_create(user=user, defaults={"until": until - LAG})
    mark = ReadMark.objects.select_for_update().get(user=user)
    mark.until = max(mark.until, until - LAG)
    mark.save()
    known = {*seen, *mark.seen.values_list("pk", flat=True)}
    mark.seen.set(heard_by(user).filter(pk__in=known, at__gt=mark.until))
