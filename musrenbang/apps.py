from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate

from musrenbang import checks  # noqa: F401 - registers the deploy checks


class MusrenbangAdminConfig(AdminConfig):
    """Uses the portal's own admin site; ``migrate`` also makes the table of a database cache."""

    default_site = "musrenbang.admin_site.MusrenbangAdminSite"

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(*, using: str, **kwargs: Any) -> None:
    """Does nothing where the table stands already or the cache is not in the database."""
    if using == DEFAULT_DB_ALIAS:
        call_command("createcachetable", database=using, verbosity=0)
