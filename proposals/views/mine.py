"""Usulan saya: what needs doing first."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from planning.selectors import current_cycle, cycle_of_year
from proposals.arrivals import arrivals
from proposals.progress import Calendar, progress_of
from proposals.selectors import PILES, joined_by, my_limits, my_proposals, pile_counts, returns_of
from proposals.services import is_asked
from proposals.views.kept import login_keeps_typing
from proposals.workflow.engine import OWNER_OF_KIND

PER_PAGE = 50


@login_keeps_typing
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The user's own usulan of one year, by what needs doing."""
    roles = scope_of(request.user).roles
    if not roles & set(OWNER_OF_KIND):
        return redirect("home")
    running = current_cycle()
    cycle = cycle_of_year(request.GET.get("tahun", "")) or running
    context: dict[str, Any] = {
        "cycle": cycle,
        "is_running": cycle == running,
        "orders_series": bool(roles & {Role.RW, Role.PAMOR, Role.ORGANISATION}),
    }
    if cycle:
        context |= _listed(request, cycle)
    return render(request, "proposals/mine.html", context)


def _listed(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    by_year = pile_counts(request.user)
    counts = by_year.get(cycle.fiscal_year, [0] * len(PILES))
    paginator = Paginator(my_proposals(request.user, cycle), PER_PAGE)
    # The piles hold every usulan once, so their sum spares a second count.
    paginator.count = sum(counts)
    page = paginator.get_page(request.GET.get("hal"))
    calendar = Calendar(cycle)
    returns = returns_of(page.object_list)
    coming = arrivals(page.object_list)
    joined = joined_by(page.object_list)
    for row in page.object_list:
        row.cycle = cycle
    piles = [
        {
            "pile": PILES[index],
            "count": counts[index],
            "rows": [
                {
                    "proposal": row,
                    "progress": progress_of(row, calendar),
                    "back": returns.get(row.pk),
                    "coming": coming.get(row.pk),
                    "joined": joined.get(row.pk),
                    "is_asked": is_asked(row, request.user),
                }
                for row in rows
            ],
        }
        for index, rows in groupby(page.object_list, key=lambda row: row.pile)
    ]
    return {
        "piles": piles,
        "page": page,
        "limits": my_limits(request.user, cycle),
        "years": [year for year in by_year if year != cycle.fiscal_year],
    }
