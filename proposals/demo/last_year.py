"""The year before the running one: fewer usulan, all of them answered, some asked for again."""

from copy import copy
from dataclasses import replace
from datetime import date, timedelta

from planning.models import CityPriority, Cycle, KamusItem, KamusVariable, StageWindow
from planning.reference import THEME
from proposals.demo import calendar, home
from proposals.demo.answers import store_answers
from proposals.demo.fates import LAST_YEAR
from proposals.demo.storing import BATCH, Shelf, store
from proposals.demo.wish import Reference, Wish
from proposals.demo.writer import Writer
from proposals.models import Proposal

AT_HOME, ELSEWHERE = 60, 20
"""How many usulan of that year a kelurahan has."""
AGO = timedelta(days=365)

_PRICE_PERCENT, _ROUND = 95, 1000
_CARRIED_SHARE = 0.15
_UNHAPPY = ("declined", "deferred", "not_agreed", "rejected")
_STANDING = frozenset({"submitted", "verified", "prioritised", "forwarded", "agreed", "reserve"})
"""What an usulan that was asked for again has come to by now."""


class LastYear:
    """A cycle of its own with the kamus at the prices of that time."""

    def __init__(self, running: Reference, today: date) -> None:
        self._today = today - AGO
        self._reference = _year_before(running, self._today)
        self._carried: list[Proposal] = []

    def fill(self, running: Shelf, most: int | None) -> int:
        """Store the kelurahan's usulan of that year, at most ``most``; returns how many."""
        at_home = running.place.kelurahan.code == home.KELURAHAN
        count = AT_HOME if at_home else ELSEWHERE
        count = count if most is None else min(count, most)
        place = running.place
        if at_home:
            # The accounts' own RW began with the running year: its lists show what matters now.
            place = replace(place, eagerness={**place.eagerness, place.rw(home.RW).pk: 0.0})
        shelf = Shelf(place, running.cast, self._reference, LAST_YEAR, self._today)
        writer = Writer(place, running.cast, self._reference)
        for later in self._asked_again(running, round(count * _CARRIED_SHARE)):
            earlier = writer.write_before(later)
            earlier.fate = shelf.dice.choice(_UNHAPPY)
            later.proposal.carried_from = earlier.proposal
            self._carried.append(later.proposal)
        store(shelf, writer, count)
        store_answers(shelf)
        return len(shelf.wishes)

    def store_carried(self) -> None:
        """Store which usulan of the running year repeat one of that year."""
        Proposal.objects.bulk_update(self._carried, ["carried_from"], batch_size=BATCH)

    def _asked_again(self, running: Shelf, count: int) -> list[Wish]:
        own_rw = running.place.rw(home.RW).pk
        at_home = running.place.kelurahan.code == home.KELURAHAN
        able = [
            wish
            for wish in running.wishes
            if wish.fate in _STANDING
            and wish.item
            and wish.located
            and not wish.same_as
            and not wish.is_host
            and not (at_home and wish.proposal.rw_id == own_rw)
        ]
        dice = home.dice(running.place.kelurahan.code, "again")
        return dice.sample(able, min(count, len(able)))


def _year_before(running: Reference, then: date) -> Reference:
    cycle = Cycle.objects.create(fiscal_year=running.cycle.fiscal_year - 1, theme=THEME)
    StageWindow.objects.bulk_create(calendar.windows(cycle, then))
    priorities = CityPriority.objects.bulk_create(
        CityPriority(cycle=cycle, number=row.number, name=row.name)
        for row in running.priorities.values()
    )
    _copy_kamus(running, cycle)
    items = KamusItem.objects.filter(cycle=cycle).select_related("opd", "sub_kegiatan")
    return replace(
        running,
        cycle=cycle,
        items={item.code: item for item in items.prefetch_related("variables")},
        priorities={row.number: row for row in priorities},
        seeds=("last year",),
    )


def _copy_kamus(running: Reference, cycle: Cycle) -> None:
    items, variables = [], []
    for item in running.items.values():
        older = copy(item)
        older.pk, older._state = None, copy(item._state)
        older._state.adding, older._prefetched_objects_cache = True, {}
        older.cycle = cycle
        older.unit_price = item.unit_price * _PRICE_PERCENT // 100 // _ROUND * _ROUND
        older.price_year = item.price_year and item.price_year - 1
        items.append(older)
        for variable in item.variables.all():
            fields = ("order", "name", "unit", "minimum", "maximum")
            values = {name: getattr(variable, name) for name in fields}
            variables.append(KamusVariable(item=older, **values))
    KamusItem.objects.bulk_create(items)
    KamusVariable.objects.bulk_create(variables)
