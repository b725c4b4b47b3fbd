"""Remembering changes of content that leave the status as it is."""

from typing import Any

from kelurahan.models import User
from kelurahan.scope import Post
from proposals.models import Proposal, ProposalEvent

ADMINISTRATOR = "Pengelola portal"


def write_event(
    proposal: Proposal,
    *,
    actor: User,
    post: Post | None,
    action: str,
    note: str = "",
    changes: dict[str, list[Any]] | None = None,
) -> ProposalEvent:
    """Remember a change of content that leaves the status as it is.

    ``post`` is the one by which the actor did it; the technical administrator holds none.
    """
    return ProposalEvent.objects.create(
        proposal=proposal,
        actor=actor,
        actor_name=str(actor),
        actor_role=post.role.label if post else ADMINISTRATOR,
        actor_territory=post.territory_name if post else "",
        action=action,
        source=proposal.status,
        target=proposal.status,
        note=note,
        changes=changes or {},
    )
