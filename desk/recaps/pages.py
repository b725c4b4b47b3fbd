"""The overview of recaps, one page for each, and its files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from desk.pages import DeskPage
from desk.recaps import RECAPS, Recap
from desk.recaps.base import SPLITS, UsulanRecap
from desk.recaps.chosen import CONTENT_LABELS, FILTER_LABELS, Chosen, choose
from desk.recaps.drawing import drawn, headings
from desk.recaps.files import csv_of, filename_of, workbook_of
from foundation.exports import CSV_TYPE, XLSX_TYPE
from foundation.recaps import group_headings
from planning.models import Cycle
from proposals.admin.exporting import PERMISSION as MAY_EXPORT
from proposals.admin.reads import chosen_cycle, cycles_of

FORMS = {"xlsx": "Excel (XLSX)", "csv": "CSV"}
CONTENT_FILTER = "isi"


class RecapPages(DeskPage):
    """Shown to whoever may see usulan; a recap that means nothing to an office is not found."""

    permissions = ("proposals.view_proposal",)

    def recap_of(self, key: str) -> Recap:
        """The recap of that name; raises ``Http404``."""
        recap = RECAPS.get(key)
        if recap is None or not recap.is_open_to(self.request.user):
            raise Http404
        return recap

    def cycle(self) -> Cycle | None:
        """The cycle asked for, else the running one; ``None`` while there is none."""
        return chosen_cycle(self.request) or next(iter(cycles_of(self.request)), None)

    def chosen_for(self, recap: Recap) -> Chosen:
        """The filters in force; raises ``Http404`` while there is no cycle."""
        cycle = self.cycle()
        if cycle is None:
            raise Http404
        return choose(self.request.user, cycle, self.request.GET, recap.filters)

    def selects(self, recap: Recap, chosen: Chosen) -> list[dict[str, Any]]:
        """The filters that leave a choice, and the year."""
        years = [(str(cycle.fiscal_year), str(cycle)) for cycle in cycles_of(self.request)]
        year = str(chosen.cycle.fiscal_year)
        found = [{"name": "tahun", "label": "Tahun", "choices": years, "value": year, "all": ""}]
        for name in recap.filters:
            value = self.request.GET.get(name, "")
            choices = chosen.choices.get(name, [])
            label = FILTER_LABELS.get(name, "")
            if name == CONTENT_FILTER:
                choices, label = list(CONTENT_LABELS.items()), "Isi daftar"
            found.append(
                {"name": name, "label": label, "choices": choices, "value": value, "all": "Semua"}
            )
        return [
            each for each in found if len(each["choices"]) > 1 or (each["value"] and each["all"])
        ]


class OverviewPage(RecapPages):
    """All recaps with what they are for."""

    template_name = "recaps/overview.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        recaps = [recap for recap in RECAPS.values() if recap.is_open_to(request.user)]
        return self.page("Rekap", recaps=recaps, cycle=self.cycle())


class RecapPage(RecapPages):
    """One recap: filters, table, and the files with the same rows."""

    template_name = "recaps/recap.html"

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        recap = self.recap_of(key)
        chosen = self.chosen_for(recap)
        page = None
        if isinstance(recap, UsulanRecap):
            rows, page = recap.page(chosen, request.GET.get("p"))
        else:
            rows = list(recap.rows(chosen))
        asked = {name: value for name, value in request.GET.items() if value and name != "p"}
        return self.page(
            recap.title,
            recap=recap,
            chosen=chosen,
            cycle=chosen.cycle,
            selects=self.selects(recap, chosen),
            columns=headings(recap),
            upper=group_headings(recap.columns),
            rows=list(drawn(recap, chosen, rows)),
            page=page,
            kept=asked,
            forms=FORMS,
            splits=[(name, SPLITS[name]) for name in recap.splits if len(chosen.choices[name]) > 1],
            may_export=request.user.has_perm(MAY_EXPORT),
        )


class RecapFile(RecapPages):
    """The recap as a file, under the same filters."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str, form: str) -> HttpResponseBase:
        recap = self.recap_of(key)
        if not request.user.has_perm(MAY_EXPORT):
            raise PermissionDenied
        if form not in FORMS:
            raise Http404
        chosen = self.chosen_for(recap)
        filename = filename_of(recap, chosen, form)
        if form == "csv":
            return StreamingHttpResponse(
                csv_of(recap, chosen),
                content_type=CSV_TYPE,
                headers={"Content-Disposition": content_disposition_header(True, filename)},
            )
        asked = request.GET.get("lembar", "")
        split = asked if asked in recap.splits else ""
        file = workbook_of(recap, chosen, split=split, is_draft="draf" in request.GET)
        return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)
