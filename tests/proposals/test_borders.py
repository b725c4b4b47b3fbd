"""Role x object x way in: list, detail, edit, admin, export, file. What is refused exists."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from kelurahan.roles import OFFICE_ROLES, PROPOSER_ROLES, Role
from proposals.models import Attachment, Proposal
from proposals.statuses import AttachmentKind
from tests.factories import World, make_user
from tests.proposals.landscape import OBJECTS, SEES, make_objects

EDITS = {
    Role.RT: {"draft of the RT"},
    Role.PAMOR: {"draft of the RT"},
}
WITH_DRAFTS = "?tahap=semua"
MAY_EXPORT = frozenset(OFFICE_ROLES - {Role.OBSERVER})


@pytest.fixture
def objects(world: World) -> dict[str, Proposal]:
    made = make_objects(world)
    for number, proposal in enumerate(made.values()):
        Proposal.objects.filter(pk=proposal.pk).update(title=f"Pekerjaan nomor {number}z")
        proposal.refresh_from_db()
    return made


def enter(client: Client, world: World, role: Role) -> Client:
    client.force_login(make_user(world, role), backend="kelurahan.backends.RoleBackend")
    return client


def attach(proposal: Proposal) -> Attachment:
    attachment = Attachment(
        proposal=proposal,
        kind=AttachmentKind.PHOTO,
        content_type="image/png",
        size=3,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
    )
    attachment.file.save("x.png", ContentFile(b"abc"), save=True)
    return attachment


@pytest.mark.parametrize("role", list(Role))
def test_detail(client: Client, world: World, objects: dict, role: Role) -> None:
    enter(client, world, role)
    for name, proposal in objects.items():
        status = client.get(reverse("proposals:detail", args=[proposal.pk])).status_code
        assert status == (200 if name in SEES[role] else 404), name


@pytest.mark.parametrize("role", list(Role))
def test_edit(client: Client, world: World, objects: dict, role: Role) -> None:
    """A foreign usulan does not exist; one's own side may look but only the owner writes."""
    enter(client, world, role)
    for name, proposal in objects.items():
        for step in ("apa", "lokasi", "volume", "periksa"):
            page = client.get(reverse("proposals:step", args=[proposal.pk, step]))
            if name in EDITS.get(role, ()):
                assert page.status_code == 200, (name, step)
            elif name in SEES[role]:
                assert page.status_code == 302, (name, step)
            else:
                assert page.status_code == 404, (name, step)


@pytest.mark.parametrize("role", list(Role))
def test_writing_by_post_is_no_way_round(
    client: Client, world: World, objects: dict, role: Role
) -> None:
    enter(client, world, role)
    for name, proposal in objects.items():
        if name in EDITS.get(role, ()):
            continue
        url = reverse("proposals:step", args=[proposal.pk, "apa"])
        client.post(url, {"title": "Diganti", "revisi": str(proposal.revision)})
        client.post(url, {"pilih": str(world.item.pk), "revisi": str(proposal.revision)})
        assert Proposal.objects.get(pk=proposal.pk).title == proposal.title, name


@pytest.mark.parametrize("role", list(Role))
def test_file(client: Client, world: World, objects: dict, role: Role) -> None:
    enter(client, world, role)
    for name, proposal in objects.items():
        attachment = attach(proposal)
        url = reverse("proposals:attachment", args=[proposal.pk, attachment.pk])
        assert client.get(url).status_code == (200 if name in SEES[role] else 404), name


@pytest.mark.parametrize("role", sorted(PROPOSER_ROLES))
def test_own_list(client: Client, world: World, objects: dict, role: Role) -> None:
    enter(client, world, role)
    pages = client.get(reverse("proposals:mine")).content.decode()
    pages += client.get(reverse("proposals:rw_list")).content.decode()
    for name, proposal in objects.items():
        if name not in SEES[role]:
            assert proposal.title not in pages, name
    assert sum(p.title in pages for p in objects.values()) > 0


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_admin_list_and_change_page(
    client: Client, world: World, objects: dict, role: Role
) -> None:
    enter(client, world, role)
    address = reverse("admin:proposals_proposal_changelist") + WITH_DRAFTS
    listed = client.get(address).content.decode()
    for name, proposal in objects.items():
        seen = name in SEES[role]
        assert (proposal.title in listed) == seen, name
        change = reverse("admin:proposals_proposal_change", args=[proposal.pk])
        assert client.get(change).status_code == (200 if seen else 404), name


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
@pytest.mark.parametrize("layout", ["lengkap", "sipd"])
def test_export(client: Client, world: World, objects: dict, role: Role, layout: str) -> None:
    enter(client, world, role)
    address = reverse("admin:proposals_proposal_download", args=[layout, "csv"])
    response = client.get(address + WITH_DRAFTS)
    if role not in MAY_EXPORT:
        assert response.status_code == 403
        return
    file = b"".join(response.streaming_content).decode()
    for name, proposal in objects.items():
        assert (proposal.title in file) == (name in SEES[role]), name


@pytest.mark.parametrize("role", sorted(PROPOSER_ROLES))
def test_proposers_have_no_business_in_the_admin(
    client: Client, world: World, objects: dict, role: Role
) -> None:
    enter(client, world, role)
    proposal = objects["submitted of the RT"]
    for url in (
        reverse("admin:index"),
        reverse("admin:proposals_proposal_changelist"),
        reverse("admin:proposals_proposal_change", args=[proposal.pk]),
        reverse("admin:proposals_proposal_download", args=["lengkap", "csv"]),
    ):
        response = client.get(url, follow=True)
        assert response.status_code == 403
        assert proposal.title not in response.content.decode()


def test_visitors_are_sent_to_the_door(client: Client, objects: dict) -> None:
    proposal = objects["submitted of the RT"]
    attachment = attach(proposal)
    for url in (
        reverse("proposals:mine"),
        reverse("proposals:detail", args=[proposal.pk]),
        reverse("proposals:step", args=[proposal.pk, "apa"]),
        reverse("proposals:attachment", args=[proposal.pk, attachment.pk]),
        reverse("admin:proposals_proposal_changelist"),
        reverse("admin:proposals_proposal_download", args=["lengkap", "csv"]),
    ):
        response = client.get(url)
        assert response.status_code == 302
        assert (
            "/masuk/" in response.headers["Location"] or "/login/" in response.headers["Location"]
        )


def test_the_landscape_holds_both_sides_for_every_role() -> None:
    for role in Role:
        assert 0 < len(SEES[role]) < len(OBJECTS)
