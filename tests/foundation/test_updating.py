"""Many stored rows are written at once, each with values of its own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from foundation.updating import update_rows
from proposals.models import Proposal
from tests.factories import make_proposal


@pytest.mark.parametrize(("count", "updates"), [(1, 1), (3, 1), (501, 2)])
def test_every_row_gets_its_own_values(world, count, updates):
    owner = make_proposal(world).created_by
    rows = [
        Proposal(cycle=world.cycle, kelurahan=world.kelurahan, proposer_kind="kelurahan", rank=n)
        for n in range(count)
    ]
    Proposal.objects.bulk_create(rows)
    for serial, row in enumerate(rows):
        row.title = f'100% "pasti" {serial}'
        row.volume = Decimal(serial) if serial % 2 else None
        row.due = date(2024, 1, 1 + serial % 28) if serial % 3 else None
        row.measures = [{"name": "panjang", "value": str(serial)}]
        row.opd = world.opd if serial % 2 else None
        row.created_by = owner
        row.problem = "not among the columns"

    with CaptureQueriesContext(
        connection,
    ) as caught:
        update_rows(rows, ["title", "volume", "due", "measures", "opd", "created_by"])

    told = [query["sql"] for query in caught if "UPDATE" in query["sql"]]
    assert len(told) == (updates if connection.vendor == "postgresql" else 1)
    stored = Proposal.objects.in_bulk([row.pk for row in rows])
    for held in rows:
        row = stored[held.pk]
        assert (row.title, row.volume, row.due) == (held.title, held.volume, held.due)
        assert (row.measures, row.opd_id) == (held.measures, held.opd_id)
        assert (row.created_by_id, row.problem) == (owner.pk, "")


@pytest.mark.django_db(transaction=True)
def test_all_or_none():
    from tests.factories import make_world

    world = make_world()
    first, second = make_proposal(world, title="Satu"), make_proposal(world, title="Dua")
    first.title, second.title = "Tiga", "Empat"
    first.status, second.status = "verified", "nowhere"

    with pytest.raises((IntegrityError, DataError)):
        update_rows([first, second], ["title", "status"])

    assert set(Proposal.objects.values_list("title", flat=True)) == {"Satu", "Dua"}


def test_nothing_to_write_asks_nothing(world, django_assert_num_queries):
    row = make_proposal(world)
    with django_assert_num_queries(0):
        update_rows([], ["title"])
        update_rows([row], [])
