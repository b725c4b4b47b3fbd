"""The public list: which usulan an address asks for, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from kelurahan.models import RW, Kelurahan
from planning.explain import unit_shown
from planning.models import Cycle, KamusItem
from planning.selectors import cycle_of_year, shown_cycle
from proposals.models import Proposal
from proposals.public import shown_title
from proposals.selectors import standing_reasons
from proposals.statuses import Status
from publik.selectors import in_public

PAGE = 50

STATUSES = tuple(status for status in Status if status not in (Status.DRAFT, Status.WITHDRAWN))


@dataclass(frozen=True)
class Row:
    """One usulan in the list; ``reason`` is the public sentence of its last decision."""

    proposal: Proposal
    title: str
    reason: str

    @property
    def unit(self) -> str:
        """The unit as people write it."""
        return unit_shown(self.proposal.unit)


@dataclass(frozen=True)
class Choice:
    """What an address asks for; what it names and does not exist is not asked for."""

    cycle: Cycle
    kelurahan: Kelurahan | None = None
    rw: RW | None = None
    item: KamusItem | None = None
    status: str = ""

    def rows(self) -> QuerySet[Proposal]:
        """The usulan in public that fit."""
        asked = {"kelurahan": self.kelurahan, "rw": self.rw, "kamus_item": self.item}
        found = {name: value for name, value in asked.items() if value is not None}
        if self.status:
            found["status"] = self.status
        return in_public().filter(cycle=self.cycle, **found)

    def address(self, **more: Any) -> str:
        """The same choice as the query of an address."""
        given = {
            "tahun": self.cycle.fiscal_year,
            "kelurahan": self.kelurahan.code if self.kelurahan else "",
            "rw": self.rw.label if self.rw else "",
            "item": self.item.code if self.item else "",
            "status": self.status,
        }
        return urlencode({name: value for name, value in (given | more).items() if value})


def chosen_cycle(year: str) -> Cycle | None:
    """The year that an address names, else the one that is shown to everyone."""
    return cycle_of_year(year) or shown_cycle()


def chosen(asked: Mapping[str, str]) -> Choice | None:
    """The choice of an address; ``None`` where no year has been set up."""
    cycle = chosen_cycle(asked.get("tahun", ""))
    if cycle is None:
        return None
    kelurahan = item = rw = None
    if code := asked.get("kelurahan", "")[:20]:
        kelurahan = Kelurahan.objects.filter(code=code).order_by("pk").first()
    if kelurahan and (label := asked.get("rw", "")[:5]):
        rw = RW.objects.filter(kelurahan=kelurahan, label=label.zfill(3)).order_by("pk").first()
    if code := asked.get("item", "")[:40]:
        item = KamusItem.objects.filter(cycle=cycle, code=code).first()
    status = asked.get("status", "")
    return Choice(cycle, kelurahan, rw, item, status if status in STATUSES else "")


def page_of(choice: Choice, after: str) -> tuple[list[Row], str]:
    """The rows that follow number ``after``, and the number after which the next page begins."""
    rows = choice.rows().select_related("kelurahan", "rw", "kamus_item", "opd").order_by("number")
    if after:
        rows = rows.filter(number__gt=after[:40])
    found = list(rows[: PAGE + 1])
    reasons = standing_reasons(found[:PAGE])
    shown = [Row(row, shown_title(row), reasons.get(row.pk, "")) for row in found[:PAGE]]
    return shown, (found[PAGE - 1].number or "") if len(found) > PAGE else ""
