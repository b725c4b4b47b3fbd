"""Who owes whom an answer, since when, and until which day it was due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from planning.models import Cycle, Stage
from proposals.models import Proposal
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
WAITING_STATUSES = tuple(status for wait in WAITS for status in wait.statuses)

LATE = "lewat"
"""In an address: what stands unanswered past its date; after a wait's key and a hyphen, of it."""


class Deadlines:
    """When the answers of one cycle are due, grace included."""

    def __init__(self, cycle: Cycle, today: date | None = None) -> None:
        self._calendar = Calendar(cycle)
        self._today = today or timezone.localdate()
        self._cycle = cycle

    def end_of(self, wait: Wait, kelurahan_id: int = 0) -> date | None:
        """The last day for the answer, of the city or of one kelurahan; ``None``: no common one."""
        return self._calendar.end_of(wait.stage, kelurahan_id) if wait.stage else None

    def late(self, *waits: Wait) -> Q:
        """Rows of the cycle that wait past their date; a returned one has a date of its own."""
        found = Q(pk__in=[])
        for wait in waits or WAITS:
            if wait.stage is None:
                missed: Q | None = Q(due__lt=self._today)
            else:
                missed = self._calendar.missed(wait.stage, self._today)
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


def wait_column() -> Case:
    """The key of the wait of each row, to group by."""
    return Case(*(When(status__in=wait.statuses, then=Value(wait.key)) for wait in WAITS))


def waiting_by(
    rows: QuerySet[Proposal], key: Any, deadlines: Deadlines, *waits: Wait
) -> dict[Any, Waiting]:
    """What waits in ``waits`` (all, if none is named), grouped by ``key``; in two queries.

    The middle (median) is that of whole days as people count them; of an even number the mean of
    the two in the middle.
    """
    statuses = [status for wait in waits or WAITS for status in wait.statuses]
    waiting = rows.filter(status__in=statuses).order_by().annotate(by=key)
    middles = _middle_days(waiting)
    counted = waiting.values("by").annotate(
        count=Count("pk"),
        late=Count("pk", filter=deadlines.late(*waits)),
        oldest=Min("status_since"),
    )
    return {
        row["by"]: Waiting(row["count"], row["late"], middles[row["by"]], _days(row["oldest"]))
        for row in counted
    }


def _middle_days(waiting: QuerySet[Proposal]) -> dict[Any, float]:
    """The one row in the middle of each group, or the two, found by the database."""
    position = Window(RowNumber(), partition_by=[F("by")], order_by=F("status_since").asc())
    twice = ExpressionWrapper(position * 2, IntegerField())
    numbered = waiting.annotate(
        twice=twice, size=Window(Count("pk"), partition_by=[F("by")])
    ).filter(twice__gte=F("size"), twice__lte=F("size") + 2)
    found: dict[Any, list[int]] = {}
    for by, since in numbered.values_list("by", "status_since"):
        found.setdefault(by, []).append(_days(since))
    return {by: sum(days) / len(days) for by, days in found.items()}


def _days(since: Any) -> int:
    return max((timezone.localdate() - timezone.localdate(since)).days, 0)


def late_in(cycles: Iterable[Cycle], *waits: Wait) -> Q:
    """Rows of any of ``cycles`` that wait past their date."""
    found = Q(pk__in=[])
    for cycle in cycles:
        found |= Deadlines(cycle).late(*waits)
    return found
