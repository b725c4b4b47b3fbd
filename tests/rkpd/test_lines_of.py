"""The piece of page that says where a usulan stands."""

from django.template import Context, Template
from django.test import RequestFactory

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import Proposal
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
    assert "(belum dibekukan)" in text
    assert f"/admin/rkpd/line/{draft.lines.get().pk}/change/" in text
