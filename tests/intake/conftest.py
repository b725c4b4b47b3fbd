"""An RT head with a device that is logged in."""

import pytest
from django.test import Client

from kelurahan.models import User
from kelurahan.roles import Role
from tests.factories import World, make_user
from tests.intake.device import client_of


@pytest.fixture
def head(world: World) -> User:
    """The head of the world's RT."""
    return make_user(world, Role.RT)


@pytest.fixture
def device(head: User) -> Client:
    """The head's device."""
    return client_of(head)
