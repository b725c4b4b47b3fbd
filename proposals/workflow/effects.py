"""What changes on the row along with the status."""

from typing import Any, TypeVar

from django.db.models import Max

from foundation.indonesia import date_long, datetime_long
from kelurahan.models import Kelurahan
from planning.models import Cycle, Stage
from planning.selectors import window_for
from proposals.models import Confirmation, NumberSequence, Proposal
from proposals.tracking import new_code
from proposals.workflow.moves import Move

T = TypeVar("T")


def given(value: T | None) -> T:
    """What the conditions have made sure of before any effect runs."""
    if value is None:
        raise ValueError("An effect ran before its conditions.")
    return value


def submitted(move: Move) -> dict[str, Any]:
    """The first submission gives number, tracking code, place in the series and quota flag."""
    proposal = move.proposal
    if proposal.submitted_at:
        # What never came is replaced by what was mended: nothing is waited for any more.
        return {"due": None, "files_awaited": 0}
    if written := move.details.written_at:
        move.changes["written_at"] = [None, datetime_long(written)]
        if window_for(proposal.cycle, Stage.INTAKE, proposal.kelurahan).is_over(move.at):
            hours = proposal.cycle.device_grace_hours
            move.changes["in_grace"] = [None, f"sesudah batas waktu, dalam toleransi {hours} jam"]
    return {
        "number": next_number(proposal),
        "tracking_code": new_code(),
        "submitted_at": move.at,
        "rank": proposal.rank or next_rank(proposal),
        "first_opd_id": proposal.opd_id,
        "over_quota": bool(move.room.over_sentence(proposal)),
    }


def next_number(proposal: Proposal) -> str:
    """``2024/32.75.05.1002/0330``: fiscal year / kelurahan code / running number.

    The caller holds the kelurahan's sequence row (``engine.hold_kelurahan``).
    """
    sequence = NumberSequence.objects.get(cycle=proposal.cycle_id, kelurahan=proposal.kelurahan_id)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return number_of(proposal.cycle, proposal.kelurahan, sequence.last)


def number_of(cycle: Cycle, kelurahan: Kelurahan, running: int) -> str:
    """How a running number is written."""
    return f"{cycle.fiscal_year}/{kelurahan.code}/{running:04d}"


def next_rank(proposal: Proposal) -> int:
    """The place after the last in the proposer's own priority series."""
    last = series_of(proposal).aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def series_of(proposal: Proposal) -> Any:
    """The usulan that share one priority series: of the RW, the organisation or the office."""
    cycle = Proposal.objects.filter(cycle=proposal.cycle_id)
    if proposal.organisation_id:
        return cycle.filter(organisation=proposal.organisation_id)
    if proposal.rw_id:
        return cycle.filter(rw=proposal.rw_id, organisation=None)
    return cycle.filter(kelurahan=proposal.kelurahan_id, rw=None, organisation=None)


def withdrawn(move: Move) -> dict[str, Any]:
    return {"rank": None, "due": None}


def returned(move: Move) -> dict[str, Any]:
    move.changes["due"] = [None, date_long(given(move.details.due))]
    return {"due": move.details.due}


def extended(move: Move) -> dict[str, Any]:
    old, new = move.proposal.due, given(move.details.due)
    move.changes["due"] = [date_long(old) if old else None, date_long(new)]
    return {"due": new}


def lapsed(move: Move) -> dict[str, Any]:
    return {**refused(move), "due": None}


def merged(move: Move) -> dict[str, Any]:
    target = given(move.details.target)
    move.changes["merged_into"] = [None, target.number]
    return {"merged_into_id": target.pk}


def unmerged(move: Move) -> dict[str, Any]:
    move.changes["merged_into"] = [given(move.proposal.merged_into).number, None]
    return {"merged_into_id": None}


def prioritised(move: Move) -> dict[str, Any]:
    move.changes["kelurahan_rank"] = [move.proposal.kelurahan_rank, move.details.rank]
    return {"kelurahan_rank": move.details.rank}


def off_the_ranking(move: Move) -> dict[str, Any]:
    if move.proposal.kelurahan_rank is not None:
        move.changes["kelurahan_rank"] = [move.proposal.kelurahan_rank, None]
    return {"kelurahan_rank": None}


def routed(move: Move) -> dict[str, Any]:
    """The OPD receives it now; the first one it was aimed at is kept."""
    proposal = move.proposal
    opd = given(move.details.opd or proposal.opd)
    if opd.pk != proposal.opd_id:
        move.changes["opd"] = [str(proposal.opd or "") or None, str(opd)]
    return {
        "opd_id": opd.pk,
        "first_opd_id": proposal.first_opd_id or proposal.opd_id or opd.pk,
        "routed_at": move.at,
    }


def diverted(move: Move) -> dict[str, Any]:
    move.changes["diverted_to"] = [None, move.details.diverted_to]
    return {"diverted_to": move.details.diverted_to, "kelurahan_rank": None}


def realised(move: Move) -> dict[str, Any]:
    details = move.details
    move.changes["realised_on"] = [None, date_long(given(details.realised_on))]
    move.changes["realised_volume"] = [None, str(details.realised_volume)]
    return {"realised_on": details.realised_on, "realised_volume": details.realised_volume}


def reworked(move: Move) -> dict[str, Any]:
    """The proposer is asked once more; what they said before stays in the history."""
    Confirmation.objects.filter(proposal=move.proposal.pk).delete()
    return realised(move)


def refused(move: Move) -> dict[str, Any]:
    """Where the reason names another usulan, the history keeps which."""
    if move.details.target is not None:
        move.changes["other"] = [None, move.details.target.number]
    return {}


def included(move: Move) -> dict[str, Any]:
    """The history names the frozen line that carries the usulan."""
    move.changes["rkpd_line"] = [None, move.details.rkpd_line]
    return {}
