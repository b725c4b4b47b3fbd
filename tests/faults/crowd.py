"""Many people who press "Kirim" when they please, whether or not the portal keeps up."""

import hashlib
import io
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.faults.device import JSON, Door, signed_claims
from tests.faults.keeping import Photo
from tests.faults.writing import body_of

PHOTOS, PHOTO_KB = 2, 250
PATIENCE = 120
"""Seconds without an answer, as the real device waits."""
LONGEST_PAUSE = 5


def heavy_pictures(number: int) -> list[bytes]:
    """Photos of about 250 KB, full of detail, as a telephone shrinks them; no two alike."""
    drawn = [_noise(turn) for turn in range(8)]
    found = []
    for turn in range(number):
        note = f"foto {turn}".encode()
        content = drawn[turn % len(drawn)]
        mark = b"\xff\xfe" + (len(note) + 2).to_bytes(2) + note
        found.append(content[:2] + mark + content[2:])
    return found


def _noise(turn: int) -> bytes:
    grain = Image.effect_noise((1280, 960), 30 + turn)
    sky = Image.linear_gradient("L").resize(grain.size)
    picture = Image.merge("RGB", (grain, Image.blend(grain, sky, 0.5), sky))
    for quality in range(80, 20, -5):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= PHOTO_KB * 1024:
            break
    return out.getvalue()


@dataclass
class Crowd:
    """What all of them met; seconds are counted from the press of the button."""

    address: str
    known: dict[str, Any]
    keys: list[dict[str, Any]]
    numbers: list[str] = field(default_factory=list)
    to_receipt: list[float] = field(default_factory=list)
    to_complete: list[float] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send_all(self, seconds: float, chance: random.Random) -> None:
        """Everybody once; they come thicker and thicker towards the deadline."""
        heads = self.known["crowd"]
        pictures = heavy_pictures(PHOTOS * len(heads))
        moments = sorted(chance.triangular(0, seconds, seconds) for _ in heads)
        order = chance.sample(heads, len(heads))
        begun = time.monotonic() + 1
        people = []
        for turn, (moment, head) in enumerate(zip(moments, order, strict=True)):
            time.sleep(max(0, begun + moment - time.monotonic()))
            own = pictures[PHOTOS * turn : PHOTOS * (turn + 1)]
            # Counted from the moment at which it should have gone out, not from when it could.
            person = threading.Thread(target=self._send, args=(head, turn, own, begun + moment))
            person.start()
            people.append(person)
        for person in people:
            person.join()

    def _send(self, head: dict[str, Any], turn: int, pictures: list[bytes], since: float) -> None:
        photos = [
            Photo(str(uuid.uuid4()), hashlib.sha256(content).hexdigest(), content)
            for content in pictures
        ]
        pk = str(uuid.uuid4())
        body = body_of(self.known, head, f"Saluran di batas waktu {turn:03d}", photos)
        number = self._put(head, pk, f"/api/v1/usulan/{pk}", body, JSON)["nomor"]
        with self.lock:
            self.numbers.append(number)
            self.to_receipt.append(time.monotonic() - since)
        for photo in photos:
            path = f"/api/v1/usulan/{pk}/berkas/{photo.key}"
            claims = self._put(head, pk, path, photo.content or b"", "image/jpeg")
        if claims["lengkap"]:
            with self.lock:
                self.to_complete.append(time.monotonic() - since)

    def _put(
        self, head: dict[str, Any], pk: str, path: str, body: bytes, kind: str
    ) -> dict[str, Any]:
        """Until the receipt is here; a portal that asks to wait is waited for."""
        door = Door(self.address, head["headers"], PATIENCE)
        while True:
            outcome = door.ask("PUT", path, body, kind)
            with self.lock:
                self.met[f"{outcome.meaning} {outcome.status}"] += 1
            if claims := signed_claims(outcome, self.keys, pk):
                return claims
            if outcome.meaning == "refused":
                raise AssertionError(outcome)
            time.sleep(LONGEST_PAUSE)
