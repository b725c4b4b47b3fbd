"""A line's own page: what it says, and the usulan it stands for."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from foundation.numbers import whole_number
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from proposals.workflow import WorkflowError
from rkpd import selectors
from rkpd.corrections import corrections_of
from rkpd.forms import LineForm
from rkpd.models import Line
from rkpd.services import correct_line

PER_PAGE = 100


@admin.register(Line)
class LineAdmin(admin.ModelAdmin):
    """Lines are reached from their draft; only the wording of an open one is corrected."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Line | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Line]:
        return Line.objects.visible_to(request.user).select_related("draft__cycle", "draft__city")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is no list across drafts: it would add up the same usulan several times."""
        return redirect("admin:rkpd_draft_changelist")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The line, its usulan, and the form for its wording while the draft is open."""
        if not request.user.has_perm("rkpd.view_line"):
            raise PermissionDenied
        if (key := whole_number(object_id)) is None:
            raise Http404
        line = get_object_or_404(self.get_queryset(request), pk=key)
        form = (
            LineForm(request.POST or None, instance=line) if _may_correct(request, line) else None
        )
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid() and self._correct(request, line, form):
                return redirect("admin:rkpd_line_change", line.pk)
        sources = selectors.with_photos(selectors.sources_in(line.draft, line=line.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": str(line),
            "opts": self.opts,
            "draft": line.draft,
            "line": line,
            "form": form,
            "corrections": corrections_of(line),
            "page": Paginator(sources, PER_PAGE).get_page(request.GET.get("hal")),
        }
        return TemplateResponse(request, "admin/rkpd/line/page.html", context)

    def _correct(self, request: HttpRequest, line: Line, form: LineForm) -> bool:
        try:
            correct_line(line, actor=request.user, **form.cleaned_data)
        except WorkflowError as error:
            messages.error(request, str(error))
            return True
        messages.success(request, "Baris sudah diperbaiki.")
        return True


def _may_correct(request: HttpRequest, line: Line) -> bool:
    return (
        not line.draft.is_frozen
        and request.user.has_perm("rkpd.change_line")
        and scope_of(request.user).post_over(Role.BAPPEDA, line.draft.city_id) is not None
    )
