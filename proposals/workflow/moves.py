"""The words of the workflow: a transition of the table, the details of a deed, a move in hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from foundation.uploads import CleanUpload
from kelurahan.models import OPD, User
from kelurahan.roles import Role
from kelurahan.scope import Post
from planning.models import Nomenclature, ReasonCode
from proposals.models import Proposal
from proposals.quota import Room, rw_room
from proposals.statuses import Level, Status


@dataclass(frozen=True)
class Details:
    """What an action may need beside a note. Volume in the usulan's unit, value in rupiah."""

    reason: ReasonCode | None = None
    due: date | None = None
    target: Proposal | None = None
    rank: int | None = None
    opd: OPD | None = None
    sub_kegiatan: Nomenclature | None = None
    volume: Decimal | None = None
    value: int | None = None
    funding_source: str = ""
    diverted_to: str = ""
    realised_on: date | None = None
    realised_volume: Decimal | None = None
    photos: tuple[CleanUpload, ...] = ()
    rkpd_line: str = ""
    written_at: datetime | None = None
    """When a device without signal was told to send, by its own clock."""


@dataclass
class Move:
    """One deed under way: ``proposal`` is freshly read, ``post`` is what the actor acts as."""

    transition: "Transition"
    proposal: Proposal
    actor: User
    post: Post
    note: str
    details: Details
    at: datetime
    changes: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def room(self) -> Room:
        """What the RW's quota leaves, the usulan itself not counted yet; read once."""
        return rw_room(self.proposal)


Problems = dict[str, str]
Condition = Callable[[Move], Problems]
Standing = Callable[[Proposal], Problems]
Effect = Callable[[Move], dict[str, Any]]


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    ``who`` says from which statuses each role may do it; ``by_owner`` narrows the roles to the
    usulan's own proposer or helper. ``standing`` holds whatever the actor writes and decides
    whether the button is drawn; ``conditions`` judge what was written; ``effect`` gives the
    columns that change along with the status. ``level`` is the office whose figures are kept.
    ``button`` is false for what only a service does (freezing an RKPD draft).
    """

    action: str
    label: str
    done: str
    target: Status
    who: Mapping[Role, frozenset[Status]]
    by_owner: bool = False
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()
    conditions: tuple[Condition, ...] = ()
    effect: Effect | None = None
    level: Level | None = None
    negative: bool = False
    button: bool = True

    @property
    def sources(self) -> frozenset[Status]:
        """Every status from which someone may do it."""
        return frozenset().union(*self.who.values())

    @property
    def fields(self) -> tuple[str, ...]:
        """What a form for this action asks, the required first."""
        return self.needs + self.offers
