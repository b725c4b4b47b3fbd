"""The manifest, the service worker, and the page for what was not kept."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from foundation.reading import read_only
from musrenbang.offline.assets import ASSETS, WORKER, version, worker_source
from musrenbang.offline.keeping import HEADER

USUAL_PAGES = ("proposals:mine", "proposals:new", "planning:kamus", "help")
"""What the device of somebody who is logged in fetches before the network goes."""


@read_only
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone needs to put the portal on its home screen."""
    icons = [
        {"src": static(f"img/ikon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]
    content = {
        "id": "/",
        "name": "Portal Musrenbang",
        "short_name": "Musrenbang",
        "description": "Menulis usulan warga dan mengikuti hasilnya.",
        "lang": "id",
        "start_url": reverse("proposals:mine"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5a3c",
        "icons": [icon | {"purpose": "any"} for icon in icons]
        + [icons[1] | {"purpose": "maskable"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@never_cache
@read_only
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: its source, preceded by what only the server knows."""
    known = {
        "version": version(),
        "header": HEADER,
        "assets": [static(name) for name in ASSETS],
        "namedByContents": static(ASSETS[0]) != settings.STATIC_URL + ASSETS[0],
        "pages": [reverse(name) for name in USUAL_PAGES],
        "help": reverse("help"),
        "offline": reverse("offline"),
        "left": reverse("left"),
        "home": reverse("home"),
        "status": reverse("api:status"),
        "write": reverse("write"),
        "login": reverse("kelurahan:login"),
        "logout": reverse("kelurahan:logout"),
    }
    source = WORKER.read_bytes() if settings.DEBUG else worker_source()
    head = f"const KNOWN = {json.dumps(known)};\n".encode()
    return HttpResponse(head + source, content_type="text/javascript")


@read_only
def offline(request: HttpRequest) -> HttpResponse:
    """Shown in place of any page that was not kept; the same for everybody."""
    return render(request, "offline.html")


@read_only
def left(request: HttpRequest) -> HttpResponse:
    """Shown by a device on which somebody logged out, until the portal has heard of it."""
    return render(request, "left.html")
