"""How much of what a device declared has arrived: ``foto 2 dari 3``."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from proposals.models import DeclaredFile, Proposal
from proposals.models.sending import AWAITED


@dataclass(frozen=True)
class Arrival:
    """Declared files of a usulan that still waits for some; those that were given up are left out.

    One that its owner replaced has come.
    """

    declared: int
    arrived: int

    @property
    def words(self) -> str:
        """``foto 2 dari 3``; papers are called so too, since almost all files are photos."""
        return f"foto {self.arrived} dari {self.declared}"


def arrivals(proposals: Iterable[Proposal]) -> dict[UUID, Arrival]:
    """Those that are not complete yet; asks the database only if there are any."""
    waiting = [proposal.pk for proposal in proposals if not proposal.is_complete]
    if not waiting:
        return {}
    counted = (
        DeclaredFile.objects.filter(proposal__in=waiting)
        .order_by()
        .values_list("proposal")
        .exclude(settled=DeclaredFile.Settled.WITHDRAWN)
        .annotate(declared=Count("pk"), arrived=Count("pk", filter=~Q(AWAITED)))
    )
    return {pk: Arrival(declared, arrived) for pk, declared, arrived in counted}
