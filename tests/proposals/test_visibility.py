"""Nobody sees across a border: role x object. Every 'no' holds something that exists."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kelurahan.models import Assignment
from kelurahan.roles import Role
from proposals.models import Proposal
from tests.factories import World, make_user
from tests.proposals.landscape import SEES, make_objects


@pytest.fixture
def objects(world: World) -> dict[str, Proposal]:
    return make_objects(world)


@pytest.mark.parametrize("role", list(Role))
def test_role_sees_exactly_its_own(world: World, objects: dict, role: Role) -> None:
    seen = set(Proposal.objects.visible_to(make_user(world, role)))
    assert {name for name, proposal in objects.items() if proposal in seen} == set(SEES[role])


def test_a_visitor_and_a_person_without_role_see_nothing(world: World, objects: dict) -> None:
    assert not Proposal.objects.visible_to(AnonymousUser()).exists()
    assert not Proposal.objects.visible_to(make_user(world)).exists()


def test_two_posts_add_up(world: World, objects: dict) -> None:
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
