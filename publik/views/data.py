"""Open data to take away."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse

from foundation.exports import CSV_TYPE, stream_csv_rows
from foundation.reading import read_only
from foundation.throttle import MINUTE, is_too_often
from planning.models import Cycle
from publik.choice import chosen_cycle, no_such_year
from publik.opendata import COLUMNS, LICENCE, as_json, dictionary, lines

FILES_A_MINUTE = 10
"""Of one address: a file of a whole city takes seconds of work."""


@read_only
def data(request: HttpRequest) -> HttpResponse:
    """Which files there are, what their columns mean, and what may be done with them."""
    context = {
        "columns": COLUMNS,
        "licence": LICENCE,
        "years": list(Cycle.objects.order_by("-fiscal_year")),
    }
    return render(request, "publik/data.html", context)


@read_only
def data_csv(request: HttpRequest) -> HttpResponseBase:
    """One year as CSV."""
    if is_too_often(request, "publik-data", FILES_A_MINUTE):
        return _too_often()
    cycle = _cycle(request)
    if cycle is None:
        return _no_such_year(request)
    header = [column.name for column in COLUMNS]
    return _file(
        StreamingHttpResponse(stream_csv_rows(header, lines(cycle)), content_type=CSV_TYPE),
        f"usulan-{cycle.fiscal_year}.csv",
    )


@read_only
def data_json(request: HttpRequest) -> HttpResponseBase:
    """One year as JSON."""
    if is_too_often(request, "publik-data", FILES_A_MINUTE):
        return _too_often()
    cycle = _cycle(request)
    if cycle is None:
        return _no_such_year(request)
    response = StreamingHttpResponse(as_json(cycle), content_type="application/json")
    return _file(response, f"usulan-{cycle.fiscal_year}.json")


@read_only
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The meaning of the columns, for machines."""
    return JsonResponse(dictionary(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def _cycle(request: HttpRequest) -> Cycle | None:
    return chosen_cycle(request.GET.get("tahun", "").strip())


def _file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    return response


def _no_such_year(request: HttpRequest) -> HttpResponse:
    page = request.build_absolute_uri(reverse("publik:data"))
    year = request.GET.get("tahun", "").strip()
    said = no_such_year(year) if year else "Belum ada tahun perencanaan."
    return _plain(f"{said} Daftarnya ada di {page}\n", 404)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _too_often() -> HttpResponse:
    text = "Terlalu banyak unduhan dari jaringan Anda. Tunggu satu menit, lalu coba lagi.\n"
    response = _plain(text, 429)
    response["Retry-After"] = str(MINUTE)
    return response
