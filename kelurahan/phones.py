"""Indonesian telephone numbers: typed in many ways, stored in one."""

import re

_PUNCTUATION = re.compile(r"[\s().\-–/]+")
_NUMBER = re.compile(r"(?:\+?62|0)?([2-9]\d{7,11})")


def normalise_phone(text: str) -> str:
    """The stored form of a number: ``"0812-3456 7890" -> "+6281234567890"``.

    ``+62``, ``62`` and a missing leading zero (spreadsheets drop it) are understood.
    Raises ``ValueError`` with a sentence for the reader when the text is no Indonesian number.
    """
    match = _NUMBER.fullmatch(_PUNCTUATION.sub("", text))
    if not match:
        raise ValueError(
            f'Nomor telepon "{text[:30]}" tidak dikenali. Tulis seperti 0812 3456 7890.'
        )
    return f"+62{match[1]}"


def spoken_phone(stored: str | None) -> str:
    """A stored number as people write it: ``"+6281234567890" -> "0812 3456 7890"``."""
    if not stored:
        return ""
    local = "0" + stored.removeprefix("+62")
    return " ".join(filter(None, (local[:4], local[4:8], local[8:])))
