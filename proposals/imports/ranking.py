"""Which place in which priority series is taken."""

from collections.abc import Iterable
from uuid import UUID

from kelurahan.models import Kelurahan
from planning.models import Cycle
from proposals.models import Proposal

Series = tuple[str, int]


def series_key(kelurahan_id: int, rw_id: int | None, organisation_id: int | None) -> Series:
    """The series of an organisation, an RW or the office: one of the three, in this order."""
    if organisation_id:
        return ("organisation", organisation_id)
    if rw_id:
        return ("rw", rw_id)
    return ("kelurahan", kelurahan_id)


class Ranks:
    """Who holds which rank, for the kelurahan in hand; one query for those not read yet."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._loaded: set[int] = set()
        self._holders: dict[tuple[Series, int], UUID] = {}

    def load(self, kelurahan: Iterable[Kelurahan]) -> None:
        """Read the ranks that are given out."""
        new = {each.pk for each in kelurahan} - self._loaded
        if not new:
            return
        self._loaded |= new
        ranked = Proposal.objects.filter(
            cycle=self._cycle, kelurahan__in=new, rank__isnull=False
        ).order_by()
        columns = ("pk", "rank", "kelurahan_id", "rw_id", "organisation_id")
        for pk, rank, *series in ranked.values_list(*columns):
            self._holders[series_key(*series), rank] = pk

    def release(self, series: Series, rank: int | None, pk: UUID) -> None:
        """Give a place back, if ``pk`` holds it."""
        if rank and self._holders.get((series, rank)) == pk:
            del self._holders[series, rank]

    def take(self, series: Series, rank: int, pk: UUID) -> bool:
        """Whether the place is ``pk``'s from now on; ``False`` when another holds it."""
        return self._holders.setdefault((series, rank), pk) == pk
