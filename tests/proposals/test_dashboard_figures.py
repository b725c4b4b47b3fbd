"""The first page: every figure equals the list that it links to, at a cost that does not grow."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.indonesia import rupiah_short
from kelurahan.models import Assignment, Kecamatan, Kelurahan
from kelurahan.roles import Role
from planning.models import Cycle, Pagu
from proposals.dashboards import BREAKDOWNS, offices_of
from proposals.dashboards.sections import section_of
from proposals.models import Assessment, KelurahanList, Proposal
from proposals.review import GRANTED_STAGES, in_cycle
from proposals.statuses import Level, Status
from proposals.workflow import perform
from publik.rates import rates_of
from tests.factories import World, make_item, make_proposal, make_user
from tests.proposals.office import LIST, rows_behind, signed_in

INDEX = reverse("admin:index")

QUERIES = {
    Role.STAFF: (16, 5),
    Role.LURAH: (16, 5),
    Role.KECAMATAN: (19, 6),
    Role.OPD: (12, 5),
    Role.BAPPEDA: (19, 6),
    Role.OBSERVER: (19, 6),
}
"""Literal cost of the first page per office: drawn anew, and as it was drawn."""


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


LINKED = re.compile(
    rf'<a(?: class="lewat")? href="{LIST}\?([^"]+)">(?:<b>)?([\d.]+)(?![\d.,])(?:</b>)?[^<]*</a>'
    r'\s*(?:<span class="kecil">(Rp[^<·]+?)(?: ·[^<]*)?</span>)?'
)
GAP = re.compile(r'<a href="([^"]+/angka/[^"]+)"><b>([\d.]+)</b>')
FIGURES = re.compile(r'href="([^"]+/angka/[^"]+)"')


def pages_of(client: Client) -> dict[str, str]:
    """The first page and every page of figures that it leads to."""
    first = client.get(INDEX).content.decode()
    found = {INDEX: first}
    for address in FIGURES.findall(first):
        answer = client.get(unescape(address))
        assert answer.status_code == 200, address
        found[address] = answer.content.decode()
    return found


def whole(text: str) -> int:
    return int(text.replace(".", ""))


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
    pages = pages_of(client)
    assert len(pages) > 6
    lists: dict[str, list[Proposal]] = {}
    for address, html in pages.items():
        found = LINKED.findall(html)
        assert found or not re.search(r"(tahap|kecamatan|kelurahan|kamus|bidang)/", address)
        for escaped, count, rupiah in found:
            query = unescape(escaped)
            rows = lists.setdefault(query, lists.get(query) or listed(user, query))
            assert len(rows) == whole(count), (address, query)
            if rupiah:
                assert rupiah_short(rupiah_of(rows, query)) == rupiah, (address, query)
        every = set(re.findall(rf'href="{LIST}\?([^"]+)"', html))
        assert all(lists.get(unescape(query)) or listed(user, unescape(query)) for query in every)
    some = LINKED.findall(pages[INDEX])[:: len(roles) * 4]
    for query, count, _ in some:
        assert rows_behind(client, unescape(query)) == whole(count)


@pytest.mark.parametrize("role", [Role.LURAH, Role.KECAMATAN, Role.BAPPEDA, Role.OBSERVER])
def test_every_gap_leads_to_its_names(city: World, role: Role) -> None:
    client, _ = signed_in(city, role)
    gaps = GAP.findall(client.get(INDEX).content.decode())
    assert len(gaps) == (1 if role == Role.LURAH else 3)
    for address, count in gaps:
        html = client.get(address).content.decode()
        assert html.count('<th scope="row">') == whole(count), address


def test_the_names_of_what_is_missing(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    make_proposal(world, Status.DRAFT, rw=world.other_rw, rt=None, proposer_kind="rw")
    client, user = signed_in(world, Role.LURAH)
    (office,) = offices_of(user)
    (line,) = BREAKDOWNS["rw-tanpa-usulan"].tables(user, world.cycle, office)[0].lines
    assert line.label == "RW 002"
    assert line.cells[-1].text == "1"
    assert rows_behind(client, line.cells[-1].query) == 1


def test_kelurahan_that_have_not_locked(world: World) -> None:
    KelurahanList.objects.create(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        minutes_number="BA/1",
        minutes_date="2024-01-15",
        locked_by=signed_in(world, Role.LURAH)[1],
    )
    _, user = signed_in(world, Role.KECAMATAN)
    (office,) = offices_of(user)
    (line,) = BREAKDOWNS["belum-mengunci"].tables(user, world.cycle, office)[0].lines
    assert line.label == "Melati"


@pytest.mark.parametrize("name", ["kecamatan", "kelurahan", "opd", "bidang", "kamus"])
def test_the_total_is_the_sum(city: World, name: str) -> None:
    _, user = signed_in(city, Role.BAPPEDA)
    (office,) = offices_of(user)
    (table,) = BREAKDOWNS[name].tables(user, city.cycle, office)
    *own, total = table.lines
    assert len(own) >= 2
    assert total.is_total
    assert whole(total.cells[0].text) == in_cycle(user, city.cycle).count()
    for column in range(len(table.heads) - 1):
        parts = [whole(line.cells[column].text) for line in own]
        assert sum(parts) == whole(total.cells[column].text), table.heads[column]


def test_the_rate_is_a_share_of_what_was_handed_in(world: World) -> None:
    for status in (Status.ACCOMMODATED, Status.SUBMITTED, Status.SUBMITTED):
        make_proposal(world, status)
    _, user = signed_in(world, Role.OBSERVER)
    section = section_of(user, world.cycle, *offices_of(user))
    assert section.percent == "33,3 %"
    assert section.reached.count == 1


def test_the_rate_is_the_one_that_everyone_reads(world: World) -> None:
    """What its proposer withdrew counts as handed in, and in no rate."""
    for status in (Status.ACCOMMODATED, Status.SUBMITTED, Status.WITHDRAWN):
        make_proposal(world, status)
    _, user = signed_in(world, Role.KECAMATAN)
    (office,) = offices_of(user)
    section = section_of(user, world.cycle, office)
    assert (section.handed_in.count, section.percent) == (3, "50,0 %")
    for name in ("kelurahan", "antartahun"):
        (table,) = BREAKDOWNS[name].tables(user, world.cycle, office)
        assert table.lines[0].cells[-1].text == "50,0 %"
        assert "tanpa yang dicabut" in table.note
    assert [rate.percent for rate in rates_of(world.cycle)[0]] == [50.0]


def test_pagu_against_what_was_asked_and_taken_in(world: World) -> None:
    make_proposal(world, Status.ACCOMMODATED, value=8_000_000)
    make_proposal(world, Status.SUBMITTED, value=5_000_000)
    Pagu.objects.create(cycle=world.cycle, opd=world.opd, amount=7_000_000)
    Pagu.objects.create(cycle=world.cycle, kelurahan=world.other_kelurahan, amount=1_000_000)
    _, user = signed_in(world, Role.BAPPEDA)
    opds, places = BREAKDOWNS["pagu"].tables(user, world.cycle, *offices_of(user))
    (line,) = opds.lines
    words = [(cell.text, cell.small) for cell in line.cells]
    assert words == [
        ("Rp7 juta", ""),
        ("2", "Rp13 juta"),
        ("1", "Rp8 juta"),
        ("Lebih Rp1 juta", ""),
        ("114,3 %", ""),
    ]
    assert [line.label for line in places.lines] == ["Melati"]


def test_year_against_year(world: World) -> None:
    old = Cycle.objects.create(fiscal_year=2023, theme="Lama")
    make_proposal(world, Status.SUBMITTED)
    for status in (Status.ACCOMMODATED, Status.SUBMITTED):
        make_proposal(world, status, cycle=old, number=None)
    client, user = signed_in(world, Role.BAPPEDA)
    (table,) = BREAKDOWNS["antartahun"].tables(user, world.cycle, *offices_of(user))
    shown = [(line.label, line.cells[0].text, line.cells[-1].text) for line in table.lines]
    assert shown == [("RKPD 2024", "1", "0,0 %"), ("RKPD 2023", "2", "50,0 %")]
    assert [rows_behind(client, line.cells[0].query) for line in table.lines] == [1, 2]


@pytest.mark.parametrize("role", list(QUERIES))
def test_cost_does_not_grow_with_rows(world: World, role: Role) -> None:
    """Drawn anew after a deed, and shown again as it was drawn."""
    client, _ = signed_in(world, role)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            item = make_item(world.cycle, opd=world.opd)
            make_proposal(world, Status.AGREED, kamus_item=item)
            make_proposal(world, Status.SUBMITTED, kamus_item=item)
        for _ in ("anew", "again"):
            with CaptureQueriesContext(connection) as captured:
                client.get(INDEX)
            counts.append(len(captured))
    assert counts == [*QUERIES[role], *QUERIES[role]]


class TestKept:
    """What was drawn is shown until something behind it has changed, and no longer."""

    def counted(self, client: Client) -> list[tuple[str, str]]:
        html = client.get(INDEX).content.decode()
        return re.findall(r"<b>([\d.]+)</b> ([^<]+)</a>", html)[:1]

    def test_a_deed_is_seen_at_once(self, world: World) -> None:
        proposal = make_proposal(world, Status.SUBMITTED)
        make_proposal(world, Status.SUBMITTED)
        client, user = signed_in(world, Role.LURAH)
        assert self.counted(client) == [("2", "Menunggu verifikasi")]
        perform(proposal, "verify", actor=user)
        assert self.counted(client) == [("1", "Menunggu verifikasi")]

    def test_a_name_is_seen_at_once(self, world: World) -> None:
        make_proposal(world, Status.SUBMITTED)
        client, _ = signed_in(world, Role.KECAMATAN)
        assert "Mawar" in client.get(INDEX).content.decode()
        world.kelurahan.name_local = "Mawar Baru"
        world.kelurahan.save()
        assert "Mawar Baru" in client.get(INDEX).content.decode()

    def test_colleagues_share_and_neighbours_do_not(self, world: World) -> None:
        make_proposal(world, Status.SUBMITTED)
        (client, _), (colleague, _) = signed_in(world, Role.LURAH), signed_in(world, Role.LURAH)
        other = make_user(world, Role.LURAH, territory=world.other_kelurahan)
        neighbour = Client()
        neighbour.force_login(other, backend="kelurahan.backends.RoleBackend")
        assert self.counted(client) == self.counted(colleague) != self.counted(neighbour)
        with CaptureQueriesContext(connection) as captured:
            colleague.get(INDEX)
        assert len(captured) == QUERIES[Role.LURAH][1]

    def test_another_day_another_wait(self, world: World, monkeypatch) -> None:
        make_proposal(world, Status.SUBMITTED)
        client, _ = signed_in(world, Role.LURAH)
        tomorrow = timezone.now() + timedelta(days=1)
        assert "paling lama 0 hari" in client.get(INDEX).content.decode()
        monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
        assert "paling lama 1 hari" in client.get(INDEX).content.decode()


def test_figures_of_another_office_do_not_exist(world: World) -> None:
    client, user = signed_in(world, Role.LURAH)
    (office,) = offices_of(user)
    address = reverse("admin:proposals_proposal_figures", args=[office.slug, "tahap"])
    assert client.get(address).status_code == 200
    foreign = f"kelurahan-{world.other_kelurahan.pk}"
    for slug, name in (
        (foreign, "tahap"),
        ("kota", "tahap"),
        (f"kecamatan-{world.kecamatan.pk}", "kelurahan"),
        (office.slug, "kecamatan"),
        (office.slug, "tidak-ada"),
    ):
        address = reverse("admin:proposals_proposal_figures", args=[slug, name])
        assert client.get(address).status_code == 404, (slug, name)


def test_the_oldest_come_first(world: World) -> None:
    first = make_proposal(world, Status.SUBMITTED)
    second = make_proposal(world, Status.SUBMITTED)
    Proposal.objects.filter(pk=second.pk).update(status_since="2020-01-01T00:00Z")
    _, user = signed_in(world, Role.LURAH)
    section = section_of(user, world.cycle, *offices_of(user))
    assert section.oldest == (second, first)


def test_another_year(world: World) -> None:
    old = Cycle.objects.create(fiscal_year=2023, theme="Lama")
    make_proposal(world, Status.SUBMITTED, cycle=old)
    client, _ = signed_in(world, Role.LURAH)
    assert "<b>0</b> Usulan masuk" in client.get(INDEX).content.decode()
    html = client.get(INDEX, {"tahun": "2023"}).content.decode()
    assert "<b>1</b> Usulan masuk" in html
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


def test_a_chart_has_words_for_those_who_do_not_see_it(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.BAPPEDA)
    html = client.get(INDEX).content.decode()
    charts = re.findall(r'<svg class="grafik".*?</svg>', html, re.DOTALL)
    assert len(charts) == 3
    for chart in charts:
        assert 'role="img"' in chart
        names = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert f'<title id="{names[1]}">' in chart
        assert f'<desc id="{names[2]}">' in chart
        assert "style" not in chart
    assert len(set(re.findall(r'id="([^"]+)"', "".join(charts)))) == 3 * 3
