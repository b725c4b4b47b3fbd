"""A device as the portal meets it: it makes bytes, hashes them, and sends them again and again."""

import base64
import hashlib
import io
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from kelurahan.models import User
from tests.factories import World

FILE = {"id": str(uuid.UUID(int=1)), "sha256": "0" * 64, "ukuran": 1, "jenis": "foto"}
"""A file as a device declares it."""


def client_of(user: User) -> Client:
    """A device at which ``user`` is logged in."""
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def digest_of(body: bytes) -> str:
    """The header of RFC 9530."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def picture(shade: int = 90) -> bytes:
    """A small photo that no other ``shade`` equals."""
    out = io.BytesIO()
    image = Image.new("RGB", (64, 48), "white")
    for bit in range(16):
        if shade >> bit & 1:
            image.paste("black", (4 * bit, 0, 4 * bit + 4, 48))
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


@dataclass
class Draft:
    """One usulan in the device, with its photos by their ids."""

    said: dict[str, Any]
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    photos: dict[uuid.UUID, bytes] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The bytes that go out, every time the same."""
        return json.dumps(self.said).encode()


def written(world: World, *, photos: int = 0, seat: str = "", **changes: Any) -> Draft:
    """A complete usulan of the world's RT, as its head typed it."""
    variable = world.item.variables.get()
    typed = {
        "title": "Perbaikan saluran di Gang Contoh",
        "rts": [str(world.rt.pk)],
        "address": "Gang Contoh",
        "land_status": "pemda",
        f"measure_{variable.pk}": "12,5",
        "problem": "Setiap hujan air masuk ke rumah warga.",
        "urgency": "Anak sekolah sering terpeleset.",
        "benefit": "Jalan kering kembali.",
        "people": "120",
    } | changes.pop("isi", {})
    pictures = {uuid.uuid4(): picture(shade) for shade in range(photos)}
    said = {
        "tahun": world.cycle.fiscal_year,
        "pengusul": seat or f"rt-{world.rt.pk}",
        "item": world.item.code,
        "isi": typed,
        "berkas": [
            {
                "id": str(key),
                "sha256": hashlib.sha256(content).hexdigest(),
                "ukuran": len(content),
                "jenis": "foto",
            }
            for key, content in pictures.items()
        ],
        "ditulis": timezone.localtime().isoformat(),
    } | changes
    return Draft(said, photos=pictures)


def send(client: Client, draft: Draft, **headers: str) -> HttpResponse:
    """Send the usulan."""
    return put(client, f"/api/v1/usulan/{draft.id}", draft.body, "application/json", **headers)


def send_photo(client: Client, draft: Draft, key: uuid.UUID, **headers: str) -> HttpResponse:
    """Send one of its photos."""
    address = f"/api/v1/usulan/{draft.id}/berkas/{key}"
    return put(client, address, draft.photos[key], "image/jpeg", **headers)


def put(client: Client, address: str, body: bytes, kind: str, **headers: str) -> HttpResponse:
    """PUT with the hash of what is sent."""
    sent = {"Content-Digest": digest_of(body)} | headers
    return client.put(address, body, content_type=kind, headers=sent)
