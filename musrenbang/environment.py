"""Reads the portal's settings from environment variables; nothing else does."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

CACHE_ALIAS = "cache"
"""The connection of a cache that is kept in the database."""
MOST_CACHED = 3000
"""Entries kept before the cache drops a third of them."""

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}


def flag(name: str, *, default: bool) -> bool:
    """Whether the variable ``name`` says yes (``1``, ``true``, ``yes``, ``on``)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, *, default: str = "") -> list[str]:
    """The comma-separated words of the variable ``name``."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(base_dir: Path) -> dict[str, Any]:
    """The database that ``DATABASE_URL`` names; a SQLite file beside the code without it."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{base_dir / 'db.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if _is_sqlite(config):
        config["OPTIONS"] = dict(SQLITE_OPTIONS)
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


def databases(base_dir: Path) -> dict[str, dict[str, Any]]:
    """The portal's database and, where the shared cache lives in it, a second way in for that.

    A long import is one transaction: what it says of its progress through the cache must be seen
    by others before it ends, so the cache never shares its connection.
    """
    default = database(base_dir)
    found = {"default": default}
    if not _is_sqlite(default) and not os.environ.get("CACHE_URL"):
        found[CACHE_ALIAS] = dict(default)
    return found


def cache(base_dir: Path, databases: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A cache that all processes share, on every app server where there are several.

    Redis where ``CACHE_URL`` names one, else the PostgreSQL database, else (SQLite, one machine) a
    private folder. Raises ``ImproperlyConfigured`` for any other ``CACHE_URL``.
    """
    if url := os.environ.get("CACHE_URL"):
        if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise ImproperlyConfigured("Isi CACHE_URL dengan alamat redis://host:6379/0.")
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "musrenbang",
            # A Redis that is gone must not hold every page up.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    entries = {"MAX_ENTRIES": MOST_CACHED}
    if CACHE_ALIAS in databases:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
            "OPTIONS": entries,
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ.get("CACHE_DIR") or base_dir / ".cache",
        "OPTIONS": entries,
    }


def _is_sqlite(config: dict[str, Any]) -> bool:
    return bool(config["ENGINE"].endswith("sqlite3"))
