"""Proposing again what was put off or refused in an earlier year."""

from django.db import transaction

from kelurahan.models import User
from planning.models import Cycle, KamusItem
from proposals.models import Proposal
from proposals.services.choice import figures
from proposals.services.intake import create_draft
from proposals.statuses import Status
from proposals.valuation import measure_rows

CARRIABLE = frozenset(
    {Status.REJECTED, Status.NOT_AGREED, Status.DEFERRED, Status.DECLINED, Status.CANCELLED}
)
"""What did not make it for good in its year and may be asked for again."""

_KEPT = ("title", "address", "landmark", "latitude", "longitude", "land_status", "problem")
_KEPT_TOO = ("urgency", "benefit", "people", "households", "contribution", "volume", "unit")


def has_ended(proposal: Proposal) -> bool:
    """It did not make it; one that lapsed and was never closed has ended with its year."""
    return proposal.status in CARRIABLE or proposal.is_lapsed


def may_be_carried(proposal: Proposal, cycle: Cycle | None) -> bool:
    """An ended usulan of an earlier year, and a cycle to write it into."""
    is_earlier = cycle is not None and proposal.cycle.fiscal_year < cycle.fiscal_year
    return is_earlier and has_ended(proposal)


@transaction.atomic
def carry_forward(proposal: Proposal, *, actor: User, cycle: Cycle) -> Proposal:
    """A new draft of ``cycle`` that remembers the old one; pressing twice is the same draft.

    The kamus item is that of the new year with the same code, at its price; without one the
    proposer chooses again. Raises ``ActionNotAllowed`` for anyone but the owner and
    ``ValueError`` with a sentence when the usulan cannot be carried.
    """
    if not may_be_carried(proposal, cycle):
        raise ValueError("Usulan ini tidak dapat diusulkan lagi pada tahun ini.")
    known = proposal.carried_to.filter(cycle=cycle).exclude(status=Status.WITHDRAWN).first()
    if known:
        return known
    content = {name: getattr(proposal, name) for name in (*_KEPT, *_KEPT_TOO)}
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
