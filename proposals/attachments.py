"""Storing what people hand in beside the words: photos and papers."""

import io
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image

from foundation.uploads import CleanUpload
from kelurahan.models import User
from proposals.models import Attachment, Proposal

THUMBNAIL_SIDE = 360
"""Longest side of the picture shown in lists, in pixels."""


def store_attachment(
    proposal: Proposal,
    upload: CleanUpload,
    *,
    kind: str,
    uploaded_by: User,
    document: str = "",
    caption: str = "",
) -> Attachment:
    """Keep a checked and re-encoded file; its name on disk comes from ids alone."""
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
    attachment.file.save(f"berkas{upload.extension}", ContentFile(upload.content), save=False)
    attachment.full_clean(exclude=["proposal", "uploaded_by"])
    attachment.save()
    return attachment


def thumbnail(picture: IO[bytes]) -> bytes:
    """A small JPEG of a stored picture, for lists on slow connections."""
    with Image.open(picture) as opened:
        opened.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        small = opened.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=70)
    return out.getvalue()
