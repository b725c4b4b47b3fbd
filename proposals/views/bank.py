"""Bank usulan: the own usulan of earlier years that can be proposed again with one press."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kelurahan.scope import scope_of
from planning.models import Stage
from planning.selectors import current_cycle, window_for
from proposals.bank import asked, bank_of
from proposals.selectors import standing_reasons
from proposals.views.kept import login_keeps_typing

PER_PAGE = 50


@login_keeps_typing
@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """What was not accommodated, why, how often it was asked for, and the button."""
    if not scope_of(request.user).writes_usulan:
        return redirect("home")
    cycle = current_cycle()
    if cycle is None:
        return render(request, "proposals/bank.html", {"cycle": None})
    page = Paginator(bank_of(request.user, cycle), PER_PAGE).get_page(request.GET.get("hal"))
    before, reasons = asked(page.object_list), standing_reasons(page.object_list)
    places = {row.kelurahan for row in page.object_list}
    windows = {place: window_for(cycle, Stage.INTAKE, place) for place in places}
    rows = [
        {"proposal": row, "asked": before.get(row.pk), "reason": reasons.get(row.pk, "")}
        for row in page.object_list
    ]
    closed = {place: window.sentence() for place, window in windows.items() if window.is_over()}
    for row in rows:
        row["closed"] = closed.get(row["proposal"].kelurahan, "")
    return render(request, "proposals/bank.html", {"cycle": cycle, "page": page, "rows": rows})
