"""The bytes that a device sends: their hash, and what they say once they fit the description."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator

from planning.models.kamus import Document

OPENAPI = Path(__file__).with_name("openapi.json")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""NUL in a JSON text; a backslash that was typed stands doubled."""
MOST_BYTES = 64 * 1024
"""Of one usulan without its files: far above what its longest fields can hold."""


class UnreadableParcel(ValueError):
    """Not what the description asks for; the message says what and where."""


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI description of the interface."""
    loaded: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=16)
def validator(schema: str) -> Draft202012Validator:
    """What judges one of the description's schemas by name."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": description()["components"]}
    return Draft202012Validator(root)


def _refuse_odd_files(files: list[dict[str, Any]]) -> None:
    if len({file["id"] for file in files}) != len(files):
        raise UnreadableParcel("Isi kiriman menyebut berkas yang sama dua kali.")
    if any(file.get("dokumen", "") not in ("", *Document.values) for file in files):
        raise UnreadableParcel("Isi kiriman menyebut dokumen yang tidak dikenal.")


@dataclass(frozen=True)
class Parcel:
    """One usulan as it left the device: its UUID and the exact bytes.

    ``sent_at`` is the device's clock when it sent them, where it told; it mends a clock that goes
    wrong.
    """

    id: UUID
    body: bytes
    sent_at: datetime | None = field(default=None, compare=False)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """What the bytes say. Raises ``UnreadableParcel``."""
        try:
            loaded: dict[str, Any] = json.loads(self.body)
            # Half of a pair passes for text in JSON, as does NUL, and no database keeps them.
            plain = json.dumps(loaded, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise UnreadableParcel("Isi kiriman bukan JSON yang dapat dibaca.") from error
        if _NUL.search(plain):
            raise UnreadableParcel("Isi kiriman memuat huruf yang tidak dikenal.")
        for problem in validator("Usulan").iter_errors(loaded):
            place = "/".join(str(part) for part in problem.absolute_path)
            raise UnreadableParcel(f"Isi kiriman tidak sesuai pada {place or 'awal'}.")
        _refuse_odd_files(loaded["berkas"])
        return loaded

    @cached_property
    def said_at(self) -> datetime:
        """When the person pressed send, by the device's clock. Raises ``UnreadableParcel``."""
        try:
            said = parse_datetime(self.content["ditulis"])
            if said is None or timezone.is_naive(said):
                raise UnreadableParcel("Isi kiriman tidak sesuai pada ditulis.")
            return said.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise UnreadableParcel("Isi kiriman tidak sesuai pada ditulis.") from error

    def written_at(self, end: datetime | None) -> datetime:
        """The same by our own clock, where the device told its clock when it sent.

        Its clock may have been set right between the two. No claim can be proven, so where only
        the uncorrected one lies before ``end``, that one holds.
        """
        now = timezone.now()
        if self.sent_at is None:
            return min(self.said_at, now)
        try:
            mended = min(self.said_at + (now - self.sent_at), now)
        except OverflowError:
            mended = now
        is_late = end is not None and mended > end >= self.said_at
        return self.said_at if is_late else mended
