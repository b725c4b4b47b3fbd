"""A city in which every recap has something to count, and something that it must not."""

import pytest

from kelurahan.models import RT, RW, Kecamatan, Kelurahan
from kelurahan.roles import Role
from planning.models import QuotaRule
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.statuses import Level, Status
from tests.factories import ROUTED, World, make_item, make_proposal, make_user


@pytest.fixture
def city(world: World) -> World:
    """Usulan in every status from three kelurahan, RW and offices, some with offices' figures."""
    elsewhere = Kelurahan.objects.create(
        kecamatan=Kecamatan.objects.create(
            city=world.city, code="99.75.02", name="Barat", name_local="Barat"
        ),
        code="99.75.02.1001",
        name="Anggrek",
        name_local="Anggrek",
    )
    QuotaRule.objects.create(cycle=world.cycle, scope="rw", kind="count", value=7)
    make_user(world, Role.LURAH)
    economy = make_item(world.cycle, opd=world.other_opd, bidang="ekonomi")
    places = (
        {},
        {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt},
        {"kelurahan": elsewhere, "rw": None, "rt": None, "proposer_kind": "kelurahan"},
        {"rt": None, "proposer_kind": "organisasi", "organisation": world.organisation},
    )
    for number, status in enumerate(Status):
        for shift, place in enumerate(places):
            more = {"kamus_item": (world.item, economy, None)[(number + shift) % 3]}
            if status in ROUTED or status == Status.REALISED:
                more["opd"] = (world.opd, world.other_opd)[shift % 2]
            if status == Status.REALISED and shift:
                more["routed_at"] = "2024-01-01T00:00Z"
            proposal = make_proposal(world, status, value=1_000_000 * (number + 1), **place, **more)
            for level, unless in zip(Level, (1, 2, 3), strict=True):
                if shift != unless:
                    _assess(proposal, level, 100_000 * (unless + 1) + number)
    _diverted(world, Status.VERIFIED)
    _diverted(world, Status.NOT_AGREED)
    _diverted(world, Status.DECLINED, routed_at="2024-01-01T00:00Z")
    make_proposal(world, Status.WITHDRAWN, submitted_at=None, number=None)
    return world


@pytest.fixture
def quiet_rw(world: World) -> RW:
    """An RW elsewhere of which nobody has proposed anything."""
    rw = RW.objects.create(kelurahan=world.other_kelurahan, label="009")
    RT.objects.create(rw=rw, label="001")
    return rw


def _assess(proposal: Proposal, level: Level, value: int) -> None:
    Assessment.objects.create(
        proposal=proposal, level=level, value=value, assessed_by=proposal.created_by
    )


def _diverted(world: World, source: Status, **more: str) -> Proposal:
    """Turned aside out of ``source``, as the history says."""
    proposal = make_proposal(world, Status.DIVERTED, **more)
    ProposalEvent.objects.create(
        proposal=proposal,
        actor=None,
        actor_name="Pejabat Contoh",
        actor_role="Contoh",
        action="divert",
        source=source,
        target=Status.DIVERTED,
        note="Dialihkan ke pokok pikiran.",
    )
    return proposal
