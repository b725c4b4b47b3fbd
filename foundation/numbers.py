"""Whole numbers that come out of addresses and forms, where anything may stand."""

_MOST_DIGITS = 9
"""Fits every integer column of both databases."""


def whole_number(text: str) -> int | None:
    """The number that plain digits write; ``None`` for signs, superscripts and endless digits."""
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    return None
