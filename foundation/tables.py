"""Reads the spreadsheets that people hand in, CSV or XLSX, and says plainly what is wrong.

Everything is checked before the first row is handed out: whoever iterates over a ``Table`` meets
no error of the file any more, so a refused file leaves nothing behind.
"""

import csv
import io
import itertools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from foundation import xlsx
from foundation.cells import restored
from foundation.indonesia import number
from foundation.reports import ImportReport
from foundation.text import visible
from foundation.xlsx_rows import NO_VALUE

MAX_ROWS = 50_000
MAX_BYTES = 20 * 1024 * 1024

_TITLE_ROWS = 20
_LAST_SHEET_ROW = 1_048_576
_DELIMITERS = ",;\t"
_UTF8_BOM = b"\xef\xbb\xbf"

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "foto"),
    (b"\x89PNG", "gambar"),
    (b"GIF8", "gambar"),
    (b"{\\rtf", "dokumen"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|\?xml)", re.IGNORECASE)

_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)

Record = tuple[int, list[str]]


class TableError(ValueError):
    """The file cannot be taken; the message is an Indonesian sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` as the user sees it in the spreadsheet, ``cells`` by column name.

    Cells are trimmed text, ``""`` where empty. Out of a workbook, numbers come as plain text
    (``"10500000"``, ``"12.5"``), dates as ISO, ticks as ``"ya"``/``"tidak"``.
    """

    number: int
    cells: dict[str, str]


class Table:
    """Rows under a header. ``header`` holds the normalised column names in the file's order.

    ``total`` is how many filled rows there are, for those who tell how far they have come.
    Can be iterated more than once, one iteration at a time; yields ``Row`` as it reads.
    """

    def __init__(self, columns: Sequence[str], header_number: int, records: "_Records") -> None:
        self.header = [name for name in columns if name]
        self.total = 0
        self._columns = columns
        self._header_number = header_number
        self._records = records

    @property
    def titles(self) -> list[str]:
        """The columns of ``header`` as the file itself writes them."""
        written = next(cells for number, cells in self._records if number == self._header_number)
        return [_tidy(title) for title, name in zip(written, self._columns, strict=False) if name]

    def __iter__(self) -> Iterator[Row]:
        for row_number, cells in self._records:
            if row_number <= self._header_number:
                continue
            padded = itertools.chain(map(_tidy, cells), itertools.repeat(""))
            named = {name: cell for name, cell in zip(self._columns, padded, strict=False) if name}
            if any(named.values()):
                yield Row(row_number, named)

    def sound(self, report: ImportReport, columns: Container[str] | None = None) -> Iterator[Row]:
        """The rows without faulty cells; the others are refused in ``report``.

        With ``columns`` (normalised names) only those count: the rest is reckoned, not filled in.

        An error of Excel or a formula without its value is not an empty cell: nobody knows what
        was meant to stand there.
        """
        titles = dict(zip(self.header, self.titles, strict=True))

        def is_bad(name: str, cell: str) -> bool:
            return _is_fault(cell) and (columns is None or name in columns)

        for row in self:
            column = next((name for name, cell in row.cells.items() if is_bad(name, cell)), None)
            if column is None:
                yield row
            else:
                report.refuse(row.number, _fault(row.cells[column]), column=titles[column])


def _is_fault(cell: str) -> bool:
    return cell.startswith("#") and (cell == NO_VALUE or cell.upper() in _ERRORS)


def _fault(cell: str) -> str:
    if cell == NO_VALUE:
        return (
            "Sel ini berisi rumus yang hasilnya tidak tersimpan. Buka di Excel, simpan ulang, lalu "
            "unggah lagi."
        )
    return f"Sel ini berisi galat Excel ({cell}). Perbaiki rumusnya atau tulis nilainya."


def normalise(title: str) -> str:
    """A column title as a name: ``" Kode Sub-Kegiatan "`` becomes ``"kode_sub_kegiatan"``."""
    plain = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def read_table(
    path_or_file: str | Path | IO[bytes],
    *,
    filename: str,
    required: Iterable[str] = (),
    aliases: Mapping[str, str] | None = None,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read a CSV (UTF-8; comma, semicolon or tab) or an XLSX (first visible sheet).

    The content decides which of the two it is; ``filename`` only appears in sentences. ``aliases``
    maps other titles to the column names we use (``{"Kode Wilayah": "kode"}``). The header is the
    first filled row, or, when titles stand above the table, the first of the first 20 rows that
    has all ``required`` columns. Columns without a title are left out. Raises ``TableError``.
    """
    content = _read(path_or_file, max_bytes)
    names = {normalise(alias): normalise(name) for alias, name in (aliases or {}).items()}
    wanted = [normalise(name) for name in required]
    records = _open(content, filename, names, wanted, max_rows)
    header_number, columns = _find_header(records, names, wanted)
    _check_header(columns, wanted)
    table = Table(columns, header_number, records)
    table.total = records.check(header_number, len(columns), max_rows)
    if next(iter(table), None) is None:
        raise TableError("Berkas ini hanya berisi judul kolom. Isi barisnya, lalu unggah lagi.")
    return table


class _Records:
    """Filled rows of a file as ``(row number, cells)``, as often as asked."""

    def __iter__(self) -> Iterator[Record]:
        raise NotImplementedError

    def check(self, header_number: int, width: int, max_rows: int) -> int:
        """Go through all rows once, so that every fault shows before the first is used.

        Returns how many filled rows stand under the header.
        """
        filled = 0
        for row_number, cells in self:
            if row_number > header_number:
                filled += 1
                self.check_row(row_number, cells, width)
            if filled > max_rows:
                raise TableError(
                    f"Tabel ini lebih dari {number(max_rows)} baris. Bagi menjadi beberapa berkas, "
                    "lalu unggah satu per satu."
                )
        return filled

    def check_row(self, row_number: int, cells: list[str], width: int) -> None:
        """Raise ``TableError`` when the row cannot stand under the header."""


class _CsvRecords(_Records):
    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter

    def __iter__(self) -> Iterator[Record]:
        lines = io.StringIO(self._text, newline="")
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        row_number = 0
        try:
            for row_number, cells in enumerate(reader, 1):
                if any(cell.strip() for cell in cells):
                    yield row_number, cells
                elif row_number > _LAST_SHEET_ROW:
                    raise TableError("Berkas ini terlalu panjang. Hapus baris kosongnya.")
        except csv.Error as error:
            raise TableError(
                f"Baris {row_number + 1} tidak bisa dibaca: tanda kutipnya tidak lengkap atau "
                "isinya terlalu panjang. Perbaiki baris itu, lalu unggah lagi."
            ) from error

    def check_row(self, row_number: int, cells: list[str], width: int) -> None:
        # A comma too many moves every later value one column on; better no file than wrong data.
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                f"Baris {row_number} punya {len(cells)} kolom, padahal judulnya {width}. "
                "Apit teks yang mengandung tanda pemisah dengan tanda kutip, lalu unggah lagi."
            )


class _XlsxRecords(_Records):
    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool

    def __iter__(self) -> Iterator[Record]:
        self._spool.seek(0)
        for line in self._spool:
            row_number, cells = json.loads(line)
            yield row_number, cells


def _read(path_or_file: str | Path | IO[bytes], max_bytes: int) -> bytes:
    if isinstance(path_or_file, str | Path):
        try:
            with Path(path_or_file).open("rb") as opened:
                content = opened.read(max_bytes + 1)
        except OSError as error:
            raise TableError(
                "Berkas tidak ditemukan atau tidak bisa dibuka. Periksa nama dan tempatnya."
            ) from error
    else:
        content = path_or_file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TableError(
            f"Berkas ini terlalu besar. Paling besar {number(max_bytes // 1024)} kB; bagi menjadi "
            "beberapa berkas."
        )
    if not content.removeprefix(_UTF8_BOM).strip():
        raise TableError("Berkas ini kosong. Pilih berkas yang berisi tabel.")
    return content


def _open(
    content: bytes, filename: str, names: Mapping[str, str], wanted: list[str], max_rows: int
) -> _Records:
    if content.startswith(b"PK"):
        try:
            return _XlsxRecords(xlsx.spool_rows(content, most_rows=max_rows + _TITLE_ROWS))
        except xlsx.WorkbookError as error:
            raise TableError(str(error)) from error
    text = _csv_text(content, filename)
    declared = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    if declared:
        # Excel's own hint is no row to those who see the sheet.
        return _CsvRecords(text[declared.end() :], declared[1])
    return _CsvRecords(text, _sniff(text, names, wanted))


def _csv_text(content: bytes, filename: str) -> str:
    """The text of a CSV; raises ``TableError`` when the content is something else."""
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise TableError(
                f"“{filename}” adalah {kind}, bukan tabel. Unggah berkas .xlsx atau .csv."
            )
    if content.startswith(_OLD_EXCEL):
        raise TableError(
            f"“{filename}” adalah Excel lama (.xls) atau Excel yang dikunci. Buka di Excel, simpan "
            "sebagai .xlsx tanpa kata sandi, lalu unggah lagi."
        )
    if _WEB_PAGE.match(content.removeprefix(_UTF8_BOM)[:200]):
        raise TableError(
            f"“{filename}” adalah halaman web, bukan tabel. Buka di Excel, simpan sebagai .xlsx, "
            "lalu unggah lagi."
        )
    if content.startswith(_UTF16):
        raise TableError("Berkas ini bukan CSV UTF-8. Simpan ulang sebagai “CSV UTF-8” di Excel.")
    if b"\x00" in content:
        raise TableError(f"“{filename}” bukan tabel. Unggah berkas .xlsx atau .csv.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"Baris {line} berisi huruf yang tidak terbaca. Simpan ulang sebagai “CSV UTF-8” di "
            "Excel, lalu unggah lagi."
        ) from error


def _sniff(text: str, names: Mapping[str, str], wanted: list[str]) -> str:
    """The delimiter that finds most wanted columns, then most columns at all."""

    def score(delimiter: str) -> tuple[int, int]:
        best = (0, 0)
        try:
            for _, cells in itertools.islice(_CsvRecords(text, delimiter), _TITLE_ROWS):
                found = len(set(wanted) & set(_columns(cells, names)))
                best = max(best, (found, len(cells)))
        except TableError:
            pass  # The wrong delimiter may break quotes; the chosen one is checked later.
        return best

    return max(_DELIMITERS, key=score)


def _columns(cells: Iterable[str], names: Mapping[str, str]) -> list[str]:
    titles = [normalise(cell) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    return [names.get(title, title) for title in titles]


def _find_header(
    records: _Records, names: Mapping[str, str], wanted: list[str]
) -> tuple[int, list[str]]:
    candidates = [
        (row_number, _columns(cells, names))
        for row_number, cells in itertools.islice(records, _TITLE_ROWS)
    ]
    if not candidates:
        raise TableError("Berkas ini kosong. Pilih berkas yang berisi tabel.")
    for row_number, columns in candidates:
        if set(wanted) <= set(columns):
            return row_number, columns
    return max(candidates, key=lambda candidate: len(set(wanted) & set(candidate[1])))


def _check_header(columns: list[str], wanted: list[str]) -> None:
    if len(columns) > xlsx.MOST_COLUMNS:
        raise TableError(
            f"Tabel ini punya lebih dari {xlsx.MOST_COLUMNS} kolom. Hapus kolom yang tidak perlu."
        )
    found = [name for name in columns if name]
    missing = [name for name in wanted if name not in found]
    if missing:
        raise TableError(
            f"Kolom yang belum ada: {', '.join(missing)}. Kolom yang ditemukan: "
            f"{_shortened(', '.join(found)) or 'tidak ada'}. Perbaiki judul kolomnya, lalu unggah "
            "lagi."
        )
    if not found:
        raise TableError("Judul kolom tidak ditemukan. Tulis judul kolom pada baris pertama.")
    name, times = Counter(found).most_common(1)[0]
    if times > 1:
        raise TableError(
            f"Kolom “{_shortened(name)}” ada lebih dari satu. Hapus atau ganti salah satunya."
        )


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"


def _tidy(cell: str) -> str:
    """Trimmed and without what nobody sees or no database takes."""
    return restored(visible(cell).strip())
