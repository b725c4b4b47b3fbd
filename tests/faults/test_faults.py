"""A thousand usulan over a bad line, while everything is struck dead in turn: none goes wrong.

``FAULT_EACH`` sets how many lie on each of the forty devices, if not 25.
"""

import os
import secrets
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.audit import Audit
from tests.faults.conftest import APP_PORT, LINE_PORT, WORKERS, Stage
from tests.faults.fleets import Fleet, fleets_of
from tests.faults.keeping import Queue
from tests.faults.proxy import BadLine
from tests.faults.strikes import Hand
from tests.faults.watching import Watch
from tests.faults.writing import DEVICES, EACH, write_all
from tests.scale.cluster import eventually

pytestmark = pytest.mark.scale

LIMIT = 300
"""Seconds after which an empty queue is not waited for any longer."""


@pytest.mark.usefixtures("small_store")
def test_nothing_is_lost_doubled_or_shown_too_early(stage: Stage, tmp_path: Path) -> None:
    seed = os.environ.get("FAULT_SEED") or secrets.token_hex(4)
    print(f"\nseed {seed} (FAULT_SEED={seed} strikes the same way again)")
    files, written = write_all(tmp_path, stage.known, seed)
    line, watch = BadLine(LINE_PORT, APP_PORT, seed), Watch(stage)
    fleets = fleets_of(files, LINE_PORT, seed)
    started = time.monotonic()
    line.start()
    watch.start()
    try:
        kills = send_and_strike(Hand(stage, fleets, files), fleets, watch, len(written))
    finally:
        for fleet in fleets:
            fleet.kill()
        watch.stop()
        line.stop()
    seconds = time.monotonic() - started

    audit = Audit(stage, files, written)
    orphans = audit.orphans()
    figures = {
        "lost": audit.lost(),
        "doubled": audit.doubled(),
        "shown as sent that were not": audit.shown_and_not_sent(),
        "incomplete counted complete": audit.incomplete_as_complete(),
    }
    met = answers_met(files)
    tell(audit, line, watch, met, seconds)
    print(f"{len(orphans)} files of a cut-off deed lie in the store beside {len(audit.files)}")
    print("; ".join(f"{name}: {len(found)}" for name, found in figures.items()))
    assert not any(figures.values()), figures
    assert watch.too_early == 0
    # Struck or not, the portal has a word for it that a device understands, and forgets nobody.
    assert not {name for name in met if name.startswith(("error 5", "logged out"))}, met
    assert len(audit.kept) == len(written) == DEVICES * EACH
    assert (audit.untold(), audit.miscounted(), audit.gaps(), audit.broken_chains()) == (
        [], [], [], [],
    )  # fmt: skip
    # What the devices lost before it went out is still missed, or all of this could not fail.
    lost_before = sum(bool(one.lost) for one in written)
    assert sum(one.awaited > 0 for one in audit.kept) == lost_before > 0
    # Only a worker that died between the file and its row leaves one behind.
    assert len(orphans) <= kills * WORKERS


def send_and_strike(hand: Hand, fleets: list[Fleet], watch: Watch, wanted: int) -> int:
    """Until all queues are empty; how often a server was killed."""
    until = time.monotonic() + LIMIT
    kills = 0
    for fleet in fleets:
        fleet.start()
    for share, name, strike in hand.plan():
        eventually(lambda share=share: watch.received >= share * wanted, seconds=LIMIT)
        begun = time.monotonic()
        strike()
        kills += strike in (hand.server, hand.database, hand.both)
        print(f"at {share:.0%}: {name}, {time.monotonic() - begun:.1f} s")
    for fleet in fleets:
        fleet.wait(until)
    return kills


def answers_met(files: list[Path]) -> Counter[str]:
    """What all devices met together."""
    met: Counter[str] = Counter()
    for file in files:
        rows = Queue(file).rows("SELECT meaning || ' ' || status, count(*) FROM met GROUP BY 1")
        met.update(dict(rows))
    return met


def tell(audit: Audit, line: BadLine, watch: Watch, met: Counter[str], seconds: float) -> None:
    """For whoever reads the log."""
    print(
        f"{len(audit.kept)} usulan in {seconds:.0f} s, {watch.looks} looks at the database"
        f"\nthe line: {dict(line.met.most_common())}"
        f"\nthe devices met: {dict(met.most_common())}"
    )
