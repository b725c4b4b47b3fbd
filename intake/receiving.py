"""Receiving what a device sends: the same twice is one, another under its name is refused."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from intake.parcels import Parcel
from intake.receipts import Standing, standing_of
from kelurahan.models import User
from kelurahan.scope import scope_of
from planning.models import Cycle, KamusItem, Stage
from planning.selectors import Window, window_for
from proposals.forms import HowMuchForm, StepForm, WhatForm, WhereForm
from proposals.models import DeclaredFile, Proposal, Sending
from proposals.seats import Seat, seats_of
from proposals.services import (
    MAX_FILES,
    content_of_choice,
    create_draft,
    helper_post,
    update_content,
)
from proposals.stamp import hold
from proposals.statuses import Status
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, Details, owner_post, perform

FORMS: tuple[type[StepForm], ...] = (WhatForm, WhereForm, HowMuchForm)
"""The rules of the device's fields are those of the portal's own screens."""


class OtherContent(Exception):
    """This UUID has been received with other content; ``standing`` is set for its owner."""

    def __init__(self, standing: Standing | None = None) -> None:
        super().__init__("other content")
        self.standing = standing


class NeedsMending(Exception):
    """Nothing was stored; ``problems`` holds sentences by field of the form."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__("needs mending")
        self.problems = problems


class TooLate(Exception):
    """Intake is closed and no grace holds; the message says since when."""


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel."""

    standing: Standing
    is_new: bool


def receive(parcel: Parcel, *, actor: User, way: str = Sending.Way.DEVICE) -> Outcome:
    """Take one usulan in, once: content, declared files, number, all or nothing.

    Raises ``OtherContent``, ``NeedsMending``, ``TooLate``, ``ActionNotAllowed`` or
    ``parcels.UnreadableParcel``.
    """
    if known := _known(parcel, actor):
        return known
    cycle = Cycle.objects.filter(fiscal_year=parcel.content["tahun"]).first()
    if cycle is None:
        raise NeedsMending({"": ["Tahun perencanaan ini tidak dikenal. Buka lagi portal ini."]})
    seat = _seat(actor, parcel.content["pengusul"])
    window = window_for(cycle, Stage.INTAKE, seat.kelurahan)
    try:
        with transaction.atomic():
            hold(cycle.pk, seat.kelurahan.pk)
            # The row's key is unique: of two who come at once, one waits here and then fails.
            sending = Sending.objects.create(
                proposal_id=parcel.id,
                account=actor,
                way=way,
                content_hash=parcel.content_hash,
                written_at=parcel.written_at(window.closes_at),
            )
            _refuse_if_late(window, sending, cycle)
            _hand_in(parcel, sending, actor=actor, cycle=cycle, seat=seat)
    except IntegrityError:
        if known := _known(parcel, actor):
            return known
        raise
    return Outcome(standing_of(sending), is_new=True)


def _known(parcel: Parcel, actor: User) -> Outcome | None:
    """What was received under this UUID before, if it is the same and theirs to hand in."""
    sending = Sending.objects.select_related("proposal").filter(pk=parcel.id).first()
    if sending is None:
        return None
    if not may_bring(actor, sending):
        raise OtherContent
    if sending.content_hash == parcel.content_hash:
        return Outcome(standing_of(sending), is_new=False)
    owns = owner_post(scope_of(actor), sending.proposal) is not None
    raise OtherContent(standing_of(sending) if owns else None)


def may_bring(actor: User, sending: Sending) -> bool:
    """Whether ``actor`` may bring this usulan or its files once more: its owner, or a helper.

    The kelurahan takes in the file of a device that has sent the usulan itself meanwhile; and who
    sent it gets its receipt though their post has ended, and the photos that they promised go in.
    """
    if sending.account_id == actor.pk:
        return True
    owns = owner_post(scope_of(actor), sending.proposal)
    return owns is not None or helper_post(actor, sending.proposal) is not None


def _seat(actor: User, code: str) -> Seat:
    for seat in seats_of(actor):
        if seat.code == code:
            return seat
    raise ActionNotAllowed("Kirim usulan")


def _hand_in(parcel: Parcel, sending: Sending, *, actor: User, cycle: Cycle, seat: Seat) -> None:
    draft = _draft(parcel, actor=actor, cycle=cycle, seat=seat)
    content = _content(draft, parcel.content, actor)
    try:
        update_content(draft, actor=actor, seen_revision=draft.revision, **content)
        _declare(draft, parcel.content["berkas"])
        perform(draft, "submit", actor=actor, details=Details(written_at=sending.written_at))
    except ValidationError as error:
        raise NeedsMending(getattr(error, "message_dict", {"": error.messages})) from error
    except ConditionsNotMet as error:
        raise NeedsMending({name: [text] for name, text in error.problems.items()}) from error


def _declare(draft: Proposal, files: list[dict[str, Any]]) -> None:
    """Write down which photos and papers will follow."""
    if draft.attachments.count() + len(files) > MAX_FILES:
        raise NeedsMending({"photos": [f"Paling banyak {MAX_FILES} berkas untuk satu usulan."]})
    if len({(file["sha256"], file["jenis"], file.get("dokumen", "")) for file in files}) < len(
        files
    ):
        raise NeedsMending({"photos": ["Ada foto yang sama dua kali. Hapus salah satunya."]})
    DeclaredFile.objects.bulk_create(
        DeclaredFile(
            proposal=draft,
            key=UUID(file["id"]),
            sha256=file["sha256"],
            size=file["ukuran"],
            kind=file["jenis"],
            document=file.get("dokumen", ""),
        )
        for file in files
    )
    Proposal.objects.filter(pk=draft.pk).update(files_awaited=len(files))


def _draft(parcel: Parcel, *, actor: User, cycle: Cycle, seat: Seat) -> Proposal:
    """A new draft, or the one that the device took along from the portal and has not changed."""
    draft = create_draft(
        actor=actor,
        cycle=cycle,
        kind=seat.kind,
        kelurahan=seat.kelurahan,
        rw=seat.rw,
        rt=seat.rt,
        organisation=seat.organisation,
        pk=parcel.id,
    )
    is_fresh = draft.revision == 0 and "revisi" not in parcel.content
    is_taken_along = parcel.content.get("revisi") == draft.revision
    is_here = (draft.cycle_id, draft.kelurahan_id) == (cycle.pk, seat.kelurahan.pk)
    if draft.status != Status.DRAFT or not is_here or not (is_fresh or is_taken_along):
        raise OtherContent
    return Proposal.objects.select_related(
        "cycle", "kelurahan", "rw", "rt__rw", "organisation", "kamus_item"
    ).get(pk=draft.pk)


def _refuse_if_late(window: Window, sending: Sending, cycle: Cycle) -> None:
    if window.is_over() and not window.admits(sending.written_at, cycle.device_grace_hours):
        raise TooLate(
            f"{window.sentence()} Usulan ini tetap tersimpan di perangkat Anda. Hubungi kelurahan "
            "untuk menanyakan apakah masih dapat diterima."
        )


def _content(draft: Proposal, said: Any, actor: User) -> dict[str, Any]:
    """What the fields come to, judged by the portal's own forms."""
    item = _item(draft.cycle, said["item"])
    try:
        content: dict[str, Any] = content_of_choice(draft, item)
    except ValueError as error:
        raise NeedsMending({"volume": [str(error)]}) from error
    _take_over(draft, content)
    typed = QueryDict(mutable=True)
    for name, value in said["isi"].items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    problems: dict[str, list[str]] = {}
    for form_class in FORMS:
        form = form_class(typed, None, proposal=draft, user=actor)
        try:
            form.is_valid()
            part = form.content()
        except ValidationError as error:
            problems |= getattr(error, "message_dict", {"": error.messages})
            continue
        problems |= {
            "" if name == "__all__" else name: [str(text) for text in texts]
            for name, texts in form.errors.items()
        }
        content |= part
        _take_over(draft, {name: value for name, value in part.items() if name != "rts"})
    if problems:
        raise NeedsMending(problems)
    return content


def _take_over(draft: Proposal, content: dict[str, Any]) -> None:
    """What a later form stands on; nothing is stored by it."""
    for name, value in content.items():
        setattr(draft, name, value)


def _item(cycle: Cycle, code: str | None) -> KamusItem | None:
    if code is None:
        return None
    found = KamusItem.objects.filter(cycle=cycle, code=code, is_active=True).first()
    if found is None:
        raise NeedsMending({"kamus_item": ["Item kamus ini tidak dipakai lagi. Pilih item lain."]})
    return found
