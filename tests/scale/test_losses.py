"""Under load the replica and one app server are struck dead, and nothing is lost or doubled."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from time import monotonic

import pytest

from tests.scale.client import Browser, Tally
from tests.scale.cluster import eventually
from tests.scale.conftest import Stage
from tests.scale.deeds import Receipt, begin, fill, hand_in

pytestmark = pytest.mark.scale

EACH = 5
"""Usulan that every head of RT hands in."""
REPLICA_DIES, SERVER_DIES, BOTH_RETURN = 0.2, 0.4, 0.7
"""After which share of all receipts."""


@dataclass
class Course:
    """What has happened so far, for the clients and for the hand that strikes."""

    wanted: int
    receipts: list[Receipt] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    checks: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def share(self) -> float:
        return len(self.receipts) / self.wanted


def write_all(stage: Stage, course: Course, tally: Tally, name: str) -> None:
    """One head of RT: write, hand in, and look for it at once on every page that must have it."""
    browser, rt = stage.browser(name, tally), stage.seats[name]
    for turn in range(EACH):
        pk = begin(browser, rt)
        look(course, browser, "/usulan/", pk)
        fill(browser, stage, pk, rt, f"Saluran {turn} dari {name}")
        receipt = hand_in(browser, pk)
        look(course, browser, "/usulan/", receipt.number)
        look(course, browser, f"/usulan/{pk}/", receipt.number)
        course.receipts.append(receipt)


def look(course: Course, browser: Browser, path: str, wanted: str) -> None:
    course.checks += 1
    if wanted not in browser.get(path).text:
        course.stale.append(f"{path} without {wanted}")


def read_on(stage: Stage, course: Course, tally: Tally, paths: tuple[str, ...]) -> None:
    """An office that looks from page to page until all is over."""
    browser = stage.browser(stage.bappeda, tally)
    while not course.is_over.is_set():
        for path in paths:
            assert browser.get(path).status == 200
            course.is_over.wait(0.05)


def strike(stage: Stage, course: Course) -> Iterator[tuple[str, float]]:
    """Kill and bring back as the receipts come in; tells when."""
    replica, server = stage.cluster.replica, stage.servers[0]
    deeds: tuple[tuple[float, str, Callable[[], None]], ...] = (
        (REPLICA_DIES, "replica killed", replica.kill),
        (SERVER_DIES, "app server killed", server.kill),
        (BOTH_RETURN, "replica back", replica.start),
        (BOTH_RETURN, "app server back", server.start),
    )
    for share, name, deed in deeds:
        eventually(lambda share=share: course.share() >= share, seconds=120)
        deed()
        yield name, course.share()
    seconds = eventually(lambda: all(reads_from_replica(s.address) for s in stage.servers))
    yield f"all servers read the replica again {seconds:.1f} s later", course.share()


def test_nothing_is_lost_and_nothing_doubled(stage: Stage) -> None:
    course, tally = Course(len(stage.seats) * EACH), Tally()
    before = submitted(stage)
    office = stage.browser(stage.bappeda)
    eventually(lambda: office.get("/admin/").from_replica)
    started = monotonic()
    with ThreadPoolExecutor(len(stage.seats) + 2) as pool:
        readers = [
            pool.submit(read_on, stage, course, tally, paths)
            for paths in (("/admin/", "/kamus/"), ("/admin/proposals/proposal/",))
        ]
        writers = [pool.submit(write_all, stage, course, tally, name) for name in stage.seats]
        try:
            story = [f"{what} at {share:.0%}" for what, share in strike(stage, course)]
            for writer in writers:
                writer.result()
        finally:
            course.is_over.set()
        for reader in readers:
            reader.result()
    seconds = monotonic() - started
    tell(course, tally, story, seconds)

    assert len(course.receipts) == course.wanted
    assert course.stale == []
    assert tally.errors == 0
    assert tally.refusals > 0, "no client ever met the killed server"
    after = submitted(stage)
    found = {pk: number for pk, number in after.items() if pk not in before}
    assert found == {receipt.pk: receipt.number for receipt in course.receipts}
    assert events_per_usulan(stage, found) == {1}
    stage.cluster.wait_until_replayed()
    assert submitted(stage, on_replica=True) == after


def submitted(stage: Stage, *, on_replica: bool = False) -> dict[str, str]:
    """All usulan that were handed in, with their numbers, which no two may share."""
    server = stage.cluster.replica if on_replica else stage.cluster.primary
    rows = server.ask("SELECT id || ' ' || number FROM proposals_proposal WHERE number <> ''")
    found = dict(row.split() for row in rows.splitlines())
    assert set(Counter(found.values()).values()) <= {1}
    return found


def events_per_usulan(stage: Stage, found: dict[str, str]) -> set[int]:
    rows = stage.cluster.primary.ask(
        "SELECT proposal_id || ' ' || count(*) FROM proposals_proposalevent"
        " WHERE action = 'submit' GROUP BY proposal_id"
    )
    counts = dict(row.split() for row in rows.splitlines())
    return {int(counts[pk]) for pk in found}


def reads_from_replica(address: str) -> bool:
    return Browser((address,)).get("/kamus/").from_replica


def tell(course: Course, tally: Tally, story: list[str], seconds: float) -> None:
    """The figures of the run, for whoever reads the log."""
    answers = sum(tally.answers.values())
    print(
        f"\n{'; '.join(story)}"
        f"\n{len(course.receipts)} receipts of {course.wanted} in {seconds:.1f} s, "
        f"{answers} answers: {dict(sorted(tally.answers.items()))}"
        f"\n{tally.refusals} requests met a dead server and were sent again, {tally.errors} errors"
        f"\n{course.checks} looks for own deeds, {len(course.stale)} stale"
        f"\n{tally.from_replica} of {len(tally.reads)} pages read from the replica"
        f"\nreads median {median(tally.reads):.3f} s, longest {max(tally.reads):.2f} s; "
        f"writes median {median(tally.writes):.3f} s, longest {max(tally.writes):.2f} s"
    )
