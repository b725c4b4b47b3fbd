"""Cells of a worksheet as the file format spells them, a column at a time.

The format is ECMA-376 part 1, section 18.3.1.4; text stands inside its cell.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from foundation.cells import Cell
from foundation.columns import Harmless, kinds_of

WHOLE = "#,##0"
FRACTION = "#,##0.00"
DAY = "dd/mm/yyyy"
MOMENT = "dd/mm/yyyy hh:mm"
CLOCK = "hh:mm"

LONGEST_TEXT = 32_767
_CUT = "… (dipotong)"
_EXACT = 2**53
_EPOCH = datetime(1899, 12, 31)  # noqa: DTZ001 - cells are naive
_DAY_SECONDS = 86_400
_LAST_TRUE_DAY = 59

_MARKS = ("&", "<", ">", "\r", "_x")
# Excel reads _x000D_ as that character, so a text that looks like it has to say so.
_ESCAPE_LIKE = re.compile("_(x[0-9a-fA-F]{4}_)")

StyleOf = Callable[[str], int]
"""The number under which a workbook keeps the look of cells with a number format."""


def column_xml(
    cells: Sequence[Cell], letter: str, first: int, number_format: str, style_of: StyleOf
) -> list[str]:
    """One piece of XML per cell, ``""`` for empty ones; the first stands in row ``first``.

    A number that a workbook cannot hold exactly becomes text, a text too long for it is cut and
    says so. ``number_format`` is Excel's ("": by value).
    """
    places = range(first, first + len(cells))
    if isinstance(cells, Harmless) and _is_plain(list(filter(None, cells))):
        middle = f'" s="{style_of("")}" t="inlineStr"><is><t>'
        return [
            f'<c r="{letter}{place}{middle}{cell}</t></is></c>' if cell else ""
            for place, cell in zip(places, cells, strict=True)
        ]
    kinds = kinds_of(cells)
    if not kinds:
        return [""] * len(cells)
    if kinds == {int} and all(-_EXACT <= cell <= _EXACT for cell in cells if cell is not None):  # type: ignore[operator]
        middle = f'" s="{style_of(number_format or WHOLE)}"><v>'
        return [
            "" if cell is None else f'<c r="{letter}{place}{middle}{cell}</v></c>'
            for place, cell in zip(places, cells, strict=True)
        ]
    return [
        _cell_xml(cell, f"{letter}{place}", number_format, style_of)
        for place, cell in zip(places, cells, strict=True)
    ]


def _is_plain(texts: list[str]) -> bool:
    """Whether each text can stand in XML as it is."""
    whole = "\n".join(texts)
    return (
        not any(mark in whole for mark in _MARKS)
        and max(map(len, texts), default=0) <= LONGEST_TEXT
        and list(map(str.strip, texts)) == texts
    )


def _cell_xml(cell: Cell, place: str, number_format: str, style_of: StyleOf) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, datetime | date | time):
        form = number_format or _date_format(cell)
        return f'<c r="{place}" s="{style_of(form)}"><v>{_serial(cell):.16G}</v></c>'
    if isinstance(cell, int | float | Decimal) and _is_exact(cell):
        form = number_format or (WHOLE if cell == int(cell) else FRACTION)
        return f'<c r="{place}" s="{style_of(form)}"><v>{cell:.16G}</v></c>'
    text = text_xml(str(cell))
    keep = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{place}" s="{style_of("")}" t="inlineStr"><is><t{keep}>{text}</t></is></c>'


def text_xml(text: str) -> str:
    """Harmless text as it may stand inside an element."""
    text = _ESCAPE_LIKE.sub(r"_x005F_\1", shortened(text)).replace("\r", "_x000D_")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str) -> str:
    """At most as long as a cell holds; a longer text would be left out without a word."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(_CUT)] + _CUT


def _is_exact(cell: Any) -> bool:
    # Decimal's own "not a number" cannot even be compared.
    return not (isinstance(cell, Decimal) and cell.is_nan()) and -_EXACT <= cell <= _EXACT


def _date_format(cell: date | time) -> str:
    if isinstance(cell, time):
        return CLOCK
    return MOMENT if isinstance(cell, datetime) else DAY


def _serial(cell: date | time) -> float:
    """Days since the last of 1899, as Excel counts them: with a 29 February 1900."""
    if isinstance(cell, time):
        moment = datetime.combine(_EPOCH, cell)
    elif isinstance(cell, datetime):
        moment = cell
    else:
        moment = datetime.combine(cell, time())
    since = moment - _EPOCH
    days = since.days + (since.seconds + since.microseconds / 1e6) / _DAY_SECONDS
    return days + 1 if days > _LAST_TRUE_DAY else days
