"""How one's own usulan stand, since a mark in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from proposals.selectors import owned_by
from proposals.statuses import Status

AT_ONCE = 200
LAG = timedelta(minutes=2)
"""A deed is dated before it is committed: what is younger than this is told once more."""


class UnknownMark(ValueError):
    """Not a mark that an earlier answer gave."""


def changed_since(user: Any, mark: str) -> dict[str, Any]:
    """Own usulan, drafts left out, that changed since ``mark``; and the mark to ask with next."""
    rows = owned_by(user).exclude(status=Status.DRAFT).order_by("updated_at", "pk")
    if mark:
        rows = rows.filter(updated_at__gte=_read(mark))
    found = list(rows[:AT_ONCE])
    upto = timezone.now() - LAG
    if len(found) == AT_ONCE:
        upto = min(upto, found[-1].updated_at)
    return {
        "sejak": upto.isoformat(),
        "usulan": [
            {
                "id": str(row.pk),
                "nomor": row.number or "",
                "judul": row.title,
                "status": row.status,
                "label": row.get_status_display(),
                "lengkap": row.is_complete,
                "tautan": reverse("proposals:detail", args=[row.pk]),
                "berubah": row.updated_at.isoformat(),
            }
            for row in found
        ],
    }


def _read(mark: str) -> datetime:
    try:
        # In an address a plus that was not escaped arrives as a blank.
        read = parse_datetime(mark.replace(" ", "+"))
        if read is None or timezone.is_naive(read):
            raise UnknownMark
        return read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnknownMark from error
