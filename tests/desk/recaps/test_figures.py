"""Every figure of a recap is the list behind it, for every office and under every filter."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from desk.recaps import RECAPS
from desk.recaps.base import UsulanRecap
from desk.recaps.chosen import choose
from kelurahan.models import RW, User
from kelurahan.roles import Role
from planning.models import QuotaRule
from proposals.ladder import LADDER, STANDINGS
from proposals.models import Proposal
from proposals.statuses import Status
from tests.desk.recaps.reading import listed, page
from tests.factories import World, make_proposal
from tests.proposals.office import LIST, rows_behind, signed_in

OFFICES = (Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA)
WITH_LISTS = [key for key in RECAPS if key != "rw-tanpa-usulan"]
VALUE_OF_LIST = {
    "hasil-kelurahan": "by_kelurahan",
    "prioritas-kelurahan": "by_kelurahan",
    "t-d-4": "by_kecamatan",
    "hasil-opd": "by_opd",
    "sipd-rinci": "by_opd",
}


def rupiah_of(rows: list[Proposal], name: str) -> int:
    """Added up row by row: the office's figure, or that of the next one below."""
    total = 0
    for row in rows:
        figures = {each.level: each.value for each in row.assessments.all()}
        known = [figures[level] for level in LADDER[name] if figures.get(level) is not None]
        total += known[0] if known else row.value
    return total


def cells_of(answer) -> list[tuple[str, object]]:
    """Every linked cell of the table with the title of its column."""
    titles = [column.title for column in answer.context["columns"]]
    found = []
    for row in answer.context["rows"]:
        at = 0
        for cell in row.cells:
            if cell.href.startswith(f"{LIST}?"):
                found.append((titles[at] if cell.span == 1 else "", cell))
            at += cell.span
    return found


@pytest.mark.parametrize("key", WITH_LISTS)
def test_every_figure_is_its_list(city: World, key: str) -> None:
    for role in OFFICES:
        client, user = signed_in(city, role)
        _follow(client, user, key)


def _follow(client: Client, user: User, key: str) -> None:
    """Open the list behind every figure of the page and compare."""
    answer = client.get(page(key))
    linked = cells_of(answer)
    assert linked
    lists: dict[str, list[Proposal]] = {}
    for title, cell in linked:
        if cell.href not in lists:
            lists[cell.href] = listed(user, cell.href)
        rows = lists[cell.href]
        standing = parse_qs(urlsplit(cell.href).query).get("rekap", ["masuk"])[0]
        if "Rp" in title or "agu" in title:
            is_list = isinstance(RECAPS[key], UsulanRecap)
            name = VALUE_OF_LIST.get(key, "asked") if is_list else STANDINGS[standing].value
            assert rupiah_of(rows, name) == _number(cell.text), (title, cell)
        else:
            assert len(rows) == _number(cell.text), (title, cell)
    _, last = linked[-1]
    assert rows_behind(client, last.href.partition("?")[2]) == len(lists[last.href])
    html = answer.content.decode()
    assert all(cell.href.replace("&", "&amp;") in html for _, cell in linked)


def _number(text: str) -> int:
    """``1.250`` and ``Kecamatan Barat (12 usulan)`` as figures."""
    counted = re.search(r"\(([\d.]+) usulan\)$", text)
    return int((counted[1] if counted else text).replace(".", ""))


@pytest.mark.parametrize("key", list(RECAPS))
def test_sums_are_those_of_the_lines(city: World, quiet_rw: RW, key: str) -> None:
    """Running sums of the file, and those that the database gives for a page of it."""
    _, user = signed_in(city, Role.BAPPEDA)
    recap = RECAPS[key]
    chosen = choose(user, city.cycle, QueryDict(), recap.filters)
    *rows, last = recap.rows(chosen)
    lines = [row for row in rows if row.is_line]
    assert len(lines) > 1
    for at, column in enumerate(recap.columns):
        if column.is_summed:
            assert last.cells[at] == sum(line.cells[at] or 0 for line in lines)
    if isinstance(recap, UsulanRecap):
        told = {row.query: (row.count, row.cells[recap.value_at]) for row in [*rows, last]}
        paged, page = recap.page(chosen, 1)
        assert page.paginator.count == len(lines)
        for row in paged:
            if row.is_sum:
                assert told[row.query] == (row.count, row.cells[recap.value_at])


def test_the_way_up_the_ladder_leaves_nobody_out(city: World) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    for row in client.get(page("sipd")).context["rows"]:
        figures = [_number(cell.text) for cell in row.cells if cell.is_number][-11:-1]
        entered, *desks = figures
        for at in range(0, 9, 3):
            assert sum(desks[at : at + 3]) == entered
            entered = desks[at + 2]
    handed_in = Proposal.objects.exclude(status=Status.WITHDRAWN).filter(submitted_at__isnull=False)
    assert figures[0] == handed_in.count()


@pytest.mark.parametrize(
    ("key", "narrowed"),
    [
        ("kelurahan", {"bidang": "ekonomi"}),
        ("isu", {"opd": "other_opd"}),
        ("t-d-4", {"kelurahan": "kelurahan", "opd": "opd"}),
        ("tidak-diakomodir", {"status": "rejected"}),
        ("tidak-diakomodir", {"bidang": "kosong", "kecamatan": "kecamatan"}),
        ("hasil-kelurahan", {"isi": "ditolak"}),
        ("hasil-kelurahan", {"isi": "rw", "status": "verified"}),
        ("hasil-opd", {"status": "declined"}),
        ("sipd-rinci", {"kelurahan": "other_kelurahan"}),
    ],
)
def test_a_filter_holds_in_figures_and_lists(city: World, key: str, narrowed: dict) -> None:
    query = {
        name: str(getattr(city, value).pk) if hasattr(city, value) else value
        for name, value in narrowed.items()
    }
    client, user = signed_in(city, Role.BAPPEDA)
    everything, fewer = client.get(page(key)), client.get(page(key), query)
    assert 0 < _lines(fewer) < _lines(everything) or key in ("kelurahan", "isu")
    linked = cells_of(fewer)
    assert linked
    for title, cell in linked:
        if "Rp" not in title and "agu" not in title:
            assert len(listed(user, cell.href)) == _number(cell.text)


def _lines(answer) -> int:
    return [row.kind for row in answer.context["rows"]].count("line")


def test_a_senseless_filter_finds_nothing(city: World) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    for query in ({"opd": "x"}, {"kelurahan": "9" * 30}, {"status": "?"}, {"bidang": "'"}):
        answer = client.get(page("tidak-diakomodir"), query)
        assert answer.status_code == 200
        assert _lines(answer) == 0
        assert "tidak dikenal" in answer.content.decode()


def test_quota_and_what_is_left_of_it(world: World, quiet_rw: RW) -> None:
    """Two RW of seven each; RT and RW count, organisations and withdrawn usulan do not."""
    QuotaRule.objects.create(cycle=world.cycle, scope="rw", kind="count", value=7)
    for status in (Status.SUBMITTED, Status.REJECTED, Status.WITHDRAWN, Status.DRAFT):
        make_proposal(world, status, value=100)
    make_proposal(
        world, Status.VERIFIED, rt=None, proposer_kind="organisasi", organisation=world.organisation
    )
    client, _ = signed_in(world, Role.LURAH)
    (line, *_) = client.get(page("kelurahan")).context["rows"]
    assert [cell.text for cell in line.cells] == [
        *("99.75.01.1001", "Mawar"),
        *("14", "2", "12", "200"),
        *("0", "0", "1", "100"),
        *("–", "1", "–", "10.000.000"),
    ]


def test_without_a_rule_there_is_no_maximum(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.LURAH)
    (line, *_) = client.get(page("kelurahan")).context["rows"]
    assert [cell.text for cell in line.cells][2:5] == ["–", "1", "–"]


def test_the_drill_down_of_sipd_opens_from_its_recap(city: World) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    rows = client.get(page("sipd")).context["rows"]
    (mawar,) = [row for row in rows if any(cell.text == "Mawar" for cell in row.cells)]
    (label,) = [cell for cell in mawar.cells if cell.is_label]
    entered = next(cell for cell in mawar.cells if cell.href.startswith(f"{LIST}?"))
    detail = client.get(label.href)
    assert detail.context["page"].paginator.count == _number(entered.text)
    lurah = User.objects.get(assignments__role=Role.LURAH)
    assert [cell.text for cell in mawar.cells][1:4] == ["Contoh Timur", "Mawar", lurah.full_name]


def test_pages_hold_the_sums_of_the_whole(world: World, monkeypatch) -> None:
    monkeypatch.setattr("desk.recaps.base.PER_PAGE", 2)
    for _ in range(5):
        make_proposal(world, Status.REJECTED, value=7)
    client: Client = signed_in(world, Role.LURAH)[0]
    seen = []
    for number in ("1", "2", "3", "x", "99"):
        answer = client.get(page("tidak-diakomodir"), {"p": number})
        rows = answer.context["rows"]
        assert rows[0].cells[0].text == "Kecamatan Contoh Timur (5 usulan)"
        assert rows[-1].cells[0].text == "JUMLAH (5 usulan)"
        seen.append([row.cells[0].text for row in rows if row.kind == "line"])
    assert seen == [["1", "2"], ["3", "4"], ["5"], ["1", "2"], ["5"]]
