"""A recap as a page draws it: every cell in words, every figure with the list behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.http import urlencode

from desk.recaps.base import Recap
from desk.recaps.chosen import Chosen
from foundation.indonesia import number
from foundation.recaps import RecapColumn, RecapRow, label_span, shown_columns
from foundation.sheets import YEAR

NOTHING_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the page it leads to (empty: none), how many columns it takes."""

    text: str
    href: str = ""
    is_number: bool = False
    is_label: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row; ``kind`` is ``line``, ``heading`` or ``sum``."""

    cells: list[Cell]
    kind: str
    level: int


def drawn(recap: Recap, chosen: Chosen, rows: Iterable[RecapRow]) -> Iterator[DrawnRow]:
    """The rows with their links; sums of usulan say how many."""
    base = recap.list_query(chosen)
    for row in rows:
        cells = [
            _cell(recap, base, row, position)
            for position, column in enumerate(recap.columns)
            if not column.csv_only
        ]
        span = label_span(recap.columns, row)
        if span > 1:
            label = next(cell for cell in cells[:span] if cell.is_label)
            cells = [replace(label, span=span), *cells[span:]]
        kind = "line" if row.is_line else "sum" if row.is_sum else "heading"
        yield DrawnRow(cells, kind, row.level)


def _cell(recap: Recap, base: str, row: RecapRow, position: int) -> Cell:
    column, value = recap.columns[position], row.cells[position]
    text = shown(value, column, row)
    is_label = position == recap.label_at
    if behind_figure(recap, column, row) and value:
        href = list_address(base, row.query, column.query or "")
        return Cell(text, href, column.is_number, is_label)
    if is_label and row.is_sum and recap.is_paged:
        href = list_address(base, row.query) if row.count else ""
        return Cell(f"{text} ({number(row.count)} {recap.counted})", href, False, True)
    return Cell(text, row.address if is_label else "", column.is_number, is_label)


def list_address(*queries: str) -> str:
    """The list of usulan behind a figure."""
    return f"{reverse('admin:proposals_proposal_changelist')}?{merged(*queries)}"


def behind_figure(recap: Recap, column: RecapColumn, row: RecapRow) -> bool:
    """Whether a list of usulan lies behind that column of that row."""
    return column.query is not None and (row.is_sum or (row.is_line and not recap.is_paged))


def merged(*queries: str) -> str:
    """One query out of several; what comes later narrows further."""
    parts: dict[str, str] = {}
    for query in queries:
        parts |= dict(parse_qsl(query))
    return urlencode(parts)


def shown(value: Any, column: RecapColumn, row: RecapRow) -> str:
    """A cell in words; a figure that is not known is a dash, never a zero."""
    if value is None or value == "":
        return NOTHING_KNOWN if column.is_number and row.is_line else ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal) and column.number_format != YEAR:
        return number(value)
    return str(value)


def headings(recap: Recap) -> list[RecapColumn]:
    """The columns that the page shows."""
    return shown_columns(recap.columns)
