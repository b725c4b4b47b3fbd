"""The hand that strikes while the devices send."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.conftest import Stage
from tests.faults.fleets import Fleet
from tests.faults.keeping import Queue
from tests.scale.cluster import eventually

FULL = 507


def answers(files: list[Path], status: int) -> int:
    """How often any device was answered so."""
    sql = f"SELECT count(*) FROM met WHERE status = {status}"
    return sum(Queue(file).rows(sql)[0][0] for file in files)


class Hand:
    """Strikes, and puts up again what it struck."""

    def __init__(self, stage: Stage, fleets: list[Fleet], files: list[Path]) -> None:
        self._stage, self._fleets, self._files = stage, fleets, files
        self._turn = 0

    def server(self) -> None:
        """The whole of gunicorn."""
        self._stage.server.kill()
        time.sleep(0.5)
        self._stage.server.launch()

    def database(self) -> None:
        """PostgreSQL with all its processes."""
        self._stage.cluster.primary.kill()
        time.sleep(1)
        self._stage.cluster.primary.start()

    def both(self) -> None:
        """As when the machine is struck."""
        self._stage.server.kill()
        self.database()
        self._stage.server.launch()

    def devices(self) -> None:
        """A quarter of all devices, with both their tabs."""
        fleet = self._fleets[self._turn % len(self._fleets)]
        self._turn += 1
        fleet.kill()
        fleet.start()

    def store(self) -> None:
        """No room for photos, until some devices were told so."""
        self._stage.fill()
        try:
            told = answers(self._files, FULL) + 20
            eventually(lambda: answers(self._files, FULL) >= told, seconds=30)
        finally:
            self._stage.empty()

    def plan(self) -> list[tuple[float, str, Callable[[], None]]]:
        """After which share of all usulan what is struck."""
        return [
            (0.05, "gunicorn killed", self.server),
            (0.12, "a quarter of the devices killed", self.devices),
            (0.20, "PostgreSQL killed", self.database),
            (0.28, "store full", self.store),
            (0.36, "gunicorn killed", self.server),
            (0.44, "a quarter of the devices killed", self.devices),
            (0.52, "both killed", self.both),
            (0.60, "a quarter of the devices killed", self.devices),
            (0.68, "store full", self.store),
            (0.76, "PostgreSQL killed", self.database),
            (0.84, "gunicorn killed", self.server),
            (0.92, "a quarter of the devices killed", self.devices),
        ]
