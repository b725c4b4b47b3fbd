"""What the tests of the public pages share."""

import pytest

from kelurahan.roles import Role
from planning.models import ReasonCode
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import Details, perform
from tests.factories import World, make_proposal, make_user

SECRETS = {
    "title": "Saluran depan rumah Pak Sutrisna 0812-3456-7890",
    "address": "Jalan Cempaka Nomor 17",
    "landmark": "sebelah warung Bu Karsinem",
    "problem": "Hubungi 081234567890.",
    "latitude": "-6.123456",
    "longitude": "106.987654",
}


@pytest.fixture
def rt_head(world: World):
    return make_user(world, Role.RT, phone="+6281298765432")


@pytest.fixture
def told(world: World, rt_head) -> Proposal:
    """Full of what must not be told, handed in, refused with a reason and an internal note."""
    draft = make_proposal(world, created_by=rt_head, **SECRETS)
    perform(draft, "submit", actor=rt_head)
    reason = ReasonCode.objects.create(
        code="T09", public_sentence="Lahannya bukan milik kota.", at_kelurahan=True
    )
    perform(
        draft,
        "reject",
        actor=make_user(world, Role.STAFF),
        note="Catatan untuk Pak Lurah saja.",
        details=Details(reason=reason),
    )
    return draft


@pytest.fixture
def submitted(world: World) -> Proposal:
    return make_proposal(world, Status.SUBMITTED)
