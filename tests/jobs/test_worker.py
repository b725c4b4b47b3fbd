"""A worker in a process of its own: it outlives who started it, is seen, stopped and missed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from jobs.states import State
from tests.jobs.acts import ROWS

Act = Callable[..., Any]


@pytest.fixture
def database(tmp_path: Path, worker_id: str) -> Iterator[str]:
    """A database of its own, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        return
    name = f"worker_{os.getpid()}_{worker_id}"
    server = urlsplit(os.environ["DATABASE_URL"])
    _tell(server._replace(path="/postgres").geturl(), f'CREATE DATABASE "{name}"')
    yield server._replace(path=f"/{name}").geturl()
    _tell(server._replace(path="/postgres").geturl(), f'DROP DATABASE "{name}" WITH (FORCE)')


def _tell(address: str, statement: str) -> None:
    server = psycopg2.connect(address)
    server.autocommit = True
    server.cursor().execute(statement)
    server.close()


@pytest.fixture
def act(database: str, tmp_path: Path) -> Act:
    """Do one of ``tests.jobs.acts`` in the new portal."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "musrenbang.settings",
        "DATABASE_URL": database,
        "CACHE_DIR": str(tmp_path / "cache"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "SECRET_KEY": "only-for-tests",
        "LOG_LEVEL": "ERROR",
    }
    env = {name: value for name, value in env.items() if name not in {"CACHE_URL", "DEBUG"}}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=subprocess.PIPE,
            timeout=180,
            check=True,
        )
        return done.stdout.decode()

    run("manage.py", "migrate", "--verbosity", "0")
    return lambda *words: json.loads(run("-m", "tests.jobs.acts", *words))


def test_a_long_import_from_the_closed_tab_to_the_end(act: Act) -> None:
    before = act("prepare")
    job = act("submit")
    checked = act("wait", job)
    assert (checked["state"], checked["problem"]) == (State.WAITING, "")
    assert checked["counts"] == before

    # In the middle of its transaction others read, see how far it is, and can stop it at once.
    middle = act("cancel_in_the_middle", job)
    assert middle["counts"] == before
    assert middle["seconds"] < 10
    cancelled = act("wait", job)
    assert cancelled["state"] == State.CANCELLED
    assert cancelled["counts"] == before

    # Killed in the middle: noticed, nothing of it stays, and it can be started again.
    job = act("submit")
    act("wait", job)
    assert act("kill_in_the_middle", job) == State.RUNNING
    dead = act("wait", job)
    assert dead["state"] == State.INTERRUPTED
    assert dead["counts"] == before
    assert act("start_again", job)
    done = act("wait", job)
    assert done["state"] == State.DONE
    assert done["counts"]["KamusItem"] == before["KamusItem"] + ROWS
