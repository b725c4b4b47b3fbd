"""What the kelurahan office writes: figures of its own, and the lock on its list."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kelurahan.models import OPD, Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.models import KelurahanList, Proposal
from proposals.services.events import write_event
from proposals.statuses import Level, Status
from proposals.valuation import value_of
from proposals.workflow import (
    ActionNotAllowed,
    ConditionsNotMet,
    TransitionConflict,
    acting_post,
    hold_kelurahan,
    perform,
    record_assessment,
)

ASSESSABLE = frozenset({Status.SUBMITTED, Status.VERIFIED, Status.PRIORITISED, Status.RESERVE})
"""While the kelurahan may correct volume and OPD."""


@transaction.atomic
def assess_at_kelurahan(
    proposal: Proposal,
    *,
    actor: User,
    seen_revision: int,
    volume: Decimal | None = None,
    unit_price: int | None = None,
    opd: OPD | None = None,
    note: str = "",
) -> None:
    """The kelurahan's own volume, price and OPD; the proposer's figures stay as they are.

    Value follows from volume and price (the usulan's own where none is given).
    """
    hold_kelurahan(proposal)
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    scope = scope_of(actor)
    post = acting_post(scope, Role.STAFF, fresh) or acting_post(scope, Role.LURAH, fresh)
    if post is None:
        raise ActionNotAllowed("Koreksi kelurahan")
    if fresh.status not in ASSESSABLE:
        raise ConditionsNotMet({"": "Usulan sudah tidak dapat dikoreksi di kelurahan."})
    figures: dict[str, Any] = {"volume": volume, "unit_price": unit_price, "opd": opd}
    try:
        if volume is not None or unit_price is not None:
            figures["value"] = value_of(
                fresh.volume if volume is None else volume,
                fresh.unit_price if unit_price is None else unit_price,
            )
    except ValueError as error:
        raise ConditionsNotMet({"volume": str(error)}) from error
    changes: dict[str, list[Any]] = {}
    record_assessment(
        fresh, level=Level.KELURAHAN, actor=actor, note=note, figures=figures, changes=changes
    )
    routing = {}
    if opd and opd.pk != fresh.opd_id:
        routing = {"opd": opd, "first_opd_id": fresh.first_opd_id or fresh.opd_id}
    written = Proposal.objects.filter(pk=fresh.pk, revision=seen_revision).update(
        revision=F("revision") + 1, updated_at=timezone.now(), **routing
    )
    if not written:
        raise TransitionConflict(
            "Usulan ini sudah diubah petugas lain. Muat ulang halaman, lalu koreksi lagi."
        )
    if changes:
        write_event(fresh, actor=actor, post=post, action="assess", note=note, changes=changes)
    proposal.refresh_from_db()


@transaction.atomic
def lock_list(
    *, cycle: Cycle, kelurahan: Kelurahan, actor: User, minutes_number: str, minutes_date: date
) -> tuple[KelurahanList, int]:
    """Lock the kelurahan's list with its berita acara and forward every prioritised usulan.

    Returns the lock and how many went to the kecamatan. Raises ``ActionNotAllowed`` for anyone but
    the lurah and ``ConditionsNotMet`` when it is locked already or nothing is prioritised.
    """
    if scope_of(actor).post_over(Role.LURAH, kelurahan.pk) is None:
        raise ActionNotAllowed("Kunci berita acara")
    listed = list(
        Proposal.objects.filter(
            cycle=cycle, kelurahan=kelurahan, status=Status.PRIORITISED
        ).order_by("kelurahan_rank")
    )
    if not listed:
        raise ConditionsNotMet({"": "Belum ada usulan prioritas. Tetapkan prioritas lebih dulu."})
    hold_kelurahan(listed[0])
    if KelurahanList.objects.filter(cycle=cycle, kelurahan=kelurahan).exists():
        raise ConditionsNotMet({"": "Berita acara kelurahan ini sudah dikunci."})
    lock = KelurahanList(
        cycle=cycle,
        kelurahan=kelurahan,
        minutes_number=minutes_number,
        minutes_date=minutes_date,
        locked_by=actor,
    )
    lock.full_clean()
    lock.save()
    note = f"Berita acara {minutes_number}"
    for proposal in listed:
        perform(proposal, "forward", actor=actor, note=note)
    return lock, len(listed)
