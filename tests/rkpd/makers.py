"""Accommodated usulan and drafts made of them."""

from decimal import Decimal
from typing import Any

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import Assessment, Proposal
from proposals.statuses import FundingSource, Level, Status
from rkpd.models import Draft
from rkpd.services import build_draft
from tests.factories import World, make_proposal, make_user


def make_accommodated(
    world: World,
    *,
    volume: Decimal | int | None = 10,
    value: int | None = 10_000_000,
    funding_source: str = FundingSource.APBD,
    status: Status = Status.ACCOMMODATED,
    sub_kegiatan: Any = None,
    **changes: Any,
) -> Proposal:
    """A usulan that its OPD accommodated with these figures."""
    proposal = make_proposal(world, status, **changes)
    Assessment.objects.create(
        proposal=proposal,
        level=Level.OPD,
        volume=volume,
        value=value,
        funding_source=funding_source,
        sub_kegiatan=sub_kegiatan or world.sub_kegiatan,
        assessed_by=proposal.created_by,
    )
    return proposal


def make_bappeda(world: World) -> User:
    return make_user(world, Role.BAPPEDA)


def make_draft(world: World, actor: User | None = None, **changes: Any) -> Draft:
    """A draft of what is accommodated so far; of one usulan when nothing is."""
    if not Proposal.objects.filter(status=Status.ACCOMMODATED).exists():
        make_accommodated(world)
    return build_draft(cycle=world.cycle, actor=actor or make_bappeda(world), **changes)
