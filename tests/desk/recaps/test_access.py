"""Who opens which recap, what of it they see, and at what cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.recaps import RECAPS
from kelurahan.models import RW
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.models import Proposal
from proposals.statuses import Status
from tests.desk.recaps.reading import OVERVIEW, csv_rows, page, take
from tests.factories import World, make_item, make_proposal
from tests.proposals.office import signed_in

OFFICES = (Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA, Role.OBSERVER)
PROPOSERS = (Role.RT, Role.RW, Role.PAMOR, Role.ORGANISATION)

QUERIES = {
    "kelurahan": 10,
    "sipd": 9,
    "sipd-rinci": 9,
    "isu": 8,
    "opd": 8,
    "t-d-4": 9,
    "prioritas-kelurahan": 9,
    "hasil-rw": 9,
    "hasil-kelurahan": 9,
    "hasil-opd": 9,
    "tidak-diakomodir": 10,
    "rw-tanpa-usulan": 7,
}
"""Literal cost of each page for Bappeda, session, person and posts included."""


def file_of(key: str, form: str) -> str:
    return reverse("admin:desk_recap_file", args=[key, form])


@pytest.mark.parametrize("role", OFFICES)
def test_offices_open_recaps_and_take_them_along(world: World, role: Role) -> None:
    make_proposal(world, Status.DECLINED)
    client, _ = signed_in(world, role)
    overview = client.get(OVERVIEW).content.decode()
    may_take = role != Role.OBSERVER
    for key in RECAPS:
        is_open = not (role == Role.OPD and key == "rw-tanpa-usulan")
        assert (page(key) in overview) == is_open
        answer = client.get(page(key))
        assert answer.status_code == (200 if is_open else 404)
        if is_open:
            assert ("Unduh CSV" in answer.content.decode()) == may_take
        for form in ("xlsx", "csv"):
            expected = 404 if not is_open else 200 if may_take else 403
            assert client.get(file_of(key, form)).status_code == expected


@pytest.mark.parametrize("role", [*PROPOSERS, None])
def test_others_find_no_door(world: World, role: Role | None) -> None:
    make_proposal(world, Status.DECLINED)
    client = signed_in(world, role)[0] if role else Client()
    for address in (OVERVIEW, page("kelurahan"), file_of("kelurahan", "csv")):
        assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize("role", OFFICES)
def test_the_tile_on_the_first_page(world: World, role: Role) -> None:
    client, _ = signed_in(world, role)
    assert OVERVIEW in client.get(reverse("admin:index")).content.decode()


def test_what_is_not_there_is_not_found(world: World) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    assert client.get(page("lain")).status_code == 404
    assert client.get(file_of("kelurahan", "pdf")).status_code == 404
    assert client.post(file_of("kelurahan", "csv")).status_code == 405


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.LURAH, {"Di Mawar", "Di Mawar, terkirim"}),
        (Role.STAFF, {"Di Mawar", "Di Mawar, terkirim"}),
        (Role.KECAMATAN, {"Di Mawar", "Di Mawar, terkirim", "Di Melati"}),
        (Role.OPD, {"Di Mawar, terkirim"}),
        (Role.BAPPEDA, {"Di Mawar", "Di Mawar, terkirim", "Di Melati"}),
    ],
)
def test_everybody_sees_the_own_rows_alone(world: World, role: Role, seen: set[str]) -> None:
    melati = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    make_proposal(world, Status.REJECTED, title="Di Mawar")
    make_proposal(world, Status.DECLINED, title="Di Mawar, terkirim")
    make_proposal(world, Status.REJECTED, title="Di Melati", **melati)
    make_proposal(world, Status.DECLINED, title="Dinas lain", opd=world.other_opd, **melati)
    everywhere = {"Dinas lain"} if role in (Role.KECAMATAN, Role.BAPPEDA) else set()
    client, _ = signed_in(world, role)
    header, *lines = csv_rows(client, "tidak-diakomodir")
    assert {line[header.index("Pekerjaan")] for line in lines} == seen | everywhere
    # A foreign place in the address opens nothing.
    foreign = csv_rows(client, "tidak-diakomodir", kelurahan=str(world.other_kelurahan.pk))
    titles = {line[header.index("Pekerjaan")] for line in foreign[1:]}
    assert titles == ({"Di Melati", "Dinas lain"} & (seen | everywhere))


def test_a_lurah_recaps_the_own_kelurahan(city: World, quiet_rw: RW) -> None:
    client, _ = signed_in(city, Role.LURAH)
    for key in ("kelurahan", "sipd", "rw-tanpa-usulan"):
        text = client.get(page(key)).content.decode()
        assert "Melati" not in text
        assert "Anggrek" not in text
    assert "Mawar" in client.get(page("kelurahan")).content.decode()
    above, _ = signed_in(city, Role.KECAMATAN)
    assert "Melati" in above.get(page("kelurahan")).content.decode()
    assert "Anggrek" not in above.get(page("kelurahan")).content.decode()


def test_drafts_and_withdrawn_usulan_are_in_no_recap(world: World) -> None:
    make_proposal(world, Status.DRAFT, title="Bukan usulan")
    make_proposal(world, Status.WITHDRAWN, title="Bukan usulan")
    client, _ = signed_in(world, Role.LURAH)
    for key in RECAPS:
        for query in ({}, {"status": "draft"}, {"status": "withdrawn"}):
            assert "Bukan usulan" not in client.get(page(key), query).content.decode()
    (line, *_) = client.get(page("kelurahan")).context["rows"]
    assert [cell.text for cell in line.cells][3] == "0"


def test_another_year(world: World) -> None:
    old = Cycle.objects.create(fiscal_year=2023, theme="Lama")
    make_proposal(world, Status.REJECTED, cycle=old, number="2023/1/0001")
    client, _ = signed_in(world, Role.LURAH)
    assert len(csv_rows(client, "tidak-diakomodir")) == 1
    assert len(csv_rows(client, "tidak-diakomodir", tahun="2023")) == 2
    rows = client.get(page("tidak-diakomodir"), {"tahun": "2023"}).context["rows"]
    assert "tahun=2023" in rows[0].cells[0].href
    assert client.get(page("tidak-diakomodir"), {"tahun": "semua"}).status_code == 200


def test_without_any_cycle(world: World) -> None:
    client, _ = signed_in(world, Role.LURAH)
    world.item.delete()
    Cycle.objects.all().delete()
    assert "Belum ada tahun perencanaan" in client.get(OVERVIEW).content.decode()
    assert client.get(page("kelurahan")).status_code == 404


@pytest.mark.parametrize("key", list(RECAPS))
def test_cost_does_not_grow_with_rows(world: World, key: str) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            item = make_item(world.cycle, opd=world.opd)
            make_proposal(world, Status.DECLINED, kamus_item=item)
            RW.objects.create(kelurahan=world.kelurahan, label=f"1{RW.objects.count()}")
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(page(key))
        assert [row.kind for row in answer.context["rows"]].count("line") > 0
        counts.append(len(captured))
    assert counts == [QUERIES[key]] * 2


@pytest.mark.parametrize("key", list(RECAPS))
def test_a_file_costs_no_more_for_more_rows(world: World, key: str) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_proposal(world, Status.DECLINED)
        with CaptureQueriesContext(connection) as captured:
            take(client, key, "xlsx")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= QUERIES[key]
    assert Proposal.objects.count() == 3
