"""The compilation of programmes and indicative ceilings of every OPD, as officials print it.

Columns as Kota Bekasi draws them up for the first and the last draft of its RKPD.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import IO

from django.utils import timezone

from foundation.indonesia import datetime_long, number, rupiah
from foundation.recaps import RecapColumn, RecapRow, RowKind
from foundation.sheets import FRACTION, WHOLE
from foundation.workbooks import ReportSheet, write_workbook
from proposals.resources.reading import PROPOSER, proposer_in_words
from proposals.statuses import FundingSource
from rkpd.cuts import WHOLE_DRAFT, Cut
from rkpd.models import Draft, Line
from rkpd.outline import OutlineRow, concise, outline
from rkpd.resources import state_of
from rkpd.selectors import lines_in, sources_in

USULAN = (
    RecapColumn("Kode Sub Kegiatan", width=18),
    RecapColumn("Perangkat Daerah", width=28),
    RecapColumn("Sumber Dana", width=15),
    RecapColumn("Nomor Usulan", width=24),
    RecapColumn("Usulan", width=38),
    RecapColumn("Kelurahan", width=18),
    RecapColumn("Alamat", width=32),
    RecapColumn("Pengusul", width=20),
    RecapColumn("Volume", width=11, number_format=FRACTION),
    RecapColumn("Satuan", width=9),
    RecapColumn("Nilai (Rp)", width=18, number_format=WHOLE, is_summed=True),
)

ROWS_AT_ONCE = 2000

TITLE = "Kompilasi Program dan Pagu Indikatif Tiap Perangkat Daerah"


def columns_of(draft: Draft) -> list[RecapColumn]:
    """The official columns in their order; money in whole rupiah."""
    year = draft.cycle.fiscal_year
    return [
        RecapColumn("Kode", width=18),
        RecapColumn("Urusan/Program/Kegiatan/Sub Kegiatan", width=44),
        RecapColumn("Lokasi", width=36),
        RecapColumn("Tolok ukur", group="Indikator kinerja", width=28),
        RecapColumn("Target", group="Indikator kinerja", width=10, number_format=FRACTION),
        RecapColumn("Satuan", group="Indikator kinerja", width=9),
        RecapColumn(f"Rencana tahun {year} (Rp)", width=18, number_format=WHOLE, is_summed=True),
        RecapColumn(
            f"Rencana tahun {year + 1} (Rp)", width=18, number_format=WHOLE, is_summed=True
        ),
        RecapColumn("Sumber Dana", width=15),
        RecapColumn("Perangkat Daerah", width=26),
    ]


def write_draft_xlsx(
    draft: Draft,
    file: IO[bytes],
    *,
    taken_by: str,
    cut: Cut = WHOLE_DRAFT,
    sheet_per_opd: bool = False,
) -> None:
    """The compilation and the usulan behind it as a workbook; ``taken_by`` is named in it.

    ``sheet_per_opd`` gives every OPD a sheet with its own sum instead of one long table.
    """
    write_workbook(file, _sheets(draft, cut, taken_by, sheet_per_opd=sheet_per_opd))


def _sheets(draft: Draft, cut: Cut, taken_by: str, *, sheet_per_opd: bool) -> Iterator[ReportSheet]:
    titles, lines = _titles(draft, cut, taken_by), lines_in(draft, cut)
    if sheet_per_opd:
        for _, group in groupby(lines, key=lambda line: line.opd_id):
            own = list(group)
            yield _compilation(draft, own[0].opd_name, titles, own)
    else:
        yield _compilation(draft, "Kompilasi", titles, lines)
    yield _usulan(draft, cut, titles)


def _compilation(draft: Draft, name: str, titles: Sequence[str], lines: list[Line]) -> ReportSheet:
    return ReportSheet(
        name=name,
        titles=titles,
        columns=columns_of(draft),
        rows=_rows(list(outline(lines)), lines),
        notes=_notes(draft, lines),
        is_draft=not draft.is_final,
        numbered=True,
    )


def _rows(table: list[OutlineRow], lines: list[Line]) -> Iterator[RecapRow]:
    for row in concise(table):
        yield _line(row, row.line) if row.line else _heading(row)
    if lines:
        total, forward = (
            sum(getattr(line, name) for line in lines) for name in ("pagu", "forward_estimate")
        )
        cells = ["", "JUMLAH", "", "", None, "", total, forward, "", ""]
        yield RecapRow(cells, RowKind.SUM_ABOVE, 0)


def _heading(row: OutlineRow) -> RecapRow:
    money = (row.pagu, row.forward_estimate)
    cells = [row.code, row.name, "", "", None, "", *money, "", row.opd_name]
    return RecapRow(cells, RowKind.SUM_BELOW, row.depth + 1)


def _line(row: OutlineRow, line: Line) -> RecapRow:
    return RecapRow(
        [
            line.code,
            line.name,
            line.locations,
            line.indicator,
            line.target_volume,
            line.unit,
            line.pagu,
            line.forward_estimate,
            line.get_funding_source_display(),
            line.opd_name,
        ],
        ends=row.depth + 1,
    )


def _usulan(draft: Draft, cut: Cut, titles: Sequence[str]) -> ReportSheet:
    return ReportSheet(
        name="Usulan",
        titles=["Usulan di Balik Kompilasi", *titles[1:]],
        columns=USULAN,
        rows=_usulan_rows(draft, cut),
        is_draft=not draft.is_final,
    )


def _usulan_rows(draft: Draft, cut: Cut) -> Iterator[RecapRow]:
    # Plain values: a city has tens of thousands, and an object of five tables for each is slow.
    sources = sources_in(draft, cut).select_related(None)
    rows = sources.values_list(
        "line__code",
        "line__opd_name",
        "line__funding_source",
        "proposal__number",
        "proposal__title",
        "proposal__kelurahan__name_local",
        "proposal__address",
        "volume",
        "line__unit",
        "value",
        *(f"proposal__{name}" for name in PROPOSER),
    )
    total, named = 0, dict(FundingSource.choices)
    for code, opd, source, *shown, volume, unit, value, kind, rt, rw, body, place in rows.iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        total += value
        proposer = proposer_in_words(kind, rt, rw, body, place)
        yield RecapRow([code, opd, named[source], *shown, proposer, volume, unit, value])
    yield RecapRow(["JUMLAH", *[None] * (len(USULAN) - 2), total], RowKind.SUM_ABOVE, 0)


def _titles(draft: Draft, cut: Cut, taken_by: str) -> list[str]:
    name = f"{draft.get_kind_display()} {draft.cycle}, versi {draft.version}"
    return [
        TITLE,
        f"{name}{f' ({draft.label})' if draft.label else ''}, {draft.city}",
        f"Tema: {draft.cycle.theme}",
        f"Keadaan: {state_of(draft)}",
        f"Saringan: {cut.words or 'tidak ada, seluruh rancangan'}",
        f"Diunduh {datetime_long(timezone.now())} oleh {taken_by}",
    ]


def _notes(draft: Draft, lines: list[Line]) -> list[str]:
    pagu, count = sum(line.pagu for line in lines), sum(line.usulan_count for line in lines)
    notes = [
        f"Jumlah {rupiah(pagu)} dari {number(count)} usulan.",
        f"Disusun {datetime_long(draft.built_at)} oleh {draft.built_by}.",
    ]
    if draft.note:
        notes.append(f"Catatan pembekuan: {draft.note}")
    return notes
