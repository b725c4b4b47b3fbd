"""Reads the rows of an untrusted XLSX file without letting it harm the portal.

First the ZIP archive is unpacked piece by piece and counted, since the sizes it declares may be
lies; then a program of its own with limited memory (``xlsx_rows.py``) lets calamine read it.
"""

import io
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

from foundation import xlsx_rows

MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes that a workbook may unpack to; 50,000 rows of 30 well-filled columns need about 100 MB."""
MOST_RATIO = 200
"""How many times larger it may become; tables of repeated words reach 40 to 80."""
MOST_COLUMNS = 500
MOST_TEXT = 128 * 1024 * 1024

_RATIO_MATTERS_FROM = 16 * 1024 * 1024
_MOST_ENTRIES = 2_000
_STEP = 1 << 16
_SECONDS = 90
_LOCAL_HEADER = struct.Struct("<26x2H")

_BROKEN = (
    "Berkas Excel ini rusak atau tidak lengkap. Buka di Excel, simpan ulang sebagai .xlsx, "
    "lalu unggah lagi."
)
_TOO_MUCH = (
    "Isi berkas Excel ini terlalu besar atau tersebar terlalu jauh. Salin tabelnya saja ke lembar "
    "kerja baru, simpan sebagai .xlsx, lalu unggah lagi."
)
_PROTECTED = "Berkas Excel ini dikunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
_NO_SHEET = "Berkas Excel ini tidak punya lembar kerja yang terlihat. Tampilkan lembar tabelnya."
_SENTENCES = {
    xlsx_rows.BROKEN: _BROKEN,
    xlsx_rows.PROTECTED: _PROTECTED,
    xlsx_rows.NO_SHEET: _NO_SHEET,
}


class WorkbookError(ValueError):
    """The workbook cannot be read; the message is an Indonesian sentence for the user."""


def check_archive(content: bytes) -> None:
    """Unpack every part of the archive in small steps and count.

    Raises ``WorkbookError`` when it is no workbook, is broken, declares false sizes, or unpacks to
    more than ``MOST_UNPACKED`` bytes or ``MOST_RATIO`` times its size.
    """
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise WorkbookError(_BROKEN) from error
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise WorkbookError(
            "Berkas ini bukan tabel Excel (.xlsx). Simpan tabel sebagai .xlsx atau .csv."
        )
    allowed = MOST_UNPACKED
    if len(content) * MOST_RATIO < allowed:
        allowed = max(len(content) * MOST_RATIO, _RATIO_MATTERS_FROM)
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > allowed:
        raise WorkbookError(_TOO_MUCH)
    for entry in entries:
        allowed -= _unpacked_size(content, entry, allowed)


def _unpacked_size(content: bytes, entry: zipfile.ZipInfo, allowed: int) -> int:
    """The real size of one part; stops as soon as it passes ``allowed``."""
    if entry.flag_bits & 1:
        raise WorkbookError(_PROTECTED)
    try:
        name, extra = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
    except struct.error as error:
        raise WorkbookError(_BROKEN) from error
    start = entry.header_offset + _LOCAL_HEADER.size + name + extra
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated_size(packed, allowed)
    else:
        raise WorkbookError(_BROKEN)
    if size > allowed:
        raise WorkbookError(_TOO_MUCH)
    if size != entry.file_size:
        raise WorkbookError(_BROKEN)
    return size


def _inflated_size(packed: memoryview, allowed: int) -> int:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    try:
        for position in range(0, len(packed), _STEP):
            waiting: bytes | memoryview = packed[position : position + _STEP]
            while waiting and not inflater.eof:
                size += len(inflater.decompress(waiting, _STEP))
                if size > allowed:
                    return size
                waiting = inflater.unconsumed_tail
    except zlib.error as error:
        raise WorkbookError(_BROKEN) from error
    return size + len(inflater.flush(_STEP))


def spool_rows(content: bytes, *, most_rows: int) -> IO[bytes]:
    """The rows of the first visible sheet as JSON lines ``[number, [cell, ...]]``.

    Blank rows are left out; at most ``most_rows`` + 1 rows are written, so that the caller can tell
    that there are more. Raises ``WorkbookError``.
    """
    check_archive(content)
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads it
    limits = [str(limit) for limit in (most_rows, MOST_COLUMNS, MOST_TEXT)]
    program = str(Path(xlsx_rows.__file__).resolve())
    try:
        code = subprocess.run(  # noqa: S603 - our own program, numbers as arguments
            [sys.executable, "-I", program, *limits],
            input=content,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        code = xlsx_rows.TOO_MUCH
    if code != 0:
        spool.close()
        raise WorkbookError(_SENTENCES.get(code, _TOO_MUCH))
    spool.seek(0)
    return spool
