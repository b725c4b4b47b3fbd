"""Entering the office's pages."""

import pytest

from kelurahan.roles import Role
from tests.factories import make_user


@pytest.fixture
def log_in(client, world):
    def enter(role=Role.STAFF, territory=None, **changes):
        user = make_user(world, role, territory, **changes)
        client.force_login(user, backend="kelurahan.backends.RoleBackend")
        return user

    return enter
