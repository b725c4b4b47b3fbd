"""What a page of the list shows, in words and worked out once until something of it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString

from proposals.admin.reads import kept
from proposals.waiting import LATE


@dataclass(frozen=True)
class Shown:
    """One page of the list as everybody of the same office sees it."""

    count: int
    """Usulan on all pages of the list together."""
    keys: list[UUID]
    """Those on this page, in its order."""
    above: dict[str, Any]
    """The figures above the rows."""
    head: SafeString
    """These figures, the buttons and the filters."""
    rows: SafeString
    """The body of the table."""


def shown(request: HttpRequest, work_out: Callable[[], Shown]) -> Shown:
    """The page that the address asks for; nothing of it is the visitor's own.

    A date goes by without anything being written, and what one person searches for hardly anybody
    asks again: such pages are not kept.
    """
    asked = request.GET
    if LATE in asked.get("menunggu", "") or asked.get("q"):
        return work_out()
    fields = [*Shown.__dataclass_fields__]
    # Rows count days, so a page holds for one day at most.
    return kept(request, f"page {fields} {sorted(asked.lists())}", work_out, daily=True)
