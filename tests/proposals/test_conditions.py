"""What must hold before a deed, and the sentence when it does not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import Pagu, QuotaRule, ReasonCode, StageWindow, WindowGrace
from proposals.models import Assessment, KelurahanList, Proposal, ProposalEvent
from proposals.services import lock_list
from proposals.statuses import FundingSource, Status
from proposals.workflow import (
    ActionNotAllowed,
    ConditionsNotMet,
    Details,
    NoteRequired,
    TransitionConflict,
    perform,
)
from tests.factories import World, make_item, make_proposal, make_user

WEEK = timedelta(days=7)


def problems(error: pytest.ExceptionInfo) -> set[str]:
    return set(error.value.problems)


class TestSubmit:
    def test_number_rank_and_first_opd_are_given_once(self, world: World) -> None:
        head = make_user(world, Role.RT)
        staff = make_user(world, Role.STAFF)
        proposal = make_proposal(world)
        perform(proposal, "submit", actor=head)
        assert proposal.number == "2024/99.75.01.1001/0001"
        assert (proposal.rank, proposal.first_opd, proposal.opd) == (1, world.opd, world.opd)
        first_time = proposal.submitted_at
        due = timezone.localdate() + WEEK
        perform(
            proposal,
            "return",
            actor=staff,
            note="Foto?",
            details=Details(reason=world.reason, due=due),
        )
        assert proposal.due == due
        perform(proposal, "submit", actor=head)
        assert proposal.number == "2024/99.75.01.1001/0001"
        assert (proposal.submitted_at, proposal.due) == (first_time, None)

    def test_numbers_follow_each_other_per_kelurahan(self, world: World) -> None:
        head, far = make_user(world, Role.RT), make_user(world, Role.RT, world.foreign_rt)
        elsewhere = {
            "kelurahan": world.other_kelurahan,
            "rw": world.foreign_rw,
            "rt": world.foreign_rt,
        }
        own = [make_proposal(world) for _ in range(2)]
        foreign = make_proposal(world, **elsewhere)
        for proposal, actor in ((own[0], head), (foreign, far), (own[1], head)):
            perform(proposal, "submit", actor=actor)
        assert [p.number[-4:] for p in (own[0], foreign, own[1])] == ["0001", "0001", "0002"]
        assert [p.rank for p in own] == [1, 2]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": ""}, "title"),
            ({"address": ""}, "address"),
            ({"problem": "Banjir."}, "problem"),
            ({"urgency": ""}, "urgency"),
            ({"benefit": ""}, "benefit"),
            ({"people": None}, "people"),
            ({"volume": None}, "volume"),
            ({"value": None}, "value"),
            ({"kamus_item": None, "land_status": ""}, "land_status"),
        ],
    )
    def test_what_is_missing_is_named(self, world: World, change: dict, field: str) -> None:
        proposal = make_proposal(world, **change)
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "submit", actor=make_user(world, Role.RT))
        assert field in problems(error)
        proposal.refresh_from_db()
        assert (proposal.status, proposal.number) == (Status.DRAFT, None)

    @pytest.mark.parametrize(
        ("demand", "field"),
        [
            ({"min_photos": 1}, "photos"),
            ({"needs_point": True}, "latitude"),
            ({"documents": ["rab"]}, "documents"),
            ({"proposer_kinds": ["kelurahan"]}, "kamus_item"),
            ({"is_active": False}, "kamus_item"),
        ],
    )
    def test_what_the_item_demands(self, world: World, demand: dict, field: str) -> None:
        proposal = make_proposal(world, kamus_item=make_item(world.cycle, **demand))
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "submit", actor=make_user(world, Role.RT))
        assert field in problems(error)

    def test_a_closed_window_and_the_grace_of_one_kelurahan(self, world: World) -> None:
        window = StageWindow.objects.get(cycle=world.cycle, stage="intake")
        window.closes_at = timezone.now() - timedelta(hours=1)
        window.save()
        head = make_user(world, Role.RT)
        proposal = make_proposal(world)
        with pytest.raises(ConditionsNotMet, match="sudah ditutup"):
            perform(proposal, "submit", actor=head)
        WindowGrace.objects.create(
            window=window,
            kelurahan=world.kelurahan,
            closes_at=timezone.now() + WEEK,
            reason="Listrik padam",
        )
        perform(proposal, "submit", actor=head)
        assert proposal.status == Status.SUBMITTED

    def test_a_returned_usulan_has_until_its_own_date(self, world: World) -> None:
        StageWindow.objects.filter(stage="intake").update(closes_at=timezone.now() - WEEK)
        head = make_user(world, Role.RT)
        today = timezone.localdate()
        in_time = make_proposal(world, Status.RETURNED, due=today)
        late = make_proposal(world, Status.RETURNED, due=today - timedelta(days=1))
        perform(in_time, "submit", actor=head)
        with pytest.raises(ConditionsNotMet, match="Batas perbaikan"):
            perform(late, "submit", actor=head)

    @pytest.mark.parametrize("kind", [QuotaRule.Kind.COUNT, QuotaRule.Kind.AMOUNT])
    def test_an_enforced_quota_stops_and_a_shown_one_marks(self, world: World, kind: str) -> None:
        limit = 1 if kind == QuotaRule.Kind.COUNT else 15_000_000
        rule = QuotaRule.objects.create(
            cycle=world.cycle, scope=QuotaRule.Scope.RW, kind=kind, value=limit, enforced=True
        )
        head = make_user(world, Role.RT)
        perform(make_proposal(world), "submit", actor=head)
        second = make_proposal(world)
        with pytest.raises(ConditionsNotMet, match="sisa"):
            perform(second, "submit", actor=head)
        rule.enforced = False
        rule.save()
        perform(second, "submit", actor=head)
        assert second.over_quota

    def test_the_narrowest_rule_holds_and_withdrawn_ones_free_their_place(
        self, world: World
    ) -> None:
        for value, rw in ((0, None), (1, world.rw)):
            QuotaRule.objects.create(
                cycle=world.cycle, scope="rw", kind="count", value=value, rw=rw, enforced=True
            )
        head = make_user(world, Role.RT)
        first, second = make_proposal(world), make_proposal(world)
        perform(first, "submit", actor=head)
        perform(first, "withdraw", actor=head)
        perform(second, "submit", actor=head)
        assert (first.rank, second.status) == (None, Status.SUBMITTED)


class TestReturnAndReject:
    def test_note_reason_and_a_coming_date(self, world: World) -> None:
        staff = make_user(world, Role.STAFF)
        proposal = make_proposal(world, Status.SUBMITTED)
        with pytest.raises(NoteRequired):
            perform(proposal, "return", actor=staff, note="  ")
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "return", actor=staff, note="Foto kurang.")
        assert problems(error) == {"reason", "due"}
        late = Details(reason=world.reason, due=timezone.localdate())
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "return", actor=staff, note="Foto kurang.", details=late)
        assert problems(error) == {"due"}

    def test_a_reason_belongs_to_its_level_and_may_name_another_usulan(self, world: World) -> None:
        staff = make_user(world, Role.STAFF)
        proposal, other = (make_proposal(world, Status.SUBMITTED) for _ in range(2))
        of_opd = ReasonCode.objects.create(
            code="T02", public_sentence="-", at_kelurahan=False, at_opd=True
        )
        double = ReasonCode.objects.create(code="T03", public_sentence="-", needs_target=True)
        for reason, field in ((of_opd, "reason"), (double, "target")):
            with pytest.raises(ConditionsNotMet) as error:
                perform(proposal, "reject", actor=staff, note="x", details=Details(reason=reason))
            assert problems(error) == {field}
        details = Details(reason=double, target=other)
        event = perform(proposal, "reject", actor=staff, note="Sama.", details=details)
        assert event.changes == {"other": [None, other.number]}
        assert event.reason == double


class TestKelurahanList:
    def test_merge_only_into_a_live_usulan_of_the_same_kelurahan(self, world: World) -> None:
        staff = make_user(world, Role.STAFF)
        own = make_proposal(world, Status.SUBMITTED)
        foreign = make_proposal(
            world,
            Status.VERIFIED,
            kelurahan=world.other_kelurahan,
            rw=world.foreign_rw,
            rt=world.foreign_rt,
        )
        rejected = make_proposal(world, Status.REJECTED)
        for target in (own, foreign, rejected):
            with pytest.raises(ConditionsNotMet) as error:
                perform(own, "merge", actor=staff, details=Details(target=target))
            assert problems(error) == {"target"}
        target = make_proposal(world, Status.VERIFIED)
        perform(own, "merge", actor=staff, details=Details(target=target))
        assert own.merged_into == target
        perform(own, "unmerge", actor=staff, note="Ternyata beda tempat.")
        assert (own.status, own.merged_into) == (Status.SUBMITTED, None)

    def test_rank_is_unique_and_freed_by_reserve(self, world: World) -> None:
        lurah = make_user(world, Role.LURAH)
        first, second = (make_proposal(world, Status.VERIFIED) for _ in range(2))
        perform(first, "prioritise", actor=lurah, details=Details(rank=1))
        for rank in (1, 0, -3):
            with pytest.raises(ConditionsNotMet) as error:
                perform(second, "prioritise", actor=lurah, details=Details(rank=rank))
            assert problems(error) == {"rank"}
        perform(first, "reserve", actor=lurah, note="Menunggu pagu.")
        assert first.kelurahan_rank is None
        perform(second, "prioritise", actor=lurah, details=Details(rank=1))
        assert Assessment.objects.get(proposal=second, level="kelurahan").rank == 1

    def test_above_pagu_asks_for_a_note(self, world: World) -> None:
        lurah = make_user(world, Role.LURAH)
        Pagu.objects.create(cycle=world.cycle, kelurahan=world.kelurahan, amount=15_000_000)
        first, second = (make_proposal(world, Status.VERIFIED) for _ in range(2))
        perform(first, "prioritise", actor=lurah, details=Details(rank=1))
        with pytest.raises(NoteRequired, match="Pagu kelurahan"):
            perform(second, "prioritise", actor=lurah, details=Details(rank=2))
        perform(second, "prioritise", actor=lurah, note="Darurat.", details=Details(rank=2))

    def test_dana_kelurahan_only_for_what_the_rule_lists(self, world: World) -> None:
        lurah = make_user(world, Role.LURAH)
        free_text = make_proposal(world, Status.PRIORITISED, kamus_item=None)
        with pytest.raises(ConditionsNotMet, match="130/2018"):
            perform(free_text, "fund_kelurahan", actor=lurah)
        perform(make_proposal(world, Status.PRIORITISED), "fund_kelurahan", actor=lurah)

    def test_locking_forwards_the_list_and_closes_the_way_back(self, world: World) -> None:
        lurah, head = make_user(world, Role.LURAH), make_user(world, Role.RT)
        listed = [make_proposal(world, Status.PRIORITISED, kelurahan_rank=n) for n in (1, 2)]
        left = make_proposal(world, Status.SUBMITTED)
        rejected = make_proposal(world, Status.REJECTED)
        lock = {
            "cycle": world.cycle,
            "kelurahan": world.kelurahan,
            "minutes_number": "BA/1",
            "minutes_date": timezone.localdate(),
        }
        with pytest.raises(ActionNotAllowed):
            lock_list(actor=make_user(world, Role.STAFF), **lock)
        with pytest.raises(ConditionsNotMet, match="Kunci dahulu"):
            perform(listed[0], "forward", actor=lurah)
        _, count = lock_list(actor=lurah, **lock)
        assert count == 2
        assert {p.status for p in Proposal.objects.filter(pk__in=[p.pk for p in listed])} == {
            Status.FORWARDED
        }
        with pytest.raises(ConditionsNotMet, match="sudah dikunci"):
            perform(left, "withdraw", actor=head)
        with pytest.raises(ConditionsNotMet, match="sudah dikunci"):
            perform(rejected, "reopen", actor=lurah, note="Keliru.")
        make_proposal(world, Status.PRIORITISED, kelurahan_rank=9)
        with pytest.raises(ConditionsNotMet, match="sudah dikunci"):
            lock_list(actor=lurah, **lock)
        assert KelurahanList.objects.count() == 1


class TestUpwards:
    def test_agree_needs_an_opd_and_keeps_the_first(self, world: World) -> None:
        camat = make_user(world, Role.KECAMATAN)
        without = make_proposal(world, Status.FORWARDED, opd=None)
        with pytest.raises(ConditionsNotMet) as error:
            perform(without, "agree", actor=camat)
        assert problems(error) == {"opd"}
        proposal = make_proposal(world, Status.FORWARDED)
        perform(proposal, "agree", actor=camat, details=Details(opd=world.other_opd))
        assert (proposal.first_opd, proposal.opd) == (world.opd, world.other_opd)
        assert proposal.routed_at

    def test_reroute_moves_it_out_of_the_first_opds_hands(self, world: World) -> None:
        opd = make_user(world, Role.OPD)
        proposal = make_proposal(world, Status.AGREED)
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "reroute", actor=opd, note="x", details=Details(opd=world.opd))
        assert problems(error) == {"opd"}
        details = Details(opd=world.other_opd)
        perform(proposal, "reroute", actor=opd, note="Jalan, bukan air.", details=details)
        assert (proposal.first_opd, proposal.opd) == (world.opd, world.other_opd)
        with pytest.raises(ActionNotAllowed):
            perform(proposal, "decline", actor=opd, note="x")

    def test_less_than_asked_needs_a_note_and_the_askers_figures_stay(self, world: World) -> None:
        opd = make_user(world, Role.OPD)
        proposal = make_proposal(world, Status.AGREED)
        less = Details(
            sub_kegiatan=world.sub_kegiatan,
            volume=Decimal(6),
            value=6_000_000,
            funding_source=FundingSource.APBD,
        )
        with pytest.raises(NoteRequired):
            perform(proposal, "accommodate", actor=opd, details=less)
        perform(proposal, "accommodate", actor=opd, note="Sebagian.", details=less)
        row = Assessment.objects.get(proposal=proposal, level="opd")
        assert (row.volume, row.value, row.sub_kegiatan) == (6, 6_000_000, world.sub_kegiatan)
        assert (proposal.volume, proposal.value) == (10, 10_000_000)

    @pytest.mark.parametrize(("volume", "value"), [(0, 1), (-1, 1), (1, 0), (1, -5), (1, 10**18)])
    def test_senseless_figures(self, world: World, volume: int, value: int) -> None:
        proposal = make_proposal(world, Status.AGREED)
        details = Details(
            sub_kegiatan=world.sub_kegiatan,
            volume=Decimal(volume),
            value=value,
            funding_source=FundingSource.APBD,
        )
        with pytest.raises(ConditionsNotMet) as error:
            perform(
                proposal,
                "accommodate",
                actor=make_user(world, Role.OPD),
                note="x",
                details=details,
            )
        assert problems(error) <= {"volume", "value"}
        assert not Assessment.objects.exists()

    def test_realised_needs_a_photo_and_no_future(self, world: World) -> None:
        opd = make_user(world, Role.OPD)
        proposal = make_proposal(world, Status.IN_APBD)
        tomorrow = timezone.localdate() + timedelta(days=1)
        details = Details(realised_on=tomorrow, realised_volume=Decimal(9))
        with pytest.raises(ConditionsNotMet) as error:
            perform(proposal, "realise", actor=opd, details=details)
        assert problems(error) == {"realised_on", "photos"}


class TestConflict:
    def test_the_second_officer_is_told_who_and_what(self, world: World) -> None:
        first = make_user(world, Role.STAFF)
        second = make_user(world, Role.LURAH)
        proposal = make_proposal(world, Status.SUBMITTED)
        stale = Proposal.objects.get(pk=proposal.pk)
        perform(proposal, "verify", actor=first)
        with pytest.raises(TransitionConflict) as error:
            perform(
                stale,
                "return",
                actor=second,
                note="x",
                details=Details(reason=world.reason, due=timezone.localdate() + WEEK),
            )
        assert first.full_name in str(error.value)
        assert "memverifikasi" in str(error.value)
        assert ProposalEvent.objects.filter(proposal=proposal, action="return").count() == 0

    def test_a_page_seen_before_the_content_changed(self, world: World) -> None:
        proposal = make_proposal(world, Status.SUBMITTED)
        with pytest.raises(TransitionConflict):
            perform(
                proposal,
                "verify",
                actor=make_user(world, Role.STAFF),
                seen_revision=proposal.revision - 1,
            )


class TestHistory:
    def test_events_cannot_be_changed_or_deleted(self, world: World) -> None:
        from django.core.exceptions import ValidationError

        proposal = make_proposal(world, Status.SUBMITTED)
        event = perform(proposal, "verify", actor=make_user(world, Role.STAFF))
        event.note = "lain"
        for attempt in (
            event.save,
            event.delete,
            ProposalEvent.objects.all().delete,
            lambda: ProposalEvent.objects.update(note="lain"),
            proposal.delete,
        ):
            with pytest.raises(ValidationError):
                attempt()
        assert ProposalEvent.objects.get(pk=event.pk).note == ""
