"""Addresses of the desk, below the office's own site."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from desk.device_queue import DeviceQueuePage
from desk.forms_offline import FormWorkbookFile, FormWorkbookPage
from desk.imports import deeds, pages
from desk.pages import DeskPage
from desk.recaps.pages import OverviewPage, RecapFile, RecapPage
from desk.reconciliation import ReconciliationPage

PAGES: tuple[tuple[str, type[DeskPage], str], ...] = (
    ("impor/", pages.ImportList, "imports"),
    ("impor/baru/<slug:kind>/", pages.ImportNew, "import_new"),
    ("impor/baru/<slug:kind>/contoh.xlsx", deeds.ImportTemplate, "import_template"),
    ("impor/<uuid:pk>/", pages.ImportPage, "import"),
    ("impor/<uuid:pk>/kemajuan/", pages.ImportProgress, "import_progress"),
    ("impor/<uuid:pk>/simpan/", deeds.ImportConfirm, "import_confirm"),
    ("impor/<uuid:pk>/batal/", deeds.ImportCancel, "import_cancel"),
    ("impor/<uuid:pk>/ulangi/", deeds.ImportAgain, "import_again"),
    ("impor/<uuid:pk>/baris-ditolak.<slug:form>", deeds.ImportRefused, "import_refused"),
    ("formulir/", FormWorkbookPage, "form_workbook"),
    ("formulir/unduh/", FormWorkbookFile, "form_workbook_file"),
    ("antrean/", DeviceQueuePage, "device_queue"),
    ("rekap/", OverviewPage, "recaps"),
    ("rekap/rekonsiliasi/", ReconciliationPage, "reconciliation"),
    ("rekap/<slug:key>/", RecapPage, "recap"),
    ("rekap/<slug:key>/unduh/<slug:form>/", RecapFile, "recap_file"),
)
"""Address below ``meja/``, page, name (``admin:desk_<name>``)."""


def urls(site: AdminSite) -> list[URLPattern]:
    """The desk's pages, behind the door of ``site``."""
    return [
        path(f"meja/{address}", site.admin_view(page.as_view(site=site)), name=f"desk_{name}")
        for address, page, name in PAGES
    ]
