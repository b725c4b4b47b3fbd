"""What the tests of the proposers' pages share."""

import pytest
from django.test import Client

from kelurahan.roles import Role
from tests.factories import World, make_proposal, make_user


@pytest.fixture
def rt_head(world: World):
    """The head of the world's RT."""
    return make_user(world, Role.RT)


@pytest.fixture
def rt_client(client: Client, rt_head) -> Client:
    """A browser in which the RT head is logged in."""
    client.force_login(rt_head, backend="kelurahan.backends.RoleBackend")
    return client


@pytest.fixture
def draft(world: World, rt_head):
    """A complete draft of the RT head."""
    return make_proposal(world, created_by=rt_head)
