"""The page of the form workbook: who sees it, and whose RW it offers."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import RW
from kelurahan.roles import Role
from tests.factories import World, make_user

PAGE = "/admin/meja/formulir/"
FILE = "/admin/meja/formulir/unduh/"


def enter(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(make_user(world, role), backend="kelurahan.backends.RoleBackend")
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.STAFF, 200),
        (Role.LURAH, 200),
        (Role.KECAMATAN, 403),
        (Role.OPD, 403),
        (Role.BAPPEDA, 403),
        (Role.OBSERVER, 403),
    ],
)
def test_who_downloads(world: World, role: Role, status: int) -> None:
    client = enter(world, role)
    place = {"kelurahan": world.kelurahan.pk, "rw": world.rw.pk}
    assert client.get(PAGE).status_code == status
    assert client.get(FILE, place).status_code == status
    tile = PAGE in client.get(reverse("admin:index")).content.decode()
    assert tile == (status == 200)


def test_only_staff_are_led_to_the_import(world: World) -> None:
    address = reverse("admin:desk_import_new", args=["formulir-usulan"])
    assert address in enter(world, Role.STAFF).get(PAGE).content.decode()
    lurah = enter(world, Role.LURAH)
    assert address not in lurah.get(PAGE).content.decode()
    assert lurah.get(address).status_code == 403


def test_the_file_is_of_the_own_kelurahan(world: World) -> None:
    client = enter(world, Role.STAFF)
    own = {"kelurahan": world.kelurahan.pk}

    whole = client.get(FILE, own)
    one = client.get(FILE, own | {"rw": world.other_rw.pk})

    assert "formulir-usulan-2024-99.75.01.1001.xlsx" in whole["Content-Disposition"]
    assert "-rw002.xlsx" in one["Content-Disposition"]
    heading = openpyxl.load_workbook(io.BytesIO(b"".join(one)))["Usulan"]["C1"].value
    assert heading == "Formulir usulan RKPD 2024, RW 002 Kelurahan Mawar"
    for foreign in (
        {"kelurahan": world.other_kelurahan.pk},
        own | {"rw": world.foreign_rw.pk},
        own | {"rw": "x"},
        {"kelurahan": "²"},
        {},
    ):
        assert client.get(FILE, foreign).status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_rws(world: World, django_assert_num_queries, more: int) -> None:
    for serial in range(more):
        RW.objects.create(kelurahan=world.kelurahan, label=f"01{serial}")
    client = enter(world, Role.STAFF)
    with django_assert_num_queries(7):
        page = client.get(PAGE).content.decode()
    assert page.count(FILE) == 1 + 2 + more
