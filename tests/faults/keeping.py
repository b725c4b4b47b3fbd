"""What a device keeps: its queue in a file that outlives it, and what it has told its owner."""

import hashlib
import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE entry (
    id TEXT PRIMARY KEY, body BLOB NOT NULL, sha256 TEXT NOT NULL, receipt TEXT,
    is_complete INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0
);
CREATE TABLE photo (
    entry TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL, content BLOB,
    has_arrived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (entry, key)
);
CREATE TABLE shown (
    entry TEXT NOT NULL, sha256 TEXT NOT NULL, number TEXT NOT NULL, arrived INTEGER NOT NULL,
    declared INTEGER NOT NULL, is_complete INTEGER NOT NULL
);
CREATE TABLE met (meaning TEXT NOT NULL, status INTEGER NOT NULL, seconds REAL NOT NULL);
CREATE TABLE known (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Photo:
    """One declared photo; ``content`` is gone where the device has lost it."""

    key: str
    sha256: str
    content: bytes | None
    has_arrived: bool = False


@dataclass(frozen=True)
class Entry:
    """One usulan in the queue: exact bytes, and what the receipt has said so far."""

    id: str
    body: bytes
    receipt: str | None
    photos: tuple[Photo, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def to_send(self) -> list[Photo]:
        """Photos that can still be sent."""
        return [photo for photo in self.photos if photo.content and not photo.has_arrived]


class Queue:
    """The file of one device. Every tab opens its own."""

    def __init__(self, path: Path) -> None:
        self._line = sqlite3.connect(path, timeout=30, isolation_level=None)
        # A killed device loses nothing by it; only a machine without power would.
        self._line.execute("PRAGMA synchronous=OFF")

    @classmethod
    def create(cls, path: Path, entries: list[Entry]) -> None:
        """A new device on which all this has been written without a network."""
        queue = cls(path)
        queue._line.execute("PRAGMA journal_mode=WAL")
        queue._line.executescript(_TABLES)
        with queue.at_once() as line:
            for entry in entries:
                line.execute(
                    "INSERT INTO entry (id, body, sha256) VALUES (?, ?, ?)",
                    (entry.id, entry.body, entry.sha256),
                )
                line.executemany(
                    "INSERT INTO photo (entry, key, sha256, content) VALUES (?, ?, ?, ?)",
                    [(entry.id, one.key, one.sha256, one.content) for one in entry.photos],
                )
        queue._line.close()

    @contextmanager
    def at_once(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing, also when the device dies within."""
        self._line.execute("BEGIN IMMEDIATE")
        try:
            yield self._line
        except BaseException:
            self._line.execute("ROLLBACK")
            raise
        self._line.execute("COMMIT")

    def ids(self) -> list[str]:
        """Entries for which something is left to send, the oldest first."""
        rows = self._line.execute(
            "SELECT id FROM entry WHERE receipt IS NULL OR EXISTS (SELECT 1 FROM photo WHERE"
            " photo.entry = entry.id AND NOT has_arrived AND content IS NOT NULL) ORDER BY rowid"
        )
        return [row[0] for row in rows]

    def due(self, ids: list[str]) -> list[str]:
        """Those whose pause is over."""
        rows = self._line.execute("SELECT id FROM entry WHERE not_before <= ?", (time.time(),))
        ready = {row[0] for row in rows}
        return [one for one in ids if one in ready]

    def entry(self, pk: str) -> Entry | None:
        found = self._line.execute(
            "SELECT id, body, receipt FROM entry WHERE id = ?", (pk,)
        ).fetchone()
        if found is None:
            return None
        photos = self._line.execute(
            "SELECT key, sha256, content, has_arrived FROM photo WHERE entry = ?", (pk,)
        )
        return Entry(*found, tuple(Photo(*row[:3], bool(row[3])) for row in photos))

    def take_receipt(self, entry: Entry, receipt: str, claims: dict[str, Any]) -> None:
        """Tell the owner what the portal has signed; let go only of what it says it has."""
        arrived = [(entry.id, one["id"], one["sha256"]) for one in claims["berkas"]["sampai"]]
        with self.at_once() as line:
            line.execute(
                "UPDATE entry SET receipt = ?, is_complete = ?, failures = 0, not_before = 0"
                " WHERE id = ? AND sha256 = ?",
                (receipt, claims["lengkap"], entry.id, entry.sha256),
            )
            line.executemany(
                "UPDATE photo SET has_arrived = 1, content = NULL"
                " WHERE entry = ? AND key = ? AND sha256 = ?",
                arrived,
            )
            told = (len(arrived), claims["berkas"]["dinyatakan"], claims["lengkap"])
            line.execute(
                "INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)",
                (entry.id, entry.sha256, claims["nomor"], *told),
            )

    def keep_both(self, entry: Entry) -> None:
        """The same content under a new id, once, whoever of the tabs comes first."""
        fresh = str(uuid.uuid4())
        with self.at_once() as line:
            line.execute("UPDATE entry SET id = ?, failures = 0 WHERE id = ?", (fresh, entry.id))
            line.execute("UPDATE photo SET entry = ? WHERE entry = ?", (fresh, entry.id))

    def postpone(self, entry: Entry, first: float, longest: float) -> None:
        """Twice as long after every failure."""
        with self.at_once() as line:
            row = line.execute("SELECT failures FROM entry WHERE id = ?", (entry.id,)).fetchone()
            pause = min(longest, first * 2 ** min(row[0], 12)) if row else 0
            line.execute(
                "UPDATE entry SET failures = failures + 1, not_before = ? WHERE id = ?",
                (time.time() + pause, entry.id),
            )

    def note(self, meaning: str, status: int, seconds: float) -> None:
        """What one request met with."""
        self._line.execute("INSERT INTO met VALUES (?, ?, ?)", (meaning, status, seconds))

    def known(self, name: str) -> Any:
        found = self._line.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def know(self, name: str, value: Any) -> None:
        self._line.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (name, json.dumps(value)))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """For those who judge afterwards."""
        return self._line.execute(sql).fetchall()
