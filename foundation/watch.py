"""How long work tells how far it is, and is told to stop."""

from typing import Protocol


class Cancelled(Exception):
    """Someone asked the work to stop; whoever raised it lets the transaction undo everything."""


class Watch(Protocol):
    """Called after every row, or every few hundred; costs nearly nothing, may raise ``Cancelled``.

    Whoever calls it lets ``Cancelled`` pass, so that the transaction around the work ends with it.
    """

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total`` rows are behind us; 0 as total while it is not known."""


def unwatched(done: int, total: int) -> None:
    """Nobody looks on."""
