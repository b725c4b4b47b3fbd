"""Handing in from a device: received once, whatever the network does to question and answer."""

import uuid

import pytest
from django.test import Client

from intake.receipts import read
from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import DeclaredFile, Proposal, ProposalEvent, Sending
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_user
from tests.intake.device import FILE, Draft, client_of, digest_of, put, send, send_photo, written

NOTHING = (0, 0, 0, 0)


def counts() -> tuple[int, int, int, int]:
    tables = (Proposal, Sending, DeclaredFile, ProposalEvent)
    return tuple(table.objects.count() for table in tables)


class TestReceivedOnce:
    def test_a_usulan_arrives_whole_with_number_and_signed_receipt(
        self, world: World, device: Client, head: User
    ) -> None:
        draft = written(world)
        response = send(device, draft)
        assert response.status_code == 201
        proposal = Proposal.objects.get(pk=draft.id)
        assert proposal.status == Status.SUBMITTED
        assert (proposal.title, str(proposal.volume)) == (draft.said["isi"]["title"], "12.50")
        assert proposal.value == 12_500_000
        assert [rt.pk for rt in proposal.rts.all()] == [world.rt.pk]
        assert proposal.created_by == head
        claims = read(response.json()["kuitansi"])
        assert claims["sub"] == str(draft.id)
        assert claims["nomor"] == proposal.number == response.json()["nomor"]
        assert claims["isi"] == Sending.objects.get().content_hash
        assert claims["lengkap"] is True

    def test_the_same_bytes_again_give_the_same_receipt_and_no_second_usulan(
        self, world: World, device: Client
    ) -> None:
        draft = written(world, photos=1)
        first = send(device, draft)
        stored = counts()
        again = [send(device, draft) for _ in range(3)]
        assert [response.status_code for response in again] == [200, 200, 200]
        told = {str(read(response.json()["kuitansi"])) for response in (first, *again)}
        assert len(told) == 1
        assert counts() == stored

    def test_other_content_under_the_same_id_is_refused_and_changes_nothing(
        self, world: World, device: Client
    ) -> None:
        draft = written(world)
        receipt = send(device, draft).json()["kuitansi"]
        other = written(world, isi={"title": "Judul yang lain"})
        other.id = draft.id
        response = send(device, other)
        assert response.status_code == 409
        assert response.json()["kode"] == "isi-lain"
        assert read(response.json()["kuitansi"]) == read(receipt)
        assert Proposal.objects.get().title == draft.said["isi"]["title"]

    def test_both_can_be_kept_under_an_id_of_its_own(self, world: World, device: Client) -> None:
        draft, other = written(world), written(world, isi={"title": "Judul yang lain"})
        assert {send(device, draft).status_code, send(device, other).status_code} == {201}
        assert Proposal.objects.count() == 2

    def test_a_draft_of_the_portal_goes_out_once_and_only_as_the_device_knew_it(
        self, world: World, device: Client, head: User
    ) -> None:
        own = make_proposal(world, created_by=head, revision=4)
        stale, taken = written(world, revisi=3), written(world, revisi=4)
        stale.id = taken.id = own.pk
        assert send(device, stale).status_code == 409
        assert Proposal.objects.get().status == Status.DRAFT
        assert send(device, taken).status_code == 201
        assert Proposal.objects.get().title == taken.said["isi"]["title"]

    def test_what_was_handed_in_on_the_portal_is_not_handed_in_again(
        self, world: World, device: Client, head: User
    ) -> None:
        own = make_proposal(world, Status.SUBMITTED, created_by=head)
        draft = written(world)
        draft.id = own.pk
        stored = counts()
        assert send(device, draft).status_code == 409
        assert counts() == stored


class TestNothingStaysBehind:
    @pytest.mark.parametrize(
        ("field", "typed", "named"),
        [
            ("title", "", "title"),
            ("title", "\u200b\u2060", "title"),
            ("address", "", "address"),
            ("land_status", "bulan", "land_status"),
            ("people", "banyak", "people"),
            ("people", "", "people"),
            ("problem", "Pendek", "problem"),
            ("rts", ["999999"], "rts"),
            ("rts", ["1" * 30], "rts"),
            ("city_priority", "999999", "city_priority"),
        ],
    )
    def test_a_field_that_needs_mending_is_named(
        self, world: World, device: Client, field: str, typed: object, named: str
    ) -> None:
        response = send(device, written(world, isi={field: typed}))
        assert response.status_code == 422
        assert response.json()["kode"] == "perlu-diperbaiki"
        assert named in response.json()["masalah"]
        assert counts() == NOTHING

    def test_the_mended_usulan_is_taken_under_the_same_id(
        self, world: World, device: Client
    ) -> None:
        draft = written(world, isi={"people": ""})
        assert send(device, draft).status_code == 422
        draft.said["isi"]["people"] = "40"
        assert send(device, draft).status_code == 201

    def test_an_item_that_the_kamus_dropped(self, world: World, device: Client) -> None:
        response = send(device, written(world, item="TIDAK-ADA"))
        assert response.json()["masalah"] == {
            "kamus_item": ["Item kamus ini tidak dipakai lagi. Pilih item lain."]
        }
        assert counts() == NOTHING

    def test_what_is_not_in_the_kamus_is_taken_as_free_text(
        self, world: World, device: Client
    ) -> None:
        free = {"volume": "3", "unit": "unit", "value": "4,5 juta"}
        assert send(device, written(world, item=None, photos=1, isi=free)).status_code == 201
        assert Proposal.objects.get().value == 4_500_000

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'"' + b"x" * 100 + b'"',
            b"\xff\xfe",
            b"[" * 50_000,
            b'{"tahun": 2024}',
        ],
    )
    def test_bytes_that_are_no_usulan(self, device: Client, body: bytes) -> None:
        response = put(device, f"/api/v1/usulan/{uuid.uuid4()}", body, "application/json")
        assert response.status_code == 400
        assert response.json()["pesan"]
        assert counts() == NOTHING

    @pytest.mark.parametrize(
        "changes",
        [
            {"tahun": "2024"},
            {"tahun": 1999},
            {"isi": {"title": 5}},
            {"isi": {"title": "a\x00b"}},
            {"isi": {"title": "a\ud800b"}},
            {"tahun": float("nan")},
            {"tahun": float("inf")},
            {"isi": {"title": True}},
            {"isi": {"__proto__": "x"}},
            {"berkas": [FILE | {"id": "x"}]},
            {"berkas": [FILE | {"sha256": "0" * 64 + "\n"}]},
            {"berkas": [FILE | {"jenis": "realisasi"}]},
            {"berkas": [FILE | {"dokumen": "akta"}]},
            {"berkas": [FILE, FILE]},
            {"berkas": [FILE | {"ukuran": 6_000_000}]},
            {"ditulis": "kemarin"},
            {"ditulis": "2024-13-45T99:00:00+07:00"},
            {"ditulis": "2024-01-01T00:00:00"},
            {"ditulis": "0001-01-01T00:00:00+14:00"},
            {"ditulis": "9999-12-31T23:59:59-14:00"},
            {"status": "verified"},
            {"revisi": -1},
        ],
    )
    def test_content_that_does_not_fit_the_description(
        self, world: World, device: Client, changes: dict
    ) -> None:
        response = send(device, written(world, **changes))
        assert response.status_code == 400, response.content
        assert counts() == NOTHING

    def test_a_backslash_that_was_typed_is_no_unknown_character(
        self, world: World, device: Client
    ) -> None:
        draft = written(world, isi={"problem": r"Di papan tertulis \u0000 dan air masuk rumah."})
        assert send(device, draft).status_code == 201

    def test_the_same_photo_twice_is_no_second_photo(self, world: World, device: Client) -> None:
        draft = written(world, photos=1)
        twin = draft.said["berkas"][0] | {"id": str(uuid.uuid4())}
        draft.said["berkas"].append(twin)
        response = send(device, draft)
        assert (response.status_code, "sama dua kali" in str(response.json()["masalah"])) == (
            422,
            True,
        )
        assert counts() == NOTHING

    def test_an_address_that_is_no_door_is_answered_in_json(self, device: Client) -> None:
        for method in ("get", "put"):
            response = getattr(device, method)(f"/api/v1/usulan/{str(uuid.uuid4()).upper()}")
            assert (response.status_code, response.json()["kode"]) == (404, "tidak-ada")

    def test_a_year_that_nobody_plans(self, world: World, device: Client) -> None:
        assert send(device, written(world, tahun=2050)).status_code == 422
        assert counts() == NOTHING

    def test_bytes_damaged_on_the_way(self, world: World, device: Client) -> None:
        draft = written(world)
        for header in ("", "sha-256=:AAAA:", digest_of(b"other"), "md5=:x:"):
            response = send(device, draft, **{"Content-Digest": header})
            assert (response.status_code, response.json()["kode"]) == (400, "rusak")
        assert counts() == NOTHING

    def test_more_than_a_usulan_can_be(self, world: World, device: Client) -> None:
        draft = written(world, isi={f"field_{n}": "x" * 3000 for n in range(40)})
        assert send(device, draft).status_code == 413


class TestBorders:
    def test_the_id_of_anothers_usulan_tells_nothing(self, world: World, device: Client) -> None:
        stranger = client_of(make_user(world, Role.RT, world.foreign_rt))
        draft = written(world, photos=1)
        send(device, draft)
        own = written(world, seat=f"rt-{world.foreign_rt.pk}", isi={"rts": []})
        own.id = draft.id
        response = send(stranger, own)
        assert response.status_code == 409
        assert "kuitansi" not in response.json()
        assert Proposal.objects.get().number not in response.content.decode()
        (key,) = draft.photos
        assert send_photo(stranger, draft, key).status_code == 404
        assert send(stranger, draft).status_code == 409

    def test_nobody_sends_in_anothers_name(self, world: World, device: Client) -> None:
        for seat in (f"rt-{world.other_rt.pk}", f"rw-{world.rw.pk}", "rt-0", "x"):
            assert send(device, written(world, seat=seat)).status_code == 403
        assert counts() == NOTHING

    def test_a_device_that_is_not_logged_in(self, world: World) -> None:
        response = send(Client(), written(world))
        assert (response.status_code, response.json()["kode"]) == (401, "belum-masuk")

    def test_another_site_cannot_send_with_the_log_in(self, world: World, head: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(head, backend="kelurahan.backends.RoleBackend")
        draft = written(world)
        response = send(strict, draft)
        assert (response.status_code, response.json()["kode"]) == (403, "csrf")
        strict.get("/usulan/baru/")
        token = strict.cookies["csrftoken"].value
        assert send(strict, draft, **{"X-CSRFToken": token}).status_code == 201

    def test_a_pamor_sends_for_the_rt_and_is_named_as_helper(self, world: World) -> None:
        pamor = make_user(world, Role.PAMOR)
        assert send(client_of(pamor), written(world)).status_code == 201
        assert Proposal.objects.get().assisted_by == pamor


class TestOften:
    def test_too_many_in_a_minute_are_told_to_wait(self, world: World, device: Client) -> None:
        draft: Draft = written(world)
        codes: list[int] = []
        # A new minute may begin on the way; two begin only for a machine that has stopped.
        while 429 not in codes and len(codes) < 125:
            response = send(device, draft)
            codes.append(response.status_code)
        assert codes[:2] == [201, 200]
        assert 60 <= codes.index(429) <= 120
        assert response["Retry-After"] == "60"
