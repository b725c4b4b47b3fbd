"""The admin site: open to those who hold an office, not to a stored staff flag."""

from typing import Any

from django.contrib.admin import AdminSite

from kelurahan.scope import scope_of


class MusrenbangAdminSite(AdminSite):
    """The office's side of the portal."""

    site_header = "Portal Musrenbang"
    site_title = "Portal Musrenbang"
    index_title = "Beranda"

    def has_permission(self, request: Any) -> bool:
        """Anyone with a running office assignment; when it ends, the door closes."""
        return request.user.is_active and scope_of(request.user).is_office
