"""Role x (list, usulan page, action page) x status in the admin; foreign usulan do exist."""

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import TRANSITIONS, available_actions
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import LIST, act, change, signed_in

OFFICES = (
    Role.STAFF,
    Role.LURAH,
    Role.KECAMATAN,
    Role.OPD,
    Role.BAPPEDA,
    Role.OBSERVER,
)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("role", OFFICES)
def test_every_status_for_every_office(world: World, role: Role, status: Status) -> None:
    """Seen in list and page, or in neither; each action page opens exactly when it is offered."""
    proposal = make_proposal(world, status)
    client, user = signed_in(world, role)
    is_visible = Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists()

    listing = client.get(LIST, {"tahap": "semua"})
    assert (proposal.title in listing.content.decode()) is is_visible
    page = client.get(change(proposal))
    assert page.status_code == (200 if is_visible else 404)
    offered = (
        {action.action for action in available_actions(proposal, user)} if is_visible else set()
    )
    for name, transition in TRANSITIONS.items():
        answer = client.get(act(proposal, name))
        if not is_visible or not transition.button:
            assert answer.status_code == 404, name
        elif name in offered:
            assert answer.status_code == 200, name
        else:
            assert answer.status_code == 302, name
            assert answer.url == change(proposal), name
    proposal.refresh_from_db()
    assert proposal.status == status


@pytest.mark.parametrize("role", OFFICES)
def test_a_foreign_usulan_does_not_exist(world: World, role: Role) -> None:
    """Not in the list, 404 on every page, and untouched by a hand-made request."""
    from kelurahan.models import OPD, City, Kecamatan, Kelurahan

    city = City.objects.create(code="99.76", name="Kota Lain", name_local="Kota Lain")
    kecamatan = Kecamatan.objects.create(city=city, code="99.76.01", name="Lain", name_local="Lain")
    far = Kelurahan.objects.create(
        kecamatan=kecamatan, code="99.76.01.1001", name="Jauh", name_local="Jauh"
    )
    opd = OPD.objects.create(city=city, code="X", name="Dinas Lain")
    foreign = make_proposal(
        world,
        Status.SUBMITTED,
        kelurahan=far,
        rw=None,
        rt=None,
        proposer_kind="kelurahan",
        opd=opd,
    )
    own = make_proposal(world, Status.AGREED)
    client, _ = signed_in(world, role)
    page = client.get(LIST).content.decode()
    assert own.title in page
    assert foreign.title not in page
    assert client.get(change(own)).status_code == 200
    assert client.get(change(foreign)).status_code == 404
    for name in TRANSITIONS:
        assert client.get(act(foreign, name)).status_code == 404
        assert client.post(act(foreign, name), {"seen_revision": 0}).status_code == 404
    assess = reverse("admin:proposals_proposal_assess", args=[foreign.pk])
    assert client.post(assess, {"seen_revision": 0, "volume": "5"}).status_code == 404
    bulk = reverse("admin:proposals_proposal_bulk", args=["verify"])
    client.post(bulk, {"usulan": f"{foreign.pk}:0"})
    foreign.refresh_from_db()
    assert foreign.status == Status.SUBMITTED
    assert not foreign.events.exclude(action="import").exists()


@pytest.mark.parametrize("role", [Role.RT, Role.RW, Role.PAMOR, Role.ORGANISATION, None])
def test_proposers_have_no_door(world: World, role: Role | None) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, role) if role else (Client(), None)
    for url in (LIST, change(proposal), act(proposal, "verify"), reverse("admin:index")):
        assert client.get(url).status_code in (302, 403)
    client.post(act(proposal, "verify"), {"seen_revision": 0})
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_nothing_is_added_edited_or_deleted_here(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.LURAH)
    for rest in ("add/", f"{proposal.pk}/delete/", f"{proposal.pk}/history/", "bukan-uuid/change/"):
        assert client.get(LIST + rest).status_code == 404
    assert client.post(change(proposal), {"status": "verified"}).status_code == 405
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_the_technical_administrator_sees_all_and_does_nothing(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client = Client()
    user = make_user(world, is_superuser=True)
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    assert proposal.title in client.get(LIST).content.decode()
    assert "Tidak ada tindakan" in client.get(change(proposal)).content.decode()
    client.post(act(proposal, "verify"), {"seen_revision": proposal.revision})
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


@pytest.mark.parametrize("role", OFFICES)
def test_no_inline_script_or_style(world: World, role: Role) -> None:
    import re

    proposal = make_proposal(world, Status.SUBMITTED)
    routed = make_proposal(world, Status.AGREED)
    client, _ = signed_in(world, role)
    for url in (reverse("admin:index"), LIST, change(proposal), change(routed)):
        answer = client.get(url)
        if answer.status_code != 200:
            continue
        text = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), url
