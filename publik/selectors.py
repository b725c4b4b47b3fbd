"""Reads for people without an account: only what was handed in."""

from django.db.models import QuerySet

from foundation.numbers import whole_number
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.tracking import as_stored


def handed_in() -> QuerySet[Proposal]:
    """Usulan that went through the proposer's hands; no drafts."""
    return Proposal.objects.filter(
        submitted_at__isnull=False, number__isnull=False, tracking_code__isnull=False
    ).exclude(status=Status.DRAFT)


def in_public() -> QuerySet[Proposal]:
    """What stands in public lists: what its proposer withdrew does not."""
    return handed_in().exclude(status=Status.WITHDRAWN)


def by_code(typed: str) -> Proposal | None:
    """The usulan of a tracking code, however it was typed."""
    code = as_stored(typed)
    if not code:
        return None
    rows = handed_in().select_related(
        *("cycle", "kelurahan", "rw", "rt", "organisation", "kamus_item", "opd", "merged_into"),
        "confirmation",
    )
    return rows.filter(tracking_code=code).first()


def by_number(typed: str) -> Proposal | None:
    """The usulan of a number; the caller shows no more of it than a public list."""
    number = "".join(typed.split())
    if not 0 < len(number) <= 40:
        return None
    rows = in_public().select_related("cycle", "kelurahan", "rw", "kamus_item")
    found = {row.number: row for row in rows.filter(number__in={number, _with_zeros(number)})}
    return found.get(number) or next(iter(found.values()), None)


def _with_zeros(number: str) -> str:
    """``…/4`` as ``…/0004``: the zeros before a running number are seldom typed."""
    head, slash, running = number.rpartition("/")
    counted = whole_number(running)
    return number if counted is None else f"{head}{slash}{counted:04d}"
