"""How far the replica has come, asked in the background so that no page ever waits for the answer.

One thread per process asks primary and replica for their positions in the WAL (bytes since the
cluster began). Pages only look at the last word: when it is old, the replica is not used.
"""

import logging
import os
import select
import socket
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any
from weakref import WeakSet

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from psycopg2.extensions import POLL_OK, POLL_READ

from musrenbang.replica.choice import REPLICA

log = logging.getLogger(__name__)

PAUSE = 0.3
"""Seconds between two questions."""
PATIENCE = 0.4
"""Seconds that an answer may take."""
FRESH = 1.2
"""Seconds for which the last word counts."""
MOST_LAG = 5.0
"""Seconds that the replica may be behind and still be read."""

PRIMARY_POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
# A replica that has been promoted goes its own way: what it holds is no copy any more.
REPLICA_POSITION = """
    SELECT CASE WHEN pg_is_in_recovery()
           THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END
"""
_MOST_REMEMBERED = 10_000
"""Positions of the primary, about an hour's worth."""
_ERRORS = (psycopg2.Error, OSError)


@dataclass(frozen=True, slots=True)
class Word:
    """The replica's state at ``heard`` (monotonic seconds).

    It is at most ``lag_seconds`` behind; None: not known yet.
    """

    heard: float
    position: int
    lag_bytes: int
    lag_seconds: float | None


class Lag:
    """How far behind, from the times at which the primary was seen at its positions.

    The replica's own clock of its last transaction would call a quiet night a lag.
    """

    def __init__(self) -> None:
        self._ahead: deque[tuple[float, int]] = deque()
        self._passed: float | None = None
        self._newest = 0

    def saw_primary(self, at: float, position: int) -> None:
        """The primary stood at ``position`` when asked at ``at``."""
        if self._ahead and self._ahead[-1][1] == position:
            self._ahead.pop()
        if len(self._ahead) < _MOST_REMEMBERED:
            self._ahead.append((at, position))
        self._newest = position

    def word(self, now: float, replica: int) -> Word:
        """What follows from the replica standing at ``replica`` now."""
        while self._ahead and self._ahead[0][1] <= replica:
            self._passed = self._ahead.popleft()[0]
        behind = None if self._passed is None else now - self._passed
        return Word(now, replica, max(0, self._newest - replica), behind)


class Line:
    """A connection of the monitor's own that never waits longer than ``PATIENCE``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._open: Any = None

    def ask(self, question: str) -> int | None:
        """One number. Raises ``psycopg2.Error`` or ``OSError``; the next question calls anew."""
        deadline = monotonic() + PATIENCE
        try:
            if self._open is None:
                parameters = connections[self._alias].get_connection_params()
                self._open = psycopg2.connect(**parameters, async_=True)
                self._wait(deadline)
            cursor = self._open.cursor()
            cursor.execute(question)
            self._wait(deadline)
            (answer,) = cursor.fetchone()
        except _ERRORS:
            self.hang_up()
            raise
        return None if answer is None else int(answer)

    def hang_up(self) -> None:
        """Close the connection, if there is one."""
        if self._open is not None:
            with suppress(psycopg2.Error):
                self._open.close()
            self._open = None

    def _wait(self, deadline: float) -> None:
        while (state := self._open.poll()) != POLL_OK:
            left = deadline - monotonic()
            poller = select.poll()
            poller.register(self._open, select.POLLIN if state == POLL_READ else select.POLLOUT)
            if left <= 0 or not poller.poll(left * 1000):
                raise TimeoutError(f"{self._alias} does not answer")


class Monitor:
    """What this process knows of the replica."""

    def __init__(self) -> None:
        self._word: Word | None = None
        self._suspected = 0.0
        self._pid = 0
        self._lock = threading.Lock()
        self._in_use: WeakSet[Any] = WeakSet()
        self._silences = 0

    def word(self) -> Word | None:
        """The last word, as long as it is fresh. Starts the asking with the first call."""
        if self._pid != os.getpid():
            self._start()
        word = self._word
        if word is None or monotonic() - word.heard > FRESH or word.heard <= self._suspected:
            return None
        return word

    def may_read(self, position: int) -> bool:
        """Whether the replica is alive, near, and past ``position``."""
        word = self.word()
        if word is None or word.lag_seconds is None or word.lag_seconds > MOST_LAG:
            return False
        return word.position >= position

    def suspect(self) -> None:
        """A page has met an error there: nobody reads it before the next good word."""
        self._suspected = monotonic()

    def _start(self) -> None:
        # A forked worker has the parent's memory but not its threads.
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid, self._word = os.getpid(), None
            connection_created.connect(self._remember, dispatch_uid="replica-in-use")
            threading.Thread(target=self._run, name="replica-monitor", daemon=True).start()

    def _remember(self, *, connection: Any, **kwargs: Any) -> None:
        if connection.alias == REPLICA:
            self._in_use.add(connection.connection)

    def _run(self) -> None:
        primary, replica, lag = Line(DEFAULT_DB_ALIAS), Line(REPLICA), Lag()
        while True:
            # A primary too busy to answer is no reason to send it all the readers as well.
            with suppress(*_ERRORS):
                asked = monotonic()
                lag.saw_primary(asked, primary.ask(PRIMARY_POSITION) or 0)
            try:
                position = replica.ask(REPLICA_POSITION)
            except _ERRORS as error:
                self._unheard(error)
            else:
                self._silences = 0
                self._word = None if position is None else lag.word(monotonic(), position)
                if position is None:
                    # Of several hosts in one address another may be a replica by now.
                    replica.hang_up()
            sleep(PAUSE)

    def _unheard(self, error: Exception) -> None:
        """A refusal counts at once; silence when the last word is no longer fresh."""
        if not isinstance(error, TimeoutError):
            self._silences, self._word = 0, None
            return
        self._silences += 1
        if self._silences == 2:
            log.warning("The replica is silent: %s", error)
            self._let_go()

    def _let_go(self) -> None:
        """A host that has gone silent keeps its callers waiting: end their calls from this side."""
        for connection in list(self._in_use):
            with suppress(*_ERRORS), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


monitor = Monitor()
"""The one monitor of this process."""


def health() -> dict[str, Any]:
    """The replica for the health page; ``lag_seconds`` is the most that it can be behind."""
    word = monitor.word()
    if word is None:
        return {"state": "mati"}
    behind = None if word.lag_seconds is None else round(word.lag_seconds, 1)
    state = "dipakai" if monitor.may_read(0) else "tertinggal"
    return {"state": state, "lag_bytes": word.lag_bytes, "lag_seconds": behind}
