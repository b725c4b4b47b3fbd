"""Looks into an untrusted PDF for anything that acts by itself or carries other files."""

import io
import re
import time
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MOST_OBJECTS = 20_000
"""Parts of a PDF that are looked at; papers of 5 MB have some hundreds to a few thousand."""

_DEEPEST_TREE = 40
_SECONDS = 5
_END = b"%%EOF"
# Also found in parts that the file's own list leaves out; long enough never to occur by chance.
_ACTIVE_TEXT = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)[^A-Za-z]")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_BROKEN = "PDF ini rusak atau tidak lengkap. Simpan atau pindai ulang, lalu kirim lagi."
_PROTECTED = "PDF ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu kirim lagi."
_ACTIVE = (
    "PDF ini berisi program atau berkas lain di dalamnya, jadi tidak bisa diterima. Cetak ke PDF "
    "atau pindai kertasnya, lalu kirim lagi."
)
_TOO_MUCH = "PDF ini terlalu rumit. Cetak ke PDF atau pindai kertasnya, lalu kirim lagi."

# Names from ISO 32000-2, 12.6 (actions), 12.5 (annotations) and 7.11 (embedded files).
_ACTIVE_KEYS = {"/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
_ACTIVE_KINDS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/Rendition",
    "/FileAttachment",
    "/RichMedia",
    "/EmbeddedFile",
}


class PdfError(ValueError):
    """The PDF cannot be taken; the message is an Indonesian sentence that says what to do."""


def clean(content: bytes) -> bytes:
    """The PDF up to its end mark, without anything hung on behind it.

    Raises ``PdfError`` unless it opens, has a page, no lock, and nothing active in it.
    """
    end = content.rfind(_END)
    if end < 0:
        raise PdfError(_BROKEN)
    content = content[: end + len(_END)] + b"\n"
    if _ACTIVE_TEXT.search(_HEX.sub(lambda code: bytes.fromhex(code[1].decode()), content)):
        raise PdfError(_ACTIVE)
    try:
        _check_structure(PdfReader(io.BytesIO(content), strict=False))
    except PdfError:
        raise
    except Exception as error:
        # The reader raises whatever a hostile file makes it trip over, RecursionError too.
        raise PdfError(_BROKEN) from error
    return content


def _check_structure(reader: PdfReader) -> None:
    if "/Encrypt" in reader.trailer:
        raise PdfError(_PROTECTED)
    if not _has_page(reader.trailer["/Root"]):
        raise PdfError(_BROKEN)
    numbers = _object_numbers(reader)
    if len(numbers) > MOST_OBJECTS:
        raise PdfError(_TOO_MUCH)
    looked_at = 0
    # A false list makes the reader search the whole file for every part.
    deadline = time.monotonic() + _SECONDS
    for number, generation in numbers:
        if looked_at > 10 * MOST_OBJECTS or time.monotonic() > deadline:
            raise PdfError(_TOO_MUCH)
        for part in _parts(reader.get_object(IndirectObject(number, generation, reader))):
            looked_at += 1
            if _is_active(part):
                raise PdfError(_ACTIVE)


def _has_page(root: Any) -> bool:
    """Whether the first branch of the page tree ends in a page.

    Only one branch is followed: a tree whose branches share their leaves may have 2**30 of them.
    """
    node = root["/Pages"].get_object()
    for _ in range(_DEEPEST_TREE):
        kids = node.get("/Kids")
        if kids is None:
            return node.get("/Type") == "/Page"
        kids = kids.get_object()
        if not kids:
            return False
        node = kids[0].get_object()
    return False


def _object_numbers(reader: PdfReader) -> set[tuple[int, int]]:
    """Every object that the file lists, whether or not a page leads to it."""
    plain = {
        (number, generation)
        for generation, numbers in reader.xref.items()
        for number in numbers
        if number and generation < 65_535
    }
    return plain | {(number, 0) for number in reader.xref_objStm}


def _parts(thing: Any) -> Iterator[DictionaryObject]:
    """The dictionaries inside one object; references are not followed, they have their own turn."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, ArrayObject):
            waiting.extend(part)


def _is_active(part: DictionaryObject) -> bool:
    if _ACTIVE_KEYS & part.keys():
        return True
    kinds = (part.raw_get(key) for key in ("/S", "/Subtype", "/Type") if key in part)
    return any(str(_resolved(kind)) in _ACTIVE_KINDS for kind in kinds)


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
