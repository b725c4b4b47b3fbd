"""An end to answers that come drop by drop.

The time-out of a socket begins anew with every byte: a gateway that sends one byte a second would
hold a whole run.
"""

from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import TimeoutError as LibraryTimeoutError


class AnswerTooSlow(LibraryTimeoutError):
    """The answer as a whole took too long."""


class Deadline:
    """So many seconds for one answer as a whole; then its connection is cut.

    Around each request stands ``with deadline``; it raises ``AnswerTooSlow``, whatever the cut
    made of the answer. The time counts from when the request has been sent.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._is_over = False
        self._timer: Timer | None = None

    def __enter__(self) -> None:
        self._is_over = False

    def __exit__(self, *error: object) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._is_over:
            raise AnswerTooSlow

    def pools(self) -> dict[str, type[HTTPConnectionPool]]:
        """Pools whose connections begin the time; for ``PoolManager.pool_classes_by_scheme``."""
        begin = self._begin

        class Plain(HTTPConnection):
            def getresponse(self) -> Any:
                begin(self.sock)
                return super().getresponse()

        class Secure(HTTPSConnection):
            def getresponse(self) -> Any:
                begin(self.sock)
                return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        return {"http": PlainPool, "https": SecurePool}

    def _begin(self, held: Any) -> None:
        self._timer = Timer(self.seconds, self._cut, [held])
        self._timer.daemon = True
        self._timer.start()

    def _cut(self, held: socket) -> None:
        self._is_over = True
        try:
            held.shutdown(SHUT_RDWR)
        except OSError:
            # It was gone already; whoever reads from it has noticed.
            return
