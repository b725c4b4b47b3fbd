"""The pages of the list: no row twice or missing, words found as written, rows told as they are."""

import pytest
from django.db import connection

from kelurahan.models import Organisation
from kelurahan.roles import Role
from planning.models import IssueGroup
from proposals.admin.rows import fetched, flags_of
from proposals.admin.search import search
from proposals.admin.usulan import ProposalAdmin
from proposals.models import Proposal
from proposals.statuses import LandStatus, Status
from tests.factories import World, make_item, make_proposal
from tests.proposals.office import LIST, signed_in


@pytest.fixture
def city(world: World) -> list[Proposal]:
    """Usulan of two kelurahan, several items of two issues and none, with ranks and without."""
    items = [
        make_item(world.cycle, opd=world.opd, code=code, issue=IssueGroup.objects.create(name=name))
        for code, name in (("B-1", "Jalan"), ("A-1", "Air"), ("A-2", "Taman"))
    ]
    elsewhere = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    return [
        make_proposal(
            world,
            Status.SUBMITTED,
            kamus_item=[*items, None][n % 4],
            value=(n * 7) % 5 * 1_000_000 or None,
            **(
                elsewhere
                if n % 3 == 0
                else {"rw": world.other_rw, "rt": None, "proposer_kind": "rw"}
            )
            if n % 2
            else {},
        )
        for n in range(14)
    ]


@pytest.mark.parametrize("order", ["", "kamus", "wilayah", "lama", "nilai", "nomor"])
@pytest.mark.parametrize("role", [Role.STAFF, Role.BAPPEDA])
def test_the_pages_together_are_the_list(
    world: World, city: list[Proposal], role: Role, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProposalAdmin, "list_per_page", 3)
    client, _ = signed_in(world, role)
    query = {"urut": order} if order else {}
    whole = client.get(LIST, query | {"all": ""}).context["cl"].result_list
    visible = {p.pk for p in city if role != Role.STAFF or p.kelurahan == world.kelurahan}
    assert set(whole) == visible
    assert len(whole) == len(visible)
    paged = []
    for number in range(1, (len(whole) + 2) // 3 + 1):
        paged += client.get(LIST, query | {"p": number}).context["cl"].result_list
    assert paged == whole


def test_a_new_usulan_stands_on_the_list_at_once(world: World, city: list[Proposal]) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    before = client.get(LIST).context
    make_proposal(world, Status.SUBMITTED)
    after = client.get(LIST).context
    assert after["handed_in"] == before["handed_in"] + 1
    assert after["cl"].result_count == before["cl"].result_count + 1


def test_offices_do_not_share_what_was_counted(world: World, city: list[Proposal]) -> None:
    counts = {}
    for role in (Role.BAPPEDA, Role.STAFF, Role.OPD, Role.KECAMATAN):
        client, _ = signed_in(world, role)
        counts[role] = client.get(LIST).context["cl"].shown.above["handed_in"]
    assert counts[Role.BAPPEDA] == 14
    assert 0 < counts[Role.STAFF] < 14
    assert counts[Role.OPD] == 0


SEARCHES = {
    "saluran": {"drain"},
    "SALURAN pinggir": {"drain"},
    "100%": {"percent"},
    "%": {"percent"},
    "a_b": {"under"},
    "_": {"under"},
    "go": {"short"},
    "tunas": {"body"},
    "tunas talud": set(),
    "talud tunas": set(),
    "mawar 7": {"drain"},
    "pinggir mawar": {"drain"},
    # No word reaches from the title into the address.
    "kalijalan": set(),
    "": {"drain", "percent", "under", "short", "body"},
}


def test_words_are_found_as_they_are_written(world: World) -> None:
    tunas = Organisation.objects.create(name="Tunas Muda", kelurahan=world.kelurahan)
    submitted = Status.SUBMITTED
    plain = {"title": "Lapangan", "address": "Jalan Kenari"}
    made = {
        "drain": make_proposal(
            world, submitted, title="Saluran pinggir kali", address="jalan Mawar 7"
        ),
        "percent": make_proposal(world, submitted, **plain | {"title": "Rusak 100% semua"}),
        "under": make_proposal(world, submitted, **plain | {"title": "Petak a_b"}),
        "short": make_proposal(world, submitted, **plain | {"title": "Got"}),
        "body": make_proposal(
            world,
            submitted,
            **plain,
            organisation=tunas,
            proposer_kind="organisasi",
            rw=None,
            rt=None,
        ),
    }
    for text, wanted in SEARCHES.items():
        keys = set(search(Proposal.objects.all(), text).values_list("pk", flat=True))
        assert {name for name, proposal in made.items() if proposal.pk in keys} == wanted, text


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has trigrams")
def test_the_index_holds_exactly_the_text_that_is_searched(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = search(Proposal.objects.order_by(), "saluran")
    assert "proposal_searched" in rows.explain()


def test_rows_say_what_the_usulan_says(world: World) -> None:
    kinds = (
        {},
        {"proposer_kind": "rw", "rt": None},
        {
            "proposer_kind": "organisasi",
            "organisation": world.organisation,
            "rw": None,
            "rt": None,
        },
        {"proposer_kind": "kelurahan", "rw": None, "rt": None},
        {"kamus_item": None, "value": None, "volume": None, "over_quota": True},
        {"value": 99_000_000, "land_status": LandStatus.RESIDENTS},
        {"land_status": LandStatus.GOVERNMENT},
    )
    made = [make_proposal(world, Status.SUBMITTED, **kind) for kind in kinds]
    rows = fetched([proposal.pk for proposal in reversed(made)])
    assert [row.pk for row in rows] == [proposal.pk for proposal in reversed(made)]
    for row, proposal in zip(rows, reversed(made), strict=True):
        fresh = Proposal.objects.get(pk=proposal.pk)
        assert row.proposer_name == fresh.proposer_name
        assert flags_of(row) == flags_of(fresh)
        assert (
            row.price_is_far is Proposal.objects.price_far_from_kamus().filter(pk=row.pk).exists()
        )


def test_what_people_typed_is_escaped_in_rows_and_choices(world: World) -> None:
    item = make_item(world.cycle, opd=world.opd, name="<b>Tebal</b> & 'miring'")
    make_proposal(
        world,
        Status.SUBMITTED,
        kamus_item=item,
        title='<script>"x"</script>',
        address="<i>",
        unit="<u>",
    )
    for role in (Role.STAFF, Role.BAPPEDA):
        client, _ = signed_in(world, role)
        text = client.get(LIST, {"kamus": '"><img>'}).content.decode()
        text += client.get(LIST).content.decode()
        for tag in ("<script>&quot;", '<script>"', "<b>Tebal", "<i>", "<u>", "<img>"):
            assert tag not in text
        assert "&lt;b&gt;Tebal&lt;/b&gt; &amp; &#x27;miring&#x27;" in text
