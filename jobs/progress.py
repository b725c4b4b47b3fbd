"""How far a running job is, told through the cache while its transaction is still open.

The job's row would not do: what the work writes is one transaction, of which nobody sees anything
before it ends, and on SQLite it keeps every other writer waiting. So a thread beside the work
tells the cache how far it is, that it is alive at all, and looks there whether it is to stop.
"""

import logging
import threading
from types import TracebackType
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connections, reset_queries

from foundation.watch import Cancelled
from jobs.models import Job

logger = logging.getLogger(__name__)

TOLD_EVERY = 0.3
"""Seconds between two words of a running job."""
LIVES = 20
"""Seconds for which a job that says nothing still counts as alive: a busy machine, a swap."""
_CANCEL_LASTS = 24 * 3600


class Progress(NamedTuple):
    """``done`` of ``total`` rows; 0 as total while it is not known."""

    done: int = 0
    total: int = 0


def progress_of(job: Job) -> Progress | None:
    """The last word of the job, ``None`` when nothing has been heard for ``LIVES`` seconds."""
    told = cache.get(_key(job, "beat"))
    return None if told is None else Progress(*told)


def ask_to_stop(job: Job) -> None:
    """The job stops at its next row, and nothing that it did stays."""
    cache.set(_key(job, "stop"), True, _CANCEL_LASTS)


def is_asked_to_stop(job: Job) -> bool:
    return bool(cache.get(_key(job, "stop")))


def _key(job: Job, what: str) -> str:
    # Each attempt has its own: an old wish to stop must not stop the next one.
    return f"jobs:{job.pk}:{job.attempt}:{what}"


class Pulse:
    """The ``Watch`` of a running job; use it as a context manager around the work."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._at = Progress()
        self._stop_asked = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._tell()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def __call__(self, done: int, total: int) -> None:
        """Raises ``Cancelled`` when the owner wants it so."""
        self._at = Progress(done, total)
        self._stop_if_asked()

    def last_word(self) -> None:
        """Before everything becomes true: raises ``Cancelled`` if that was asked just now."""
        self._tell()
        self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        if self._stop_asked.is_set():
            raise Cancelled
        if settings.DEBUG:
            # Debugging keeps every statement; those of a long import are hundreds of megabytes.
            reset_queries()

    def _beat(self) -> None:
        try:
            while not self._over.wait(TOLD_EVERY):
                self._tell()
        finally:
            connections.close_all()

    def _tell(self) -> None:
        """A cache that is away for a moment must not undo the work."""
        try:
            cache.set(_key(self._job, "beat"), tuple(self._at), LIVES)
            if is_asked_to_stop(self._job):
                self._stop_asked.set()
        except Exception:
            logger.exception("The cache does not take the progress of job %s", self._job.pk)
