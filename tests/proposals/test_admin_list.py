"""The list of usulan: cost, order, filters, search, counters, the next one that waits."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import IssueGroup
from proposals.admin.reads import ORDERS
from proposals.admin.rows import fetched
from proposals.models import Assessment
from proposals.statuses import LandStatus, Level, Status
from proposals.workflow import perform
from tests.factories import World, make_item, make_proposal
from tests.proposals.office import LIST, change, rows_behind, signed_in

QUERIES = {
    Role.STAFF: (16, 5),
    Role.LURAH: (16, 5),
    Role.KECAMATAN: (16, 6),
    Role.OPD: (16, 5),
    Role.BAPPEDA: (16, 6),
    Role.OBSERVER: (16, 6),
}
"""Literal cost of the list per office: after a change, and while nothing changes."""

NEXT = reverse("admin:proposals_proposal_next")


@pytest.mark.parametrize("role", list(QUERIES))
def test_cost_does_not_grow_with_rows(world: World, role: Role) -> None:
    client, _ = signed_in(world, role)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            item = make_item(world.cycle, opd=world.opd)
            proposal = make_proposal(world, Status.AGREED, kamus_item=item)
            Assessment.objects.create(
                proposal=proposal, level=Level.KELURAHAN, value=5, assessed_by=proposal.created_by
            )
        ask = partial(client.get, LIST)
        counts.append((queries_of(ask), queries_of(ask)))
    assert len(listed(client)) == 3
    assert counts == [QUERIES[role]] * 2


def queries_of(ask: Callable[[], Any]) -> int:
    """How many queries ``ask`` makes."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_a_page_that_is_kept_is_never_older_than_its_rows(world: World, monkeypatch) -> None:
    proposal = make_proposal(world, Status.SUBMITTED, number="USULAN-1")
    client, officer = signed_in(world, Role.STAFF)
    assert "sejak hari ini" in client.get(LIST).content.decode()
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    with monkeypatch.context() as later:
        later.setattr(timezone, "localdate", lambda since=None: today if since else tomorrow)
        assert "sudah 1 hari" in client.get(LIST).content.decode()
    perform(proposal, "verify", actor=officer)
    world.rt.label = "077"
    world.rt.save()
    text = client.get(LIST).content.decode()
    assert "<b>1</b>" in text
    assert Status.VERIFIED.label in text
    assert "RT 077" in text
    assert "belum diverifikasi" in text


def test_a_page_that_is_kept_is_not_shown_across_a_border(world: World) -> None:
    own = make_proposal(world, Status.AGREED)
    foreign = make_proposal(
        world,
        Status.AGREED,
        kelurahan=world.other_kelurahan,
        rw=world.foreign_rw,
        rt=world.foreign_rt,
    )
    city, _ = signed_in(world, Role.BAPPEDA)
    staff, _ = signed_in(world, Role.STAFF)
    for _ in range(2):
        whole, narrow = (client.get(LIST).content.decode() for client in (city, staff))
        assert (str(own.pk) in whole, str(foreign.pk) in whole) == (True, True)
        assert (str(own.pk) in narrow, str(foreign.pk) in narrow) == (True, False)


def test_a_choice_of_kelurahan_and_a_search_cost_little_more(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.BAPPEDA)
    ask = partial(client.get, LIST, {"kelurahan": world.kelurahan.pk, "q": "saluran RW 1"})
    assert (queries_of(ask), queries_of(ask)) == (20, 9)


@pytest.fixture
def several(world: World) -> dict:
    """One usulan for each thing that the list is narrowed by."""
    road = make_item(
        world.cycle,
        opd=world.other_opd,
        name="Jalan lingkungan",
        issue=IssueGroup.objects.create(name="Jalan"),
        bidang="ekonomi",
    )
    submitted = Status.SUBMITTED
    return {
        "plain": make_proposal(world, submitted),
        "road": make_proposal(
            world, submitted, kamus_item=road, rw=world.other_rw, rt=None, proposer_kind="rw"
        ),
        "free": make_proposal(world, submitted, kamus_item=None),
        "land": make_proposal(
            world, submitted, land_status=LandStatus.RESIDENTS, title="Talud pinggir kali"
        ),
        "price": make_proposal(world, submitted, value=99_000_000),
        "quota": make_proposal(world, submitted, over_quota=True),
        "verified": make_proposal(world, Status.VERIFIED),
        "agreed": make_proposal(world, Status.AGREED),
        "draft": make_proposal(world, Status.DRAFT),
        "office": make_proposal(world, submitted, rw=None, rt=None, proposer_kind="kelurahan"),
        "body": make_proposal(
            world,
            submitted,
            rw=None,
            rt=None,
            proposer_kind="organisasi",
            organisation=world.organisation,
        ),
    }


def found(client, several: dict, query: dict) -> set[str]:
    shown = listed(client, query)
    return {name for name, proposal in several.items() if proposal.pk in shown}


def listed(client, query: dict | None = None) -> list:
    """The keys of the rows, in the order of the list."""
    return client.get(LIST, query or {}).context["cl"].result_list


def filters(world: World, several: dict) -> dict[tuple, set[str]]:
    """What each filter, search and some of them together find for the kelurahan's staff."""
    all_but_draft = set(several) - {"draft"}
    item, road = world.item, several["road"].kamus_item
    return {
        (): all_but_draft,
        (("tahap", "semua"),): set(several),
        (("tahap", "waiting"),): all_but_draft - {"verified", "agreed"},
        (("tahap", "diakomodir-lanjut"),): set(),
        (("status", "verified"),): {"verified"},
        (("status", "draft"),): {"draft"},
        (("status", "nonsense"),): set(),
        (("kamus", road.pk),): {"road"},
        (("kamus", f"isu-{road.issue_id}"),): {"road"},
        (("kamus", item.pk),): all_but_draft - {"road", "free"},
        (("kamus", "kosong"),): {"free"},
        (("kamus", "isu-"),): set(),
        (("kamus", "99999999999999999999"),): set(),
        (("rw", world.other_rw.pk),): {"road"},
        (("rw", "lembaga"),): {"body"},
        (("rw", "kantor"),): {"office"},
        (("rw", "x"),): set(),
        (("tanda", "kamus"),): {"free"},
        (("tanda", "lahan"),): {"land"},
        (("tanda", "harga"),): {"price"},
        (("tanda", "kuota"),): {"quota"},
        (("bidang", "ekonomi"),): {"road"},
        (("bidang", "kosong"),): {"free"},
        (("opd", world.other_opd.pk),): {"road"},
        (("opd", "kosong"),): {"free"},
        (("kelurahan", world.other_kelurahan.pk),): set(),
        (("kecamatan", world.kecamatan.pk),): all_but_draft,
        (("tahun", "1999"),): all_but_draft,
        (("q", several["plain"].number),): {"plain"},
        (("q", "rw 2"),): {"road"},
        (("q", "RT 001/RW 01"),): all_but_draft - {"road", "office", "body"},
        (("q", "karang"),): {"body"},
        (("q", "jalan contoh TALUD kali"),): {"land"},
        (("rw", world.rw.pk), ("tanda", "lahan"), ("status", "submitted")): {"land"},
    }


def test_filters_find_what_they_say(world: World, several: dict) -> None:
    client, _ = signed_in(world, Role.STAFF)
    for query, wanted in filters(world, several).items():
        assert found(client, several, dict(query)) == wanted, query


def exported(client, several: dict, query: dict) -> list[str]:
    address = reverse("admin:proposals_proposal_download", args=["lengkap", "csv"])
    content = b"".join(client.get(address, query).streaming_content).decode("utf-8-sig")
    titles = {proposal.title: name for name, proposal in several.items()}
    return [titles[row["Judul Usulan"]] for row in csv.DictReader(io.StringIO(content))]


def test_each_filter_of_the_page_holds_in_the_file(world: World, several: dict) -> None:
    client, _ = signed_in(world, Role.STAFF)
    for query, wanted in filters(world, several).items():
        rows = exported(client, several, dict(query))
        assert (len(rows), set(rows)) == (len(wanted), wanted), query


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_the_page_holds_in_the_file(world: World, several: dict, order: str) -> None:
    client, _ = signed_in(world, Role.STAFF)
    listed = client.get(LIST, {"urut": order}).context["cl"].result_list
    names = {proposal.pk: name for name, proposal in several.items()}
    assert exported(client, several, {"urut": order}) == [names[pk] for pk in listed]


def test_flags_of_a_row_are_those_of_the_filter(world: World, several: dict) -> None:
    client, _ = signed_in(world, Role.STAFF)
    rows = fetched(listed(client))
    assert {row.pk for row in rows if row.price_is_far} == {several["price"].pk}
    text = client.get(LIST, {"tanda": "harga"}).content.decode()
    assert text.count('<span class="tanda">') == 1


def test_choices_come_from_visible_rows_only(world: World, several: dict) -> None:
    item = make_item(world.cycle, name="Hanya di Melati")
    make_proposal(
        world,
        Status.SUBMITTED,
        kelurahan=world.other_kelurahan,
        rw=world.foreign_rw,
        rt=world.foreign_rt,
        kamus_item=item,
    )
    staff, _ = signed_in(world, Role.STAFF)
    assert "Hanya di Melati" not in staff.get(LIST).content.decode()
    above, _ = signed_in(world, Role.KECAMATAN)
    assert "Hanya di Melati" in above.get(LIST).content.decode()


def test_a_kelurahan_reads_by_item_then_rw_then_rank(world: World) -> None:
    late = make_item(world.cycle, code="ZZZ-01", name="Terakhir")
    made = [
        make_proposal(world, Status.SUBMITTED, kamus_item=late, rank=1),
        make_proposal(
            world, Status.SUBMITTED, rw=world.other_rw, rt=None, proposer_kind="rw", rank=1
        ),
        make_proposal(world, Status.SUBMITTED, rank=3),
        make_proposal(world, Status.SUBMITTED, rank=2),
        make_proposal(world, Status.SUBMITTED, kamus_item=None, rank=4),
    ]
    client, _ = signed_in(world, Role.STAFF)
    keys = [proposal.pk for proposal in made]
    assert listed(client) == keys[::-1]
    assert listed(client, {"urut": "nomor"}) == keys


@pytest.mark.parametrize("role", list(QUERIES))
def test_counters_equal_their_lists(world: World, several: dict, role: Role) -> None:
    client, _ = signed_in(world, role)
    context = client.get(LIST).context["cl"].shown.above
    assert rows_behind(client, f"tahun={context['year']}") == context["handed_in"]
    assert context["counters"]
    for _, status, count in context["counters"]:
        assert rows_behind(client, f"tahun={context['year']}&status={status}") == count


def test_the_sentence_above_the_list(world: World, several: dict) -> None:
    client, _ = signed_in(world, Role.STAFF)
    assert "8 dari 10 belum diverifikasi" in client.get(LIST).content.decode()


def test_the_offices_figure_stands_beside_the_proposers(world: World) -> None:
    proposal = make_proposal(world, Status.ACCOMMODATED)
    for level, value in ((Level.KELURAHAN, 8_000_000), (Level.OPD, 7_500_000)):
        Assessment.objects.create(
            proposal=proposal,
            level=level,
            value=value,
            volume=Decimal(7),
            assessed_by=proposal.created_by,
        )
    client, _ = signed_in(world, Role.BAPPEDA)
    text = client.get(LIST).content.decode()
    assert "Rp10.000.000" in text
    assert "penilaian: Rp7.500.000" in text


def test_next_goes_through_the_list_and_round(world: World) -> None:
    first, second, third = (make_proposal(world, Status.SUBMITTED, rank=n) for n in (1, 2, 3))
    make_proposal(world, Status.VERIFIED, rank=4)
    client, _ = signed_in(world, Role.STAFF)
    assert client.get(NEXT).url == change(first)
    assert client.get(NEXT, {"sesudah": first.pk}).url == change(second)
    assert client.get(NEXT, {"sesudah": third.pk}).url == change(first)
    assert client.get(NEXT, {"sesudah": "x"}).url == change(first)
    kept = f"q={third.title.split()[-1]}"
    answer = client.get(NEXT, {"_changelist_filters": kept})
    assert answer.url.startswith(change(third))
    assert "_changelist_filters=" in answer.url


def test_next_without_any_left_says_so(world: World) -> None:
    make_proposal(world, Status.VERIFIED)
    client, _ = signed_in(world, Role.STAFF)
    answer = client.get(NEXT, follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert "Tidak ada lagi usulan" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.KECAMATAN, Status.FORWARDED), (Role.OPD, Status.AGREED), (Role.LURAH, Status.SUBMITTED)],
)
def test_each_office_has_its_own_queue(world: World, role: Role, status: Status) -> None:
    for other in (Status.SUBMITTED, Status.FORWARDED, Status.AGREED):
        make_proposal(world, other)
    client, _ = signed_in(world, role)
    answer = client.get(NEXT, follow=True)
    assert answer.context["usulan"].status == status
