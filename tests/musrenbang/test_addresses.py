"""NUL in an address is answered, not tripped over."""

import pytest
from django.test import Client

from kelurahan.roles import Role
from tests.factories import World, make_user, make_world

ADDRESSES = (
    "/kamus/?q=%00",
    "/kamus/%00/",
    "/admin/proposals/proposal/?status=%00",
    "/admin/proposals/proposal/?bidang=a%00b",
    "/admin/planning/kamusitem/?bidang=%00",
    "/admin/planning/nomenclature/?level=%00",
    "/admin/meja/rekap/isu/?bidang=%00",
    "/admin/meja/rekap/hasil-rw/?status=%00",
    "/admin/rkpd/draft/?q=%00",
)


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def planner(world: World, client: Client) -> Client:
    client.force_login(make_user(world, Role.BAPPEDA), backend="kelurahan.backends.RoleBackend")
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_nul_is_a_bad_request(planner: Client, address: str) -> None:
    assert planner.get(address).status_code == 400


def test_other_odd_characters_are_only_not_found(planner: Client) -> None:
    assert planner.get("/admin/proposals/proposal/?q=%01%25%27").status_code == 200
