"""App servers as they stand in the office: gunicorn with the portal's own settings, on loopback."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.scale.cluster import Cluster, eventually

ROOT = Path(__file__).resolve().parents[2]
PORTS = (8181, 8182)
WORKERS = 2
QUIET = ("--log-level", "error")


def environment(cluster: Cluster, **more: str) -> dict[str, str]:
    """What both app servers and the commands run with."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SECRET_KEY": "hanya-untuk-pengujian-" * 3,
        "HTTPS": "0",
        "DATABASE_URL": cluster.url("read-write"),
        "DATABASE_REPLICA_URL": cluster.url("standby"),
        "DJANGO_SETTINGS_MODULE": "tests.scale.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
        **more,
    }


def command(environ: dict[str, str], *arguments: str) -> str:
    """Run Python with the portal's environment; returns what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environ, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode()


class AppServer:
    """One gunicorn with its workers."""

    def __init__(
        self, port: int, environ: dict[str, str], log: Path, workers: int = WORKERS
    ) -> None:
        self.address = f"127.0.0.1:{port}"
        self._environ, self._log, self._workers = environ, log, workers
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A server left over from a run that was cut off would answer in the place of this one.
        assert not self.is_healthy(), f"{self.address} is taken by another server: stop that first"
        self.launch()
        eventually(self.is_healthy)

    def launch(self) -> None:
        """Without a look whether it answers: in a storm that look would wait in the same row."""
        arguments = (
            "--bind",
            self.address,
            "--workers",
            str(self._workers),
            "--log-level",
            "error",
        )
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "musrenbang.wsgi", *arguments, *QUIET],
                env=self._environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_healthy(self) -> bool:
        try:
            with urlopen(f"http://{self.address}/sehat/", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """``kill -9`` to the master and its workers at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
