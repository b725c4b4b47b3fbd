"""Two people at once, on a database that really lets them."""

import pytest
from django.db import connection

from kelurahan.models import User
from proposals.models import ProposalEvent
from rkpd.errors import AlreadyFrozen
from rkpd.models import Draft
from rkpd.services import build_draft, freeze_draft
from tests.factories import make_world
from tests.proposals.test_concurrency import at_once
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after another"),
]


def test_of_several_who_freeze_at_once_exactly_one_does() -> None:
    world = make_world()
    for _ in range(5):
        make_accommodated(world)
    draft = make_draft(world)
    people = [make_bappeda(world).pk for _ in range(4)]

    def freeze(pk: int):
        return lambda: freeze_draft(Draft.objects.get(pk=draft.pk), actor=User.objects.get(pk=pk))

    results = at_once([freeze(pk) for pk in people], threads=4)
    assert sum(isinstance(result, Draft) for result in results) == 1
    refused = [str(result) for result in results if isinstance(result, AlreadyFrozen)]
    assert len(refused) == 3
    winner = Draft.objects.get(pk=draft.pk).frozen_by
    assert all(f"sudah dibekukan oleh {winner} pada" in sentence for sentence in refused)
    assert ProposalEvent.objects.filter(action="include").count() == 5


def test_two_who_build_at_once_make_two_versions() -> None:
    world = make_world()
    make_accommodated(world)
    people = [make_bappeda(world).pk for _ in range(4)]

    def build(pk: int):
        return lambda: build_draft(cycle=world.cycle, actor=User.objects.get(pk=pk))

    at_once([build(pk) for pk in people], threads=4)
    assert sorted(Draft.objects.values_list("version", flat=True)) == [1, 2, 3, 4]
