"""Each message leaves once, to those whose news it is, and what failed is tried again."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kelurahan.models import User
from kelurahan.roles import Role
from notices.channels.gateway import GatewayChannel
from notices.choices import switch
from notices.kinds import KINDS
from notices.models import Digest, State, Told
from notices.news import news_of
from notices.pending import HORIZON
from notices.sending import GIVE_UP, KEPT, LEASE, MOST_DOWN
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.notices.conftest import EMAIL, PHONE
from tests.notices.servers import Gateway, Postbox
from tests.notices.test_inbox import returned
from tests.notices.test_reading import verified

SMS = KINDS["sms"]


def run(*words: str) -> str:
    """The command as a timer starts it."""
    out = StringIO()
    call_command("kirim_kabar", *words, stdout=out)
    return out.getvalue()


def run_and_fail() -> str:
    """The command when something does not go: it ends with 2."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("kirim_kabar", stdout=out)
    assert caught.value.returncode == 2
    return out.getvalue()


def let_pass(time: timedelta) -> None:
    """So much time later: all that was written down is older by it."""
    for digest in Digest.objects.order_by("day"):
        digest.created_at -= time
        digest.claimed_at -= time
        digest.day -= time
        digest.next_try = digest.next_try and digest.next_try - time
        digest.save()


@pytest.fixture
def staff(world: World) -> User:
    return make_user(world, Role.STAFF)


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


class TestFailure:
    @pytest.fixture(autouse=True)
    def _news(self, world: World, staff: User, reached: User, by_sms: Gateway) -> None:
        returned(world, staff)

    def test_tried_again_later_under_the_same_id(self, by_sms: Gateway) -> None:
        by_sms.answers = [(503, ""), (200, "")]
        assert "1 gagal dan akan dicoba lagi" in run_and_fail()
        digest = Digest.objects.get()
        assert (digest.state, digest.tries) == (State.WAITING, 1)
        assert digest.problem == "Gateway menjawab 503."
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(timedelta(minutes=30))
        assert run() == "SMS: 1 terkirim.\n"
        first, second = by_sms.headers
        assert first["Idempotency-Key"] == second["Idempotency-Key"] == str(digest.pk)
        digest.refresh_from_db()
        assert (digest.state, digest.tries, digest.problem) == (State.SENT, 2, "")

    def test_rests_longer_each_time_and_ends_after_a_week(self, by_sms: Gateway) -> None:
        by_sms.answers = [(400, "")]
        rests = []
        for _ in range(7):
            run_and_fail()
            digest = Digest.objects.get()
            rests.append(digest.next_try - digest.claimed_at)
            let_pass(timedelta(hours=13))
        minutes = [round(rest.total_seconds() / 60) for rest in rests]
        assert minutes == [25, 50, 100, 200, 400, 720, 720]
        let_pass(GIVE_UP)
        assert "1 gagal dan tidak dicoba lagi" in run_and_fail()
        assert Digest.objects.get().state == State.ENDED

    def test_afterwards_what_is_new_goes_out_again(
        self, world: World, staff: User, by_sms: Gateway
    ) -> None:
        by_sms.answers = [(400, ""), (400, ""), (200, "")]
        run_and_fail()
        let_pass(GIVE_UP)
        run_and_fail()
        let_pass(timedelta(days=1))
        later = make_proposal(world, Status.SUBMITTED)
        perform(later, "verify", actor=staff)
        run()
        assert later.number in by_sms.messages[-1]["text"]
        assert Digest.objects.filter(state=State.SENT).count() == 1

    def test_what_is_no_longer_so_is_not_sent_after_all(
        self, reached: User, by_sms: Gateway
    ) -> None:
        by_sms.answers = [(503, ""), (200, "")]
        run_and_fail()
        perform(Proposal.objects.get(), "submit", actor=reached)
        let_pass(timedelta(hours=1))
        assert run() == "SMS: 0 terkirim, 1 tidak perlu lagi.\n"
        assert len(by_sms.bodies) == 1

    @pytest.mark.parametrize("how", ["off", "deactivated"])
    def test_nor_to_who_does_not_want_it_any_more(
        self, reached: User, by_sms: Gateway, how: str
    ) -> None:
        by_sms.answers = [(503, ""), (200, "")]
        run_and_fail()
        if how == "off":
            switch(reached.pk, SMS, on=False)
        else:
            User.objects.filter(pk=reached.pk).update(is_active=False)
        let_pass(timedelta(hours=1))
        run()
        assert len(by_sms.bodies) == 1
        assert Digest.objects.get().state == State.DROPPED

    def test_one_found_after_weeks_tells_nothing_old(
        self, reached: User, by_sms: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Proposal.objects.update(due=None)
        by_sms.answers = [(503, ""), (200, "")]
        run_and_fail()
        let_pass(HORIZON)
        [event] = news_of(reached)
        now = event.at + HORIZON + timedelta(minutes=1)
        monkeypatch.setattr(timezone, "now", lambda: now)
        assert run() == "SMS: 0 terkirim, 1 tidak perlu lagi.\n"
        assert len(by_sms.bodies) == 1

    def test_a_gateway_that_is_out_is_left_alone(
        self, world: World, staff: User, by_sms: Gateway
    ) -> None:
        for number in range(MOST_DOWN + 3):
            rt = world.rw.rts.create(label=f"1{number:02}")
            make_user(world, Role.RT, rt, phone=f"+62813000000{number:02}")
            returned(world, staff, rt=rt)
        by_sms.answers = [(500, "")]
        assert "sedang tidak dapat dipakai" in run_and_fail()
        assert len(by_sms.bodies) == MOST_DOWN
        by_sms.answers = [(200, "")]
        assert run() == "SMS: 4 terkirim.\n"
        let_pass(timedelta(hours=1))
        assert run() == "SMS: 5 terkirim.\n"

    def test_wrong_numbers_keep_nobody_waiting(
        self, world: World, staff: User, by_sms: Gateway
    ) -> None:
        for number in range(MOST_DOWN + 3):
            rt = world.rw.rts.create(label=f"1{number:02}")
            make_user(world, Role.RT, rt, phone=f"+62813000000{number:02}")
            returned(world, staff, rt=rt)
        by_sms.answers = [(400, "")] * (MOST_DOWN + 3) + [(200, "")]
        assert "SMS: 1 terkirim, 8 gagal" in run_and_fail()

    def test_a_slip_of_the_portal_stops_nobody_else(
        self, world: World, staff: User, by_sms: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_user(world, Role.RT, world.other_rt, phone="+6281300000001")
        other = returned(world, staff, rt=world.other_rt)
        broken = Proposal.objects.exclude(pk=other.pk).get()
        # A status that a later version of the portal knows, and this one does not.
        from notices import news

        known = news.progress_of

        def stumble(usulan: Proposal, calendar: Any) -> Any:
            if usulan.pk == broken.pk:
                raise KeyError(f"nama warga {usulan.title}")
            return known(usulan, calendar)

        monkeypatch.setattr(news, "progress_of", stumble)
        assert "SMS: 1 terkirim, 1 gagal" in run_and_fail()
        problem = Digest.objects.get(state=State.WAITING).problem
        assert problem == "Galat dalam portal (KeyError)."


class TestDropped:
    """Of nothing that is news any more no message goes, and another may go on the same day."""

    @pytest.fixture(autouse=True)
    def _news(self, world: World, staff: User, reached: User, by_sms: Gateway) -> None:
        returned(world, staff)

    def warn(self, world: World) -> Proposal:
        return make_proposal(world, Status.RETURNED, due=timezone.localdate())

    def done_already(self, reached: User) -> None:
        perform(Proposal.objects.get(), "submit", actor=reached)

    def test_before_the_first_try(self, world: World, reached: User, by_sms: Gateway) -> None:
        self.done_already(reached)
        assert run() == "SMS: 0 terkirim, 1 tidak perlu lagi.\n"
        usulan = self.warn(world)
        assert run("--dry-run") == "SMS: 1 orang akan dikabari.\n"
        assert run() == "SMS: 1 terkirim.\n"
        assert usulan.number in by_sms.messages[0]["text"]

    def test_after_a_refusal(self, world: World, reached: User, by_sms: Gateway) -> None:
        by_sms.answers = [(503, ""), (200, "")]
        run_and_fail()
        self.done_already(reached)
        let_pass(timedelta(minutes=30))
        assert run() == "SMS: 0 terkirim, 1 tidak perlu lagi.\n"
        usulan = self.warn(world)
        assert run() == "SMS: 1 terkirim.\n"
        first, second = by_sms.headers
        assert first["Idempotency-Key"] != second["Idempotency-Key"]
        assert usulan.number in by_sms.messages[1]["text"]

    def test_still_no_second_one_is_sent_that_day(
        self, world: World, reached: User, by_sms: Gateway
    ) -> None:
        self.done_already(reached)
        for _ in range(3):
            run()
            self.warn(world)
        assert len(by_sms.bodies) == 1
        sent = Digest.objects.values_list("state", flat=True)
        assert sorted(sent) == [State.DROPPED, State.SENT]

    def test_what_may_have_arrived_uses_up_its_day(
        self, world: World, reached: User, by_sms: Gateway, settings: Any
    ) -> None:
        settings.MESSAGE_CHANNELS["sms"]["OPTIONS"]["timeout"] = 0.3
        by_sms.silent.set()
        run_and_fail()
        by_sms.silent.clear()
        self.done_already(reached)
        let_pass(timedelta(minutes=30))
        run()
        usulan = self.warn(world)
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(timedelta(days=1))
        assert run() == "SMS: 1 terkirim.\n"
        assert usulan.number in by_sms.messages[1]["text"]

    def test_so_does_what_was_killed_on_its_way(
        self, world: World, reached: User, by_sms: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dying(channel: GatewayChannel, letter: Any) -> None:
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(GatewayChannel, "send", dying)
            with pytest.raises(SystemExit):
                run()
        switch(reached.pk, SMS, on=False)
        let_pass(LEASE)
        run()
        switch(reached.pk, SMS, on=True)
        self.warn(world)
        assert run() == "SMS: 0 terkirim.\n"
        let_pass(timedelta(days=1))
        assert run() == "SMS: 1 terkirim.\n"

    def test_a_warning_that_never_left_is_given_after_all(
        self, reached: User, by_sms: Gateway
    ) -> None:
        by_sms.answers = [(503, ""), (200, "")]
        run_and_fail()
        switch(reached.pk, SMS, on=False)
        let_pass(timedelta(minutes=30))
        run()
        assert Digest.objects.get().state == State.DROPPED
        switch(reached.pk, SMS, on=True)
        assert run() == "SMS: 1 terkirim.\n"
        assert "Segera perbaiki" in by_sms.messages[1]["text"]


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
