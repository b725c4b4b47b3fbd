"""Writing usulan: drafts and what their owners change in them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from kelurahan.models import RT, RW, Kelurahan, Organisation, User
from kelurahan.roles import Role
from kelurahan.scope import Post, scope_of
from planning.models import Cycle
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.services.events import write_event
from proposals.stamp import hold
from proposals.statuses import EDITABLE, Status
from proposals.workflow import (
    ActionNotAllowed,
    acting_post,
    hold_kelurahan,
    owner_post,
)

CONTENT_FIELDS = frozenset(
    {
        *("kamus_item", "title", "opd", "city_priority"),
        *("address", "landmark", "latitude", "longitude", "land_status"),
        *("measures", "volume", "unit", "unit_price", "value"),
        *("problem", "urgency", "benefit", "people", "households", "contribution"),
    }
)


_COLUMNS = {column.name for column in Proposal._meta.fields}
_KEYS = {column.name for column in Proposal._meta.fields if column.is_relation}


class NotEditable(Exception):
    """The usulan is no longer with its owner; the message says where it stands."""


class StaleForm(Exception):
    """The usulan was changed elsewhere since the form was opened."""


@transaction.atomic
def create_draft(
    *,
    actor: User,
    cycle: Cycle,
    kind: str,
    kelurahan: Kelurahan,
    rw: RW | None = None,
    rt: RT | None = None,
    organisation: Organisation | None = None,
    pk: UUID | None = None,
    **content: Any,
) -> Proposal:
    """A new draft in the name of the proposer given.

    Who is neither the proposer nor one who may help them gets ``ActionNotAllowed``. The same
    ``pk`` sent twice by its owner is the same draft. Raises ``ValidationError`` on bad content.
    """
    hold(cycle.pk, kelurahan.pk)
    if pk and (known := Proposal.objects.filter(pk=pk).first()):
        if owner_post(scope_of(actor), known) is None:
            raise ActionNotAllowed("Buat usulan")
        return known
    proposal = Proposal(
        cycle=cycle,
        proposer_kind=kind,
        kelurahan=kelurahan,
        rw=rw,
        rt=rt,
        organisation=organisation,
        created_by=actor,
        **({"pk": pk} if pk else {}),
        **content,
    )
    _refuse_crossed_borders(proposal)
    if helper_post(actor, proposal):
        proposal.assisted_by = actor
    if owner_post(scope_of(actor), proposal) is None:
        raise ActionNotAllowed("Buat usulan")
    # The keys are those of rows just read, and the database holds all constraints anyway: what
    # can be wrong is the content, and a kind that does not fit its territory.
    _refuse_unfit_kind(proposal)
    proposal.clean_fields(exclude=_KEYS)
    proposal.save(force_insert=True)
    if rt:
        proposal.rts.add(rt)
    return proposal


def helper_post(actor: User, proposal: Proposal) -> Post | None:
    """The post by which ``actor`` enters this usulan for someone else ("dibantu oleh"), if so."""
    scope = scope_of(actor)
    if proposal.proposer_kind in (ProposerKind.RT, ProposerKind.RW):
        own_role = Role.RT if proposal.proposer_kind == ProposerKind.RT else Role.RW
    elif proposal.proposer_kind == ProposerKind.ORGANISATION:
        own_role = Role.ORGANISATION
    else:
        return None
    if acting_post(scope, own_role, proposal):
        return None
    return acting_post(scope, Role.PAMOR, proposal) or acting_post(scope, Role.STAFF, proposal)


def _refuse_unfit_kind(proposal: Proposal) -> None:
    """What the constraint ``proposer_fits_kind`` demands, asked without the database."""
    fits = {
        ProposerKind.RT: proposal.rt_id is not None and proposal.rw_id is not None,
        ProposerKind.RW: proposal.rt_id is None and proposal.rw_id is not None,
        ProposerKind.ORGANISATION: proposal.organisation_id is not None,
        ProposerKind.KELURAHAN: proposal.organisation_id is None,
    }
    if not fits.get(ProposerKind(proposal.proposer_kind)):
        raise ValidationError("Pengusul tidak sesuai dengan wilayahnya.")


def _refuse_crossed_borders(proposal: Proposal) -> None:
    """RT within RW within kelurahan; an organisation of that kelurahan."""
    rt, rw, organisation = proposal.rt, proposal.rw, proposal.organisation
    if rt and (rw is None or rt.rw_id != rw.pk):
        raise ValidationError({"rt": "RT ini bukan bagian dari RW tersebut."})
    if rw and rw.kelurahan_id != proposal.kelurahan_id:
        raise ValidationError({"rw": "RW ini bukan bagian dari kelurahan tersebut."})
    if organisation and organisation.kelurahan_id != proposal.kelurahan_id:
        raise ValidationError({"organisation": "Lembaga ini bukan dari kelurahan tersebut."})


@transaction.atomic
def update_content(
    proposal: Proposal,
    *,
    actor: User,
    seen_revision: int,
    rts: Iterable[RT] | None = None,
    **content: Any,
) -> Proposal:
    """Save what the owner changed; a returned usulan remembers old and new.

    Raises ``NotEditable``, ``StaleForm``, ``ActionNotAllowed`` or ``ValidationError`` and then
    nothing has changed.
    """
    unknown = set(content) - CONTENT_FIELDS
    if unknown:
        raise TypeError(f"Not content of a usulan: {sorted(unknown)}")
    hold_kelurahan(proposal)
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    post = owner_post(scope_of(actor), fresh)
    if post is None:
        raise ActionNotAllowed("Ubah usulan")
    refuse_unless_editable(fresh)
    if fresh.revision != seen_revision:
        raise StaleForm(
            "Usulan ini sudah diubah dari halaman atau perangkat lain. "
            "Periksa isinya, lalu simpan lagi."
        )
    changes = _apply(fresh, content)
    places = list(rts) if rts is not None else None
    if places is not None:
        _refuse_foreign_rts(fresh, places)
    fresh.revision += 1
    # The keys are those of rows just read, and the database holds them anyway.
    fresh.full_clean(exclude=_KEYS | (_COLUMNS - set(changes)))
    if "title" in changes:
        # What the office worded for everyone was worded for the title that stood there before.
        fresh.public_title = ""
    fresh.save(update_fields=[*changes, "public_title", "revision", "updated_at"])
    if places is not None:
        fresh.rts.set(places)
    if fresh.status == Status.RETURNED and changes:
        write_event(fresh, actor=actor, post=post, action="edit", changes=changes)
    return fresh


def refuse_unless_editable(proposal: Proposal) -> None:
    """Raises ``NotEditable`` once the usulan has left its owner's hands."""
    if proposal.status not in EDITABLE:
        raise NotEditable(
            f"Usulan sudah berstatus {proposal.get_status_display()}, jadi tidak dapat diubah lagi."
        )


def _apply(proposal: Proposal, content: dict[str, Any]) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for name, new in content.items():
        old = getattr(proposal, name)
        if old != new:
            changes[name] = [_plain(old), _plain(new)]
        setattr(proposal, name, new)
    return changes


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | list) else str(value)


def _refuse_foreign_rts(proposal: Proposal, places: Sequence[RT]) -> None:
    for place in places:
        if proposal.rw_id is not None and place.rw_id != proposal.rw_id:
            raise ValidationError({"rts": "Ada RT yang bukan dari RW Anda. Pilih RT di RW Anda."})
        if place.rw.kelurahan_id != proposal.kelurahan_id:
            raise ValidationError({"rts": "Ada RT yang bukan dari kelurahan ini."})
