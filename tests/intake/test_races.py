"""The same parcel from many places at once, on a database that lets them: PostgreSQL."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import HttpResponse

from intake.receipts import read
from kelurahan.models import User
from proposals.models import Attachment, DeclaredFile, Proposal, ProposalEvent, Sending
from tests.factories import World
from tests.intake.device import Draft, client_of, send, send_photo, written

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after another"),
]


def at_once(deeds: Iterable[Callable[[], HttpResponse]]) -> list[HttpResponse]:
    """Each in a thread of its own, none before all stand ready."""
    deeds = list(deeds)
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            barrier.wait()
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def statuses(answers: Iterable[HttpResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_20_send_the_same_parcel_at_once_and_it_is_received_once(world: World, head: User) -> None:
    draft = written(world, photos=1)
    tabs = [client_of(head) for _ in range(20)]
    answers = at_once(lambda tab=tab: send(tab, draft) for tab in tabs)
    assert statuses(answers) == {201: 1, 200: 19}
    assert len({str(read(answer.json()["kuitansi"])) for answer in answers}) == 1
    rows = [Proposal, Sending, DeclaredFile, ProposalEvent]
    assert [table.objects.count() for table in rows] == [1, 1, 1, 1]
    assert Proposal.objects.get().number.endswith("/0001")


def test_20_contents_under_one_id_at_once_are_one_usulan_and_19_refusals(
    world: World, head: User
) -> None:
    own_id = uuid.uuid4()
    drafts = [written(world, isi={"title": f"Saluran {turn:02d}"}) for turn in range(20)]
    for draft in drafts:
        draft.id = own_id
    pairs = [(client_of(head), draft) for draft in drafts]
    answers = at_once(lambda tab=tab, draft=draft: send(tab, draft) for tab, draft in pairs)
    assert statuses(answers) == {201: 1, 409: 19}
    winner = next(draft for draft, answer in zip(drafts, answers, strict=True) if is_new(answer))
    kept = Proposal.objects.get()
    assert kept.title == winner.said["isi"]["title"]
    # Every loser is told by signature which content it was that came first.
    told = {read(answer.json()["kuitansi"])["isi"] for answer in answers}
    assert told == {hashlib.sha256(winner.body).hexdigest()}


def is_new(answer: HttpResponse) -> bool:
    return answer.status_code == 201


def test_the_same_photo_from_10_at_once_is_stored_once_and_counted_once(
    world: World, head: User
) -> None:
    draft = written(world, photos=3)
    tabs = [client_of(head) for _ in range(10)]
    assert send(tabs[0], draft).status_code == 201
    key = next(iter(draft.photos))
    answers = at_once(lambda tab=tab: send_photo(tab, draft, key) for tab in tabs)
    assert statuses(answers) == {201: 1, 200: 9}
    attachment = Attachment.objects.get()
    assert DeclaredFile.objects.get(key=key).attachment == attachment
    assert stored_files() == 1
    assert Proposal.objects.get().files_awaited == 2
    assert not any(answer.json()["lengkap"] for answer in answers)


def test_all_photos_at_once_make_the_usulan_complete_exactly_once(world: World, head: User) -> None:
    draft = written(world, photos=8)
    tabs = [client_of(head) for _ in range(16)]
    send(tabs[0], draft)
    pairs = list(zip(tabs, [*draft.photos, *draft.photos], strict=True))
    answers = at_once(lambda tab=tab, key=key: send_photo(tab, draft, key) for tab, key in pairs)
    assert statuses(answers) == {201: 8, 200: 8}
    assert Proposal.objects.get().files_awaited == 0
    assert (Attachment.objects.count(), stored_files()) == (8, 8)
    assert all(is_consistent(answer, draft) for answer in answers)
    assert send(tabs[0], draft).json()["lengkap"] is True


def stored_files() -> int:
    return sum(path.is_file() for path in settings.MEDIA_ROOT.rglob("*"))


def is_consistent(answer: HttpResponse, draft: Draft) -> bool:
    """Whether it calls the usulan complete only beside all of its photos."""
    claims = read(answer.json()["kuitansi"])
    arrived = {file["id"] for file in claims["berkas"]["sampai"]}
    return not claims["lengkap"] or arrived == {str(key) for key in draft.photos}
