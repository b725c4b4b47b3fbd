"""Photos and papers that the owner adds to a usulan or takes back while it is with them."""

from django.db import transaction

from foundation.uploads import CleanUpload
from kelurahan.models import User
from kelurahan.scope import Post, scope_of
from proposals.attachments import store_attachment
from proposals.models import Attachment, Proposal
from proposals.services.events import write_event
from proposals.services.intake import refuse_unless_editable
from proposals.statuses import AttachmentKind, Status
from proposals.workflow import ActionNotAllowed, hold_kelurahan, owner_post

MAX_FILES = 10
"""Files that one usulan may carry from its proposer."""

OF_PROPOSER = (AttachmentKind.PHOTO, AttachmentKind.LAND, AttachmentKind.DOCUMENT)


class TooManyFiles(Exception):
    """The usulan carries as many files as it may."""


@transaction.atomic
def add_attachment(
    proposal: Proposal, upload: CleanUpload, *, actor: User, kind: str, document: str = ""
) -> Attachment:
    """Store one checked file; the same file sent twice for the same purpose is kept once.

    Raises ``ActionNotAllowed``, ``NotEditable`` or ``TooManyFiles``.
    """
    fresh, post = _own(proposal, actor)
    held = fresh.attachments.filter(kind__in=OF_PROPOSER)
    twin = held.filter(sha256=upload.sha256, kind=kind, document=document).first()
    if twin:
        return twin
    if held.count() >= MAX_FILES:
        raise TooManyFiles(
            f"Paling banyak {MAX_FILES} berkas. Hapus dulu yang tidak perlu, lalu unggah lagi."
        )
    attachment = store_attachment(fresh, upload, kind=kind, document=document, uploaded_by=actor)
    _remember(fresh, actor, post, [None, attachment.label])
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, actor: User) -> None:
    """Take one file back; it is gone from the disk when the transaction has held.

    Raises ``ActionNotAllowed`` or ``NotEditable``.
    """
    fresh, post = _own(attachment.proposal, actor)
    if attachment.kind not in OF_PROPOSER:
        raise ActionNotAllowed("Hapus berkas")
    storage, name = attachment.file.storage, str(attachment.file.name)
    _remember(fresh, actor, post, [attachment.label, None])
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _own(proposal: Proposal, actor: User) -> tuple[Proposal, Post]:
    hold_kelurahan(proposal)
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    post = owner_post(scope_of(actor), fresh)
    if post is None:
        raise ActionNotAllowed("Ubah usulan")
    refuse_unless_editable(fresh)
    return fresh, post


def _remember(proposal: Proposal, actor: User, post: Post, change: list[str | None]) -> None:
    if proposal.status == Status.RETURNED:
        write_event(
            proposal, actor=actor, post=post, action="edit", changes={"attachments": change}
        )
