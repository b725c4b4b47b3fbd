"""All usulan that were handed in, to be chosen from and read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.reading import read_only
from kelurahan.models import RW, Kelurahan
from planning.models import Cycle
from planning.selectors import kamus_items
from publik.choice import STATES, chosen
from publik.listing import page_of


@read_only
def usulan_list(request: HttpRequest) -> HttpResponse:
    """By year, kelurahan, RW, kamus item and status; fifty a page."""
    choice = chosen(request.GET.dict())
    if choice is None:
        return render(request, "publik/list.html", {"choice": None})
    rows, following = page_of(choice, request.GET.get("setelah", ""))
    context = {
        "choice": choice,
        "rows": rows,
        "count": choice.rows().count(),
        "next": choice.address(setelah=following) if following else "",
        "first": choice.address() if request.GET.get("setelah") else "",
        "years": list(Cycle.objects.order_by("-fiscal_year")),
        "places": list(Kelurahan.objects.order_by("name_local")),
        "rws": list(RW.objects.filter(kelurahan=choice.kelurahan)) if choice.kelurahan else [],
        "items": list(
            kamus_items(choice.cycle, with_retired=True)
            .order_by("name")
            .values_list("code", "name")
        ),
        "statuses": STATES.items(),
    }
    return render(request, "publik/list.html", context)
