"""Proposing again what was put off or refused in an earlier year."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kelurahan.models import User
from planning.models import Cycle, KamusItem, Stage
from planning.selectors import window_for
from proposals.models import Proposal
from proposals.services.choice import figures
from proposals.services.intake import create_draft
from proposals.stamp import hold
from proposals.statuses import Status
from proposals.valuation import measure_rows

PLACED = frozenset(
    {
        Status.KELURAHAN_FUNDED,
        Status.ACCOMMODATED,
        Status.IN_RKPD,
        Status.IN_APBD,
        Status.REALISED,
        Status.DIVERTED,
    }
)
"""What somebody pays for."""

CARRIABLE = frozenset(Status) - PLACED - {Status.DRAFT, Status.WITHDRAWN, Status.MERGED}
"""What found no place in its year, refused or never answered, and may be asked for again.

One that was merged goes with the one that it was merged into.
"""

_KEPT = ("title", "address", "landmark", "latitude", "longitude", "land_status", "problem")
_KEPT_TOO = ("urgency", "benefit", "people", "households", "contribution", "volume", "unit")


def without_a_place() -> Q:
    """Rows that found none; whether their year is over is for the caller to say.

    One that is back with its proposer has until its date.
    """
    ended = Q(status__in=CARRIABLE) & ~Q(status=Status.RETURNED, due__gte=timezone.localdate())
    return ended | Q(status=Status.MERGED, merged_into__status__in=CARRIABLE)


def found_no_place(proposal: Proposal) -> bool:
    """Says of one what ``without_a_place`` says of rows."""
    if proposal.status == Status.MERGED and proposal.merged_into:
        return proposal.merged_into.status in CARRIABLE
    if proposal.status == Status.RETURNED and proposal.due:
        return proposal.is_lapsed
    return proposal.status in CARRIABLE


def may_be_carried(proposal: Proposal, cycle: Cycle | None) -> bool:
    """A usulan of an earlier year that found no place, and a cycle to write it into."""
    is_earlier = cycle is not None and proposal.cycle.fiscal_year < cycle.fiscal_year
    return is_earlier and found_no_place(proposal)


@transaction.atomic
def carry_forward(proposal: Proposal, *, actor: User, cycle: Cycle) -> Proposal:
    """A new draft of ``cycle`` that remembers the old one; pressing twice is the same draft.

    The kamus item is that of the new year with the same code, at its price; without one the
    proposer chooses again. Raises ``ActionNotAllowed`` for anyone but the owner and
    ``ValueError`` with a sentence when the usulan cannot be carried.
    """
    hold(cycle.pk, proposal.kelurahan_id)
    if not may_be_carried(proposal, cycle):
        raise ValueError("Usulan ini tidak dapat diusulkan lagi pada tahun ini.")
    window = window_for(cycle, Stage.INTAKE, proposal.kelurahan)
    if window.is_over():
        raise ValueError(window.sentence())
    known = proposal.carried_to.filter(cycle=cycle).exclude(status=Status.WITHDRAWN).first()
    if known:
        return known
    content = {name: getattr(proposal, name) for name in (*_KEPT, *_KEPT_TOO, "public_title")}
    draft = create_draft(
        actor=actor,
        cycle=cycle,
        kind=proposal.proposer_kind,
        kelurahan=proposal.kelurahan,
        rw=proposal.rw,
        rt=proposal.rt,
        organisation=proposal.organisation,
        carried_from=proposal,
        **(content | _valued(proposal, cycle)),
    )
    draft.rts.set(proposal.rts.all())
    return draft


def _valued(proposal: Proposal, cycle: Cycle) -> dict[str, object]:
    if proposal.kamus_item is None:
        return {"value": proposal.value}
    code = proposal.kamus_item.code
    item = KamusItem.objects.filter(cycle=cycle, code=code, is_active=True).first()
    if item is None:
        return {"volume": None, "unit": ""}
    names = {variable.name for variable in item.variables.all()}
    if item.unit != proposal.unit or names != {row["name"] for row in proposal.measures}:
        return {"kamus_item": item, "opd": item.opd, "unit": item.unit} | figures(
            None, item.unit_price
        )
    measures = {row["name"]: row["value"] for row in proposal.measures}
    return {
        "kamus_item": item,
        "opd": item.opd,
        "measures": measure_rows(item, measures),
    } | figures(proposal.volume, item.unit_price)
