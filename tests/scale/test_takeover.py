"""The primary is gone for good: the replica takes over, and no app server is started anew.

It uses the servers up, so it comes last.
"""

from time import monotonic

import pytest

from tests.scale.cluster import eventually
from tests.scale.conftest import Stage
from tests.scale.deeds import begin, fill, hand_in

pytestmark = pytest.mark.scale


def test_the_replica_takes_over_and_the_portal_goes_on(stage: Stage) -> None:
    name, rt = list(stage.seats.items())[7]
    writer = stage.browser(name)
    before = begin(writer, rt)
    stage.cluster.wait_until_replayed()
    started = monotonic()
    stage.cluster.primary.kill()
    stage.cluster.replica.promote()
    for server in stage.servers:
        eventually(server.is_healthy)
    print(f"\nprimary gone: both app servers healthy again after {monotonic() - started:.1f} s")
    assert before in writer.get("/usulan/").text
    pk = begin(writer, rt)
    fill(writer, stage, pk, rt, "Saluran setelah pergantian")
    receipt = hand_in(writer, pk)
    page = writer.get("/usulan/")
    assert receipt.number in page.text
    assert not page.from_replica
    # What was the replica follows nobody any more and is not taken for one, as soon as every
    # worker has looked for itself.
    for server in stage.servers:
        eventually(lambda server=server: stage.health(server)["replica"] == {"state": "mati"})
