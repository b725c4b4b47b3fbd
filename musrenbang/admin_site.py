"""The admin site: open to those who hold an office, not to a stored staff flag."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from desk.links import links_for
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.dashboards import home_of

_ORDER = {"proposals": 0, "rkpd": 1, "kelurahan": 2, "planning": 3}


class PlaceAutocomplete(AutocompleteJsonView):
    """Choices that say where they lie: one "RT 003" among two hundred helps nobody."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "in_words", result["text"])}


class MusrenbangAdminSite(AdminSite):
    """The office's side of the portal."""

    site_header = "Portal Musrenbang"
    site_title = "Portal Musrenbang"
    index_title = "Beranda"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A number in the address that no database can hold names nothing: 404."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return inner(request, *args, **kwargs)
            except (OverflowError, DataError) as error:
                raise Http404 from error

        return guarded

    def has_permission(self, request: Any) -> bool:
        """Anyone with a running office assignment; when it ends, the door closes."""
        return request.user.is_active and scope_of(request.user).is_office

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one throttled door for everybody; those without an office are told so."""
        back = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(back)

    def get_app_list(self, request: HttpRequest, app_label: Any = None) -> list[dict[str, Any]]:
        """Daily work first, what it stands on below; worked out only by a page that shows it."""
        inherited = super().get_app_list

        def ordered() -> list[dict[str, Any]]:
            apps = inherited(request, app_label)
            return sorted(apps, key=lambda app: _ORDER.get(app["app_label"], len(_ORDER)))

        return SimpleLazyObject(ordered)  # type: ignore[return-value]

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The first page: the figures of the visitor's own offices, then the list of pages."""
        cycles = list(Cycle.objects.order_by("-is_current", "-fiscal_year"))
        asked = [cycle for cycle in cycles if str(cycle.fiscal_year) == request.GET.get("tahun")]
        cycle = next(iter(asked or cycles), None)
        own = {
            "cycle": cycle,
            "cycles": cycles,
            "sections": home_of(request.user, cycle) if cycle else [],
            "desk_links": links_for(request.user),
        }
        return super().index(request, own | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        """The desk's pages before those of the models."""
        # They stand on the admin pages of usulan, which need this site before it is made.
        from desk import urls as desk_urls  # noqa: PLC0415

        return [*desk_urls.urls(self), *super().get_urls()]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own page does it."""
        return redirect("kelurahan:password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Choices of the visitor's own territory, in words."""
        return PlaceAutocomplete.as_view(admin_site=self)(request)
