"""Many at once, on a database that really lets them: PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from kelurahan.models import User
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.models import Proposal, ProposalEvent
from proposals.services import carry_forward
from proposals.statuses import Status
from proposals.workflow import Details, TransitionConflict, WorkflowError, perform
from tests.factories import make_proposal, make_user, make_world

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after another"),
]


def at_once(deeds: Iterable[Callable[[], object]], *, threads: int) -> list[object]:
    """Run all deeds on so many threads that start together; errors come back as results."""
    deeds = list(deeds)
    barrier = Barrier(threads)

    def run(part: list[Callable[[], object]]) -> list[object]:
        results: list[object] = []
        barrier.wait()
        for deed in part:
            try:
                results.append(deed())
            except WorkflowError as error:
                results.append(error)
        connections.close_all()
        return results

    parts = [deeds[i::threads] for i in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        return [result for part in pool.map(run, parts) for result in part]


def test_200_submissions_to_one_kelurahan_get_200_consecutive_numbers() -> None:
    world = make_world()
    head = make_user(world, Role.RT)
    drafts = [make_proposal(world, created_by=head) for _ in range(200)]

    def submit(proposal: Proposal) -> Callable[[], object]:
        return lambda: perform(proposal, "submit", actor=User.objects.get(pk=head.pk))

    at_once(map(submit, drafts), threads=40)
    numbers = sorted(int(n[-4:]) for n in Proposal.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 201))
    ranks = sorted(Proposal.objects.values_list("rank", flat=True))
    assert ranks == list(range(1, 201))
    assert ProposalEvent.objects.filter(action="submit").count() == 200


def test_two_officers_decide_at_once_and_exactly_one_event_is_written() -> None:
    world = make_world()
    officers = [make_user(world, Role.STAFF), make_user(world, Role.LURAH)]
    tries = 40
    outcomes: Counter[type] = Counter()
    for _ in range(tries):
        proposal = make_proposal(world, Status.SUBMITTED)

        def verify(proposal: Proposal = proposal) -> object:
            actor = User.objects.get(pk=officers[0].pk)
            return perform(Proposal.objects.get(pk=proposal.pk), "verify", actor=actor)

        def reject(proposal: Proposal = proposal) -> object:
            actor = User.objects.get(pk=officers[1].pk)
            details = Details(reason=world.reason)
            seen = proposal.revision
            return perform(
                proposal, "reject", actor=actor, note="x", details=details, seen_revision=seen
            )

        outcomes.update(type(result) for result in at_once([verify, reject], threads=2))
        decided = ProposalEvent.objects.filter(proposal=proposal).exclude(action="import")
        assert decided.count() == 1
    assert outcomes == {ProposalEvent: tries, TransitionConflict: tries}


def test_one_rank_for_one_usulan_when_both_are_prioritised_at_once() -> None:
    world = make_world()
    lurah = make_user(world, Role.LURAH)
    pair = [make_proposal(world, Status.VERIFIED) for _ in range(2)]

    def prioritise(proposal: Proposal) -> Callable[[], object]:
        return lambda: perform(
            proposal,
            "prioritise",
            actor=User.objects.get(pk=lurah.pk),
            details=Details(rank=1),
        )

    at_once(map(prioritise, pair), threads=2)
    assert Proposal.objects.filter(kelurahan_rank=1).count() == 1
    assert Proposal.objects.filter(status=Status.PRIORITISED).count() == 1


def test_an_old_wish_that_many_press_again_is_one_draft() -> None:
    world = make_world()
    head = make_user(world, Role.RT)
    old = Cycle.objects.create(fiscal_year=world.cycle.fiscal_year - 1, theme="Tema lama")
    wish = make_proposal(world, Status.DECLINED, cycle=old, number="2023/99.75.01.1001/0001")

    def press() -> object:
        usulan = Proposal.objects.get(pk=wish.pk)
        actor = User.objects.get(pk=head.pk)
        return carry_forward(usulan, actor=actor, cycle=world.cycle).pk

    assert len(set(at_once([press] * 6, threads=6))) == 1
    assert Proposal.objects.filter(carried_from=wish).count() == 1
