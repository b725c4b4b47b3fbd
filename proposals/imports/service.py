"""Brings a SIPD list into the portal; the command and the office's page both call it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from django.db import transaction

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport, Outcome, RowOutcome
from foundation.tables import Row
from foundation.watch import Watch, unwatched
from kelurahan.models import Kelurahan, User
from planning.models import Cycle
from proposals.imports.drafts import Draft, Drafter
from proposals.imports.layouts import Layout, open_list
from proposals.imports.references import KamusIndex, KelurahanIndex, OfficeIndex
from proposals.imports.rows import RowProblem, read_row
from proposals.imports.signing import Signature
from proposals.imports.storing import Store

ROWS_AT_ONCE = 500


def import_usulan(
    file: str | Path | IO[bytes],
    *,
    filename: str,
    cycle: Cycle,
    kelurahan: Kelurahan | None = None,
    actor: User | None = None,
    dry_run: bool = False,
    known_places_only: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Read a SIPD list (CSV or XLSX) into ``cycle``; one outcome for every row.

    Without ``kelurahan`` the file's own column decides. ``actor`` is ``None`` for the command.
    RW, RT and organisations that the kelurahan's list lacks, and the office of its own kecamatan,
    are added and named in the report; with ``known_places_only`` a row with such an RW or RT is
    refused instead. A usulan on which someone in the portal has acted is not changed any more.
    ``watch`` hears of every batch and may stop the import, which then leaves nothing behind.
    Raises ``TableError`` or ``RefusedImport`` with a sentence when the file cannot be taken;
    nothing is stored then, and nothing with ``dry_run``.
    """
    table, layout = open_list(file, filename=filename)
    if kelurahan is None and "kelurahan" not in table.header:
        raise RefusedImport(
            "Berkas ini tidak punya kolom Kelurahan. Sebutkan kelurahannya, lalu impor lagi."
        )
    report = ImportReport(dry_run=dry_run)
    reader = _Reader(layout, cycle, kelurahan, Signature(actor))
    store = Store(cycle, reader.signature, filename, known_places_only=known_places_only)
    with transaction.atomic():
        for rows in _batches(table.sound(report)):
            watch(len(report), table.total)
            _take(rows, reader, store, report)
        watch(len(report), table.total)
        if dry_run:
            transaction.set_rollback(True)
    report.rows.sort(key=lambda outcome: outcome.row)
    return report


class _Reader:
    """Makes drafts of rows; refuses a usulan that the file names twice."""

    def __init__(
        self, layout: Layout, cycle: Cycle, kelurahan: Kelurahan | None, signature: Signature
    ) -> None:
        self.layout = layout
        self.signature = signature
        self._cycle = cycle
        self._drafter = Drafter(KelurahanIndex(kelurahan), OfficeIndex(), KamusIndex(cycle))
        self._rows: dict[tuple[int, str], int] = {}

    def read(self, row: Row) -> Draft:
        """Raises ``RowProblem``."""
        entry = read_row(self.layout, row, fiscal_year=self._cycle.fiscal_year)
        draft = self._drafter.draft(entry)
        self.signature.post_for(draft.kelurahan)
        first = self._rows.setdefault((draft.kelurahan.pk, entry.external_id), row.number)
        if first != row.number:
            raise RowProblem("external_id", f"ID ini sudah ada pada baris {first} berkas ini.")
        return draft


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _take(rows: list[Row], reader: _Reader, store: Store, report: ImportReport) -> None:
    outcomes: list[RowOutcome] = []
    drafts = []
    for row in rows:
        try:
            drafts.append(reader.read(row))
        except RowProblem as problem:
            outcomes.append(_refusal(reader.layout, row.number, problem))
    for taken in store.take(drafts):
        entry = taken.draft.entry
        if taken.problem is not None:
            outcomes.append(_refusal(reader.layout, entry.row, taken.problem, entry.external_id))
        else:
            message = " ".join(taken.draft.remarks)
            outcomes.append(
                RowOutcome(entry.row, taken.outcome, "", message, taken.number, taken.changes)
            )
    report.rows.extend(sorted(outcomes, key=lambda each: each.row))


def _refusal(layout: Layout, row: int, problem: RowProblem, key: str = "") -> RowOutcome:
    column = layout.titles.get(problem.column, "")
    return RowOutcome(row, Outcome.REFUSED, column, str(problem), key)
