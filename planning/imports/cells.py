"""Reads single cells of planning spreadsheets; every fault is a sentence for the office."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.indonesia import parse_rupiah
from foundation.tables import Row, normalise
from planning.models.cycle import MAX_RUPIAH
from planning.models.kamus import Bidang, Document, ProposerKind

YES = frozenset({"ya", "y", "yes", "1", "true", "benar"})
NO = frozenset({"tidak", "t", "no", "n", "0", "false", "salah", "-"})

_BIDANG = {
    "fisik": Bidang.PHYSICAL,
    "fisik_prasarana": Bidang.PHYSICAL,
    "prasarana": Bidang.PHYSICAL,
    "infrastruktur": Bidang.PHYSICAL,
    "sosbud": Bidang.SOCIAL,
    "sosial_budaya": Bidang.SOCIAL,
    "sosial": Bidang.SOCIAL,
    "ekonomi": Bidang.ECONOMY,
}
_PROPOSERS = {kind.value: kind for kind in ProposerKind} | {"lembaga": ProposerKind.ORGANISATION}
_UNITS = {
    "meter": "m",
    "m1": "m",
    "m'": "m",
    "m’": "m",
    "meter persegi": "m2",
    "m persegi": "m2",
    "meter2": "m2",
    "meter kubik": "m3",
    "m kubik": "m3",
    "meter3": "m3",
}
_MEASURES = {
    "m": ("panjang",),
    "m2": ("panjang", "lebar"),
    "m3": ("panjang", "lebar", "tinggi"),
}
_LONGEST_VARIABLE_UNIT = 20


class Refusal(ValueError):
    """The row cannot be taken: the ``column`` at fault and a sentence that says what to do."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class Variable:
    """A measure of an item, as a file names it."""

    name: str
    unit: str


def one_line(text: str) -> str:
    """Cells broken over lines in print as one line; ``"Gorong- gorong"`` as it is spelt."""
    return re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "-", " ".join(text.split()))


def first_filled(row: Row, names: Iterable[str]) -> str:
    """The first of these columns that holds something."""
    return next((row.cells[name] for name in names if row.cells.get(name)), "")


def price(text: str, column: str) -> int:
    """Whole rupiah, at least 1. Raises ``Refusal``."""
    if not text:
        raise Refusal(column, "Harga satuan masih kosong. Isi harganya dalam rupiah.")
    if len(re.findall(r"\d[\d.,]*", text)) > 1:
        raise Refusal(
            column,
            f"“{text[:60]}” berisi lebih dari satu harga. Tulis satu baris untuk tiap harga.",
        )
    try:
        return parse_rupiah(text, minimum=1, maximum=MAX_RUPIAH)
    except ValueError as error:
        raise Refusal(column, str(error)) from error


def yes_no(text: str, column: str) -> bool:
    """``ya`` or ``tidak``. Raises ``Refusal``."""
    answer = text.lower()
    if answer not in YES | NO:
        raise Refusal(column, f"“{text[:40]}” tidak dikenali. Tulis ya atau tidak.")
    return answer in YES


def whole_number(text: str, column: str, *, least: int, most: int) -> int:
    """A number in digits. Raises ``Refusal``."""
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise Refusal(column, f"“{text[:40]}” bukan angka antara {least} dan {most}.")
    return int(text)


def bidang(text: str, column: str) -> str:
    """``fisik-prasarana``, ``sosial-budaya`` or ``ekonomi``. Raises ``Refusal``."""
    found = _BIDANG.get(normalise(text))
    if found is None:
        raise Refusal(
            column,
            f"Bidang “{text[:40]}” tidak dikenali. Tulis fisik-prasarana, sosial-budaya, atau "
            "ekonomi.",
        )
    return found.value


def documents(text: str, column: str) -> list[str]:
    """Papers parted by semicolons. Raises ``Refusal``."""
    known: dict[str, Any] = {document.value: document for document in Document}
    return _choices(text, column, known)


def proposer_kinds(text: str, column: str) -> list[str]:
    """Proposers parted by semicolons. Raises ``Refusal``."""
    return _choices(text, column, _PROPOSERS)


def _choices(text: str, column: str, known: Mapping[str, Any]) -> list[str]:
    found = []
    for part in filter(None, map(str.strip, text.lower().split(";"))):
        choice = known.get(normalise(part))
        if choice is None:
            names = ", ".join(known)
            raise Refusal(column, f"“{part[:40]}” tidak dikenali. Pilihannya: {names}.")
        found.append(choice.value)
    return list(dict.fromkeys(found))


def unit(text: str) -> str:
    """One spelling for a unit: ``"m²"`` as ``"m2"``, ``"Orang"`` as ``"orang"``; ``UM`` stays."""
    plain = re.sub(r"\s*/\s*", "/", one_line(text)).translate({0xB2: "2", 0xB3: "3"})
    words = re.split(r"([ /])", plain)
    shown = "".join(
        word if word.isupper() and word.isalpha() and len(word) > 1 else word.lower()
        for word in words
    )
    return _UNITS.get(shown, shown)


def variables_for(unit_name: str) -> list[Variable]:
    """The measures that a unit calls for: a length, an area, else a number of things."""
    if unit_name in _MEASURES:
        return [Variable(name, "m") for name in _MEASURES[unit_name]]
    return [Variable("jumlah", unit_name[:_LONGEST_VARIABLE_UNIT])]


def variables(text: str, column: str) -> list[Variable]:
    """``panjang:m;lebar:m``. Raises ``Refusal``."""
    found = []
    for part in filter(None, map(str.strip, text.split(";"))):
        name, colon, measured_in = part.partition(":")
        if not (colon and name.strip() and measured_in.strip()):
            raise Refusal(column, f"“{part[:40]}” tidak terbaca. Tulis misalnya panjang:m;lebar:m.")
        found.append(Variable(one_line(name).lower(), unit(measured_in)))
    names = [variable.name for variable in found]
    if len(set(names)) < len(names):
        raise Refusal(column, "Nama ukuran ada yang sama. Bedakan namanya.")
    if any(len(v.name) > 40 or len(v.unit) > _LONGEST_VARIABLE_UNIT for v in found):
        raise Refusal(column, "Nama ukuran paling panjang 40 huruf dan satuannya 20 huruf.")
    return found
