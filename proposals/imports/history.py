"""Writes down what a list brought: one event per usulan that came or changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from proposals.imports.changes import Change
from proposals.imports.comparing import shown
from proposals.imports.signing import Signature
from proposals.models import ProposalEvent
from proposals.workflow import History, Step, replay
from proposals.workflow.replay import IMPORTED


def remember(
    changes: Sequence[Change], *, signature: Signature, filename: str, at: datetime
) -> None:
    """Write status and history; new usulan are stored along with theirs."""
    for new in (True, False):
        moved = [each for each in changes if each.is_new is new and "status" in each.values]
        steps = (History(each.proposal, [_step(each, signature, filename, at)]) for each in moved)
        replay(steps, new=new)
    ProposalEvent.objects.bulk_create(
        _event(each, signature, filename, at) for each in changes if "status" not in each.values
    )


def _step(change: Change, signature: Signature, filename: str, at: datetime) -> Step:
    name, role, territory = signature.words(change.draft.kelurahan)
    return Step(
        action=IMPORTED,
        actor=signature.actor,
        actor_name=name,
        actor_role=role,
        actor_territory=territory,
        at=at,
        target=change.draft.entry.status,
        note=_note(change, filename),
        changes=_shown_changes(change),
    )


def _event(change: Change, signature: Signature, filename: str, at: datetime) -> ProposalEvent:
    """Content alone has changed: the status keeps its date."""
    name, role, territory = signature.words(change.draft.kelurahan)
    return ProposalEvent(
        proposal=change.proposal,
        actor=signature.actor,
        actor_name=name,
        actor_role=role,
        actor_territory=territory,
        action=IMPORTED,
        source=change.proposal.status,
        target=change.proposal.status,
        note=_note(change, filename),
        changes=_shown_changes(change),
        at=at,
    )


def _note(change: Change, filename: str) -> str:
    entry = change.draft.entry
    return f"Berkas {filename[:100]}, ID usulan {entry.external_id}.\n{entry.note}"


def _shown_changes(change: Change) -> dict[str, list[Any]]:
    if change.is_new:
        return {}
    return {
        name: [shown(old), shown(new)]
        for name, (old, new) in change.values.items()
        if name not in ("status", "proposer_kind")
    }
