"""What each office sees first: what waits for it, how far its usulan are, what is missing."""

from dataclasses import dataclass
from typing import Any

from planning.models import Cycle
from proposals.dashboards import offices
from proposals.dashboards.breakdowns import by_place, columns_of, funnel_columns_of
from proposals.dashboards.gaps import places_without_lock, places_without_usulan, rws_without
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import (
    REACHED_COLUMN,
    Cell,
    Figure,
    Group,
    Table,
    figure_table,
    funnel_table,
    percent,
    total_of,
)
from proposals.dashboards.waits import OWN_WAITS, days_words, stage_table, stage_waits, wait_cells
from proposals.models import KelurahanList, Proposal
from proposals.waiting import WAIT, Deadlines, Wait, Waiting

OLDEST = 5


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
    handed_in: Figure
    reached: Figure
    percent: str
    tables: tuple[Table, ...]
    gaps: tuple[Gap, ...]
    oldest: tuple[Proposal, ...]
    lock: str


def section_of(user: Any, cycle: Cycle, office: Office) -> Section:
    """Everything in a few grouped queries, however many usulan there are."""
    rows = office.rows(user, cycle)
    districts, places = by_place(rows, office)
    total = total_of(places, office.filters)
    deadlines = Deadlines(cycle)
    waits = stage_waits(user, cycle, office, deadlines)
    own = [(wait, waiting) for wait, waiting in waits if wait.key in OWN_WAITS[office.kind]]
    came, reached = total.handed_in(cycle), total.figure(cycle, REACHED_COLUMN)
    columns = funnel_columns_of(office)
    tables = [
        stage_table(cycle, office, waits, deadlines),
        funnel_table(cycle, f"corong-{office.slug}", total, columns, "Perjalanan usulan"),
        *_by_territory(cycle, office, districts, places),
    ]
    return Section(
        office=office,
        dues=tuple(_due(cycle, office, wait, waiting) for wait, waiting in own),
        handed_in=came,
        reached=reached,
        percent=percent(reached.count, came.count),
        tables=tuple(tables),
        gaps=_gaps(user, cycle, office),
        oldest=_oldest(user, cycle, office),
        lock=_lock(cycle, office),
    )


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


def _gaps(user: Any, cycle: Cycle, office: Office) -> tuple[Gap, ...]:
    if office.kind == offices.OPD:
        return ()
    gaps = [Gap("RW tanpa usulan", rws_without(user, cycle, office).count(), "rw-tanpa-usulan")]
    if office.kind != offices.KELURAHAN:
        late = places_without_lock(user, cycle, office).count()
        silent = places_without_usulan(user, cycle, office).count()
        gaps += [
            Gap("kelurahan belum mengunci berita acara", late, "belum-mengunci"),
            Gap("kelurahan tanpa usulan", silent, "kelurahan-tanpa-usulan"),
        ]
    return tuple(gaps)


def _oldest(user: Any, cycle: Cycle, office: Office) -> tuple[Proposal, ...]:
    """The usulan that have waited longest for the office's own answer."""
    statuses = [status for key in OWN_WAITS[office.kind] for status in WAIT[key].statuses]
    waiting = office.rows(user, cycle).filter(status__in=statuses)
    shown = waiting.select_related("rw", "rt", "organisation", "kelurahan")
    return tuple(shown.order_by("status_since", "pk")[:OLDEST])


def _lock(cycle: Cycle, office: Office) -> str:
    if office.kind != offices.KELURAHAN:
        return ""
    lock = KelurahanList.objects.filter(cycle=cycle, kelurahan=office.pk).first()
    return f"{lock} sudah dikunci." if lock else "Berita acara kelurahan belum dikunci."
