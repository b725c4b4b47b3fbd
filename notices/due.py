"""The warning before the date by which a returned usulan must be mended."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from foundation.indonesia import date_long, in_words_days
from proposals.models import Proposal
from proposals.selectors import owned_by
from proposals.statuses import Status
from proposals.waiting import SOON_DAYS


def due_soon(user: Any, today: date) -> QuerySet[Proposal]:
    """The user's own returned usulan whose date is near, the nearest first.

    A date that has passed is left out: such a usulan can no longer be sent again.
    """
    last = today + timedelta(days=SOON_DAYS)
    rows = owned_by(user).filter(status=Status.RETURNED, due__range=(today, last))
    return rows.order_by("due", "pk")


def warnings_of(user: Any) -> list[dict[str, Any]]:
    """``due_soon`` of today with the date in words; one query."""
    today = timezone.localdate()
    return [
        {
            "pk": row.pk,
            "title": row.title,
            "by": by_in_words(row.due, today),
        }
        for row in due_soon(user, today).only("title", "due")
        if row.due
    ]


def by_in_words(due: date, today: date) -> str:
    """``19 Januari 2023 (3 hari lagi)``."""
    return f"{date_long(due)} ({in_words_days((due - today).days)})"
