"""The demonstration: believable, the same every time, and only in an empty database."""

from collections import Counter, defaultdict
from datetime import timedelta
from io import StringIO
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kelurahan.models import RW, Kelurahan, User
from musrenbang import checks
from planning.models import Cycle, Stage
from planning.selectors import current_cycle, window_for
from proposals.demo import ACCOUNTS, PASSWORD, build_demo, home
from proposals.models import (
    Attachment,
    Confirmation,
    NumberSequence,
    Proposal,
    ProposalEvent,
)
from proposals.requirements import missing_for_submission
from proposals.services import may_answer
from proposals.services.carry import may_be_carried
from proposals.statuses import Answer, Status
from proposals.workflow import TRANSITIONS, available_actions, perform
from proposals.workflow.replay import CONTENT_CHANGES, IMPORTED
from rkpd.errors import OverPagu
from rkpd.models import Draft, LineSource
from rkpd.services import freeze_draft


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(db) -> str:
    return run()


@pytest.fixture
def small(db) -> str:
    return run("--usulan-per-kelurahan", "60")


def of_year():
    """The usulan of the running year."""
    return Proposal.objects.filter(cycle=current_cycle())


def of_home():
    return of_year().filter(kelurahan__code=home.KELURAHAN)


def before():
    """The usulan of the year before."""
    return Proposal.objects.filter(cycle__fiscal_year=current_cycle().fiscal_year - 1)


def test_pengasinan_has_330_and_lighter_neighbours(demo):
    assert of_home().count() == 330
    others = Kelurahan.objects.filter(kecamatan__code=home.KECAMATAN).exclude(code=home.KELURAHAN)
    counts = [of_year().filter(kelurahan=row).count() for row in others]
    assert len(counts) == 3
    assert all(15 <= count <= 40 for count in counts)
    assert "420 usulan di 4 kelurahan" in demo
    assert "120 usulan tahun sebelumnya" in demo


def test_the_recipe(demo):
    usulan = of_home()
    assert 190 <= usulan.filter(status=Status.SUBMITTED).count() <= 210
    assert 0.04 <= usulan.not_in_kamus().count() / 330 <= 0.08
    assert 0.03 <= usulan.land_unclear().count() / 330 <= 0.07
    by_group = [
        usulan.filter(kamus_item__code__startswith=group).count() for group in ("DRN", "JLN", "PJU")
    ]
    assert by_group == sorted(by_group, reverse=True)
    values = sorted(usulan.values_list("value", flat=True))
    assert sum(25_000_000 <= value <= 300_000_000 for value in values) > 150
    assert values[-1] > 1_000_000_000
    silent = RW.objects.filter(kelurahan__code=home.KELURAHAN, proposals=None)
    assert silent.exists()
    assert usulan.exclude(opd=F("first_opd")).exists()
    assert usulan.exclude(assisted_by=None).exists()


def test_every_status_has_an_example(demo):
    seen = set(of_year().values_list("status", flat=True))
    assert seen == set(Status.values)


def test_finished_work_is_confirmed_disputed_and_not_looked_at(demo):
    finished = Proposal.objects.filter(status=Status.REALISED).select_related("confirmation")
    said = Counter(usulan.answer and usulan.answer.answer for usulan in finished)
    assert set(said) == {Answer.CONFIRMED, Answer.DISPUTED, None}
    assert min(said.values()) >= 2
    for row in Confirmation.objects.select_related("proposal", "photo"):
        assert row.proposal.status == Status.REALISED
        assert row.answered_by == row.proposal.created_by
        assert row.photo is None or row.photo.proposal == row.proposal
        row.full_clean()
        told = row.proposal.events.latest("at")
        assert told.changes == {"confirmation": [None, row.get_answer_display()]}
    rt = User.objects.get(username="rt")
    assert [may_answer(one, rt) for one in finished.filter(created_by=rt)] == [True]


ANSWERED = {
    *(Status.IN_APBD, Status.REALISED, Status.CANCELLED, Status.DEFERRED, Status.DECLINED),
    *(Status.NOT_AGREED, Status.REJECTED, Status.MERGED, Status.RESERVE, Status.DIVERTED),
    Status.WITHDRAWN,
}


def test_the_year_before_has_ended_in_every_way(demo):
    assert before().count() == 120
    assert before().filter(kelurahan__code=home.KELURAHAN).count() == 60
    assert set(before().values_list("status", flat=True)) == ANSWERED
    refused = ProposalEvent.objects.filter(
        proposal__in=before(), action__in=["reject", "disagree", "defer", "decline"]
    )
    assert refused.count() > 50
    assert not refused.filter(reason=None).exists()
    assert not before().filter(submitted_at__gt=timezone.now() - timedelta(days=360)).exists()
    windows = [window_for(before().first().cycle, stage) for stage in Stage]
    assert not any(window.is_open() for window in windows)


def test_some_are_asked_for_again(demo):
    again = of_year().exclude(carried_from=None).select_related("carried_from__cycle")
    assert 10 <= again.count() <= 30
    assert not before().exclude(carried_from=None).exists()
    for usulan in again:
        first = usulan.carried_from
        assert may_be_carried(first, usulan.cycle)
        same = ("title", "rw", "rt", "organisation", "created_by", "address", "volume")
        assert [getattr(first, name) for name in same] == [getattr(usulan, n) for n in same]
        assert first.kamus_item.code == usulan.kamus_item.code
        assert first.kamus_item.cycle == first.cycle


def test_the_accounts_of_the_rw_have_only_the_running_year(demo):
    own = User.objects.filter(username__in=["rt", "rw"])
    assert of_year().filter(created_by__in=own).exists()
    assert not before().filter(created_by__in=own).exists()


def test_histories_follow_the_table(small):
    last: dict = defaultdict(lambda: Status.DRAFT)
    for event in ProposalEvent.objects.order_by("at", "pk").select_related("reason"):
        assert event.source == last[event.proposal_id]
        last[event.proposal_id] = event.target
        if event.action in CONTENT_CHANGES or event.action == IMPORTED:
            continue
        needs = TRANSITIONS[event.action].needs
        assert event.source in TRANSITIONS[event.action].sources
        assert ("reason" not in needs) or event.reason is not None
        assert ("note" not in needs) or event.note
    for pk, status in Proposal.objects.values_list("pk", "status"):
        assert status == last[pk]


def test_nothing_happens_in_the_future(small):
    now = timezone.now()
    assert not ProposalEvent.objects.filter(at__gt=now).exists()
    assert not Proposal.objects.filter(submitted_at__gt=now).exists()
    assert not Proposal.objects.filter(created_at__gt=F("submitted_at")).exists()
    assert window_for(current_cycle(), Stage.INTAKE).is_open()


def test_numbers_and_ranks_run_through(small):
    for sequence in NumberSequence.objects.select_related("kelurahan"):
        usulan = Proposal.objects.filter(kelurahan=sequence.kelurahan, cycle=sequence.cycle)
        numbers = usulan.exclude(number=None).order_by("number").values_list("number", flat=True)
        running = [int(number.rsplit("/")[-1]) for number in numbers]
        assert running == list(range(1, sequence.last + 1))
        assert not usulan.filter(number=None, submitted_at__isnull=False).exists()
    for rw, cycle in product(RW.objects.all(), Cycle.objects.all()):
        series = Proposal.objects.filter(rw=rw, cycle=cycle, organisation=None).exclude(rank=None)
        ranks = sorted(series.values_list("rank", flat=True))
        assert ranks == list(range(1, len(ranks) + 1))


def test_stored_usulan_pass_their_own_validation(small):
    for proposal in Proposal.objects.all():
        proposal.full_clean()


def test_the_same_every_time(db):
    assert _made() == _made()


def _made() -> tuple[list, list]:
    with transaction.atomic():
        build_demo(usulan_per_kelurahan=40)
        usulan = Proposal.objects.order_by("pk").values_list(
            "pk", "number", "status", "title", "problem", "value", "rank", "address"
        )
        events = ProposalEvent.objects.order_by("pk").values_list("pk", "action", "note", "at")
        found = list(usulan), list(events)
        transaction.set_rollback(True)
    return found


def test_deployment_knows_every_demo_account():
    assert set(checks.DEMO_USERNAMES) == {account.username for account in ACCOUNTS}
    assert checks.DEMO_PASSWORD == PASSWORD


def test_accounts_can_log_in(small):
    for account in ACCOUNTS:
        assert account.username in small
        user = User.objects.get(username=account.username)
        assert user.full_name == account.full_name
        assert user.check_password(PASSWORD)
        assert user.is_superuser == (account.username == "admin")
        if account.username != "admin":
            assert user.assignments.exists()
    others = User.objects.exclude(username__in=[account.username for account in ACCOUNTS])
    assert not any(user.has_usable_password() for user in others)


def test_the_rt_head_sees_every_turn_a_usulan_can_take(demo):
    rt = User.objects.get(username="rt")
    own = Proposal.objects.filter(created_by=rt)
    assert {
        Status.DRAFT,
        Status.SUBMITTED,
        Status.RETURNED,
        Status.VERIFIED,
        Status.PRIORITISED,
        Status.ACCOMMODATED,
        Status.REALISED,
        Status.REJECTED,
    } <= set(own.values_list("status", flat=True))
    returned = own.get(status=Status.RETURNED)
    assert returned.events.get(action="return").note
    assert missing_for_submission(returned) == []
    perform(returned, "submit", actor=rt)


def test_offices_find_work(demo):
    staff, camat = User.objects.get(username="staf"), User.objects.get(username="camat")
    opd = User.objects.get(username="opd")
    waiting = Proposal.objects.visible_to(staff).filter(status=Status.SUBMITTED)
    perform(waiting.first(), "verify", actor=staff)
    forwarded = Proposal.objects.visible_to(camat).filter(status=Status.FORWARDED).first()
    assert {row.action for row in available_actions(forwarded, camat)} >= {"agree", "disagree"}
    routed = Proposal.objects.visible_to(opd).filter(status=Status.AGREED)
    assert routed.exists()
    assert available_actions(routed.first(), opd)


def test_there_is_a_frozen_rkpd_draft_and_one_to_freeze(demo):
    frozen, open_one = Draft.objects.order_by("version")
    assert frozen.is_frozen
    assert not open_one.is_frozen
    carried = LineSource.objects.filter(draft=frozen).values("proposal")
    assert not Proposal.objects.filter(pk__in=carried, status=Status.ACCOMMODATED).exists()
    bappeda = User.objects.get(username="bappeda")
    with pytest.raises(OverPagu):
        freeze_draft(open_one, actor=bappeda)
    freeze_draft(open_one, actor=bappeda, note="Disepakati.")


def test_photos_are_few_and_say_so(demo):
    assert 10 <= Attachment.objects.count() <= 60
    assert all(row.content_type == "image/jpeg" for row in Attachment.objects.all())


def test_everywhere(db):
    out = run("--all", "--usulan-per-kelurahan", "3")
    assert "168 usulan di 56 kelurahan" in out
    assert of_year().values("kelurahan").distinct().count() == 56
    assert before().values("kelurahan").distinct().count() == 56


def test_it_keeps_its_hands_off_other_data(world):
    with pytest.raises(CommandError, match="sudah berisi data lain"):
        run()
    assert not Proposal.objects.exists()
    out = run("--if-empty")
    assert PASSWORD not in out
    assert not Proposal.objects.exists()


def test_a_second_run_changes_nothing(small, django_assert_max_num_queries):
    before = ProposalEvent.objects.count()
    with pytest.raises(CommandError, match="sudah ada"):
        run()
    with django_assert_max_num_queries(3):
        out = run("--if-empty")
    assert "musrenbang-demo" in out
    assert ProposalEvent.objects.count() == before


@pytest.mark.parametrize("wanted", ["0", "-3", "100000"])
def test_nonsense_is_told(db, wanted):
    with pytest.raises(CommandError, match="1 sampai 9999"):
        run(f"--usulan-per-kelurahan={wanted}")
