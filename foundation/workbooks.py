"""Report sheets for print: titles, grouped headers, sums as formulas, folio paper, page numbers.

``foundation.sheets`` writes plain lists that begin in the first row; here stands what officials
print, sign and send.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from foundation.cells import neutralise, typed
from foundation.recaps import (
    RecapColumn,
    RecapRow,
    RowKind,
    group_headings,
    label_span,
    shown_cells,
    shown_columns,
)
from foundation.sheet_cells import DAY, FRACTION, MOMENT, WHOLE, shortened
from foundation.sheets import FOLIO, YEAR, sheet_name

MOST_ROWS = 1_000_000
"""Rows of one table; a worksheet holds 1,048,576 with its titles."""
EMPTY = "Tidak ada data."

_LONGEST_NAME = 31
_LONGEST_FURNITURE = 120
"""Characters of a page's footer; Excel takes 255 with the codes in it."""
_EXACT = 2**53
_LEVELS = 10
_LINE = 12
"""Height of a line of text in points."""
_LETTERS = 1.4
"""Small letters that fit where a column's width, told in digits of the usual size, has room."""
_TALLEST = 400
"""Excel takes rows up to 409 points."""
_HEAD = "#DDE6E0"
_FILLS = ("#DDE6E0", "#E9EFEB", "#F3F6F4", "#FAFBFA")
_FONT = {"font_name": "Arial", "font_size": 9}


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """One printed table.

    ``titles`` stand above it, the first one large (name of the document, cycle, filter in words,
    time and user); ``notes`` and ``closing`` (place of the signature) below it. ``is_draft`` marks
    every page. ``numbered`` adds the row (1), (2), … that official forms have under their header.
    """

    name: str
    titles: Sequence[str]
    columns: Sequence[RecapColumn]
    rows: Iterable[RecapRow]
    notes: Sequence[str] = ()
    closing: Sequence[str] = ()
    is_draft: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row, its place in the table, and the first and last row that its sums take in."""

    row: RecapRow
    index: int
    first: int
    last: int


def write_workbook(file: IO[bytes], sheets: Iterable[ReportSheet]) -> int:
    """Write the sheets one after the other with flat memory; return how many rows they have.

    Names are made valid and unlike each other. Without any sheet the workbook says so. Raises
    ``ValueError`` when a table is longer than a worksheet.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    written = 0
    with xlsxwriter.Workbook(file, options) as workbook:
        looks = _Looks(workbook)
        taken: set[str] = set()
        for sheet in sheets:
            target = workbook.add_worksheet(_unlike(sheet.name, taken))
            written += _Writer(target, looks, sheet).write()
        if not taken:
            workbook.add_worksheet("Kosong").write_string(0, 0, EMPTY)
    return written


class _Looks:
    """Cell formats of a workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}
        self._cells: dict[tuple[Any, ...], Format] = {}

    def __call__(self, **looks: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(_FONT | looks)
        return self._made[key]

    def of_cell(self, column: RecapColumn, row: RecapRow, cell: Any) -> Format:
        """The format of a cell of the table, found by what decides it."""
        number_format = _number_format(column, cell)
        key = (number_format, row.is_line, row.level, isinstance(cell, str))
        if key not in self._cells:
            self._cells[key] = self(**_cell_looks(number_format, row, cell))
        return self._cells[key]


class _Writer:
    """Writes one sheet from top to bottom: what has been written cannot be reached again."""

    def __init__(self, target: Worksheet, looks: "_Looks", sheet: ReportSheet) -> None:
        self.target = target
        self.looks = looks
        self.sheet = sheet
        self.columns = shown_columns(sheet.columns)
        self.at = 0

    def write(self) -> int:
        """The whole sheet; how many rows its table has."""
        for position, column in enumerate(self.columns):
            self.target.set_column(position, position, column.width)
        self._titles()
        first_header = self.at
        self._header()
        self._set_up_page(first_header)
        written = self._table()
        self._below()
        return written

    # --- above the table ------------------------------------------------------------------------
    def _titles(self) -> None:
        if self.sheet.is_draft:
            mark = self.looks(bold=True, font_size=14, font_color="#C00000")
            self._line("DRAF", mark)
        for position, title in enumerate(self.sheet.titles):
            is_first = position == 0
            self._line(title, self.looks(bold=is_first, font_size=12 if is_first else 9))
        self.at += 1

    def _line(self, text: str, form: Format) -> None:
        self.target.write_string(self.at, 0, _text(text), form)
        self.at += 1

    def _header(self) -> None:
        box: dict[str, Any] = {
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "bg_color": _HEAD,
        }
        at = 0
        for heading in group_headings(self.columns):
            if heading.span > 1:
                form = self.looks(**box, valign="vcenter", border=1)
                self.target.merge_range(
                    self.at, at, self.at, at + heading.span - 1, _text(heading.title), form
                )
            elif heading.title:
                form = self.looks(**box, valign="vcenter", border=1)
                self.target.write_string(self.at, at, _text(heading.title), form)
            else:
                # The title stands one row lower: cells of two rows cannot be merged row by row.
                self.target.write_blank(
                    self.at, at, None, self.looks(**box, left=1, right=1, top=1)
                )
            at += heading.span
        has_groups = at > 0
        self.at += has_groups
        self._set_height([column.title for column in self.columns])
        for position, column in enumerate(self.columns):
            edges = {"left": 1, "right": 1, "bottom": 1}
            if column.group or not has_groups:
                edges["top"] = 1
            form = self.looks(**box, **edges, valign="vcenter")
            self.target.write_string(self.at, position, _text(column.title), form)
        self.at += 1
        if self.sheet.numbered:
            form = self.looks(align="center", italic=True, border=1)
            for position in range(len(self.columns)):
                self.target.write_string(self.at, position, f"({position + 1})", form)
            self.at += 1

    def _set_up_page(self, first_header: int) -> None:
        sheet = self.target
        sheet.freeze_panes(self.at, 0)
        sheet.repeat_rows(first_header, self.at - 1)
        sheet.set_landscape()
        sheet.set_paper(FOLIO)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.hide_gridlines(2)
        sheet.outline_settings(symbols_below=False)
        if self.sheet.is_draft:
            sheet.set_header('&R&"Arial,Bold"&24&KC00000DRAF')
        name = _furniture(self.sheet.titles[0] if self.sheet.titles else self.sheet.name)
        sheet.set_footer(f"&L&8{name}&R&8Halaman &P dari &N")

    # --- the table ------------------------------------------------------------------------------
    def _table(self) -> int:
        start = self.at
        written = 0
        for written, placed in enumerate(_placed(self.sheet.rows), 1):
            if written > MOST_ROWS:
                raise ValueError(
                    "Tabel ini terlalu panjang untuk satu lembar kerja. "
                    "Saring datanya lebih dahulu."
                )
            self._row(placed, start)
        if written == 0:
            self._line(EMPTY, self.looks(italic=True))
        return written

    def _row(self, placed: _Placed, start: int) -> None:
        row = placed.row
        cells = [typed(value) for value in shown_cells(self.sheet.columns, row)]
        span = label_span(self.sheet.columns, row)
        self._set_height([] if span > 1 else cells)
        if span > 1:
            name = next(cell for cell in cells[:span] if cell not in (None, ""))
            form = self.looks.of_cell(self.columns[0], row, str(name))
            self.target.merge_range(self.at, 0, self.at, span - 1, shortened(str(name)), form)
        for position in range(span if span > 1 else 0, len(cells)):
            column, cell = self.columns[position], cells[position]
            form = self.looks.of_cell(column, row, cell)
            if row.is_sum and column.is_summed and placed.last >= placed.first and _is_exact(cell):
                lines = xl_range(start + placed.first, position, start + placed.last, position)
                self.target.write_formula(self.at, position, f"=SUBTOTAL(9,{lines})", form, cell)
            else:
                self._cell(position, cell, form)
        self.at += 1

    def _set_height(self, cells: Sequence[Any]) -> None:
        """Room for the longest cell: not every office program finds the height by itself."""
        lines = 1
        for column, cell in zip(self.columns, cells, strict=False):
            room = int(column.width * _LETTERS)
            if isinstance(cell, str) and (len(cell) > room or "\n" in cell):
                lines = max(lines, _lines_of(cell, room))
        if lines > 1:
            self.target.set_row(self.at, min(_TALLEST, 3 + _LINE * lines))

    def _cell(self, position: int, cell: Any, form: Format) -> None:
        if cell is None or cell == "":
            self.target.write_blank(self.at, position, None, form)
        elif isinstance(cell, datetime | date):
            self.target.write_datetime(self.at, position, cell, form)
        elif _is_exact(cell):
            self.target.write_number(self.at, position, cell, form)
        else:
            self.target.write_string(self.at, position, shortened(str(cell)), form)

    # --- below it -------------------------------------------------------------------------------
    def _below(self) -> None:
        if self.sheet.notes:
            self.at += 1
        for note in self.sheet.notes:
            self._line(note, self.looks(italic=True))
        if self.sheet.closing:
            self.at += 1
        column = max(0, len(self.columns) - 3)
        for text in self.sheet.closing:
            self.target.write_string(self.at, column, _text(text), self.looks())
            self.at += 1


def _number_format(column: RecapColumn, cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return MOMENT if isinstance(cell, datetime) else DAY
    if column.number_format == FRACTION and _is_exact(cell) and cell == int(cell):
        return WHOLE
    return "" if isinstance(cell, str) else column.number_format


def _cell_looks(number_format: str, row: RecapRow, cell: Any) -> dict[str, Any]:
    looks: dict[str, Any] = {"border": 1, "valign": "top"}
    if number_format:
        looks["num_format"] = number_format
    if number_format in (DAY, MOMENT):
        looks["align"] = "left"
    elif number_format == YEAR:
        looks["align"] = "center"
    elif number_format:
        looks |= {"align": "right", "indent": 1}
    if not row.is_line:
        looks |= {"bold": True, "bg_color": _FILLS[min(row.level, len(_FILLS) - 1)]}
    elif isinstance(cell, str):
        # The name of a sum may run over its neighbours, which are empty; a line's text may not.
        looks["text_wrap"] = True
    return looks


def _placed(rows: Iterable[RecapRow]) -> Iterator[_Placed]:
    """Every row with the range of its sum; only rows below an open sum wait in memory.

    A range may hold other sums: SUBTOTAL leaves those out.
    """
    latest = [-1] * _LEVELS
    waiting: list[_Placed] = []
    index = -1
    for index, row in enumerate(rows):
        ended = row.ended
        if waiting and ended is not None and ended <= waiting[0].row.level:
            yield from _with_ends(waiting, index)
            waiting = []
        placed = _Placed(row, index, max(latest[: row.level + 1]) + 1, index - 1)
        if ended is not None:
            latest[ended] = index
        if waiting or row.kind is RowKind.SUM_BELOW:
            waiting.append(placed)
        else:
            yield placed
    yield from _with_ends(waiting, index + 1)


def _with_ends(block: Sequence[_Placed], end: int) -> Iterator[_Placed]:
    """The rows of a block that is followed by row ``end``; sums of rows below know their last."""
    nearest = [end] * _LEVELS
    done = []
    for placed in reversed(block):
        row = placed.row
        if row.kind is RowKind.SUM_BELOW:
            last = min(nearest[: row.level + 1]) - 1
            done.append(replace(placed, first=placed.index + 1, last=last))
        else:
            done.append(placed)
        if row.ended is not None:
            nearest[row.ended] = placed.index
    return reversed(done)


def _unlike(title: str, taken: set[str]) -> str:
    """A valid sheet name that differs from those ``taken``, which Excel compares without case."""
    name = sheet_name(title)
    for number in count(2):
        if name.lower() not in taken:
            break
        suffix = f" ({number})"
        name = sheet_name(title)[: _LONGEST_NAME - len(suffix)] + suffix
    taken.add(name.lower())
    return name


def _lines_of(text: str, width: int) -> int:
    """How many lines of ``width`` letters the text takes, wrapped at words."""
    lines = 0
    for paragraph in text.split("\n"):
        left = 0
        lines += 1
        for word in paragraph.split(" "):
            if left and left + len(word) > width:
                lines += 1
                left = 0
            lines += (len(word) - 1) // width if len(word) > width else 0
            left = min(left + len(word), width) + 1
    return lines


def _text(text: str) -> str:
    return shortened(str(neutralise(text)))


def _furniture(text: str) -> str:
    """Text for the foot of a page, where an ampersand begins a code."""
    return " ".join(text.split())[:_LONGEST_FURNITURE].replace("&", "&&")


def _is_exact(cell: Any) -> bool:
    if isinstance(cell, Decimal) and not cell.is_finite():
        return False
    return isinstance(cell, int | float | Decimal) and -_EXACT <= cell <= _EXACT
