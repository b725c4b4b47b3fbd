"""Whom a message reaches: each time there is news, and somebody it does reach."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kelurahan.models import Assignment, User
from kelurahan.roles import Role
from notices.choices import switch
from notices.kinds import KINDS
from notices.models import Digest, Told
from tests.factories import World, make_user
from tests.notices.running import run
from tests.notices.servers import Gateway
from tests.notices.test_inbox import returned

SMS = KINDS["sms"]


@pytest.fixture(autouse=True)
def _news(world: World, staff: User, by_sms: Gateway) -> None:
    returned(world, staff)


def test_its_proposer(reached: User, by_sms: Gateway) -> None:
    run()
    assert len(by_sms.messages) == 1


@pytest.mark.parametrize(
    "changes", [{"is_active": False}, {"phone": None}], ids=["deactivated", "no number"]
)
def test_not_who_cannot_be_meant(reached: User, by_sms: Gateway, changes: dict[str, Any]) -> None:
    User.objects.filter(pk=reached.pk).update(**changes)
    run()
    assert by_sms.messages == []


def test_not_who_held_the_post_until_yesterday(
    world: World, reached: User, by_sms: Gateway
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(user=reached).update(since=yesterday, until=yesterday)
    successor = make_user(world, Role.RT, phone="+6281200000002")
    run()
    assert [message["to"] for message in by_sms.messages] == [successor.phone]


def test_not_another_rt_nor_an_office(world: World, reached: User, by_sms: Gateway) -> None:
    make_user(world, Role.RT, world.other_rt, phone="+6281200000003")
    make_user(world, Role.LURAH, phone="+6281200000004")
    User.objects.filter(assignments__role=Role.STAFF).update(phone="+6281200000005")
    run()
    assert [message["to"] for message in by_sms.messages] == [reached.phone]


def test_not_who_turned_it_off(reached: User, by_sms: Gateway) -> None:
    switch(reached.pk, SMS, on=False)
    run()
    assert by_sms.messages == []


def test_what_happened_while_it_was_off_is_not_told_afterwards(
    world: World, reached: User, staff: User, by_sms: Gateway
) -> None:
    switch(reached.pk, SMS, on=False)
    switch(reached.pk, SMS, on=True)
    run()
    # The date of a returned usulan is still ahead, and is warned of.
    assert "Segera perbaiki" in by_sms.messages[0]["text"]
    assert Told.objects.filter(event__isnull=False).count() == 0


def test_agreeing_to_what_is_on_loses_nothing(reached: User, by_sms: Gateway) -> None:
    switch(reached.pk, SMS, on=True)
    run()
    assert Told.objects.filter(event__isnull=False).count() == 1


def test_one_telephone_is_told_by_one_way(
    reached: User, by_sms: Gateway, by_whatsapp: Gateway
) -> None:
    assert run() == "WhatsApp: 1 terkirim.\nSMS: 0 terkirim.\n"
    switch(reached.pk, SMS, on=True)
    Digest.objects.all().delete()
    assert run() == "WhatsApp: 1 terkirim.\nSMS: 1 terkirim.\n"
