"""Photos of what a device has handed in: each kept once, and complete only when all are here."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake.receipts import Standing, claims_of, read, standing_of
from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import DeclaredFile, Proposal, Sending
from proposals.stamp import stamp_of
from proposals.statuses import Status
from proposals.workflow import ConditionsNotMet, perform
from tests.factories import World, make_user
from tests.intake.device import (
    FILE,
    picture,
    send,
    send_photo,
    written,
)


class TestComplete:
    def test_number_at_once_but_complete_only_with_every_photo(
        self, world: World, device: Client
    ) -> None:
        draft = written(world, photos=3)
        answers = [send(device, draft)]
        for key in draft.photos:
            answers.append(send_photo(device, draft, key))
        assert [answer.status_code for answer in answers] == [201, 201, 201, 201]
        assert [answer.json()["berkas"]["sampai"] for answer in answers] == [0, 1, 2, 3]
        assert [answer.json()["lengkap"] for answer in answers] == [False, False, False, True]
        claims = read(answers[-1].json()["kuitansi"])
        assert {row["id"] for row in claims["berkas"]["sampai"]} == {str(k) for k in draft.photos}
        assert Proposal.objects.get().attachments.count() == 3

    def test_a_photo_sent_twice_is_kept_once(self, world: World, device: Client) -> None:
        draft = written(world, photos=2)
        send(device, draft)
        first, _ = draft.photos
        codes = [send_photo(device, draft, first).status_code for _ in range(3)]
        assert codes == [201, 200, 200]
        proposal = Proposal.objects.get()
        assert (proposal.attachments.count(), proposal.files_awaited) == (1, 1)

    def test_what_arrives_while_a_receipt_is_written_makes_it_complete(
        self, world: World, device: Client
    ) -> None:
        """Or a device would hear that all is here and not all is here, and wait for ever."""
        draft = written(world, photos=2)
        send(device, draft)
        first, last = draft.photos
        send_photo(device, draft, first)
        before = standing_of(Sending.objects.get())
        assert claims_of(before)["lengkap"] is False
        send_photo(device, draft, last)
        meanwhile = Standing(before.sending, before.proposal, tuple(DeclaredFile.objects.all()))
        assert claims_of(meanwhile)["lengkap"] is True

    def test_other_bytes_than_declared_are_refused(self, world: World, device: Client) -> None:
        draft = written(world, photos=1)
        send(device, draft)
        (key,) = draft.photos
        draft.photos[key] = picture(200)
        assert send_photo(device, draft, key).status_code == 409
        assert not Proposal.objects.get().is_complete

    def test_a_paper_is_no_photo(self, world: World, device: Client) -> None:
        draft = written(world)
        key, content = uuid.uuid4(), b"%PDF-1.4\n%%EOF\n"
        draft.said["berkas"] = [
            FILE
            | {
                "id": str(key),
                "sha256": hashlib.sha256(content).hexdigest(),
                "ukuran": len(content),
            }
        ]
        draft.photos[key] = content
        assert send(device, draft).status_code == 201
        response = send_photo(device, draft, key)
        assert (response.status_code, "Kirim foto (JPG" in response.json()["pesan"]) == (422, True)

    def test_whose_post_has_ended_gets_the_receipt_and_brings_the_promised_photo(
        self, world: World, device: Client, head: User
    ) -> None:
        draft = written(world, photos=1)
        receipt = send(device, draft).json()["kuitansi"]
        today = timezone.localdate()
        head.assignments.update(since=today - timedelta(9), until=today - timedelta(1))
        again = send(device, draft)
        assert again.status_code == 200
        assert read(again.json()["kuitansi"]) == read(receipt)
        (key,) = draft.photos
        assert send_photo(device, draft, key).status_code == 201
        assert Proposal.objects.get().is_complete

    def test_bytes_that_are_no_picture_say_so(self, world: World, device: Client) -> None:
        draft = written(world)
        key, content = uuid.uuid4(), b"bukan foto"
        draft.said["berkas"] = [
            {
                "id": str(key),
                "sha256": hashlib.sha256(content).hexdigest(),
                "ukuran": len(content),
                "jenis": "foto",
            }
        ]
        draft.photos[key] = content
        send(device, draft)
        response = send_photo(device, draft, key)
        assert (response.status_code, response.json()["kode"]) == (422, "perlu-diperbaiki")
        assert not Proposal.objects.get().is_complete

    def test_what_was_not_declared_is_unknown(self, world: World, device: Client) -> None:
        draft = written(world)
        send(device, draft)
        key = uuid.uuid4()
        draft.photos[key] = picture()
        assert send_photo(device, draft, key).status_code == 404

    def test_declared_photos_count_for_what_the_item_demands(
        self, world: World, device: Client
    ) -> None:
        world.item.min_photos = 2
        world.item.save()
        assert send(device, written(world, photos=1)).status_code == 422
        assert send(device, written(world, photos=2)).status_code == 201

    def test_nobody_verifies_it_before_all_photos_are_here(
        self, world: World, device: Client
    ) -> None:
        staff = make_user(world, Role.STAFF)
        draft = written(world, photos=1)
        send(device, draft)
        proposal = Proposal.objects.get()
        with pytest.raises(ConditionsNotMet, match="belum lengkap"):
            perform(proposal, "verify", actor=staff)
        (key,) = draft.photos
        send_photo(device, draft, key)
        perform(proposal, "verify", actor=staff)
        assert proposal.status == Status.VERIFIED

    def test_once_mended_on_the_portal_it_waits_for_nothing(
        self, world: World, device: Client, head: User
    ) -> None:
        draft = written(world, photos=1)
        send(device, draft)
        proposal = Proposal.objects.get()
        Proposal.objects.update(status=Status.RETURNED)
        perform(proposal, "submit", actor=head)
        assert proposal.is_complete
        (key,) = draft.photos
        assert send_photo(device, draft, key).status_code == 201
        proposal.refresh_from_db()
        assert (proposal.files_awaited, proposal.attachments.count()) == (0, 1)


class TestStamp:
    """What has been worked out for a kelurahan is worked out anew once something came in."""

    def test_every_arrival_moves_it(self, world: World, device: Client) -> None:
        draft = written(world, photos=1)
        seen = [stamp_of(world.cycle)]
        send(device, draft)
        seen.append(stamp_of(world.cycle))
        (key,) = draft.photos
        send_photo(device, draft, key)
        seen.append(stamp_of(world.cycle))
        assert len(set(map(str, seen))) == 3
        send(device, draft)
        assert stamp_of(world.cycle) == seen[-1]
