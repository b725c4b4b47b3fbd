"""Reads of the planning references: the running cycle, its windows, the kamus."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from foundation.indonesia import datetime_long
from kelurahan.models import Kelurahan
from planning.models import (
    Cycle,
    IssueGroup,
    KamusItem,
    ReasonCode,
    Stage,
    StageWindow,
    WindowGrace,
)
from planning.models.kamus import Bidang
from planning.search import search_kamus

__all__ = [
    "BidangIssues",
    "IssueCount",
    "Window",
    "by_issue",
    "current_cycle",
    "cycle_of_year",
    "issues_by_bidang",
    "kamus_items",
    "reasons_for",
    "search_kamus",
    "shown_cycle",
    "window_for",
]


def current_cycle() -> Cycle | None:
    """The cycle that is running now, if one is."""
    return Cycle.objects.filter(is_current=True).first()


def cycle_of_year(year: str) -> Cycle | None:
    """The cycle of the fiscal year that an address names; ``None`` where there is none."""
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        return None
    return Cycle.objects.filter(fiscal_year=int(year)).first()


def shown_cycle() -> Cycle | None:
    """The cycle whose kamus is shown: the running one, else the latest."""
    return Cycle.objects.order_by("-is_current", "-fiscal_year").first()


@dataclass(frozen=True)
class Window:
    """When a stage is open for one kelurahan, grace included."""

    stage: Stage
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    has_grace: bool = False

    def is_open(self, at: datetime | None = None) -> bool:
        moment = at or timezone.now()
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= moment <= self.closes_at

    def is_over(self, at: datetime | None = None) -> bool:
        """Whether it was open and has closed."""
        return self.closes_at is not None and self.closes_at < (at or timezone.now())

    def admits(self, written_at: datetime, grace_hours: int, at: datetime | None = None) -> bool:
        """Whether what a device without signal wrote in time may still come in."""
        if self.opens_at is None or self.closes_at is None:
            return False
        last = self.closes_at + timedelta(hours=grace_hours)
        return written_at <= self.closes_at and (at or timezone.now()) <= last

    def sentence(self, at: datetime | None = None) -> str:
        """How the window stands, for the person who wants to hand in."""
        moment = at or timezone.now()
        if self.opens_at is None or self.closes_at is None:
            return f"Jadwal {self.stage.label} belum ditetapkan."
        if moment < self.opens_at:
            return f"{self.stage.label} dibuka {datetime_long(self.opens_at)}."
        if moment > self.closes_at:
            return f"{self.stage.label} sudah ditutup {datetime_long(self.closes_at)}."
        return f"{self.stage.label} ditutup {datetime_long(self.closes_at)}."


def window_for(cycle: Cycle, stage: Stage, kelurahan: Kelurahan | None = None) -> Window:
    """The window of a stage as it holds for one kelurahan; one query."""
    grace = WindowGrace.objects.filter(window=OuterRef("pk"), kelurahan=kelurahan)
    rows = StageWindow.objects.filter(cycle=cycle, stage=stage).order_by()
    row = rows.annotate(grace=Subquery(grace.order_by().values("closes_at")[:1])).values_list(
        "opens_at", "closes_at", "grace"
    )
    for opens_at, closes_at, extended in row:
        if extended and extended > closes_at:
            return Window(stage, opens_at, extended, has_grace=True)
        return Window(stage, opens_at, closes_at)
    return Window(stage)


def stages_out_of_order(cycle: Cycle) -> list[str]:
    """A sentence for each stage without dates, or that ends before the one in front of it does."""
    ends = dict(StageWindow.objects.filter(cycle=cycle).values_list("stage", "closes_at"))
    held = [stage for stage in Stage if stage in ends]
    missing = [
        f"Jadwal {stage.label} belum ada, sehingga tahap ini tidak punya batas waktu."
        for stage in Stage
        if stage not in ends
    ]
    return missing + [
        f"{later.label} berakhir sebelum {earlier.label} berakhir, sehingga usulan yang masuk "
        "sesudahnya langsung terhitung terlambat. Periksa tanggalnya."
        for earlier, later in pairwise(held)
        if ends[later] < ends[earlier]
    ]


def reasons_for(level: str) -> QuerySet[ReasonCode]:
    """Reason codes that ``level`` (``kelurahan``, ``kecamatan``, ``opd``, ``city``) may use.

    Fixable ones come first: returning helps more than refusing.
    """
    return ReasonCode.objects.filter(is_active=True, **{f"at_{level}": True}).order_by(
        "-fixable", "code"
    )


def kamus_items(cycle: Cycle | None, *, with_retired: bool = False) -> QuerySet[KamusItem]:
    """The kamus of a cycle with all that its pages show, in two queries."""
    items = KamusItem.objects.filter(cycle=cycle)
    if not with_retired:
        items = items.filter(is_active=True)
    return items.select_related("issue", "opd").prefetch_related("variables")


def by_issue(items: Iterable[KamusItem]) -> list[tuple[IssueGroup, list[KamusItem]]]:
    """The items under their issue groups; the group of the first item comes first."""
    groups: dict[int, tuple[IssueGroup, list[KamusItem]]] = {}
    for item in items:
        groups.setdefault(item.issue_id, (item.issue, []))[1].append(item)
    return list(groups.values())


@dataclass(frozen=True)
class IssueCount:
    """An issue group and how many items of a bidang stand under it."""

    pk: int
    name: str
    items: int


@dataclass(frozen=True)
class BidangIssues:
    """One bidang of the kamus with its issue groups."""

    bidang: Bidang
    issues: list[IssueCount]


def issues_by_bidang(cycle: Cycle) -> list[BidangIssues]:
    """All issue groups of a cycle's kamus under their bidang, in one query."""
    rows = (
        KamusItem.objects.filter(cycle=cycle, is_active=True)
        .values("bidang", "issue", "issue__name")
        .annotate(items=Count("pk"))
        .order_by("issue__name")
    )
    found: dict[str, list[IssueCount]] = {bidang.value: [] for bidang in Bidang}
    for row in rows:
        found[row["bidang"]].append(IssueCount(row["issue"], row["issue__name"], row["items"]))
    return [BidangIssues(Bidang(key), issues) for key, issues in found.items() if issues]
