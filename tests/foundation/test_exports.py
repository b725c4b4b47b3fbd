"""Spreadsheets that leave the house: typed cells, harmless text, flat memory."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.db.models import Value
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from import_export.fields import Field
from import_export.widgets import DateTimeWidget, DecimalWidget, ForeignKeyWidget, IntegerWidget

from foundation.cells import csv_line, neutralise, typed
from foundation.exports import (
    XLSX_TYPE,
    Column,
    StreamingResource,
    csv_response,
    stream_csv,
    stream_csv_rows,
    write_xlsx,
    xlsx_response,
)
from foundation.sheets import YEAR, SheetBook, SheetColumn, SheetRow, sheet_name, write_sheet
from foundation.tables import read_table

SIGNS = "=+-@＝＋－＠"
MOMENT = datetime(2023, 1, 19, 13, 14, 15, 123, tzinfo=UTC)


class SampleResource(StreamingResource):
    """Columns of every kind."""

    name = Column("name", "Uraian", width=50)
    year = Column("year", "Tahun", number_format=YEAR)
    value = Field("value", "Nilai (Rp)", widget=IntegerWidget())
    volume = Field("volume", "Volume", widget=DecimalWidget())
    moment = Field("moment", "Diajukan", widget=DateTimeWidget())
    plain_moment = Column("moment", "Diajukan lagi")
    twice = Column(column_name="Dua kali")
    owner = Field("owner__name", "Pengusul")

    class Meta:
        model = Permission

    def dehydrate_twice(self, instance):
        """A figure computed from others."""
        return instance.value * 2


class PermissionResource(StreamingResource):
    """Rows that the database gives."""

    codename = Column("codename", "Kode")
    app = Column("content_type__app_label", "Aplikasi")
    kind = Field("content_type", "Jenis", widget=ForeignKeyWidget(None, "model"))

    class Meta:
        model = Permission


def sample(**changes):
    values = {
        "name": "Perbaikan got",
        "year": 2024,
        "value": -1_250_000,
        "volume": Decimal("12.50"),
        "moment": MOMENT,
        "owner": None,
    }
    return SimpleNamespace(**{**values, **changes})


def as_workbook(objects, **options):
    file = io.BytesIO()
    write_xlsx(SampleResource(), objects, file, **{"title": "Daftar usulan", **options})
    return openpyxl.load_workbook(file)


def as_csv(objects):
    content = b"".join(stream_csv(SampleResource(), objects))
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# --- harmless text ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+62",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\nx",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff@x",
        "＝1+1",
        " ＋1",
        "－1",
        "＠x",
        "\x00=1",
        "\x1b=1",
    ],
)
def test_text_that_would_be_computed_gets_an_apostrophe(text):
    made = neutralise(text)
    assert made.startswith("'")
    assert neutralise(made) == made


@pytest.mark.parametrize(
    "value", ["", "RT 02 = RW 01", "a-b", "'=1", 0, -5, -1.5, Decimal("-2.5"), None, MOMENT, True]
)
def test_everything_else_stays(value):
    assert neutralise(value) is value or neutralise(value) == value


@given(st.text(max_size=40))
def test_no_text_can_be_computed_or_breaks_xml(text):
    made = neutralise(text)
    assert not made.strip().startswith(tuple(SIGNS))
    assert not made.startswith(("\t", "\r", "\n"))
    assert not set(made) & {chr(code) for code in range(32) if chr(code) not in "\t\r\n"}


@given(st.lists(st.text("=+-@;,\"'\t\r\n \u200bx1", max_size=12), min_size=1, max_size=4))
def test_no_csv_cell_is_computed_by_office_with_indonesian_settings(cells):
    line = csv_line(cells)
    assert next(csv.reader(io.StringIO(line, newline=""))) is not None
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            for cell in row:
                assert not cell.strip(" \u200b").startswith(tuple("=+-@"))


def test_long_blank_text_costs_no_time():
    assert csv_line(["x" + "\n" * 200_000])


# --- typed cells ------------------------------------------------------------------------------
def test_cells_keep_their_types():
    (row,) = SampleResource().rows([sample()])
    local = datetime.fromisoformat("2023-01-19T20:14:15")
    assert row == [
        "Perbaikan got", 2024, -1_250_000, Decimal("12.50"), local, local, -2_500_000, None,
    ]  # fmt: skip
    assert type(row[2]) is int
    assert type(row[3]) is Decimal


def test_other_values_become_text():
    assert typed(gettext_lazy("Yes")) == "Ya"
    assert (typed(True), typed(False)) == ("ya", "tidak")
    assert typed(["="]) == "['=']"


def test_only_declared_columns_in_their_order():
    assert SampleResource().header()[:3] == ["Uraian", "Tahun", "Nilai (Rp)"]
    assert PermissionResource().header() == ["Kode", "Aplikasi", "Jenis"]

    class Longer(PermissionResource):
        """A resource that adds a column to another."""

        more = Column(column_name="Lagi")

    assert Longer().header() == ["Kode", "Aplikasi", "Jenis", "Lagi"]


def test_the_librarys_own_export_is_harmless_too():
    dataset = SampleResource().export([sample(name="=1+1")])
    assert dataset[0][0] == "'=1+1"
    assert dataset[0][2] == -1_250_000


# --- CSV --------------------------------------------------------------------------------------
def test_csv():
    header, row = as_csv([sample(name='=1+1, "dua"\nbaris')])
    assert header[0] == "Uraian"
    assert row == [
        "'=1+1, \"dua\"\nbaris", "2024", "-1250000", "12.5",
        "2023-01-19 20:14:15", "2023-01-19 20:14:15", "-2500000", "",
    ]  # fmt: skip


def test_csv_comes_in_pieces():
    made = []

    def rows():
        for number in range(20_000):
            made.append(number)
            yield [number, "Perbaikan saluran air"]

    pieces = stream_csv_rows(["no", "uraian"], rows())
    first = next(pieces)
    assert first.startswith(b"\xef\xbb\xbfno,uraian\r\n")
    assert len(made) < 5_000
    assert b"".join([first, *pieces]).count(b"\r\n") == 20_001


def test_what_we_export_we_can_read():
    content = b"".join(stream_csv(SampleResource(), [sample(name="a;b,c")] * 3))
    table = read_table(io.BytesIO(content), filename="x.csv", required=["uraian", "nilai_rp"])
    assert [row.cells["nilai_rp"] for row in table] == ["-1250000"] * 3


# --- workbooks --------------------------------------------------------------------------------
def test_workbook():
    book = as_workbook([sample(name="=1+1"), sample(name="\t@x")], notes=["Siklus 2024", "=1"])
    assert book.sheetnames == ["Daftar usulan", "Catatan"]
    page = book["Daftar usulan"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:H3"
    assert page["A1"].font.bold
    assert page.column_dimensions["A"].width == pytest.approx(50, abs=1)
    assert [page["A2"].value, page["A3"].value] == ["'=1+1", "'\t@x"]
    assert page["A2"].data_type == "s"
    assert (page["B2"].value, page["B2"].number_format) == (2024, "0")
    assert (page["C2"].value, page["C2"].data_type) == (-1_250_000, "n")
    assert page["C2"].number_format == "#,##0"
    assert page["D2"].value == 12.5
    assert page["E2"].value == datetime.fromisoformat("2023-01-19T20:14:15")
    assert page["H2"].value is None
    assert [cell.value for cell in book["Catatan"]["A"]] == ["Siklus 2024", "'=1"]


def test_a_printed_workbook_is_folio_with_everything_on_each_page():
    notes = ["Siklus 2024", "Disaring menurut status: A & B.", "Diunduh oleh Rina."]
    page = as_workbook([sample()], notes=notes).worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (14, "landscape")
    assert page.print_title_rows == "$1:$1"
    assert page.oddHeader.left.text.replace("_x000D_", "") == "\n".join(
        ["Daftar usulan", *notes]
    ).replace("&", "&&")
    assert page.oddFooter.right.text == "Halaman &P dari &N"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0


def test_columns_too_wide_for_a_page_are_spread_with_the_first_on_each():
    file = io.BytesIO()
    with SheetBook(file) as book:
        columns = [SheetColumn(f"Kolom {number}", 100) for number in range(6)]
        write_sheet(book, [["x"] * 6], title="x", columns=columns)
    page = openpyxl.load_workbook(file).active
    assert page.page_setup.fitToWidth == 3
    assert page.print_title_cols == "$A:$A"


def test_a_long_header_of_a_page_is_cut():
    page = as_workbook([], notes=["x & y " * 100]).worksheets[0]
    assert len(page.oddHeader.left.text) <= 255
    assert page.oddHeader.left.text.endswith("…")


@pytest.mark.parametrize(
    ("text", "height"), [("pendek", None), ("kata " * 50, 75), ("a\nb", 30), ("\n" * 900, 405)]
)
def test_wrapped_text_has_room(text, height):
    file = io.BytesIO()
    with SheetBook(file) as book:
        columns = [SheetColumn("Uraian", 50, wraps=True), SheetColumn("Lain", 5)]
        write_sheet(book, [[f"x{text}", "y" * 100]], title="x", columns=columns)
    page = openpyxl.load_workbook(file).active
    assert page.row_dimensions[2].height == height
    assert [cell.alignment.wrap_text for cell in page[2]] == [True, None]


def test_an_empty_workbook_still_has_its_header():
    page = as_workbook([]).active
    assert page.max_row == 1
    assert page["A1"].value == "Uraian"


def test_links_stay_text():
    page = as_workbook([sample(name="https://contoh.go.id/")]).active
    assert page["A2"].value == "https://contoh.go.id/"
    assert page["A2"].hyperlink is None


def test_rows_made_by_hand_with_levels():
    file = io.BytesIO()
    columns = [SheetColumn("Uraian", 60), "Hari", "Jam", "Nilai"]
    rows = [
        SheetRow(["Dinas", None, None, 300], bold=True),
        SheetRow(["Kegiatan", date(2023, 1, 19), time(8, 30), Decimal("0.5")], level=2),
    ]
    with SheetBook(file) as book:
        assert write_sheet(book, rows, title="RKPD: 2024/[a]", columns=columns) == 2
    page = openpyxl.load_workbook(file).active
    assert page.title == "RKPD  2024  a"
    assert page["A2"].font.bold
    assert not page["A3"].font.bold
    assert page.row_dimensions[3].outlineLevel == 2
    assert page["B3"].value == datetime.fromisoformat("2023-01-19")
    assert (page["B3"].number_format, page["C3"].number_format) == ("dd/mm/yyyy", "hh:mm")
    assert page["D3"].number_format == "#,##0.00"


def test_a_row_of_another_width_is_an_error():
    with pytest.raises(ValueError, match="argument 2 is"), SheetBook(io.BytesIO()) as book:
        write_sheet(book, [["a"]], title="x", columns=["A", "B"])


@pytest.mark.parametrize(
    "number", [10**17, Decimal("NaN"), Decimal("Infinity"), float("nan"), Decimal("1e400")]
)
def test_numbers_that_a_workbook_cannot_hold_become_text(number):
    page = as_workbook([sample(volume=number, value=1)]).active
    assert page["D2"].data_type == "s"


def test_text_too_long_for_a_cell_is_cut_and_says_so():
    page = as_workbook([sample(name="x" * 40_000)]).active
    assert len(page["A2"].value) == 32_767
    assert page["A2"].value.endswith("(dipotong)")


def test_more_rows_than_a_sheet_holds(monkeypatch):
    monkeypatch.setattr("foundation.sheets.MOST_ROWS", 2)
    with pytest.raises(ValueError, match="terlalu panjang"):
        as_workbook([sample()] * 3)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a" * 40, "a" * 31),
        ("'", "Data"),
        ("", "Data"),
        ("RW 01/02", "RW 01 02"),
        ("History", "Lembar History"),
        ("/HISTORY", "Lembar HISTORY"),
    ],
)
def test_sheet_names(title, name):
    assert sheet_name(title) == name


def test_memory_stays_flat():
    def rows(count):
        for number in range(count):
            yield [f"Perbaikan saluran nomor {number} di jalan kampung", number]

    def peak(count):
        tracemalloc.start()
        with SheetBook(io.BytesIO()) as book:
            write_sheet(book, rows(count), title="x", columns=["a", "b"])
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(4_000) < peak(1_000) + 500_000


# --- from the database ------------------------------------------------------------------------
@pytest.mark.django_db
def test_one_query_however_many_rows(django_assert_num_queries):
    queryset = Permission.objects.select_related("content_type").order_by("pk")
    with django_assert_num_queries(1):
        rows = list(PermissionResource().rows(queryset))
    assert len(rows) == Permission.objects.count() > 4
    assert rows[0][2] == Permission.objects.order_by("pk").first().content_type.model


@pytest.mark.django_db
def test_prefetching_works_with_chunks(django_assert_num_queries):
    queryset = Permission.objects.select_related("content_type").prefetch_related("group_set")
    with django_assert_num_queries(2):
        assert list(PermissionResource().rows(queryset))


@pytest.mark.django_db
def test_responses():
    queryset = Permission.objects.select_related("content_type").annotate(nilai=Value(1))
    response = csv_response(PermissionResource(), queryset, filename="daftar usulan.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="daftar usulan.csv"'
    assert b"".join(response).startswith(b"\xef\xbb\xbfKode,Aplikasi,Jenis\r\n")

    response = xlsx_response(PermissionResource(), queryset, filename="ç.xlsx", title="Daftar")
    assert response["Content-Type"] == XLSX_TYPE
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A7.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active
    assert page.max_row == queryset.count() + 1
