"""Addresses that nobody types: turned away before they reach a page."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from intake.api.answers import refused

_NUL = "\x00"
API = "/api/"


def refuse_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address that holds the character NUL is a bad request.

    No form makes one, no text in the portal has one, and PostgreSQL refuses to compare with it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if request.path.startswith(API):
                return refused(400, "tidak-terbaca", "Alamat ini memuat huruf yang tidak dikenal.")
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware
