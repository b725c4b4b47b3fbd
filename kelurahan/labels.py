"""RT and RW labels: text, because "006A" exists; padded, so that 2 sorts before 10."""

import re

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_LABEL = re.compile(r"(?:R\s*[TW]\s*\.?\s*)?(\d{1,3})\s*([A-Z]?)\Z")
_ROMAN_LABEL = re.compile(r"(?:R\s*[TW]\s*\.?\s*)?([IVXL]+)\Z")


def normalise_label(text: str) -> str:
    """The stored form of a label: ``"5" -> "005"``, ``"rw 6a" -> "006A"``, ``"IV" -> "004"``.

    Raises ``ValueError`` with a sentence for the reader when the text is no label.
    """
    cleaned = " ".join(str(text).upper().split())
    if match := _LABEL.match(cleaned):
        return f"{int(match[1]):03d}{match[2]}"
    if match := _ROMAN_LABEL.match(cleaned):
        return f"{_roman(match[1]):03d}"
    raise ValueError(f'Nomor "{text}" tidak dikenali. Tulis angka seperti 5, 005 atau 006A.')


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
