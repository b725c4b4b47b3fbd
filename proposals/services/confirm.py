"""The proposer's word on work that was reported finished: it is right, or it is not so."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.uploads import CleanUpload
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import Post, scope_of
from proposals.attachments import store_attachment
from proposals.models import Confirmation, Proposal
from proposals.services.events import write_event
from proposals.statuses import Answer, AttachmentKind, Status
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, hold_kelurahan, proposer_post

MOST_PHOTOS = 10
"""Pictures that one usulan may carry from all answers; an answer can be changed for ever."""

ACTIONS = {Answer.CONFIRMED: "confirm", Answer.DISPUTED: "dispute"}
"""The deed in the history."""


def may_answer(proposal: Proposal, user: Any) -> bool:
    """Whether ``user`` holds the post of the proposer, and there is something to answer to."""
    return proposal.status == Status.REALISED and _post(proposal, user) is not None


def is_asked(proposal: Proposal, user: Any) -> bool:
    """Whether a list asks ``user`` for the answer that is still open; told without a query.

    Whose answer depends on who paid, the kelurahan's, is asked on the page of the usulan itself.
    """
    if proposal.status != Status.REALISED or proposal.answer is not None:
        return False
    post = proposer_post(scope_of(user), proposal)
    return post is not None and post.role != Role.STAFF


def _post(proposal: Proposal, user: Any) -> Post | None:
    """The proposer's own post: no helper speaks here, and no office of its own work."""
    post = proposer_post(scope_of(user), proposal)
    if post and post.role == Role.STAFF:
        paid_itself = proposal.events.filter(target=Status.KELURAHAN_FUNDED).exists()
        return None if paid_itself else post
    return post


@transaction.atomic
def answer_result(
    proposal: Proposal,
    *,
    actor: User,
    answer: Answer,
    note: str = "",
    photo: CleanUpload | None = None,
) -> Confirmation:
    """Keep the answer of the proposer, or of their successor in the post, and write it down.

    The same answer sent twice is one. Raises ``ActionNotAllowed`` for anyone else and
    ``ConditionsNotMet`` when the work is not reported finished, or when the picture or the words
    that belong to the answer are missing.
    """
    hold_kelurahan(proposal)
    fresh = Proposal.objects.select_related("kelurahan__kecamatan").get(pk=proposal.pk)
    post = _post(fresh, actor)
    if post is None:
        raise ActionNotAllowed("Tanggapi hasil pekerjaan")
    note = note.strip()
    _refuse_unfit(fresh, answer, note, photo)
    before = Confirmation.objects.select_related("photo").filter(pk=fresh.pk).first()
    if before and _is_same(before, answer, note, photo):
        return before
    row = before or Confirmation(proposal=fresh)
    old = before.get_answer_display() if before else None
    row.answer, row.note, row.photo = answer, note, None
    if photo:
        row.photo = store_attachment(
            fresh, photo, kind=AttachmentKind.CONFIRMATION, uploaded_by=actor
        )
    _sign(row, actor, post)
    row.full_clean(exclude=["proposal", "photo", "answered_by"])
    row.save()
    write_event(
        fresh,
        actor=actor,
        post=post,
        action=ACTIONS[answer],
        note=note,
        changes={"confirmation": [old, row.get_answer_display()]},
    )
    return row


def _refuse_unfit(proposal: Proposal, answer: Answer, note: str, photo: CleanUpload | None) -> None:
    problems = {}
    if proposal.status != Status.REALISED:
        problems[""] = "Pekerjaan ini belum dilaporkan selesai."
    if answer == Answer.CONFIRMED and photo is None:
        problems["photo"] = "Pilih satu foto hasil pekerjaan."
    if answer == Answer.DISPUTED and not note:
        problems["note"] = "Tulis apa yang belum sesuai."
    if (
        photo
        and proposal.attachments.filter(kind=AttachmentKind.CONFIRMATION).count() >= MOST_PHOTOS
    ):
        problems["photo"] = f"Sudah ada {MOST_PHOTOS} foto tanggapan. Temui petugas kelurahan."
    if problems:
        raise ConditionsNotMet(problems)


def _is_same(row: Confirmation, answer: Answer, note: str, photo: CleanUpload | None) -> bool:
    held = row.photo.sha256 if row.photo else ""
    return (row.answer, row.note) == (answer, note) and (photo is None or photo.sha256 == held)


def _sign(row: Confirmation, actor: User, post: Post) -> None:
    row.answered_by, row.answered_at = actor, timezone.now()
    row.role, row.territory = post.role.label, post.territory_name
