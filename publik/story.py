"""One usulan as the whole town may read it: no persons, no notes, no exact place."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.indonesia import date_long, rupiah
from planning.explain import unit_shown
from proposals.models import Proposal, ProposalEvent
from proposals.progress import Calendar, Progress, progress_of
from proposals.statuses import Status
from proposals.timeline import entry_of
from proposals.waiting import WAIT, WAIT_OF_STATUS
from publik.road import road_of
from publik.words import shown_title

RETURNED = Progress(
    "Dikembalikan kepada pengusul untuk diperbaiki.",
    "Pengusul memperbaiki, lalu mengirim lagi.",
    "todo",
)
LAPSED = Progress(
    "Batas waktu untuk memperbaiki sudah lewat.",
    "Kelurahan memberi waktu lagi, atau menutup usulan ini dengan alasan.",
    "stop",
)
"""The proposer's own page speaks to the proposer; this one speaks of them."""


@dataclass(frozen=True)
class Decision:
    """One move: which office, what, why. Never who, and never the office's own note."""

    at: datetime
    office: str
    done: str
    status: str
    reason: str
    is_negative: bool


@dataclass(frozen=True)
class Waited:
    """For whom a usulan waits, how long, and how long past its date (0: in time)."""

    who: str
    days: int
    late: int


def story_of(proposal: Proposal) -> dict[str, Any]:
    """All that the public page of ``proposal`` tells."""
    events = list(proposal.events.select_related("reason").order_by("at", "pk"))
    progress = _spoken(proposal, progress_of(proposal, Calendar(proposal.cycle)))
    merged = proposal.merged_into
    return {
        "title": shown_title(proposal),
        "proposal": proposal,
        "unit": unit_shown(proposal.unit),
        "progress": progress,
        "answer": answer_words(proposal),
        "steps": road_of(proposal, events),
        "waited": _waited(proposal, progress),
        "decisions": [_decision(event) for event in reversed(events) if _moves(event)],
        "merged_number": merged.number if merged else "",
    }


def answer_words(proposal: Proposal) -> str:
    """What the proposer says of finished work; their own text is for the offices alone."""
    if proposal.status != Status.REALISED:
        return ""
    answer = proposal.answer
    if answer is None:
        return "Pengusul belum menyatakan apakah hasilnya sudah benar."
    on = date_long(timezone.localdate(answer.answered_at))
    if answer.is_confirmed:
        return f"Dikonfirmasi {answer.said_by} pada {on}."
    return f"Pengusul menyatakan belum sesuai ({answer.said_by}) pada {on}."


def summary_of(story: dict[str, Any]) -> str:
    """One sentence or two for the preview card of a message."""
    proposal = story["proposal"]
    place = f"{proposal.rw}, " if proposal.rw else ""
    value = f", {rupiah(proposal.value)}" if proposal.value is not None else ""
    return (
        f"{place}Kelurahan {proposal.kelurahan}{value}. "
        f"{proposal.status_words}: {story['progress'].plain}"
    )


def _spoken(proposal: Proposal, progress: Progress) -> Progress:
    if proposal.status == Status.REALISED:
        # What comes next is the proposer's word, which has a line of its own.
        return replace(progress, next="")
    if proposal.status != Status.RETURNED:
        return progress
    if proposal.is_lapsed:
        return LAPSED
    return replace(RETURNED, by=progress.by)


def _moves(event: ProposalEvent) -> bool:
    return event.source != event.target


def _decision(event: ProposalEvent) -> Decision:
    entry = entry_of(event)
    return Decision(
        at=event.at,
        office=event.actor_role,
        done=entry.done,
        status=entry.status,
        reason=entry.reason,
        is_negative=entry.is_negative,
    )


def _waited(proposal: Proposal, progress: Progress) -> Waited | None:
    key = WAIT_OF_STATUS.get(proposal.status)
    if key is None:
        return None
    today = timezone.localdate()
    late = (today - progress.by).days if progress.by else 0
    days = (today - timezone.localdate(proposal.status_since)).days
    return Waited(WAIT[key].who, max(days, 0), max(late, 0))
