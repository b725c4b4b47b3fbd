"""The road of nine steps from the proposer's hand to the finished work, and who stands where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from proposals.models import Proposal, ProposalEvent
from proposals.statuses import FUNNEL, FunnelStage, Status

STEPS = (
    "Diajukan",
    "Diperiksa kelurahan",
    "Musrenbang kelurahan",
    "Kecamatan",
    "Perangkat Daerah",
    "Rancangan RKPD",
    "APBD",
    "Dikerjakan",
    "Selesai",
)

_CHECK, _KELURAHAN, _KECAMATAN, _OPD, _RKPD, _APBD, _WORK = range(1, 8)
_ARRIVED = len(STEPS)

STEP_OF_STATUS: dict[Status, int] = {
    Status.DRAFT: 0,
    Status.SUBMITTED: _CHECK,
    Status.RETURNED: _CHECK,
    Status.REJECTED: _CHECK,
    Status.VERIFIED: _KELURAHAN,
    Status.PRIORITISED: _KELURAHAN,
    Status.RESERVE: _KELURAHAN,
    Status.FORWARDED: _KECAMATAN,
    Status.NOT_AGREED: _KECAMATAN,
    Status.AGREED: _OPD,
    Status.DEFERRED: _OPD,
    Status.DECLINED: _OPD,
    Status.ACCOMMODATED: _RKPD,
    Status.IN_RKPD: _APBD,
    Status.IN_APBD: _WORK,
    Status.KELURAHAN_FUNDED: _WORK,
    Status.REALISED: _ARRIVED,
}
"""Where in ``STEPS`` a usulan stands. What is not here ended wherever it stood before."""

ENDED = frozenset(FUNNEL[FunnelStage.ENDED])

_PASSED_BY = range(_KECAMATAN, _WORK)
"""What the kelurahan pays for itself does not go through these."""


@dataclass(frozen=True)
class Step:
    """One of the nine; ``state`` is ``done``, ``now``, ``stop``, ``join``, ``skip`` or ``todo``."""

    label: str
    state: str = "todo"
    on: datetime | None = None

    @property
    def state_words(self) -> str:
        """The state for those who do not see colours and signs."""
        return _WORDS[self.state]


_WORDS = {
    "done": "sudah dilewati",
    "now": "sedang di sini",
    "stop": "berhenti di sini",
    "join": "digabung di sini, selanjutnya bersama usulan gabungannya",
    "skip": "tidak melalui tahap ini",
    "todo": "belum",
}


def road_of(proposal: Proposal, events: Sequence[ProposalEvent]) -> list[Step]:
    """The nine steps of one usulan; ``events`` are its history, the oldest first."""
    reached = _dates(proposal, events)
    at = _position(proposal, events)
    paid_by_kelurahan = any(event.target == Status.KELURAHAN_FUNDED for event in events)
    paid_by_kelurahan |= proposal.status == Status.KELURAHAN_FUNDED
    steps = []
    for place, label in enumerate(STEPS):
        step = Step(label)
        if paid_by_kelurahan and place in _PASSED_BY and place < at:
            step = replace(step, state="skip")
        elif place < at:
            step = replace(step, state="done", on=reached.get(place))
        elif place == at:
            step = replace(step, state=_here(proposal))
        steps.append(step)
    return steps


def _here(proposal: Proposal) -> str:
    if proposal.status == Status.MERGED:
        return "join"
    return "stop" if proposal.status in ENDED else "now"


def _position(proposal: Proposal, events: Sequence[ProposalEvent]) -> int:
    """Of one that ended somewhere, where it stood before."""
    known = STEP_OF_STATUS.get(Status(proposal.status))
    if known is not None:
        return known
    for event in reversed(events):
        source = STEP_OF_STATUS.get(Status(event.source)) if event.source else None
        if source:
            return min(source, _ARRIVED - 1)
    return _OPD if proposal.routed_at else _CHECK


def _dates(proposal: Proposal, events: Sequence[ProposalEvent]) -> dict[int, datetime]:
    """When each step was left behind; a step that was taken back has no date any more."""
    reached: dict[int, datetime] = {}
    if proposal.submitted_at:
        reached[0] = proposal.submitted_at
    for event in events:
        at = STEP_OF_STATUS.get(Status(event.target))
        if at is None or event.source == event.target:
            continue
        reached = {place: on for place, on in reached.items() if place < at or place == 0}
        left = _KELURAHAN if event.target == Status.KELURAHAN_FUNDED else at - 1
        if left > 0:
            reached.setdefault(left, event.at)
    return reached
