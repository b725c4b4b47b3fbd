"""Files that leave the pages of the RKPD."""

import tempfile
from collections.abc import Callable, Iterable
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from foundation.exports import CSV_TYPE, XLSX_TYPE


def csv_download(pieces: Iterable[bytes], filename: str) -> HttpResponseBase:
    """A CSV that begins at once."""
    disposition = content_disposition_header(True, filename)
    return StreamingHttpResponse(
        pieces, content_type=CSV_TYPE, headers={"Content-Disposition": disposition}
    )


def xlsx_download(write: Callable[[IO[bytes]], None], filename: str) -> HttpResponseBase:
    """A workbook that ``write`` puts into a temporary file first."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)
