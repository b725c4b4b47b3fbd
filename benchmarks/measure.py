"""Repeats a deed with one and with eight clients and says what it took."""

import statistics
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.client import Client
from benchmarks.scenarios import Deed, Facts, Scenario
from benchmarks.server import Server

CROWD = 8
WARM_UP = 3


@dataclass(frozen=True)
class Result:
    """Milliseconds and counts of one scenario; processor time is per deed, not per request."""

    name: str
    size: int
    median_ms: float
    p95_ms: float
    crowd_median_ms: float
    crowd_p95_ms: float
    per_second: float
    python_ms: float
    database_ms: float
    requests: int
    queries: int

    @property
    def cpu_ms(self) -> float:
        return self.python_ms + self.database_ms

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return asdict(self) | {"cpu_ms": self.cpu_ms}


def run(
    server: Server, scenario: Scenario, facts: Facts, *, size: int, deeds: int | None = None
) -> Result:
    """One client alone (whose processor time counts), then eight at once."""
    client = _client(server, scenario, facts)
    deed = scenario.make(client, facts)
    for _ in range(WARM_UP):
        deed(client)
    requests, queries = _counted(client, deed)
    many = deeds or scenario.deeds
    before, times = server.cpu(), []
    for _ in range(many):
        times.append(_timed(deed, client))
    after = server.cpu()
    crowd, elapsed = _crowd(server, scenario, facts, max(2, many // CROWD))
    return Result(
        name=scenario.name,
        size=size,
        median_ms=statistics.median(times),
        p95_ms=_p95(times),
        crowd_median_ms=statistics.median(crowd),
        crowd_p95_ms=_p95(crowd),
        per_second=len(crowd) / elapsed,
        python_ms=1000 * (after[0] - before[0]) / many,
        database_ms=1000 * (after[1] - before[1]) / many,
        requests=requests,
        queries=queries,
    )


def _client(server: Server, scenario: Scenario, facts: Facts) -> Client:
    client = Client(server.port)
    if scenario.who:
        client.log_in(scenario.who, facts.password)
    return client


def _counted(client: Client, deed: Deed) -> tuple[int, int]:
    client.counting, client.queries, client.requests = True, 0, 0
    deed(client)
    client.counting = False
    return client.requests, client.queries


def _timed(deed: Deed, client: Client) -> float:
    started = time.perf_counter()
    deed(client)
    return 1000 * (time.perf_counter() - started)


def _crowd(
    server: Server, scenario: Scenario, facts: Facts, each: int
) -> tuple[list[float], float]:
    """Milliseconds of every deed of eight clients, and the seconds they took together."""
    clients = [_client(server, scenario, facts) for _ in range(CROWD)]
    deeds = [scenario.make(client, facts) for client in clients]
    found: list[float] = []
    faults: list[BaseException] = []

    def work(deed: Deed, client: Client) -> None:
        try:
            found.extend(_timed(deed, client) for _ in range(each))
        except BaseException as fault:
            faults.append(fault)

    threads = [
        threading.Thread(target=work, args=pair) for pair in zip(deeds, clients, strict=True)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return found, time.perf_counter() - started


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]
