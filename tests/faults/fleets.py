"""All devices, a few in each process, so that they can be struck dead and started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.scale.servers import ROOT

FLEETS = 4


class Fleet:
    """Some devices in a process of their own."""

    def __init__(self, files: list[Path], port: int, seed: str) -> None:
        self._files, self._port, self._seed = files, port, seed
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """From what lies in their queues."""
        self._starts += 1
        seed = f"{self._seed} {self._starts}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fleet", f"127.0.0.1:{self._port}", seed]
            + [str(file) for file in self._files],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def kill(self) -> None:
        """``kill -9``: in the middle of whatever they did."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def wait(self, until: float) -> None:
        """Until all their queues are empty."""
        if self._process is not None:
            assert self._process.wait(max(1, until - time.monotonic())) == 0, "a device gave up"


def fleets_of(files: list[Path], port: int, seed: str) -> list[Fleet]:
    """All devices, dealt out."""
    return [Fleet(files[turn::FLEETS], port, f"{seed} {turn}") for turn in range(FLEETS)]
