"""One primary, one replica, one store and two app servers for all tests here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.scale.client import PASSWORD, Browser, Tally
from tests.scale.cluster import Cluster
from tests.scale.servers import PORTS, AppServer, command, environment
from tests.scale.stores import ENVIRONMENT, Store

HEADS = 8


@dataclass
class Stage:
    """All that runs, and what the clients must know of the data."""

    cluster: Cluster
    servers: list[AppServer]
    store: Store
    environ: dict[str, str]
    seats: dict[str, int]
    staff: str
    bappeda: str
    item: int
    measure: str

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(server.address for server in self.servers)

    def browser(self, username: str, tally: Tally | None = None) -> Browser:
        """A person who has logged in."""
        return Browser(self.addresses, tally).log_in(username, PASSWORD)

    def health(self, server: AppServer) -> dict[str, Any]:
        return json.loads(Browser((server.address,)).get("/sehat/").content)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Built once; whatever a test kills it starts again."""
    cluster, store = Cluster(), Store()
    environ = environment(cluster, **ENVIRONMENT)
    servers = [AppServer(port, environ, cluster.folder / f"gunicorn-{port}.log") for port in PORTS]
    try:
        store.start()
        cluster.start()
        command(environ, "manage.py", "migrate", "--verbosity", "0")
        known = json.loads(command(environ, "-m", "tests.scale.prepare", str(HEADS)))
        cluster.follow()
        cluster.wait_until_replayed()
        for server in servers:
            server.start()
        yield Stage(cluster, servers, store, environ, **known)
    finally:
        for server in servers:
            server.kill()
        store.stop()
        cluster.remove()
