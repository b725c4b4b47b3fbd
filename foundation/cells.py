"""What may stand in a cell of a spreadsheet that leaves the house; text is made harmless."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

Cell = str | int | float | Decimal | date | datetime | time | None
"""Dates and datetimes are naive and local; whatever else is to be shown is text."""

# Characters that XML 1.0 cannot hold (section 2.2), so no workbook can either.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = "\u200b-\u200f\u2060\ufeff"
SIGNS = "[=+\\-@＝＋－＠]"
"""What makes a spreadsheet compute a cell, as a part of regular expressions."""

_COMPUTED = re.compile(f"[\t\r\n]|[\\s{_UNSEEN}]*{SIGNS}")
# Office with Indonesian settings splits a CSV at semicolons, even inside quotes that do not stand
# at the beginning of its column; so what follows a separator or a line break could be computed.
_COMPUTED_INSIDE = re.compile(f'([;\t\r\n][" \u00a0{_UNSEEN}]*)(?={SIGNS})')
_RESTORED_INSIDE = re.compile(f"([;\t\r\n][\" \u00a0{_UNSEEN}]*)'(?={SIGNS})")
_ASKS_FOR_QUOTES = re.compile('[,"\r\n]')


def neutralise(value: Any) -> Any:
    """Text that a spreadsheet would compute, with an apostrophe before it; all else unchanged.

    Text counts as computed when it begins with ``= + - @`` (full-width too, spaces before it or
    not), tab or a line break. Characters that no workbook can hold are dropped.
    """
    if not isinstance(value, str):
        return value
    text = _ILLEGAL.sub("", value)
    return f"'{text}" if _COMPUTED.match(text) else str(text)


def restored(text: str) -> str:
    """Text as it was before ``neutralise`` and the CSV writer made it harmless.

    A list that left the portal and comes back says what it said: ``"'- dua titik"`` was no
    apostrophe of anyone's. Only for reading; what is read is never computed.
    """
    if "'" not in text:
        return text
    if text.startswith("'") and _COMPUTED.match(text, 1):
        text = text[1:]
    return _RESTORED_INSIDE.sub(r"\1", text)


def typed(value: Any) -> Cell:
    """A value as a cell: numbers and dates stay what they are, moments become naive local time.

    Booleans read ``ya`` and ``tidak``; everything else becomes harmless text.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value)
        return value.replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return neutralise(str(value))


def csv_line(cells: Sequence[Any]) -> str:
    """One CSV line: numbers with a decimal point, dates as ISO, text made harmless."""
    line = io.StringIO()
    csv.writer(line).writerow([csv_text(typed(cell)) for cell in cells])
    return line.getvalue()


def csv_text(cell: Cell) -> str:
    """What stands for a typed cell in a CSV, before it is quoted."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _COMPUTED_INSIDE.sub(r"\1'", cell)
    if isinstance(cell, Decimal) and cell.is_finite():
        plain = f"{cell:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def csv_quoted(text: str) -> str:
    """The text with quotation marks around it where a comma, a mark or a line break asks for it."""
    if _ASKS_FOR_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
