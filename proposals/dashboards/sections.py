"""What each office sees first: what waits for it, how far its usulan are, what is missing."""

from dataclasses import dataclass
from typing import Any

from kelurahan.models import RW
from planning.models import Cycle
from proposals.dashboards import offices
from proposals.dashboards.below import Reminder, late_below, reminders
from proposals.dashboards.breakdowns import by_place, columns_of, funnel_columns_of
from proposals.dashboards.gaps import places_of, places_without_lock
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import (
    REACHED_COLUMN,
    Cell,
    Figure,
    Group,
    Table,
    figure_table,
    funnel_table,
    total_of,
)
from proposals.dashboards.waits import OWN_WAITS, days_words, stage_table, stage_waits, wait_cells
from proposals.models import KelurahanList, Proposal
from proposals.statuses import Answer, Status
from proposals.tallies import OLDEST, Tallies
from proposals.waiting import WAIT, Deadlines, Wait, Waiting

_OWN = ("statuses", "days")
_PARTS = {
    offices.CITY: (*_OWN, "oldest", "rws"),
    offices.KECAMATAN: (*_OWN, "oldest", "rws"),
    offices.KELURAHAN: (*_OWN, "rws"),
    offices.OPD: _OWN,
}
"""What of the tallies each office's section is made of."""


@dataclass(frozen=True)
class Due:
    """What waits for the office itself: how many, how long, how many late."""

    wait: Wait
    count: Cell
    late: Cell
    middle: str
    longest: str


@dataclass(frozen=True)
class Gap:
    """Something that lacks: how many, and the page that names them."""

    label: str
    count: int
    page: str


@dataclass(frozen=True)
class Section:
    """One office's part of the first page."""

    office: Office
    dues: tuple[Due, ...]
    reminders: tuple[Reminder, ...]
    handed_in: Figure
    reached: Figure
    percent: str
    tables: tuple[Table, ...]
    gaps: tuple[Gap, ...]
    oldest: tuple[Proposal, ...]
    lock: str


def section_of(user: Any, cycle: Cycle, office: Office) -> Section:
    """Everything in a few grouped queries, however many usulan there are."""
    tallies = office.tallies(user, cycle, *_PARTS[office.kind])
    districts, places = by_place(tallies, office)
    total = total_of(places, office.filters)
    deadlines = Deadlines(cycle)
    waits = stage_waits(tallies, office, deadlines)
    own = [(wait, waiting) for wait, waiting in waits if wait.key in OWN_WAITS[office.kind]]
    came, reached = total.handed_in(cycle), total.figure(cycle, REACHED_COLUMN)
    columns = funnel_columns_of(office)
    tables = [
        *late_below(tallies, cycle, office, deadlines),
        stage_table(cycle, office, waits, deadlines),
        funnel_table(cycle, f"corong-{office.slug}", total, columns, "Perjalanan usulan"),
        *_by_territory(cycle, office, districts, places),
    ]
    return Section(
        office=office,
        dues=tuple(_due(cycle, office, wait, waiting) for wait, waiting in own),
        reminders=reminders(cycle, office, waits, _disputed(user, cycle, office)),
        handed_in=came,
        reached=reached,
        percent=total.share(reached.count),
        tables=tuple(tables),
        gaps=_gaps(user, cycle, office, tallies),
        oldest=_oldest(user, cycle, office, tallies),
        lock=_lock(cycle, office),
    )


def _disputed(user: Any, cycle: Cycle, office: Office) -> int:
    """Finished work of which the proposer says that it is not so."""
    rows = office.rows(user, cycle).filter(status=Status.REALISED)
    return rows.filter(confirmation__answer=Answer.DISPUTED).count()


def _due(cycle: Cycle, office: Office, wait: Wait, waiting: Waiting) -> Due:
    count, _, _, late = wait_cells(cycle, wait, waiting, office.filters)
    return Due(wait, count, late, days_words(waiting.days), days_words(waiting.longest))


def _by_territory(
    cycle: Cycle, office: Office, districts: list[Group], places: list[Group]
) -> list[Table]:
    """The level right below the office; a kelurahan's is its own pages."""
    name, columns = f"wilayah-{office.slug}", columns_of(office)
    match office.kind:
        case offices.KELURAHAN:
            return []
        case offices.KECAMATAN:
            return [
                figure_table(
                    cycle, name, "Kelurahan", places, filters=office.filters, columns=columns
                )
            ]
    return [
        figure_table(cycle, name, "Kecamatan", districts, filters=office.filters, columns=columns)
    ]


def _gaps(user: Any, cycle: Cycle, office: Office, tallies: Tallies) -> tuple[Gap, ...]:
    """As many as the pages behind them name: what was handed in below is seen whole."""
    if office.kind == offices.OPD:
        return ()
    places = set(places_of(user, office).order_by().values_list("pk", flat=True))
    rws = RW.objects.filter(valid_until=None, kelurahan__in=places).order_by()
    quiet = set(rws.values_list("pk", flat=True)) - tallies.rws
    gaps = [Gap("RW tanpa usulan", len(quiet), "rw-tanpa-usulan")]
    if office.kind != offices.KELURAHAN:
        late = places_without_lock(user, cycle, office).count()
        silent = len(places - tallies.handed_in.keys())
        gaps += [
            Gap("kelurahan belum mengunci berita acara", late, "belum-mengunci"),
            Gap("kelurahan tanpa usulan", silent, "kelurahan-tanpa-usulan"),
        ]
    return tuple(gaps)


def _oldest(user: Any, cycle: Cycle, office: Office, tallies: Tallies) -> tuple[Proposal, ...]:
    """The usulan that have waited longest for the office's own answer."""
    statuses = [status for key in OWN_WAITS[office.kind] for status in WAIT[key].statuses]
    waiting = office.rows(user, cycle).filter(status__in=statuses)
    if office.kind in (offices.CITY, offices.KECAMATAN):
        known = sorted(one for one in tallies.oldest if one[2] in statuses)
        waiting = waiting.filter(pk__in=[pk for _, pk, _ in known[:OLDEST]])
    shown = waiting.select_related("rw", "rt", "organisation", "kelurahan")
    return tuple(shown.order_by("status_since", "pk")[:OLDEST])


def _lock(cycle: Cycle, office: Office) -> str:
    if office.kind != offices.KELURAHAN:
        return ""
    lock = KelurahanList.objects.filter(cycle=cycle, kelurahan=office.pk).first()
    return f"{lock} sudah dikunci." if lock else "Berita acara kelurahan belum dikunci."
