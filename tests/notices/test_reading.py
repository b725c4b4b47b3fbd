"""What was stored late, with a time that had already been read, is still new."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import User
from notices.models import ReadMark
from notices.news import news_of
from notices.reading import LAG, mark_read, unread_count
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status
from tests.factories import World, make_proposal
from tests.notices.test_inbox import INBOX, enter

MINUTE = timedelta(minutes=1)


def verified(world: World, at: datetime, usulan: Proposal | None = None) -> ProposalEvent:
    """A move that bears the time ``at``, stored now."""
    usulan = usulan or make_proposal(world, Status.VERIFIED)
    source, target = Status.SUBMITTED, Status.VERIFIED
    return ProposalEvent.objects.create(
        proposal=usulan, action="verify", source=source, target=target, at=at, actor_name="Contoh"
    )


def press_read(client: Client) -> None:
    """Send back what the page holds, as the button does."""
    shown = client.get(reverse(INBOX)).context
    send(client, shown)


def send(client: Client, shown: Any) -> None:
    typed = {
        "sampai": shown["told"][0].entry.at.isoformat(),
        "terlihat": " ".join(map(str, shown["fresh"])),
    }
    client.post(reverse("notices:read"), typed)


def new_on_page(client: Client) -> list[Any]:
    told = client.get(reverse(INBOX)).context["told"]
    return [message.entry.at for message in told if message.is_new]


def test_an_earlier_time_that_came_later_is_new(world: World, head: User) -> None:
    now, client = timezone.now(), enter(head)
    verified(world, now)
    press_read(client)
    assert unread_count(head) == 0
    late = verified(world, now - 5 * MINUTE)
    assert new_on_page(client) == [late.at]
    assert unread_count(head) == 1
    press_read(client)
    assert unread_count(head) == 0


def test_what_was_stored_between_page_and_button_stays_new(world: World, head: User) -> None:
    now, client = timezone.now(), enter(head)
    verified(world, now)
    shown = client.get(reverse(INBOX)).context
    late = verified(world, now - MINUTE)
    send(client, shown)
    assert new_on_page(client) == [late.at]


def test_beyond_the_lag_the_time_decides(world: World, head: User) -> None:
    now = timezone.now()
    verified(world, now)
    press_read(enter(head))
    verified(world, now - LAG)
    assert unread_count(head) == 0
    verified(world, now - LAG + MINUTE)
    assert unread_count(head) == 1


def test_an_older_page_takes_nothing_back(world: World, head: User) -> None:
    now = timezone.now()
    early = verified(world, now - 10 * MINUTE)
    late = verified(world, now)
    mark_read(head, late.at, [late.pk])
    assert unread_count(head) == 1
    mark_read(head, early.at, [early.pk])
    assert unread_count(head) == 0


def test_the_mark_names_only_what_lies_within_the_lag(world: World, head: User) -> None:
    now, client = timezone.now(), enter(head)
    recent = verified(world, now)
    verified(world, now - 2 * LAG)
    press_read(client)
    mark = ReadMark.objects.get(user=head)
    assert [event.pk for event in mark.seen.all()] == [recent.pk]
    assert mark.until == now - LAG
    latest = verified(world, now + 2 * LAG)
    press_read(client)
    assert [event.pk for event in mark.seen.all()] == [latest.pk]
    assert unread_count(head) == 0


def test_ids_that_are_not_ones_own_news_are_not_kept(world: World, head: User) -> None:
    now = timezone.now()
    own = verified(world, now)
    foreign = verified(world, now, make_proposal(world, Status.VERIFIED, rt=world.other_rt))
    mark_read(head, now, [own.pk, foreign.pk, uuid4()])
    assert [event.pk for event in ReadMark.objects.get(user=head).seen.all()] == [own.pk]


@pytest.mark.parametrize("typed", ["", "tidak ada", "1 2 3", "\x00"])
def test_odd_ids_mark_only_what_lies_before_the_lag(world: World, head: User, typed: str) -> None:
    verified(world, timezone.now())
    newest = news_of(head).first()
    data = {"sampai": newest.at.isoformat(), "terlihat": typed}
    assert enter(head).post(reverse("notices:read"), data).status_code == 302
    assert unread_count(head) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query(world: World, head: User, rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        verified(world, timezone.now())
    unread_count(head)
    with django_assert_num_queries(1):
        assert unread_count(head) == rows
