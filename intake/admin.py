"""Keys of devices, for the office that may have to close one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from intake.models import DeviceKey
from kelurahan.admin.base import OfficeAdmin
from kelurahan.selectors import accounts_for


@admin.register(DeviceKey)
class DeviceKeyAdmin(OfficeAdmin):
    """Read and revoke; the secret is known to its device alone."""

    list_display = ("user", "name", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("user__full_name", "name")
    actions = ("revoke_keys",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeviceKey]:
        actor: Any = request.user
        rows = DeviceKey.objects.select_related("user").order_by("-created_at", "-pk")
        return rows.filter(user__in=accounts_for(actor))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Cabut kunci yang dipilih", permissions=["view"])
    def revoke_keys(self, request: HttpRequest, keys: QuerySet[DeviceKey]) -> None:
        """Close them; what was sent with them stays."""
        count = DeviceKey.objects.filter(pk__in=keys.values("pk")).revoke(actor=request.user)
        messages.success(request, f"{count} kunci perangkat dicabut.")
