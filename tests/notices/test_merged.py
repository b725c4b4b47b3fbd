"""Whose usulan was merged into another's hears what becomes of that one."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import User
from kelurahan.roles import Role
from notices.kinds import KINDS
from notices.links import tracking_path, usulan_url
from notices.news import news_of
from notices.reading import unread_count
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import Details, perform
from tests.factories import World, make_proposal, make_user
from tests.notices.running import let_pass, run
from tests.notices.servers import Gateway
from tests.notices.test_inbox import INBOX, enter, page
from tests.notices.test_reading import press_read
from tests.notices.test_wording import every_kind, written


@pytest.fixture
def target(world: World) -> Proposal:
    """Another RT's usulan in another RW."""
    rt = world.other_rw.rts.create(label="009")
    return make_proposal(world, Status.SUBMITTED, rw=world.other_rw, rt=rt, title="Gorong-gorong")


@pytest.fixture
def merged(world: World, staff: User, target: Proposal) -> Proposal:
    usulan = make_proposal(world, Status.SUBMITTED)
    perform(usulan, "merge", actor=staff, details=Details(target=target))
    return usulan


def actions(user: User) -> list[str]:
    return list(news_of(user).values_list("action", flat=True))


def test_what_offices_do_with_the_target(
    head: User, staff: User, merged: Proposal, target: Proposal
) -> None:
    perform(target, "verify", actor=staff, note="Untuk pengusulnya saja.")
    assert actions(head) == ["verify", "merge"]
    text = page(head)
    sentence = f"Usulan gabungannya {target.number}: Sudah diperiksa dan diterima kelurahan."
    assert sentence in text
    assert merged.title in text
    assert target.title not in text
    assert "Untuk pengusulnya saja." not in text


def test_the_link_leads_to_a_page_that_opens(
    head: User, staff: User, merged: Proposal, target: Proposal
) -> None:
    perform(target, "verify", actor=staff)
    assert f'href="{tracking_path(target)}"' in page(head)
    assert f"/usulan/{target.pk}/" not in page(head)
    assert Client().get(tracking_path(target)).status_code == 200


@every_kind
def test_messages_tell_it_too(
    head: User, staff: User, merged: Proposal, target: Proposal, kind: Any
) -> None:
    perform(target, "verify", actor=staff)
    body = written(head, kind).body
    if kind.most_items > 1:
        assert f"Usulan gabungannya {target.number}: Sudah diperiksa" in body
        assert usulan_url(target) in body
    assert target.title not in body


@pytest.mark.usefixtures("reached")
def test_it_goes_out_by_itself(
    staff: User, merged: Proposal, target: Proposal, by_sms: Gateway
) -> None:
    run()
    perform(target, "verify", actor=staff)
    let_pass(timedelta(days=1))
    run()
    text = by_sms.messages[1]["text"]
    assert f"Usulan gabungannya {target.number}: Sudah diperiksa" in text
    assert usulan_url(target) in text
    assert merged.number in text


def test_what_another_has_to_mend_is_no_call_to_the_reader(
    world: World, head: User, staff: User, merged: Proposal, target: Proposal
) -> None:
    due = timezone.localdate() + timedelta(days=2)
    details = Details(reason=world.reason, due=due)
    perform(target, "return", actor=staff, note="Foto kabur.", details=details)
    for text in (page(head), written(head, KINDS["email"]).body):
        assert "Dikembalikan oleh kelurahan untuk diperbaiki pengusulnya." in text
        assert "Perbaiki, lalu kirim lagi." not in text
        assert "Segera perbaiki" not in text


def test_what_its_own_proposer_does(
    world: World, head: User, staff: User, merged: Proposal, target: Proposal
) -> None:
    details = Details(reason=world.reason, due=timezone.localdate() + timedelta(days=2))
    perform(target, "return", actor=staff, note="Foto kabur.", details=details)
    owner = make_user(world, Role.RT, target.rt)
    perform(target, "submit", actor=owner)
    assert f"Usulan gabungannya {target.number}: Sudah dikirim lagi oleh pengusulnya." in page(head)
    assert actions(owner) == ["return"]
    # Who only helps is not told each deed of a proposer.
    assert actions(make_user(world, Role.PAMOR)) == ["return", "merge"]


def test_what_it_was_merged_into_is_withdrawn(
    world: World, head: User, merged: Proposal, target: Proposal
) -> None:
    perform(target, "withdraw", actor=make_user(world, Role.RT, target.rt))
    assert actions(head) == ["release", "merge"]
    sentence = f"Usulan {target.number} sudah dicabut, jadi usulan Anda berdiri sendiri lagi."
    assert sentence in page(head)
    assert sentence in written(head, KINDS["sms"]).body


def test_nothing_from_before(world: World, head: User, staff: User, target: Proposal) -> None:
    perform(target, "verify", actor=staff)
    usulan = make_proposal(world, Status.SUBMITTED)
    perform(usulan, "merge", actor=staff, details=Details(target=target))
    assert actions(head) == ["merge"]


def test_nothing_more_once_they_are_apart(
    head: User, staff: User, merged: Proposal, target: Proposal
) -> None:
    perform(merged, "unmerge", actor=staff, note="Lain tempat.")
    perform(target, "verify", actor=staff)
    assert actions(head) == ["unmerge", "merge"]


def test_nobody_elses(world: World, staff: User, merged: Proposal, target: Proposal) -> None:
    perform(target, "verify", actor=staff)
    assert actions(make_user(world, Role.RT, world.other_rt)) == []


def test_ones_own_target_is_told_once_and_as_ones_own(
    world: World, head: User, staff: User
) -> None:
    first, second = (make_proposal(world, Status.SUBMITTED) for _ in range(2))
    perform(first, "merge", actor=staff, details=Details(target=second))
    perform(second, "verify", actor=staff)
    assert actions(head) == ["verify", "merge"]
    assert "Usulan gabungannya" not in page(head)


def test_it_is_new_until_read(head: User, staff: User, merged: Proposal, target: Proposal) -> None:
    press_read(enter(head))
    perform(target, "verify", actor=staff)
    assert unread_count(head) == 1
    press_read(enter(head))
    assert unread_count(head) == 0


def test_one_query_more(
    head: User, staff: User, merged: Proposal, target: Proposal, django_assert_num_queries: Any
) -> None:
    perform(target, "verify", actor=staff)
    client = enter(head)
    with django_assert_num_queries(10):
        client.get(reverse(INBOX))
