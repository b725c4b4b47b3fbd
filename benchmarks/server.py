"""The portal under gunicorn with two workers, and the processor time it and its database burn."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2

from benchmarks.client import HOST

WORKERS = 2
_TICK = os.sysconf("SC_CLK_TCK")
_READY_WITHIN = 60


def environment(database_url: str) -> dict[str, str]:
    """What every process of a run gets: production manner without HTTPS."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "benchmarks-only",
        "HTTPS": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def processor_seconds(pid: int) -> float:
    """User and system seconds of one process; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


class Server:
    """Use as a context manager; ``cpu()`` is (Python, PostgreSQL) seconds burnt so far."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        command = [
            *(sys.executable, "-m", "gunicorn", "musrenbang.wsgi"),
            *("--bind", f"{HOST}:{self.port}", "--workers", str(WORKERS), "--timeout", "300"),
            *("--log-level", "error"),
        ]
        self._process = subprocess.Popen(command, env=environment(self.database_url))
        until = time.monotonic() + _READY_WITHIN
        while time.monotonic() < until:
            with suppress(URLError, ConnectionError), urlopen(self._url("/sehat/")):
                return self
            time.sleep(0.2)
        self.__exit__()
        raise RuntimeError("Portal tidak menjawab dalam satu menit.")

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=30)

    def _url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def cpu(self) -> tuple[float, float]:
        """Processor seconds of the portal's processes and of its database connections."""
        return sum(map(processor_seconds, self._pids())), sum(
            map(processor_seconds, self._backends())
        )

    def _pids(self) -> list[int]:
        if self._process is None:
            return []
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [self._process.pid, *map(int, children.read_text().split())]

    def _backends(self) -> list[int]:
        if not self.database_url.startswith("postgres"):
            return []
        with psycopg2.connect(self.database_url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return [row[0] for row in cursor.fetchall()]
