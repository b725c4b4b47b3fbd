"""What came of it all: devices, database and store laid beside what was written."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.faults.conftest import Stage
from tests.faults.keeping import Queue
from tests.faults.pictures import serial_of
from tests.faults.writing import Written


@dataclass(frozen=True)
class Kept:
    """One usulan as the portal has it."""

    pk: str
    title: str
    number: str
    awaited: int
    sha256: str


@dataclass(frozen=True)
class File:
    """One declared photo as the portal has it."""

    proposal: str
    key: str
    name: str | None
    sha256: str | None


class Audit:
    """Reads everything once; each figure names what it found, and should find nothing."""

    def __init__(self, stage: Stage, files: list[Path], written: list[Written]) -> None:
        self._stage, self._written = stage, {one.title: one for one in written}
        self._queues = [Queue(file) for file in files]
        self.kept = [Kept(*row) for row in stage.ask(
            "SELECT p.id::text, p.title, p.number, p.files_awaited, s.content_hash"
            " FROM proposals_proposal p JOIN proposals_sending s ON s.proposal_id = p.id"
            " WHERE p.number IS NOT NULL AND p.status = 'submitted'"
        )]  # fmt: skip
        self.files = [File(*row) for row in stage.ask(
            "SELECT d.proposal_id::text, d.key::text, a.file, a.sha256"
            " FROM proposals_declaredfile d LEFT JOIN proposals_attachment a"
            " ON a.id = d.attachment_id AND d.arrived_at IS NOT NULL"
        )]  # fmt: skip
        self._by_pk = {one.pk: one for one in self.kept}

    def lost(self) -> list[str]:
        """Written, and not with the portal: usulan, and photos that a device still had."""
        here = {one.title for one in self.kept}
        there = {file.key for file in self.files if file.name}
        photos = [
            f"{one.title}: {key}"
            for one in self._written.values()
            for key in one.photos
            if key not in there and key not in one.lost
        ]
        return [title for title in self._written if title not in here] + photos

    def doubled(self) -> list[str]:
        """More than one usulan of one content, row of any kind, or attachment of one photo."""
        titles = Counter(one.title for one in self.kept)
        rows = self._stage.ask("SELECT title FROM proposals_proposal")
        titles |= Counter(row[0] for row in rows)
        stored = self._stage.ask("SELECT proposal_id::text FROM proposals_attachment")
        attached = Counter(row[0] for row in stored)
        declared = Counter(file.proposal for file in self.files if file.name)
        return [title for title, times in titles.items() if times > 1] + [
            pk for pk in attached if attached[pk] != declared[pk]
        ]

    def shown_and_not_sent(self) -> list[str]:
        """A device told its owner of a receipt, and the portal has no such usulan."""
        there = {(one.pk, one.sha256, one.number) for one in self.kept}
        shown = self._rows("SELECT entry, sha256, number FROM shown")
        return [row[0] for row in shown if row not in there]

    def incomplete_as_complete(self) -> list[str]:
        """Called complete, by the portal or a device, while a declared photo is not stored."""
        missing = {file.proposal for file in self.files if not self._is_whole(file)}
        by_portal = [one.pk for one in self.kept if not one.awaited and one.pk in missing]
        told = self._rows("SELECT entry, arrived, declared FROM shown WHERE is_complete")
        by_device = [pk for pk, arrived, declared in told if arrived < declared or pk in missing]
        return by_portal + by_device

    def untold(self) -> list[str]:
        """With the portal as a whole, and its device still does not know."""
        told = {row[0] for row in self._rows("SELECT entry FROM shown WHERE is_complete")}
        return [one.pk for one in self.kept if not one.awaited and one.pk not in told]

    def miscounted(self) -> list[str]:
        """Awaits more or fewer photos than are missing."""
        missing = Counter(file.proposal for file in self.files if not file.name)
        return [one.pk for one in self.kept if one.awaited != missing[one.pk]]

    def gaps(self) -> list[str]:
        """Kelurahan whose numbers or ranks do not run from one to the last without a gap."""
        found = self._stage.ask(
            "SELECT k.code, array_agg(right(p.number, 4)::int ORDER BY 1), max(s.last),"
            " array_agg(p.rank ORDER BY p.rank) FROM proposals_proposal p"
            " JOIN kelurahan_kelurahan k ON k.id = p.kelurahan_id JOIN proposals_numbersequence s"
            " ON s.kelurahan_id = p.kelurahan_id AND s.cycle_id = p.cycle_id GROUP BY k.code"
        )
        return [
            code
            for code, numbers, last, ranks in found
            if sorted(numbers) != list(range(1, last + 1)) or None in ranks
        ]

    def broken_chains(self) -> list[str]:
        """Usulan whose history does not lead from the draft to where it stands, deed by deed."""
        rows = self._stage.ask(
            "SELECT p.id::text, p.status, array_agg(e.source || '>' || e.target ORDER BY e.at)"
            " FROM proposals_proposal p LEFT JOIN proposals_proposalevent e"
            " ON e.proposal_id = p.id GROUP BY p.id"
        )
        return [pk for pk, status, steps in rows if not _is_whole(status, steps)]

    def orphans(self) -> list[Path]:
        """Files in the store that no row knows."""
        rows = self._stage.ask("SELECT file FROM proposals_attachment")
        known = {self._stage.media / row[0] for row in rows}
        return [
            path for path in self._stage.media.rglob("*") if path.is_file() and path not in known
        ]

    def _is_whole(self, file: File) -> bool:
        """Whether the store holds the very photo that was declared, to the last byte."""
        if not file.name:
            return False
        wanted = self._written[self._by_pk[file.proposal].title].photos[file.key]
        try:
            content = (self._stage.media / file.name).read_bytes()
            return sha256(content).hexdigest() == file.sha256 and serial_of(content) == wanted
        except OSError:
            return False

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [row for queue in self._queues for row in queue.rows(sql)]


def _is_whole(status: str, steps: list[str | None]) -> bool:
    stands = ""
    for step in steps:
        source, _, target = (step or "?>").partition(">")
        if source != (stands or source):
            return False
        stands = target
    return stands == status
