"""One action on thousands of usulan at once, all of them or none (freezing an RKPD draft)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID

from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from foundation.rows import insert_rows
from kelurahan.models import User
from proposals.models import Proposal, ProposalEvent
from proposals.stamp import hold_many
from proposals.workflow.engine import (
    check,
    conflict,
    could_have,
    event_of,
    post_for,
    status_columns,
)
from proposals.workflow.errors import ActionNotAllowed, UnknownAction
from proposals.workflow.moves import Details, Move, Transition
from proposals.workflow.transitions import TRANSITIONS

BATCH = 4000
"""Usulan in hand at a time; fewer where a statement takes no more than some hundred values."""

_ROOM_FOR_OTHERS = 99
EVENT_COLUMNS = tuple(field.attname for field in ProposalEvent._meta.concrete_fields)


@transaction.atomic
def perform_all(
    ids: Sequence[UUID],
    action: str,
    *,
    actor: User,
    details_of: Callable[[Proposal], Details],
    note: str = "",
) -> int:
    """Do ``action`` to every usulan named and write each history, all or none; returns how many.

    The same checks as ``perform``, in a few statements per batch. Only for actions that change
    nothing beside the status (``ValueError`` for others). Raises what ``perform`` raises, for the
    first usulan that cannot follow.
    """
    transition = TRANSITIONS.get(action)
    if transition is None:
        raise UnknownAction(action)
    if transition.level or "photos" in transition.fields:
        raise ValueError(f"{action} cannot be done in bulk.")
    hold_all(ids)
    done = 0
    for batch in _batches(ids):
        moves = [
            _move(transition, proposal, actor, details_of(proposal), note.strip())
            for proposal in _read(batch)
        ]
        _write(moves)
        done += len(moves)
    return done


def hold_all(ids: Sequence[UUID]) -> None:
    """Hold every kelurahan and cycle of these usulan until the transaction ends.

    As ``hold_kelurahan``, always in the same order: two holders never wait for each other.
    """
    places: set[tuple[int, int]] = set()
    for batch in _batches(ids):
        found = Proposal.objects.filter(pk__in=batch).order_by()
        places.update(found.values_list("cycle_id", "kelurahan_id").distinct())
    hold_many(places)


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    most = connection.features.max_query_params
    size = min(BATCH, most - _ROOM_FOR_OTHERS) if most else BATCH
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch


def _read(ids: list[UUID]) -> list[Proposal]:
    """The usulan as they stand, by status; what many share is read once and shared."""
    proposals = list(Proposal.objects.filter(pk__in=ids).order_by("status", "pk"))
    prefetch_related_objects(proposals, "cycle", "kelurahan__kecamatan", "kamus_item", "opd")
    return proposals


def _move(
    transition: Transition, proposal: Proposal, actor: User, details: Details, note: str
) -> Move:
    post = post_for(transition, proposal, actor)
    if post is None:
        if could_have(transition, proposal, actor):
            raise conflict(proposal)
        raise ActionNotAllowed(transition.label)
    move = Move(transition, proposal, actor, post, note, details, timezone.now())
    check(move)
    if transition.effect and transition.effect(move):
        raise ValueError(f"{transition.action} cannot be done in bulk.")
    return move


def _write(moves: list[Move]) -> None:
    """One conditional UPDATE per status; a row that someone else moved is noticed by the count."""
    for status, group in groupby(moves, key=lambda move: move.proposal.status):
        same = list(group)
        keys = [move.proposal.pk for move in same]
        written = Proposal.objects.filter(pk__in=keys, status=status).update(
            **status_columns(same[0])
        )
        if written != len(same):
            moved = Proposal.objects.filter(pk__in=keys).exclude(status=same[0].transition.target)
            raise conflict(moved.first() or same[0].proposal)
    events = map(event_of, moves)
    insert_rows(ProposalEvent, EVENT_COLUMNS, map(attrgetter(*EVENT_COLUMNS), events))
