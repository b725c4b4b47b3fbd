"""Taking the list of usulan along as spreadsheet, exactly as it is narrowed on the page."""

import re
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from foundation.exports import csv_response, xlsx_response
from foundation.indonesia import datetime_long, number
from proposals.admin.reads import chosen_cycle
from proposals.resources import LAYOUT_LABELS, LAYOUTS, SipdResource, for_export
from proposals.services.exports import SipdRecorder

PERMISSION = "proposals.export_proposal"

_COUNTED = re.compile(r" \(\d+\)$")
# The list's own choices say how many there are, before the other filters.

FORMS = {"xlsx": "Excel (XLSX)", "csv": "CSV"}


class _Export(View):
    """Only with the export permission; the rows are those of the list under the same address."""

    model_admin: ModelAdmin = None
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (
            self.model_admin.has_view_permission(request) and request.user.has_perm(PERMISSION)
        ):
            raise PermissionDenied
        try:
            self.listed: ChangeList = self.model_admin.narrowing(request)
        except IncorrectLookupParameters:
            return redirect("admin:proposals_proposal_changelist")
        return super().dispatch(request, *args, **kwargs)

    def narrowed_by(self) -> list[str]:
        """The filters and the search in force, in words."""
        said = []
        for spec in self.listed.filter_specs:
            chosen = spec.value() if hasattr(spec, "value") else None
            if chosen not in (None, ""):
                labels = {str(key): label for key, label in spec.lookup_choices}
                label = str(labels.get(str(chosen), chosen))
                said.append(f"{spec.title}: {_COUNTED.sub('', label).strip('– ')}")
        if searched := self.request.GET.get(SEARCH_VAR):
            said.append(f"kata cari: {searched}")
        return said


class ExportPage(_Export):
    """How many usulan, narrowed by what, and the four files."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.urlencode()
        suffix = f"?{query}" if query else ""
        files = [
            {
                "label": LAYOUT_LABELS[layout],
                "links": [
                    (
                        text,
                        reverse("admin:proposals_proposal_download", args=[layout, form]) + suffix,
                    )
                    for form, text in FORMS.items()
                ],
            }
            for layout in LAYOUTS
        ]
        context = {
            **self.model_admin.admin_site.each_context(request),
            "title": "Unduh daftar usulan",
            "opts": self.model_admin.opts,
            "cycle": chosen_cycle(request),
            "count": self.listed.result_count,
            "narrowed_by": self.narrowed_by(),
            "files": files,
            "list_url": reverse("admin:proposals_proposal_changelist") + suffix,
        }
        return TemplateResponse(request, "admin/proposals/proposal/export.html", context)


class DownloadPage(_Export):
    """The file itself."""

    def get(self, request: HttpRequest, layout: str, form: str) -> HttpResponseBase:
        if layout not in LAYOUTS or form not in FORMS:
            raise Http404
        rows = for_export(self.listed.queryset)
        resource = LAYOUTS[layout]()
        cycle = chosen_cycle(request)
        year = cycle.fiscal_year if cycle else "semua-tahun"
        filename = f"usulan-{year}-{layout}.{form}"
        recorder = None
        if isinstance(resource, SipdResource) and request.method == "GET":
            recorder = SipdRecorder.of(
                self.listed.queryset, cycle=cycle, actor=request.user, filename=filename
            )
        if form == "csv":
            streamed = csv_response(resource, rows, filename=filename)
            if recorder:
                streamed.streaming_content = recorder.pieces(streamed.streaming_content)
            return streamed
        notes = [
            f"Daftar usulan {cycle or 'semua tahun'}, {number(self.listed.result_count)} usulan.",
            f"Disaring menurut {'; '.join(self.narrowed_by()) or '(tidak disaring)'}.",
            f"Diunduh {datetime_long(timezone.now())} oleh {request.user}.",
        ]
        if cycle:
            # Printed pages have room for three lines or four; the theme comes last.
            notes.append(f"Tema: {cycle.theme}")
        title = f"Usulan {year}"
        answer = xlsx_response(resource, rows, filename=filename, title=title, notes=notes)
        if recorder:
            recorder.whole_file(answer.file_to_stream)
        return answer
