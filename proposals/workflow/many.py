"""Deeds on thousands of usulan at once, each for itself (following a file of SIPD)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from foundation.rows import insert_rows
from foundation.updating import update_rows
from kelurahan.models import User
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.statuses import Level
from proposals.workflow.bulk import EVENT_COLUMNS, hold_all
from proposals.workflow.engine import (
    ASSESSED,
    check,
    conflict,
    could_have,
    event_of,
    fill_assessment,
    given_figures,
    post_for,
)
from proposals.workflow.errors import ActionNotAllowed, UnknownAction, WorkflowError
from proposals.workflow.moves import Details, Move, Transition
from proposals.workflow.transitions import TRANSITIONS

_AT_ONCE = 500
_STATUS = ("status", "status_since", "updated_at", "revision")
_FIGURES = (*ASSESSED, "note", "assessed_by", "assessed_at")


@dataclass(frozen=True)
class Deed:
    """One deed of the table, as ``perform`` would be asked for it."""

    action: str
    note: str = ""
    details: Details = field(default_factory=Details)


@dataclass(frozen=True)
class Order:
    """Deeds on one usulan, one after another: all of them, or the usulan stays as it is."""

    proposal: UUID
    deeds: tuple[Deed, ...]


@dataclass
class _Hand:
    """What is in hand for one batch: read once, written once."""

    actor: User
    proposals: dict[UUID, Proposal]
    assessments: dict[tuple[UUID, str], Assessment]
    moved: list[Proposal] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    events: list[ProposalEvent] = field(default_factory=list)
    assessed: list[Assessment] = field(default_factory=list)


@transaction.atomic
def perform_many(orders: Sequence[Order], *, actor: User) -> dict[UUID, str]:
    """Do every order by the checks of ``perform``; returns why those not done could not be.

    A few statements per 500 usulan. Each usulan may be named once. Photos are not taken
    (``ValueError``).
    """
    hold_all([order.proposal for order in orders])
    refused: dict[UUID, str] = {}
    for batch in _batches(orders):
        hand = _take_in_hand(batch, actor)
        for order in batch:
            try:
                _follow(order, hand)
            except WorkflowError as error:
                refused[order.proposal] = str(error)
            except ValidationError as error:
                refused[order.proposal] = " ".join(error.messages)
        _write(hand)
    return refused


def _batches(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    for start in range(0, len(orders), _AT_ONCE):
        yield orders[start : start + _AT_ONCE]


def _take_in_hand(orders: Sequence[Order], actor: User) -> _Hand:
    """The usulan as they stand now that their kelurahan are held, with the offices' figures."""
    keys = [order.proposal for order in orders]
    proposals = list(Proposal.objects.filter(pk__in=keys).order_by("pk").select_for_update())
    prefetch_related_objects(proposals, "cycle", "kelurahan__kecamatan", "kamus_item", "opd")
    held = Assessment.objects.filter(proposal__in=keys).order_by()
    return _Hand(
        actor,
        {proposal.pk: proposal for proposal in proposals},
        {(row.proposal_id, row.level): row for row in held},
    )


def _follow(order: Order, hand: _Hand) -> None:
    """All deeds of one order in memory; raises for the first that cannot be done."""
    proposal = hand.proposals[order.proposal]
    events: list[ProposalEvent] = []
    assessed: dict[str, Assessment] = {}
    columns: set[str] = set()
    for number, deed in enumerate(order.deeds):
        move = _move(deed, proposal, hand.actor)
        # Two deeds of one moment are told in their order.
        move.at += timedelta(microseconds=number)
        changed = move.transition.effect(move) if move.transition.effect else {}
        if level := move.transition.level:
            assessed[level] = _figures(move, level, hand)
        events.append(event_of(move))
        _apply(move, changed)
        columns.update(changed)
    hand.moved.append(proposal)
    hand.columns |= columns
    hand.events += events
    for row in assessed.values():
        hand.assessed.append(row)


def _move(deed: Deed, proposal: Proposal, actor: User) -> Move:
    transition = TRANSITIONS.get(deed.action)
    if transition is None:
        raise UnknownAction(deed.action)
    if deed.details.photos:
        raise ValueError(f"{deed.action} with photos cannot be done in bulk.")
    post = post_for(transition, proposal, actor)
    if post is None:
        raise _why_not(transition, proposal, actor)
    move = Move(transition, proposal, actor, post, deed.note.strip(), deed.details, timezone.now())
    check(move)
    return move


def _why_not(transition: Transition, proposal: Proposal, actor: User) -> WorkflowError:
    if could_have(transition, proposal, actor):
        return conflict(proposal)
    return ActionNotAllowed(transition.label)


def _figures(move: Move, level: Level, hand: _Hand) -> Assessment:
    key = (move.proposal.pk, str(level))
    row = hand.assessments.get(key) or Assessment(proposal=move.proposal, level=level)
    fill_assessment(
        row,
        actor=move.actor,
        note=move.note,
        figures=given_figures(move.details),
        changes=move.changes,
    )
    row.assessed_at = move.at
    row.clean_fields(exclude=["proposal", "assessed_by", "opd", "sub_kegiatan"])
    return row


def _apply(move: Move, changed: dict[str, Any]) -> None:
    proposal = move.proposal
    proposal.status = move.transition.target
    proposal.status_since = proposal.updated_at = move.at
    proposal.revision += 1
    for name, value in changed.items():
        setattr(proposal, name, value)


def _write(hand: _Hand) -> None:
    update_rows(hand.moved, [*_STATUS, *sorted(hand.columns)])
    new = [row for row in hand.assessed if row.pk is None]
    Assessment.objects.bulk_create(new)
    stored = set(map(id, new))
    update_rows([row for row in hand.assessed if id(row) not in stored], _FIGURES)
    rows = map(attrgetter(*EVENT_COLUMNS), hand.events)
    insert_rows(ProposalEvent, EVENT_COLUMNS, rows)
