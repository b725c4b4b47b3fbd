"""One PostgreSQL, one gunicorn and one store of photos for each file of tests here."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.faults.writing import HEADS
from tests.scale.cluster import Cluster
from tests.scale.servers import AppServer, command, environment

DATABASE_PORTS = (5443, 5444)
APP_PORT, LINE_PORT = 8120, 8121
WORKERS = 4
"""Two per core, as the office is told."""
STORE_MB = 24
CROWD = (int(os.environ.get("DEADLINE_KELURAHAN") or 20), 25)
"""Kelurahan, and in each so many heads who all send at the deadline."""
PEOPLE = (HEADS, *CROWD)


@dataclass
class Stage:
    """All that runs and can be struck."""

    cluster: Cluster
    server: AppServer
    media: Path
    known: dict[str, Any] = field(default_factory=dict)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows, from a line of its own."""
        port = self.cluster.primary.port
        address = f"postgresql://postgres@127.0.0.1:{port}/musrenbang"
        with closing(psycopg2.connect(address, connect_timeout=2)) as line, line.cursor() as rows:
            rows.execute(sql)
            return rows.fetchall()

    def fill(self) -> None:
        """No byte more goes into the store."""
        with suppress(OSError), (self.media / "penuh").open("ab", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    def empty(self) -> None:
        """There is room again."""
        (self.media / "penuh").unlink()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Built anew for each kind of misfortune, which counts all that it finds there."""
    media = tmp_path_factory.mktemp("media")
    cluster = Cluster(*DATABASE_PORTS)
    url = f"postgresql://postgres@127.0.0.1:{DATABASE_PORTS[0]}/musrenbang"
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
    environ = environment(cluster, MEDIA_ROOT=str(media), **settings)
    del environ["DATABASE_REPLICA_URL"]
    server = AppServer(APP_PORT, environ, cluster.folder / "gunicorn.log", WORKERS)
    try:
        cluster.start()
        command(environ, "manage.py", "migrate", "--verbosity", "0")
        known = json.loads(command(environ, "-m", "tests.faults.prepare", *map(str, PEOPLE)))
        server.start()
        yield Stage(cluster, server, media, known)
    finally:
        server.kill()
        cluster.remove()


@pytest.fixture
def small_store(stage: Stage) -> Iterator[None]:
    """A store of its own, so small that it can really run full."""
    mount = ("mount", "-t", "tmpfs", "-o", f"size={STORE_MB}m", "none", str(stage.media))
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("a store that can run full must be mounted, and this account may not")
    yield
    subprocess.run(("umount", "-l", str(stage.media)), check=True)
