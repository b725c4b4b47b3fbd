"""Where a usulan begins: in whose name, and then a draft."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from planning.models import Cycle, KamusItem, Stage
from planning.selectors import current_cycle, window_for
from proposals.forms import StartForm
from proposals.models import Proposal
from proposals.seats import Seat, seats_of
from proposals.selectors import my_limits
from proposals.services import create_draft
from proposals.views.kept import login_keeps_typing
from proposals.workflow import ActionNotAllowed


@login_keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the proposer when there is a choice, and create the draft by POST."""
    seats, cycle = seats_of(request.user), current_cycle()
    if not seats:
        return redirect("home")
    if cycle is None:
        return render(request, "proposals/start.html", {"cycle": None})
    form = StartForm(request.POST or None, seats=seats, initial=_beginning(request, cycle))
    if request.method == "POST" and form.is_valid():
        window = window_for(cycle, Stage.INTAKE, form.chosen.kelurahan)
        if not window.is_over():
            return _begin(request, cycle, form)
        form.add_error(None, window.sentence())
    places = {seat.kelurahan for seat in seats}
    windows = [window_for(cycle, Stage.INTAKE, place) for place in places]
    context: dict[str, Any] = {
        "cycle": cycle,
        "form": form,
        "seats": seats,
        "window": max(windows, key=lambda window: window.closes_at or timezone.now()),
        "is_over": all(window.is_over() for window in windows),
        "limits": my_limits(request.user, cycle),
    }
    return render(request, "proposals/start.html", context)


def _beginning(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    """A fresh id, and the name of the item whose page in the kamus led here."""
    code = request.GET.get("item", "")
    named = KamusItem.objects.filter(cycle=cycle, code=code, is_active=True) if code else None
    words = named.values_list("name", flat=True).first() if named is not None else None
    return {"id": uuid.uuid4(), "cari": words or ""}


def _begin(request: HttpRequest, cycle: Cycle, form: StartForm) -> HttpResponse:
    """The draft, and on it straight away what the kamus has for the words given."""
    seat, pk, words = form.chosen, form.cleaned_data["id"], form.cleaned_data["cari"]
    try:
        draft = _create(request.user, cycle, seat, pk)
    except ActionNotAllowed:
        return _refused(request)
    except (IntegrityError, ValidationError):
        # The same page sent twice at the same moment: the other one made it.
        if not Proposal.objects.filter(pk=pk).exists():
            return _refused(request)
        draft = _create(request.user, cycle, seat, pk)
    first = reverse("proposals:step", args=[draft.pk, "apa"])
    return redirect(f"{first}?{urlencode({'cari': words})}" if words else first)


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, "Usulan tidak dapat dibuat dari halaman ini. Mulailah lagi.")
    return redirect("proposals:new")


def _create(user: Any, cycle: Cycle, seat: Seat, pk: uuid.UUID) -> Proposal:
    return create_draft(
        actor=user,
        cycle=cycle,
        kind=seat.kind,
        kelurahan=seat.kelurahan,
        rw=seat.rw,
        rt=seat.rt,
        organisation=seat.organisation,
        pk=pk,
    )
