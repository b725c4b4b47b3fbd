"""Gives the usulan of a batch the places that the file names, as far as they are free."""

from collections.abc import Sequence

from proposals.imports.changes import Change
from proposals.imports.ranking import Ranks
from proposals.models import Proposal
from proposals.statuses import Status


def place(changes: Sequence[Change], ranks: Ranks) -> list[Proposal]:
    """Set ``rank`` where the file names one; returns the stored usulan whose place changes.

    All who leave a place leave it first, so that two may change places. Who wants a taken place
    keeps the old one, or has none; the report says so.
    """
    moving = [each for each in changes if _moves(each)]
    for change in moving:
        if change.series_before is not None:
            ranks.release(change.series_before, change.proposal.rank, change.proposal.pk)
    for change in moving:
        _settle(change, ranks)
    return [each.proposal for each in moving if not each.is_new and "rank" in each.values]


def _wanted(change: Change) -> int | None:
    entry = change.draft.entry
    if entry.status == Status.WITHDRAWN:
        return None
    same_series = change.series == change.series_before
    return entry.owner.rank or (change.proposal.rank if same_series else None)


def _moves(change: Change) -> bool:
    if change.is_new or change.series != change.series_before:
        return True
    return _wanted(change) != change.proposal.rank


def _settle(change: Change, ranks: Ranks) -> None:
    proposal, wanted = change.proposal, _wanted(change)
    before = proposal.rank
    kept = before if change.series == change.series_before else None
    given = None
    if wanted is not None and ranks.take(change.series, wanted, proposal.pk):
        given = wanted
    elif wanted is not None:
        change.draft.remarks.append(f"Urutan {wanted} sudah dipakai usulan lain.")
        given = kept if kept and ranks.take(change.series, kept, proposal.pk) else None
    proposal.rank = given
    if given != before:
        change.values["rank"] = (before, given)
