"""A declared photo that never comes: its owner brings another one, or says that none will."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.uploads import clean_upload
from intake.receipts import read
from kelurahan.models import User
from kelurahan.roles import Role
from proposals.arrivals import arrivals
from proposals.models import Attachment, DeclaredFile, Proposal
from proposals.services import CannotSettle, replace_missing, withdraw_missing
from proposals.statuses import Status
from proposals.timeline import timeline_of
from proposals.views import missing as views
from proposals.workflow import ActionNotAllowed, perform
from tests.factories import World, make_user
from tests.intake.device import Draft, client_of, picture, send, send_photo, written

SECTION = "Unggah foto yang belum sampai"


@pytest.fixture
def head(world: World) -> User:
    return make_user(world, Role.RT)


@pytest.fixture
def device(head: User) -> Client:
    return client_of(head)


@pytest.fixture
def short(world: World, device: Client) -> Draft:
    """Received with one of its two photos; the other one is lost."""
    draft = written(world, photos=2)
    send(device, draft)
    send_photo(device, draft, next(iter(draft.photos)))
    return draft


def awaited() -> DeclaredFile:
    return DeclaredFile.objects.get(arrived_at=None)


def address(declared: DeclaredFile) -> str:
    return f"/usulan/{declared.proposal_id}/belum-sampai/{declared.pk}/"


def upload(client: Client, declared: DeclaredFile, content: bytes, name: str = "got.jpg") -> str:
    """What the page says afterwards."""
    data = {"file": SimpleUploadedFile(name, content)}
    return client.post(address(declared), data, follow=True).content.decode()


def test_another_photo_takes_its_place(
    world: World, head: User, device: Client, short: Draft
) -> None:
    page = device.get(f"/usulan/{short.id}/").content.decode()
    assert SECTION in page
    assert "foto 1 dari 2" in page
    page = upload(device, awaited(), picture(77))
    assert "sudah diterima portal" in page
    assert SECTION not in page
    proposal = Proposal.objects.get()
    assert proposal.is_complete
    assert proposal.attachments.count() == 2
    assert (
        timeline_of(proposal)[0].done == "mengunggah pengganti foto atau berkas yang belum sampai"
    )
    perform(proposal, "verify", actor=make_user(world, Role.STAFF))
    assert proposal.status == Status.VERIFIED


def test_its_owner_may_say_that_it_will_not_come(device: Client, short: Draft) -> None:
    page = device.post(address(awaited()), {"aksi": views.GIVE_UP}, follow=True).content.decode()
    assert "tidak dikirim lagi" in page
    assert SECTION not in page
    proposal = Proposal.objects.get()
    assert proposal.is_complete
    assert proposal.attachments.count() == 1
    last = timeline_of(proposal)[0]
    assert last.done == "menyatakan satu foto atau berkas tidak dikirim lagi"
    assert last.note == "Foto keadaan sekarang"
    assert DeclaredFile.objects.filter(settled=DeclaredFile.Settled.WITHDRAWN).count() == 1


@pytest.mark.parametrize("gives_up", [True, False])
def test_the_device_learns_that_nothing_is_waited_for(
    device: Client, short: Draft, gives_up: bool
) -> None:
    """No receipt says that bytes have come which have not."""
    arrived, lost = short.photos
    if gives_up:
        device.post(address(awaited()), {"aksi": views.GIVE_UP})
    else:
        upload(device, awaited(), picture(77))
    for answer in (send(device, short), send_photo(device, short, lost)):
        assert answer.status_code == 200
        claims = read(answer.json()["kuitansi"])
        assert claims["lengkap"] is True
        assert claims["berkas"]["dinyatakan"] == 1
        assert [row["id"] for row in claims["berkas"]["sampai"]] == [str(arrived)]
    assert Attachment.objects.count() == (1 if gives_up else 2)


def test_of_three_the_given_up_one_is_counted_no_more(world: World, device: Client) -> None:
    draft = written(world, photos=3)
    send(device, draft)
    first, second, _ = DeclaredFile.objects.all()
    device.post(address(first), {"aksi": views.GIVE_UP})
    upload(device, second, picture(77))
    proposal = Proposal.objects.get()
    assert arrivals([proposal])[proposal.pk].words == "foto 1 dari 2"
    assert not read(send(device, draft).json()["kuitansi"])["lengkap"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"bukan foto", "Jenis berkas ini tidak bisa diterima. Kirim foto (JPG, PNG, WebP)."),
        (b"%PDF-1.4\n%%EOF", "Kirim foto (JPG, PNG, WebP)."),
        (b"", "Pilih dulu foto atau berkasnya."),
    ],
)
def test_what_is_no_photo_settles_nothing(
    device: Client, short: Draft, content: bytes, words: str
) -> None:
    if content:
        page = upload(device, awaited(), content, "surat.jpg")
    else:
        page = device.post(address(awaited()), follow=True).content.decode()
    assert words in page
    assert not Proposal.objects.get().is_complete


def test_the_photo_that_has_come_is_not_taken_for_the_one_that_has_not(
    device: Client, short: Draft
) -> None:
    there = short.photos[next(iter(short.photos))]
    assert "sudah ada di usulan ini" in upload(device, awaited(), there)
    assert not Proposal.objects.get().is_complete


def test_only_once_and_not_when_the_device_was_faster(
    head: User, device: Client, short: Draft
) -> None:
    lost = awaited()
    send_photo(device, short, lost.key)
    with pytest.raises(CannotSettle):
        replace_missing(lost, clean_upload(BytesIO(picture(77))), actor=head)
    with pytest.raises(CannotSettle):
        withdraw_missing(lost, actor=head)
    assert Attachment.objects.count() == 2
    assert Proposal.objects.get().files_awaited == 0
    assert not DeclaredFile.objects.exclude(settled="").exists()


def test_nobody_but_its_owner(world: World, short: Draft) -> None:
    for role in (Role.STAFF, Role.RW):
        other = make_user(world, role)
        client = client_of(other)
        assert SECTION not in client.get(f"/usulan/{short.id}/").content.decode()
        assert client.post(address(awaited()), {"aksi": views.GIVE_UP}).status_code == 404
        with pytest.raises(ActionNotAllowed):
            withdraw_missing(awaited(), actor=other)
    assert not Proposal.objects.get().is_complete


def test_a_returned_usulan_is_mended_as_a_whole(world: World, device: Client, short: Draft) -> None:
    Proposal.objects.update(status=Status.RETURNED)
    assert SECTION not in device.get(f"/usulan/{short.id}/").content.decode()
    device.post(address(awaited()), {"aksi": views.GIVE_UP})
    assert not Proposal.objects.get().is_complete


def test_so_many_uploads_a_minute(monkeypatch, device: Client, short: Draft) -> None:
    monkeypatch.setattr(views, "UPLOADS_A_MINUTE", 1)
    upload(device, awaited(), b"bukan foto")
    assert "Terlalu banyak unggahan" in upload(device, awaited(), picture(77))
    assert not Proposal.objects.get().is_complete
