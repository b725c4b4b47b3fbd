"""How much was accommodated, and of what was finished how much its proposers confirm.

By kelurahan, by OPD, by year.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kelurahan.models import OPD, Kelurahan
from planning.models import Cycle
from proposals.ladder import STANDINGS
from proposals.models import Proposal
from proposals.statuses import Answer, Status
from proposals.tallies import tallies_of

_TAKEN_IN = STANDINGS["pd-terus"].statuses


@dataclass(frozen=True)
class Rate:
    """Of ``asked`` usulan handed in (without withdrawn ones) ``taken`` were accommodated.

    Of these ``realised`` are reported finished; the proposers of some of them have ``confirmed``
    that it is so or ``disputed`` it.
    """

    label: str
    asked: int
    taken: int
    realised: int = 0
    confirmed: int = 0
    disputed: int = 0
    code: str = ""

    @classmethod
    def of(cls, label: str, row: Counter[str], code: str = "") -> "Rate":
        """From what was counted; what is missing is zero."""
        names = ("asked", "taken", "realised", "confirmed", "disputed")
        return cls(label, code=code, **{name: row[name] for name in names})

    @property
    def percent(self) -> float | None:
        """To one place; ``None`` where nothing was asked."""
        return _percent(self.taken, self.asked)

    @property
    def unanswered(self) -> int:
        """Finished, and the proposer has said nothing yet."""
        return self.realised - self.confirmed - self.disputed

    @property
    def confirmed_percent(self) -> float | None:
        """Of what is reported finished; ``None`` where nothing is."""
        return _percent(self.confirmed, self.realised)


def _percent(part: int, whole: int) -> float | None:
    return round(part * 100 / whole, 1) if whole else None


def rates_of(cycle: Cycle) -> tuple[list[Rate], list[Rate]]:
    """By kelurahan and by OPD, from the figures that dashboards keep."""
    places = {place.pk: place for place in Kelurahan.objects.order_by("name_local")}
    answers = _answers(Proposal.objects.filter(cycle=cycle))
    by_place, by_office = _counts(cycle, places, answers)
    offices = OPD.objects.in_bulk([pk for pk in by_office if pk is not None])
    of_places = [
        Rate.of(str(place), by_place[pk], place.code)
        for pk, place in places.items()
        if pk in by_place
    ]
    of_offices = [
        Rate.of(str(offices[pk]) if pk else "Belum ada Perangkat Daerah", row)
        for pk, row in by_office.items()
    ]
    return of_places, sorted(of_offices, key=lambda rate: (-rate.asked, rate.label))


def rates_by_year() -> list[Rate]:
    """The whole city, year by year, the newest first."""
    places = list(Kelurahan.objects.values_list("pk", flat=True))
    answers = _answers(Proposal.objects.all())
    rates = []
    for cycle in Cycle.objects.order_by("-fiscal_year"):
        by_place, _ = _counts(cycle, places, answers)
        rates.append(Rate.of(str(cycle.fiscal_year), sum(by_place.values(), Counter())))
    return rates


Counts = dict[int | None, Counter[str]]
Answers = list[tuple[int, int, int | None, str, int]]
"""Cycle, kelurahan, OPD, answer, count."""

_NAMES = {Answer.CONFIRMED: "confirmed", Answer.DISPUTED: "disputed"}


def _answers(rows: QuerySet[Proposal]) -> Answers:
    """How finished work was answered; one query."""
    answered = rows.filter(status=Status.REALISED, confirmation__isnull=False).order_by()
    keys = ("cycle", "kelurahan", "opd", "confirmation__answer")
    return list(answered.values_list(*keys).annotate(count=Count("pk")))


def _counts(cycle: Cycle, places: Iterable[int], answers: Answers) -> tuple[Counts, Counts]:
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
                row["realised"] += count if status == Status.REALISED else 0
    for of_cycle, place, office, answer, count in answers:
        if of_cycle == cycle.pk and place in by_place:
            for row in (by_place[place], by_office[office]):
                row[_NAMES[Answer(answer)]] += count
    return by_place, by_office
