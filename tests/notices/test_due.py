"""Who must mend a usulan soon is warned of the date in Kabar, and nobody else is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kelurahan.roles import Role
from notices.due import due_soon, warnings_of
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.notices.test_inbox import page, returned

WARNING = "Segera perbaiki"


def test_the_date_is_named_until_the_usulan_is_sent_again(world: World) -> None:
    head, staff = make_user(world, Role.RT), make_user(world, Role.STAFF)
    usulan = returned(world, staff)
    assert WARNING in page(head)
    perform(usulan, "submit", actor=head)
    assert WARNING not in page(head)


@pytest.mark.parametrize(("days", "is_warned"), [(-1, False), (0, True), (3, True), (4, False)])
def test_from_three_days_before_to_the_day_itself(world: World, days: int, is_warned: bool) -> None:
    today = timezone.localdate()
    make_proposal(world, Status.RETURNED, due=today + timedelta(days=days))
    assert due_soon(make_user(world, Role.RT), today).exists() is is_warned


def test_those_who_see_it_but_did_not_propose_it_are_not_warned(world: World) -> None:
    staff = make_user(world, Role.STAFF)
    returned(world, staff)
    assert warnings_of(make_user(world, Role.RT))
    assert warnings_of(staff) == []
    assert warnings_of(make_user(world, Role.OPD)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query(world: World, rows: int, django_assert_num_queries) -> None:
    head = make_user(world, Role.RT)
    for _ in range(rows):
        make_proposal(world, Status.RETURNED, due=timezone.localdate())
    warnings_of(head)
    with django_assert_num_queries(1):
        assert len(warnings_of(head)) == rows
