"""The form workbook for RT and RW heads: which one to download, and the download."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from desk.pages import DeskPage
from foundation.exports import XLSX_TYPE
from foundation.numbers import whole_number
from kelurahan.models import RW, Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.workbook import write_form_workbook

MAY_BRING_BACK = "desk.import_form_workbook"


class FormWorkbooks(DeskPage):
    """What both pages share: the office's own kelurahan and the running year."""

    permissions = ("desk.form_workbook",)

    def kelurahan(self) -> list[Kelurahan]:
        """Those in which the user is staff or lurah."""
        held = scope_of(self.request.user).ids(Role.STAFF, Role.LURAH)
        return list(Kelurahan.objects.filter(pk__in=held, valid_until=None).order_by("code"))

    def cycle(self) -> Cycle | None:
        """The running year; ``None`` while there is none."""
        return Cycle.objects.filter(is_current=True).first()


class FormWorkbookPage(FormWorkbooks):
    """One workbook per RW, or one for the whole kelurahan."""

    template_name = "form_workbook.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rws = RW.objects.filter(kelurahan__in=self.kelurahan(), valid_until=None)
        places = [
            (each, [rw for rw in rws if rw.kelurahan_id == each.pk]) for each in self.kelurahan()
        ]
        return self.page(
            "Formulir usulan (Excel)",
            cycle=self.cycle(),
            places=places,
            may_bring_back=request.user.has_perm(MAY_BRING_BACK),
        )


class FormWorkbookFile(FormWorkbooks):
    """The workbook; a kelurahan or RW that is not the user's does not exist."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        cycle, kelurahan = self.cycle(), self._asked("kelurahan")
        if cycle is None or kelurahan not in {each.pk for each in self.kelurahan()}:
            raise Http404
        place = Kelurahan.objects.get(pk=kelurahan)
        rw = None
        if "rw" in request.GET:
            held = RW.objects.filter(kelurahan=place, valid_until=None)
            rw = get_object_or_404(held, pk=self._asked("rw"))
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_form_workbook(file, cycle=cycle, kelurahan=place, rw=rw)
        file.seek(0)
        name = f"formulir-usulan-{cycle.fiscal_year}-{place.code}"
        name += f"-rw{rw.label}" if rw else ""
        return FileResponse(
            file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE
        )

    def _asked(self, name: str) -> int:
        asked = whole_number(self.request.GET.get(name, ""))
        if asked is None:
            raise Http404
        return asked
