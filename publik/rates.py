"""How much of what was asked for was accommodated: by kelurahan, by OPD, by year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kelurahan.models import OPD, Kelurahan
from planning.models import Cycle
from proposals.ladder import STANDINGS
from proposals.statuses import Status
from proposals.tallies import tallies_of

_TAKEN_IN = STANDINGS["pd-terus"].statuses


@dataclass(frozen=True)
class Rate:
    """Of ``asked`` usulan handed in (without withdrawn ones) ``taken`` were accommodated."""

    label: str
    asked: int
    taken: int
    code: str = ""

    @property
    def percent(self) -> float | None:
        """To one place; ``None`` where nothing was asked."""
        return round(self.taken * 100 / self.asked, 1) if self.asked else None


def rates_of(cycle: Cycle) -> tuple[list[Rate], list[Rate]]:
    """By kelurahan and by OPD, from the figures that dashboards keep."""
    places = {place.pk: place for place in Kelurahan.objects.order_by("name_local")}
    by_place, by_office = _counts(cycle, places)
    offices = OPD.objects.in_bulk([pk for pk in by_office if pk is not None])
    of_places = [
        Rate(str(place), by_place[pk]["asked"], by_place[pk]["taken"], place.code)
        for pk, place in places.items()
        if pk in by_place
    ]
    of_offices = [
        Rate(str(offices[pk]) if pk else "Belum ada Perangkat Daerah", row["asked"], row["taken"])
        for pk, row in by_office.items()
    ]
    return of_places, sorted(of_offices, key=lambda rate: (-rate.asked, rate.label))


def rates_by_year() -> list[Rate]:
    """The whole city, year by year, the newest first."""
    places = list(Kelurahan.objects.values_list("pk", flat=True))
    rates = []
    for cycle in Cycle.objects.order_by("-fiscal_year"):
        whole: Counter[str] = sum(_counts(cycle, places)[0].values(), Counter())
        rates.append(Rate(str(cycle.fiscal_year), whole["asked"], whole["taken"]))
    return rates


Counts = dict[int | None, Counter[str]]


def _counts(cycle: Cycle, places: Iterable[int]) -> tuple[Counts, Counts]:
    by_place: Counts = {}
    by_office: Counts = {}
    for place, tally in tallies_of(cycle, list(places), "opds").items():
        for handed_in, status, office, count, *_ in tally.get("opds", ()):
            if not handed_in or status == Status.WITHDRAWN:
                continue
            for rows, key in ((by_place, place), (by_office, office)):
                row = rows.setdefault(key, Counter())
                row["asked"] += count
                row["taken"] += count if status in _TAKEN_IN else 0
    return by_place, by_office
