"""One usulan under construction, and the references it is measured against."""

from dataclasses import dataclass, field
from typing import Any

from kelurahan.models import OPD, RT
from planning.models import CityPriority, Cycle, KamusItem, ReasonCode
from proposals.demo.accounts import Officer
from proposals.models import Proposal


@dataclass(frozen=True)
class Reference:
    """The planning references that usulan are measured against, by code."""

    cycle: Cycle
    items: dict[str, KamusItem]
    opds: dict[str, OPD]
    priorities: dict[int, CityPriority]
    reasons: dict[str, ReasonCode]
    quota_per_rw: int
    seeds: tuple[str, ...] = ()
    """Further names for the dice, so that another year does not repeat the running one."""


@dataclass
class Wish:
    """One usulan under construction, with what later decides its fate."""

    proposal: Proposal
    author: Officer
    located: list[RT] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    wrong_opd: OPD | None = None
    same_as: "Wish | None" = None
    fate: str = ""
    order: int = 0
    """Its place in the proposer's own series, from 1."""
    is_host: bool = False
    """Another usulan has been merged into it, so it must live on."""
    is_looked_at: bool = True
    """Whether its proposer may have gone to see the finished work."""

    @property
    def item(self) -> KamusItem | None:
        return self.proposal.kamus_item

    @property
    def is_physical(self) -> bool:
        return self.item is None or self.item.needs_land_status

    @property
    def series(self) -> tuple[str, Any]:
        """Usulan of one series are ranked against each other."""
        own = self.proposal
        if own.organisation_id:
            return ("organisation", own.organisation_id)
        return ("rw", own.rw_id)
