"""Which connection a query takes."""

from typing import Any

from django.conf import settings

from musrenbang.environment import CACHE_ALIAS


class CacheRouter:
    """A cache that is kept in the database has a connection of its own, outside transactions."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        if model._meta.app_label == "django_cache" and CACHE_ALIAS in settings.DATABASES:
            return CACHE_ALIAS
        return None

    db_for_write = db_for_read
