"""What failed is tried again, and what was dropped takes nothing from the day."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kelurahan.models import User
from kelurahan.roles import Role
from notices.channels.gateway import GatewayChannel
from notices.choices import switch
from notices.kinds import KINDS
from notices.models import Digest, State
from notices.news import news_of
from notices.pending import HORIZON
from notices.sending import GIVE_UP, LEASE, MOST_DOWN
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.notices.running import let_pass, run, run_and_fail
from tests.notices.servers import Gateway
from tests.notices.test_inbox import returned

SMS = KINDS["sms"]


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
