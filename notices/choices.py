"""Who is told over which channel, and how they change it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kelurahan.models import Assignment, User
from notices.kinds import Kind, first_of_its_address, kinds_in_use
from notices.models import Choice, Digest
from proposals.workflow.engine import OWNER_OF_KIND

MOST_LOOKED_AT = 30


def recipients(kind: Kind) -> QuerySet[User]:
    """Active accounts with an address and a post of today that writes usulan, who want it so.

    Until they decide, one message a day to one address is enough: the first channel in use that
    reaches it is on, the others are off.
    """
    posts = Assignment.objects.active().filter(user=OuterRef("pk"), role__in=OWNER_OF_KIND)
    decided = Choice.objects.filter(user=OuterRef("pk"), channel=kind.key)
    wanted = Q(Exists(decided.filter(is_on=True)))
    if first_of_its_address(kind):
        wanted |= ~Q(Exists(decided))
    has_address = ~Q(**{kind.address: None}) & ~Q(**{kind.address: ""})
    return User.objects.filter(has_address, wanted, Exists(posts), is_active=True)


@dataclass(frozen=True)
class Way:
    """One channel as a person sees it: where it leads, whether it is on, whether it fails."""

    kind: Kind
    address: str
    is_on: bool
    fails: bool


def ways_of(user: Any) -> list[Way]:
    """All channels that the office has set up, for ``user``; two queries."""
    decided = dict(Choice.objects.filter(user=user).values_list("channel", "is_on"))
    latest = Digest.objects.filter(user=user).order_by("-claimed_at")
    last: dict[str, Digest] = {}
    for digest in latest.defer("user")[:MOST_LOOKED_AT]:
        last.setdefault(digest.channel, digest)
    return [
        Way(
            kind,
            getattr(user, kind.address) or "",
            decided.get(kind.key, first_of_its_address(kind)),
            kind.key in last and last[kind.key].fails,
        )
        for kind in kinds_in_use()
    ]


@transaction.atomic
def switch(user_id: int, kind: Kind, *, on: bool) -> None:
    """Turn one channel on or off; what happened while it was off is not told afterwards."""
    was_on = first_of_its_address(kind)
    fresh = {"is_on": on, "since": timezone.now() if on and not was_on else None}
    held, is_fresh = Choice.objects.get_or_create(user_id=user_id, channel=kind.key, defaults=fresh)
    if not is_fresh:
        since = timezone.now() if on else None
        Choice.objects.filter(pk=held.pk, is_on=not on).update(is_on=on, since=since)
