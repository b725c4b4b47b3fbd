"""Starts a worker when there is something to do, so that no service has to be kept running."""

import os
import subprocess
import sys
import threading

from django.conf import settings
from django.core.cache import cache
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

DEDICATED = "dedicated"
"""``JOBS_WORKER`` where a permanent ``db_worker`` runs as a service."""

_COMMAND = ("-m", "django", "db_worker", "--batch", "--no-startup-delay")
_AT_MOST_EVERY = 15


def start_worker() -> subprocess.Popen[bytes] | None:
    """A process that empties the queue and ends; it outlives the one that starts it.

    ``None`` where a permanent worker does it, or where the queue is no database's.
    """
    if settings.JOBS_WORKER == DEDICATED or not _has_queue():
        return None
    return _spawn()


def remind() -> None:
    """Start a worker for a job that waits too long; at most one every 15 seconds."""
    if cache.add("jobs:reminded", True, _AT_MOST_EVERY):
        start_worker()


def _spawn() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, *_COMMAND],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody has to take note of its end, or it stays in the list of processes.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def _has_queue() -> bool:
    return isinstance(task_backends["default"], DatabaseBackend)
