"""Indonesian ways of writing money, numbers and dates, and of reading what people typed.

Money is whole rupiah. A dot groups thousands and a comma begins the fraction, as in the
Indonesian spelling rules (EYD); months are written out.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

Amount = int | Decimal

RUPIAH_MAXIMUM = 10**15
"""Largest sum anyone may type, in rupiah: a hundred times a large city's yearly budget."""

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

_SHORT_SCALES = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
)
_TYPED_SCALES = {
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "m": 10**9,
    "miliar": 10**9,
    "milyar": 10**9,
    "t": 10**12,
    "triliun": 10**12,
    "trilyun": 10**12,
}
# No number anyone writes by hand is longer; it also keeps hostile input from costing time.
_LONGEST_NUMBER = 40

_MONEY = re.compile(r"(?:rp|idr)?\.?\s*(-?\s*[0-9][0-9.,]*?)(?:,-{1,2}|\.-{1,2})?\s*([a-z]*)\.?")
_MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_PLAIN = re.compile(r"[0-9]+")
_DOT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_COMMA_FRACTION = re.compile(r"[0-9]+,[0-9]+")
_DOT_FRACTION = re.compile(r"[0-9]+\.[0-9]+")


def number(value: int | Decimal | float) -> str:
    """``Decimal("1234.50")`` as ``"1.234,5"``: grouped, no trailing zeros."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    whole, _, fraction = f"{exact:,f}".partition(".")
    fraction = fraction.rstrip("0")
    text = whole.replace(",", ".") + (f",{fraction}" if fraction else "")
    return "0" if text == "-0" else text


def rupiah(amount: int) -> str:
    """Whole rupiah as ``"Rp1.250.000"``; a debt as ``"-Rp1.250.000"``."""
    return f"{'-' if amount < 0 else ''}Rp{number(abs(amount))}"


def rupiah_short(amount: int) -> str:
    """Rupiah for headlines, rounded to two decimals: ``"Rp1,25 miliar"``, ``"Rp300 juta"``.

    Sums that stay below a million after rounding are written in full.
    """
    sign = "-" if amount < 0 else ""
    for scale, word in _SHORT_SCALES:
        scaled = (Decimal(abs(amount)) / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if scaled >= 1:
            return f"{sign}Rp{number(scaled)} {word}"
    return rupiah(amount)


def date_long(day: date) -> str:
    """``"19 Januari 2023"``; of an aware datetime, the day in local time."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def datetime_long(moment: datetime) -> str:
    """``"19 Januari 2023 pukul 20.14"`` in local time."""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{date_long(moment)} pukul {moment:%H.%M}"


def in_words_days(days: int) -> str:
    """How far off a day is, counted from today: ``"hari ini"``, ``"3 hari lagi"``."""
    near = {-1: "kemarin", 0: "hari ini", 1: "besok"}
    if days in near:
        return near[days]
    return f"{days} hari lagi" if days > 0 else f"{-days} hari yang lalu"


def parse_rupiah(text: str, *, minimum: int = 0, maximum: int = RUPIAH_MAXIMUM) -> int:
    """Whole rupiah out of ``" 4.500.000 "``, ``"Rp.100 jt"``, ``"Rp 1,5 miliar"``, ``"2.000,00"``.

    Raises ``ValueError`` with an Indonesian sentence when the text is no sum of money, is not
    whole, or lies outside ``minimum``..``maximum``.
    """
    shown = _shown(text)
    cleaned = _cleaned(text).lower()
    match = _MONEY.fullmatch(cleaned)
    unit = match[2] if match else ""
    amount = _read_number(match[1]) if match else None
    if amount is None or (unit and unit not in _TYPED_SCALES):
        raise ValueError(
            f"“{shown}” bukan jumlah uang yang bisa dibaca. Tulis misalnya 4.500.000 atau 4,5 juta."
        )
    amount *= _TYPED_SCALES.get(unit, 1)
    if amount != int(amount):
        raise ValueError(
            f"“{shown}” bukan rupiah bulat. Tulis tanpa sen, dengan titik setiap tiga angka: 4.500."
        )
    _check_range(int(amount), minimum, maximum, rupiah)
    return int(amount)


def parse_decimal(
    text: str, *, minimum: Amount | None = 0, maximum: Amount | None = None
) -> Decimal:
    """The number in ``"1.234,5"``, ``"12,5"`` or ``"12.5"``; ``"1.234"`` is 1234.

    Raises ``ValueError`` with an Indonesian sentence when the text is no number or lies outside
    ``minimum``..``maximum`` (``None``: no limit).
    """
    value = _read_number(_cleaned(text))
    if value is None:
        raise ValueError(
            f"“{_shown(text)}” bukan angka yang bisa dibaca. Tulis misalnya 12 atau 12,5."
        )
    _check_range(value, minimum, maximum, number)
    return value


def _cleaned(text: str) -> str:
    return " ".join(text.translate(_MINUS_SIGNS).split()) if len(text) <= 200 else ""


def _shown(text: str) -> str:
    """The typed text, short enough to be quoted in a sentence."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 40 else text[:39] + "…"


def _read_number(text: str) -> Decimal | None:
    """The number, or ``None``. Dots group thousands wherever that reading is possible."""
    negative = text.startswith("-")
    digits = text.removeprefix("-").strip()
    if len(digits) > _LONGEST_NUMBER:
        return None
    if _PLAIN.fullmatch(digits):
        plain = digits
    elif _DOT_GROUPS.fullmatch(digits):
        plain = digits.replace(".", "").replace(",", ".")
    elif _COMMA_GROUPS.fullmatch(digits):
        plain = digits.replace(",", "")
    elif _COMMA_FRACTION.fullmatch(digits) or _DOT_FRACTION.fullmatch(digits):
        plain = digits.replace(",", ".")
    else:
        return None
    value = Decimal(plain)
    return -value if negative and value else value


def _check_range(
    value: Amount, minimum: Amount | None, maximum: Amount | None, write: Callable[[Any], str]
) -> None:
    if minimum is not None and value < minimum:
        raise ValueError(f"Angka ini terlalu kecil: {write(value)}. Paling kecil {write(minimum)}.")
    if maximum is not None and value > maximum:
        raise ValueError(f"Angka ini terlalu besar: {write(value)}. Paling besar {write(maximum)}.")
