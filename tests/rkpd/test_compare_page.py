"""The page and the files that lay two versions beside each other."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import City, User
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.models import Assessment, Proposal
from proposals.statuses import Status
from rkpd.differences import Change
from rkpd.models import Draft
from rkpd.services import build_draft, freeze_draft
from tests.factories import World, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft

PAGE = "admin:rkpd_draft_compare"
FILE = "admin:rkpd_draft_compare_export"


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def versions(world: World) -> tuple[Draft, Draft]:
    """Of 300 + 20 the 20 went, the 300 became 100, and 4.000 and 50.000 came."""
    actor = make_bappeda(world)
    less = make_accommodated(world, unit="berubah", value=300)
    gone = make_accommodated(world, unit="hilang", value=20)
    older = freeze_draft(make_draft(world, actor), actor=actor)
    Proposal.objects.filter(pk=gone.pk).update(status=Status.CANCELLED)
    Assessment.objects.filter(proposal=less).update(value=100)
    make_accommodated(world, unit="berubah", value=4000)
    make_accommodated(world, unit="baru", value=50_000, opd=world.other_opd)
    return older, make_draft(world, actor, kind="rancangan", label="sesudah Forum")


def test_the_two_newest_are_compared_when_nothing_is_chosen(world: World, versions: Any) -> None:
    older, newer = versions
    answer = enter(make_bappeda(world)).get(reverse(PAGE))
    comparison = answer.context["comparison"]
    assert (comparison.older, comparison.newer) == (older, newer)
    assert [each.kind for each, _ in answer.context["rows"]] == [
        Change.CHANGED,
        Change.GONE,
        Change.NEW,
    ]
    text = answer.content.decode()
    for usulan in Proposal.objects.order_by("created_at")[1:]:
        assert usulan.number in text
    assert "sesudah Forum" in text


@pytest.mark.parametrize(
    ("kind", "expected"), [("baru", 1), ("hilang", 1), ("berubah", 1), ("tetap", 3), ("", 3)]
)
def test_lines_by_kind_of_change(world: World, versions: Any, kind: str, expected: int) -> None:
    answer = enter(make_bappeda(world)).get(reverse(PAGE), {"lihat": kind})
    assert answer.context["page"].paginator.count == expected


def test_lines_of_one_opd(world: World, versions: Any) -> None:
    answer = enter(make_bappeda(world)).get(reverse(PAGE), {"opd": world.other_opd.pk})
    assert [each.line.opd for each, _ in answer.context["rows"]] == [world.other_opd]


def test_what_cannot_be_compared_is_said(world: World, versions: Any) -> None:
    older, newer = versions
    actor = make_bappeda(world)
    next_year = Cycle.objects.get(pk=world.cycle.pk)
    next_year.pk, next_year.fiscal_year, next_year.is_current = None, 2031, False
    next_year.save()
    make_accommodated(world, cycle=next_year)
    alone = build_draft(cycle=next_year, actor=actor)
    client = enter(actor)
    for query, sentence in (
        ({"dari": older.pk, "ke": older.pk}, "dua versi yang berbeda"),
        ({"dari": older.pk, "ke": alone.pk}, "dari tahun yang sama"),
        ({"ke": alone.pk}, "Baru ada satu versi"),
    ):
        answer = client.get(reverse(PAGE), query)
        assert sentence in answer.content.decode()
        assert client.get(reverse(FILE, args=["csv"]), query).status_code == 404
    for wrong in ("x", "0", "9" * 40, "99999"):
        assert client.get(reverse(PAGE), {"ke": wrong}).status_code == 404
    assert client.get(reverse(FILE, args=["pdf"])).status_code == 404
    assert newer.version == 2


def test_versions_of_another_city_are_not_found(world: World, versions: Any) -> None:
    far = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    client = enter(make_user(world, Role.BAPPEDA, far))
    older, newer = versions
    query = {"dari": older.pk, "ke": newer.pk}
    assert client.get(reverse(PAGE), query).status_code == 404
    assert client.get(reverse(FILE, args=["xlsx"]), query).status_code == 404
    assert "Belum ada rancangan" in client.get(reverse(PAGE)).content.decode()


def test_the_workbook_agrees_with_the_drafts(world: World, versions: Any) -> None:
    older, newer = versions
    actor = make_bappeda(world)
    answer = enter(actor).get(reverse(FILE, args=["xlsx"]))
    content = b"".join(answer.streaming_content)
    assert "perbedaan-versi-1-ke-2.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert book.sheetnames == ["Jumlah", "Baris", "Usulan"]
    sums = next(row for row in book["Jumlah"].iter_rows(values_only=True) if row[0] == "Jumlah")
    assert sums[1:7] == (older.total, 50_000, -20, 3800, newer.total, newer.total - older.total)
    assert sum(sums[1:5]) == newer.total
    usulan = [row for row in book["Usulan"].iter_rows(values_only=True) if row[4] == "masuk"]
    assert len(usulan) == 2
    formulas = openpyxl.load_workbook(io.BytesIO(content))["Jumlah"]
    assert any(
        re.match(r"=SUBTOTAL\(9,", str(cell.value)) for row in formulas.iter_rows() for cell in row
    )


def test_the_csv_holds_the_changed_lines(world: World, versions: Any) -> None:
    answer = enter(make_bappeda(world)).get(reverse(FILE, args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Perubahan"] for row in rows] == ["Berubah", "Hilang", "Baru"]
    assert sum(int(row["Pagu (Rp): selisih"]) for row in rows) == 53_780


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BAPPEDA])
def test_only_those_who_may_export_take_it_along(world: World, versions: Any, role: Role) -> None:
    client = enter(make_user(world, role))
    assert client.get(reverse(FILE, args=["csv"])).status_code in (302, 403)
    page = client.get(reverse(PAGE))
    assert page.status_code == (200 if role == Role.OBSERVER else page.status_code)
    assert b"banding/unduh" not in page.content


def test_queries_do_not_grow(world: World, django_assert_num_queries: Any) -> None:
    actor = make_bappeda(world)
    client = enter(actor)
    make_draft(world, actor)
    for serial in range(3):
        make_accommodated(world, unit=f"satuan {serial}")
        make_draft(world, actor)
        with django_assert_num_queries(13):
            client.get(reverse(PAGE), {"dari": Draft.objects.get(version=1).pk})
