"""Reads of the planning references: the running cycle, its windows, the kamus."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from foundation.indonesia import datetime_long
from kelurahan.models import Kelurahan
from planning.models import Cycle, ReasonCode, Stage, StageWindow, WindowGrace
from planning.search import search_kamus

__all__ = ["Window", "current_cycle", "reasons_for", "search_kamus", "window_for"]


def current_cycle() -> Cycle | None:
    """The cycle that is running now, if one is."""
    return Cycle.objects.filter(is_current=True).first()


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
    """The window of a stage as it holds for one kelurahan."""
    row = StageWindow.objects.filter(cycle=cycle, stage=stage).first()
    if row is None:
        return Window(stage)
    grace = kelurahan and WindowGrace.objects.filter(window=row, kelurahan=kelurahan).first()
    if grace and grace.closes_at > row.closes_at:
        return Window(stage, row.opens_at, grace.closes_at, has_grace=True)
    return Window(stage, row.opens_at, row.closes_at)


def reasons_for(level: str) -> QuerySet[ReasonCode]:
    """Reason codes that ``level`` (``kelurahan``, ``kecamatan``, ``opd``, ``city``) may use.

    Fixable ones come first: returning helps more than refusing.
    """
    return ReasonCode.objects.filter(is_active=True, **{f"at_{level}": True}).order_by(
        "-fixable", "code"
    )
