"""How much of what was asked for was accommodated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.reading import read_only
from planning.models import Cycle
from publik.choice import chosen_cycle, no_such_year
from publik.rates import rates_by_year, rates_of


@read_only
def figures(request: HttpRequest) -> HttpResponse:
    """Rates of one year by kelurahan and OPD, and of all years."""
    year = request.GET.get("tahun", "").strip()
    cycle = chosen_cycle(year)
    years = list(Cycle.objects.order_by("-fiscal_year"))
    if cycle is None:
        context = {"years": years, "problem": no_such_year(year) if year else ""}
        return render(request, "publik/figures.html", context)
    places, offices = rates_of(cycle)
    context = {
        "cycle": cycle,
        "years": years,
        "tables": [
            ("Per kelurahan", "Kelurahan", places),
            ("Per Perangkat Daerah", "Perangkat Daerah", offices),
            ("Per tahun", "Tahun", rates_by_year()),
        ],
    }
    return render(request, "publik/figures.html", context)
