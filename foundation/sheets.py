"""Writes worksheets block by block with flat memory, numbers as numbers and text as text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from foundation.cells import neutralise, typed
from foundation.columns import Block, blocks_of
from foundation.sheet_cells import (
    CLOCK,
    DAY,
    FRACTION,
    MOMENT,
    WHOLE,
    column_xml,
    shortened,
)

__all__ = [
    "CLOCK",
    "DAY",
    "FOLIO",
    "FRACTION",
    "MOMENT",
    "MOST_ROWS",
    "WHOLE",
    "YEAR",
    "SheetBook",
    "SheetColumn",
    "SheetRow",
    "sheet_name",
    "write_blocks",
    "write_notes",
    "write_sheet",
]

MOST_ROWS = 1_048_575
"""Rows under a header that a worksheet can hold."""

YEAR = "0"
"""Number format for figures that are names: years, running numbers."""

FOLIO = 14
"""8.5 x 13 inch in Excel's list of papers: what Indonesian offices print on."""

_PAGE_WIDTH = 260
"""Characters of columns beside each other on a sheet of folio that can still be read."""
_LETTERS = 1.1
"""Letters of a usual text in the width of a digit."""
_LINE = 15
"""Points from line to line of text."""
_MOST_LINES = 27
"""A row is at most 409 points high."""
_LONGEST_FURNITURE = 240
"""Characters of a page's header; Excel takes 255 with the codes in it."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, width in characters (0: by title), number format ("": by value).

    Where ``wraps``, a text longer than the column makes its row higher.
    """

    title: str
    width: int = 0
    number_format: str = ""
    wraps: bool = False

    @property
    def shown_width(self) -> int:
        """In characters."""
        return self.width or min(40, max(10, len(self.title) + 2))


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
        self._formats: dict[tuple[str, bool, bool], Format] = {}

    def __enter__(self) -> "SheetBook":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.workbook.close()

    def format(self, number_format: str, *, bold: bool, wraps: bool = False) -> Format:
        """The cell format, made once per kind."""
        key = (number_format, bold, wraps)
        if key not in self._formats:
            properties = {"valign": "top", "bold": bold, "text_wrap": wraps}
            if number_format:
                properties["num_format"] = number_format
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


class _Sheet(Worksheet):
    """A worksheet that takes finished rows; everything around them is the library's.

    Handing it cell after cell costs ten times as much. It keeps rows in a file of its own until
    the workbook is closed; this class writes to that file.
    """

    outline_row_level: int

    def take(self, rows: Iterable[str], *, last: int, columns: int, level: int = 0) -> None:
        """Append the XML of rows, of which ``last`` is the number (from 0) of the last."""
        self.row_data_fh.writelines(rows)
        self.dim_rowmin, self.dim_rowmax = 0, last
        self.dim_colmin, self.dim_colmax = 0, columns - 1
        self.outline_row_level = max(self.outline_row_level, level)


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
    table = _Table(book, title, columns)
    shaped = (row if isinstance(row, SheetRow) else SheetRow(row) for row in rows)
    for (bold, level), alike in groupby(shaped, key=lambda row: (row.bold, row.level)):
        for block in blocks_of(row.cells for row in alike):
            table.add(block, bold=bold, level=level)
    return table.finish()


def write_blocks(
    book: SheetBook,
    blocks: Iterable[Block],
    *,
    title: str,
    columns: Sequence[SheetColumn | str],
    printed: Sequence[str] = (),
) -> int:
    """As ``write_sheet``, from typed cells; ``printed`` stands under the title on each page."""
    table = _Table(book, title, columns, printed)
    for block in blocks:
        table.add(block)
    return table.finish()


class _Table:
    """A worksheet while it grows."""

    def __init__(
        self,
        book: SheetBook,
        title: str,
        columns: Sequence[SheetColumn | str],
        printed: Sequence[str] = (),
    ) -> None:
        self._book = book
        self._columns = [SheetColumn(each) if isinstance(each, str) else each for each in columns]
        self._sheet: _Sheet = book.workbook.add_worksheet(sheet_name(title), _Sheet)
        self._count = 0
        self._lay_out([title, *printed])

    def add(self, block: Block, *, bold: bool = False, level: int = 0) -> None:
        """Append rows that look alike."""
        first = self._count + 2
        pieces = [
            column_xml(
                cells,
                xl_col_to_name(position),
                first,
                column.number_format,
                partial(self._style, bold=bold, wraps=column.wraps),
            )
            for position, (column, cells) in enumerate(zip(self._columns, block, strict=True))
        ]
        self._count += len(block[0]) if block else 0
        if self._count > MOST_ROWS:
            raise ValueError(
                "Tabel ini terlalu panjang untuk satu lembar kerja. Saring datanya lebih dahulu."
            )
        fold = f' outlineLevel="{level}"' if level else ""
        lines = enumerate(zip(self._heights(block), *pieces, strict=True), first)
        self._take(
            (
                f'<row r="{place}"{height}{fold}>{"".join(cells)}</row>'
                for place, (height, *cells) in lines
            ),
            level=level,
        )

    def finish(self) -> int:
        """The filter over all rows; returns how many there are under the header."""
        if self._columns:
            self._sheet.autofilter(0, 0, self._count, len(self._columns) - 1)
        return self._count

    def _take(self, rows: Iterable[str], *, level: int = 0) -> None:
        self._sheet.take(rows, last=self._count, columns=len(self._columns), level=level)

    def _heights(self, block: Block) -> list[str]:
        """Room for the lines of wrapped text: not every office program finds it out by itself."""
        lines = [1] * (len(block[0]) if block else 0)
        for column, cells in zip(self._columns, block, strict=True):
            if column.wraps:
                width = int(column.shown_width * _LETTERS)
                lines = [
                    max(held, -(-len(cell) // width) + cell.count("\n"))
                    if isinstance(cell, str)
                    else held
                    for held, cell in zip(lines, cells, strict=True)
                ]
        return ["" if held == 1 else f' ht="{min(held, _MOST_LINES) * _LINE}"' for held in lines]

    def _style(self, number_format: str, *, bold: bool, wraps: bool) -> int:
        wraps = wraps and not number_format
        form = self._book.format(number_format, bold=bold, wraps=wraps)
        return int(form._get_xf_index())

    def _lay_out(self, furniture: Sequence[str]) -> None:
        sheet, columns = self._sheet, self._columns
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(FOLIO)
        width = sum(column.shown_width for column in columns)
        sheet.fit_to_pages(-(-width // _PAGE_WIDTH) or 1, 0)
        if width > _PAGE_WIDTH:
            sheet.repeat_columns(0)
        lines = _furniture(furniture)
        sheet.set_header("&L" + lines)
        sheet.set_margins(left=0.4, right=0.4, top=0.5 + 0.2 * (lines.count("\n") + 1), bottom=0.6)
        sheet.set_footer("&RHalaman &P dari &N")
        sheet.outline_settings(symbols_below=False)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.shown_width)
        if columns:
            self._take([f'<row r="1">{"".join(self._header())}</row>'])

    def _header(self) -> Iterator[str]:
        look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        form = self._book.workbook.add_format(look | {"bg_color": "#E8EEF4"})
        for position, column in enumerate(self._columns):
            letter = xl_col_to_name(position)
            yield from column_xml(
                [typed(column.title)], letter, 1, "", lambda _: int(form._get_xf_index())
            )


def write_notes(book: SheetBook, notes: Sequence[str]) -> None:
    """Add a worksheet ``Catatan`` with one note per row."""
    sheet = book.workbook.add_worksheet("Catatan")
    sheet.set_column(0, 0, 100)
    for position, note in enumerate(notes):
        sheet.write_string(position, 0, shortened(str(typed(note))))


def sheet_name(title: str) -> str:
    """The title as a name that a worksheet may have: 31 characters, none of ``[]:*?/\\``.

    Excel keeps the name History, in any case of its letters, for itself.
    """
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)[:31].strip(" '") or "Data"
    return f"Lembar {name}" if name.lower() == "history" else name


def _furniture(lines: Sequence[str]) -> str:
    """Lines as a page's header, cut to what Excel takes; its codes begin with ``&``."""
    said = [" ".join(str(neutralise(line)).split()) for line in lines if line]
    text = "\n".join(said).replace("&", "&&")
    if len(text) > _LONGEST_FURNITURE:
        text = text[: _LONGEST_FURNITURE - 1].rstrip("&") + "…"
    return text
