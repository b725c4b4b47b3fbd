"""Bank usulan: what was not accommodated in its year, waiting to be proposed again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from planning.models import Cycle
from proposals.models import Proposal
from proposals.selectors import owned_by
from proposals.services.carry import without_a_place
from proposals.statuses import Status

_GENERATIONS = 20
"""Years that a history is followed back at most."""


@dataclass(frozen=True)
class Asked:
    """How often the same wish was handed in, this time included, and since which fiscal year."""

    times: int
    since: int

    def __str__(self) -> str:
        return f"Diusulkan ke-{self.times} kali sejak {self.since}"


def bank_of(user: Any, cycle: Cycle) -> QuerySet[Proposal]:
    """The user's own usulan of earlier years that ended without a plan, the latest year first.

    What has been taken over is there no more, unless it was withdrawn again or the draft stayed
    a draft until its year was over.
    """
    copies = Proposal.objects.filter(carried_from=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    taken = copies.filter(~Q(status=Status.DRAFT) | Q(cycle=cycle))
    return (
        owned_by(user)
        .filter(without_a_place(), cycle__fiscal_year__lt=cycle.fiscal_year)
        .exclude(Exists(taken))
        # With the one that it was merged into it would be asked for twice.
        .exclude(status=Status.MERGED, merged_into__in=owned_by(user).values("pk"))
        .select_related("cycle", "kelurahan", "rw", "rt", "organisation")
        .order_by("-cycle__fiscal_year", "rank", "pk")
    )


def copies_of(proposal: Proposal) -> list[Proposal]:
    """Where a usulan of an earlier year was asked for again; what still runs has no copy."""
    if proposal.cycle.is_current:
        return []
    copies = proposal.carried_to.exclude(status__in=(Status.DRAFT, Status.WITHDRAWN))
    return list(copies.select_related("cycle").order_by("pk"))


def asked(proposals: Iterable[Proposal]) -> dict[UUID, Asked]:
    """Of those that were asked for before: how often and since when.

    One query for each year that a history goes back, however many usulan there are; none where
    nothing was carried over.
    """
    found: dict[UUID, Asked] = {}
    heads = {row.pk: (row.carried_from_id, 1) for row in proposals if row.carried_from_id}
    for _ in range(_GENERATIONS):
        before = Proposal.objects.filter(pk__in={older for older, _ in heads.values()})
        known = {
            pk: (year, older)
            for pk, year, older in before.values_list("pk", "cycle__fiscal_year", "carried_from")
        }
        for pk, (older, times) in list(heads.items()):
            year, oldest = known[older]
            found[pk] = Asked(times + 1, year)
            heads[pk] = (oldest, times + 1)
        heads = {pk: head for pk, head in heads.items() if head[0]}
        if not heads:
            break
    return found
