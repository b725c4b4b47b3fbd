"""The kinds of work that the apps above have registered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foundation.watch import Watch
from jobs.models import Job


class JobRefused(ValueError):
    """The job cannot be done; the message is an Indonesian sentence that says what to do.

    ``hopeless``: nor can it ever be with this file, so nobody is invited to try again.
    """

    def __init__(self, sentence: str, *, hopeless: bool = False) -> None:
        super().__init__(sentence)
        self.hopeless = hopeless


@dataclass(frozen=True)
class Finish:
    """What came of the work.

    ``report`` is kept in the job's row; with ``asks`` the job now waits for its owner, whose
    agreement starts the work once more with ``job.is_confirmed``.
    """

    report: dict[str, Any] = field(default_factory=dict)
    asks: bool = False


Work = Callable[[Job, Watch], Finish]
"""Does the work inside a transaction that is already open; may raise ``JobRefused``."""

_WORKS: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Called by an app above when it is ready."""
    _WORKS[kind] = work


def work_of(job: Job) -> Work:
    """Raises ``JobRefused`` for a kind that this version of the portal does not have."""
    try:
        return _WORKS[job.kind]
    except KeyError as error:
        raise JobRefused("Jenis pekerjaan ini sudah tidak ada di portal.") from error
