"""Obeys the choice that was made for the request."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from musrenbang.replica.choice import REPLICA, current

BOOKKEEPING = frozenset({"sessions", "axes"})
"""Apps that are always read from the primary and whose writes make nobody wait for the replica."""


class ReplicaRouter:
    """Reads where the request reads, writes on the primary, which the request then stays with."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        choice = current()
        if choice is None or model._meta.app_label in BOOKKEEPING:
            return DEFAULT_DB_ALIAS
        return choice.reads

    def db_for_write(self, model: Any, **hints: Any) -> str:
        choice = current()
        if choice is not None and model._meta.app_label not in BOOKKEEPING:
            choice.wrote = True
            choice.back_to_primary()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """What is changed on the primary arrives by itself."""
        return False if db == REPLICA else None
