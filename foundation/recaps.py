"""Recaps as data: columns, lines and sums that are drawn alike as page, sheet and CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from foundation.cells import Cell, typed
from foundation.indonesia import number


@dataclass(frozen=True, slots=True)
class RecapColumn:
    """A column of a recap.

    ``group`` is the heading above neighbouring columns that share it. ``width`` is in characters.
    ``is_summed`` columns have figures in sums. ``query`` narrows the list behind such a figure
    (``None``: there is no list). ``csv_only`` columns name what sheet and page show as headings.
    """

    title: str
    group: str = ""
    width: int = 12
    number_format: str = ""
    is_summed: bool = False
    query: str | None = None
    csv_only: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its cells stand right-aligned."""
        return "0" in self.number_format

    @property
    def full_title(self) -> str:
        """The title where there is one header row only: ``Usulan RW: maks``."""
        return f"{self.group}: {self.title}" if self.group else self.title


class RowKind(Enum):
    """A line of the recap; a heading without figures; a sum of rows above or below itself."""

    LINE = "line"
    HEADING = "heading"
    SUM_ABOVE = "sum_above"
    SUM_BELOW = "sum_below"


@dataclass(frozen=True, slots=True)
class RecapRow:
    """One row, a cell for every column; sums hold the stored totals of their summed columns.

    A sum of ``level`` n takes in every line from itself to the next row that ends its group: a
    heading or sum of level n or less (0 is the outermost: with ``SUM_ABOVE`` it takes in the whole
    table), or a line that says with ``ends`` that the groups of that level and deeper are over
    before it, where no heading of its own says so. ``query`` narrows
    the list behind the row's figures, ``address`` is the page of the line itself, ``count`` says
    how many lines a sum takes in.
    """

    cells: Sequence[Any]
    kind: RowKind = RowKind.LINE
    level: int = 0
    query: str = ""
    address: str = ""
    count: int = 0
    ends: int | None = None

    @property
    def ended(self) -> int | None:
        """The level from which on groups do not go beyond this row; ``None``: it ends none."""
        return self.ends if self.is_line else self.level

    @property
    def is_line(self) -> bool:
        return self.kind is RowKind.LINE

    @property
    def is_sum(self) -> bool:
        return self.kind in (RowKind.SUM_ABOVE, RowKind.SUM_BELOW)


@dataclass(frozen=True, slots=True)
class Heading:
    """The cells of one header row that share a heading: ``span`` columns wide."""

    title: str
    span: int
    column: RecapColumn


@dataclass(frozen=True, slots=True)
class Group:
    """What neighbouring lines have in common; ``query`` narrows the list behind their sum."""

    name: str
    query: str = ""


Line = tuple[tuple[Group, ...], RecapRow]
"""A line with the groups it stands in, the outermost first."""


def shown_columns(columns: Sequence[RecapColumn]) -> list[RecapColumn]:
    """The columns that page and sheet show."""
    return [column for column in columns if not column.csv_only]


def shown_cells(columns: Sequence[RecapColumn], row: RecapRow) -> list[Any]:
    """The row's cells under ``shown_columns``."""
    pairs = zip(columns, row.cells, strict=True)
    return [cell for column, cell in pairs if not column.csv_only]


def label_span(columns: Sequence[RecapColumn], row: RecapRow) -> int:
    """How many shown columns the name of a heading or sum may take, from the first on.

    1 where it has company: those columns hold more than the one name.
    """
    shown = shown_columns(columns)
    span = next((at for at, column in enumerate(shown) if column.is_summed), len(shown))
    cells = shown_cells(columns, row)[:span]
    is_alone = sum(cell not in (None, "") for cell in cells) == 1
    return span if not row.is_line and is_alone else 1


def group_headings(columns: Sequence[RecapColumn]) -> list[Heading]:
    """The upper header row; empty when no column has a group."""
    shown = shown_columns(columns)
    if not any(column.group for column in shown):
        return []
    headings = []
    for group, members in groupby(shown, key=lambda column: column.group):
        held = list(members)
        if group:
            headings.append(Heading(group, len(held), held[0]))
        else:
            headings += [Heading("", 1, column) for column in held]
    return headings


def subtotalled(
    lines: Iterable[Line],
    columns: Sequence[RecapColumn],
    *,
    label_at: int,
    has_headings: bool = False,
    counted: str = "",
    total: str = "JUMLAH",
    query: str = "",
) -> Iterator[RecapRow]:
    """The lines with a sum below every group and one of all, added up as they pass.

    ``label_at`` is the column in which headings and sums are named. Lines of a group must be
    neighbours. ``counted`` is what a line is, where sums are to say how many. ``total`` names the
    last sum, behind whose figures lies the list of ``query``; behind those of a group the list
    narrowed by all groups around it.
    """
    summed = [position for position, column in enumerate(columns) if column.is_summed]
    running = [_Running(Group(total, query), summed)]

    def closed() -> RecapRow:
        held = running.pop()
        level = len(running)
        cells: list[Any] = [held.sums.get(position) for position in range(len(columns))]
        name = held.group.name if level == 0 else f"Jumlah {held.group.name}"
        cells[label_at] = f"{name} ({number(held.count)} {counted})" if counted else name
        narrowed = "&".join(each.group.query for each in (*running, held) if each.group.query)
        return RecapRow(cells, RowKind.SUM_ABOVE, level, query=narrowed, count=held.count)

    for groups, line in lines:
        shared = 0
        for held, group in zip(running[1:], groups, strict=False):
            if held.group != group:
                break
            shared += 1
        while len(running) > shared + 1:
            yield closed()
        for level, group in enumerate(groups[shared:], shared + 1):
            running.append(_Running(group, summed))
            if has_headings:
                cells = [group.name if at == label_at else None for at in range(len(columns))]
                yield RecapRow(cells, RowKind.HEADING, level)
        for held in running:
            held.add(line)
        yield line
    while running:
        yield closed()


class _Running:
    """The sum of a group whose lines are still coming."""

    def __init__(self, group: Group, summed: Sequence[int]) -> None:
        self.group = group
        self.count = 0
        self.sums: dict[int, Any] = dict.fromkeys(summed, 0)

    def add(self, line: RecapRow) -> None:
        self.count += 1
        for position in self.sums:
            self.sums[position] += line.cells[position] or 0


def csv_header(columns: Sequence[RecapColumn]) -> list[str]:
    """One header row, groups spelled out."""
    return [column.full_title for column in columns]


def csv_lines(rows: Iterable[RecapRow]) -> Iterator[list[Cell]]:
    """The lines alone: whoever adds up a CSV adds up no sums."""
    for row in rows:
        if row.is_line:
            yield [typed(cell) for cell in row.cells]
