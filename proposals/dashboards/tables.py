"""Figures and tables: how rows are grouped, added up and linked to the list behind them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.http import urlencode

from foundation.charts import Bar, Chart
from foundation.indonesia import number, rupiah_short
from planning.models import Cycle
from proposals.models import Proposal
from proposals.review import AT_KELURAHAN, REACHED, STAGE_GROUPS, granted_value
from proposals.statuses import FUNNEL, FunnelStage, Status

MOST_BARS = 15
"""Rows that a chart shows; the table beside it has all."""


@dataclass(frozen=True)
class Figure:
    """How many usulan, their rupiah, and the filters of the list behind them."""

    count: int = 0
    value: int = 0
    query: str = ""


@dataclass(frozen=True)
class Cell:
    """What a table writes in one place: words, smaller words below, and the list or page behind."""

    text: str
    small: str = ""
    query: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a table."""

    label: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table of cells with the chart of the same figures; the first column names the group."""

    caption: str
    first: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: Chart | None = None
    note: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, Cell]]]]:
        """Each line with its cells, each under its head."""
        return [(line, list(zip(self.heads, line.cells, strict=True))) for line in self.lines]

    @property
    def width(self) -> str:
        """How much room the table takes beside its chart: the class of the page's style sheet."""
        return "penuh" if len(self.heads) > 5 else "lebar" if len(self.heads) > 3 else "biasa"


@dataclass(frozen=True)
class Column:
    """Some statuses told as one figure, and the filter that lists them."""

    label: str
    statuses: frozenset[str]
    filters: dict[str, str]


def _stages(label: str, key: str, stages: Iterable[FunnelStage]) -> Column:
    statuses = frozenset(status.value for stage in stages for status in FUNNEL[stage])
    return Column(label, statuses, {"tahap": key})


FUNNEL_COLUMNS = tuple(_stages(stage.label, stage.value, [stage]) for stage in FunnelStage)
"""One per stage; only a kelurahan sees the first, its drafts."""

REACHED_COLUMN = _stages(STAGE_GROUPS[REACHED][0], REACHED, STAGE_GROUPS[REACHED][1])
ENDED_COLUMN = _stages("Tidak dilanjutkan", FunnelStage.ENDED, [FunnelStage.ENDED])
COLUMNS = (
    _stages(STAGE_GROUPS[AT_KELURAHAN][0], AT_KELURAHAN, STAGE_GROUPS[AT_KELURAHAN][1]),
    _stages("Di kecamatan", FunnelStage.KECAMATAN, [FunnelStage.KECAMATAN]),
    _stages("Di Perangkat Daerah", FunnelStage.OPD, [FunnelStage.OPD]),
    REACHED_COLUMN,
    ENDED_COLUMN,
)
OPD_COLUMNS = (
    Column("Menunggu keputusan", frozenset({Status.AGREED.value}), {"status": Status.AGREED.value}),
    Column("Ditunda", frozenset({Status.DEFERRED.value}), {"status": Status.DEFERRED.value}),
    REACHED_COLUMN,
    ENDED_COLUMN,
)


@dataclass
class Group:
    """One group of a table: what was handed in, and count and rupiah per status.

    ``lasting``: what was handed in and not withdrawn, of which rates are told everywhere.
    """

    label: str
    filters: dict[str, Any]
    count: int = 0
    lasting: int = 0
    asked: int = 0
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, status: str, row: dict[str, Any]) -> None:
        """Take in one row of a grouped query."""
        count, value = self.cells.get(status, (0, 0))
        self.cells[status] = (count + row["count"], value + (row["granted"] or 0))
        self.count += row["handed_in"]
        self.lasting += row["handed_in"] if status != Status.WITHDRAWN else 0
        self.asked += row["asked"] or 0

    def join(self, other: "Group") -> None:
        """Take in another group whole."""
        self.count += other.count
        self.lasting += other.lasting
        self.asked += other.asked
        for status, (count, value) in other.cells.items():
            mine = self.cells.get(status, (0, 0))
            self.cells[status] = (mine[0] + count, mine[1] + value)

    def handed_in(self, cycle: Cycle) -> Figure:
        return Figure(self.count, self.asked, query_of(cycle, **self.filters))

    def figure(self, cycle: Cycle, column: Column) -> Figure:
        found = [self.cells[status] for status in column.statuses if status in self.cells]
        return Figure(
            sum(count for count, _ in found),
            sum(value for _, value in found),
            query_of(cycle, **self.filters, **column.filters),
        )

    def share(self, reached: int) -> str:
        """``reached`` of what was handed in and not withdrawn."""
        return percent(reached, self.lasting)


def grouped(rows: QuerySet[Proposal], key: str) -> Iterable[dict[str, Any]]:
    """Count and rupiah per ``key`` and status, in one query."""
    return (
        rows.order_by()
        .values(key, "status")
        .annotate(
            count=Count("pk"),
            handed_in=Count("submitted_at"),
            asked=Sum("value", filter=Q(submitted_at__isnull=False)),
            granted=Sum(granted_value()),
        )
    )


def gather(
    rows: Iterable[dict[str, Any]],
    column: str,
    key: Callable[[Any], tuple[str, dict[str, Any]]],
) -> list[Group]:
    """The groups of a query's rows in the order of their names.

    ``key`` gives the label and the filters of a value of ``column``; what it calls alike is one.
    """
    groups: dict[str, Group] = {}
    group_of: dict[Any, Group] = {}
    for row in rows:
        value = row[column]
        if value not in group_of:
            label, filters = key(value)
            group_of[value] = groups.setdefault(urlencode(filters), Group(label, filters))
        group_of[value].add(row["status"], row)
    return sorted(groups.values(), key=lambda group: group.label)


def total_of(groups: Iterable[Group], filters: dict[str, Any], label: str = "Jumlah") -> Group:
    """All groups added up."""
    total = Group(label, filters)
    for group in groups:
        total.join(group)
    return total


def query_of(cycle: Cycle, **filters: Any) -> str:
    return urlencode({"tahun": cycle.fiscal_year, **filters})


def percent(part: int, whole: int) -> str:
    """``3,6 %``; a dash where there is no whole."""
    return f"{round(1000 * part / whole) / 10:.1f} %".replace(".", ",") if whole else "–"


def cell_of(figure: Figure) -> Cell:
    """Count with rupiah below; a link where there is something to list."""
    if not figure.count:
        return Cell("0")
    return Cell(number(figure.count), rupiah_short(figure.value), figure.query)


def line_of(
    cycle: Cycle, group: Group, columns: tuple[Column, ...], *, total: bool = False
) -> Line:
    """Handed in, each column, and the share accommodated of what was not withdrawn."""
    came = group.handed_in(cycle)
    reached = group.figure(cycle, REACHED_COLUMN)
    rate = Cell(group.share(reached.count), "", reached.query if reached.count else "")
    cells = (cell_of(group.figure(cycle, column)) for column in columns)
    return Line(group.label, (cell_of(came), *cells, rate), total)


RUPIAH_NOTE = (
    "Rupiah sampai “Di kecamatan” menurut pengusul; sesudahnya menurut penilaian terakhir. "
    "Persen: yang diakomodir atau lebih lanjut dibanding yang masuk, "
    "tanpa yang dicabut."
)


def figure_table(
    cycle: Cycle,
    name: str,
    first: str,
    groups: list[Group],
    *,
    filters: dict[str, Any],
    columns: tuple[Column, ...] = COLUMNS,
) -> Table:
    """Groups with their total, and the chart of what was handed in and accommodated."""
    total = total_of(groups, filters)
    lines = [line_of(cycle, group, columns) for group in groups]
    return Table(
        f"Per {first[0].lower() + first[1:] if first != 'Perangkat Daerah' else first}",
        first,
        ("Masuk", *(column.label for column in columns), "Persen diakomodir"),
        (*lines, line_of(cycle, total, columns, total=True)),
        came_and_reached(cycle, name, f"Usulan masuk dan yang diakomodir per {first}", groups),
        RUPIAH_NOTE,
    )


def came_and_reached(cycle: Cycle, name: str, title: str, groups: list[Group]) -> Chart:
    """Two bars per group: handed in, accommodated; the largest groups first."""
    largest = sorted(groups, key=lambda group: -group.count)[:MOST_BARS]
    rest = len(groups) - len(largest)
    left_out = f" {rest} lainnya hanya ada di tabel." if rest else ""

    def bars(group: Group) -> tuple[Bar, Bar]:
        reached = group.figure(cycle, REACHED_COLUMN).count
        share = group.share(reached)
        return Bar(group.count, number(group.count)), Bar(reached, f"{number(reached)} ({share})")

    return Chart(
        name,
        title,
        f"Angka yang sama ada di tabel di sampingnya.{left_out}",
        ("Masuk", "Diakomodir atau lebih lanjut"),
        tuple((group.label, bars(group)) for group in largest),
    )


def funnel_table(
    cycle: Cycle, name: str, group: Group, columns: tuple[Column, ...], caption: str
) -> Table:
    """One line per column: how many usulan stand there, and their rupiah."""
    figures = [(column.label, group.figure(cycle, column)) for column in columns]
    rows = ((label, (Bar(one.count, number(one.count)),)) for label, one in figures)
    chart = Chart(
        name,
        "Banyaknya usulan pada tiap tahap",
        "Angka yang sama ada di tabel di sampingnya.",
        ("Usulan",),
        tuple(rows),
    )
    lines = tuple(
        Line(
            label,
            (
                Cell(number(one.count), "", one.query if one.count else ""),
                Cell(rupiah_short(one.value)),
            ),
        )
        for label, one in figures
    )
    return Table(caption, "Tahap", ("Usulan", "Rupiah"), lines, chart)
