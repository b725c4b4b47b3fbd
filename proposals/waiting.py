"""Who owes whom an answer, since when, and until which day it was due."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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

LATE, SOON = "lewat", "segera"
"""In an address: what stands unanswered past its date, or is due within ``SOON_DAYS``.

After a key of ``WAITS_BY_NAME`` and a hyphen: of these waits; alone: of all.
"""

SOON_DAYS = 3
"""From how many days before a date on those who owe an answer are warned."""

TOGETHER: dict[str, tuple[str, tuple[Wait, ...]]] = {
    "kelurahan": ("Menunggu kelurahan", (WAIT["verifikasi"], WAIT["musrenbang"])),
    "atas": (
        "Menunggu kecamatan atau Perangkat Daerah",
        (WAIT["kecamatan"], WAIT["opd"]),
    ),
}
"""Several waits told as one, by their key in an address, with its label."""

WAITS_BY_NAME: dict[str, tuple[Wait, ...]] = {
    **{wait.key: (wait,) for wait in WAITS},
    **{key: waits for key, (_, waits) in TOGETHER.items()},
}


class Deadlines:
    """When the answers of one cycle are due, grace included."""

    def __init__(self, cycle: Cycle, today: date | None = None) -> None:
        self._calendar = Calendar(cycle)
        self.today = today or timezone.localdate()
        self._dues: dict[tuple[str, int], int | None] = {}
        self._cycle = cycle

    def end_of(self, wait: Wait, kelurahan_id: int = 0) -> date | None:
        """The last day for the answer, of the city or of one kelurahan; ``None``: no common one."""
        return self._calendar.end_of(wait.stage, kelurahan_id) if wait.stage else None

    def days_left(self, wait: Wait, day: "Day") -> int | None:
        """Days until those of that day of waiting are due, below zero past their date.

        Who came after the date is past it for no more days than they have waited, but for one.
        Says of one what ``late`` and ``soon`` say of rows.
        """
        due, kelurahan_id = day.due, day.kelurahan
        if wait.stage is not None:
            place = (wait.key, kelurahan_id)
            if place not in self._dues:
                end = self.end_of(wait, kelurahan_id)
                self._dues[place] = end.toordinal() if end else None
            due = self._dues[place]
        if due is None:
            return None
        today = self.today.toordinal()
        if due >= today:
            return due - today
        return min(max(due, day.since) - today, -1)

    def is_past(self, day: "Day") -> bool:
        """Whether the usulan of that day of waiting are late."""
        left = self.days_left(WAIT[WAIT_OF_STATUS[day.status]], day)
        return left is not None and left < 0

    def late(self, *waits: Wait) -> Q:
        """Rows of the cycle that wait past their date; a returned one has a date of its own."""
        return self._due(None, self.today - timedelta(days=1), waits)

    def soon(self, *waits: Wait) -> Q:
        """Rows of the cycle whose date is today or within the next ``SOON_DAYS``."""
        return self._due(self.today, self.today + timedelta(days=SOON_DAYS), waits)

    def _due(self, first: date | None, last: date, waits: Iterable[Wait]) -> Q:
        found = Q(pk__in=[])
        for wait in waits or WAITS:
            due: Q | None
            if wait.stage is not None:
                due = self._calendar.ending(wait.stage, first, last)
            else:
                due = Q(due__lte=last) & (Q(due__gte=first) if first else Q())
            if due is not None:
                found |= Q(status__in=wait.statuses) & due
        return Q(cycle=self._cycle) & found


@dataclass(frozen=True)
class Waiting:
    """How many wait, the middle and the longest of their days; how many are late or due soon.

    ``overdue``: the most days that one of them is past its date.
    """

    count: int = 0
    late: int = 0
    days: float = 0.0
    longest: int = 0
    soon: int = 0
    overdue: int = 0


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
    left: dict[Any, Counter[int]] = {}
    for day in days:
        wait = wait_of.get(day.status)
        if wait is None:
            continue
        by = key(day)
        since.setdefault(by, Counter())[day.since] += day.count
        days_left = deadlines.days_left(wait, day)
        if days_left is not None:
            left.setdefault(by, Counter())[days_left] += day.count
    today = deadlines.today.toordinal()
    return {by: _waiting(own, left.get(by, Counter()), today) for by, own in since.items()}


def _waiting(since: Counter[int], left: Counter[int], today: int) -> Waiting:
    count = since.total()
    places = {(count - 1) // 2, count // 2}
    passed, middles = 0, []
    for day in sorted(since):
        middles += [max(today - day, 0) for at in places if passed <= at < passed + since[day]]
        passed += since[day]
    return Waiting(
        count=count,
        late=sum(number for days, number in left.items() if days < 0),
        days=sum(middles) / len(middles),
        longest=max(today - min(since), 0),
        soon=sum(number for days, number in left.items() if 0 <= days <= SOON_DAYS),
        overdue=max(-min(left, default=0), 0),
    )


def late_in(cycles: Iterable[Cycle], *waits: Wait) -> Q:
    """Rows of any of ``cycles`` that wait past their date."""
    return _in_any(cycles, lambda deadlines: deadlines.late(*waits))


def soon_in(cycles: Iterable[Cycle], *waits: Wait) -> Q:
    """Rows of any of ``cycles`` whose date is near."""
    return _in_any(cycles, lambda deadlines: deadlines.soon(*waits))


def _in_any(cycles: Iterable[Cycle], rows: Callable[[Deadlines], Q]) -> Q:
    found = Q(pk__in=[])
    for cycle in cycles:
        found |= rows(Deadlines(cycle))
    return found
