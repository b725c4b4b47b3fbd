"""What people wrote on their devices while there was no network."""

import hashlib
import json
import os
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.keeping import Entry, Photo, Queue
from tests.faults.pictures import picture

HEADS, DEVICES = 36, 40
"""The last devices are second ones: a laptop beside the telephone."""
EACH = int(os.environ.get("FAULT_EACH") or 25)
"""Usulan on every device: a thousand in all."""
CLASHES, COPIES = 5, 3
"""Per second device: ids that stand on both with different content, and with the same."""
LOST_PHOTOS = 0.03
"""Share of usulan of which the device has lost a photo before it could be sent."""


@dataclass(frozen=True)
class Written:
    """One content as a person wrote it, known by its title."""

    title: str
    entry: Entry
    photos: dict[str, int]
    """What the photos show, by their keys."""

    @property
    def lost(self) -> list[str]:
        """Keys of photos that no device has any more."""
        return [photo.key for photo in self.entry.photos if photo.content is None]


def write_all(folder: Path, known: dict[str, Any], seed: str) -> tuple[list[Path], list[Written]]:
    """Fill a queue for every device; all files, and every content once."""
    chance = random.Random(f"{seed} writing")
    written: list[Written] = []
    queues: list[list[Entry]] = []
    for device in range(DEVICES):
        head = known["heads"][device % HEADS]
        own = [_write(known, head, len(written) + turn, chance) for turn in range(EACH)]
        queues.append([one.entry for one in own])
        if device >= HEADS:
            own = _share(own, queues, device)
        written += own
    files = []
    for device, entries in enumerate(queues):
        chance.shuffle(entries)
        file = folder / f"perangkat-{device:02d}.sqlite3"
        Queue.create(file, entries)
        headers = known["heads"][device % HEADS]["headers"]
        file.with_suffix(".json").write_text(json.dumps(headers))
        files.append(file)
    return files, written


def _share(own: list[Written], queues: list[list[Entry]], device: int) -> list[Written]:
    """Some ids of the head's first device stand here too: with other content, or copied."""
    first, second = queues[device - HEADS], queues[device]
    clashing = [
        Written(one.title, Entry(other.id, one.entry.body, None, one.entry.photos), one.photos)
        for one, other in zip(own[:CLASHES], first[:CLASHES], strict=True)
    ]
    own = clashing + own[CLASHES:]
    second[:] = [one.entry for one in own] + first[CLASHES : CLASHES + COPIES]
    return own


def _write(
    known: dict[str, Any], head: dict[str, Any], serial: int, chance: random.Random
) -> Written:
    shows = {str(uuid.uuid4()): 2 * serial + turn for turn in range(chance.choice((0, 1, 1, 2)))}
    photos = []
    for key, number in shows.items():
        content = picture(number)
        digest = hashlib.sha256(content).hexdigest()
        is_lost = not photos and chance.random() < LOST_PHOTOS
        photos.append(Photo(key, digest, None if is_lost else content))
    title = f"Saluran {serial:04d} di Gang Contoh"
    body = body_of(known, head, title, photos)
    return Written(title, Entry(str(uuid.uuid4()), body, None, tuple(photos)), shows)


def body_of(
    known: dict[str, Any], head: dict[str, Any], title: str, photos: Iterable[Photo]
) -> bytes:
    """A complete usulan of this head, as the exact bytes that go out."""
    size = 1000
    said = {
        "tahun": known["year"],
        "pengusul": f"rt-{head['rt']}",
        "item": known["item"],
        "isi": {
            "title": title,
            "rts": [str(head["rt"])],
            "address": "Gang Contoh",
            "land_status": "pemda",
            known["measure"]: "12,5",
            "problem": "Setiap hujan air masuk ke rumah warga.",
            "urgency": "Anak sekolah sering terpeleset.",
            "benefit": "Jalan kering kembali.",
            "people": "120",
        },
        "berkas": [
            {"id": one.key, "sha256": one.sha256, "ukuran": size, "jenis": "foto"} for one in photos
        ],
        "ditulis": datetime.now(UTC).isoformat(),
    }
    return json.dumps(said).encode()
