"""What an import did, row by row, for the one who handed the file in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from foundation.cells import csv_line
from foundation.indonesia import number


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The outcome in plain Indonesian."""
        return _LABELS[self]


_LABELS = {
    Outcome.CREATED: "baru",
    Outcome.UPDATED: "diperbarui",
    Outcome.UNCHANGED: "tidak berubah",
    Outcome.REFUSED: "ditolak",
}


class Writer(Protocol):
    """Anything with ``write``: a stream, or a management command's ``stdout``."""

    def write(self, text: str, /) -> object:
        """Take a piece of text."""


class Changed(NamedTuple):
    """A column that a row changes: its title, and old and new value as shown to people."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row.

    ``row`` is its number in the spreadsheet; ``column`` the title at fault, if one is; ``message``
    an Indonesian sentence; ``key`` what the row is known by (a code, a number); ``changes`` what
    an updated row says otherwise than what was stored.
    """

    row: int
    outcome: Outcome
    column: str = ""
    message: str = ""
    key: str = ""
    changes: tuple[Changed, ...] = ()

    def sentence(self) -> str:
        """``"Baris 5 (32.75.05): ditolak, kolom harga. Angka ini terlalu kecil."``"""
        head = f"Baris {self.row}" + (f" ({self.key})" if self.key else "")
        place = f", kolom {self.column}" if self.column else ""
        return f"{head}: {Outcome(self.outcome).label}{place}. {self.message}".rstrip()


class ImportReport:
    """Collects one outcome for every row that was read."""

    def __init__(self, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.rows: list[RowOutcome] = []

    def __iter__(self) -> Iterator[RowOutcome]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def add(
        self,
        row: int,
        outcome: Outcome | str,
        *,
        column: str = "",
        message: str = "",
        key: str = "",
        changes: Iterable[Changed] = (),
    ) -> None:
        """Note what became of a row; raises ``ValueError`` for an outcome that does not exist."""
        self.rows.append(RowOutcome(row, Outcome(outcome), column, message, key, tuple(changes)))

    def refuse(self, row: int, message: str, *, column: str = "", key: str = "") -> None:
        """Note that a row was not taken, and why."""
        self.add(row, Outcome.REFUSED, column=column, message=message, key=key)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows had each outcome; every outcome is named, 0 too."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[RowOutcome]:
        """The rows that were not taken."""
        return [row for row in self.rows if row.outcome == Outcome.REFUSED]

    def summary(self) -> str:
        """``"138 baris dibaca: 29 baru, 109 ditolak."``"""
        if not self.rows:
            return "Tidak ada baris yang dibaca."
        parts = [
            f"{number(count)} {outcome.label}" for outcome, count in self.counts.items() if count
        ]
        text = f"{number(len(self))} baris dibaca: {', '.join(parts)}."
        return f"Percobaan, tidak ada yang disimpan. {text}" if self.dry_run else text

    def write(self, stdout: Writer, *, only_refused: bool = False) -> None:
        """Write a line per row, then the summary."""
        for row in self.refused if only_refused else self.rows:
            stdout.write(row.sentence() + "\n")
        stdout.write(self.summary() + "\n")

    def save_csv(self, path_or_file: str | Path | IO[bytes]) -> None:
        """Write the rows as CSV (UTF-8 with mark) to a path or a binary file."""
        if isinstance(path_or_file, str | Path):
            with Path(path_or_file).open("wb") as file:
                self.save_csv(file)
            return
        header = csv_line(["baris", "hasil", "kolom", "kunci", "keterangan"])
        path_or_file.write(("\ufeff" + header).encode())
        for row in self.rows:
            cells = [row.row, row.outcome.label, row.column, row.key, row.message]
            path_or_file.write(csv_line(cells).encode())
