"""Open data to take away."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render

from foundation.exports import CSV_TYPE, stream_csv_rows
from foundation.reading import read_only
from foundation.throttle import MINUTE, is_too_often
from planning.models import Cycle
from publik.listing import chosen_cycle
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
    response = StreamingHttpResponse(as_json(cycle), content_type="application/json")
    return _file(response, f"usulan-{cycle.fiscal_year}.json")


@read_only
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The meaning of the columns, for machines."""
    return JsonResponse(dictionary(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def _cycle(request: HttpRequest) -> Cycle:
    cycle = chosen_cycle(request.GET.get("tahun", ""))
    if cycle is None:
        raise Http404
    return cycle


def _file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Link"] = f'<{LICENCE["url"]}>; rel="license"'
    return response


def _too_often() -> HttpResponse:
    text = "Terlalu banyak unduhan dari jaringan Anda. Tunggu satu menit, lalu coba lagi.\n"
    response = HttpResponse(text, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(MINUTE)
    return response
