"""The refused rows in the file's own columns with the reason, to be mended and sent again."""

from collections.abc import Iterator

from desk.imports.kind import ImportKind
from desk.imports.results import Rows
from foundation.reports import RowOutcome
from foundation.tables import Table, normalise
from jobs.models import Job

REASON = "Alasan ditolak"
_REASON_NAME = normalise(REASON)


class RefusedRows:
    """Header and rows of the download; raises ``TableError`` when the file cannot be read."""

    def __init__(self, job: Job, kind: ImportKind, refused: Rows) -> None:
        with job.upload.open("rb") as source:
            self._table: Table = kind.open(source, filename=job.filename)
        self._reasons = {row.row: reason_of(row) for row in refused}
        # A file that was mended once brings the old reasons along.
        self._kept = [name != _REASON_NAME for name in self._table.header]

    @property
    def header(self) -> list[str]:
        return [*self._own(self._table.titles), REASON]

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._table:
            if row.number in self._reasons:
                yield [*self._own(list(row.cells.values())), self._reasons[row.number]]

    def _own(self, cells: list[str]) -> list[str]:
        return [cell for cell, kept in zip(cells, self._kept, strict=True) if kept]


def reason_of(row: RowOutcome) -> str:
    """``"Baris 5, kolom harga: Angka ini terlalu kecil."``"""
    place = f"Baris {row.row}" + (f", kolom {row.column}" if row.column else "")
    return f"{place}: {row.message}"
