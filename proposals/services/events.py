"""Remembering changes of content that leave the status as it is."""

from typing import Any

from kelurahan.models import User
from kelurahan.scope import Post
from proposals.models import Proposal, ProposalEvent


def write_event(
    proposal: Proposal,
    *,
    actor: User,
    post: Post,
    action: str,
    note: str = "",
    changes: dict[str, list[Any]] | None = None,
) -> ProposalEvent:
    """Remember a change of content that leaves the status as it is."""
    return ProposalEvent.objects.create(
        proposal=proposal,
        actor=actor,
        actor_name=str(actor),
        actor_role=post.role.label,
        actor_territory=post.territory_name,
        action=action,
        source=proposal.status,
        target=proposal.status,
        note=note,
        changes=changes or {},
    )
