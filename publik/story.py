"""One usulan as the whole town may read it: no persons, no notes, no exact place."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.indonesia import date_long, rupiah
from planning.explain import unit_shown
from proposals.models import Proposal, ProposalEvent
from proposals.progress import OVER, Calendar, Progress, progress_of
from proposals.public import shown_title
from proposals.selectors import standing_reasons
from proposals.statuses import Status
from proposals.timeline import entry_of
from proposals.waiting import WAIT, WAIT_OF_STATUS
from proposals.workflow import TRANSITIONS
from publik.road import road_of

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
    calendar = Calendar(proposal.cycle)
    progress = _spoken(proposal, progress_of(proposal, calendar))
    return {
        "title": shown_title(proposal),
        "proposal": proposal,
        "unit": unit_shown(proposal.unit),
        "progress": progress,
        "answer": answer_words(proposal),
        "steps": road_of(proposal, events),
        "waited": _waited(proposal, progress),
        "decisions": [_decision(event) for event in reversed(events) if _moves(event)],
        "merged": _joined(proposal.merged_into, calendar),
    }


def _joined(target: Proposal | None, calendar: Calendar) -> dict[str, Any] | None:
    """The usulan that this one was merged into, and how it stands: it is followed from here."""
    if target is None:
        return None
    spoken = _spoken(target, progress_of(target, calendar))
    return {
        "number": target.number,
        "status": target.status_words,
        "progress": spoken,
        "reason": standing_reasons([target]).get(target.pk, ""),
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


def waited_of(proposal: Proposal, calendar: Calendar) -> Waited | None:
    """For whom a usulan of the calendar's cycle waits; ``None``: it waits for nobody."""
    if proposal.status not in WAIT_OF_STATUS:
        return None
    return _waited(proposal, _spoken(proposal, progress_of(proposal, calendar)))


def _spoken(proposal: Proposal, progress: Progress) -> Progress:
    if proposal.status == Status.REALISED:
        # What comes next is the proposer's word, which has a line of its own.
        return replace(progress, next="")
    if proposal.status != Status.RETURNED or progress.next == OVER:
        return progress
    spoken = LAPSED if proposal.is_lapsed else RETURNED
    return replace(spoken, by=progress.by, is_past=progress.is_past)


def _moves(event: ProposalEvent) -> bool:
    return event.source != event.target or event.action in TRANSITIONS


def _decision(event: ProposalEvent) -> Decision:
    entry = entry_of(event)
    return Decision(
        at=event.at,
        office=event.actor_role,
        done=f"{entry.done}{_whereto(event)}",
        status=entry.status,
        reason=entry.reason,
        is_negative=entry.is_negative,
    )


def _whereto(event: ProposalEvent) -> str:
    """What of a deed's figures makes the public sentence whole."""
    for name, words in _WHERETO.items():
        new = event.changes.get(name, (None, None))[1]
        if new and event.action in words:
            return f"{words[event.action]} {new}"
    return ""


_WHERETO = {"opd": {"reroute": ":"}, "due": {"extend": ", sampai"}}


def _waited(proposal: Proposal, progress: Progress) -> Waited | None:
    key = WAIT_OF_STATUS.get(proposal.status)
    if key is None or progress.next == OVER:
        return None
    today = timezone.localdate()
    if proposal.is_lapsed and proposal.due:
        # The proposer can do nothing more; the office gives more time or closes it.
        days = (today - proposal.due).days
        return Waited(WAIT["verifikasi"].who, days, days)
    days = max((today - timezone.localdate(proposal.status_since)).days, 0)
    late = max((today - progress.by).days, 0) if progress.by else 0
    # What came after the date has kept nobody waiting before it came.
    return Waited(WAIT[key].who, days, min(late, max(days, 1)))
