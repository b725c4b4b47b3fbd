"""Nobody sees across a border: role x object. Every 'no' holds something that exists."""

import pytest

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_user

OBJECTS = (
    "draft of the RT",
    "submitted of the RT",
    "routed of the RT",
    "submitted of the other RT",
    "submitted of the RW",
    "submitted of the other RW",
    "submitted of the organisation",
    "submitted of the office",
    "submitted elsewhere",
    "routed to the other OPD",
    "withdrawn draft",
)

SEES: dict[Role, tuple[str, ...]] = {
    Role.RT: (
        "draft of the RT",
        "submitted of the RT",
        "routed of the RT",
        "routed to the other OPD",
        "withdrawn draft",
    ),
    Role.RW: (
        "draft of the RT",
        "submitted of the RT",
        "routed of the RT",
        "submitted of the other RT",
        "submitted of the RW",
        "routed to the other OPD",
        "withdrawn draft",
    ),
    Role.ORGANISATION: ("submitted of the organisation",),
    Role.STAFF: tuple(name for name in OBJECTS if name != "submitted elsewhere"),
    Role.KECAMATAN: tuple(
        name for name in OBJECTS if name not in ("draft of the RT", "withdrawn draft")
    ),
    Role.OPD: ("routed of the RT",),
}
SEES[Role.PAMOR] = SEES[Role.RW]
SEES[Role.LURAH] = SEES[Role.STAFF]
SEES[Role.BAPPEDA] = SEES[Role.OBSERVER] = SEES[Role.KECAMATAN]


@pytest.fixture
def objects(world: World) -> dict[str, Proposal]:
    of_rw = {"rt": None, "proposer_kind": "rw"}
    foreign = {
        "kelurahan": world.other_kelurahan,
        "rw": world.foreign_rw,
        "rt": world.foreign_rt,
    }
    submitted = Status.SUBMITTED
    made = {
        "draft of the RT": make_proposal(world),
        "submitted of the RT": make_proposal(world, submitted),
        "routed of the RT": make_proposal(world, Status.AGREED),
        "submitted of the other RT": make_proposal(world, submitted, rt=world.other_rt),
        "submitted of the RW": make_proposal(world, submitted, **of_rw),
        "submitted of the other RW": make_proposal(world, submitted, rw=world.other_rw, **of_rw),
        "submitted of the organisation": make_proposal(
            world,
            submitted,
            rw=None,
            rt=None,
            proposer_kind="organisasi",
            organisation=world.organisation,
        ),
        "submitted of the office": make_proposal(
            world, submitted, rw=None, rt=None, proposer_kind="kelurahan"
        ),
        "submitted elsewhere": make_proposal(world, submitted, **foreign),
        "routed to the other OPD": make_proposal(world, Status.AGREED, opd=world.other_opd),
        "withdrawn draft": make_proposal(world, Status.WITHDRAWN, submitted_at=None, number=None),
    }
    assert set(made) == set(OBJECTS)
    return made


@pytest.mark.parametrize("role", list(Role))
def test_role_sees_exactly_its_own(world: World, objects: dict, role: Role) -> None:
    seen = set(Proposal.objects.visible_to(make_user(world, role)))
    assert {name for name, proposal in objects.items() if proposal in seen} == set(SEES[role])


def test_a_visitor_and_a_person_without_role_see_nothing(world: World, objects: dict) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert not Proposal.objects.visible_to(AnonymousUser()).exists()
    assert not Proposal.objects.visible_to(make_user(world)).exists()


def test_two_posts_add_up(world: World, objects: dict) -> None:
    from kelurahan.models import Assignment

    person = make_user(world, Role.RT)
    Assignment.objects.create(user=person, role=Role.ORGANISATION, organisation=world.organisation)
    seen = set(Proposal.objects.visible_to(person))
    names = {name for name, proposal in objects.items() if proposal in seen}
    assert names == {*SEES[Role.RT], *SEES[Role.ORGANISATION]}


def test_scope_costs_two_queries_and_the_list_one_more(
    world: World, objects: dict, django_assert_num_queries
) -> None:
    person = make_user(world, Role.BAPPEDA)
    with django_assert_num_queries(3):
        list(Proposal.objects.visible_to(person))
