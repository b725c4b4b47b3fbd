"""The priority series of an RW, an organisation or the office."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from proposals.models import Proposal
from proposals.services.events import write_event
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, acting_post, hold_kelurahan
from proposals.workflow.conditions import list_is_open
from proposals.workflow.effects import series_of


@transaction.atomic
def reorder_series(proposals: Sequence[Proposal], *, actor: User, among: Proposal) -> None:
    """Put one priority series into the order given: rank 1 first.

    ``among`` is any usulan of the series. All ranked usulan of it must be named, each once; raises
    ``ValidationError`` otherwise, ``ActionNotAllowed`` for whom the series does not belong to and
    ``ConditionsNotMet`` once the kelurahan's list is locked.
    """
    hold_kelurahan(among)
    scope = scope_of(actor)
    post = (
        acting_post(scope, Role.RW, among)
        or acting_post(scope, Role.PAMOR, among)
        or acting_post(scope, Role.ORGANISATION, among)
        or acting_post(scope, Role.STAFF, among)
    )
    if post is None:
        raise ActionNotAllowed("Ubah urutan")
    if problems := list_is_open(among):
        raise ConditionsNotMet(problems)
    ranked = {row.pk: row for row in series_of(among).filter(rank__isnull=False)}
    wanted = [proposal.pk for proposal in proposals]
    if len(set(wanted)) != len(wanted) or set(wanted) != set(ranked):
        raise ValidationError("Daftar sudah berubah. Muat ulang halaman, lalu atur lagi.")
    series_of(among).filter(rank__isnull=False).update(rank=None)
    for position, pk in enumerate(wanted, start=1):
        Proposal.objects.filter(pk=pk).update(rank=position)
        row = ranked[pk]
        if row.rank != position:
            write_event(
                row, actor=actor, post=post, action="rank", changes={"rank": [row.rank, position]}
            )
