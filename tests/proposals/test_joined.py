"""What was merged into another usulan does not go down with it."""

import pytest

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import ConditionsNotMet, Details, perform
from tests.factories import World, make_proposal, make_user


@pytest.fixture
def staff(world: World) -> User:
    return make_user(world, Role.STAFF)


@pytest.fixture
def head(world: World) -> User:
    return make_user(world, Role.RT)


def merged(world: World, staff: User, target: Proposal) -> Proposal:
    usulan = make_proposal(world, Status.VERIFIED, rt=world.other_rt)
    perform(usulan, "merge", actor=staff, details=Details(target=target))
    return usulan


def test_withdrawing_it_lets_the_others_go(world: World, staff: User, head: User) -> None:
    target = make_proposal(world, Status.SUBMITTED)
    joined = [merged(world, staff, target) for _ in range(2)]
    elsewhere = merged(world, staff, make_proposal(world, Status.SUBMITTED))
    perform(target, "withdraw", actor=head)
    for usulan in joined:
        usulan.refresh_from_db()
        assert (usulan.status, usulan.merged_into) == (Status.SUBMITTED, None)
        event = usulan.events.latest("at")
        assert (event.action, event.actor) == ("release", head)
        assert event.changes == {"merged_into": [target.number, None]}
    elsewhere.refresh_from_db()
    assert elsewhere.status == Status.MERGED


def test_what_others_joined_is_not_merged_itself(world: World, staff: User) -> None:
    target = make_proposal(world, Status.SUBMITTED)
    merged(world, staff, target)
    third = make_proposal(world, Status.SUBMITTED)
    with pytest.raises(ConditionsNotMet) as refused:
        perform(target, "merge", actor=staff, details=Details(target=third))
    assert "Gabungkan usulan yang satunya" in str(refused.value)
