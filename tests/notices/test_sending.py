"""Each message leaves once, to those whose news it is, and what failed is tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from kelurahan.models import User
from notices.channels.gateway import GatewayChannel
from notices.kinds import KINDS
from notices.models import Digest, Told
from notices.news import news_of
from notices.sending import KEPT, LEASE
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal
from tests.notices.conftest import EMAIL, PHONE
from tests.notices.running import let_pass, run
from tests.notices.servers import Gateway, Postbox
from tests.notices.test_inbox import returned
from tests.notices.test_reading import verified

SMS = KINDS["sms"]


class TestOnce:
    def test_a_move_is_told_once(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        usulan = returned(world, staff)
        assert run() == "SMS: 1 terkirim.\n"
        [message] = by_sms.messages
        assert message["to"] == PHONE
        assert usulan.number in message["text"]
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(timedelta(days=1))
        assert run() == "SMS: 0 terkirim.\n"

    def test_one_message_a_day(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        returned(world, staff)
        run()
        later = make_proposal(world, Status.SUBMITTED)
        perform(later, "verify", actor=staff)
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(timedelta(days=1))
        assert run() == "SMS: 1 terkirim.\n"
        assert later.number in by_sms.messages[1]["text"]

    def test_what_is_stored_late_goes_with_the_next(
        self, world: World, reached: User, by_sms: Gateway
    ) -> None:
        now = timezone.now()
        verified(world, now)
        run()
        let_pass(timedelta(days=1))
        late = verified(world, now - timedelta(hours=2))
        run()
        assert late.proposal.number in by_sms.messages[1]["text"]

    def test_every_move_is_in_exactly_one_digest(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        for _ in range(3):
            returned(world, staff)
            run()
            let_pass(timedelta(days=1))
        told = Told.objects.filter(event__isnull=False).values_list("event", flat=True)
        assert sorted(told) == sorted(news_of(reached).values_list("pk", flat=True))

    def test_each_channel_by_itself(
        self, world: World, reached: User, staff: User, by_sms: Gateway, by_mail: Postbox
    ) -> None:
        returned(world, staff)
        assert run() == "E-mail: 1 terkirim.\nSMS: 1 terkirim.\n"
        assert by_mail.recipients == [EMAIL]

    def test_the_date_is_warned_of_once(self, world: World, reached: User, by_sms: Gateway) -> None:
        due = timezone.localdate() + timedelta(days=3)
        usulan = make_proposal(world, Status.RETURNED, due=due)
        run()
        assert "Segera perbaiki" in by_sms.messages[0]["text"]
        let_pass(timedelta(days=1))
        run()
        assert len(by_sms.messages) == 1
        Proposal.objects.filter(pk=usulan.pk).update(due=due - timedelta(days=1))
        run()
        assert len(by_sms.messages) == 2

    def test_news_that_came_with_the_date_needs_no_second_warning(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        returned(world, staff)
        run()
        let_pass(timedelta(days=1))
        run()
        assert len(by_sms.messages) == 1

    def test_trying_out_sends_and_writes_nothing(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        returned(world, staff)
        assert run("--dry-run") == "SMS: 1 orang akan dikabari.\n"
        assert by_sms.bodies == []
        assert not Digest.objects.exists()
        run()
        assert run("--dry-run") == "SMS: 0 orang akan dikabari.\n"

    def test_without_a_channel_nothing_happens(
        self, world: World, reached: User, staff: User
    ) -> None:
        returned(world, staff)
        assert run() == "Tidak ada cara mengirim yang disiapkan. Kabar dibaca di portal.\n"

    def test_without_the_portals_address_nothing_is_sent(
        self, world: World, reached: User, staff: User, by_sms: Gateway, settings: Any
    ) -> None:
        settings.SITE_URL = ""
        returned(world, staff)
        with pytest.raises(CommandError, match="SITE_URL"):
            run()
        assert by_sms.bodies == []


class TestLeftBehind:
    """Killed between claim and mark: sent again under the same id, never lost."""

    @pytest.fixture(params=[False, True], ids=["before it was sent", "after it was sent"])
    def killed(
        self, request: Any, world: World, staff: User, reached: User, monkeypatch: Any
    ) -> None:
        send = GatewayChannel.send

        def dying(channel: GatewayChannel, letter: Any) -> None:
            if request.param:
                send(channel, letter)
            raise SystemExit

        returned(world, staff)
        with monkeypatch.context() as patch:
            patch.setattr(GatewayChannel, "send", dying)
            with pytest.raises(SystemExit):
                run()

    def test_after_the_lease_it_goes_again(self, by_sms: Gateway, killed: None) -> None:
        sent_before = len(by_sms.bodies)
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(LEASE)
        assert run() == "SMS: 1 terkirim.\n"
        assert len(by_sms.bodies) == sent_before + 1
        keys = {headers["Idempotency-Key"] for headers in by_sms.headers}
        assert keys == {str(Digest.objects.get().pk)}
        assert len(set(by_sms.bodies)) == 1


class TestRemembered:
    def test_for_ninety_days(
        self, world: World, reached: User, staff: User, by_sms: Gateway
    ) -> None:
        returned(world, staff)
        run()
        let_pass(KEPT - timedelta(days=1))
        run()
        assert Digest.objects.count() == 1
        let_pass(timedelta(days=2))
        assert run() == "SMS: 0 terkirim.\n"
        assert not Digest.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_moves(
    world: World, reached: User, by_sms: Gateway, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        verified(world, timezone.now())
    with django_assert_num_queries(19):
        run()
