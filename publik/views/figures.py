"""How much of what was asked for was accommodated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.reading import read_only
from planning.models import Cycle
from publik.listing import chosen_cycle
from publik.rates import rates_by_year, rates_of


@read_only
def figures(request: HttpRequest) -> HttpResponse:
    """Rates of one year by kelurahan and OPD, and of all years."""
    cycle = chosen_cycle(request.GET.get("tahun", ""))
    if cycle is None:
        return render(request, "publik/figures.html", {"cycle": None})
    places, offices = rates_of(cycle)
    context = {
        "cycle": cycle,
        "years": list(Cycle.objects.order_by("-fiscal_year")),
        "tables": [
            ("Per kelurahan", "Kelurahan", places),
            ("Per Perangkat Daerah", "Perangkat Daerah", offices),
            ("Per tahun", "Tahun", rates_by_year()),
        ],
    }
    return render(request, "publik/figures.html", context)
