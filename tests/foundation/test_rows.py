"""Plain values written as rows: what comes back is what a saved object would give."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from foundation.rows import insert_rows
from kelurahan.roles import Role
from proposals.models import Assessment, ProposalEvent
from proposals.statuses import Level, Status
from tests.factories import World, make_proposal, make_user

EVENT = ("id", "proposal_id", "actor_name", "actor_role", "actor_territory", "action", "source")
EVENT += ("target", "note", "changes", "at")
FIGURES = ("proposal_id", "level", "volume", "value", "funding_source", "note")
FIGURES += ("assessed_by_id", "assessed_at")


def test_every_kind_of_value_comes_back_as_it_was(world: World) -> None:
    proposal, at = make_proposal(world, Status.AGREED), timezone.now()
    changes = {"opd": [None, "Dinas Air"], "volume": [1, "2.50"]}
    key = uuid.uuid4()
    rows = [(key, proposal.pk, "A", "Lurah", "", "x", "", Status.AGREED, "100 % 'ya'", changes, at)]
    assert insert_rows(ProposalEvent, EVENT, rows) == 1
    event = ProposalEvent.objects.get(pk=key)
    assert (event.proposal, event.changes, event.at) == (proposal, changes, at)
    assert (event.note, event.actor, event.target) == ("100 % 'ya'", None, Status.AGREED)


def test_many_rows_in_few_statements(world: World, django_assert_max_num_queries) -> None:
    proposal, at = make_proposal(world, Status.AGREED), timezone.now()
    rows = (
        (uuid.uuid4(), proposal.pk, "A", "Lurah", "", f"n{number}", "", Status.AGREED, "", {}, at)
        for number in range(4001)
    )
    with django_assert_max_num_queries(5):
        assert insert_rows(ProposalEvent, EVENT, rows) == 4001
    assert ProposalEvent.objects.filter(action__startswith="n").count() == 4001


def test_one_bad_row_leaves_none(world: World) -> None:
    proposal, other = (make_proposal(world, Status.AGREED) for _ in range(2))
    person, at = make_user(world, Role.OPD).pk, timezone.now()
    rows = [
        (each.pk, Level.OPD, Decimal("1.25"), 5, "", "", person, at)
        for each in (other, proposal, proposal)
    ]
    with pytest.raises(IntegrityError):
        insert_rows(Assessment, FIGURES, rows)
    assert not Assessment.objects.filter(proposal__in=[proposal, other]).exists()


def test_nothing_to_write_is_nothing_written(world: World) -> None:
    assert insert_rows(ProposalEvent, EVENT, []) == 0
