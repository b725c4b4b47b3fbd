"""What the service worker keeps for everybody, and the version that follows from it.

The files of the portal's own pages, and the pages that are the same for all.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static

from musrenbang.offline import writing
from musrenbang.static_files import small

DEVICE_SIDE = Path(settings.BASE_DIR) / "static/js/perangkat"
"""Modules that the pages' scripts import."""

ASSETS = (
    "js-lib-bootstrap5/css/bootstrap.min.css",
    *(f"css/{name}.css" for name in ("portal", "beranda", "kamus", "usulan")),
    *(
        f"js/{name}.js"
        for name in (
            *("bagikan", "bilah", "cari", "foto", "hitung", "luring", "posisi", "simpan"),
            *("tulis", "usulan"),
        )
    ),
    *(f"js/perangkat/{path.name}" for path in sorted(DEVICE_SIDE.glob("*.js"))),
    "img/portal.svg",
    "img/ikon-192.png",
)
"""What pages for proposers need; the offices' pages are not for the way."""

TEMPLATES = Path(settings.BASE_DIR) / "templates"

FOR_EVERYBODY = ("offline.html", "left.html", "help.html")
"""Pages that the device keeps like files, the same for everybody."""

WORKER = Path(__file__).with_name("worker.js")


def _fingerprint() -> str:
    digest = hashlib.sha256(WORKER.read_bytes())
    for name in FOR_EVERYBODY:
        digest.update((TEMPLATES / name).read_bytes())
    digest.update(render_to_string("write.html", writing.context()).encode())
    for name in ASSETS:
        digest.update(static(name).encode())
        found = finders.find(name)
        if not found:
            raise FileNotFoundError(name)
        digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _fingerprint_once() -> str:
    return _fingerprint()


@lru_cache(maxsize=1)
def worker_source() -> bytes:
    """The service worker as it travels."""
    return small(WORKER.read_bytes())


def version() -> str:
    """Changes when any file does; while developing, files are read anew each time."""
    return _fingerprint() if settings.DEBUG else _fingerprint_once()
