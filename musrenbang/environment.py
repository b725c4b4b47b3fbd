"""Reads the portal's settings from environment variables; nothing else does."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from musrenbang.replica.choice import REPLICA

CACHE_ALIAS = "cache"
"""The connection of a cache that is kept in the database."""
MOST_CACHED = 3000
"""Entries kept before the cache drops a third of them."""

# Joining ten names to one usulan took PostgreSQL 12 ms to plan and 1 ms to run, because it weighs
# every order of eight joins. Ours are written from the usulan to its names, which is the right one.
# Compiling a query costs more than any page here takes.
PLANNING = "-c join_collapse_limit=4 -c jit=off"

PRIMARY_OPTIONS = {
    # Seconds; without it a page would wait two minutes for a host that is gone.
    "connect_timeout": 5,
    "options": PLANNING,
}
REPLICA_OPTIONS = {
    # The least that libpq takes, in seconds; the other is milliseconds without an answer.
    "connect_timeout": 2,
    "tcp_user_timeout": 1000,
    # Nothing is ever written through this door, whatever stands behind it.
    "options": f"-c default_transaction_read_only=on {PLANNING}",
}

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    # A long import holds SQLite's one lock until it ends; whoever writes meanwhile waits.
    "timeout": 60,
    # FULL: who holds a receipt has it, also when the power goes in the next moment.
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"),
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
        config["OPTIONS"] = PRIMARY_OPTIONS | config.get("OPTIONS", {})
    return config


def databases(base_dir: Path) -> dict[str, dict[str, Any]]:
    """The portal's database; where they apply a second way into it for the cache, and the replica.

    A long import is one transaction: what it says of its progress through the cache must be seen
    by others before it ends, so the cache never shares its connection.
    Raises ``ImproperlyConfigured`` for a replica of anything but PostgreSQL.
    """
    default = database(base_dir)
    found = {"default": default}
    if not _is_sqlite(default) and not os.environ.get("CACHE_URL"):
        found[CACHE_ALIAS] = dict(default)
    if url := os.environ.get("DATABASE_REPLICA_URL"):
        replica: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
        if _is_sqlite(default) or _is_sqlite(replica):
            raise ImproperlyConfigured("DATABASE_REPLICA_URL hanya untuk PostgreSQL.")
        replica["OPTIONS"] = REPLICA_OPTIONS | replica.get("OPTIONS", {})
        found[REPLICA] = replica
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
            "BACKEND": "musrenbang.caches.ForgivingRedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "musrenbang",
            "OPTIONS": _redis_client(),
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


def media() -> dict[str, Any]:
    """Where attachments are kept: the bucket ``S3_BUCKET``, else the folder ``MEDIA_ROOT``.

    The bucket is private: only the portal reads it, on the page that checks who may see what.
    """
    if not (bucket := os.environ.get("S3_BUCKET")):
        return {"BACKEND": "foundation.disc.DurableFileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("S3_ENDPOINT"),
            "region_name": os.environ.get("S3_REGION"),
            "access_key": os.environ.get("S3_ACCESS_KEY"),
            "secret_key": os.environ.get("S3_SECRET_KEY"),
            "file_overwrite": False,
            # No file is larger than 5 MB: one request each, and no threads for pieces of it.
            "use_threads": False,
            "client_config": _s3_client(),
        },
    }


def site_url(*, debug: bool) -> str:
    """The portal's address as people type it, for messages: they are written without a request.

    Raises ``ImproperlyConfigured`` for anything that is no address.
    """
    url = os.environ.get("SITE_URL", "http://localhost:8000" if debug else "").rstrip("/")
    parts = urlsplit(url)
    if url and not (parts.scheme in {"http", "https"} and parts.netloc):
        raise ImproperlyConfigured("Isi SITE_URL dengan alamat lengkap, https://….")
    return url


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """What the variable ``name`` says, the first of ``choices`` without it.

    Raises ``ImproperlyConfigured`` for anything else.
    """
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"Isi {name} dengan salah satu dari: {', '.join(choices)}.")
    return value


def channels(*, messages_dir: Path, debug: bool) -> dict[str, dict[str, Any]]:
    """The ways by which messages leave the portal; one that is not set up does not exist.

    Raises ``ImproperlyConfigured`` for what cannot be read.
    """
    found: dict[str, dict[str, Any]] = {}
    if os.environ.get("EMAIL_HOST") or debug:
        found["email"] = {"BACKEND": "notices.channels.mail.MailChannel"}
    for key in ("whatsapp", "sms"):
        if os.environ.get(f"{key.upper()}_URL"):
            backend, options = "gateway.GatewayChannel", _gateway(key.upper())
        elif debug:
            backend, options = "file.FileChannel", {"folder": messages_dir / key}
        else:
            continue
        found[key] = {"BACKEND": f"notices.channels.{backend}", "OPTIONS": options}
    return found


def _gateway(prefix: str) -> dict[str, Any]:
    url = os.environ[f"{prefix}_URL"]
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"Isi {prefix}_URL dengan alamat lengkap, https://….")
    return {
        "url": url,
        "body": _json_object(f"{prefix}_BODY", '{"to": "{to}", "text": "{text}"}'),
        "headers": _json_object(f"{prefix}_HEADERS", "{}"),
        "form": one_of(f"{prefix}_FORMAT", ("json", "form")) == "form",
        "timeout": float(os.environ.get(f"{prefix}_TIMEOUT", "10")),
        "sent_if": os.environ.get(f"{prefix}_SENT_IF", ""),
    }


def _json_object(name: str, default: str) -> dict[str, Any]:
    try:
        value = json.loads(os.environ.get(name) or default)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name} bukan objek JSON.")
    return value


def _redis_client() -> dict[str, Any]:
    """No page waits long for a Redis that is gone, and none tries it twice."""
    from redis.backoff import NoBackoff  # noqa: PLC0415 - only where Redis is used
    from redis.retry import Retry  # noqa: PLC0415

    retry = Retry(NoBackoff(), 0)
    return {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": retry}


def _s3_client() -> Any:
    from botocore.config import Config  # noqa: PLC0415 - slow to load, and few installations use it

    return Config(
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=10,
        retries={"max_attempts": 2},
        # Stores other than Amazon's often refuse the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _is_sqlite(config: dict[str, Any]) -> bool:
    return bool(config["ENGINE"].endswith("sqlite3"))
