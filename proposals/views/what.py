"""First screen: choose an item of the kamus, or write freely; then the title."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from foundation.numbers import whole_number
from planning.explain import price_sentence, proofs_of, proposers_of
from planning.models import IssueGroup, KamusItem
from planning.selectors import search_kamus
from proposals.forms import SEEN, StepForm, WhatForm
from proposals.gates import already_proposed, kamus_gate, similar_gate
from proposals.models import Proposal
from proposals.services import (
    NotEditable,
    StaleForm,
    content_of_choice,
    price_has_changed,
    update_content,
)
from proposals.views.access import may_write, visible_or_404
from proposals.views.steps import StepView

FREELY = "bebas"
CHANGE, NEW_PRICE = "ganti", "harga"
MOST_SHOWN = 30


class WhatView(StepView):
    """Search first; title and the item's card once something is chosen."""

    step = "apa"
    template = "proposals/step_what.html"
    form_class = WhatForm

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        proposal = visible_or_404(request, pk)
        if _is_searching(request, proposal):
            return may_write(request, proposal) or self.show(self.form(proposal), is_search=True)
        return self.open(request, proposal)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        if "pilih" in request.POST:
            return self.choose(visible_or_404(request, pk), request.POST["pilih"])
        return super().post(request, pk)

    def choose(self, proposal: Proposal, wanted: str) -> HttpResponse:
        """Freeze item, OPD and today's price on the usulan, then ask for the title."""
        if elsewhere := may_write(self.request, proposal):
            return elsewhere
        item = None if wanted == FREELY else _item(proposal, wanted)
        if item is None and wanted != FREELY:
            messages.error(self.request, "Item ini tidak ada di kamus. Pilih item lain.")
            return redirect("proposals:step", proposal.pk, self.step)
        try:
            update_content(
                proposal,
                actor=self.request.user,
                seen_revision=_seen(self.request, proposal),
                **content_of_choice(proposal, item),
            )
        except (StaleForm, NotEditable) as error:
            messages.warning(self.request, str(error))
        except (ValueError, ValidationError):
            messages.error(
                self.request,
                "Ukuran yang tersimpan tidak cocok dengan item ini. Kosongkan dulu ukurannya.",
            )
        query = {FREELY: 1} if item is None else {}
        return HttpResponseRedirect(_address(proposal, **query))

    def leave(self, form: StepForm, action: str) -> HttpResponse:
        if action == CHANGE:
            return HttpResponseRedirect(_address(form.proposal, ganti=1))
        if action == NEW_PRICE:
            return take_new_price(self.request, form.proposal, self.step)
        return super().leave(form, action)

    def beside(self, form: StepForm) -> dict[str, Any]:
        proposal, item = form.proposal, form.proposal.kamus_item
        context: dict[str, Any] = {"is_free": item is None}
        if _is_searching(self.request, proposal) and not form.is_bound:
            return context | _search(self.request, proposal)
        similar = already_proposed(proposal, self.request.user)
        return context | {
            "item": item,
            "card": _card(item, proposal) if item else None,
            "gates": [kamus_gate(proposal), similar_gate(similar)],
            "similar": similar,
            "price_changed": price_has_changed(proposal),
        }


def take_new_price(request: HttpRequest, proposal: Proposal, step: str) -> HttpResponse:
    """Put today's kamus price on the usulan and work its value out again."""
    item = proposal.kamus_item
    if item is not None:
        try:
            update_content(
                proposal,
                actor=request.user,
                seen_revision=proposal.revision,
                **content_of_choice(proposal, item),
            )
        except (StaleForm, NotEditable, ValueError, ValidationError) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Harga kamus yang baru sudah dipakai.")
    return redirect("proposals:step", proposal.pk, step)


def _is_searching(request: HttpRequest, proposal: Proposal) -> bool:
    if "ganti" in request.GET or "cari" in request.GET or "isu" in request.GET:
        return True
    is_chosen = proposal.kamus_item_id or proposal.title.strip() or FREELY in request.GET
    return not is_chosen


def _seen(request: HttpRequest, proposal: Proposal) -> int:
    typed = request.POST.get(SEEN, "")
    seen = whole_number(typed)
    return proposal.revision if seen is None else seen


def _item(proposal: Proposal, wanted: str) -> KamusItem | None:
    if whole_number(wanted) is None:
        return None
    items = KamusItem.objects.filter(cycle=proposal.cycle_id, is_active=True)
    return items.select_related("opd").prefetch_related("variables").filter(pk=wanted).first()


def _address(proposal: Proposal, **query: Any) -> str:
    path = reverse("proposals:step", args=[proposal.pk, "apa"])
    return f"{path}?{urlencode(query)}" if query else path


def _search(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    words = " ".join(request.GET.get("cari", "").split())[:100]
    issue = request.GET.get("isu", "")
    groups = IssueGroup.objects.filter(
        kamusitem__cycle=proposal.cycle_id, kamusitem__is_active=True
    ).annotate(count=Count("kamusitem"))
    found: list[KamusItem] = []
    if words or issue:
        items = search_kamus(words, cycle=proposal.cycle).select_related("issue", "opd")
        if whole_number(issue) is not None:
            items = items.filter(issue=issue)
        found = list(items[: MOST_SHOWN + 1])
    return {
        "words": words,
        "groups": groups,
        "open_issue": issue,
        "has_searched": bool(words or issue),
        "cards": [_card(item, proposal) for item in found[:MOST_SHOWN]],
        "has_more": len(found) > MOST_SHOWN,
    }


def _card(item: KamusItem, proposal: Proposal) -> dict[str, Any]:
    """An item as the screen shows it: what it costs, what it asks for, who carries it out."""
    refused = item.proposer_kinds and proposal.proposer_kind not in item.proposer_kinds
    return {
        "item": item,
        "price": price_sentence(item),
        "proofs": proofs_of(item),
        "only_for": proposers_of(item) if refused else [],
    }
