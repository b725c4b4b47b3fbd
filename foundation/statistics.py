"""What the database knows of its own tables, after many rows came at once."""

from django.apps import apps
from django.db import connection

MANY = 1000
"""Rows from which it is worth asking for new statistics."""


def refresh_statistics() -> None:
    """Have the planner look at every table as it is now.

    Until the next autovacuum PostgreSQL plans with the counts of before; right after a city's
    first import that made pages of some milliseconds take 20 seconds. Takes about half a second.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA optimize")
            return
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
