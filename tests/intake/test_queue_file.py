"""The queue of a device, brought to the kelurahan as a file: the same result as being sent."""

import base64
import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.models import DeclaredFile, Proposal, Sending
from proposals.statuses import Status
from tests.factories import World, make_user
from tests.intake.device import Draft, client_of, send, send_photo, written


@pytest.fixture
def staff(world: World) -> User:
    return make_user(world, Role.STAFF)


@pytest.fixture
def office(staff: User) -> Client:
    return client_of(staff)


def queue(*drafts: Draft) -> dict:
    """What the device saves."""
    return {
        "jenis": "antrean-musrenbang",
        "versi": 1,
        "kiriman": [
            {
                "id": str(draft.id),
                "isi": draft.body.decode(),
                "sha256": hashlib.sha256(draft.body).hexdigest(),
                "berkas": [
                    {
                        "id": str(key),
                        "sha256": hashlib.sha256(content).hexdigest(),
                        "tipe": "image/jpeg",
                        "data": base64.b64encode(content).decode(),
                    }
                    for key, content in draft.photos.items()
                ],
            }
            for draft in drafts
        ],
    }


def bring(client: Client, content: object):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("antrean.json", body, "application/json")
    return client.post(reverse("admin:desk_device_queue"), {"berkas": file})


def test_everything_in_it_is_received_with_its_photos(
    world: World, office: Client, staff: User
) -> None:
    drafts = [written(world, photos=2), written(world)]
    page = bring(office, queue(*drafts)).content.decode()
    assert "2 dari 2 usulan" in page
    for draft in drafts:
        proposal = Proposal.objects.get(pk=draft.id)
        assert proposal.status == Status.SUBMITTED
        assert proposal.is_complete
        assert proposal.attachments.count() == len(draft.photos)
        assert proposal.assisted_by == staff
        assert proposal.number in page


def test_the_device_may_still_send_and_gets_the_receipt(
    world: World, office: Client, device: Client
) -> None:
    draft = written(world, photos=1)
    bring(office, queue(draft))
    (key,) = draft.photos
    assert [send(device, draft).status_code, send_photo(device, draft, key).status_code] == [
        200,
        200,
    ]
    assert Proposal.objects.count() == Sending.objects.count() == 1


def test_what_the_device_has_sent_itself_is_the_same_and_gets_its_missing_photo(
    world: World, office: Client, device: Client, head: User
) -> None:
    """The file was saved before a network came after all, and went again before the photo."""
    draft = written(world, photos=1)
    send(device, draft)
    page = bring(office, queue(draft)).content.decode()
    assert "1 dari 1 usulan" in page
    assert "sudah diterima sebelumnya" in page
    assert str(world.rt) in page
    proposal = Proposal.objects.get()
    assert (proposal.is_complete, proposal.created_by) == (True, head)
    other = written(world, isi={"title": "Yang lain"})
    other.id = draft.id
    assert "dengan isi yang lain" in bring(office, queue(other)).content.decode()


def test_an_impossible_date_is_told_and_the_others_are_in(world: World, office: Client) -> None:
    bad = written(world, ditulis="0001-01-01T00:00:00+14:00")
    page = bring(office, queue(written(world), bad)).content.decode()
    assert "1 dari 2 usulan" in page
    assert "tidak sesuai pada ditulis" in page


def test_a_second_time_says_that_it_is_there(world: World, office: Client) -> None:
    draft = written(world, photos=1)
    bring(office, queue(draft))
    assert "sudah diterima sebelumnya" in bring(office, queue(draft)).content.decode()
    assert (Proposal.objects.count(), DeclaredFile.objects.count()) == (1, 1)


def test_one_that_needs_mending_is_named_and_the_others_are_in(
    world: World, office: Client
) -> None:
    bad = written(world, isi={"title": "Yang kurang lengkap", "people": ""})
    page = bring(office, queue(bad, written(world))).content.decode()
    assert "1 dari 2 usulan" in page
    assert "Yang kurang lengkap" in page
    assert "jumlah warga" in page
    assert Proposal.objects.count() == 1


def test_a_file_of_another_kelurahan_is_refused(world: World, office: Client) -> None:
    foreign = written(world, seat=f"rt-{world.foreign_rt.pk}", isi={"rts": []})
    assert "bukan dari wilayah" in bring(office, queue(foreign)).content.decode()
    assert not Proposal.objects.exists()


def _spoilt(world: World, place: str, value: object) -> dict:
    content = queue(written(world), written(world, photos=1))
    row = content["kiriman"][1]
    {"akar": content, "kiriman": row, "berkas": row["berkas"][0]}[place.split(".", maxsplit=1)[0]][
        place.split(".")[1]
    ] = value
    return content


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("akar.jenis", "lain"),
        ("akar.versi", 2),
        ("akar.kiriman", None),
        ("kiriman.id", "x"),
        ("kiriman.isi", 5),
        ("kiriman.sha256", "0" * 64),
        ("berkas.data", "bukan base64!"),
        ("berkas.data", "AAAA"),
    ],
)
def test_a_damaged_file_leaves_nothing_behind(
    world: World, office: Client, place: str, value: object
) -> None:
    response = bring(office, _spoilt(world, place, value))
    assert response.status_code == 400
    assert "antrean" in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"[]", b"null", b"[" * 100_000])
def test_another_kind_of_file_is_refused(world: World, office: Client, content: bytes) -> None:
    assert bring(office, content).status_code == 400


def test_no_file_at_all(office: Client, world: World) -> None:
    response = office.post(reverse("admin:desk_device_queue"))
    assert (response.status_code, "Pilih dulu" in response.content.decode()) == (400, True)


@pytest.mark.parametrize("role", [Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA])
def test_only_staff_takes_it_in(world: World, role: Role) -> None:
    client = client_of(make_user(world, role))
    assert bring(client, queue(written(world))).status_code == 403
    assert not Proposal.objects.exists()
