"""The first page: every figure equals the list that it links to, at a cost that does not grow."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kelurahan.models import Assignment, Kecamatan, Kelurahan
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.dashboards import Figure
from proposals.models import Assessment, KelurahanList, Proposal
from proposals.review import GRANTED_STAGES
from proposals.statuses import Level, Status
from tests.factories import World, make_item, make_proposal
from tests.proposals.office import LIST, rows_behind, signed_in

INDEX = reverse("admin:index")

QUERIES = {
    Role.STAFF: 10,
    Role.LURAH: 10,
    Role.KECAMATAN: 7,
    Role.OPD: 5,
    Role.BAPPEDA: 9,
    Role.OBSERVER: 9,
}
"""Literal cost of the first page per office; at most 12."""


@pytest.fixture
def city(world: World) -> World:
    """Usulan in every status and in two kecamatan, some with an office's own figures."""
    elsewhere = Kelurahan.objects.create(
        kecamatan=Kecamatan.objects.create(
            city=world.city, code="99.75.02", name="Barat", name_local="Barat"
        ),
        code="99.75.02.1001",
        name="Anggrek",
        name_local="Anggrek",
    )
    economy = make_item(world.cycle, opd=world.other_opd, bidang="ekonomi")
    places = (
        {},
        {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt},
        {"kelurahan": elsewhere, "rw": None, "rt": None, "proposer_kind": "kelurahan"},
    )
    for number, status in enumerate(Status):
        for shift, place in enumerate(places):
            more = {"kamus_item": (world.item, economy, None)[(number + shift) % 3]}
            proposal = make_proposal(world, status, value=1_000_000 * (number + 1), **place, **more)
            if shift != 1:
                Assessment.objects.create(
                    proposal=proposal,
                    level=Level.KELURAHAN,
                    value=700_000 + number,
                    assessed_by=proposal.created_by,
                )
            if shift == 2:
                Assessment.objects.create(
                    proposal=proposal,
                    level=Level.OPD,
                    value=300_000 + number,
                    assessed_by=proposal.created_by,
                )
    make_proposal(world, Status.WITHDRAWN, submitted_at=None, number=None)
    return world


def figures(sections) -> Iterator[Figure]:
    for section in sections:
        yield from (figure for _, figure in (*section.figures, *section.funnel))
        for table in section.tables:
            for line in table.lines:
                yield from line.figures
                if line.rate:
                    yield line.rate


def listed(user, query: str) -> list[Proposal]:
    """The rows of the list at that address, without drawing the page."""
    request = RequestFactory().get(f"{LIST}?{query}")
    request.user = user
    rows = site.get_model_admin(Proposal).get_changelist_instance(request).queryset
    return list(rows.prefetch_related("assessments"))


def rupiah_of(rows: list[Proposal], query: str) -> int:
    """Added up row by row, as the words beside the figure say."""
    by_stage = re.search(r"(tahap|status)=", query)
    total = 0
    for row in rows:
        last = max(row.assessments.all(), key=lambda one: one.pk, default=None)
        is_granted = by_stage and row.stage in GRANTED_STAGES and last
        total += last.value if is_granted else row.value
    return total


@pytest.mark.parametrize(
    "roles",
    [
        (Role.STAFF,),
        (Role.LURAH,),
        (Role.KECAMATAN,),
        (Role.OPD,),
        (Role.BAPPEDA,),
        (Role.OBSERVER,),
        (Role.LURAH, Role.OPD),
        (Role.STAFF, Role.KECAMATAN, Role.OPD, Role.BAPPEDA),
    ],
)
def test_every_figure_is_its_list(city: World, roles: tuple[Role, ...]) -> None:
    client, user = signed_in(city, *roles)
    answer = client.get(INDEX)
    sections = answer.context["sections"]
    assert len(sections) == len(roles)
    for figure in figures(sections):
        rows = listed(user, figure.query)
        assert len(rows) == figure.count, figure
        assert rupiah_of(rows, figure.query) == figure.value, figure
    some = [figure for figure in figures(sections) if figure.count][:: len(roles) * 5]
    assert some
    for figure in some:
        assert rows_behind(client, figure.query) == figure.count
    linked = set(re.findall(rf'href="{LIST}\?([^"]+)"', answer.content.decode()))
    known = {figure.query for figure in figures(sections) if figure.count}
    assert known <= {unescape(query) for query in linked}


def test_subtotals_add_up(city: World) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    (section,) = client.get(INDEX).context["sections"]
    districts, places, offices, fields = section.tables
    totals = [table.lines[-1].figures for table in section.tables]
    assert len({tuple((f.count, f.value) for f in row) for row in totals}) == 1
    assert [line.label for line in districts.lines] == ["Barat", "Contoh Timur", "Jumlah"]
    assert [line.label for line in places.lines] == [
        "Anggrek",
        "Kecamatan Barat",
        "Mawar",
        "Melati",
        "Kecamatan Contoh Timur",
        "Jumlah",
    ]
    assert "Belum ada Perangkat Daerah" in [line.label for line in offices.lines]
    assert "Tidak ada di kamus" in [line.label for line in fields.lines]
    for table in (districts, offices, fields):
        *own, total = table.lines
        for column, figure in enumerate(total.figures):
            assert sum(line.figures[column].count for line in own) == figure.count


def test_the_rate_is_a_share_of_what_was_handed_in(world: World) -> None:
    for status in (Status.ACCOMMODATED, Status.SUBMITTED, Status.SUBMITTED):
        make_proposal(world, status)
    client, _ = signed_in(world, Role.OBSERVER)
    (section,) = client.get(INDEX).context["sections"]
    assert section.tables[0].lines[-1].percent == "33,3 %"
    assert section.tables[0].lines[-1].rate.count == 1


@pytest.mark.parametrize("role", list(QUERIES))
def test_cost_does_not_grow_with_rows(world: World, role: Role) -> None:
    client, _ = signed_in(world, role)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            item = make_item(world.cycle, opd=world.opd)
            make_proposal(world, Status.AGREED, kamus_item=item)
            make_proposal(world, Status.SUBMITTED, kamus_item=item)
        with CaptureQueriesContext(connection) as captured:
            client.get(INDEX)
        counts.append(len(captured))
    assert counts == [QUERIES[role]] * 2
    assert max(counts) <= 12


def test_rw_without_usulan_and_the_oldest(world: World) -> None:
    first = make_proposal(world, Status.SUBMITTED)
    second = make_proposal(world, Status.SUBMITTED)
    Proposal.objects.filter(pk=second.pk).update(status_since="2020-01-01T00:00Z")
    make_proposal(world, Status.DRAFT, rw=world.other_rw, rt=None, proposer_kind="rw")
    client, _ = signed_in(world, Role.LURAH)
    (section,) = client.get(INDEX).context["sections"]
    assert section.missing == ("RW 002",)
    assert section.oldest == (second, first)


def test_kelurahan_that_have_not_locked(world: World) -> None:
    KelurahanList.objects.create(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        minutes_number="BA/1",
        minutes_date="2024-01-15",
        locked_by=signed_in(world, Role.LURAH)[1],
    )
    client, _ = signed_in(world, Role.KECAMATAN)
    (section,) = client.get(INDEX).context["sections"]
    assert section.missing == ("Melati",)


def test_another_year(world: World) -> None:
    old = Cycle.objects.create(fiscal_year=2023, theme="Lama")
    make_proposal(world, Status.SUBMITTED, cycle=old)
    client, _ = signed_in(world, Role.LURAH)
    assert client.get(INDEX).context["sections"][0].figures[0][1].count == 0
    answer = client.get(INDEX, {"tahun": "2023"})
    figure = answer.context["sections"][0].figures[0][1]
    assert figure.count == rows_behind(client, figure.query) == 1
    assert client.get(INDEX, {"tahun": "x"}).context["cycle"] == world.cycle


def test_without_any_cycle(world: World) -> None:
    client, _ = signed_in(world, Role.LURAH)
    world.item.delete()
    Cycle.objects.all().delete()
    assert "Belum ada tahun perencanaan" in client.get(INDEX).content.decode()
    assert client.get(LIST).status_code == 200


def test_lurah_and_staff_of_one_kelurahan_is_one_section(world: World) -> None:
    client, user = signed_in(world, Role.LURAH)
    Assignment.objects.create(user=user, role=Role.STAFF, kelurahan=world.kelurahan)
    assert len(client.get(INDEX).context["sections"]) == 1
