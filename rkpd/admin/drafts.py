"""The list of drafts, and a draft's own pages."""

import tempfile
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from foundation.exports import CSV_TYPE, XLSX_TYPE
from foundation.indonesia import number, rupiah
from kelurahan.models import City
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from planning.selectors import current_cycle
from proposals.workflow import WorkflowError
from rkpd import selectors
from rkpd.candidates import BY_PLACE, candidates
from rkpd.checks import findings
from rkpd.errors import DraftOutOfDate
from rkpd.forms import BuildForm, FreezeForm
from rkpd.models import Draft
from rkpd.resources import draft_csv, filename_of, write_draft_xlsx
from rkpd.services import build_draft, freeze_draft

PER_PAGE = 100
SHOWN_FINDINGS = 50


@admin.register(Draft)
class DraftAdmin(admin.ModelAdmin):
    """Drafts are built, read, frozen and taken along; never typed in."""

    list_display = (
        "name",
        "kind",
        "state",
        "total_shown",
        "usulan_shown",
        "line_count",
        "built_at",
    )
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_list_template = "admin/rkpd/draft/change_list.html"

    # --- who ------------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        return selectors.drafts_for(request.user)

    def _draft(self, request: HttpRequest, pk: int | str, *, permission: str = "view") -> Draft:
        """The draft, 404 when it is not theirs to see, 403 without the permission."""
        if not request.user.has_perm(f"rkpd.{permission}_draft"):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    # --- columns --------------------------------------------------------------------------------
    @admin.display(description="rancangan", ordering="version")
    def name(self, draft: Draft) -> str:
        return str(draft)

    @admin.display(description="keadaan", ordering="frozen_at")
    def state(self, draft: Draft) -> str:
        return "Dibekukan" if draft.is_frozen else "Belum dibekukan"

    @admin.display(description="jumlah pagu", ordering="total")
    def total_shown(self, draft: Draft) -> str:
        return rupiah(draft.total)

    @admin.display(description="usulan", ordering="usulan_count")
    def usulan_shown(self, draft: Draft) -> str:
        return number(draft.usulan_count)

    @admin.display(description="baris", ordering="line_count")
    def line_count(self, draft: Any) -> str:
        return number(draft.line_count)

    # --- addresses ------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("susun/", self.build_view, "build"),
            ("belum-masuk/", self.outside_view, "outside"),
            ("<int:pk>/bekukan/", self.freeze_view, "freeze"),
            ("<int:pk>/usulan/", self.sources_view, "sources"),
            ("<int:pk>/belum-masuk/", self.left_out_view, "left_out"),
            ("<int:pk>/unduh/<str:form>/", self.export_view, "export"),
        )
        own = [
            path(address, self.admin_site.admin_view(view), name=f"rkpd_draft_{name}")
            for address, view, name in pages
        ]
        return own + super().get_urls()

    def _page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> TemplateResponse:
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
        }
        return TemplateResponse(request, f"admin/rkpd/draft/{template}.html", context)

    # --- pages ----------------------------------------------------------------------------------
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {"title": "Rancangan RKPD"}
        cycles, city = list(Cycle.objects.all()), _city_of(request)
        cycle = next((cycle for cycle in cycles if cycle.is_current), None)
        if cycle and city:
            context["cycle"] = cycle
            context["outside_count"] = selectors.outside(cycle, city).count()
        if _may_build(request):
            context["build_form"] = BuildForm(cycles=cycles)
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The draft as a table with subtotals."""
        draft = self._draft(request, _number(object_id))
        rows = selectors.table_of(draft)
        return self._page(
            request,
            "page",
            str(draft),
            draft=draft,
            rows=rows,
            forward_total=sum(row.forward_estimate for row in rows if row.line),
            left_out_count=selectors.outside(draft.cycle, draft.city, draft).count(),
            may_freeze=_may_act(request, draft) and not draft.is_frozen,
            may_export=request.user.has_perm("rkpd.export_draft"),
        )

    @method_decorator(require_POST)
    def build_view(self, request: HttpRequest) -> HttpResponse:
        """Build a new version, then show it."""
        if not _may_build(request):
            raise PermissionDenied
        form = BuildForm(request.POST, cycles=Cycle.objects.all())
        if not form.is_valid():
            messages.error(request, "Pilih tahun dan jenis rancangan.")
            return redirect("admin:rkpd_draft_changelist")
        cycle: Cycle = form.cleaned_data["cycle"]
        try:
            draft = build_draft(cycle=cycle, actor=request.user, kind=form.cleaned_data["kind"])
        except WorkflowError as error:
            messages.error(request, str(error))
            return redirect("admin:rkpd_draft_changelist")
        messages.success(request, f"{draft} selesai disusun. Periksa dahulu sebelum dibekukan.")
        return redirect("admin:rkpd_draft_change", draft.pk)

    def freeze_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the checks say and ask; then freeze."""
        draft = self._draft(request, pk, permission="change")
        if not _may_act(request, draft):
            raise PermissionDenied
        form = FreezeForm(request.POST or None)
        wrong = [] if draft.is_frozen else findings(draft)
        if request.method == "POST" and form.is_valid():
            try:
                freeze_draft(draft, actor=request.user, note=form.cleaned_data["note"])
            except DraftOutOfDate as error:
                wrong = list(error.findings)
            except WorkflowError as error:
                messages.error(request, str(error))
                return redirect("admin:rkpd_draft_change", draft.pk)
            else:
                messages.success(
                    request,
                    f"{draft} sudah dibekukan. {number(draft.usulan_count)} usulan masuk RKPD.",
                )
                return redirect("admin:rkpd_draft_change", draft.pk)
        return self._page(
            request,
            "freeze",
            f"Bekukan {draft}",
            draft=draft,
            form=form,
            findings=wrong[:SHOWN_FINDINGS],
            findings_count=len(wrong),
            findings_more=max(0, len(wrong) - SHOWN_FINDINGS),
            left_out_count=selectors.outside(draft.cycle, draft.city, draft).count(),
        )

    @method_decorator(require_safe)
    def sources_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The usulan behind one figure of the table: of an OPD, under a code, or all."""
        draft = self._draft(request, pk)
        opd, code = request.GET.get("opd", ""), request.GET.get("kode", "")[:20]
        sources = selectors.sources_in(
            draft, opd=int(opd) if opd.isdecimal() and len(opd) < 10 else None, code=code
        )
        page = Paginator(sources, PER_PAGE).get_page(request.GET.get("hal"))
        return self._page(
            request,
            "sources",
            f"Usulan dalam {draft}",
            draft=draft,
            code=code,
            opd=opd,
            opd_name=page.object_list[0].line.opd_name if opd and page.object_list else "",
            page=page,
            total=sources.aggregate(total=Sum("value"))["total"] or 0,
        )

    @method_decorator(require_safe)
    def left_out_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accommodated usulan that the draft does not carry, and why."""
        draft = self._draft(request, pk)
        return self._outside(request, draft.cycle, draft.city, draft)

    @method_decorator(require_safe)
    def outside_view(self, request: HttpRequest) -> HttpResponse:
        """Accommodated usulan of the running cycle that no draft carries."""
        if not request.user.has_perm("rkpd.view_draft"):
            raise PermissionDenied
        cycle, city = current_cycle(), _city_of(request)
        if cycle is None or city is None:
            raise Http404
        return self._outside(request, cycle, city, None)

    def _outside(
        self, request: HttpRequest, cycle: Cycle, city: City, draft: Draft | None
    ) -> HttpResponse:
        usulan = selectors.outside(cycle, city, draft)
        page = Paginator(usulan.order_by(*BY_PLACE), PER_PAGE).get_page(request.GET.get("hal"))
        title = f"Diakomodir, belum masuk {draft or f'rancangan {cycle}'}"
        return self._page(
            request,
            "outside",
            title,
            draft=draft,
            page=page,
            rows=candidates(usulan.filter(pk__in=[shown.pk for shown in page.object_list])),
        )

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        """The draft as spreadsheet, ``xlsx`` or ``csv``."""
        draft = self._draft(request, pk, permission="export")
        filename = filename_of(draft, form)
        if form == "csv":
            disposition = content_disposition_header(True, filename)
            return StreamingHttpResponse(
                draft_csv(draft),
                content_type=CSV_TYPE,
                headers={"Content-Disposition": disposition},
            )
        if form != "xlsx":
            raise Http404
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_draft_xlsx(draft, file, taken_by=str(request.user))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _city_of(request: HttpRequest) -> City | None:
    """The city whose drafts the page is about."""
    scope = scope_of(request.user)
    cities = City.objects.order_by("code")
    if not scope.everything:
        cities = cities.filter(pk__in=scope.ids(Role.BAPPEDA, Role.OBSERVER))
    return cities.first()


def _may_build(request: HttpRequest) -> bool:
    return request.user.has_perm("rkpd.add_draft") and bool(
        scope_of(request.user).ids(Role.BAPPEDA)
    )


def _may_act(request: HttpRequest, draft: Draft) -> bool:
    """Whether deeds on this draft are theirs; the services ask again."""
    return (
        request.user.has_perm("rkpd.change_draft")
        and scope_of(request.user).post_over(Role.BAPPEDA, draft.city_id) is not None
    )
