"""The queue of a device as a file, carried to the kelurahan where the network never came."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from foundation.uploads import UploadError
from intake.files import NotDeclared, OtherFile, receive_file
from intake.parcels import Parcel, UnreadableParcel
from intake.receiving import NeedsMending, OtherContent, TooLate, receive
from kelurahan.models import User
from proposals.arrivals import arrivals
from proposals.attachments import StoreUnavailable
from proposals.models import Proposal, Sending
from proposals.workflow import ActionNotAllowed

KIND, VERSION = "antrean-musrenbang", 1
MOST_BYTES = 100 * 1024 * 1024
"""Some 60 usulan with four photos each; a device with more saves its queue in parts."""


class UnreadableFile(ValueError):
    """Not a queue of a device; the message says what to do."""


@dataclass(frozen=True)
class Taken:
    """What became of one usulan of the file; ``problems`` are sentences, empty when it is in."""

    title: str
    proposal: Proposal | None = None
    is_new: bool = False
    problems: tuple[str, ...] = ()
    waiting: str = ""


def take_in(file: IO[bytes], *, actor: User) -> list[Taken]:
    """Receive everything in the file as if the device had sent it, each usulan for itself.

    The same file again changes nothing, nor does the device when it sends after all. Raises
    ``UnreadableFile``, and then nothing was received.
    """
    return [_taken(parcel, files, actor) for parcel, files in list(_parcels(file))]


def _parcels(file: IO[bytes]) -> Iterator[tuple[Parcel, dict[UUID, bytes]]]:
    """Every usulan of the file with its photos; nothing is received before all could be read."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableFile("Berkas lebih dari 100 MB. Kirim sebagian dari perangkatnya dulu.")
    try:
        said = json.loads(content)
        if (said["jenis"], said["versi"]) != (KIND, VERSION):
            raise UnreadableFile(
                "Berkas ini bukan antrean perangkat. Di perangkat pengusul tekan “Simpan antrean "
                "sebagai berkas”, lalu pilih berkas itu di sini."
            )
        for row in said["kiriman"]:
            yield _parcel(row), {UUID(each["id"]): _bytes(each) for each in row["berkas"]}
    except UnreadableFile:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableFile(
            "Berkas ini rusak atau bukan antrean perangkat. Simpan lagi antreannya di perangkat "
            "pengusul, lalu bawa berkas yang baru."
        ) from error


def _parcel(row: Any) -> Parcel:
    parcel = Parcel(UUID(row["id"]), row["isi"].encode())
    if parcel.content_hash != row["sha256"]:
        raise ValueError("hash")
    return parcel


def _bytes(row: Any) -> bytes:
    try:
        content = base64.b64decode(row["data"], validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        raise ValueError("hash")
    return content


def _taken(parcel: Parcel, files: dict[UUID, bytes], actor: User) -> Taken:
    try:
        title = str(parcel.content["isi"].get("title", ""))
        outcome = receive(parcel, actor=actor, way=Sending.Way.FILE)
    except UnreadableParcel as error:
        return Taken("", problems=(str(error),))
    except ActionNotAllowed:
        return Taken(title, problems=("Pengusulnya bukan dari wilayah kelurahan Anda.",))
    except OtherContent:
        sentence = "Usulan ini sudah diterima dengan isi yang lain. Tanyakan kepada pengusulnya."
        return Taken(title, problems=(sentence,))
    except TooLate as error:
        return Taken(title, problems=(str(error),))
    except NeedsMending as error:
        return Taken(title, problems=tuple(text for row in error.problems.values() for text in row))
    problems = tuple(_file_problems(parcel.id, files, actor))
    proposal = Proposal.objects.select_related("rt", "rw", "organisation", "kelurahan").get(
        pk=parcel.id
    )
    coming = arrivals([proposal]).get(parcel.id)
    waiting = coming.words if coming else ""
    return Taken(title, proposal, outcome.is_new, problems, waiting)


def _file_problems(pk: UUID, files: dict[UUID, bytes], actor: User) -> Iterator[str]:
    for key, body in files.items():
        try:
            receive_file(pk, key, body, actor=actor)
        except (UploadError, StoreUnavailable) as error:
            yield str(error)
        except (NotDeclared, OtherFile):
            yield "Ada foto yang bukan milik usulan ini."
