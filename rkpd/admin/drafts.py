"""The list of drafts, and a draft's own pages."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from foundation.indonesia import number, rupiah
from foundation.numbers import whole_number
from kelurahan.models import City
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from planning.selectors import current_cycle
from proposals.workflow import WorkflowError
from rkpd import selectors
from rkpd.admin.comparing import comparison_context, comparison_file
from rkpd.admin.downloads import csv_download, xlsx_download
from rkpd.candidates import BY_PLACE, candidates
from rkpd.ceilings import ceilings_of
from rkpd.checks import findings
from rkpd.compilation import write_draft_xlsx
from rkpd.cuts import Cut
from rkpd.errors import DraftOutOfDate, OverPagu
from rkpd.forms import BuildForm, CutForm, FreezeForm
from rkpd.models import Draft
from rkpd.outline import above, concise
from rkpd.resources import draft_csv, filename_of
from rkpd.services import build_draft, edition_passed, freeze_draft, next_kind

PER_PAGE = 100
ROWS_PER_PAGE = 100
SHOWN_FINDINGS = 50


@admin.register(Draft)
class DraftAdmin(admin.ModelAdmin):
    """Drafts are built, read, frozen and taken along; never typed in."""

    list_display = (
        "name",
        "label",
        "state",
        "total_shown",
        "usulan_shown",
        "line_count",
        "built_at",
        "comparing",
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

    @admin.display(description="bandingkan")
    def comparing(self, draft: Draft) -> str:
        if draft.version == 1:
            return "–"
        address = reverse("admin:rkpd_draft_compare")
        return format_html('<a href="{}?ke={}">dengan versi sebelumnya</a>', address, draft.pk)

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
            ("banding/", self.compare_view, "compare"),
            ("banding/unduh/<str:form>/", self.compare_export_view, "compare_export"),
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
            kind = next_kind(cycle, city) if cycle and city else None
            context["build_form"] = BuildForm(cycles=cycles, initial={"kind": kind})
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
        form, cut = _cut_of(request, draft)
        rows = concise(selectors.table_of(draft, cut))
        lines = [row for row in rows if row.line]
        page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("hal"))
        return self._page(
            request,
            "page",
            str(draft),
            draft=draft,
            cut_form=form,
            cut=cut,
            ceilings=ceilings_of(draft),
            page=page,
            rows=page.object_list,
            above=above(rows, page.start_index() - 1) if page.number > 1 else (),
            pagu_total=sum(row.pagu for row in lines),
            forward_total=sum(row.forward_estimate for row in lines),
            usulan_total=sum(row.usulan_count for row in lines),
            line_count=len(lines),
            left_out_count=selectors.outside(draft.cycle, draft.city, draft).count(),
            may_freeze=_may_act(request, draft)
            and not draft.is_frozen
            and not edition_passed(draft.cycle, draft.city, draft.kind),
            may_export=request.user.has_perm("rkpd.export_draft"),
        )

    @method_decorator(require_POST)
    def build_view(self, request: HttpRequest) -> HttpResponse:
        """Build a new version, then show it."""
        if not _may_build(request):
            raise PermissionDenied
        form = BuildForm(request.POST, cycles=Cycle.objects.all())
        if not form.is_valid():
            messages.error(
                request, "Pilih tahun dan jenis rancangan. Keterangan paling panjang 80 huruf."
            )
            return redirect("admin:rkpd_draft_changelist")
        cycle: Cycle = form.cleaned_data["cycle"]
        try:
            draft = build_draft(
                cycle=cycle,
                actor=request.user,
                kind=form.cleaned_data["kind"],
                label=form.cleaned_data["label"],
            )
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
        over = [] if draft.is_frozen else ceilings_of(draft).over
        form = FreezeForm(request.POST or None, is_over=bool(over))
        wrong = [] if draft.is_frozen else findings(draft)
        passed = "" if draft.is_frozen else edition_passed(draft.cycle, draft.city, draft.kind)
        if request.method == "POST" and form.is_valid():
            try:
                freeze_draft(draft, actor=request.user, note=form.cleaned_data["note"])
            except DraftOutOfDate as error:
                wrong = list(error.findings)
            except OverPagu as error:
                over = list(error.ceilings)
                form.add_error("note", str(error))
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
            passed=passed,
            over=over,
            findings=wrong[:SHOWN_FINDINGS],
            findings_count=len(wrong),
            findings_more=max(0, len(wrong) - SHOWN_FINDINGS),
            left_out_count=selectors.outside(draft.cycle, draft.city, draft).count(),
        )

    @method_decorator(require_safe)
    def sources_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The usulan behind one figure of the table: of an OPD, under a code, or all."""
        draft = self._draft(request, pk)
        _, cut = _cut_of(request, draft)
        code = request.GET.get("kode", "")[:20]
        sources = selectors.sources_in(draft, cut, code=code)
        page = Paginator(selectors.with_photos(sources), PER_PAGE).get_page(request.GET.get("hal"))
        return self._page(
            request,
            "sources",
            f"Usulan dalam {draft}",
            draft=draft,
            code=code,
            cut=cut,
            page=page,
            total=sources.aggregate(total=Sum("value"))["total"] or 0,
        )

    @method_decorator(require_safe)
    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Two versions beside each other: lines new, gone and changed, with their sums."""
        if not request.user.has_perm("rkpd.view_draft"):
            raise PermissionDenied
        context = comparison_context(self.get_queryset(request), request)
        return self._page(request, "compare", "Perbedaan antara dua versi", **context)

    @method_decorator(require_safe)
    def compare_export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The comparison as spreadsheet, ``xlsx`` or ``csv``."""
        return comparison_file(self.get_queryset(request), request, form)

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
        _, cut = _cut_of(request, draft)
        filename = filename_of(draft, form, cut)
        if form == "csv":
            return csv_download(draft_csv(draft, cut), filename)
        if form != "xlsx":
            raise Http404
        write = partial(
            write_draft_xlsx,
            draft,
            taken_by=str(request.user),
            cut=cut,
            sheet_per_opd=request.GET.get("lembar") == "opd",
        )
        return xlsx_download(write, filename)


def _cut_of(request: HttpRequest, draft: Draft) -> tuple[CutForm, Cut]:
    """The part of the draft that the address names; 404 for one that does not exist."""
    form = CutForm(request.GET, draft=draft)
    if not form.is_valid():
        raise Http404
    return form, form.cut


def _number(text: str) -> int:
    if (key := whole_number(text)) is None:
        raise Http404
    return key


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
