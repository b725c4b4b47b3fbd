"""Receiving the declared photos and papers of a usulan, one by one and each once."""

import hashlib
import io
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.uploads import CleanUpload, clean_upload
from intake.receipts import Standing, standing_of
from intake.receiving import Outcome, may_bring
from kelurahan.models import User
from proposals.attachments import store_attachment
from proposals.models import DeclaredFile, Proposal, Sending
from proposals.models.sending import AWAITED
from proposals.stamp import hold
from proposals.statuses import AttachmentKind


class NotDeclared(LookupError):
    """No usulan of this account declared such a file."""


class OtherFile(ValueError):
    """These are not the bytes that were declared."""


def receive_file(proposal_id: UUID, key: UUID, body: bytes, *, actor: User) -> Outcome:
    """Keep one declared file; the same again is no second one.

    Raises ``NotDeclared``, ``OtherFile``, ``foundation.uploads.UploadError`` or
    ``proposals.attachments.StoreUnavailable``; then nothing of it stays behind.
    """
    standing, declared = _declared(proposal_id, key, actor)
    if hashlib.sha256(body).hexdigest() != declared.sha256:
        raise OtherFile
    if declared.arrived_at or declared.settled:
        return Outcome(standing, is_new=False)
    # Decoding takes long; nobody has to wait for it with the kelurahan held.
    is_photo = declared.kind == AttachmentKind.PHOTO
    upload = clean_upload(io.BytesIO(body), pictures_only=is_photo)
    is_new = _keep(standing.proposal, declared, upload, actor)
    return Outcome(standing_of(standing.sending), is_new=is_new)


def _declared(proposal_id: UUID, key: UUID, actor: User) -> tuple[Standing, DeclaredFile]:
    sending = Sending.objects.select_related("proposal").filter(pk=proposal_id).first()
    if sending is None or not may_bring(actor, sending):
        raise NotDeclared
    standing = standing_of(sending)
    for file in standing.files:
        if file.key == key:
            return standing, file
    raise NotDeclared


@transaction.atomic
def _keep(proposal: Proposal, declared: DeclaredFile, upload: CleanUpload, actor: User) -> bool:
    """Whether it was this call that kept it."""
    hold(proposal.cycle_id, proposal.kelurahan_id)
    now = timezone.now()
    waiting = DeclaredFile.objects.filter(AWAITED, pk=declared.pk)
    if not waiting.update(arrived_at=now):
        return False
    attachment = store_attachment(
        proposal, upload, kind=declared.kind, document=declared.document, uploaded_by=actor
    )
    DeclaredFile.objects.filter(pk=declared.pk).update(attachment=attachment)
    Proposal.objects.filter(pk=proposal.pk).update(updated_at=now)
    # A usulan that was mended meanwhile waits for nothing any more.
    Proposal.objects.filter(pk=proposal.pk, files_awaited__gt=0).update(
        files_awaited=F("files_awaited") - 1
    )
    return True
