"""The only writer of a usulan's status."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.indonesia import datetime_long
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import Post, Scope, scope_of
from planning.models.kamus import ProposerKind
from proposals.attachments import store_attachment
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.stamp import hold
from proposals.statuses import AttachmentKind, Status
from proposals.workflow import effects
from proposals.workflow.errors import (
    ActionNotAllowed,
    ConditionsNotMet,
    NoteRequired,
    TransitionConflict,
    UnknownAction,
)
from proposals.workflow.moves import Details, Move, Transition
from proposals.workflow.transitions import TRANSITIONS

NEED_SENTENCES = {
    "reason": "Pilih alasan.",
    "due": "Isi tanggal paling lambat diperbaiki.",
    "target": "Pilih usulan lain yang dimaksud.",
    "rank": "Isi urutan prioritas.",
    "opd": "Pilih Perangkat Daerah.",
    "sub_kegiatan": "Pilih sub kegiatan.",
    "volume": "Isi volume.",
    "value": "Isi nilai rupiah.",
    "funding_source": "Pilih sumber dana.",
    "diverted_to": "Pilih sumber dana tujuan.",
    "realised_on": "Isi tanggal selesai.",
    "realised_volume": "Isi volume terbangun.",
    "rkpd_line": "Usulan masuk RKPD dengan membekukan rancangan RKPD.",
}

ASSESSED = ("volume", "value", "opd", "sub_kegiatan", "funding_source", "rank")

OWNER_OF_KIND = {
    Role.RT: (ProposerKind.RT,),
    Role.RW: (ProposerKind.RW,),
    Role.PAMOR: (ProposerKind.RT, ProposerKind.RW),
    Role.ORGANISATION: (ProposerKind.ORGANISATION,),
    Role.STAFF: (ProposerKind.KELURAHAN,),
}


def acting_post(scope: Scope, role: Role, proposal: Proposal) -> Post | None:
    """The post by which someone acts on this usulan as ``role``."""
    territory: dict[Role, Any] = {
        Role.RT: lambda: proposal.rt_id,
        Role.RW: lambda: proposal.rw_id,
        Role.PAMOR: lambda: proposal.rw_id,
        Role.ORGANISATION: lambda: proposal.organisation_id,
        Role.STAFF: lambda: proposal.kelurahan_id,
        Role.LURAH: lambda: proposal.kelurahan_id,
        Role.KECAMATAN: lambda: proposal.kelurahan.kecamatan_id,
        Role.OPD: lambda: proposal.opd_id if proposal.routed_at else None,
        Role.BAPPEDA: lambda: proposal.kelurahan.kecamatan.city_id,
    }
    if role not in territory or role not in scope.roles:
        return None
    return scope.post_over(role, territory[role]())


PROPOSER_OF_KIND = {
    ProposerKind.RT: Role.RT,
    ProposerKind.RW: Role.RW,
    ProposerKind.ORGANISATION: Role.ORGANISATION,
    ProposerKind.KELURAHAN: Role.STAFF,
}


def proposer_post(scope: Scope, proposal: Proposal) -> Post | None:
    """The post of the proposer itself, if someone holds it; not that of a helper."""
    return acting_post(scope, PROPOSER_OF_KIND[ProposerKind(proposal.proposer_kind)], proposal)


def owner_post(scope: Scope, proposal: Proposal) -> Post | None:
    """The post by which someone owns this usulan: its proposer, or who may help them.

    Pamor helps the RT and RW of their RW; kelurahan staff own the office's usulan and those
    that were entered with help.
    """
    for role, kinds in OWNER_OF_KIND.items():
        post = acting_post(scope, role, proposal)
        helped = role == Role.STAFF and proposal.assisted_by_id is not None
        if post and (proposal.proposer_kind in kinds or helped):
            return post
    return None


def post_for(transition: Transition, proposal: Proposal, user: Any) -> Post | None:
    """The post that lets ``user`` do this to the usulan as it stands, if any does."""
    scope = scope_of(user)
    if transition.by_owner:
        post = owner_post(scope, proposal)
        return post if post and proposal.status in transition.who.get(post.role, ()) else None
    for role, sources in transition.who.items():
        if proposal.status in sources and (post := acting_post(scope, role, proposal)):
            return post
    return None


def available_actions(proposal: Proposal, user: Any) -> list[Transition]:
    """What ``user`` may do now, in the order of a usulan's life: the buttons to draw."""
    return [
        transition
        for transition in TRANSITIONS.values()
        if transition.button
        and post_for(transition, proposal, user)
        and not any(check(proposal) for check in transition.standing)
    ]


@transaction.atomic
def perform(
    proposal: Proposal,
    action: str,
    *,
    actor: User,
    note: str = "",
    details: Details | None = None,
    seen_revision: int | None = None,
) -> ProposalEvent:
    """Do ``action`` to the usulan and write it into its history, both or neither.

    ``seen_revision`` is the revision that the person had before their eyes; another one means
    that the content or the status has changed since. Raises ``UnknownAction``,
    ``ActionNotAllowed``, ``NoteRequired``, ``ConditionsNotMet`` or ``TransitionConflict``.
    """
    transition = TRANSITIONS.get(action)
    if transition is None:
        raise UnknownAction(action)
    hold_kelurahan(proposal)
    fresh = _read(proposal)
    if fresh.status not in transition.sources and could_have(transition, fresh, actor):
        raise conflict(fresh)
    post = post_for(transition, fresh, actor)
    if post is None:
        raise ActionNotAllowed(transition.label)
    if seen_revision is not None and seen_revision != fresh.revision:
        raise conflict(fresh)
    move = Move(transition, fresh, actor, post, note.strip(), details or Details(), timezone.now())
    check(move)
    columns = transition.effect(move) if transition.effect else {}
    _assess(move)
    _write(move, columns)
    _store_photos(move)
    event = event_of(move)
    event.save(force_insert=True)
    if transition.target == Status.WITHDRAWN:
        _release_joined(move)
    proposal.refresh_from_db()
    return event


def _release_joined(move: Move) -> None:
    """What was merged into a usulan that is withdrawn stands for itself again."""
    joined = Proposal.objects.filter(merged_into=move.proposal.pk, status=Status.MERGED)
    for usulan in joined.select_related("merged_into").order_by("pk"):
        own = Move(TRANSITIONS["release"], usulan, move.actor, move.post, "", Details(), move.at)
        _write(own, effects.unmerged(own))
        event_of(own).save(force_insert=True)


def hold_kelurahan(proposal: Proposal) -> None:
    """Deeds within one kelurahan and cycle go one after another until the transaction ends.

    The row that holds the running number is the lock; on SQLite the transaction itself is.
    """
    hold(proposal.cycle_id, proposal.kelurahan_id)


def _read(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related(
        "cycle", "kelurahan__kecamatan", "rw", "rt", "kamus_item", "opd", "merged_into"
    ).get(pk=proposal.pk)


def could_have(transition: Transition, proposal: Proposal, actor: User) -> bool:
    """Whether the actor's role and territory fit and only the status does not."""
    scope = scope_of(actor)
    if transition.by_owner:
        return owner_post(scope, proposal) is not None
    return any(acting_post(scope, role, proposal) for role in transition.who)


def conflict(proposal: Proposal) -> TransitionConflict:
    """Who was first and what they did, for the one who came second."""
    last = proposal.events.order_by("-at", "-pk").first()
    if last is None:
        return TransitionConflict("Usulan ini sudah berubah. Muat ulang halaman.")
    done = TRANSITIONS[last.action].done if last.action in TRANSITIONS else "mengubah usulan"
    return TransitionConflict(
        f"{last.actor_name} ({last.actor_role}) sudah {done} pada {datetime_long(last.at)}. "
        f"Status sekarang: {proposal.get_status_display()}. Muat ulang halaman."
    )


def check(move: Move) -> None:
    """Raises ``NoteRequired`` or ``ConditionsNotMet`` when something needed is missing or wrong."""
    transition, details = move.transition, move.details
    problems: dict[str, str] = {}
    for need in transition.needs:
        if need == "note" and not move.note:
            raise NoteRequired
        if need in NEED_SENTENCES and getattr(details, need) in (None, ""):
            problems[need] = NEED_SENTENCES[need]
    for standing in transition.standing:
        problems |= standing(move.proposal)
    for condition in transition.conditions:
        for name, sentence in condition(move).items():
            problems.setdefault(name, sentence)
    if set(problems) == {"note"}:
        raise NoteRequired(problems["note"])
    if problems:
        raise ConditionsNotMet(problems)


def _assess(move: Move) -> None:
    """Keep the office's own figures beside the proposer's."""
    if move.transition.level is None:
        return
    record_assessment(
        move.proposal,
        level=move.transition.level,
        actor=move.actor,
        note=move.note,
        figures=given_figures(move.details),
        changes=move.changes,
    )


def given_figures(details: Details) -> dict[str, Any]:
    """What of an assessment the deed names."""
    named = {name: getattr(details, name) for name in ASSESSED}
    return {name: value for name, value in named.items() if value not in (None, "")}


def record_assessment(
    proposal: Proposal,
    *,
    level: str,
    actor: User,
    note: str,
    figures: dict[str, Any],
    changes: dict[str, list[Any]],
) -> Assessment:
    """Write one office's figures; old and new of each are added to ``changes``."""
    row = Assessment.objects.filter(proposal=proposal, level=level).first()
    row = row or Assessment(proposal=proposal, level=level)
    fill_assessment(row, actor=actor, note=note, figures=figures, changes=changes)
    row.full_clean(exclude=["proposal", "assessed_by"])
    row.save()
    return row


def fill_assessment(
    row: Assessment,
    *,
    actor: User,
    note: str,
    figures: dict[str, Any],
    changes: dict[str, list[Any]],
) -> None:
    """Put one office's figures onto its row, not stored yet, and add old and new to ``changes``."""
    for name, new in figures.items():
        old = getattr(row, name)
        if old != new:
            changes[f"{row.level}.{name}"] = [_shown(old), _shown(new)]
        setattr(row, name, new)
    row.assessed_by = actor
    if note:
        row.note = note


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def _write(move: Move, columns: dict[str, Any]) -> None:
    """One conditional UPDATE: of two people only one finds the row as they read it."""
    written = Proposal.objects.filter(
        pk=move.proposal.pk, status=move.proposal.status, revision=move.proposal.revision
    ).update(**status_columns(move), **columns)
    if not written:
        raise conflict(_read(move.proposal))


def status_columns(move: Move) -> dict[str, Any]:
    """What every deed writes on the row: the new status, since when, and that it changed.

    Whoever waits goes on waiting while the status stays: more time or another OPD is no answer.
    """
    stays = move.proposal.status == move.transition.target
    return {
        "status": move.transition.target,
        "updated_at": move.at,
        "revision": F("revision") + 1,
    } | ({} if stays else {"status_since": move.at})


def _store_photos(move: Move) -> None:
    for upload in move.details.photos:
        store_attachment(
            move.proposal, upload, kind=AttachmentKind.REALISATION, uploaded_by=move.actor
        )


def event_of(move: Move) -> ProposalEvent:
    """The history entry of a deed, not stored yet."""
    return ProposalEvent(
        proposal_id=move.proposal.pk,
        actor=move.actor,
        actor_name=str(move.actor),
        actor_role=move.post.role.label,
        actor_territory=move.post.territory_name,
        action=move.transition.action,
        source=move.proposal.status,
        target=move.transition.target,
        reason=move.details.reason,
        note=move.note,
        changes=move.changes,
        at=move.at,
    )


def perform_each(
    proposals: Iterable[Proposal],
    action: str,
    *,
    actor: User,
    note: str = "",
    details: Details | None = None,
    details_of: Callable[[Proposal], Details] | None = None,
    seen_revisions: Mapping[UUID, int] | None = None,
) -> tuple[list[Proposal], list[tuple[Proposal, str]]]:
    """Do one action to many usulan, each for itself: those done, and those skipped with why.

    ``details_of`` makes the details of each when its turn comes (a rank that only then is the
    next free one); ``seen_revisions`` says what the person had before their eyes.
    """
    done: list[Proposal] = []
    skipped: list[tuple[Proposal, str]] = []
    seen = seen_revisions or {}
    for proposal in proposals:
        own = details_of(proposal) if details_of else details
        try:
            perform(
                proposal,
                action,
                actor=actor,
                note=note,
                details=own,
                seen_revision=seen.get(proposal.pk),
            )
        except (ActionNotAllowed, ConditionsNotMet, TransitionConflict) as error:
            skipped.append((proposal, str(error)))
        except ValidationError as error:
            skipped.append((proposal, " ".join(error.messages)))
        else:
            done.append(proposal)
    return done, skipped
