"""The outcome of an import row by row, kept beside its file and read page by page.

A file per outcome, one row a line: 18,480 rows are a few megabytes, of which a page needs fifty
lines. The job's own row only holds the counts.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from foundation.reports import Changed, ImportReport, Outcome, RowOutcome
from jobs.models import Job

CHECKED = "diperiksa"
DONE = "disimpan"


def keep(job: Job, report: ImportReport, *, seconds: float) -> dict[str, Any]:
    """Store the rows of this attempt; returns what the job's report is to remember of them."""
    for outcome in Outcome:
        rows = [row for row in report.rows if row.outcome == outcome]
        if rows:
            text = "".join(f"{_line(row)}\n" for row in rows)
            default_storage.save(_name(job, job.attempt, outcome), ContentFile(text.encode()))
    return {
        "attempt": job.attempt,
        "counts": {outcome.value: count for outcome, count in report.counts.items()},
        "seconds": round(seconds, 1),
    }


def changes_nothing(part: dict[str, Any]) -> bool:
    """Whether the outcome has no row that is or would be stored."""
    return not (part["counts"][Outcome.CREATED] or part["counts"][Outcome.UPDATED])


class Rows(Sequence[RowOutcome]):
    """The rows of one outcome, for a ``Paginator``: a slice reads no further than it must."""

    def __init__(self, job: Job, part: dict[str, Any], outcome: Outcome) -> None:
        self._name = _name(job, part["attempt"], outcome)
        self._outcome = outcome
        self._length = int(part["counts"][outcome.value])

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[RowOutcome]:
        yield from self._read(0, None)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return list(self._read(*index.indices(self._length)[:2]))
        return next(self._read(index, index + 1))

    def _read(self, start: int, stop: int | None) -> Iterator[RowOutcome]:
        if not self._length:
            return
        with default_storage.open(self._name) as file:
            yield from (_row(line, self._outcome) for line in islice(_lines(file), start, stop))


def _lines(file: Any) -> IO[bytes]:
    # Django's wrapper cuts lines out of chunks in Python; the file below does it in C.
    return file.file


def _name(job: Job, attempt: int, outcome: Outcome) -> str:
    return f"{job.folder}/{attempt}-{outcome.value}.jsonl"


def _line(row: RowOutcome) -> str:
    return json.dumps([row.row, row.column, row.message, row.key, row.changes], ensure_ascii=False)


def _row(line: bytes, outcome: Outcome) -> RowOutcome:
    number, column, message, key, changes = json.loads(line)
    return RowOutcome(number, outcome, column, message, key, tuple(Changed(*c) for c in changes))
