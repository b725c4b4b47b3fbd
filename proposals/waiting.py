"""Who owes whom an answer, since when, and until which day it was due."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from planning.models import Cycle, Stage
from proposals.progress import Calendar
from proposals.statuses import Status


@dataclass(frozen=True)
class Wait:
    """One kind of waiting: for whom, in which statuses, and the stage by whose end it is due.

    ``office`` is the column that names the office which owes the answer.
    """

    key: str
    label: str
    who: str
    statuses: tuple[Status, ...]
    stage: Stage | None
    office: str = "kelurahan"


WAITS = (
    Wait("verifikasi", "Menunggu verifikasi", "Kelurahan", (Status.SUBMITTED,), Stage.VERIFICATION),
    Wait("perbaikan", "Menunggu perbaikan", "Pengusul", (Status.RETURNED,), None),
    Wait(
        "musrenbang",
        "Menunggu Musrenbang kelurahan",
        "Kelurahan",
        (Status.VERIFIED, Status.PRIORITISED),
        Stage.KELURAHAN,
    ),
    Wait(
        "kecamatan",
        "Menunggu keputusan kecamatan",
        "Kecamatan",
        (Status.FORWARDED,),
        Stage.KECAMATAN,
        "kelurahan__kecamatan",
    ),
    Wait(
        "opd",
        "Menunggu Perangkat Daerah",
        "Perangkat Daerah",
        (Status.AGREED,),
        Stage.OPD,
        "opd",
    ),
    Wait("rkpd", "Menunggu rancangan RKPD", "Bappeda", (Status.ACCOMMODATED,), Stage.CITY, ""),
)
"""In the order of a usulan's life. What was put off or made a reserve has had its answer."""

WAIT = {wait.key: wait for wait in WAITS}
WAIT_OF_STATUS = {status.value: wait.key for wait in WAITS for status in wait.statuses}
WAITING_STATUSES = tuple(WAIT_OF_STATUS)

LATE = "lewat"
"""In an address: what stands unanswered past its date; after a wait's key and a hyphen, of it."""


class Deadlines:
    """When the answers of one cycle are due, grace included."""

    def __init__(self, cycle: Cycle, today: date | None = None) -> None:
        self._calendar = Calendar(cycle)
        self.today = today or timezone.localdate()
        self._past: dict[tuple[str, int], bool] = {}
        self._cycle = cycle

    def end_of(self, wait: Wait, kelurahan_id: int = 0) -> date | None:
        """The last day for the answer, of the city or of one kelurahan; ``None``: no common one."""
        return self._calendar.end_of(wait.stage, kelurahan_id) if wait.stage else None

    def is_late(self, wait: Wait, kelurahan_id: int, due: int | None) -> bool:
        """Whether one that waits in that kelurahan is; ``due``: the ordinal of its own date.

        Says of one what ``late`` says of rows.
        """
        if wait.stage is None:
            return due is not None and due < self.today.toordinal()
        place = (wait.key, kelurahan_id)
        if place not in self._past:
            end = self.end_of(wait, kelurahan_id)
            self._past[place] = end is not None and end < self.today
        return self._past[place]

    def late(self, *waits: Wait) -> Q:
        """Rows of the cycle that wait past their date; a returned one has a date of its own."""
        found = Q(pk__in=[])
        for wait in waits or WAITS:
            if wait.stage is None:
                missed: Q | None = Q(due__lt=self.today)
            else:
                missed = self._calendar.missed(wait.stage, self.today)
            if missed is not None:
                found |= Q(status__in=wait.statuses) & missed
        return Q(cycle=self._cycle) & found


@dataclass(frozen=True)
class Waiting:
    """How many wait, the middle and the longest of their days, and how many are late."""

    count: int
    late: int
    days: float
    longest: int


class Day(NamedTuple):
    """Usulan of one kelurahan that have stood in one status since the same day: how many.

    Days are ordinals of local dates. ``due`` is the day given to a returned usulan.
    """

    kelurahan: int
    status: str
    opd: int | None
    since: int
    due: int | None
    count: int


def waiting_by(
    days: Iterable[Day], key: Callable[[Day], Any], deadlines: Deadlines, *waits: Wait
) -> dict[Any, Waiting]:
    """What waits in ``waits`` (all, if none is named), grouped by ``key``.

    The middle (median) is that of whole days as people count them; of an even number the mean of
    the two in the middle.
    """
    wait_of = {status: wait for wait in waits or WAITS for status in wait.statuses}
    since: dict[Any, Counter[int]] = {}
    late: Counter[Any] = Counter()
    for day in days:
        wait = wait_of.get(day.status)
        if wait is None:
            continue
        by = key(day)
        since.setdefault(by, Counter())[day.since] += day.count
        if deadlines.is_late(wait, day.kelurahan, day.due):
            late[by] += day.count
    today = deadlines.today.toordinal()
    return {by: _waiting(own, late[by], today) for by, own in since.items()}


def _waiting(since: Counter[int], late: int, today: int) -> Waiting:
    count = since.total()
    places = {(count - 1) // 2, count // 2}
    passed, middles = 0, []
    for day in sorted(since):
        middles += [max(today - day, 0) for at in places if passed <= at < passed + since[day]]
        passed += since[day]
    return Waiting(count, late, sum(middles) / len(middles), max(today - min(since), 0))


def late_in(cycles: Iterable[Cycle], *waits: Wait) -> Q:
    """Rows of any of ``cycles`` that wait past their date."""
    found = Q(pk__in=[])
    for cycle in cycles:
        found |= Deadlines(cycle).late(*waits)
    return found
