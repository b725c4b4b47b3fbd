"""After a load of many rows the planner knows the tables as they are."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from foundation.statistics import refresh_statistics
from kelurahan.models import RW, City, Kecamatan, Kelurahan
from proposals.models import Proposal

needs_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL tells its estimates"
)


def estimated_rows(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0]


@pytest.fixture
def many_rw(db) -> int:
    city = City.objects.create(code="99.75", name="Kota Contoh", name_local="Kota Contoh")
    kecamatan = Kecamatan.objects.create(city=city, code="99.75.01", name="A", name_local="A")
    place = Kelurahan.objects.create(
        kecamatan=kecamatan, code="99.75.01.1001", name="B", name_local="B"
    )
    RW.objects.bulk_create(RW(kelurahan=place, label=f"{n:03d}") for n in range(700))
    return 700


def test_any_database_takes_it_in_the_middle_of_a_transaction(many_rw: int) -> None:
    refresh_statistics()
    assert RW.objects.count() == many_rw


@needs_postgres
def test_the_planner_knows_the_rows_that_have_come(many_rw: int) -> None:
    refresh_statistics()
    assert estimated_rows(RW._meta.db_table) == pytest.approx(many_rw, rel=0.05)


@needs_postgres
def test_the_demonstration_ends_with_them(transactional_db) -> None:
    call_command("demo", stdout=StringIO())
    stored = Proposal.objects.count()
    assert estimated_rows(Proposal._meta.db_table) == pytest.approx(stored, rel=0.05)
