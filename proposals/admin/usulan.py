"""The list of usulan for the offices: what waits, narrowed, searched, decided singly or in bulk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.http import urlencode

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from proposals.admin.act import ActionPage
from proposals.admin.bulk import BULK, BulkPage, confirm_page
from proposals.admin.exporting import PERMISSION as MAY_EXPORT
from proposals.admin.exporting import DownloadPage, ExportPage
from proposals.admin.figures import FiguresPage
from proposals.admin.filters import FILTERS
from proposals.admin.minutes import MinutesPage
from proposals.admin.page import AssessPage, UsulanPage
from proposals.admin.queue import NextPage
from proposals.admin.reads import (
    chosen_cycle,
    order_name,
    ordering_of,
    search,
    status_counts,
    waiting_sentence,
)
from proposals.models import Proposal
from proposals.review import SETTLED, latest_value
from proposals.statuses import Status

LONG_TEXTS = ("problem", "urgency", "benefit", "measures", "contribution", "landmark")
"""Columns that no list shows."""


class UsulanList(ChangeList):
    """A page of the list, with the figures that its rows show."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = (
            self.result_list.with_price_flag()
            .annotate(office_value=latest_value())
            .defer(*LONG_TEXTS)
        )

    @cached_property
    def kept(self) -> str:
        """The filters in force, to come back to; without the empty ones."""
        held = {key: value for key, value in self.params.items() if value}
        return urlencode(sorted(held.items()))

    @cached_property
    def kept_for_pages(self) -> str:
        """As ``kept``, for the address of one usulan."""
        return urlencode({"_changelist_filters": self.kept}) if self.kept else ""


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    """Usulan are read, decided and assessed here; never typed in, never deleted."""

    list_display = ("number",)
    list_filter = FILTERS
    search_fields = ("number", "title", "address")
    list_select_related = (
        "kelurahan",
        "rw",
        "rt",
        "organisation",
        "kamus_item__issue",
        "opd",
    )
    list_per_page = 100
    list_max_show_all = 400
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/proposals/proposal/change_list.html"

    # --- who ------------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- rows -----------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return Proposal.objects.visible_to(request.user)

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return ordering_of(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return UsulanList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Proposal], search_term: str
    ) -> tuple[QuerySet[Proposal], bool]:
        return search(queryset, search_term), False

    # --- deeds on many --------------------------------------------------------------------------
    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        roles = scope_of(request.user).roles
        return {
            name: (confirm_page, name, deed.label)
            for name, deed in BULK.items()
            if roles & set(deed.transition.who)
        }

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = (("", "Pilih tindakan"),)
    ) -> list[tuple[str, str]]:
        return super().get_action_choices(request, list(default_choices))

    # --- addresses ------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("berikutnya/", NextPage, "next"),
            ("serentak/<str:action>/", BulkPage, "bulk"),
            ("unduh/", ExportPage, "export"),
            ("unduh/<str:layout>/<str:form>/", DownloadPage, "download"),
            ("angka/<slug:office>/<slug:name>/", FiguresPage, "figures"),
            ("berita-acara/", MinutesPage, "minutes"),
            ("berita-acara/<int:kelurahan>/", MinutesPage, "minutes_of"),
            ("<uuid:object_id>/change/", UsulanPage, "change"),
            ("<uuid:object_id>/koreksi/", AssessPage, "assess"),
            ("<uuid:object_id>/tindakan/<str:action>/", ActionPage, "act"),
        )
        listing = self.admin_site.admin_view(self.changelist_view)
        return [
            path("", listing, name="proposals_proposal_changelist"),
            *(
                path(
                    address,
                    self.admin_site.admin_view(page.as_view(model_admin=self)),
                    name=f"proposals_proposal_{name}",
                )
                for address, page, name in pages
            ),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        counts = status_counts(request)
        cycle = chosen_cycle(request)
        scope = scope_of(request.user)
        own = {
            "title": "Usulan",
            "cycle": cycle,
            "year": str(cycle.fiscal_year) if cycle else "semua",
            "counters": [
                (status.label, status.value, counts[status])
                for status in Status
                if counts.get(status)
            ],
            "handed_in": counts[""],
            "waiting": waiting_sentence(request.user, counts),
            "group_by": order_name(request),
            "settled": SETTLED,
            "may_export": request.user.has_perm(MAY_EXPORT),
            "names_opd": scope.roles != {Role.OPD},
            "is_kelurahan": bool(scope.roles & {Role.STAFF, Role.LURAH}),
            "is_staff_of_kelurahan": Role.STAFF in scope.roles,
            "is_lurah": Role.LURAH in scope.roles,
        }
        return super().changelist_view(request, own | (extra_context or {}))
