"""Template filters for Indonesian money, numbers and dates; built in for every template.

A missing value is shown as a dash, so that a table cell is never mistaken for zero.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template

from foundation import indonesia

register = template.Library()

MISSING = "–"


@register.filter
def rupiah(amount: int | None) -> str:
    """``1250000`` as ``Rp1.250.000``."""
    return MISSING if amount in (None, "") else indonesia.rupiah(amount)


@register.filter
def rupiah_short(amount: int | None) -> str:
    """``1250000000`` as ``Rp1,25 miliar``."""
    return MISSING if amount in (None, "") else indonesia.rupiah_short(amount)


@register.filter
def angka(value: int | Decimal | float | None) -> str:
    """``1234.50`` as ``1.234,5``."""
    return MISSING if value in (None, "") else indonesia.number(value)


@register.filter
def tanggal(day: date | None) -> str:
    """A day as ``19 Januari 2023``."""
    return indonesia.date_long(day) if day else MISSING


@register.filter
def waktu(moment: datetime | None) -> str:
    """A moment as ``19 Januari 2023 pukul 20.14``, in local time."""
    return indonesia.datetime_long(moment) if moment else MISSING
