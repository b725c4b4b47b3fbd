"""Keys of devices: made by their owners, closed by them or their kelurahan, seen by no others."""

import re

from django.test import Client
from django.urls import reverse

from intake.models import DeviceKey, give_key
from kelurahan.models import User
from kelurahan.roles import Role
from tests.factories import World, make_user
from tests.intake.device import client_of

PAGE = reverse("intake:devices")
LIST = reverse("admin:intake_devicekey_changelist")


def opens(secret: str) -> bool:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/status", headers=headers).status_code == 200


class TestOwner:
    def test_makes_a_key_that_is_shown_once(self, device: Client) -> None:
        page = device.post(PAGE, {"name": "Laptop sekretariat"}).content.decode()
        (secret,) = re.findall(r"mrb-[\w-]{43}", page)
        assert opens(secret)
        again = device.get(PAGE).content.decode()
        assert "Laptop sekretariat" in again
        assert secret not in again

    def test_closes_the_own_key(self, device: Client, head: User) -> None:
        key, secret = give_key(head, "Laptop")
        device.post(reverse("intake:revoke", args=[key.pk]))
        assert not opens(secret)

    def test_cannot_close_anothers(self, world: World, device: Client) -> None:
        key, secret = give_key(make_user(world, Role.RW), "Laptop lain")
        assert device.post(reverse("intake:revoke", args=[key.pk])).status_code == 404
        assert opens(secret)
        assert "Laptop lain" not in device.get(PAGE).content.decode()

    def test_has_at_most_ten(self, device: Client, head: User) -> None:
        for number in range(10):
            give_key(head, f"Perangkat {number}")
        assert "Paling banyak 10" in device.post(PAGE, {"name": "Lagi"}).content.decode()
        assert DeviceKey.objects.count() == 10

    def test_must_name_it(self, device: Client) -> None:
        assert "Tulis nama" in device.post(PAGE, {"name": " "}).content.decode()
        assert not DeviceKey.objects.exists()


class TestOffice:
    def test_closes_a_key_of_its_own_people(self, world: World, head: User) -> None:
        key, secret = give_key(head, "Telepon hilang")
        office = client_of(make_user(world, Role.STAFF))
        assert "Telepon hilang" in office.get(LIST).content.decode()
        office.post(LIST, {"action": "revoke_keys", "_selected_action": [key.pk]})
        assert not opens(secret)
        key.refresh_from_db()
        assert key.revoked_by is not None

    def test_neither_sees_nor_closes_those_of_another_kelurahan(self, world: World) -> None:
        key, secret = give_key(make_user(world, Role.RT, world.foreign_rt), "Telepon tetangga")
        office = client_of(make_user(world, Role.STAFF))
        assert "Telepon tetangga" not in office.get(LIST).content.decode()
        office.post(LIST, {"action": "revoke_keys", "_selected_action": [key.pk]})
        assert opens(secret)

    def test_other_offices_have_no_such_list(self, world: World) -> None:
        for role in (Role.KECAMATAN, Role.OPD, Role.BAPPEDA):
            assert client_of(make_user(world, role)).get(LIST).status_code == 403
