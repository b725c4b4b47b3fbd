"""What slipped into a public title is taken down by the office, everywhere and at once."""

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import User
from kelurahan.roles import Role
from notices.wording import Item
from planning.models import Cycle
from proposals.models import Proposal
from proposals.services import carry_forward, may_word_title, update_content, word_title
from proposals.statuses import Status
from proposals.workflow import ActionNotAllowed, ConditionsNotMet
from publik.sharing import path_of
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import change, signed_in
from tests.publik.test_lists import text_of

SLIPPED = "Saluran dekat si Kopral Jono"
SAFE = "Saluran di RT 001"

MAY = (Role.STAFF, Role.LURAH, Role.BAPPEDA)
MAY_NOT = (Role.RT, Role.RW, Role.PAMOR, Role.ORGANISATION, Role.KECAMATAN, Role.OPD, Role.OBSERVER)


def address(usulan: Proposal) -> str:
    return reverse("admin:proposals_proposal_public_title", args=[usulan.pk])


@pytest.fixture
def slipped(world: World) -> Proposal:
    return make_proposal(world, Status.VERIFIED, title=SLIPPED)


def places(client: Client, usulan: Proposal) -> dict[str, str]:
    """Wherever its title leaves the portal."""
    return {
        "list": text_of(client, "list"),
        "csv": text_of(client, "data_csv"),
        "json": text_of(client, "data_json"),
        "search": text_of(client, "search", nomor=usulan.number or ""),
        "page and its card": client.get(path_of(usulan)).content.decode(),
        "message": Item(usulan, "", "").title,
    }


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.DRAFT, Status.WITHDRAWN)])
def test_whatever_the_status_it_is_gone_from_everywhere(
    client: Client, world: World, status: Status
) -> None:
    usulan = make_proposal(world, status, title=SLIPPED)
    assert all("Jono" in text for text in places(client, usulan).values())
    word_title(usulan, actor=make_user(world, Role.STAFF), public_title=f"  {SAFE} ")
    told = places(client, usulan)
    assert [place for place, text in told.items() if "Jono" in text] == []
    assert [place for place, text in told.items() if SAFE not in text] == []
    assert (usulan.title, usulan.status) == (SLIPPED, status)


def test_the_filter_reads_the_offices_words_too(
    client: Client, world: World, slipped: Proposal
) -> None:
    staff = make_user(world, Role.STAFF)
    word_title(slipped, actor=staff, public_title="Saluran depan rumah Pak Jono")
    page = client.get(path_of(slipped)).content.decode()
    assert "Saluran depan rumah Pak [nama]" in page
    assert "Jono" not in page


def test_left_empty_the_own_title_is_shown_again(
    client: Client, world: World, slipped: Proposal
) -> None:
    staff = make_user(world, Role.STAFF)
    for title in (SAFE, ""):
        word_title(slipped, actor=staff, public_title=title)
    assert SLIPPED in client.get(path_of(slipped)).content.decode()


def test_the_history_says_who_did_it_and_keeps_no_name(
    client: Client, world: World, slipped: Proposal
) -> None:
    staff = make_user(world, Role.STAFF)
    for title in ("Saluran Pak Jono", SAFE, SAFE):
        word_title(slipped, actor=staff, public_title=title)
    first, second = slipped.events.filter(action="public_title").order_by("at")
    assert (first.actor, first.actor_role, first.note) == (staff, Role.STAFF.label, "")
    assert first.source == first.target == Status.VERIFIED
    assert first.changes == {"public_title": [None, "Saluran Pak [nama]"]}
    assert second.changes == {"public_title": ["Saluran Pak [nama]", SAFE]}
    public = client.get(path_of(slipped)).content.decode()
    assert "mengubah judul" not in public
    office, _ = signed_in(world, Role.LURAH)
    assert "mengubah judul untuk umum" in office.get(change(slipped)).content.decode()


@pytest.mark.parametrize("role", MAY)
def test_the_office_does_it_on_the_page_of_the_usulan(
    world: World, slipped: Proposal, role: Role
) -> None:
    client, _ = signed_in(world, role)
    page = client.get(change(slipped)).content.decode()
    assert f"Yang dibaca umum sekarang: “{SLIPPED}”" in page
    assert address(slipped) in page
    answer = client.post(address(slipped), {"public_title": SAFE}, follow=True)
    assert f"Yang dibaca umum sekarang: “{SAFE}”." in answer.content.decode()
    slipped.refresh_from_db()
    assert slipped.public_title == SAFE
    answer = client.post(address(slipped), {"public_title": "x" * 201}, follow=True)
    assert "Terlalu panjang" in answer.content.decode()
    slipped.refresh_from_db()
    assert slipped.public_title == SAFE


def test_the_technical_administrator_may_too(world: World, slipped: Proposal) -> None:
    admin = make_user(world, None, is_superuser=True, is_staff=True)
    word_title(slipped, actor=admin, public_title=SAFE)
    event = slipped.events.get(action="public_title")
    assert (event.actor, event.actor_role) == (admin, "Pengelola portal")


@pytest.mark.parametrize("role", MAY_NOT)
def test_nobody_else_may(world: World, slipped: Proposal, role: Role) -> None:
    Proposal.objects.filter(pk=slipped.pk).update(routed_at=slipped.submitted_at)
    client, user = signed_in(world, role)
    assert not may_word_title(slipped, user)
    with pytest.raises(ActionNotAllowed):
        word_title(slipped, actor=user, public_title=SAFE)
    assert "Simpan judul untuk umum" not in client.get(change(slipped)).content.decode()
    client.post(address(slipped), {"public_title": SAFE})
    untouched(slipped)


@pytest.mark.parametrize("role", [Role.STAFF, Role.LURAH])
def test_nor_the_office_of_another_kelurahan(world: World, slipped: Proposal, role: Role) -> None:
    foreign: User = make_user(world, role, territory=world.other_kelurahan)
    with pytest.raises(ActionNotAllowed):
        word_title(slipped, actor=foreign, public_title=SAFE)
    client = Client()
    client.force_login(foreign, backend="kelurahan.backends.RoleBackend")
    assert client.post(address(slipped), {"public_title": SAFE}).status_code == 404
    untouched(slipped)


def untouched(usulan: Proposal) -> None:
    usulan.refresh_from_db()
    assert usulan.public_title == ""
    assert not usulan.events.filter(action="public_title").exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_public_has_no_such_title(world: World, status: Status) -> None:
    usulan = make_proposal(world, status)
    client, staff = signed_in(world, Role.STAFF)
    assert "Simpan judul untuk umum" not in client.get(change(usulan)).content.decode()
    with pytest.raises(ConditionsNotMet):
        word_title(usulan, actor=staff, public_title=SAFE)
    client.post(address(usulan), {"public_title": SAFE})
    untouched(usulan)


def test_asked_for_again_next_year_it_reads_the_same(world: World) -> None:
    head = make_user(world, Role.RT)
    old = make_proposal(world, Status.DECLINED, created_by=head, title=SLIPPED)
    word_title(old, actor=make_user(world, Role.STAFF), public_title=SAFE)
    next_year = Cycle.objects.create(fiscal_year=2025, theme="Tahun depan")
    again = carry_forward(old, actor=head, cycle=next_year)
    assert (again.title, again.public_title) == (SLIPPED, SAFE)


def test_its_proposer_is_told_how_it_reads(world: World) -> None:
    client, head = signed_in(world, Role.RT)
    own = make_proposal(world, Status.SUBMITTED, created_by=head, title=SLIPPED)
    word_title(own, actor=make_user(world, Role.STAFF), public_title=SAFE)
    page = client.get(own.get_absolute_url()).content.decode()
    assert SAFE in page
    receipt = client.get(reverse("proposals:receipt", args=[own.pk])).content.decode()
    passed_on = receipt.partition("data-bagikan>")[2].partition("</textarea>")[0]
    assert SAFE in passed_on
    assert "Jono" not in passed_on


def test_the_hint_about_private_words_names_this_way_out(world: World) -> None:
    usulan = make_proposal(world, Status.VERIFIED, title="Saluran Pak Jono 0812-3456-7890")
    for role, named in ((Role.STAFF, True), (Role.KECAMATAN, False)):
        client, _ = signed_in(world, role)
        page = client.get(change(usulan)).content.decode()
        assert "Di bagian judul tertulis" in page
        assert ('href="#judul-umum"' in page) is named


def test_another_title_of_the_proposer_takes_its_place(client: Client, world: World) -> None:
    head, staff = make_user(world, Role.RT), make_user(world, Role.STAFF)
    usulan = make_proposal(world, Status.SUBMITTED, title=SLIPPED, created_by=head)
    word_title(usulan, actor=staff, public_title=SAFE)
    Proposal.objects.filter(pk=usulan.pk).update(status=Status.RETURNED)
    usulan.refresh_from_db()
    update_content(usulan, actor=head, seen_revision=usulan.revision, title="Pos ronda baru")
    assert "Pos ronda baru" in client.get(path_of(usulan)).content.decode()
