"""What all pages on usulan share inside the admin site."""

from typing import Any
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View

from proposals.models import Proposal
from proposals.selectors import opened

KEPT = "_changelist_filters"
"""Under this name an address carries the list's filters along, as Django's own pages do."""


class OfficePage(View):
    """A page of the admin site about usulan; a foreign usulan does not exist for it."""

    model_admin: ModelAdmin = None
    template_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.model_admin.has_view_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def usulan(self, pk: UUID) -> Proposal:
        """The usulan with all that a page shows, 404 across a border."""
        found = opened(self.request.user).filter(pk=pk).order_by().first()
        if found is None:
            raise Http404
        return found

    @property
    def kept(self) -> str:
        """The filters of the list that the visitor came from."""
        return self.request.GET.get(KEPT, "")

    @property
    def list_url(self) -> str:
        """The list as the visitor left it."""
        url = reverse("admin:proposals_proposal_changelist")
        return f"{url}?{QueryDict(self.kept).urlencode()}" if self.kept else url

    def url_of(self, name: str, *args: Any, **query: Any) -> str:
        """The address of a page about usulan that still knows the list's filters."""
        carried = {key: value for key, value in {**query, KEPT: self.kept}.items() if value}
        url = reverse(f"admin:proposals_proposal_{name}", args=args)
        return f"{url}?{urlencode(carried)}" if carried else url

    def page(self, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page inside the admin's frame."""
        everything = {
            **self.model_admin.admin_site.each_context(self.request),
            "title": title,
            "opts": self.model_admin.opts,
            "list_url": self.list_url,
            **context,
        }
        return TemplateResponse(
            self.request, f"admin/proposals/{self.template_name}", everything, status=status
        )
