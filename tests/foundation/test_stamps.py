"""Territory and planning data: whatever writes a row moves the stamp, and nothing else does."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.models import ChangeStamp
from foundation.rows import insert_rows
from foundation.stamps import StampedModel, move_stamp, summed
from foundation.updating import update_rows
from kelurahan.models import RW, Kelurahan
from tests.factories import World

NOT_STAMPED = {"User", "Assignment", "ActivationCard"}
"""People and their posts: no page that is kept depends on them."""


def stamp() -> int:
    (found,) = summed(ChangeStamp.objects.all(), "all")
    return found[1]


def test_every_table_of_territory_and_planning_is_stamped() -> None:
    models = [*apps.get_app_config("kelurahan").get_models()]
    models += apps.get_app_config("planning").get_models()
    plain = {model.__name__ for model in models if not issubclass(model, StampedModel)}
    assert plain == NOT_STAMPED


WRITES: dict[str, Callable[[World], object]] = {
    "create": lambda world: RW.objects.create(kelurahan=world.kelurahan, label="9"),
    "save": lambda world: world.kelurahan.save(),
    "save one column": lambda world: world.kelurahan.save(update_fields=["name"]),
    "update": lambda world: Kelurahan.objects.update(name_local="Baru"),
    "bulk_create": lambda world: RW.objects.bulk_create(
        [RW(kelurahan=world.kelurahan, label="009")]
    ),
    "bulk_update": lambda world: Kelurahan.objects.bulk_update([world.kelurahan], ["name"]),
    "delete": lambda world: world.item.variables.get().delete(),
    "delete many": lambda world: world.item.variables.all().delete(),
    "through a relation": lambda world: world.cycle.windows.all().delete(),
    "rows past the model": lambda world: insert_rows(
        RW, ["kelurahan_id", "label"], [(world.kelurahan.pk, "055")]
    ),
    "columns past the model": lambda world: update_rows([world.kelurahan], ["name"]),
    "get or create": lambda world: RW.objects.get_or_create(kelurahan=world.kelurahan, label="77"),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_way_of_writing_moves_it(world: World, name: str) -> None:
    before = stamp()
    WRITES[name](world)
    assert stamp() > before


def test_reading_leaves_it(world: World) -> None:
    before = stamp()
    list(Kelurahan.objects.all())
    Kelurahan.objects.get_or_create(pk=world.kelurahan.pk)
    assert stamp() == before


def test_what_is_undone_leaves_it(world: World) -> None:
    before = stamp()
    with transaction.atomic():
        world.kelurahan.save()
        assert stamp() > before
        transaction.set_rollback(True)
    assert stamp() == before


def test_moving_it_is_one_statement(world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        move_stamp("kelurahan")
    assert len(captured) == 1
    assert ChangeStamp.objects.filter(topic="kelurahan").count() == 1
