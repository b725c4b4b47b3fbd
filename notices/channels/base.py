"""What every channel does: take one letter, and say so when it did not go."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """One message to one address.

    ``id`` stays the same when the same message is tried again, so that whoever carries it can
    leave out what came twice. ``off_url`` is where its reader ends such messages.
    """

    id: UUID
    to: str
    subject: str
    text: str
    off_url: str = ""


class NotSent(Exception):
    """The letter did not go. The sentence is kept and shown: it names no person and no address.

    ``is_down``: the others would not go either, so there is no use in trying them now.
    ``is_unsure``: it was handed over, and only the answer is missing.
    """

    def __init__(self, why: str, *, is_down: bool = False, is_unsure: bool = False) -> None:
        super().__init__(why)
        self.is_down, self.is_unsure = is_down, is_unsure


class Channel(Protocol):
    """Carries letters. Coming back from ``send`` means that somebody took the letter over."""

    def send(self, letter: Letter) -> None:
        """Hand ``letter`` over; raises ``NotSent``."""

    def close(self) -> None:
        """No more letters for now."""
