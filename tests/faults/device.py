"""A device as the network knows it: it sends its queue until every receipt is here and signed."""

import base64
import hashlib
import http.client
import json
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt

from tests.faults.keeping import Entry, Photo, Queue

PATIENCE = 40
"""Seconds without an answer; the real device waits two minutes."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 4.0
"""The real device pauses from five seconds to five minutes."""
JSON = "application/json"
BUSY = (429, 503, 507)


@dataclass(frozen=True)
class Outcome:
    """What an answer means: received, broken, foreign, busy, other or refused."""

    meaning: str
    status: int = 0
    data: dict[str, Any] = field(default_factory=dict)


class Refused(AssertionError):
    """The portal says that a person must mend it; nothing in these tests needs that."""


class Tab:
    """One open page of one device. Several may work the same queue at once, unasked."""

    def __init__(
        self, queue: Queue, address: str, headers: dict[str, str], chance: random.Random
    ) -> None:
        self._queue, self._chance = queue, chance
        self._door = Door(address, headers, PATIENCE)

    def learn_keys(self) -> None:
        """The portal's public keys, asked for once and kept."""
        while not self._queue.known("keys"):
            outcome = self._ask("GET", "/api/v1/rujukan")
            if outcome.data.get("kunci_kuitansi"):
                self._queue.know("keys", outcome.data["kunci_kuitansi"])
            else:
                time.sleep(self._chance.uniform(0.1, 0.5))

    def work(self) -> None:
        """Until nothing of the queue is left to send."""
        while ids := self._queue.ids():
            due = self._queue.due(ids)
            # Now and then not the oldest: so that two tabs meet over the same one, and apart.
            entry = due and self._queue.entry(self._chance.choice(due[:3]))
            if not entry:
                time.sleep(0.05)
            elif not self.send(entry):
                self._queue.postpone(entry, FIRST_PAUSE, LONGEST_PAUSE)

    def send(self, entry: Entry) -> bool:
        """One usulan as far as it goes; whether all went well."""
        if not entry.receipt or self._chance.random() < 0.1:
            return self._send_body(entry)
        return all(self._send_photo(entry, photo) for photo in entry.to_send)

    def _send_body(self, entry: Entry) -> bool:
        outcome = self._ask("PUT", f"/api/v1/usulan/{entry.id}", entry.body)
        if outcome.status == 409 and "kuitansi" in outcome.data:
            return self._is_taken(entry, outcome)
        return self._received(entry, outcome)

    def _is_taken(self, entry: Entry, outcome: Outcome) -> bool:
        claims = self._claims(outcome, entry.id)
        if claims and claims["isi"] != entry.sha256:
            self._queue.keep_both(entry)
            return True
        return False

    def _send_photo(self, entry: Entry, photo: Photo) -> bool:
        path = f"/api/v1/usulan/{entry.id}/berkas/{photo.key}"
        return self._received(entry, self._ask("PUT", path, photo.content or b"", "image/jpeg"))

    def _received(self, entry: Entry, outcome: Outcome) -> bool:
        # A refusal with somebody else's receipt is as foreign as any other such answer.
        if outcome.meaning == "refused" and "kuitansi" not in outcome.data:
            raise Refused(f"{outcome.status} {outcome.data}")
        claims = self._claims(outcome, entry.id)
        if outcome.meaning != "received" or claims.get("isi") != entry.sha256:
            return False
        self._queue.take_receipt(entry, outcome.data["kuitansi"], claims)
        return True

    def _claims(self, outcome: Outcome, pk: str) -> dict[str, Any]:
        return signed_claims(outcome, self._queue.known("keys"), pk)

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = JSON) -> Outcome:
        started = time.monotonic()
        outcome = self._door.ask(method, path, body, kind)
        self._queue.note(outcome.meaning, outcome.status, time.monotonic() - started)
        return outcome


def signed_claims(outcome: Outcome, keys: list[dict[str, Any]], pk: str) -> dict[str, Any]:
    """What the portal has signed of this usulan; nothing where it did not."""
    receipt = outcome.data.get("kuitansi", "")
    for key in keys:
        try:
            found: dict[str, Any] = jwt.decode(
                receipt, jwt.PyJWK(key), ["ES256"], issuer="musrenbang"
            )
        except jwt.InvalidTokenError:
            continue
        return found if found["sub"] == pk else {}
    return {}


@dataclass(frozen=True)
class Door:
    """The portal as one device reaches it."""

    address: str
    headers: dict[str, str]
    patience: float

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = JSON) -> Outcome:
        """One request with all that a device sends along."""
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        sent = self.headers | {
            "Content-Type": kind,
            "Content-Digest": f"sha-256=:{digest}:",
            "X-Jam-Perangkat": datetime.now(UTC).isoformat(),
            "Connection": "close",
        }
        line = http.client.HTTPConnection(self.address, timeout=self.patience)
        try:
            line.request(method, path, body or None, sent)
            got = line.getresponse()
            return _meaning_of(got, got.read())
        except (OSError, http.client.HTTPException):
            return Outcome("broken")
        finally:
            line.close()


def _meaning_of(got: http.client.HTTPResponse, content: bytes) -> Outcome:
    if 'sessionid=""' in got.headers.get("Set-Cookie", ""):
        return Outcome("logged out", got.status)
    if "json" not in got.headers.get("Content-Type", ""):
        return Outcome("error" if got.status >= 500 else "foreign", got.status)
    try:
        data = json.loads(content)
    except ValueError:
        return Outcome("foreign", got.status)
    if got.status in BUSY:
        return Outcome("busy", got.status, data)
    if got.status in (200, 201):
        return Outcome("received", got.status, data)
    # 400: damaged on the way. The rest is the portal's last word.
    return Outcome("error" if got.status in (400, 500) else "refused", got.status, data)
