"""Figures, tables and how they are grouped: the pieces of which an office's section is made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.http import urlencode

from planning.models import Cycle
from proposals.models import Proposal
from proposals.review import RESULT, granted_value
from proposals.statuses import FunnelStage

NOTHING = "kosong"
"""In an address: rows without this key."""
REACHED = "diakomodir-lanjut"
"""In an address: accommodated or further, what an accommodation rate counts."""

HANDED_IN_STAGES = tuple(stage for stage in FunnelStage if stage != FunnelStage.WRITING)
"""The columns of every table above the kelurahan: nobody there sees drafts."""


@dataclass(frozen=True)
class Figure:
    """How many usulan, their rupiah, and the filters of the list behind them."""

    count: int = 0
    value: int = 0
    query: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a table; ``rate`` is the share accommodated in per cent, if it is told."""

    label: str
    figures: tuple[Figure, ...]
    is_total: bool = False
    rate: Figure | None = None

    @property
    def percent(self) -> str:
        """``3,6 %`` of what was handed in (the first figure)."""
        if self.rate is None or not self.figures[0].count:
            return "–"
        share = 1000 * self.rate.count / self.figures[0].count
        return f"{round(share) / 10:.1f}".replace(".", ",") + " %"


@dataclass(frozen=True)
class Table:
    """A table of figures; the first column names the group."""

    caption: str
    first: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    has_rate: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Section:
    """What one office sees: headline figures, its tables, names and oldest usulan."""

    title: str
    kind: str
    figures: tuple[tuple[str, Figure], ...] = ()
    funnel: tuple[tuple[str, Figure], ...] = ()
    tables: tuple[Table, ...] = ()
    missing_head: str = ""
    missing: tuple[str, ...] = ()
    oldest: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()
    is_locked: bool = False


@dataclass
class Tally:
    """Running count and rupiah of one cell."""

    count: int = 0
    value: int = 0

    def add(self, count: int, value: int | None) -> None:
        self.count += count
        self.value += value or 0


@dataclass
class Group:
    """One group of a table: what was handed in, and each column."""

    label: str
    filters: dict[str, Any]
    handed_in: Tally = field(default_factory=Tally)
    cells: dict[str, Tally] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row of a grouped query."""
        self.cells.setdefault(row["cell"], Tally()).add(row["count"], row["granted"])
        self.handed_in.add(row["handed_in"], row["asked"])


def grouped(rows: QuerySet[Proposal], *keys: str, cell: Any) -> Iterable[dict[str, Any]]:
    """Count and rupiah per group and cell, in one query."""
    return (
        rows.order_by()
        .annotate(cell=cell)
        .values(*keys, "cell")
        .annotate(
            count=Count("pk"),
            handed_in=Count("submitted_at"),
            asked=Sum("value", filter=Q(submitted_at__isnull=False)),
            granted=Sum(granted_value()),
        )
        .order_by(*keys)
    )


def gather(
    rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
) -> list[Group]:
    """The groups of a query's rows; ``key`` gives a row's label and the filters of its list."""
    groups: dict[str, Group] = {}
    for row in rows:
        label, filters = key(row)
        groups.setdefault(urlencode(filters), Group(label, filters)).add(row)
    return list(groups.values())


def total_of(groups: Iterable[Group], label: str, filters: dict[str, Any]) -> Group:
    """All groups added up."""
    total = Group(label, filters)
    for group in groups:
        total.handed_in.add(group.handed_in.count, group.handed_in.value)
        for name, tally in group.cells.items():
            total.cells.setdefault(name, Tally()).add(tally.count, tally.value)
    return total


def query_of(cycle: Cycle, **filters: Any) -> str:
    return urlencode({"tahun": cycle.fiscal_year, **filters})


def figure_of(cycle: Cycle, group: Group, name: str, value: str) -> Figure:
    tally = group.cells.get(value, Tally())
    return Figure(tally.count, tally.value, query_of(cycle, **group.filters, **{name: value}))


def handed_in(cycle: Cycle, group: Group) -> Figure:
    return Figure(group.handed_in.count, group.handed_in.value, query_of(cycle, **group.filters))


def reached(cycle: Cycle, group: Group) -> Figure:
    tallies = [group.cells.get(stage, Tally()) for stage in RESULT]
    return Figure(
        sum(tally.count for tally in tallies),
        sum(tally.value for tally in tallies),
        query_of(cycle, **group.filters, tahap=REACHED),
    )


def stage_line(cycle: Cycle, group: Group, *, is_total: bool = False) -> Line:
    cells = (figure_of(cycle, group, "tahap", stage.value) for stage in HANDED_IN_STAGES)
    return Line(group.label, (handed_in(cycle, group), *cells), is_total, reached(cycle, group))


def stage_table(
    cycle: Cycle, caption: str, first: str, groups: list[Group], total: Group, *, long: bool = False
) -> Table:
    lines = [stage_line(cycle, group) for group in groups]
    heads = ("Masuk", *(stage.label for stage in HANDED_IN_STAGES))
    last = stage_line(cycle, total, is_total=True)
    return Table(caption, first, heads, (*lines, last), has_rate=True, is_long=long)
