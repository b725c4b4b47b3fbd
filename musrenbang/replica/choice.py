"""Which database the running request reads from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

REPLICA = "replica"
"""Name of the replica in ``DATABASES``."""


@dataclass
class Choice:
    """Begins at the primary; ``wrote`` tells that something other than bookkeeping was written."""

    reads: str = DEFAULT_DB_ALIAS
    wrote: bool = False

    def back_to_primary(self) -> None:
        """What has been written, or cannot be read elsewhere, is read where it surely stands."""
        self.reads = DEFAULT_DB_ALIAS


_choice: ContextVar[Choice | None] = ContextVar("choice", default=None)


def current() -> Choice | None:
    """The choice of the running request; none in commands, jobs and threads."""
    return _choice.get()


@contextmanager
def deciding(choice: Choice) -> Iterator[None]:
    """Let every query inside follow ``choice``."""
    token = _choice.set(choice)
    try:
        yield
    finally:
        _choice.reset(token)


def each_deciding(choice: Choice, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks of a streamed answer, whose rows are read after the view has long returned."""
    chunks = iter(chunks)
    while True:
        with deciding(choice):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk
