"""A draft as spreadsheet: types, sums, harmless text, who may."""

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
from rkpd.models import Draft, Line
from rkpd.resources import NOT_FROZEN
from rkpd.selectors import table_of
from rkpd.services import freeze_draft
from tests.factories import World, make_sub_kegiatan, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft

EVIL = ("=1+1", "@SUM(A1)", "+1", "-2", "\t=1", "  =1")


def take(user: User, draft: Draft, form: str) -> bytes:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, form]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_rows(content: bytes, sheet: int = 0) -> list[dict[str, Any]]:
    rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[sheet].iter_rows(values_only=True)
    header = next(rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def draft(world: World) -> Draft:
    make_accommodated(world, value=1_000_000_001, volume=Decimal("12.25"))
    make_accommodated(world, value=2, sub_kegiatan=make_sub_kegiatan("1.04.05.2.01.0001"))
    make_accommodated(world, value=30, opd=world.other_opd)
    return make_draft(world)


def test_the_columns_in_their_order(world: World, draft: Draft) -> None:
    book = openpyxl.load_workbook(io.BytesIO(take(make_bappeda(world), draft, "xlsx")))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "Kode",
        "Urusan/Bidang/Program/Kegiatan/Sub Kegiatan",
        "Indikator",
        "Lokasi",
        "Target",
        "Satuan",
        "Pagu Indikatif (Rp)",
        "Sumber Dana",
        "Prakiraan Maju (Rp)",
        "Jumlah Usulan",
        "Perangkat Daerah",
        "Tingkat",
        "Keadaan",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["G2"].number_format == "#,##0"
    assert [each.title for each in book.worksheets] == [
        "BELUM DIBEKUKAN RKPD 2024 versi",
        "Usulan",
        "Catatan",
    ]


def test_numbers_are_numbers_and_equal_the_page(world: World, draft: Draft) -> None:
    actor = make_bappeda(world)
    content = take(actor, draft, "xlsx")
    rows = sheet_rows(content)
    table = table_of(draft)
    assert len(rows) == len(table) + 1
    for shown, row in zip(rows, table, strict=False):
        assert (shown["Pagu Indikatif (Rp)"], shown["Jumlah Usulan"]) == (
            row.pagu,
            row.usulan_count,
        )
        assert (shown["Kode"] or "", shown["Tingkat"]) == (row.code, row.level.label)
        assert isinstance(shown["Prakiraan Maju (Rp)"], int)
    lines = [row for row in rows if row["Tingkat"] == "Rincian"]
    assert sum(row["Pagu Indikatif (Rp)"] for row in lines) == draft.total == 1_000_000_033
    assert rows[-1]["Pagu Indikatif (Rp)"] == draft.total
    assert 12.25 in [row["Target"] for row in lines]
    sources = sheet_rows(content, 1)
    assert sum(row["Nilai (Rp)"] for row in sources) == draft.total
    assert len(sources) == draft.usulan_count


def test_csv_and_workbook_say_the_same(world: World, draft: Draft) -> None:
    actor = make_bappeda(world)
    plain = csv_rows(take(actor, draft, "csv"))
    sheet = sheet_rows(take(actor, draft, "xlsx"))
    assert [list(row.values()) for row in plain] == [
        ["" if cell is None else _plain(cell) for cell in row.values()] for row in sheet
    ]


def _plain(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def test_the_mark_of_an_open_draft_goes_when_it_is_frozen(world: World, draft: Draft) -> None:
    actor = make_bappeda(world)
    assert {row["Keadaan"] for row in csv_rows(take(actor, draft, "csv"))} == {NOT_FROZEN}
    freeze_draft(draft, actor=actor)
    content = take(actor, draft, "xlsx")
    assert NOT_FROZEN not in {row["Keadaan"] for row in sheet_rows(content)}
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "RKPD 2024 versi 1"


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
    book = openpyxl.load_workbook(io.BytesIO(take(actor, draft, "xlsx")))
    seen = 0
    for sheet in book.worksheets[:2]:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    assert cell.value[0] not in "=+-@\t"
                    seen += evil.strip() in cell.value
    assert seen >= 15
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
    for form, count in (("csv", 6), ("xlsx", 7)):
        with django_assert_num_queries(count):
            answer = client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, form]))
            assert b"".join(answer.streaming_content)
