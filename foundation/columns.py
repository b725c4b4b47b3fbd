"""Whole columns of cells at a time, by the rules of ``foundation.cells``.

Most columns hold one kind of value and nothing odd in it. One look at a thousand cells tells so,
and only where something is odd does each cell get a look of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from types import NoneType
from typing import Any

from django.utils import timezone

from foundation.cells import SIGNS, Cell, csv_quoted, csv_text, typed

Block = Sequence[Sequence[Cell]]
"""Typed cells column by column; all columns equally long."""


class Harmless(tuple[str | None, ...]):
    """Texts of a column that no rule changes, so that none needs to be asked again."""


ROWS = 1000
"""Rows of a block: enough to make a look per column cheap, few enough to weigh little."""

_KEPT = {int, float, Decimal, date, time}
_PLAINLY_TOLD = {int, date, datetime}
_CONTROLS = tuple(map(chr, range(32)))
_after_separator = re.compile(f';[" ]*{SIGNS}').search


def kinds_of(cells: Sequence[Any]) -> set[type]:
    """The types that stand in a column, empty cells aside."""
    kinds = set(map(type, cells))
    kinds.discard(NoneType)
    return kinds


def typed_column(values: Sequence[Any]) -> Sequence[Cell]:
    """Each value as ``cells.typed`` makes it."""
    kinds = kinds_of(values)
    if kinds <= _KEPT:
        return values
    if kinds == {str} and is_harmless(values):
        return Harmless(values)
    if kinds == {datetime} and all(value.tzinfo for value in values if value is not None):
        zone = timezone.get_current_timezone()
        return [
            value and value.astimezone(zone).replace(tzinfo=None, microsecond=0) for value in values
        ]
    made = [typed(value) for value in values]
    if kinds_of(made) == {str} and is_harmless(made):  # type: ignore[arg-type]
        return Harmless(made)  # type: ignore[arg-type]
    return made


def is_harmless(texts: Sequence[str | None]) -> bool:
    """Whether ``neutralise`` and ``csv_text`` would leave every text as it is.

    May say no where they would; never says yes where they would not.
    """
    whole = ";" + ";".join(filter(None, texts))
    if whole.isascii():
        if any(control in whole for control in _CONTROLS):
            return False
    elif not whole.isprintable():
        # Spaces other than the plain one, unseen characters and all that XML cannot hold.
        return False
    return _after_separator(whole) is None


def blocks_of(rows: Iterable[Sequence[Any]]) -> Iterator[Block]:
    """Rows of any values as blocks of typed cells. Raises ``ValueError`` on uneven rows."""
    waiting = iter(rows)
    while some := list(islice(waiting, ROWS)):
        yield [typed_column(column) for column in zip(*some, strict=True)]


def csv_lines(block: Block) -> str:
    """The block's rows as CSV, each as ``cells.csv_line`` writes it."""
    columns = [_csv_column(column) for column in block]
    if len(columns) == 1:
        # An empty line would be no row.
        columns = [[text or '""' for text in columns[0]]]
    lines = map(",".join, zip(*columns, strict=True))
    return "\r\n".join([*lines, ""])


def _csv_column(cells: Sequence[Cell]) -> Sequence[str]:
    if isinstance(cells, Harmless):
        return _csv_texts(cells)
    kinds = kinds_of(cells)
    if not kinds:
        return [""] * len(cells)
    if kinds <= _PLAINLY_TOLD:
        return ["" if cell is None else f"{cell}" for cell in cells]
    if kinds == {Decimal}:
        return ["" if cell is None else _decimal(cell) for cell in cells]  # type: ignore[arg-type]
    return [csv_quoted(csv_text(cell)) for cell in cells]


def _csv_texts(cells: Harmless) -> Sequence[str]:
    texts = [cell or "" for cell in cells]
    whole = "".join(texts)
    if "," not in whole and '"' not in whole:
        return texts
    return [
        '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
        for text in texts
    ]


def _decimal(cell: Decimal) -> str:
    text = str(cell)
    if "E" in text:
        return csv_text(cell)
    return text.rstrip("0").rstrip(".") if "." in text else text
