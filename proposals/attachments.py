"""Storing what people hand in beside the words: photos and papers."""

import errno
import io
from contextlib import suppress
from typing import IO

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from PIL import Image

from foundation.uploads import CleanUpload
from kelurahan.models import User
from proposals.models import Attachment, Proposal
from proposals.models.records import attachment_path

THUMBNAIL_SIDE = 360
"""Longest side of the picture shown in lists, in pixels."""


class StoreUnavailable(Exception):
    """The store of files takes nothing now; ``is_full`` when there is no room left."""

    def __init__(self, *, is_full: bool) -> None:
        self.is_full = is_full
        super().__init__(
            "Tempat penyimpanan berkas di portal sedang penuh. Coba lagi nanti."
            if is_full
            else "Berkas belum dapat disimpan. Coba lagi sebentar lagi."
        )


def store_attachment(
    proposal: Proposal,
    upload: CleanUpload,
    *,
    kind: str,
    uploaded_by: User,
    document: str = "",
    caption: str = "",
) -> Attachment:
    """Keep a checked and re-encoded file; its name on disk comes from ids alone.

    Raises ``StoreUnavailable``; then nothing of it stays behind.
    """
    attachment = Attachment(
        proposal=proposal,
        kind=kind,
        document=document,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
        caption=caption,
        uploaded_by=uploaded_by,
    )
    _write(attachment, upload)
    attachment.full_clean(exclude=["proposal", "uploaded_by"])
    attachment.save()
    return attachment


def _write(attachment: Attachment, upload: CleanUpload) -> None:
    """Put the file into the store, whole or not at all."""
    name = f"berkas{upload.extension}"
    try:
        attachment.file.save(name, ContentFile(upload.content), save=False)
    except (OSError, BotoCoreError, ClientError) as error:
        with suppress(OSError, BotoCoreError, ClientError):
            attachment.file.storage.delete(attachment_path(attachment, name))
        is_full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        raise StoreUnavailable(is_full=is_full) from error


def thumbnail(picture: IO[bytes]) -> bytes:
    """A small JPEG of a stored picture, for lists on slow connections."""
    with Image.open(picture) as opened:
        opened.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        small = opened.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=70)
    return out.getvalue()
