"""The history of a line's wording, as people read it."""

from dataclasses import dataclass
from datetime import datetime

from foundation.indonesia import rupiah
from rkpd.models import Line

LABELS = {
    "indicator": "Indikator",
    "locations": "Lokasi",
    "forward_estimate": "Prakiraan maju",
}


@dataclass(frozen=True, slots=True)
class WordingChange:
    """One field of one correction; old and new in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Who corrected a line and when."""

    who: str
    at: datetime
    changes: tuple[WordingChange, ...]


def corrections_of(line: Line) -> list[Correction]:
    """The corrections of a line, newest first; one query."""
    return [
        Correction(
            row.actor_name,
            row.at,
            tuple(
                WordingChange(
                    LABELS[name],
                    _shown(old),
                    _shown(new),
                )
                for name, (old, new) in row.changes.items()
            ),
        )
        for row in line.corrections.all()
    ]


def _shown(value: str | int) -> str:
    return rupiah(value) if isinstance(value, int) else value or "(kosong)"
