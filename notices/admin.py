"""What left the portal and what did not, for administrators; nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notices.models import Digest


@admin.register(Digest)
class DigestAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One row per message: to whose account, over which channel, and why it did not go."""

    list_display = ("user", "channel", "state", "problem", "claimed_at")
    list_filter = ("state", "channel")
    list_select_related = ("user",)
    search_fields = ("user__full_name", "user__username")
    date_hierarchy = "day"
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
