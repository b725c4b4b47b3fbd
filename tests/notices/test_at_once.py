"""Two commands at once, on a database that really lets them: PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from kelurahan.roles import Role
from notices.channels import open_channel
from notices.kinds import KINDS
from notices.models import Digest, State, Told
from notices.sending import Run, Tally
from proposals.statuses import Status
from tests.factories import make_proposal, make_user, make_world
from tests.notices.servers import Gateway

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after another"),
]

HEADS, RUNS = 25, 4


def all_at_once() -> list[Tally]:
    """So many runs that start together."""
    barrier = Barrier(RUNS)

    def run(number: int) -> Tally:
        try:
            one = Run(KINDS["sms"], open_channel("sms"))
            barrier.wait()
            return one.over_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RUNS) as pool:
        return list(pool.map(run, range(RUNS)))


def make_heads() -> None:
    world = make_world()
    for number in range(HEADS):
        rt = world.rw.rts.create(label=f"1{number:02}")
        make_user(world, Role.RT, rt, phone=f"+62813000000{number:02}")
        make_proposal(world, Status.RETURNED, rt=rt, due=timezone.localdate())


def test_each_digest_goes_once(by_sms: Gateway) -> None:
    make_heads()
    tallies = all_at_once()
    assert sum(tally.sent for tally in tallies) == HEADS
    to = [message["to"] for message in by_sms.messages]
    assert len(to) == len(set(to)) == HEADS
    assert Digest.objects.filter(state=State.SENT).count() == Told.objects.count() == HEADS


def test_each_that_failed_is_tried_again_once(by_sms: Gateway) -> None:
    make_heads()
    by_sms.answers = [(400, "")]
    Run(KINDS["sms"], open_channel("sms")).over_all()
    Digest.objects.update(next_try=timezone.now() - timedelta(minutes=1))
    by_sms.answers = [(200, "")]
    by_sms.bodies.clear()
    tallies = all_at_once()
    assert sum(tally.sent for tally in tallies) == HEADS == len(by_sms.bodies)
    assert set(Digest.objects.values_list("tries", "state")) == {(2, State.SENT)}
