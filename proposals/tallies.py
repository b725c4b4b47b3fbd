"""What is counted of one kelurahan, kept until something changes there; offices add these up.

A deed anywhere makes every page of the city worth drawing anew, but only its own kelurahan worth
counting anew. Nothing here depends on the day or on a name.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, TruncDate

from kelurahan.models import Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import Scope
from planning.models import Cycle
from proposals.models import Proposal
from proposals.review import granted_value
from proposals.stamp import cached_by_kelurahan
from proposals.statuses import Status
from proposals.waiting import WAIT, WAITING_STATUSES, Day

OLDEST = 5
"""Usulan that a first page names as waiting longest."""

_WAIT_ABOVE = (Status.FORWARDED, Status.ACCOMMODATED)
"""What waits for offices whose usulan come from several kelurahan, whichever their OPD."""

_HANDED_IN = ExpressionWrapper(Q(submitted_at__isnull=False), BooleanField())
_KEY = ("kelurahan", "was_handed_in")
"""What decides who sees a usulan."""


class Cell(NamedTuple):
    """Usulan of one kelurahan that stand alike: how many, and their rupiah.

    ``opd`` is told only where the part ``opds`` was asked for.
    """

    kelurahan: int
    status: str
    opd: int | None
    count: int
    handed_in: int
    asked: int
    granted: int


Tally = dict[str, list[tuple[Any, ...]]]
"""Plain tuples, which a cache gives back fast; every one begins with whether it was handed in:

``statuses``: status, nothing, count, rupiah asked, rupiah granted; ``opds``: the same by status
and OPD; ``days``: status, OPD (of those that wait for one), local day of ``status_since`` and due
day (ordinals), count; ``keys``: kamus item and OPD; ``oldest``: since, key, status, of the first
few of each status; ``rws``: RW from which something was handed in.
"""


_SHAPE = 1
"""To be moved with any change to what the tuples hold: another release must not read them."""


def counted(rows: QuerySet[Proposal], *parts: str) -> dict[int, Tally]:
    """``parts`` of the tally of each kelurahan that has any of ``rows``; a query each."""
    rows = rows.order_by().annotate(was_handed_in=_HANDED_IN)
    found: dict[int, Tally] = {}
    for part in parts:
        for kelurahan, *line in _PARTS[part](rows):
            found.setdefault(kelurahan, {}).setdefault(part, []).append(tuple(line))
    return found


def _statuses(rows: QuerySet[Proposal]) -> Iterable[tuple[Any, ...]]:
    return _figures(rows.annotate(nothing=Value(None, IntegerField())), "nothing")


def _opds(rows: QuerySet[Proposal]) -> Iterable[tuple[Any, ...]]:
    return _figures(rows, "opd")


def _figures(rows: QuerySet[Proposal], column: str) -> Iterable[tuple[Any, ...]]:
    return rows.values_list(*_KEY, "status", column).annotate(
        count=Count("pk"), asked=Sum("value"), granted=Sum(granted_value())
    )


def _days(rows: QuerySet[Proposal]) -> Iterator[tuple[Any, ...]]:
    lines = (
        rows.filter(status__in=WAITING_STATUSES)
        .annotate(
            since=TruncDate("status_since"),
            promised=Case(When(status=Status.RETURNED, then=F("due"))),
            asked_of=Case(When(status__in=WAIT["opd"].statuses, then=F("opd"))),
        )
        .values_list(*_KEY, "status", "asked_of", "since", "promised")
        .annotate(count=Count("pk"))
    )
    for *line, since, promised, count in lines:
        yield (*line, since.toordinal(), promised.toordinal() if promised else None, count)


def _oldest(rows: QuerySet[Proposal]) -> Iterable[tuple[Any, ...]]:
    place = Window(
        RowNumber(),
        partition_by=[F("kelurahan"), F("status"), F("was_handed_in")],
        order_by=[F("status_since").asc(), F("pk").asc()],
    )
    first = rows.filter(status__in=_WAIT_ABOVE).annotate(place=place).filter(place__lte=OLDEST)
    return first.values_list(*_KEY, "status_since", "pk", "status")


def _rws(rows: QuerySet[Proposal]) -> Iterable[tuple[Any, ...]]:
    own = rows.filter(organisation=None, rw__isnull=False, was_handed_in=True)
    counted = own.exclude(status=Status.WITHDRAWN)
    return counted.values_list(*_KEY, "rw").distinct()


def _keys(rows: QuerySet[Proposal]) -> Iterable[tuple[Any, ...]]:
    return rows.values_list(*_KEY, "kamus_item", "opd").distinct()


_PARTS: dict[str, Callable[[QuerySet[Proposal]], Iterable[tuple[Any, ...]]]] = {
    "statuses": _statuses,
    "opds": _opds,
    "days": _days,
    "keys": _keys,
    "oldest": _oldest,
    "rws": _rws,
}


def tallies_of(cycle: Cycle, kelurahan: Collection[int], *parts: str) -> dict[int, Tally]:
    """``parts`` of the tally of each ``kelurahan``; only those that have changed are counted."""

    def count(changed: Collection[int]) -> dict[int, Tally]:
        found = counted(Proposal.objects.filter(cycle=cycle, kelurahan__in=changed), *parts)
        return {pk: found.get(pk, {}) for pk in changed}

    return cached_by_kelurahan(cycle, f"tally {parts} {_SHAPE}", kelurahan, count)


_BY_KELURAHAN = {Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.BAPPEDA, Role.OBSERVER}


@dataclass(frozen=True)
class Border:
    """Who sees what, as ``visible_to`` has it, said of tallies."""

    everything: bool
    whole: frozenset[int]
    """Kelurahan seen with their drafts."""
    below: frozenset[int]
    """Kelurahan of which is seen what was handed in."""

    @classmethod
    def of(cls, scope: Scope) -> "Border | None":
        """``None`` for who sees usulan otherwise than by kelurahan: proposers and OPD."""
        if scope.roles - _BY_KELURAHAN and not scope.everything:
            return None
        whole = scope.ids(Role.STAFF, Role.LURAH)
        return cls(scope.everything, whole, scope.kelurahan_below)

    @property
    def kelurahan(self) -> frozenset[int] | None:
        """Where something may be seen; ``None``: anywhere."""
        return None if self.everything else self.whole | self.below

    def places(self, **filters: Any) -> list[int]:
        """The kelurahan where something may be seen, of those that fit ``filters``."""
        rows = Kelurahan.objects.filter(**filters).order_by().values_list("pk", flat=True)
        return [pk for pk in rows if self.kelurahan is None or pk in self.kelurahan]

    def seen(self, kelurahan: int, lines: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Those of ``lines`` (of that kelurahan's tally) that lie within."""
        if self.everything or kelurahan in self.whole:
            return iter(lines)
        return (line for line in lines if line[0] and kelurahan in self.below)


EVERYTHING = Border(True, frozenset(), frozenset())
"""For tallies of rows that were narrowed to what is seen before they were counted."""


@dataclass(frozen=True)
class Tallies:
    """What one office sees of its usulan, added up from the tallies of its kelurahan."""

    cells: list[Cell]
    days: list[Day]
    keys: frozenset[tuple[int | None, int | None]]
    """The different kamus items and OPD."""
    oldest: list[tuple[datetime, UUID, str]]
    """Since, key, status; the first few of each status that waits above the kelurahan."""
    rws: frozenset[int]
    """RW from which something was handed in that was not withdrawn."""

    @property
    def counts(self) -> dict[str, int]:
        """Usulan by status; the empty key holds how many were handed in."""
        counts: dict[str, int] = {"": 0}
        for cell in self.cells:
            counts[cell.status] = counts.get(cell.status, 0) + cell.count
            counts[""] += cell.handed_in
        return counts

    @property
    def handed_in(self) -> dict[int, int]:
        """How many were handed in by each kelurahan that did."""
        counts: Counter[int] = Counter()
        for cell in self.cells:
            counts[cell.kelurahan] += cell.handed_in
        return {kelurahan: count for kelurahan, count in counts.items() if count}

    def grouped(self, column: str) -> list[dict[str, Any]]:
        """As a query grouped by ``column`` (kelurahan, opd) and status would have it."""
        at = Cell._fields.index(column)
        sums: dict[tuple[Any, str], list[int]] = {}
        for cell in self.cells:
            own = sums.setdefault((cell[at], cell.status), [0, 0, 0, 0])
            for index, figure in enumerate(cell[3:]):
                own[index] += figure
        names = ("count", "handed_in", "asked", "granted")
        return [
            {column: key, "status": status, **dict(zip(names, own, strict=True))}
            for (key, status), own in sums.items()
        ]


def added_up(tallies: dict[int, Tally], border: Border) -> Tallies:
    """All of ``tallies`` that lies within ``border``.

    Figures come from ``statuses`` or from ``opds``: only one of them may have been asked for.
    """
    cells: list[Cell] = []
    days: list[Day] = []
    oldest: list[Any] = []
    keys: set[tuple[Any, ...]] = set()
    rws: set[int] = set()

    def lines(name: str) -> Iterator[tuple[Any, ...]]:
        return border.seen(kelurahan, tally.get(name, ()))

    for kelurahan, tally in tallies.items():  # noqa: B007 - read by ``lines``
        for handed_in, status, opd, count, asked, granted in (*lines("statuses"), *lines("opds")):
            came, wished = (count, asked or 0) if handed_in else (0, 0)
            cells.append(Cell(kelurahan, status, opd, count, came, wished, granted or 0))
        days += [Day(kelurahan, *line) for _, *line in lines("days")]
        oldest += [line for _, *line in lines("oldest")]
        keys.update((item, opd) for _, item, opd in lines("keys"))
        rws.update(rw for _, rw in lines("rws"))
    return Tallies(cells, days, frozenset(keys), oldest, frozenset(rws))
