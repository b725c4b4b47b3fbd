"""Who may log in, and what their running assignments permit in the admin pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from kelurahan.scope import scope_of


class RoleBackend(ModelBackend):
    """Permissions follow from running assignments (``settings.ROLE_PERMISSIONS``).

    Nothing is stored: when an assignment ends, its permissions end with it.
    """

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_role_perm_cache"):
            granted = super().get_all_permissions(user_obj)
            for role in scope_of(user_obj).roles:
                granted = granted | settings.ROLE_PERMISSIONS.get(role.value, frozenset())
            user_obj._role_perm_cache = granted
        return user_obj._role_perm_cache
