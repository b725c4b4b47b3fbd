"""Which answers a device may keep, and for whom.

The server alone decides: the service worker keeps an answer only if it carries ``HEADER``, whose
value names the account without saying who it is. Whatever is not marked here is never kept, and
the browser itself keeps nothing of a person's pages: they do not come back after logging out.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from intake.keys import account_key

HEADER = "X-Simpan-Untuk"
"""On an answer that the device may keep: the account it belongs to."""

KEPT_PAGES = re.compile(r"/(usulan/(baru/)?|kamus/([^/]+/)?|bantuan/)")
"""Usulan saya, the start of the form, the kamus and its items, the help."""


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and KEPT_PAGES.fullmatch(request.path) is not None
        # A message that is shown once or a log-in that changes is for this moment only; the form
        # token's cookie is merely sent again with every page.
        and response.cookies.keys() <= {settings.CSRF_COOKIE_NAME}
        and "no-store" not in response.get("Cache-Control", "")
        and request.user.is_authenticated
    )


def mark_kept(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware outside of all that set cookies: mark what the device may keep, and how."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _may_be_kept(request, response):
            response[HEADER] = account_key(request.user.pk)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


def for_templates(request: HttpRequest) -> dict[str, object]:
    """The account's name on the device, worked out only by pages that ask for it."""
    return {"account_key": SimpleLazyObject(lambda: account_key(request.user.pk))}
