"""A recap as workbook or CSV, exactly as it is narrowed on the page."""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from django.utils import timezone

from desk.recaps.base import Recap
from desk.recaps.chosen import Chosen
from foundation.exports import stream_csv_rows
from foundation.indonesia import datetime_long
from foundation.recaps import RecapRow, csv_header, csv_lines
from foundation.workbooks import ReportSheet, write_workbook
from kelurahan.scope import scope_of


def filename_of(recap: Recap, chosen: Chosen, form: str) -> str:
    """``rekap-t-d-4-2024.xlsx``"""
    return f"rekap-{recap.key}-{chosen.cycle.fiscal_year}.{form}"


def csv_of(recap: Recap, chosen: Chosen) -> Iterator[bytes]:
    """The lines under one header: no titles, no sums."""
    return stream_csv_rows(csv_header(recap.columns), csv_lines(recap.rows(chosen)))


def workbook_of(
    recap: Recap, chosen: Chosen, *, split: str = "", is_draft: bool = False
) -> IO[bytes]:
    """The workbook in a temporary file, at its beginning; ``split`` is one of its ``splits``."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    sheets = _split(recap, chosen, split, is_draft) if split else iter(())
    first = next(sheets, None)
    if first is None:
        whole = recap.rows(chosen)
        sheets = iter([_sheet(recap, chosen, whole, name=recap.title, is_draft=is_draft)])
    else:
        sheets = chain([first], sheets)
    write_workbook(file, sheets)
    file.seek(0)
    return file


def titles_of(recap: Recap, chosen: Chosen) -> list[str]:
    """Name of the document, cycle, territory, filter, time and user."""
    held = ", ".join(dict.fromkeys(post.territory_name for post in scope_of(chosen.user).posts))
    said = "; ".join(chosen.words)
    titles = [
        recap.title.upper(),
        recap.source,
        f"{chosen.cycle}, tahun anggaran {chosen.cycle.fiscal_year}. Tema: {chosen.cycle.theme}",
        f"Wilayah: {held}" if held else "",
        f"Disaring menurut {said}" if said else "Tanpa saringan",
        f"Diunduh {datetime_long(timezone.now())} oleh {chosen.user}",
    ]
    return [title for title in titles if title]


def _split(recap: Recap, chosen: Chosen, split: str, is_draft: bool) -> Iterator[ReportSheet]:
    """One sheet for every value of the filter that has lines."""
    held = chosen.filters.get(split)
    for value, label in chosen.choices[split]:
        if held not in (None, value):
            continue
        narrowed = chosen.narrowed(**{split: value})
        rows = recap.rows(narrowed)
        first = next(rows)
        if first.is_sum:
            continue
        rows = chain([first], rows)
        yield _sheet(recap, narrowed, rows, name=label, is_draft=is_draft)


def _sheet(
    recap: Recap, chosen: Chosen, rows: Iterator[RecapRow], *, name: str, is_draft: bool
) -> ReportSheet:
    options: dict[str, Any] = {"is_draft": is_draft, "numbered": recap.numbered}
    return ReportSheet(
        name=name,
        titles=titles_of(recap, chosen),
        columns=recap.columns,
        rows=rows,
        notes=recap.notes,
        closing=recap.closing(chosen),
        **options,
    )
