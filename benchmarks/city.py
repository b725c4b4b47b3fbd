"""The demonstration city in a database made for measuring alone, at one size and at ten."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from benchmarks.server import environment

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def manage(database_url: str, *arguments: str) -> str:
    """Run one command of the portal; returns what it printed."""
    done = subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        env=environment(database_url),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return done.stdout


def make(database_url: str, *, per_kelurahan: int | None) -> None:
    """An empty database, migrated and filled; what was there before is gone."""
    drop(database_url)
    if database_url.startswith("postgres"):
        _on_server(database_url, "CREATE DATABASE {}")
    manage(database_url, "migrate", "--verbosity", "0")
    size = [] if per_kelurahan is None else ["--usulan-per-kelurahan", str(per_kelurahan)]
    manage(database_url, "demo", "--all", *size)
    settle(database_url)


def settle(database_url: str) -> None:
    """Statistics as they are after a night: what autovacuum would do."""
    if database_url.startswith("postgres"):
        with closing(psycopg2.connect(database_url)) as connection:
            connection.autocommit = True
            connection.cursor().execute("VACUUM ANALYZE")
    else:
        manage(database_url, "shell", "-c", _ANALYZE)


_ANALYZE = "from django.db import connection; connection.cursor().execute('ANALYZE')"


def drop(database_url: str) -> None:
    """Remove the database and what lies beside it."""
    if database_url.startswith("postgres"):
        _on_server(database_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
        return
    path = Path(urlsplit(database_url).path.removeprefix("/"))
    path = Path("/") / path
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def server_of(database_url: str) -> str:
    """The same server's own database, from which others are made."""
    return database_url.rsplit("/", 1)[0] + "/postgres"


def _on_server(database_url: str, statement: str) -> None:
    name = urlsplit(database_url).path.lstrip("/")
    with closing(psycopg2.connect(server_of(database_url))) as connection:
        connection.autocommit = True
        connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))


def reachable(database_url: str) -> bool:
    """Whether the PostgreSQL server answers."""
    try:
        psycopg2.connect(server_of(database_url), connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def multiply(database_url: str, times: int) -> int:
    """Lay copies of every usulan beside it until there are ``times`` as many; returns how many.

    Only on PostgreSQL. Histories and assessments are copied too; numbers get a suffix.
    """
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE originals AS SELECT id FROM proposals_proposal")
        for copy in range(1, times):
            for table, replaced in _COPIED.items():
                _copy_table(cursor, table, replaced, copy)
        # Written past the portal, which keeps its figures until the stamp of a kelurahan moves.
        cursor.execute("UPDATE proposals_numbersequence SET version = version + 1")
        cursor.execute("SELECT count(*) FROM proposals_proposal")
        return int(cursor.fetchone()[0])


_KEY = "md5({} || '#' || %(copy)s)::uuid"
_COPIED: dict[str, dict[str, str]] = {
    "proposals_proposal": {
        "id": _KEY.format("id::text"),
        "number": "number || '-' || %(copy)s",
        "external_id": ("CASE external_id WHEN '' THEN '' ELSE external_id || '-' || %(copy)s END"),
        "rank": "NULL",
        "kelurahan_rank": "NULL",
        "merged_into_id": "NULL",
    },
    "proposals_proposalevent": {
        "id": _KEY.format("id::text"),
        "proposal_id": _KEY.format("proposal_id::text"),
    },
    "proposals_assessment": {"id": "", "proposal_id": _KEY.format("proposal_id::text")},
    "proposals_proposal_rts": {"id": "", "proposal_id": _KEY.format("proposal_id::text")},
}
"""Columns that a copy may not share; an empty one is given by the database."""


def _copy_table(
    cursor: "psycopg2.extensions.cursor", table: str, replaced: dict[str, str], copy: int
) -> None:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER'",
        [table],
    )
    names = [row[0] for row in cursor.fetchall() if replaced.get(row[0], "x")]
    values = [replaced.get(name) or f'"{name}"' for name in names]
    key = "id" if table == "proposals_proposal" else "proposal_id"
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} "
        f"WHERE {key} IN (SELECT id FROM originals)",
        {"copy": str(copy)},
    )
