"""The title by which everyone reads a usulan, where the proposer's own tells too much."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import Post, Scope, scope_of
from proposals.models import Proposal
from proposals.privacy import masked
from proposals.services.events import write_event
from proposals.statuses import Status
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, acting_post, hold_kelurahan

LABEL = "Judul untuk umum"

_BY = (Role.STAFF, Role.LURAH, Role.BAPPEDA)


def may_word_title(proposal: Proposal, user: Any) -> bool:
    """Whether ``user`` may say how the title of a usulan reads in public."""
    scope = scope_of(user)
    by_office = scope.everything or _post(scope, proposal) is not None
    return by_office and _is_public(proposal)


@transaction.atomic
def word_title(proposal: Proposal, *, actor: User, public_title: str) -> None:
    """Show ``public_title`` in public from now on; empty: the proposer's own title again.

    Whatever was decided: a name that slipped through is taken down at once. The proposer's title
    stays as it is. Raises ``ActionNotAllowed`` or ``ConditionsNotMet``.
    """
    hold_kelurahan(proposal)
    fresh = Proposal.objects.select_related("kelurahan__kecamatan").get(pk=proposal.pk)
    scope = scope_of(actor)
    post = _post(scope, fresh)
    if post is None and not scope.everything:
        raise ActionNotAllowed(LABEL)
    if not _is_public(fresh):
        raise ConditionsNotMet({"": "Usulan ini tidak tampil untuk umum."})
    title = " ".join(public_title.split())
    if title == fresh.public_title:
        return
    Proposal.objects.filter(pk=fresh.pk).update(public_title=title, updated_at=timezone.now())
    # The history is read by the proposer and the offices; what was taken down does not stay there.
    old, new = (masked(each) or None for each in (fresh.public_title, title))
    write_event(
        fresh,
        actor=actor,
        post=post,
        action="public_title",
        changes={"public_title": [old, new]},
    )
    proposal.refresh_from_db()


def _is_public(proposal: Proposal) -> bool:
    """Handed in, and not taken back by its proposer."""
    return proposal.submitted_at is not None and proposal.status != Status.WITHDRAWN


def _post(scope: Scope, proposal: Proposal) -> Post | None:
    posts = (acting_post(scope, role, proposal) for role in _BY)
    return next((post for post in posts if post), None)
