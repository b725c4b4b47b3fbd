"""The piece of page that says where a usulan stands."""

from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from rkpd.services import freeze_draft
from tests.factories import World, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft


def shown(proposal: Proposal, user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    page = Template("{% load rkpd_lines %}{% lines_of proposal %}")
    return page.render(Context({"request": request, "proposal": proposal})).strip()


def test_owners_read_frozen_lines_without_links(world: World) -> None:
    proposal = make_accommodated(world)
    owner, bappeda = make_user(world, Role.RT), make_bappeda(world)
    draft = make_draft(world, bappeda)
    assert shown(proposal, owner) == ""
    freeze_draft(draft, actor=bappeda)
    text = shown(proposal, owner)
    assert "RKPD 2024 versi 1" in text
    assert "Rp10.000.000" in text
    assert "<a " not in text


def test_bappeda_reads_open_drafts_too_and_follows_the_link(world: World) -> None:
    proposal = make_accommodated(world)
    bappeda = make_bappeda(world)
    draft = make_draft(world, bappeda)
    text = shown(proposal, bappeda)
    assert ", belum dibekukan:" in text
    assert f"/admin/rkpd/line/{draft.lines.get().pk}/change/" in text


def test_the_proposer_reads_what_becomes_of_it_in_plain_words(world: World) -> None:
    bappeda, head = make_bappeda(world), make_user(world, Role.RT)
    proposal = make_accommodated(world, volume=12)
    make_accommodated(world)
    freeze_draft(make_draft(world, bappeda), actor=bappeda)
    text = " ".join(shown(proposal, head).split())
    assert "12 m senilai Rp10.000.000 dari APBD Kota, dikerjakan Dinas Air" in text
    assert "tidak lagi tercantum" not in text
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.CANCELLED)
    second = make_draft(world, bappeda, kind="rancangan")
    assert "tidak lagi tercantum" not in shown(proposal, head)
    freeze_draft(second, actor=bappeda)
    text = " ".join(shown(proposal, head).split())
    assert "Sejak <strong>RKPD 2024 versi 2 (rancangan)</strong>" in text
    assert "usulan ini tidak lagi tercantum" in text


def test_both_pages_of_a_usulan_say_it(world: World) -> None:
    head, bappeda = make_user(world, Role.RT), make_bappeda(world)
    proposal = make_accommodated(world, created_by=head)
    draft = freeze_draft(make_draft(world, bappeda), actor=bappeda)
    line = reverse("admin:rkpd_line_change", args=[draft.lines.get().pk])
    office = reverse("admin:proposals_proposal_change", args=[proposal.pk])
    for user, page, has_link in (
        (head, proposal.get_absolute_url(), False),
        (bappeda, office, True),
        (make_user(world, Role.STAFF), office, False),
    ):
        client = Client()
        client.force_login(user)
        text = client.get(page).content.decode()
        assert "RKPD 2024 versi 1 (rancangan awal)" in text
        assert (line in text) == has_link
