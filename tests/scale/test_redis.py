"""A Redis of one's own on loopback: shared by processes, and missed by no page when it is gone."""

import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.scale.cluster import eventually
from tests.scale.servers import command

PORT = 8184

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server"),
]


@pytest.fixture
def redis(tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    where = ("--bind", "127.0.0.1", "--port", str(PORT), "--dir", str(tmp_path), "--save", "")
    process = subprocess.Popen(["redis-server", *where], stdout=subprocess.DEVNULL)
    eventually(answers)
    yield process
    process.kill()
    process.wait()


def answers() -> bool:
    try:
        with socket.create_connection(("127.0.0.1", PORT), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def run(tmp_path, code: str) -> str:
    """What this prints in a process of its own that knows the Redis."""
    environ = {
        "PATH": "/usr/bin:/bin",
        "CACHE_URL": f"redis://127.0.0.1:{PORT}/0",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.scale.settings",
    }
    begin = "import django; django.setup(); from django.core.cache import cache; "
    return command(environ, "-c", begin + code).strip()


def test_one_process_tells_another_until_redis_is_gone(redis, tmp_path) -> None:
    run(tmp_path, "cache.set('kemajuan', (7, 10))")
    assert run(tmp_path, "print(cache.get('kemajuan'))") == "(7, 10)"
    redis.kill()
    redis.wait()
    away = (
        "import time; begun = time.monotonic(); cache.set('kemajuan', 8);"
        "print(cache.get('kemajuan'), cache.get_many(['kemajuan']), cache.add('x', 1),"
        " cache.delete('x'), time.monotonic() - begun < 1)"
    )
    assert run(tmp_path, away) == "None {} False False True"
