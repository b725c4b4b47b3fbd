"""Reads the portal's settings from environment variables; nothing else does."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

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
    if urlsplit(url).scheme == "sqlite":
        config["OPTIONS"] = dict(SQLITE_OPTIONS)
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config
