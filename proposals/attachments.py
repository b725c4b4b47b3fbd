"""Storing what people hand in beside the words: photos and papers."""

from django.core.files.base import ContentFile
from foundation.uploads import CleanUpload

from kelurahan.models import User
from proposals.models import Attachment, Proposal


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
