"""Who asks, and how they are answered: always JSON, and a sentence whenever something is wrong."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from foundation.throttle import exceeds
from intake.models import key_of

SCHEME = "Bearer "
MINUTE = 60

LOG_IN = "Masuk lagi agar kiriman dapat diteruskan."
OPEN_AGAIN = "Buka lagi halaman portal ini, lalu kirim lagi."
NOT_YOURS = "Akun ini tidak dapat mengirim atas nama pengusul tersebut."
DAMAGED = "Kiriman rusak di perjalanan. Kirim lagi."
BUSY = "Portal sedang sibuk. Perangkat mengirim lagi sebentar lagi."
TOO_OFTEN = "Terlalu banyak kiriman dalam satu menit. Perangkat mengirim lagi sebentar lagi."

_DIGEST = re.compile(r"\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*")


def refused(status: int, code: str, sentence: str, **more: Any) -> JsonResponse:
    """Nothing was stored, and why."""
    return JsonResponse({"kode": code, "pesan": sentence, **more}, status=status)


def later(status: int, code: str, sentence: str, seconds: int = MINUTE) -> JsonResponse:
    """Nothing was stored; the same may be sent again after ``seconds``."""
    response = refused(status, code, sentence)
    response["Retry-After"] = str(seconds)
    return response


class _Csrf(CsrfViewMiddleware):
    """Says why instead of answering with a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _is_forged(request: HttpRequest) -> bool:
    check = _Csrf(lambda _: HttpResponse())
    check.process_request(request)
    return check.process_view(request, HttpResponse, (), {}) is not None


def _let_in(request: HttpRequest) -> JsonResponse | None:
    """Recognise the account by its log-in or its device key; an answer if that fails."""
    said = request.headers.get("Authorization", "")
    if said.startswith(SCHEME):
        key = key_of(said.removeprefix(SCHEME).strip())
        if key is None:
            return refused(401, "belum-masuk", "Kunci perangkat ini tidak berlaku lagi.")
        request.user = key.user
        request.by_device_key = True  # type: ignore[attr-defined]
        return None
    if not request.user.is_authenticated:
        return refused(401, "belum-masuk", LOG_IN)
    if _is_forged(request):
        return refused(403, "csrf", OPEN_AGAIN)
    return None


def endpoint(
    method: str, kind: str, limit: int
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A door of the interface: one method, known accounts, ``limit`` requests a minute each."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != method:
                response = refused(405, "tidak-ada", "Cara meminta ini tidak dikenal.")
                response["Allow"] = method
                return response
            try:
                if stopped := _let_in(request):
                    return stopped
                if exceeds(str(request.user.pk), f"kirim-{kind}", limit):
                    return later(429, "terlalu-sering", TOO_OFTEN)
                return view(request, *args, **kwargs)
            except (OperationalError, InterfaceError):
                return later(503, "nanti", BUSY, 5)

        return csrf_exempt(never_cache(guarded))

    return around


def body_of(request: HttpRequest, most: int) -> bytes | JsonResponse:
    """The body, whole and undamaged as ``Content-Digest`` (RFC 9530) says, or the refusal."""
    try:
        body = request.read(most + 1)
    except UnreadablePostError:
        # Its line broke. Nobody reads this answer, and nothing has gone wrong here.
        return refused(400, "rusak", DAMAGED)
    if len(body) > most:
        return refused(413, "terlalu-besar", f"Kiriman lebih besar dari {most // 1024} KB.")
    said = _DIGEST.fullmatch(request.headers.get("Content-Digest", ""))
    try:
        digest = base64.b64decode(said[1], validate=True) if said else b""
    except binascii.Error:
        digest = b""
    if hashlib.sha256(body).digest() != digest:
        return refused(400, "rusak", DAMAGED)
    return body
