"""What a batch says of a row that changes: old and new as people read them."""

import pytest

from foundation.bulk import Batch
from foundation.reports import Changed, Outcome
from kelurahan.models import OPD
from planning.models import KamusItem
from tests.factories import World


@pytest.mark.parametrize(
    ("field", "old", "new", "told"),
    [
        ("unit_price", 1_000_000, 1_250_000, ("harga satuan (Rp)", "1.000.000", "1.250.000")),
        ("bidang", "fisik", "sosbud", ("bidang", "Fisik-prasarana", "Sosial budaya")),
        ("needs_point", False, True, ("wajib titik lokasi", "tidak", "ya")),
        ("price_year", 2025, 2026, ("tahun harga", "2025", "2026")),
        ("price_source", "", "Standar harga", ("sumber harga", "", "Standar harga")),
    ],
)
def test_a_changed_field(
    world: World, field: str, old: object, new: object, told: tuple[str, str, str]
) -> None:
    setattr(world.item, field, old)
    taken = Batch(KamusItem).take(world.item, {field: new, "unit": world.item.unit})
    assert taken.outcome == Outcome.UPDATED
    assert taken.changes == (Changed(*told),)
    assert getattr(world.item, field) == old


def test_a_foreign_key_is_told_by_name_with_one_query_per_thing(
    world: World, django_assert_num_queries
) -> None:
    batch = Batch(KamusItem)
    with django_assert_num_queries(2):
        for _ in range(3):
            taken = batch.take(world.item, {"opd_id": world.other_opd.pk})
    assert taken.changes == (Changed("Perangkat Daerah", "Dinas Air", "Dinas Jalan"),)


def test_what_is_new_or_stays_has_no_changes(world: World) -> None:
    same = Batch(OPD).take(world.opd, {"name": world.opd.name})
    new = Batch(OPD).take(None, {"code": "X", "name": "Dinas Baru", "city_id": world.city.pk})
    assert (same.outcome, same.changes) == (Outcome.UNCHANGED, ())
    assert (new.outcome, new.changes) == (Outcome.CREATED, ())
