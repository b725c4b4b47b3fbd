"""Writes worksheets row by row with flat memory, numbers as numbers and text as text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from foundation.cells import typed

MOST_ROWS = 1_048_575
"""Rows under a header that a worksheet can hold."""

WHOLE = "#,##0"
FRACTION = "#,##0.00"
YEAR = "0"
"""Number format for figures that are names: years, running numbers."""
DAY = "dd/mm/yyyy"
MOMENT = "dd/mm/yyyy hh:mm"
CLOCK = "hh:mm"

_LONGEST_TEXT = 32_767
_CUT = "… (dipotong)"
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, width in characters (0: by title), number format ("": by value)."""

    title: str
    width: int = 0
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that looks different: ``bold`` for headings and sums, ``level`` 0-7 for folding."""

    cells: Sequence[Any]
    bold: bool = False
    level: int = 0


class SheetBook:
    """A workbook being written; use it as a context manager.

    Rows go to temporary files as they come; the file is complete only when the block ends.
    """

    def __init__(self, file: IO[bytes]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = xlsxwriter.Workbook(file, options)
        self._formats: dict[tuple[str, bool], Format] = {}

    def __enter__(self) -> "SheetBook":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.workbook.close()

    def format(self, number_format: str, *, bold: bool) -> Format:
        """The cell format, made once per kind."""
        key = (number_format, bold)
        if key not in self._formats:
            properties = {"valign": "top", "bold": bold}
            if number_format:
                properties["num_format"] = number_format
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


def write_sheet(
    book: SheetBook,
    rows: Iterable[Sequence[Any] | SheetRow],
    *,
    title: str,
    columns: Sequence[SheetColumn | str],
) -> int:
    """Add a worksheet with a bold, frozen header and the rows; return how many rows there are.

    ``title`` names the sheet and stands on every printed page. Raises ``ValueError`` when there
    are more rows than a worksheet can hold.
    """
    described = [SheetColumn(column) if isinstance(column, str) else column for column in columns]
    sheet = book.workbook.add_worksheet(sheet_name(title))
    _lay_out(book, sheet, title, described)
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise ValueError(
                "Tabel ini terlalu panjang untuk satu lembar kerja. Saring datanya lebih dahulu."
            )
        shaped = row if isinstance(row, SheetRow) else SheetRow(row)
        if shaped.level:
            sheet.set_row(count, None, None, {"level": shaped.level})
        for position, (column, value) in enumerate(zip(described, shaped.cells, strict=True)):
            _write(book, sheet, (count, position), typed(value), column, bold=shaped.bold)
    if described:
        sheet.autofilter(0, 0, count, len(described) - 1)
    return count


def write_notes(book: SheetBook, notes: Sequence[str]) -> None:
    """Add a worksheet ``Catatan`` with one note per row."""
    sheet = book.workbook.add_worksheet("Catatan")
    sheet.set_column(0, 0, 100)
    for position, note in enumerate(notes):
        sheet.write_string(position, 0, _shortened(str(typed(note))))


def sheet_name(title: str) -> str:
    """The title as a name that a worksheet may have: 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)[:31].strip(" '") or "Data"


def _lay_out(book: SheetBook, sheet: Worksheet, title: str, columns: Sequence[SheetColumn]) -> None:
    header = book.workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
    )
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&C" + title.replace("&", "&&")[:200])
    sheet.set_footer("&R&P / &N")
    sheet.outline_settings(symbols_below=False)
    for position, column in enumerate(columns):
        sheet.set_column(
            position, position, column.width or min(40, max(10, len(column.title) + 2))
        )
        sheet.write_string(0, position, _shortened(str(typed(column.title))), header)


def _write(
    book: SheetBook,
    sheet: Worksheet,
    place: tuple[int, int],
    cell: Any,
    column: SheetColumn,
    *,
    bold: bool,
) -> None:
    """Write one cell by its type; a number that a workbook cannot hold exactly becomes text."""
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime | date | time):
        form = book.format(column.number_format or _date_format(cell), bold=bold)
        sheet.write_datetime(*place, cell, form)
    elif isinstance(cell, int | float | Decimal) and _is_exact(cell):
        form = book.format(column.number_format or _number_format(cell), bold=bold)
        sheet.write_number(*place, cell, form)
    else:
        sheet.write_string(*place, _shortened(str(cell)), book.format("", bold=bold))


def _is_exact(cell: float | Decimal) -> bool:
    # Decimal's own "not a number" cannot even be compared.
    return not (isinstance(cell, Decimal) and cell.is_nan()) and -_EXACT <= cell <= _EXACT


def _date_format(cell: date | time) -> str:
    if isinstance(cell, time):
        return CLOCK
    return MOMENT if isinstance(cell, datetime) else DAY


def _number_format(cell: float | Decimal) -> str:
    return WHOLE if cell == int(cell) else FRACTION


def _shortened(text: str) -> str:
    # A longer text would be left out of the workbook without a word.
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT
