"""Large lists as spreadsheets: columns made from plain values, without an object per row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connections, transaction
from django.db.models import Model, QuerySet
from import_export.fields import Field

from foundation.cells import Cell
from foundation.columns import ROWS, Block, typed_column
from foundation.exports import Column, StreamingResource

SERIAL = "#"
"""A value that every row has: its number in the list, from 1."""


class ValuesColumn(Column):
    """A column made from values that the database gives.

    ``needs`` are what ``values_list`` takes: fields, paths through foreign keys, annotations, or
    ``SERIAL``; a column without needs stays empty. ``make`` turns one row's values, in that order,
    into the cell; without it the only value is the cell.
    """

    def __init__(
        self,
        needs: str | Sequence[str],
        column_name: str,
        make: Callable[..., Any] | None = None,
        **looks: Any,
    ) -> None:
        super().__init__(None, column_name, **looks)
        self.needs = (needs,) if isinstance(needs, str) else tuple(needs)
        self.make = make

    def cells(self, values: Mapping[str, Sequence[Any]], count: int) -> Sequence[Any]:
        """The cells of ``count`` rows, whose values are given by name."""
        if not self.needs:
            return [None] * count
        if self.make is None:
            return values[self.needs[0]]
        return list(map(self.make, *(values[need] for need in self.needs)))


class ValuesResource(StreamingResource):
    """A resource of ``ValuesColumn``s: one query however many rows, some 1,000 in memory."""

    def export_field(self, field: Field, instance: Model, **kwargs: Any) -> Cell:
        """Refused: there are no objects to read from. ``rows`` and ``blocks`` are the way."""
        raise TypeError(f"{type(self).__name__} reads rows of a queryset, not single objects.")

    def blocks(self, queryset: QuerySet[Any] | Iterable[Any]) -> Iterator[Block]:
        """The typed cells of the queryset's rows, column by column."""
        assert isinstance(queryset, QuerySet)
        columns: list[ValuesColumn] = list(self.get_export_fields())
        needs = list(dict.fromkeys(need for column in columns for need in column.needs))
        read = [need for need in needs if need != SERIAL]
        done = 0
        with _read_through(queryset.db):
            rows = queryset.values_list(*read).iterator(chunk_size=ROWS)
            while some := list(islice(rows, ROWS)):
                count = len(some)
                values = dict(zip(read, zip(*some, strict=True), strict=True))
                values[SERIAL] = tuple(range(done + 1, done + count + 1))
                yield [typed_column(column.cells(values, count)) for column in columns]
                done += count


class Labels(dict[Any, Any]):
    """Values and their labels; a value without one stands for itself."""

    def __missing__(self, value: Any) -> Any:
        return value


@contextmanager
def _read_through(alias: str) -> Iterator[None]:
    """For a query that will be read to its end.

    PostgreSQL would store the whole result first where a cursor has to outlive its transaction,
    plan for the first tenth of the rows, and compile a query of many columns for longer than it
    runs. Inside a transaction of someone else's nothing is changed.
    """
    connection = connections[alias]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off; SET LOCAL cursor_tuple_fraction = 1")
        yield
