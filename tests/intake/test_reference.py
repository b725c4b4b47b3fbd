"""What a device takes along, how one's usulan stand, device keys, and the description of it all."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from jwt import InvalidKeyError, InvalidSignatureError, InvalidTokenError

from intake.models import DeviceKey, give_key
from intake.parcels import description, validator
from intake.receipts import read
from kelurahan.models import User
from kelurahan.roles import Role
from planning.models import CityPriority, KamusItem, StageWindow
from proposals.models import Proposal
from proposals.statuses import Status
from tests.factories import World, make_item, make_proposal, make_user
from tests.intake.device import client_of, send, send_photo, written

RUJUKAN, STATUS = "/api/v1/rujukan", "/api/v1/status"


class TestReference:
    def test_holds_the_own_territory_and_the_kamus(self, world: World, device: Client) -> None:
        KamusItem.objects.create(
            cycle=world.cycle, code="LAMA", issue=world.item.issue, bidang="fisik", name="Lama",
            unit="m", unit_price=1, is_active=False,
        )  # fmt: skip
        first = CityPriority.objects.create(cycle=world.cycle, number=1, name="Banjir teratasi")
        told = device.get(RUJUKAN).json()
        assert told["tahun"]["prioritas"] == [{"id": str(first.pk), "nama": "Banjir teratasi"}]
        assert [seat["kunci"] for seat in told["pengusul"]] == [f"rt-{world.rt.pk}"]
        places = {place["id"] for place in told["pengusul"][0]["rt_lokasi"]}
        assert places == {str(world.rt.pk), str(world.other_rt.pk)}
        assert [item["kode"] for item in told["kamus"]] == [world.item.code]
        assert told["tahun"]["tahun"] == world.cycle.fiscal_year
        assert len(told["lahan"]) == 6
        validator("Rujukan").validate(told)

    def test_only_what_changed_since_a_version_comes_again(
        self, world: World, device: Client
    ) -> None:
        version = device.get(RUJUKAN).json()["versi"]
        parts = {"tahun", "pengusul", "kamus", "lahan"}
        assert not parts & device.get(RUJUKAN, {"sejak": version}).json().keys()
        make_item(world.cycle, name="Lampu jalan")
        told = device.get(RUJUKAN, {"sejak": version}).json()
        assert parts & told.keys() == {"kamus"}
        assert told["versi"] != version

    @pytest.mark.parametrize("version", ["x", "....", "a.b", "\u0663" * 50])
    def test_an_unknown_version_gets_everything(
        self, world: World, device: Client, version: str
    ) -> None:
        assert "kamus" in device.get(RUJUKAN, {"sejak": version}).json()

    def test_the_lock_of_the_device_is_the_accounts_own_and_stays(
        self, world: World, device: Client
    ) -> None:
        other = client_of(make_user(world, Role.RW))
        locks = [client.get(RUJUKAN).json()["akun"]["sandi"] for client in (device, device, other)]
        assert locks[0] == locks[1] != locks[2]

    @pytest.mark.parametrize("items", [1, 3])
    def test_queries(
        self, world: World, device: Client, items: int, django_assert_num_queries
    ) -> None:
        for _ in range(items - 1):
            make_item(world.cycle)
        with django_assert_num_queries(10):
            device.get(RUJUKAN)


class TestStatus:
    def test_tells_own_usulan_without_drafts(self, world: World, device: Client) -> None:
        own = make_proposal(world, Status.VERIFIED)
        make_proposal(world)
        make_proposal(world, Status.SUBMITTED, rt=world.other_rt)
        told = device.get(STATUS).json()
        assert [(row["id"], row["label"]) for row in told["usulan"]] == [
            (str(own.pk), "Terverifikasi kelurahan")
        ]
        validator("Keadaan").validate(told)

    def test_since_a_mark_only_what_changed(self, world: World, device: Client) -> None:
        old, new = make_proposal(world, Status.SUBMITTED), make_proposal(world, Status.SUBMITTED)
        Proposal.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(hours=1))
        mark = (timezone.now() - timedelta(minutes=30)).isoformat()
        told = device.get(STATUS, {"sejak": mark}).json()
        assert [row["id"] for row in told["usulan"]] == [str(new.pk)]
        assert device.get(STATUS, {"sejak": told["sejak"]}).status_code == 200

    @pytest.mark.parametrize(
        "mark",
        [
            "kemarin",
            "2024-01-01",
            "2024-13-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ],
    )
    def test_a_mark_that_nobody_gave(self, device: Client, mark: str) -> None:
        assert device.get(STATUS, {"sejak": mark}).status_code == 400

    def test_a_mark_with_an_unknown_character_is_told_in_json(self, device: Client) -> None:
        response = device.get(STATUS, {"sejak": "\x00"})
        assert (response.status_code, response.json()["kode"]) == (400, "tidak-terbaca")

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(
        self, world: World, device: Client, rows: int, django_assert_num_queries
    ) -> None:
        for _ in range(rows):
            make_proposal(world, Status.SUBMITTED)
        with django_assert_num_queries(4):
            device.get(STATUS)


class TestDeviceKey:
    def test_sends_without_a_log_in_or_a_form_token(self, world: World, head: User) -> None:
        key, secret = give_key(head, "Laptop RW")
        client = Client(enforce_csrf_checks=True)
        bearer = {"Authorization": f"Bearer {secret}"}
        assert send(client, written(world), **bearer).status_code == 201
        assert "sandi" not in client.get(RUJUKAN, headers=bearer).json()["akun"]
        key.refresh_from_db()
        assert key.last_used_at is not None
        assert secret not in str(DeviceKey.objects.values())

    def test_closed_keys_open_nothing(self, world: World, head: User) -> None:
        def code(secret: str) -> int:
            headers = {"Authorization": f"Bearer {secret}"}
            return Client().get(STATUS, headers=headers).status_code

        revoked, first = give_key(head, "Hilang")
        old, second = give_key(head, "Lama")
        _, third = give_key(head, "Baik")
        assert {code(first), code(second), code(third)} == {200}
        DeviceKey.objects.filter(pk=revoked.pk).revoke(actor=head)
        DeviceKey.objects.filter(pk=old.pk).update(expires_at=timezone.now())
        assert [code(first), code(second), code(third), code(""), code("mrb-x")] == [
            401, 401, 200, 401, 401,
        ]  # fmt: skip
        User.objects.filter(pk=head.pk).update(is_active=False)
        assert code(third) == 401

    def test_whose_post_has_ended_sends_nothing(self, world: World, head: User) -> None:
        _, secret = give_key(head, "Telepon")
        today = timezone.localdate()
        head.assignments.update(since=today - timedelta(9), until=today - timedelta(1))
        bearer = {"Authorization": f"Bearer {secret}"}
        assert send(Client(), written(world), **bearer).status_code == 403


class TestDescription:
    def test_names_every_door_and_no_other(self) -> None:
        known = {
            f"/{pattern.pattern}".replace("<uuid:pk>", "{id}").replace("<uuid:key>", "{berkas}")
            for pattern in get_resolver("intake.api.urls").url_patterns
        }
        assert known == set(description()["paths"])
        assert description()["servers"] == [{"url": reverse("api:status").removesuffix("/status")}]

    def test_every_door_takes_the_method_described_and_no_other(self, device: Client) -> None:
        for path, described in description()["paths"].items():
            address = "/api/v1" + path.replace("{id}", str(Proposal().pk)).replace(
                "{berkas}", str(Proposal().pk)
            )
            for method in ("get", "post", "put", "patch", "delete"):
                code = getattr(device, method)(address).status_code
                assert (code != 405) == (method in described), (method, path)

    def test_answers_are_as_described(self, world: World, device: Client) -> None:
        draft = written(world, photos=1)
        good = send(device, draft)
        (key,) = draft.photos
        photo = send_photo(device, draft, key)
        for response in (good, photo):
            validator("Diterima").validate(response.json())
        draft.said["tahun"] = 2050
        bad = [send(device, draft), send(device, written(world, isi={"people": ""}))]
        bad += [send(Client(), draft), device.get(STATUS, {"sejak": "x"})]
        paths = description()["paths"]
        for response in bad:
            validator("Salah").validate(response.json())
            assert str(response.status_code) in paths["/usulan/{id}"]["put"]["responses"]


class TestDeadline:
    """The intake window closed an hour ago; the year's grace is 24 hours."""

    @pytest.fixture(autouse=True)
    def _closed(self, world: World) -> None:
        now = timezone.now()
        StageWindow.objects.filter(stage="intake").update(
            opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1)
        )

    def sent(self, world: World, device: Client, *, hours_ago: float, **headers: str):
        at = timezone.localtime() - timedelta(hours=hours_ago)
        return send(device, written(world, ditulis=at.isoformat()), **headers)

    def test_what_was_written_in_time_is_taken_and_marked(
        self, world: World, device: Client
    ) -> None:
        assert self.sent(world, device, hours_ago=2).status_code == 201
        event = Proposal.objects.get().events.get()
        assert event.changes["in_grace"][1] == "sesudah batas waktu, dalam toleransi 24 jam"
        assert "written_at" in event.changes

    def test_what_was_written_after_the_end_is_not(self, world: World, device: Client) -> None:
        response = self.sent(world, device, hours_ago=0.5)
        assert (response.status_code, response.json()["kode"]) == (422, "terlambat")
        assert "tetap tersimpan di perangkat" in response.json()["pesan"]
        assert not Proposal.objects.exists()

    def test_nor_anything_once_the_grace_has_run_out(self, world: World, device: Client) -> None:
        world.cycle.device_grace_hours = 0
        world.cycle.save()
        assert self.sent(world, device, hours_ago=2).status_code == 422

    def test_a_clock_that_goes_wrong_is_mended(self, world: World, device: Client) -> None:
        """The device is five hours ahead: "in three hours" was two hours ago."""
        clock = timezone.localtime() + timedelta(hours=5)
        headers = {"X-Jam-Perangkat": clock.isoformat()}
        assert self.sent(world, device, hours_ago=-3, **headers).status_code == 201
        assert self.sent(world, device, hours_ago=-4.5, **headers).status_code == 422

    def test_a_clock_that_was_set_right_before_sending_takes_nothing_away(
        self, world: World, device: Client
    ) -> None:
        """As it was written it is in time; corrected by a clock three hours behind it is not."""
        clock = timezone.localtime() - timedelta(hours=3)
        headers = {"X-Jam-Perangkat": clock.isoformat()}
        assert self.sent(world, device, hours_ago=2, **headers).status_code == 201

    def test_a_clock_that_had_lost_its_date(self, world: World, device: Client) -> None:
        draft = written(world, ditulis="1970-01-01T00:05:00+07:00")
        assert send(device, draft).status_code == 201

    def test_photos_of_what_was_taken_still_come_in(self, world: World, device: Client) -> None:
        at = timezone.localtime() - timedelta(hours=2)
        draft = written(world, photos=1, ditulis=at.isoformat())
        send(device, draft)
        Proposal.objects.get()
        StageWindow.objects.filter(stage="intake").update(
            closes_at=timezone.now() - timedelta(days=8)
        )
        (key,) = draft.photos
        assert send_photo(device, draft, key).json()["lengkap"] is True


class TestSecretKey:
    def test_receipts_outlive_a_new_secret_that_names_the_old(
        self, world: World, device: Client, settings
    ) -> None:
        receipt = send(device, written(world)).json()["kuitansi"]
        claims = read(receipt)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "k" * 60
        assert read(receipt) == claims
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(InvalidKeyError):
            read(receipt)

    def test_what_lies_on_a_device_still_opens(self, device: Client, settings) -> None:
        before = device.get(RUJUKAN).json()["akun"]
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "k" * 60
        assert device.get(RUJUKAN).json()["akun"] == before
        settings.SECRET_KEY_FALLBACKS = []
        device.force_login(User.objects.get(), backend="kelurahan.backends.RoleBackend")
        assert device.get(RUJUKAN).json()["akun"]["sandi"] != before["sandi"]

    def test_a_receipt_that_was_changed_is_none(self, world: World, device: Client) -> None:
        head, body, signature = send(device, written(world)).json()["kuitansi"].split(".")
        with pytest.raises(InvalidSignatureError):
            read(f"{head}.{body}.{signature[:-6]}AAAAAA")
        with pytest.raises(InvalidTokenError):
            read(f"{head}.{body[:-8]}.{signature}")
