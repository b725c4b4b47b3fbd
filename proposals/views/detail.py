"""One usulan as everyone within its borders may read it, its receipt, and its owner's deeds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from planning.explain import unit_shown
from planning.selectors import current_cycle
from proposals.arrivals import arrivals
from proposals.bank import asked
from proposals.forms.missing import MissingForm
from proposals.models import Proposal
from proposals.progress import Calendar, progress_of
from proposals.selectors import figures_of, in_full, opened, with_names
from proposals.services import carry_forward, may_answer, missing_files, price_has_changed
from proposals.services.carry import may_be_carried
from proposals.statuses import EDITABLE, FunnelStage, Level, Status
from proposals.timeline import events_of, timeline_of
from proposals.valuation import measures_sentence
from proposals.views.access import is_owner, visible_or_404
from proposals.views.check import submit
from proposals.views.kept import forget, kept, login_keeps_typing
from proposals.workflow import (
    ActionNotAllowed,
    ConditionsNotMet,
    TransitionConflict,
    available_actions,
    perform,
)

AGAIN = "usulkan-lagi"
"""Not a move of the old usulan: a new draft that remembers it."""


@login_keeps_typing
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Head, figures side by side, content, attachments, history."""
    proposal = with_names(get_object_or_404(in_full(request.user), pk=pk), request.user)
    owns = is_owner(request, proposal)
    actions = [action for action in available_actions(proposal, request.user) if action.by_owner]
    events = events_of(proposal)
    back = next((event for event in events if event.action == "return"), None)
    calendar = Calendar(proposal.cycle)
    is_over = proposal.stage == FunnelStage.ENDED or proposal.is_lapsed or calendar.is_over()
    context: dict[str, Any] = {
        "proposal": proposal,
        "progress": progress_of(proposal, calendar),
        "coming": arrivals([proposal]).get(proposal.pk),
        "owns": owns,
        "missing": [MissingForm(row) for row in missing_files(proposal)] if owns else [],
        "may_edit": owns and proposal.status in EDITABLE and not proposal.is_lapsed,
        "may_answer": may_answer(proposal, request.user),
        "actions": [action for action in actions if action.action != "submit"],
        **(_again_of(proposal) if owns and is_over else {}),
        "back": back if proposal.status == "returned" else None,
        "figures": _figures(proposal),
        "measures": measures_sentence(proposal.measures),
        "unit": unit_shown(proposal.unit),
        "places": list(proposal.rts.select_related("rw")),
        "attachments": list(proposal.attachments.all()),
        "timeline": timeline_of(proposal, events),
        "merged": _joined(request, proposal.merged_into, calendar),
        "carried": _readable(request, proposal.carried_from),
        "asked": asked([proposal]).get(proposal.pk),
        "price_changed": price_has_changed(proposal) and proposal.status in EDITABLE,
    }
    return render(request, "proposals/detail.html", context)


def _readable(request: HttpRequest, other: Proposal | None) -> dict[str, Any] | None:
    """Another usulan by its number; with a link only for those who may open it."""
    if other is None:
        return None
    may_open = opened(request.user).filter(pk=other.pk).exists()
    return {"number": other.number, "url": other.get_absolute_url() if may_open else ""}


def _again_of(proposal: Proposal) -> dict[str, Any]:
    """Whether it may be proposed again this year, or where that was done already."""
    cycle = current_cycle()
    if not may_be_carried(proposal, cycle):
        return {}
    copy = proposal.carried_to.filter(cycle=cycle).exclude(status=Status.WITHDRAWN).first()
    return {"copy": copy} if copy else {"may_carry": True}


def _joined(
    request: HttpRequest, target: Proposal | None, calendar: Calendar
) -> dict[str, Any] | None:
    """The usulan that this one was merged into, and how it stands, told to every reader."""
    told = _readable(request, target)
    if told is None or target is None:
        return None
    return told | {"status": target.status_words, "plain": progress_of(target, calendar).plain}


def _figures(proposal: Proposal) -> list[dict[str, Any]]:
    """The proposer's own figures and each office's beside them."""
    held = {row.level: row for row in figures_of(proposal)}
    own = {
        "level": "Pengusul",
        "volume": proposal.volume,
        "unit_price": proposal.unit_price,
        "value": proposal.value,
        "opd": proposal.first_opd or proposal.opd,
        "source": "",
        "is_estimate": proposal.kamus_item_id is None and proposal.value is not None,
    }
    return [own] + [
        {
            "level": level.label,
            "volume": held[level].volume,
            "unit_price": held[level].unit_price,
            "value": held[level].value,
            "opd": held[level].opd,
            "source": held[level].get_funding_source_display(),
            "note": held[level].note,
        }
        for level in Level
        if level in held
    ]


@login_keeps_typing
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Proof that it was handed in: number, time, what comes next; to print or to share."""
    proposal = visible_or_404(request, pk)
    if not proposal.submitted_at:
        return redirect(proposal)
    context = {
        "proposal": proposal,
        "progress": progress_of(proposal, Calendar(proposal.cycle)),
        "coming": arrivals([proposal]).get(proposal.pk),
        "unit": unit_shown(proposal.unit),
        "owns": is_owner(request, proposal),
    }
    return render(request, "proposals/receipt.html", context)


@login_keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """A deed of the owner: ask once more, then do it."""
    proposal = visible_or_404(request, pk)
    if action == AGAIN:
        return _again(request, proposal)
    if action == "submit":
        if request.method == "POST":
            return submit(request, proposal)
        return redirect("proposals:step", proposal.pk, "periksa")
    known = {row.action: row for row in available_actions(proposal, request.user) if row.by_owner}
    if action not in known:
        raise Http404
    context: dict[str, Any] = {"proposal": proposal, "transition": known[action]}
    if request.method != "POST":
        waiting = kept(request)
        return render(
            request, "proposals/act.html", context | {"note": (waiting or {}).get("note", "")}
        )
    note = request.POST.get("note", "")[:2000]
    try:
        perform(proposal, action, actor=request.user, note=note)
    except (ActionNotAllowed, ConditionsNotMet, TransitionConflict) as error:
        return render(request, "proposals/act.html", context | {"note": note, "error": str(error)})
    forget(request)
    messages.success(request, f"Selesai. Status usulan: {proposal.get_status_display()}.")
    return redirect(proposal)


def _again(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    cycle = current_cycle()
    if cycle is None or not is_owner(request, proposal) or not may_be_carried(proposal, cycle):
        raise Http404
    if request.method != "POST":
        return redirect(proposal)
    before = proposal.carried_to.count()
    try:
        draft = carry_forward(proposal, actor=request.user, cycle=cycle)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("proposals:bank")
    if proposal.carried_to.count() == before:
        messages.info(request, "Usulan ini sudah diusulkan lagi tahun ini. Inilah salinannya.")
    else:
        messages.success(request, "Usulan lama disalin ke draf baru. Periksa dan lengkapi isinya.")
    if draft.status != Status.DRAFT:
        return redirect(draft)
    return redirect("proposals:step", draft.pk, "apa")
