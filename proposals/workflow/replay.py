"""Histories that were written elsewhere: files of other systems, demonstration data.

They come in whole, not deed by deed, but along the same table: a history that the table does not
know is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from foundation.updating import update_rows
from kelurahan.models import User
from planning.models import ReasonCode
from proposals.models import Proposal, ProposalEvent
from proposals.stamp import hold_many
from proposals.statuses import Status
from proposals.workflow.transitions import TRANSITIONS

IMPORTED = "import"
"""The action under which an outcome from a file is written down, whatever it was before."""

CONTENT_CHANGES = frozenset(
    {"assess", "confirm", "dispute", "edit", "rank", "sipd_id"}
    | {"replace_missing", "withdraw_missing"}
)
"""What the services write down without moving the status."""


@dataclass(frozen=True)
class Step:
    """One deed of the past, by whom and as what; ``target`` is needed for ``import`` alone."""

    action: str
    actor: User | None
    actor_name: str
    actor_role: str
    actor_territory: str
    at: datetime
    target: Status | None = None
    note: str = ""
    reason: ReasonCode | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)


@dataclass
class History:
    """A usulan and what has happened to it since, in order."""

    proposal: Proposal
    steps: list[Step]


@transaction.atomic
def replay(histories: Iterable[History], *, batch_size: int = 1000, new: bool = False) -> int:
    """Write events and the statuses they lead to; returns how many events.

    The usulan are stored already, or with ``new`` not yet and then along with their history
    (18,000 rows: seconds instead of a minute). Their other columns (number, rank, OPD) are the
    caller's.
    Raises ``ValueError`` when a step does not follow from the status before it.
    """
    events: list[ProposalEvent] = []
    moved: list[Proposal] = []
    histories = list(histories)
    hold_many({(each.proposal.cycle_id, each.proposal.kelurahan_id) for each in histories})
    for history in histories:
        for step in history.steps:
            events.append(_event(history.proposal, step))
        moved.append(history.proposal)
    if new:
        Proposal.objects.bulk_create(moved, batch_size=batch_size)
    else:
        update_rows(moved, ["status", "status_since"])
    ProposalEvent.objects.bulk_create(events, batch_size=batch_size)
    return len(events)


def _event(proposal: Proposal, step: Step) -> ProposalEvent:
    source, target = Status(proposal.status), _target(proposal, step)
    if step.action not in CONTENT_CHANGES:
        proposal.status_since = step.at
    proposal.status = target
    return ProposalEvent(
        id=step.id,
        proposal=proposal,
        actor=step.actor,
        actor_name=step.actor_name,
        actor_role=step.actor_role,
        actor_territory=step.actor_territory,
        action=step.action,
        source=source,
        target=target,
        reason=step.reason,
        note=step.note,
        changes=step.changes,
        at=step.at,
    )


def _target(proposal: Proposal, step: Step) -> Status:
    if step.action == IMPORTED:
        if step.target is None:
            raise ValueError("An imported step names the status it leads to.")
        return step.target
    if step.action in CONTENT_CHANGES:
        return Status(proposal.status)
    transition = TRANSITIONS[step.action]
    if proposal.status not in transition.sources:
        raise ValueError(f"{step.action} does not follow from {proposal.status}.")
    return transition.target
