"""Who may log in, and what their running assignments permit in the admin pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest

from kelurahan.models import User
from kelurahan.scope import scope_of
from kelurahan.selectors import account_named
from kelurahan.services import open_card


class RoleBackend(ModelBackend):
    """Permissions follow from running assignments (``settings.ROLE_PERMISSIONS``).

    Nothing is stored: when an assignment ends, its permissions end with it. Groups and permissions
    of single users are not asked for.
    """

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_role_perm_cache"):
            user_obj._role_perm_cache = set().union(
                *(settings.ROLE_PERMISSIONS.get(role, ()) for role in scope_of(user_obj).roles)
            )
        return user_obj._role_perm_cache


class ActivationBackend(BaseBackend):
    """Knows the holder of an activation card.

    A backend, so that wrong codes count against the account like wrong passwords do.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        activation_secret: str | None = None,
    ) -> User | None:
        if not username or not activation_secret:
            return None
        card = open_card(account_named(username), activation_secret)
        return card.user if card else None
