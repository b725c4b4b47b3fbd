"""The power goes the moment the receipt is there: what it promised is on the disc.

On SQLite and a folder, as a small office has it, where nobody else keeps a copy.
"""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.device import Door, signed_claims
from tests.faults.discs import Disc, a_disc
from tests.faults.keeping import Photo
from tests.faults.pictures import picture, serial_of
from tests.faults.writing import body_of
from tests.scale.servers import ROOT, AppServer, command

pytestmark = pytest.mark.scale

PORT = 8122
SERIAL = 75_314


@pytest.fixture
def disc(tmp_path: Path) -> Iterator[Disc]:
    with a_disc(tmp_path) as disc:
        yield disc


def test_what_a_receipt_says_outlives_a_power_cut(disc: Disc, tmp_path: Path) -> None:
    environ = {
        "PATH": "/usr/bin:/bin",
        "SECRET_KEY": "hanya-untuk-pengujian-" * 3,
        "HTTPS": "0",
        "DATABASE_URL": f"sqlite:///{disc.path / 'portal.sqlite3'}",
        "MEDIA_ROOT": str(disc.path / "berkas"),
        "CACHE_DIR": str(tmp_path / "cache"),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
    }
    command(environ, "manage.py", "migrate", "--verbosity", "0")
    known = json.loads(command(environ, "-m", "tests.faults.prepare", "1", "0", "0"))
    server = AppServer(PORT, environ, tmp_path / "gunicorn.log")
    server.start()
    try:
        claims = hand_in(known, server.address)
        with disc.after_a_power_cut() as left:
            number, stored = what_is_left(left, claims["sub"])
    finally:
        server.kill()
    assert claims["lengkap"] is True
    assert number == claims["nomor"]
    assert serial_of(stored) == SERIAL


def hand_in(known: dict, address: str) -> dict:
    """One usulan with one photo, to the receipt that says it is complete."""
    (head,) = known["heads"]
    door = Door(address, head["headers"], 20)
    keys = door.ask("GET", "/api/v1/rujukan").data["kunci_kuitansi"]
    content, key, pk = picture(SERIAL), str(uuid.uuid4()), str(uuid.uuid4())
    photo = Photo(key, hashlib.sha256(content).hexdigest(), content)
    body = body_of(known, head, "Saluran sebelum listrik padam", [photo])
    assert door.ask("PUT", f"/api/v1/usulan/{pk}", body).status == 201
    path = f"/api/v1/usulan/{pk}/berkas/{key}"
    return signed_claims(door.ask("PUT", path, content, "image/jpeg"), keys, pk)


def what_is_left(left: Path, pk: str) -> tuple[str, bytes]:
    """The number of the usulan and the bytes of its photo, as the disc has them."""
    line = sqlite3.connect(left / "portal.sqlite3")
    try:
        rows = line.execute(
            "SELECT p.number, a.file FROM proposals_proposal p"
            " LEFT JOIN proposals_attachment a ON a.proposal_id = p.id WHERE p.id = ?",
            (uuid.UUID(pk).hex,),
        ).fetchall()
    finally:
        line.close()
    assert rows, "the usulan is gone"
    ((number, name),) = rows
    assert name, "the photo is gone"
    return number, (left / "berkas" / name).read_bytes()
