"""Writes plain values as rows, without a model object for each: for tens of thousands at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Field, Model

from foundation.stamps import written_past

_ROWS_AT_ONCE = 2000


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Store every row, all or none; return how many.

    ``names`` are the attributes that the values belong to, foreign keys as ``..._id``; each column
    without a default in the database must be named. Nothing is validated beside the constraints
    of the database, no default of the model is filled in, and no key is given back.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    fields = [_column(model, name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of the model
    place = f"({', '.join(['%s'] * len(fields))})"
    stored = 0
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for batch in _batches(_prepared(fields, rows, connection)):
            if connection.vendor == "sqlite":
                # Few values fit into one statement; repeating a prepared one costs next to nothing.
                cursor.executemany(head + place, batch)
            else:
                cursor.execute(head + ", ".join([place] * len(batch)), list(chain(*batch)))
            stored += len(batch)
        written_past(model)
    return stored


def _column(model: type[Model], name: str) -> Field:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _prepared(
    fields: Sequence[Field], rows: Iterable[Sequence[Any]], connection: Any
) -> Iterator[list[Any]]:
    prepare = [field.get_db_prep_save for field in fields]
    for row in rows:
        yield [
            ready(value, connection=connection) for ready, value in zip(prepare, row, strict=True)
        ]


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        yield batch
