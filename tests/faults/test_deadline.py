"""The hour of the deadline: five hundred heads send with photos, and each gets its receipt.

``DEADLINE_SECONDS=600`` lets them come within ten minutes, as it is in life. Without it they come
within a minute, which is harder. ``DEADLINE_KELURAHAN=8`` lets only two hundred come.
"""

import os
import random
from collections import defaultdict
from math import prod

import pytest

from tests.faults.conftest import APP_PORT, CROWD, Stage
from tests.faults.crowd import PHOTOS, Crowd
from tests.faults.device import Door

pytestmark = pytest.mark.scale

SECONDS = float(os.environ.get("DEADLINE_SECONDS") or 60)


def test_everybody_gets_a_receipt_in_the_hour_of_the_deadline(stage: Stage) -> None:
    # What a person is told here has reached the disc.
    stage.cluster.primary.ask("ALTER SYSTEM SET fsync = on")
    stage.cluster.primary.ask("SELECT pg_reload_conf()")
    address, heads = f"127.0.0.1:{APP_PORT}", stage.known["crowd"]
    told = Door(address, heads[0]["headers"], 10).ask("GET", "/api/v1/rujukan")
    crowd = Crowd(address, stage.known, told.data["kunci_kuitansi"])
    crowd.send_all(SECONDS, random.Random("batas waktu"))

    print(f"\n{len(heads)} heads within {SECONDS:.0f} s: {dict(crowd.met)}")
    tell("receipt of the usulan", crowd.to_receipt)
    tell("complete with photos", crowd.to_complete)
    assert len(set(crowd.numbers)) == len(crowd.to_receipt) == len(heads) == prod(CROWD)
    assert len(crowd.to_complete) == len(heads)
    asked_to_wait = sum(times for name, times in crowd.met.items() if name.startswith("busy"))
    assert sum(crowd.met.values()) - asked_to_wait == (1 + PHOTOS) * len(heads), crowd.met
    by_kelurahan = defaultdict(list)
    for number in crowd.numbers:
        by_kelurahan[number[:-5]].append(int(number[-4:]))
    assert all(sorted(own) == list(range(1, CROWD[1] + 1)) for own in by_kelurahan.values())


def tell(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    print(f'from "Kirim" to {what}: p50 {p50:.2f} s, p95 {p95:.2f} s, max {ordered[-1]:.2f} s')
