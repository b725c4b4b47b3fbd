"""Filters for the office's pages."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from foundation.templatetags import indonesia

register = template.Library()


@register.filter
def hari(since: datetime | None) -> str:
    """How many days have gone by: ``sejak hari ini``, ``sudah 12 hari``."""
    if since is None:
        return ""
    days = (timezone.localdate() - timezone.localdate(since)).days
    return "sejak hari ini" if days <= 0 else f"sudah {days} hari"


@register.filter
def written(value: Any, how: str) -> str:
    """A cell in the way its row is written: ``rupiah``, ``angka`` or as it is; a dash if empty."""
    writers = {"rupiah": indonesia.rupiah, "angka": indonesia.angka}
    if how in writers:
        return writers[how](value)
    return indonesia.MISSING if value in (None, "") else str(value)
