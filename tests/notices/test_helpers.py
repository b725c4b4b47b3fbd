"""What a helper does in a proposer's name is told to the proposer, and to no helper."""

from typing import Any

import pytest

from intake.parcels import Parcel
from intake.receiving import receive
from kelurahan.models import Assignment, User
from kelurahan.roles import Role
from kelurahan.scope import forget_scope, scope_of
from notices.kinds import KINDS
from notices.news import heard_by, news_of
from notices.whose import owned
from planning.models.kamus import ProposerKind
from proposals.models import Proposal, Sending
from proposals.selectors import owned_by
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.intake import device
from tests.notices.test_inbox import page, returned
from tests.notices.test_wording import written

SMS = KINDS["sms"]


def actions(user: User) -> list[str]:
    return list(news_of(user).values_list("action", flat=True))


class TestPamor:
    def test_sends_again(self, world: World, head: User, pamor: User, staff: User) -> None:
        usulan = returned(world, staff)
        perform(usulan, "submit", actor=pamor)
        assert actions(head) == ["submit", "return"]
        for text in (page(head), written(head, SMS).body):
            assert "Dikirim lagi ke kelurahan oleh Pamor atas nama Anda." in text

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
    def test_withdraws(self, world: World, head: User, pamor: User, status: Status) -> None:
        usulan = make_proposal(world, status)
        perform(usulan, "withdraw", actor=pamor, note="Sudah dikerjakan warga.")
        text = page(head)
        assert "Dicabut oleh Pamor atas nama Anda." in text
        assert "<strong>Catatan Pamor:</strong> Sudah dikerjakan warga." in text
        body = written(head, SMS).body
        assert "Dicabut oleh Pamor atas nama Anda." in body
        assert pamor.full_name not in body

    def test_hears_what_offices_do_and_nothing_of_the_heads_deeds(
        self, world: World, head: User, pamor: User, staff: User
    ) -> None:
        usulan = returned(world, staff)
        perform(usulan, "submit", actor=head)
        perform(make_proposal(world, Status.SUBMITTED), "withdraw", actor=head)
        assert actions(pamor) == ["return"]

    def test_nor_of_another_helpers(
        self, world: World, pamor: User, staff: User, head: User
    ) -> None:
        usulan = make_proposal(world, Status.RETURNED, assisted_by=staff)
        perform(usulan, "submit", actor=pamor)
        assert actions(head) == ["submit"]
        assert actions(staff) == actions(pamor) == []
        assert actions(make_user(world, Role.PAMOR)) == []


class TestStaff:
    def test_withdraws_what_it_wrote_for_the_rw(self, world: World, staff: User) -> None:
        rw_head = make_user(world, Role.RW)
        usulan = make_proposal(
            world,
            Status.SUBMITTED,
            rt=None,
            proposer_kind=ProposerKind.RW,
            assisted_by=staff,
        )
        perform(usulan, "withdraw", actor=staff)
        assert "Dicabut oleh petugas kelurahan atas nama Anda." in page(rw_head)

    def test_takes_in_a_queue_that_was_brought_as_a_file(
        self, world: World, head: User, staff: User
    ) -> None:
        draft = device.written(world)
        receive(Parcel(draft.id, draft.body), actor=staff, way=Sending.Way.FILE)
        assert actions(head) == ["submit"]
        assert "Dikirim ke kelurahan oleh petugas kelurahan atas nama Anda." in page(head)

    def test_of_the_offices_own_usulan_colleagues_hear_nothing(
        self, world: World, staff: User
    ) -> None:
        usulan = make_proposal(
            world,
            Status.SUBMITTED,
            rt=None,
            rw=None,
            proposer_kind=ProposerKind.KELURAHAN,
        )
        perform(usulan, "withdraw", actor=staff)
        assert actions(make_user(world, Role.STAFF)) == []


def test_the_successor_hears_nothing_of_the_predecessors_own_deeds(world: World) -> None:
    before = make_user(world, Role.RT)
    perform(make_proposal(world, Status.SUBMITTED), "withdraw", actor=before)
    Assignment.objects.filter(user=before).delete()
    assert actions(make_user(world, Role.RT)) == []


@pytest.mark.parametrize("other", ["other_rt", "foreign_rt"])
def test_nobody_elses(world: World, pamor: User, other: str) -> None:
    perform(make_proposal(world, Status.SUBMITTED), "withdraw", actor=pamor)
    assert actions(make_user(world, Role.RT, getattr(world, other))) == []


@pytest.mark.parametrize("roles", [[role] for role in Role] + [[Role.RT, Role.PAMOR], []])
def test_own_means_what_the_workflow_means(world: World, roles: list[Role], staff: User) -> None:
    user = make_user(world, roles[0] if roles else None)
    for role in roles[1:]:
        Assignment.objects.create(user=user, role=role, rw=world.rw)
    nothing: dict[str, Any] = {"rt": None, "rw": None}
    for places in (
        {},
        {"rt": world.other_rt},
        {"assisted_by": staff},
        {"rt": None, "proposer_kind": ProposerKind.RW},
        nothing | {"proposer_kind": ProposerKind.KELURAHAN},
        nothing | {"proposer_kind": ProposerKind.ORGANISATION, "organisation": world.organisation},
        {"rt": world.foreign_rt, "rw": world.foreign_rw, "kelurahan": world.other_kelurahan},
    ):
        make_proposal(world, Status.SUBMITTED, **places)
    forget_scope(user)
    found = Proposal.objects.filter(owned(scope_of(user), ""))
    assert set(found) == set(owned_by(user))
    assert not heard_by(user)
