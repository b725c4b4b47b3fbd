"""The list of usulan for the offices: what waits, narrowed, searched, decided singly or in bulk."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
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
from proposals.admin.page import AssessPage, PublicTitlePage, UsulanPage
from proposals.admin.paging import Listing
from proposals.admin.queue import NextPage
from proposals.admin.reads import (
    GROUPINGS,
    chosen_cycle,
    facets_of,
    group_counts,
    order_name,
    ordering_of,
    waiting_sentence,
)
from proposals.admin.rows import Manner, fetched, told
from proposals.admin.search import search
from proposals.admin.shown import Shown, shown
from proposals.models import Proposal
from proposals.statuses import Status

HEAD = "admin/proposals/proposal/_head.html"


class Narrowing(ChangeList):
    """The usulan that the list's filters leave, in its order, where no page is to be shown."""

    def get_results(self, request: HttpRequest) -> None:
        """None are read; counted only where the number is asked for."""
        self.count = partial(group_counts, request, self.queryset)

    @cached_property
    def result_count(self) -> int:
        """All rows, exactly."""
        counts = self.count()
        return counts if isinstance(counts, int) else sum(count for _, count in counts)


class UsulanList(ChangeList):
    """A page of the list: its keys first, then what the rows of these show."""

    shown: Shown

    def get_results(self, request: HttpRequest) -> None:
        self.shown = shown(request, partial(self._work_out, request))
        self.result_count, self.result_list = self.shown.count, self.shown.keys
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions = True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.paginator = Paginator(range(self.result_count), self.list_per_page)

    def _work_out(self, request: HttpRequest) -> Shown:
        super().get_results(request)
        # Django gives a page of our listing, or all rows where they fit on one.
        is_page = isinstance(self.result_list, list)
        keys = self.result_list if is_page else self.paginator.object_list[:]
        above = self._above(request)
        return Shown(
            count=self.result_count,
            keys=keys,
            above=above,
            head=render_to_string(HEAD, above | {"cl": self}),
            rows=told(fetched(keys), self._manner(request)),
        )

    def _manner(self, request: HttpRequest) -> Manner:
        roles = scope_of(request.user).roles
        return Manner(
            order=order_name(request),
            is_kelurahan=bool(roles & {Role.STAFF, Role.LURAH}),
            names_opd=roles != {Role.OPD},
            has_boxes=bool(self.model_admin.get_actions(request)),
            query=self.kept_for_pages,
        )

    def _above(self, request: HttpRequest) -> dict[str, Any]:
        """What the head tells, in plain values."""
        counts = facets_of(request).counts
        cycle = chosen_cycle(request)
        roles = scope_of(request.user).roles
        return {
            "cycle": str(cycle) if cycle else "",
            "year": str(cycle.fiscal_year) if cycle else "semua",
            "counters": [
                (status.label, status.value, counts[status])
                for status in Status
                if counts.get(status)
            ],
            "handed_in": counts[""],
            "waiting": waiting_sentence(request.user, counts),
            "may_export": request.user.has_perm(MAY_EXPORT),
            "is_staff_of_kelurahan": Role.STAFF in roles,
            "is_lurah": Role.LURAH in roles,
        }

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
    list_per_page = 50
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
        return Narrowing if hasattr(request, "_wants_no_page") else UsulanList

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Proposal],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> Paginator:
        counts = group_counts(request, queryset)
        listing = Listing(queryset, counts, GROUPINGS.get(order_name(request)))
        return Paginator(listing, per_page, orphans, allow_empty_first_page)

    def narrowing(self, request: HttpRequest) -> Narrowing:
        """The list that the request's address asks for, without a page of it."""
        request._wants_no_page = True
        try:
            return self.get_changelist_instance(request)
        finally:
            del request._wants_no_page

    def narrowed(self, request: HttpRequest) -> QuerySet[Proposal]:
        """All rows that the filters in the request's address leave, in the list's order."""
        return self.narrowing(request).queryset

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
            ("<uuid:object_id>/judul-umum/", PublicTitlePage, "public_title"),
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
        return super().changelist_view(request, {"title": "Usulan"} | (extra_context or {}))
