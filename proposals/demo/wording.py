"""The words of the demonstration usulan: phrases in ``data/*.csv``, filled in by a seeded dice."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"

_FLOWERS = (
    *("Mawar", "Melati", "Cempaka", "Kenanga", "Anggrek", "Dahlia", "Flamboyan", "Kamboja"),
    *("Teratai", "Bougenville", "Sedap Malam", "Seruni", "Tanjung", "Wijaya Kusuma", "Alamanda"),
)
_BIRDS = ("Merpati", "Kutilang", "Cendrawasih", "Jalak", "Kepodang", "Murai", "Pipit", "Gelatik")
_INVENTED = ("Contoh", "Peraga", "Misal", "Andai")
_LANDMARKS = (
    *("depan pos ronda", "samping musala", "dekat lapangan voli", "belakang warung sayur"),
    *("pertigaan pos RW", "dekat posyandu", "samping taman kecil", "depan warung kopi"),
    *("belakang SD", "dekat gardu listrik", "ujung gang", "samping bengkel motor", "depan masjid"),
)
_FIRST_NAMES = (
    *("Agus", "Ahmad", "Bambang", "Budi", "Darma", "Dedi", "Eko", "Hadi", "Hasan", "Hendra"),
    *("Iwan", "Joko", "Marno", "Mulyadi", "Nana", "Rahmat", "Ridwan", "Rusdi", "Slamet", "Sugeng"),
    *("Supri", "Tarno", "Udin", "Wahyu", "Yanto", "Ani", "Dewi", "Endang", "Fitri", "Ida", "Lilis"),
    *("Murni", "Nur", "Rina", "Siti", "Sri", "Tuti", "Wati", "Yuli", "Yuni"),
)
_LAST_NAMES = ("Contoh", "Peraga", "Misal", "Andai", "Umpama")
_CONTRIBUTIONS = (
    *("", "", "", "", "Kerja bakti dua hari dan makan siang tukang dari warga."),
    *("Warga menyediakan tempat menaruh bahan.", "Tenaga gotong royong setiap Minggu."),
    *("Kas RT membantu pasir satu truk.", "Warga bersedia merawat setelah selesai."),
)
_SHORT_FORMS = {
    "yang": "yg",
    "untuk": "utk",
    "dengan": "dgn",
    "tidak": "tdk",
    "sudah": "sdh",
    "banyak": "bnyk",
    "sampai": "smp",
    "karena": "krn",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True)
class Span:
    """Smallest and largest figure of a measure and the step in which people write it."""

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def parse(cls, text: str, *, step: str = "1") -> "Span":
        """``30..350@5``."""
        reach, _, given = text.partition("@")
        low, _, high = reach.partition("..")
        return cls(Decimal(low), Decimal(high), Decimal(given or step))

    def draw(self, dice: Random) -> Decimal:
        """A figure nearer the low end: many small works, a few large ones."""
        steps = int((self.high - self.low) / self.step)
        return self.low + self.step * int(steps * dice.betavariate(1.2, 3.2) + 0.5)


@dataclass(frozen=True)
class Work:
    """What people ask for under one kamus item: how often, and how large its measures are."""

    code: str
    weight: float
    spans: Mapping[str, Span]


@dataclass(frozen=True)
class FreeWork:
    """Something the kamus does not know; the cost in rupiah is a guess."""

    title: str
    unit: str
    amount: Span
    cost: Span
    opd: str
    problem: str


@cache
def works() -> tuple[Work, ...]:
    """Kamus items by how often they are asked for (domain page 10: drains 30 %, roads 25 % ...)."""
    return tuple(
        Work(row["kode"], float(row["bobot"]), _spans(row["ukuran"]))
        for row in rows("pekerjaan.csv")
    )


def _spans(text: str) -> dict[str, Span]:
    named = (part.partition("=") for part in text.split(";"))
    return {name: Span.parse(span) for name, _, span in named}


@cache
def free_works() -> tuple[FreeWork, ...]:
    """What people ask for that is not in the kamus."""
    return tuple(
        FreeWork(
            row["judul"],
            row["satuan"],
            Span.parse(row["jumlah"]),
            Span.parse(row["biaya"], step="500000"),
            row["opd"],
            row["masalah"],
        )
        for row in rows("di_luar_kamus.csv")
    )


@cache
def _phrases() -> Mapping[tuple[str, str], Sequence[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows("kalimat.csv"):
        found[row["kunci"], row["jenis"]].append(row["kalimat"])
    return found


@cache
def notes() -> Mapping[str, Sequence[tuple[str, str]]]:
    """What offices write with each action: pairs of reason code (or nothing) and note."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows("catatan.csv"):
        found[row["tindakan"]].append((row["alasan"], row["catatan"]))
    return found


def phrase(dice: Random, code: str, kind: str, *, other_than: str = "") -> str:
    """A sentence for a kamus item, else for its group, else one that fits anything."""
    phrases = _phrases()
    for key in (code, code.partition("-")[0], "lain"):
        if (key, kind) in phrases:
            choice = [text for text in phrases[key, kind] if text != other_than]
            return dice.choice(choice or list(phrases[key, kind]))
    raise KeyError((code, kind))


def fill(text: str, words: Mapping[str, str]) -> str:
    """``text`` with its places filled in and a capital at the start."""
    filled = text.format_map(words)
    return filled[:1].upper() + filled[1:]


def as_typed(text: str, dice: Random) -> str:
    """Some people write in haste: short forms, no full stop, all small letters."""
    roll = dice.random()
    if roll < 0.12:
        return " ".join(_SHORT_FORMS.get(word, word) for word in text.split())
    if roll < 0.18:
        return text.rstrip(".").lower()
    return text


def street(dice: Random) -> str:
    """A plainly invented street."""
    kind = dice.choice(("Jalan", "Jalan", "Gang"))
    name = dice.choice(_FLOWERS if kind == "Jalan" else _BIRDS)
    number = f" {dice.randint(1, 9)}" if dice.random() < 0.6 else ""
    return f"{kind} {dice.choice(_INVENTED)} {name}{number}"


def landmark(dice: Random) -> str:
    """Something that everyone in the neighbourhood knows."""
    return dice.choice(_LANDMARKS)


def person(dice: Random) -> str:
    """A plainly invented name."""
    return f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}"


def contribution(dice: Random) -> str:
    """What residents offer themselves; often nothing."""
    return dice.choice(_CONTRIBUTIONS)
