"""What can be done with an import, and what can be fetched of it."""

import tempfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from desk.imports.pages import ImportDesk, part_of
from desk.imports.refused import REASON, RefusedRows
from desk.imports.results import CHECKED, Rows
from desk.imports.work import allowed_kind
from foundation.exports import (
    CSV_TYPE,
    XLSX_TYPE,
    SheetBook,
    SheetColumn,
    stream_csv_rows,
    write_sheet,
)
from foundation.reports import Outcome
from foundation.tables import TableError
from jobs.kinds import JobRefused
from jobs.models import Job
from jobs.services import cancel, confirm, start_again

_SHORT_SECONDS = 2
"""What took no longer to check is done while the page waits."""
_ANSWERED = "Impor ini sudah dijawab sebelumnya, jadi tidak dijalankan dua kali."


class ImportDeed(ImportDesk):
    """A button of an import's page; pressed twice, it acts once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        job = self.job(pk)
        self.act(request, job)
        return redirect("admin:desk_import", pk=job.pk)

    def act(self, request: HttpRequest, job: Job) -> None:
        raise NotImplementedError


class ImportConfirm(ImportDeed):
    """Only its owner agrees to an import: it is done in their name."""

    def act(self, request: HttpRequest, job: Job) -> None:
        _only_owner(request, job)
        seconds = job.report.get(CHECKED, {}).get("seconds", _SHORT_SECONDS)
        if not confirm(job, at_once=seconds < _SHORT_SECONDS):
            messages.info(request, _ANSWERED)


class ImportCancel(ImportDeed):
    """Stop it while it runs, or throw it away while it waits for an answer."""

    def act(self, request: HttpRequest, job: Job) -> None:
        cancel(job)


class ImportAgain(ImportDeed):
    """Once more from the beginning of the step that did not come to its end."""

    def act(self, request: HttpRequest, job: Job) -> None:
        _only_owner(request, job)
        if not start_again(job):
            messages.info(request, "Impor ini tidak bisa dijalankan lagi.")


class ImportRefused(ImportDesk):
    """The refused rows as a spreadsheet to mend."""

    def get(self, request: HttpRequest, pk: UUID, form: str) -> HttpResponseBase:
        job = self.job(pk)
        refused = Rows(job, part_of(job), Outcome.REFUSED)
        if not len(refused):
            raise Http404
        try:
            rows = RefusedRows(job, allowed_kind(job), refused)
        except JobRefused as error:
            raise PermissionDenied from error
        except TableError as error:
            raise Http404 from error
        return _as_xlsx(rows) if form == "xlsx" else _as_csv(rows)


class ImportTemplate(ImportDesk):
    """An empty table with the right titles, an example, and what each column means."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        chosen = self.kind(kind)
        titles = [column.title for column in chosen.columns]

        def write(book: SheetBook) -> None:
            write_sheet(book, [], title=chosen.label, columns=titles)
            # Codes such as 1.03 are text; typed into a plain cell they become something else.
            sheet = book.workbook.worksheets()[0]
            sheet.set_column(0, len(titles) - 1, 20, book.format("@", bold=False))
            write_sheet(
                book,
                [_explained(column) for column in chosen.columns],
                title="Keterangan",
                columns=[
                    SheetColumn("Kolom", 24),
                    SheetColumn("Wajib", 8),
                    SheetColumn("Contoh", 36),
                    SheetColumn("Keterangan", 48),
                ],
            )

        return _workbook(write, filename=f"contoh-impor-{chosen.key}.xlsx")


def _explained(column: Any) -> list[str]:
    return [column.title, "ya" if column.required else "", column.example, column.hint]


def _only_owner(request: HttpRequest, job: Job) -> None:
    if job.owner_id != request.user.pk:
        raise PermissionDenied


def _as_csv(rows: RefusedRows) -> HttpResponseBase:
    return StreamingHttpResponse(
        stream_csv_rows(rows.header, rows),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, "baris-ditolak.csv")},
    )


def _as_xlsx(rows: RefusedRows) -> FileResponse:
    columns = [SheetColumn(title) for title in rows.header[:-1]]
    columns.append(SheetColumn(REASON, 60))
    return _workbook(
        lambda book: write_sheet(book, rows, title="Baris ditolak", columns=columns),
        filename="baris-ditolak.xlsx",
    )


def _workbook(write: Any, *, filename: str) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with SheetBook(file) as book:
        write(book)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)
