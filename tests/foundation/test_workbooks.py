"""Report sheets: sums are formulas that say what is stored, on paper that offices print on."""

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foundation.exports import stream_csv_rows
from foundation.recaps import (
    Group,
    RecapColumn,
    RecapRow,
    RowKind,
    csv_header,
    csv_lines,
    subtotalled,
)
from foundation.sheets import FOLIO, FRACTION, WHOLE
from foundation.workbooks import EMPTY, ReportSheet, write_workbook
from tests.workbook_sums import SUBTOTAL, books, sums_in

COLUMNS = (
    RecapColumn("Kecamatan", width=20, csv_only=True),
    RecapColumn("Uraian", width=30),
    RecapColumn("Jumlah", "Usulan RW", number_format=WHOLE, is_summed=True),
    RecapColumn("Total (Rp)", "Usulan RW", number_format=WHOLE, is_summed=True),
    RecapColumn("Volume", number_format=FRACTION),
)
FIGURES = (
    ("Timur", "Mawar", 3, 700),
    ("Timur", "Mawar", 4, 20),
    ("Timur", "Melati", 0, 0),
    ("Barat", "Anggrek", 5, 10**15),
)


RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice's setting to compute every formula of a workbook when it opens it."""


def lines() -> list[tuple[tuple[Group, ...], RecapRow]]:
    return [
        ((Group(district), Group(place)), RecapRow([district, f"{place} {n}", n, value, 12.5]))
        for district, place, n, value in FIGURES
    ]


def recap_rows(**options: Any) -> list[RecapRow]:
    return list(subtotalled(lines(), COLUMNS, label_at=1, **options))


def outline_rows() -> list[RecapRow]:
    """Headings that carry the sums of what stands under them, and the sum of all at the end."""
    rows = []
    for district in ("Timur", "Barat"):
        own = [figure for figure in FIGURES if figure[0] == district]
        rows.append(_sum(district, own, RowKind.SUM_BELOW, 1))
        for place in dict.fromkeys(figure[1] for figure in own):
            members = [figure for figure in own if figure[1] == place]
            rows.append(_sum(place, members, RowKind.SUM_BELOW, 2))
            rows += [RecapRow([district, place, n, value, None]) for _, _, n, value in members]
    return [*rows, _sum("JUMLAH", FIGURES, RowKind.SUM_ABOVE, 0)]


def _sum(name: str, members: Sequence[Any], kind: RowKind, level: int) -> RecapRow:
    count, value = (sum(member[at] for member in members) for at in (2, 3))
    return RecapRow([None, name, count, value, None], kind, level)


def sheet_of(rows: Any, **changes: Any) -> ReportSheet:
    told = {"name": "Rekap", "titles": ("REKAP USULAN", "RKPD 2024"), "columns": COLUMNS}
    return ReportSheet(rows=rows, **(told | changes))


def written(*sheets: ReportSheet) -> bytes:
    file = io.BytesIO()
    write_workbook(file, sheets)
    return file.getvalue()


@pytest.mark.parametrize(
    "rows",
    [recap_rows(), recap_rows(has_headings=True), outline_rows()],
    ids=["sums below", "headings too", "outline"],
)
def test_every_formula_is_its_stored_total(rows: list[RecapRow]) -> None:
    content = written(sheet_of(rows))
    found = sums_in(content)
    totals = [row.cells[at] for row in rows if row.is_sum for at in (2, 3)]
    assert len(found) == len(totals) == 12
    assert [stored for _, stored in found] == totals
    assert all(result == stored for result, stored in found)
    assert totals[-2:] == [12, 10**15 + 720]


@pytest.mark.parametrize("kind", [RowKind.SUM_BELOW, RowKind.SUM_ABOVE])
def test_a_line_without_heading_may_end_the_group_before_it(kind: RowKind) -> None:
    pair = [RecapRow(["", "a", 1, 10, None]), RecapRow(["", "b", 2, 20, None])]
    total = RecapRow(["", "a and b", 3, 30, None], kind, 2)
    beside = RecapRow(["", "c", 4, 40, None], ends=2)
    everything = RecapRow(["", "JUMLAH", 7, 70, None], RowKind.SUM_ABOVE, 0)
    group = [total, *pair] if kind is RowKind.SUM_BELOW else [*pair, total]
    order = [*group, beside] if kind is RowKind.SUM_BELOW else [beside, *group]
    found = sums_in(written(sheet_of([*order, everything])))
    assert [stored for _, stored in found] == [3, 30, 7, 70]
    assert all(result == stored for result, stored in found)


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_an_office_program_computes_the_same(tmp_path: Path) -> None:
    """What is stored beside the formulas is spoilt first: only computing can find the sums."""
    settings = tmp_path / "office" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(RECALCULATE)
    for name, rows in (("a", recap_rows(has_headings=True)), ("b", outline_rows())):
        spoilt = [
            replace(row, cells=[None, row.cells[1], 1, 1, None]) if row.is_sum else row
            for row in rows
        ]
        (tmp_path / f"{name}.xlsx").write_bytes(written(sheet_of(spoilt)))
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", "csv", f"{name}.xlsx"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        computed_rows = list(csv.reader((tmp_path / f"{name}.csv").read_text().splitlines()))
        assert [row[1:3] for row in computed_rows[5:]] == [
            ["" if cell is None else str(cell) for cell in row.cells[2:4]] for row in rows
        ]


def test_groups_have_their_sums_below_and_headings_above() -> None:
    rows = recap_rows(has_headings=True)
    assert [(row.kind.value, row.level, row.cells[1]) for row in rows] == [
        ("heading", 1, "Timur"),
        ("heading", 2, "Mawar"),
        ("line", 0, "Mawar 3"),
        ("line", 0, "Mawar 4"),
        ("sum_above", 2, "Jumlah Mawar"),
        ("heading", 2, "Melati"),
        ("line", 0, "Melati 0"),
        ("sum_above", 2, "Jumlah Melati"),
        ("sum_above", 1, "Jumlah Timur"),
        ("heading", 1, "Barat"),
        ("heading", 2, "Anggrek"),
        ("line", 0, "Anggrek 5"),
        ("sum_above", 2, "Jumlah Anggrek"),
        ("sum_above", 1, "Jumlah Barat"),
        ("sum_above", 0, "JUMLAH"),
    ]


def test_a_group_of_the_same_name_elsewhere_is_another() -> None:
    two = [
        (
            (Group("Timur", "kecamatan=1"), Group("Mawar", "kelurahan=1")),
            RecapRow([1, "a", 1, 1, 0]),
        ),
        (
            (Group("Barat", "kecamatan=2"), Group("Mawar", "kelurahan=1")),
            RecapRow([1, "b", 2, 2, 0]),
        ),
    ]
    sums = [row for row in subtotalled(two, COLUMNS, label_at=1) if row.is_sum]
    assert [(row.cells[1], row.cells[2], row.query) for row in sums] == [
        ("Jumlah Mawar", 1, "kecamatan=1&kelurahan=1"),
        ("Jumlah Timur", 1, "kecamatan=1"),
        ("Jumlah Mawar", 2, "kecamatan=2&kelurahan=1"),
        ("Jumlah Barat", 2, "kecamatan=2"),
        ("JUMLAH", 3, ""),
    ]


def test_the_sheet_is_laid_out_for_print() -> None:
    book, _ = books(written(sheet_of(recap_rows(), numbered=True, notes=("Keterangan.",))))
    sheet = book["Rekap"]
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["REKAP USULAN", "RKPD 2024"]
    # One empty row, then two header rows and the numbers of the columns.
    assert [cell.value for cell in sheet[4]] == [None, "Usulan RW", None, None]
    assert [cell.value for cell in sheet[5]] == ["Uraian", "Jumlah", "Total (Rp)", "Volume"]
    assert [cell.value for cell in sheet[6]] == ["(1)", "(2)", "(3)", "(4)"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B4:C4"]
    assert sheet.freeze_panes == "A7"
    assert sheet.print_title_rows == "$4:$6"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (FOLIO, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "Halaman &P dari &N" in sheet.oddFooter.right.text
    assert sheet.oddFooter.left.text == "REKAP USULAN"
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert sheet.cell(7, 3).number_format == WHOLE
    assert sheet.cell(7, 4).number_format == FRACTION
    assert sheet.cell(sheet.max_row, 1).value == "Keterangan."
    assert sheet.cell(9, 1).font.bold
    assert not sheet.cell(7, 1).font.bold


def test_a_draft_says_so_on_every_page() -> None:
    book, _ = books(written(sheet_of([], is_draft=True), sheet_of([], name="Lain")))
    marked, plain = book.worksheets
    assert marked.cell(1, 1).value == "DRAF"
    assert marked.oddHeader.right.text == "DRAF"
    assert plain.cell(1, 1).value == "REKAP USULAN"
    assert not plain.oddHeader.right.text
    assert EMPTY in [row[0] for row in marked.iter_rows(values_only=True)]


def test_sheet_names_are_valid_and_unlike_each_other() -> None:
    names = ("Dinas A/B", "DINAS A B", "x" * 40, "X" * 40, "", "'", "History", "HISTORY")
    book, _ = books(written(*(sheet_of([], name=name) for name in names)))
    assert book.sheetnames == [
        "Dinas A B",
        "DINAS A B (2)",
        "x" * 31,
        "X" * 27 + " (2)",
        "Data",
        "Data (2)",
        "Lembar History",
        "Lembar HISTORY (2)",
    ]
    assert books(written())[0].sheetnames == ["Kosong"]


@pytest.mark.parametrize("evil", ["=1+1", "@SUM(A1)", "+1", "-2", "\t=1", "  =1", "＝1"])
def test_text_that_a_spreadsheet_would_compute_is_text(evil: str) -> None:
    rows = list(
        subtotalled(
            [((Group(evil),), RecapRow([evil, evil, 1, 1, evil]))],
            COLUMNS,
            label_at=1,
            has_headings=True,
            total=evil,
        )
    )
    column = RecapColumn(evil, evil)
    sheet = ReportSheet(
        evil, [evil], [*COLUMNS[:4], column], rows, notes=[evil], closing=[evil], is_draft=True
    )
    book, _ = books(written(sheet))
    seen = 0
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not SUBTOTAL.fullmatch(cell.value):
                assert cell.data_type == "s"
                assert cell.value[0] not in "=+-@\t"
                seen += evil.strip() in cell.value
    assert seen == 10
    text = b"".join(stream_csv_rows(csv_header(sheet.columns), csv_lines(rows))).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert all(not cell.lstrip().startswith(tuple("=+-@＝")) for cell in cells)


def test_csv_is_the_lines_under_one_header() -> None:
    rows = recap_rows(has_headings=True)
    assert csv_header(COLUMNS) == [
        "Kecamatan",
        "Uraian",
        "Usulan RW: Jumlah",
        "Usulan RW: Total (Rp)",
        "Volume",
    ]
    assert list(csv_lines(rows)) == [list(row.cells) for _, row in lines()]


def test_a_figure_too_large_to_be_exact_is_text() -> None:
    row = RecapRow([None, "a", 2**53 + 1, 1, None])
    content = written(sheet_of(subtotalled([((), row)], COLUMNS, label_at=1)))
    _, values = books(content)
    assert [cell.value for cell in values.worksheets[0]["B"]][-2:] == [str(2**53 + 1)] * 2
