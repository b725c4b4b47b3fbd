"""Finished work: its proposer confirms it with a picture, or says that it is not so."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.uploads import CleanUpload, clean_upload
from kelurahan.models import User
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Confirmation, Proposal, ProposalEvent
from proposals.services import answer_result, may_answer
from proposals.services.confirm import MOST_PHOTOS
from proposals.statuses import Answer, AttachmentKind, Status
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, Details, perform
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import LIST, change, rows_behind, signed_in

YES, NO = Answer.CONFIRMED, Answer.DISPUTED
WRONG = "Baru 20 meter, salurannya retak."


@pytest.fixture
def done(world: World) -> Proposal:
    return finished(world)


@pytest.fixture
def picture(photo: Any) -> CleanUpload:
    return clean_upload(photo())


def finished(world: World, **more: Any) -> Proposal:
    return make_proposal(world, Status.REALISED, realised_on=timezone.localdate(), **more)


def address(usulan: Proposal) -> str:
    return reverse("proposals:result", args=[usulan.pk])


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def test_confirmed_with_a_picture(
    done: Proposal, rt_client: Client, rt_head: User, photo: Any
) -> None:
    assert address(done) in rt_client.get(done.get_absolute_url()).content.decode()
    data = {"jawaban": "benar", "benar-photo": photo()}
    page = rt_client.post(address(done), data, follow=True).content.decode()
    assert "Tanggapan Anda sudah tersimpan" in page
    assert "Ubah jawaban" in page
    row = Confirmation.objects.get()
    assert (row.answer, row.answered_by, row.role) == (YES, rt_head, Role.RT.label)
    assert row.photo.kind == AttachmentKind.CONFIRMATION
    event = done.events.get(action="confirm")
    assert event.changes == {"confirmation": [None, YES.label]}
    assert (event.source, event.target) == (Status.REALISED, Status.REALISED)


def test_not_so_with_words_and_a_picture_only_if_there_is_one(
    done: Proposal, rt_client: Client
) -> None:
    rt_client.post(address(done), {"jawaban": "dibantah", "dibantah-note": WRONG})
    row = Confirmation.objects.get()
    assert (row.answer, row.note, row.photo) == (NO, WRONG, None)
    assert WRONG in rt_client.get(done.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"jawaban": "benar"}, "Pilih satu foto hasil pekerjaan."),
        ({"jawaban": "dibantah", "dibantah-note": "  "}, "Tulis apa yang belum sesuai."),
        ({"jawaban": "dibantah", "dibantah-note": "x" * 2001}, "Terlalu panjang"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(
    done: Proposal, rt_client: Client, data: dict[str, str], sentence: str
) -> None:
    page = rt_client.post(address(done), data).content.decode()
    assert sentence in page
    assert "belum tersimpan" in page
    assert not Confirmation.objects.exists()
    assert not done.attachments.exists()


def test_a_file_that_is_no_picture_is_refused(done: Proposal, rt_client: Client, tmp_path) -> None:
    paper = tmp_path / "surat.jpg"
    paper.write_bytes(b"%PDF-1.4 bukan foto")
    with paper.open("rb") as file:
        page = rt_client.post(address(done), {"jawaban": "benar", "benar-photo": file})
    assert "belum tersimpan" in page.content.decode()
    assert not Confirmation.objects.exists()


def test_the_answer_may_change_and_the_history_keeps_both(
    done: Proposal, rt_head: User, picture: CleanUpload
) -> None:
    answer_result(done, actor=rt_head, answer=NO, note=WRONG)
    answer_result(done, actor=rt_head, answer=YES, photo=picture)
    row = Confirmation.objects.get()
    assert (row.answer, row.note) == (YES, "")
    told = [event.changes["confirmation"] for event in done.events.order_by("at", "pk")[1:]]
    assert told == [[None, NO.label], [NO.label, YES.label]]
    assert done.events.get(action="dispute").note == WRONG


@pytest.mark.parametrize("answer", [YES, NO])
def test_the_same_answer_twice_is_one(
    done: Proposal, rt_head: User, picture: CleanUpload, answer: Answer
) -> None:
    note = WRONG if answer == NO else ""
    for _ in range(2):
        answer_result(done, actor=rt_head, answer=answer, note=note, photo=picture)
    assert done.events.filter(action__in=("confirm", "dispute")).count() == 1
    assert done.attachments.count() == 1


def test_pictures_do_not_pile_up_endlessly(done: Proposal, rt_head: User, photo: Any) -> None:
    for number in range(MOST_PHOTOS):
        upload = clean_upload(photo(f"rgb({number * 20},0,0)"))
        answer_result(done, actor=rt_head, answer=YES, photo=upload)
    with pytest.raises(ConditionsNotMet, match="Sudah ada"):
        answer_result(done, actor=rt_head, answer=YES, photo=clean_upload(photo("blue")))
    answer_result(done, actor=rt_head, answer=NO, note=WRONG)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.REALISED}))
def test_there_is_nothing_to_answer_before_it_is_finished(
    world: World, rt_head: User, status: Status
) -> None:
    usulan = make_proposal(world, status)
    assert not may_answer(usulan, rt_head)
    with pytest.raises(ConditionsNotMet, match="belum dilaporkan selesai"):
        answer_result(usulan, actor=rt_head, answer=NO, note=WRONG)
    client = enter(rt_head)
    assert client.get(address(usulan)).status_code == 404
    assert "Hasil pekerjaan</h2>" not in client.get(usulan.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "role", [Role.RW, Role.PAMOR, Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.BAPPEDA]
)
def test_others_read_the_answer_and_cannot_give_it(
    world: World, done: Proposal, rt_head: User, role: Role
) -> None:
    answer_result(done, actor=rt_head, answer=NO, note=WRONG)
    other = make_user(world, role)
    client = enter(other)
    page = client.get(done.get_absolute_url()).content.decode()
    assert WRONG in page
    assert address(done) not in page
    assert client.post(address(done), {"jawaban": "dibantah"}).status_code == 404
    with pytest.raises(ActionNotAllowed):
        answer_result(done, actor=other, answer=NO, note="Bukan saya.")
    assert Confirmation.objects.get().note == WRONG


def test_who_wrote_it_for_the_rt_does_not_answer_for_the_rt(
    world: World, picture: CleanUpload
) -> None:
    for role in (Role.PAMOR, Role.STAFF):
        helper = make_user(world, role)
        usulan = finished(world, assisted_by=helper)
        assert not may_answer(usulan, helper)
        with pytest.raises(ActionNotAllowed):
            answer_result(usulan, actor=helper, answer=YES, photo=picture)


@pytest.mark.parametrize("paid_itself", [True, False])
def test_the_office_judges_its_own_wish_but_not_its_own_work(
    world: World, paid_itself: bool
) -> None:
    staff = make_user(world, Role.STAFF)
    office = {"proposer_kind": ProposerKind.KELURAHAN, "rw": None, "rt": None}
    usulan = finished(world, **office)
    if paid_itself:
        ProposalEvent.objects.create(
            proposal=usulan, actor_name="X", actor_role="Lurah", action="fund_kelurahan",
            source=Status.PRIORITISED, target=Status.KELURAHAN_FUNDED,
        )  # fmt: skip
    assert may_answer(usulan, staff) == (not paid_itself)


@pytest.mark.parametrize("page", ["proposals:mine", "notices:inbox"])
def test_lists_ask_the_proposer_and_no_helper(
    world: World, done: Proposal, rt_client: Client, page: str
) -> None:
    ProposalEvent.objects.create(
        proposal=done,
        actor_name="A",
        actor_role="B",
        action="realise",
        source=Status.IN_APBD,
        target=Status.REALISED,
    )
    assert address(done) in rt_client.get(reverse(page)).content.decode()
    helper, _ = signed_in(world, Role.PAMOR)
    shown = helper.get(reverse(page)).content.decode()
    assert done.title in shown
    assert address(done) not in shown


def test_another_rt_sees_nothing(world: World, done: Proposal) -> None:
    stranger = make_user(world, Role.RT, world.foreign_rt)
    assert enter(stranger).get(address(done)).status_code == 404
    with pytest.raises(ActionNotAllowed):
        answer_result(done, actor=stranger, answer=NO, note=WRONG)


def test_the_successor_in_the_post_answers_and_the_predecessor_no_more(
    world: World, done: Proposal, rt_head: User
) -> None:
    answer_result(done, actor=rt_head, answer=NO, note=WRONG)
    yesterday = timezone.localdate() - timedelta(days=1)
    rt_head.assignments.update(since=yesterday - timedelta(days=9), until=yesterday)
    successor = make_user(world, Role.RT)
    with pytest.raises(ActionNotAllowed):
        answer_result(done, actor=User.objects.get(pk=rt_head.pk), answer=NO, note="Lagi.")
    answer_result(done, actor=successor, answer=NO, note="Masih retak.")
    assert Confirmation.objects.get().answered_by == successor


def test_disputed_work_is_reported_anew_and_the_proposer_asked_once_more(
    world: World, rt_head: User, rt_client: Client, picture: CleanUpload
) -> None:
    usulan = finished(world, routed_at=timezone.now())
    opd = make_user(world, Role.OPD)
    details = Details(
        realised_on=timezone.localdate(), realised_volume=Decimal(50), photos=(picture,)
    )
    with pytest.raises(ConditionsNotMet, match="tidak menyatakan"):
        perform(usulan, "rework", actor=opd, note="Sudah.", details=details)
    answer_result(usulan, actor=rt_head, answer=NO, note=WRONG)
    assert "lalu melapor lagi" in rt_client.get(usulan.get_absolute_url()).content.decode()
    without = replace(details, photos=())
    with pytest.raises(ConditionsNotMet, match="foto hasil perbaikannya"):
        perform(usulan, "rework", actor=opd, note="Sudah.", details=without)
    perform(usulan, "rework", actor=opd, note="Retaknya ditambal.", details=details)
    assert not Confirmation.objects.exists()
    assert address(usulan) in rt_client.get(reverse("proposals:mine")).content.decode()
    page = rt_client.get(reverse("notices:inbox")).content.decode()
    assert "Perbaikan pekerjaan dilaporkan selesai" in page
    history = rt_client.get(usulan.get_absolute_url()).content.decode()
    assert WRONG in history


@pytest.mark.parametrize("fields", [{"answer": YES}, {"answer": NO, "note": ""}])
def test_the_database_knows_no_answer_without_picture_or_words(
    done: Proposal, rt_head: User, fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(proposal=done, answered_by=rt_head, role="RT", **fields)


def test_offices_see_and_find_what_is_disputed(
    world: World, rt_head: User, picture: CleanUpload
) -> None:
    disputed, confirmed, _ = (finished(world) for _ in range(3))
    make_proposal(world, Status.IN_APBD)
    answer_result(disputed, actor=rt_head, answer=NO, note=WRONG)
    answer_result(confirmed, actor=rt_head, answer=YES, photo=picture)
    client, _ = signed_in(world, Role.STAFF)
    counts = {
        value: rows_behind(client, f"hasil={value}")
        for value in ("dibantah", "benar", "belum", "apa")
    }
    assert counts == {"dibantah": 1, "benar": 1, "belum": 1, "apa": 0}
    listed = client.get(LIST).content.decode()
    assert listed.count("dibantah pengusul</span>") == 1
    page = client.get(change(disputed)).content.decode()
    assert WRONG in page
    assert "dibantah pengusul" in page
    assert "dibantah pengusul" not in client.get(change(confirmed)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_usulan_saya_asks_for_it_without_more_queries(
    world: World, rt_client: Client, rt_head: User, rows: int, django_assert_num_queries
) -> None:
    answered = finished(world)
    answer_result(answered, actor=rt_head, answer=NO, note=WRONG)
    asked = [finished(world) for _ in range(rows)]
    with django_assert_num_queries(11):
        page = rt_client.get(reverse("proposals:mine")).content.decode()
    assert all(address(usulan) in page for usulan in asked)
    assert address(answered) not in page
    assert "Tanggapan pengusul: belum sesuai." in page


@pytest.mark.parametrize("role", [Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA])
def test_the_first_page_says_how_many_are_disputed(
    world: World, rt_head: User, picture: CleanUpload, role: Role
) -> None:
    routed = {"routed_at": timezone.now()}
    usulan = [finished(world, **routed) for _ in range(4)]
    words = "pekerjaan yang dilaporkan selesai dibantah pengusulnya"
    client, _ = signed_in(world, role)
    first = reverse("admin:index")
    assert words not in client.get(first).content.decode()
    for one in usulan[:2]:
        answer_result(one, actor=rt_head, answer=NO, note=WRONG)
    answer_result(usulan[2], actor=rt_head, answer=YES, photo=picture)
    page = client.get(first).content.decode()
    found = re.search(rf'href="[^"]+\?([^"]+)"><b>2</b> {words}', page)
    assert found
    assert rows_behind(client, unescape(found[1])) == 2
