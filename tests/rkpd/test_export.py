"""A draft as spreadsheet: columns, types, sums, harmless text, who may."""

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import OPD, User
from kelurahan.roles import Role
from proposals.statuses import FundingSource
from rkpd.models import Draft, Line
from rkpd.resources import NOT_FROZEN
from rkpd.selectors import table_of
from rkpd.services import freeze_draft
from tests.factories import World, make_sub_kegiatan, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft
from tests.workbook_sums import sums_in

EVIL = ("=1+1", "@SUM(A1)", "+1", "-2", "\t=1", "  =1")

COLUMNS = [
    "Kode",
    "Urusan/Program/Kegiatan/Sub Kegiatan",
    "Lokasi",
    "Tolok ukur",
    "Target",
    "Satuan",
    "Rencana tahun 2024 (Rp)",
    "Rencana tahun 2025 (Rp)",
    "Sumber Dana",
    "Perangkat Daerah",
]
CODE, INDICATOR, TARGET, PAGU, FORWARD, OPD_NAME = 0, 3, 4, 6, 7, 9


def take(user: User, draft: Draft, form: str, **query: Any) -> bytes:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, form]), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def book_of(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def table_in(sheet: Any) -> tuple[int, list[list[Any]]]:
    """The number of the first row below the header (1), (2), … and the rows until the end."""
    for row in sheet.iter_rows():
        if row[0].value == "(1)":
            first = row[0].row + 1
            return first, [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    raise AssertionError("no table")


@pytest.fixture
def draft(world: World) -> Draft:
    make_accommodated(world, value=1_000_000_001, volume=Decimal("12.25"))
    make_accommodated(world, value=2, sub_kegiatan=make_sub_kegiatan("1.04.05.2.01.0001"))
    make_accommodated(world, value=30, opd=world.other_opd)
    return make_draft(world)


def test_the_official_columns_in_their_order(world: World, draft: Draft) -> None:
    book = book_of(take(make_bappeda(world), draft, "xlsx"))
    assert book.sheetnames == ["Kompilasi", "Usulan"]
    sheet = book.worksheets[0]
    first, _ = table_in(sheet)
    assert [cell.value for cell in sheet[first - 2]] == COLUMNS
    assert sheet.cell(first - 3, INDICATOR + 1).value == "Indikator kinerja"
    assert sheet.freeze_panes == f"A{first}"
    assert sheet.print_title_rows
    assert sheet.page_setup.paperSize == 14
    assert sheet.cell(first, PAGU + 1).number_format == "#,##0"


def test_the_titles_name_version_filter_time_and_person(world: World, draft: Draft) -> None:
    actor = make_bappeda(world)
    sheet = book_of(take(actor, draft, "xlsx", dana=FundingSource.APBD)).worksheets[0]
    titles = [row[0].value for row in sheet.iter_rows(max_row=8)]
    assert titles[:3] == [
        "DRAF",
        "Kompilasi Program dan Pagu Indikatif Tiap Perangkat Daerah",
        "Rancangan awal RKPD 2024, versi 1, Kota Contoh",
    ]
    assert f"Keadaan: {NOT_FROZEN}" in titles
    assert "Saringan: APBD Kota" in titles
    assert any(str(title).endswith(f"oleh {actor}") for title in titles)


def test_numbers_are_numbers_and_equal_the_page(world: World, draft: Draft) -> None:
    _, rows = table_in(book_of(take(make_bappeda(world), draft, "xlsx")).worksheets[0])
    # A sub kegiatan with a single line is told by that line.
    table = [row for row in table_of(draft) if row.depth != 4]
    for shown, row in zip(rows, table, strict=False):
        named = [row.code, row.name] if row.code else [row.name, None]
        assert shown[:2] == named
        assert (shown[PAGU], shown[FORWARD]) == (row.pagu, row.forward_estimate)
        assert shown[OPD_NAME] == row.opd_name
    total = rows[len(table)]
    assert (total[CODE], total[PAGU]) == ("JUMLAH", draft.total)
    assert 12.25 in [row[TARGET] for row in rows]


def test_subtotals_are_formulas_over_their_lines(world: World, draft: Draft) -> None:
    content = take(make_bappeda(world), draft, "xlsx")
    first, stored = table_in(book_of(content).worksheets[0])
    _, formulas = table_in(book_of(content, values=False).worksheets[0])
    checked = 0
    for value, formula in zip(stored, formulas, strict=True):
        if not str(formula[PAGU]).startswith("="):
            continue
        ends = formula[PAGU].removeprefix("=SUBTOTAL(9,").rstrip(")").split(":")
        inside = range(int(ends[0][1:]) - first, int(ends[-1][1:]) - first + 1)
        lines = [stored[at][PAGU] for at in inside if stored[at][TARGET] is not None]
        assert sum(lines) == value[PAGU]
        checked += 1
    assert checked == 2 + 3 * 3 + 1


def test_a_sub_kegiatan_with_two_lines_keeps_its_heading(world: World) -> None:
    make_accommodated(world, value=1)
    make_accommodated(world, value=2, unit="paket")
    draft = make_draft(world)
    _, rows = table_in(book_of(take(make_bappeda(world), draft, "xlsx")).worksheets[0])
    same = [row[PAGU] for row in rows if row[CODE] == "1.03.06.2.01.0012"]
    assert same == [3, 1, 2]


@pytest.mark.parametrize(
    ("query", "formulas"),
    [
        # Each in two columns: OPD, bidang, program, kegiatan and pair of both OPD, and the sum of
        # all; one more for the usulan behind.
        ({}, 2 * (5 + 5 + 1) + 1),
        ({"lembar": "opd"}, 2 * (6 + 6) + 1),
        ({"opd": "first"}, 2 * 6 + 1),
        ({"opd": "first", "lembar": "opd"}, 2 * 6 + 1),
        ({"dana": FundingSource.APBD}, 2 * (5 + 5 + 1) + 1),
        ({"kecamatan": "here"}, 2 * (5 + 5 + 1) + 1),
    ],
)
def test_no_sum_takes_in_what_stands_beside_it(
    world: World, query: dict[str, Any], formulas: int
) -> None:
    """Two lines of a sub kegiatan, then sub kegiatan that one line tells, without a heading."""
    for opd in (world.opd, world.other_opd):
        for unit, value in (("meter", 1), ("paket", 2)):
            make_accommodated(world, value=value, unit=unit, opd=opd)
        for serial, value in ((13, 40), (14, 500)):
            node = make_sub_kegiatan(f"1.03.06.2.01.{serial:04}")
            make_accommodated(world, value=value, sub_kegiatan=node, opd=opd)
    draft = make_draft(world)
    named = {"first": world.opd.pk, "here": world.kecamatan.pk}
    query = {name: named.get(value, value) for name, value in query.items()}
    found = sums_in(take(make_bappeda(world), draft, "xlsx", **query))
    assert len(found) == formulas
    assert all(result == stored for result, stored in found)
    assert 3 in [stored for _, stored in found]


def test_one_sheet_per_opd_with_sums_of_their_own(world: World, draft: Draft) -> None:
    book = book_of(take(make_bappeda(world), draft, "xlsx", lembar="opd"))
    assert book.sheetnames == ["Dinas Air", "Dinas Jalan", "Usulan"]
    sums = []
    for sheet in book.worksheets[:2]:
        _, rows = table_in(sheet)
        sums.append(next(row[PAGU] for row in rows if "JUMLAH" in row[:2]))
    assert sums == [1_000_000_003, 30]


def test_the_usulan_behind_add_up(world: World, draft: Draft) -> None:
    sheet = book_of(take(make_bappeda(world), draft, "xlsx"))["Usulan"]
    values = [row[-1].value for row in sheet.iter_rows() if isinstance(row[-1].value, int)]
    assert sorted(values) == [2, 30, 1_000_000_001, draft.total]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 1_000_000_033),
        ({"opd": "first"}, 1_000_000_003),
        ({"dana": "apbn"}, None),
        ({"dana": "apbd_kota"}, 1_000_000_033),
        ({"kecamatan": "here"}, 1_000_000_033),
    ],
)
def test_the_filter_of_the_page_holds_in_the_file(
    world: World, draft: Draft, query: dict, expected: int | None
) -> None:
    named = {"first": world.opd.pk, "here": world.kecamatan.pk}
    query = {name: named.get(value, value) for name, value in query.items()}
    actor = make_bappeda(world)
    client = Client()
    client.force_login(actor)
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk]), query)
    if expected is None:
        assert page.status_code == 404
        return
    rows = csv_rows(take(actor, draft, "csv", **query))
    assert sum(int(row["Pagu Indikatif (Rp)"]) for row in rows) == expected
    _, table = table_in(book_of(take(actor, draft, "xlsx", **query)).worksheets[0])
    assert next(row[PAGU] for row in table if "JUMLAH" in row[:2]) == expected
    assert page.context["pagu_total"] == expected


def test_the_csv_holds_each_line_once(world: World, draft: Draft) -> None:
    rows = csv_rows(take(make_bappeda(world), draft, "csv"))
    assert len(rows) == draft.lines.count()
    assert sum(int(row["Pagu Indikatif (Rp)"]) for row in rows) == draft.total
    assert {row["Kode Program"] for row in rows} == {"1.03.06", "1.04.05"}


def test_the_mark_of_a_draft_goes_with_the_frozen_last_edition(world: World) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)

    def mark(draft: Draft) -> list[str]:
        sheet = book_of(take(actor, draft, "xlsx")).worksheets[0]
        return [row[0].value for row in sheet.iter_rows(max_row=1)]

    initial = make_draft(world, actor)
    assert {row["Keadaan"] for row in csv_rows(take(actor, initial, "csv"))} == {NOT_FROZEN}
    freeze_draft(initial, actor=actor)
    assert mark(initial) == ["DRAF"]
    assert NOT_FROZEN not in {row["Keadaan"] for row in csv_rows(take(actor, initial, "csv"))}
    final = make_draft(world, actor, kind="rancangan_akhir")
    assert mark(final) == ["DRAF"]
    freeze_draft(final, actor=actor)
    assert mark(final) == ["Kompilasi Program dan Pagu Indikatif Tiap Perangkat Daerah"]


@pytest.mark.parametrize("evil", EVIL)
def test_text_that_a_spreadsheet_would_compute_is_text(world: World, evil: str) -> None:
    OPD.objects.update(name=evil)
    make_accommodated(world, title=evil, address=evil, unit=evil.strip())
    draft = make_draft(world)
    Line.objects.update(
        **dict.fromkeys(("name", "kegiatan_name", "program_name", "bidang_name"), evil),
        indicator=evil,
        locations=evil,
        code=evil[:20],
    )
    actor = make_bappeda(world)
    seen = 0
    for query in ({}, {"lembar": "opd"}):
        book = book_of(take(actor, draft, "xlsx", **query), values=False)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if not isinstance(cell.value, str):
                        continue
                    if cell.data_type == "f":
                        assert cell.value.startswith("=SUBTOTAL(9,")
                    else:
                        assert cell.value[0] not in "=+-@\t"
                    seen += evil.strip() in cell.value
    assert seen >= 20
    for row in csv_rows(take(actor, draft, "csv")):
        for text in row.values():
            assert not text.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BAPPEDA])
def test_without_the_permission_nothing_leaves(world: World, draft: Draft, role: Role) -> None:
    client = Client()
    client.force_login(make_user(world, role))
    for form in ("csv", "xlsx"):
        answer = client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, form]))
        assert answer.status_code in (302, 403)


def test_an_unknown_form_is_not_found(world: World, draft: Draft) -> None:
    client = Client()
    client.force_login(make_bappeda(world))
    assert client.get(f"/admin/rkpd/draft/{draft.pk}/unduh/pdf/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_literal_query_counts(world: World, rows: int, django_assert_num_queries: Any) -> None:
    actor = make_bappeda(world)
    for serial in range(rows):
        make_accommodated(world, unit=f"satuan {serial}")
    draft = make_draft(world)
    client = Client()
    client.force_login(actor)
    for form, count in (("csv", 8), ("xlsx", 9)):
        with django_assert_num_queries(count):
            answer = client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, form]))
            assert b"".join(answer.streaming_content)
