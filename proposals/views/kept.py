"""Typed text outlives a failed check, a lost session and a stale page.

What was sent but could not be stored as it is waits in the browser's own session under the
address of its page, and is filled in again when that page is next opened. It is shown, never
saved by itself. Files are not kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import Resolver404, resolve
from django.views import csrf

from proposals.models import Proposal

SESSION_KEY = "ketikan"
MOST_PAGES = 4
MOST_CHARACTERS = 40_000
"""Far above what the longest screen can hold, far below what would trouble the database."""

_NOT_TEXT = ("csrfmiddlewaretoken", "aksi", "pilih", "hapus")


def wants_json(request: HttpRequest) -> bool:
    """Whether a page's script asks, and not a person who waits for the next page."""
    return request.headers.get("Accept", "") == "application/json"


def keep(request: HttpRequest, **changes: str) -> bool:
    """Remember what this request sent, with ``changes`` of single fields; whether it was kept."""
    typed = {name: values for name, values in request.POST.lists() if name not in _NOT_TEXT} | {
        name: [value] for name, value in changes.items()
    }
    if sum(len(value) for values in typed.values() for value in values) > MOST_CHARACTERS:
        return False
    pages = request.session.get(SESSION_KEY, {})
    pages.pop(request.path, None)
    pages[request.path] = typed
    request.session[SESSION_KEY] = dict(list(pages.items())[-MOST_PAGES:])
    return True


def kept(request: HttpRequest) -> QueryDict | None:
    """What waits for this page, if anything does."""
    typed = request.session.get(SESSION_KEY, {}).get(request.path)
    if not typed:
        return None
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest) -> None:
    """It has been stored: nothing waits for this page any more."""
    pages = request.session.get(SESSION_KEY, {})
    if pages.pop(request.path, None) is not None:
        request.session[SESSION_KEY] = pages


def login_keeps_typing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like ``login_required``; what a signed-out visitor sent waits until they are back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        is_kept = request.method == "POST" and _is_of_a_usulan(request) and keep(request)
        if wants_json(request):
            return told_in_json(401, "masuk", "Anda perlu masuk lagi.")
        if is_kept:
            messages.info(
                request,
                "Anda perlu masuk lagi. Tulisan Anda aman dan muncul kembali setelah Anda masuk.",
            )
        return redirect_to_login(request.get_full_path())

    return guarded


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that stayed open across a new log-in has an old token: keep its text, show it anew.

    Only for requests that came from our own pages; all others get the plain refusal.
    """
    if wants_json(request):
        return told_in_json(403, "halaman-lama", "Halaman ini terlalu lama terbuka. Muat ulang.")
    if request.method == "POST" and _is_from_here(request) and _is_of_a_usulan(request):
        if keep(request):
            messages.info(
                request,
                "Halaman ini terlalu lama terbuka. Tulisan Anda masih ada di bawah. "
                "Periksa, lalu tekan tombolnya sekali lagi.",
            )
        return HttpResponseRedirect(request.get_full_path())
    return csrf.csrf_failure(request, reason)


def told_in_json(status: int, code: str, sentence: str) -> JsonResponse:
    """A refusal for a page's script, with the sentence that it shows."""
    return JsonResponse({"kode": code, "pesan": sentence, "masalah": {}}, status=status)


def _is_from_here(request: HttpRequest) -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(sender)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _is_of_a_usulan(request: HttpRequest) -> bool:
    """The address names a stored usulan: strangers cannot fill the session store with text."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return (
        match.app_name == "proposals"
        and "pk" in match.kwargs
        and Proposal.objects.filter(pk=match.kwargs["pk"]).exists()
    )
