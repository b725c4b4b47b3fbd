"""Writes changed columns of many stored rows at once, several times as fast as ``bulk_update``."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from foundation.stamps import written_past

_AT_ONCE = 500


def update_rows(rows: Sequence[Model], columns: Sequence[str]) -> None:
    """Write ``columns`` (field names) of stored rows of one model, all or none.

    Django's own way builds a ``CASE`` per column with a branch per row; here each row is one line
    of values beside which the table is joined (PostgreSQL), or one prepared statement run again
    (SQLite). Values are written as they stand: no ``auto_now``, no expressions.
    """
    if not rows or not columns:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    key = _field(model, str(model._meta.pk.attname))
    fields = [_field(model, name) for name in columns]
    lines = [_line(row, [*fields, key], connection) for row in rows]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for batch in _batches(lines):
                sql = _joined(model, fields, key, connection, len(batch))
                cursor.execute(sql, [value for line in batch for value in line])
        else:
            cursor.executemany(_repeated(model, fields, key, connection), lines)
        written_past(model)


def _field(model: type[Model], name: str) -> Field:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _line(row: Model, fields: Sequence[Field], connection: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def _batches(lines: list[list[Any]]) -> Iterator[list[list[Any]]]:
    for start in range(0, len(lines), _AT_ONCE):
        yield lines[start : start + _AT_ONCE]


def _joined(
    model: type[Model],
    fields: Sequence[Field],
    key: Field,
    connection: BaseDatabaseWrapper,
    count: int,
) -> str:
    quote = connection.ops.quote_name
    table, own = quote(model._meta.db_table), quote(str(key.column))
    names = [quote(str(field.column)) for field in (*fields, key)]
    # The types of the first line hold for the lines below it, where only NULL may stand.
    typed = ", ".join(f"%s::{field.cast_db_type(connection)}" for field in (*fields, key))
    plain = ", ".join(["%s"] * len(names))
    lines = ", ".join([f"({typed})", *[f"({plain})"] * (count - 1)])
    given = ", ".join(f"{name} = given.{name}" for name in names[:-1])
    return (
        f"UPDATE {table} SET {given} FROM (VALUES {lines}) AS given ({', '.join(names)}) "  # noqa: S608 - names of our own columns
        f"WHERE {table}.{own} = given.{own}"
    )


def _repeated(
    model: type[Model], fields: Sequence[Field], key: Field, connection: BaseDatabaseWrapper
) -> str:
    quote = connection.ops.quote_name
    given = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    return f"UPDATE {quote(model._meta.db_table)} SET {given} WHERE {quote(str(key.column))} = %s"  # noqa: S608 - names of our own columns
