"""Who waits, how long in the middle, and what stands unanswered past its date."""

from datetime import timedelta
from operator import attrgetter
from typing import Any

import pytest
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import Stage, StageWindow, WindowGrace
from proposals.dashboards import BREAKDOWNS, offices_of
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.tallies import EVERYTHING, added_up, counted
from proposals.waiting import WAIT, WAIT_OF_STATUS, WAITS, Day, Deadlines, late_in, waiting_by
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import rows_behind, signed_in


def since(proposal: Proposal, days: int) -> None:
    """Let the usulan have stood in its status for so many days."""
    moment = timezone.now() - timedelta(days=days)
    Proposal.objects.filter(pk=proposal.pk).update(status_since=moment)


def stored() -> list[Day]:
    return added_up(counted(Proposal.objects.all(), "days"), EVERYTHING).days


def close(world: World, stage: Stage, days_ago: int) -> StageWindow:
    window = world.cycle.windows.get(stage=stage)
    window.opens_at = timezone.now() - timedelta(days=90)
    window.closes_at = timezone.now() - timedelta(days=days_ago)
    window.save()
    return window


def late_numbers(world: World, *waits: Any) -> set[str]:
    rows = Proposal.objects.filter(late_in([world.cycle], *waits))
    return set(rows.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("days", "middle"),
    [([4], 4), ([9, 2], 5.5), ([1, 30, 2], 2), ([0, 1, 2, 90], 1.5), ([5, 5, 5, 5, 6], 5)],
)
def test_the_middle_of_the_days(world: World, days: list[int], middle: float) -> None:
    for count in days:
        since(make_proposal(world, Status.SUBMITTED), count)
    since(make_proposal(world, Status.FORWARDED), 50)
    found = waiting_by(stored(), lambda day: WAIT_OF_STATUS[day.status], Deadlines(world.cycle))
    waiting = found["verifikasi"]
    assert (waiting.count, waiting.days, waiting.longest) == (len(days), middle, max(days))
    assert found["kecamatan"].days == 50


def test_per_office(world: World) -> None:
    since(make_proposal(world, Status.SUBMITTED), 3)
    elsewhere = {"kelurahan": world.other_kelurahan, "rw": None, "rt": None}
    since(make_proposal(world, Status.SUBMITTED, proposer_kind="kelurahan", **elsewhere), 8)
    found = waiting_by(
        stored(), attrgetter("kelurahan"), Deadlines(world.cycle), WAIT["verifikasi"]
    )
    days = {pk: waiting.days for pk, waiting in found.items()}
    assert days == {world.kelurahan.pk: 3, world.other_kelurahan.pk: 8}


@pytest.mark.parametrize("wait", [wait for wait in WAITS if wait.stage], ids=lambda wait: wait.key)
def test_late_begins_the_day_after_the_window(world: World, wait: Any) -> None:
    proposals = [make_proposal(world, status) for status in Status]
    assert late_numbers(world) == set()
    close(world, wait.stage, days_ago=0)
    assert late_numbers(world) == set()
    close(world, wait.stage, days_ago=1)
    expected = {one.number for one in proposals if one.status in wait.statuses}
    assert late_numbers(world) == late_numbers(world, wait) == expected


def test_grace_counts_for_its_kelurahan_alone(world: World) -> None:
    own = make_proposal(world, Status.SUBMITTED)
    elsewhere = {"kelurahan": world.other_kelurahan, "rw": None, "rt": None}
    other = make_proposal(world, Status.SUBMITTED, proposer_kind="kelurahan", **elsewhere)
    window = close(world, Stage.VERIFICATION, days_ago=5)
    assert late_numbers(world) == {own.number, other.number}
    grace = WindowGrace.objects.create(
        window=window,
        kelurahan=world.kelurahan,
        closes_at=timezone.now() + timedelta(days=1),
        reason="Banjir",
    )
    assert late_numbers(world) == {other.number}
    grace.closes_at = timezone.now() - timedelta(days=2)
    grace.save()
    assert late_numbers(world) == {own.number, other.number}


def test_a_returned_usulan_has_a_date_of_its_own(world: World) -> None:
    today = timezone.localdate()
    late = make_proposal(world, Status.RETURNED, due=today - timedelta(days=1))
    make_proposal(world, Status.RETURNED, due=today)
    make_proposal(world, Status.VERIFIED, due=today - timedelta(days=1))
    assert late_numbers(world) == {late.number}


@pytest.mark.parametrize("role", [Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA])
def test_late_ones_are_told_and_listed(world: World, role: Role) -> None:
    for status in (Status.SUBMITTED, Status.FORWARDED, Status.AGREED, Status.ACCOMMODATED):
        for days in (2, 4):
            since(make_proposal(world, status), days)
    for stage in Stage:
        close(world, stage, days_ago=3)
    client, user = signed_in(world, role)
    tables = BREAKDOWNS["tunggu"].tables(user, world.cycle, *offices_of(user))
    waiting = [line for line in tables[0].lines if line.cells[0].query]
    assert len(waiting) == (2 if role == Role.OPD else 4)
    for line in waiting:
        count, middle, longest, late, _ = line.cells
        assert (count.text, middle.text, longest.text, late.text) == ("2", "3 hari", "4 hari", "2")
        assert rows_behind(client, count.query) == rows_behind(client, late.query) == 2


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("verifikasi", 2),
        ("verifikasi-lewat", 2),
        ("lewat", 2),
        ("kecamatan-lewat", 0),
        ("kecamatan", 1),
        ("apa", 0),
        ("apa-lewat", 0),
        ("verifikasi-apa", 0),
    ],
)
def test_the_list_by_waiting(world: World, value: str, count: int) -> None:
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.FORWARDED):
        make_proposal(world, status)
    close(world, Stage.VERIFICATION, days_ago=1)
    client, _ = signed_in(world, Role.KECAMATAN)
    for year in ("2024", "semua"):
        assert rows_behind(client, f"tahun={year}&menunggu={value}") == count


def test_nobody_of_another_territory_is_counted(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    stranger = make_user(world, Role.LURAH, territory=world.other_kelurahan)
    (table,) = BREAKDOWNS["tunggu"].tables(stranger, world.cycle, *offices_of(stranger))
    assert {line.cells[0].text for line in table.lines} == {"0"}
