"""The list of the whole city as CSV and XLSX, beside the plainest ways to write the same columns.

Each way runs in a fresh process, so that its peak of memory is its own.
"""

import csv
import io
import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from benchmarks.server import processor_seconds
from benchmarks.work import measured
from foundation.values import SERIAL

LAYOUTS = ("lengkap", "sipd")
REPEATS = 3
CSV_TIMES, XLSX_TIMES = 1.3, 1.5
"""How many times the reference our way may take."""

Work = Callable[[str, str], dict[str, Any]]


def measure(database_url: str, folder: Path, *, repeats: int = REPEATS) -> list[dict[str, Any]]:
    """Every way in both layouts: median of ``repeats`` runs.

    A dict holds ``name``, ``seconds`` (wall), ``cpu`` (seconds of this process and of its
    connection at PostgreSQL), ``peak_mb``, ``rows``, ``cells``; ours also hold ``reference``
    (seconds) and ``times`` (the goal), compared by processor time in ``cpu_reference``.
    """
    return [each for layout in LAYOUTS for each in _layout(database_url, folder, layout, repeats)]


def _layout(url: str, folder: Path, layout: str, repeats: int) -> Iterator[dict[str, Any]]:
    def run(name: str, work: Work, file: str) -> dict[str, Any]:
        path = str(folder / f"{file}-{layout}")
        runs = [
            measured(url, f"benchmarks.exports:{work.__name__}", layout, path)
            for _ in range(repeats)
        ]
        middle = statistics.median_low([each["seconds"] for each in runs])
        found = next(each for each in runs if each["seconds"] == middle)
        said = found["said"]
        return {
            "name": f"{name} ({layout})",
            "seconds": middle,
            "cpu": statistics.median([each["said"]["cpu"] for each in runs]),
            "peak_mb": max(each["peak_mb"] for each in runs),
            **{key: said[key] for key in ("rows", "cells", "first_byte") if key in said},
        }

    def against(ours: dict[str, Any], reference: dict[str, Any], times: float) -> dict[str, Any]:
        return ours | {
            "reference": reference["seconds"],
            "cpu_reference": reference["cpu"],
            "times": times,
        }

    if url.startswith("postgres"):
        yield run("COPY", copy_csv, "copy.csv")
    plain = run("values_list dan csv.writer", plain_csv, "plain.csv")
    yield plain
    yield against(run("CSV portal", our_csv, "ours.csv"), plain, CSV_TIMES)
    written = run("values_list dan xlsxwriter", plain_xlsx, "plain.xlsx")
    yield written
    yield against(run("XLSX portal", our_xlsx, "ours.xlsx"), written, XLSX_TIMES)
    yield run("openpyxl membaca XLSX portal", read_by_openpyxl, "ours.xlsx")
    yield run("calamine membaca XLSX portal", read_by_calamine, "ours.xlsx")


def _timed(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``work`` says, with the processor seconds that it took here and in PostgreSQL."""
    backend = _backend()
    before = processor_seconds(os.getpid()) + (processor_seconds(backend) if backend else 0)
    said = work()
    after = processor_seconds(os.getpid()) + (processor_seconds(backend) if backend else 0)
    return said | {"cpu": after - before}


def _backend() -> int | None:
    """The process that serves this connection, if it runs on this machine."""
    connection.ensure_connection()
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        # Compiling a query of sixty columns takes longer than running it: no fair reference.
        cursor.execute("SET jit = off; SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _listed() -> QuerySet[Any]:
    from proposals.models import Proposal
    from proposals.resources import for_export

    return for_export(Proposal.objects.order_by("kelurahan__code", "number", "pk"))


def _plain(layout: str) -> QuerySet[Any]:
    """The values behind the columns of a layout, as the database gives them."""
    from proposals.resources import LAYOUTS as RESOURCES

    fields = RESOURCES[layout]().get_export_fields()
    needs = dict.fromkeys(need for field in fields for need in field.needs if need != SERIAL)
    return _listed().values_list(*needs)


def _size(rows: int, layout: str) -> dict[str, int]:
    from proposals.resources import LAYOUTS as RESOURCES

    return {"rows": rows, "cells": rows * len(RESOURCES[layout]().header())}


def copy_csv(layout: str, path: str) -> dict[str, Any]:
    """PostgreSQL's own way out."""

    def work() -> dict[str, Any]:
        with connection.cursor() as cursor, open(path, "w", encoding="utf-8") as file:
            statement, parameters = _plain(layout).query.sql_with_params()
            select = cursor.cursor.mogrify(statement, parameters).decode()
            cursor.cursor.copy_expert(f"COPY ({select}) TO STDOUT WITH CSV", file)
            return _size(cursor.cursor.rowcount, layout)

    return _timed(work)


def plain_csv(layout: str, path: str) -> dict[str, Any]:
    """The ORM's tuples into the standard library's writer."""

    def work() -> dict[str, Any]:
        rows = 0

        def counted() -> Iterator[tuple[Any, ...]]:
            nonlocal rows
            for row in _plain(layout).iterator(chunk_size=2000):
                rows += 1
                yield row

        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(counted())
        return _size(rows, layout)

    return _timed(work)


def our_csv(layout: str, path: str) -> dict[str, Any]:
    """What a download of the whole city writes."""
    from time import perf_counter

    from foundation.exports import stream_csv
    from proposals.resources import LAYOUTS as RESOURCES

    def work() -> dict[str, Any]:
        started, first, lines = perf_counter(), 0.0, 0
        with open(path, "wb") as file:
            for piece in stream_csv(RESOURCES[layout](), _listed()):
                first = first or perf_counter() - started
                lines += piece.count(b"\r\n")
                file.write(piece)
        return _size(lines - 1, layout) | {"first_byte": first}

    return _timed(work)


def plain_xlsx(layout: str, path: str) -> dict[str, Any]:
    """The ORM's tuples into xlsxwriter, as it is fastest: rows leave memory as they are written."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy hh:mm",
        "remove_timezone": True,
    }

    def work() -> dict[str, Any]:
        rows = 0
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet()
            for rows, row in enumerate(_plain(layout).iterator(chunk_size=2000), 1):
                sheet.write_row(rows, 0, row)
        return _size(rows, layout)

    return _timed(work)


def our_xlsx(layout: str, path: str) -> dict[str, Any]:
    """What a download of the whole city writes, with header, formats and print setup."""
    from foundation.exports import write_xlsx
    from proposals.resources import LAYOUTS as RESOURCES

    def work() -> dict[str, Any]:
        with open(path, "wb") as file:
            rows = write_xlsx(RESOURCES[layout](), _listed(), file, title="Usulan", notes=["Kota"])
        return _size(rows, layout)

    return _timed(work)


def read_by_openpyxl(layout: str, path: str) -> dict[str, Any]:
    """Every cell of the workbook, row by row."""
    import openpyxl

    def work() -> dict[str, Any]:
        sheet = openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()), read_only=True)
        rows = sum(1 for _ in sheet.worksheets[0].iter_rows(values_only=True))
        return _size(rows - 1, layout)

    return _timed(work)


def read_by_calamine(layout: str, path: str) -> dict[str, Any]:
    """Every cell of the workbook at once."""
    import python_calamine

    def work() -> dict[str, Any]:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return _size(len(book.get_sheet_by_index(0).to_python()) - 1, layout)

    return _timed(work)
