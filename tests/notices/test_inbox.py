"""Kabar: every move that an office makes is told to the proposer, and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.uploads import CleanUpload
from kelurahan.models import User
from kelurahan.roles import Role
from notices.news import MOVES, news_of
from notices.reading import unread_count
from proposals.models import Proposal
from proposals.services import answer_result
from proposals.statuses import Answer, Status
from proposals.workflow import TRANSITIONS, Details, perform
from tests.factories import World, make_proposal, make_user

INBOX = "notices:inbox"


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def returned(world: World, staff: User, **more: Any) -> Proposal:
    usulan = make_proposal(world, Status.SUBMITTED, **more)
    due = timezone.localdate() + timedelta(days=3)
    details = Details(reason=world.reason, due=due)
    perform(usulan, "return", actor=staff, note="Tulis nama gangnya.", details=details)
    return usulan


def page(user: User) -> str:
    return enter(user).get(reverse(INBOX)).content.decode()


def test_moves_are_what_offices_do() -> None:
    assert {"return", "verify", "reject", "accommodate", "realise", "include"} <= set(MOVES)
    assert not {name for name in MOVES if TRANSITIONS[name].by_owner}


def test_what_happened_why_and_what_comes_next(world: World, head: User, staff: User) -> None:
    usulan = returned(world, staff)
    text = page(head)
    for sentence in (
        usulan.title,
        "Ada yang perlu Anda perbaiki.",
        world.reason.public_sentence,
        "Tulis nama gangnya.",
        "Perbaiki, lalu kirim lagi.",
        "(3 hari lagi)",
    ):
        assert sentence in text


def test_an_older_move_promises_nothing_any_more(world: World, head: User, staff: User) -> None:
    usulan = returned(world, staff)
    perform(usulan, "submit", actor=head)
    perform(usulan, "verify", actor=staff)
    text = page(head)
    assert "Sudah diperiksa dan diterima kelurahan." in text
    assert "Perbaiki, lalu kirim lagi." not in text


def test_own_deeds_are_no_news(world: World, head: User) -> None:
    usulan = make_proposal(world, Status.SUBMITTED, created_by=head)
    perform(usulan, "withdraw", actor=head)
    assert not news_of(head)


@pytest.mark.parametrize(
    ("role", "territory"),
    [(Role.RT, "other_rt"), (Role.RT, "foreign_rt"), (Role.RW, "foreign_rw"), (Role.OPD, "opd")],
)
def test_nobody_elses_news(
    world: World, head: User, staff: User, role: Role, territory: str
) -> None:
    usulan = returned(world, staff)
    stranger = make_user(world, role, getattr(world, territory))
    assert usulan.title in page(head)
    assert not news_of(stranger)
    assert usulan.title not in enter(stranger).get(reverse(INBOX), follow=True).content.decode()


def test_the_successor_reads_what_the_predecessor_asked_for(world: World, staff: User) -> None:
    usulan = returned(world, staff, created_by=make_user(world))
    assert usulan.title in page(make_user(world, Role.RT))


def test_new_until_marked_and_what_came_meanwhile_stays_new(
    world: World, head: User, staff: User
) -> None:
    client, mine = enter(head), reverse("proposals:mine")
    returned(world, staff)
    assert unread_count(head) == 1
    assert "1 kabar baru" in client.get(mine).content.decode()
    shown = client.get(reverse(INBOX)).context
    seen = {"terlihat": " ".join(map(str, shown["fresh"]))}
    returned(world, staff)
    client.post(reverse("notices:read"), seen | {"sampai": shown["told"][0].entry.at.isoformat()})
    assert unread_count(head) == 1
    seen = {"terlihat": " ".join(map(str, news_of(head).values_list("pk", flat=True)))}
    client.post(reverse("notices:read"), seen | {"sampai": "2999-01-01T00:00:00+00:00"})
    assert unread_count(head) == 0
    # Not even a date far ahead hides what comes after it.
    returned(world, staff)
    assert unread_count(head) == 1


@pytest.mark.parametrize("typed", ["", "besok", "2024-01-01", "2024-13-99T00:00:00+00:00"])
def test_odd_marks_change_nothing(world: World, head: User, staff: User, typed: str) -> None:
    returned(world, staff)
    answer = enter(head).post(reverse("notices:read"), {"sampai": typed})
    assert answer.status_code == 302
    assert unread_count(head) == 1


def test_reading_is_no_deed(world: World, head: User, staff: User) -> None:
    returned(world, staff)
    page(head)
    assert unread_count(head) == 1
    assert enter(head).get(reverse("notices:read")).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_literal_query_count(
    world: World, head: User, staff: User, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        returned(world, staff)
    client = enter(head)
    with django_assert_num_queries(9):
        client.get(reverse(INBOX))


def test_finished_work_asks_for_the_proposers_word_until_it_is_given(
    world: World, head: User
) -> None:
    usulan = make_proposal(world, Status.KELURAHAN_FUNDED)
    photo = CleanUpload(b"gambar", "image/png", ".png", "0" * 64, 8, 8)
    details = Details(
        realised_on=timezone.localdate(), realised_volume=usulan.volume, photos=(photo,)
    )
    perform(usulan, "realise", actor=make_user(world, Role.LURAH), details=details)
    link = reverse("proposals:result", args=[usulan.pk])
    asked = page(head)
    assert link in asked
    assert "memeriksa hasilnya" in asked
    answer_result(usulan, actor=head, answer=Answer.DISPUTED, note="Masih retak.")
    answered = page(head)
    assert link not in answered
    assert "Tanggapan pengusul: belum sesuai." in answered
