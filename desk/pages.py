"""What all pages of the desk share."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import View


class DeskPage(View):
    """A page of the desk: only for those who hold one of its ``permissions``."""

    site: AdminSite = None
    permissions: tuple[str, ...] = ()
    template_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(request.user.has_perm(permission) for permission in self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def page(self, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page inside the office's frame."""
        everything = {**self.site.each_context(self.request), "title": title, **context}
        return TemplateResponse(
            self.request, f"admin/desk/{self.template_name}", everything, status=status
        )
