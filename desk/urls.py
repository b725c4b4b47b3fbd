"""Addresses of the desk, below the office's own site."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from desk.pages import DeskPage

PAGES: tuple[tuple[str, type[DeskPage], str], ...] = ()
"""Address below ``meja/``, page, name (``admin:desk_<name>``)."""


def urls(site: AdminSite) -> list[URLPattern]:
    """The desk's pages, behind the door of ``site``."""
    return [
        path(f"meja/{address}", site.admin_view(page.as_view(site=site)), name=f"desk_{name}")
        for address, page, name in PAGES
    ]
