"""The last screen: all answers, what is missing, and handing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation.numbers import whole_number
from kelurahan.models import RT
from planning.explain import unit_shown
from planning.models import Stage
from planning.selectors import window_for
from proposals.forms import SEEN
from proposals.gates import already_proposed, kamus_gate, land_gate, similar_gate
from proposals.models import Proposal
from proposals.private_hints import private_hints
from proposals.quota import rw_room
from proposals.requirements import missing_for_submission
from proposals.services import price_has_changed
from proposals.statuses import Status
from proposals.valuation import measures_sentence
from proposals.views.access import may_write, visible_or_404
from proposals.views.kept import login_keeps_typing
from proposals.views.steps import STEPS
from proposals.views.what import NEW_PRICE, take_new_price
from proposals.workflow import (
    ActionNotAllowed,
    ConditionsNotMet,
    TransitionConflict,
    perform,
)
from proposals.workflow.conditions import intake_is_open

ANCHORS = {
    "kamus_item": "isi",
    "rts": "id_rts_0",
    "land_status": "id_land_status_0",
    "latitude": "id_point",
    "photos": "id_photos",
    "documents": "dokumen",
    "volume": "ukuran",
}
"""Where on its screen a missing field is mended, if not at the field of the same name."""


@login_keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show everything once more; POST hands it in."""
    proposal = visible_or_404(request, pk)
    if request.method == "POST" and request.POST.get("aksi") == NEW_PRICE:
        return may_write(request, proposal) or take_new_price(request, proposal, "periksa")
    if request.method == "POST":
        return submit(request, proposal)
    return may_write(request, proposal) or _show(request, proposal)


def submit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Hand in; what stands in the way is told on the check page, and nothing has happened."""
    typed = request.POST.get(SEEN, "")
    seen = whole_number(typed)
    try:
        perform(proposal, "submit", actor=request.user, seen_revision=seen)
    except ConditionsNotMet as error:
        return _show(request, proposal, refused=error.problems)
    except TransitionConflict as error:
        proposal.refresh_from_db()
        if proposal.status == Status.SUBMITTED:
            # Pressed twice: it has been handed in.
            return redirect("proposals:receipt", proposal.pk)
        messages.warning(request, str(error))
        return redirect("proposals:step", proposal.pk, "periksa")
    except ActionNotAllowed as error:
        messages.error(request, str(error))
        return redirect(proposal)
    return redirect("proposals:receipt", proposal.pk)


def _show(
    request: HttpRequest, proposal: Proposal, refused: dict[str, str] | None = None
) -> HttpResponse:
    prefetch_related_objects(
        [proposal], "attachments", Prefetch("rts", RT.objects.select_related("rw"))
    )
    missing = missing_for_submission(proposal)
    window = window_for(proposal.cycle, Stage.INTAKE, proposal.kelurahan)
    similar = already_proposed(proposal, request.user)
    named = {item.field for item in missing}
    context: dict[str, Any] = {
        "proposal": proposal,
        "step": "periksa",
        "steps": STEPS,
        "position": len(STEPS),
        "missing": [
            {
                "step": item.step,
                "anchor": ANCHORS.get(item.field, f"id_{item.field}"),
                "sentence": item.sentence,
            }
            for item in missing
        ],
        "refused": [text for name, text in (refused or {}).items() if name not in named],
        "gates": [kamus_gate(proposal), land_gate(proposal), similar_gate(similar)],
        "similar": similar,
        "measures": measures_sentence(proposal.measures),
        "unit": unit_shown(proposal.unit),
        "attachments": list(proposal.attachments.all()),
        "places": list(proposal.rts.all()),
        "private": private_hints(proposal),
        "price_changed": price_has_changed(proposal),
        "closed": intake_is_open(proposal, window).get(""),
        "window": window,
        "over": "" if proposal.submitted_at else rw_room(proposal).over_sentence(proposal),
    }
    return render(request, "proposals/check.html", context)
