"""Declared photos and papers that their device will not send any more.

A photo may be broken, or gone from the telephone. Its owner then brings another one in its place,
or says that it will not come; either settles what was declared, and nothing is waited for.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.uploads import CleanUpload
from kelurahan.models import User
from kelurahan.scope import Post, scope_of
from proposals.attachments import store_attachment
from proposals.models import Attachment, DeclaredFile, Proposal
from proposals.models.sending import AWAITED
from proposals.services.events import write_event
from proposals.services.files import OF_PROPOSER
from proposals.statuses import Status
from proposals.workflow import ActionNotAllowed, hold_kelurahan, owner_post

REPLACED, WITHDRAWN = "replace_missing", "withdraw_missing"
"""The deeds in the history."""


class CannotSettle(Exception):
    """Nothing was changed; the message says why."""


def missing_files(proposal: Proposal) -> list[DeclaredFile]:
    """What has not come and may be settled; once returned, the usulan is mended as a whole."""
    if proposal.is_complete or proposal.status != Status.SUBMITTED:
        return []
    return list(proposal.declared_files.filter(AWAITED))


@transaction.atomic
def replace_missing(declared: DeclaredFile, upload: CleanUpload, *, actor: User) -> Attachment:
    """Keep another file in place of the declared one.

    Raises ``ActionNotAllowed``, ``CannotSettle`` or ``attachments.StoreUnavailable``.
    """
    proposal, post = _settle(declared, DeclaredFile.Settled.REPLACED, actor)
    held = proposal.attachments.filter(kind__in=OF_PROPOSER, sha256=upload.sha256)
    if held.filter(kind=declared.kind, document=declared.document).exists():
        raise CannotSettle("Foto atau berkas ini sudah ada di usulan ini. Pilih yang lain.")
    attachment = store_attachment(
        proposal, upload, kind=declared.kind, document=declared.document, uploaded_by=actor
    )
    DeclaredFile.objects.filter(pk=declared.pk).update(attachment=attachment)
    changes = {"attachments": [None, attachment.label]}
    write_event(proposal, actor=actor, post=post, action=REPLACED, changes=changes)
    return attachment


@transaction.atomic
def withdraw_missing(declared: DeclaredFile, *, actor: User) -> None:
    """It will not come. Raises ``ActionNotAllowed`` or ``CannotSettle``."""
    proposal, post = _settle(declared, DeclaredFile.Settled.WITHDRAWN, actor)
    write_event(proposal, actor=actor, post=post, action=WITHDRAWN, note=declared.label)


def _settle(declared: DeclaredFile, how: str, actor: User) -> tuple[Proposal, Post]:
    """Once, and only while it is waited for; the device may be sending it at this moment."""
    hold_kelurahan(declared.proposal)
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=declared.proposal_id)
    post = owner_post(scope_of(actor), fresh)
    if post is None:
        raise ActionNotAllowed("Selesaikan foto yang belum sampai")
    waiting = DeclaredFile.objects.filter(AWAITED, pk=declared.pk)
    if not missing_files(fresh) or not waiting.update(settled=how):
        raise CannotSettle("Foto atau berkas ini sudah sampai atau tidak ditunggu lagi.")
    Proposal.objects.filter(pk=fresh.pk).update(
        files_awaited=F("files_awaited") - 1, updated_at=timezone.now()
    )
    return fresh, post
