"""Who waits, how long in the middle, and what stands unanswered past its date."""

from datetime import timedelta
from operator import attrgetter
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import Stage, StageWindow, WindowGrace
from proposals.dashboards import BREAKDOWNS, offices_of
from proposals.dashboards.sections import section_of
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.tallies import EVERYTHING, added_up, counted
from proposals.waiting import (
    WAIT,
    WAIT_OF_STATUS,
    WAITS,
    Day,
    Deadlines,
    late_in,
    soon_in,
    waiting_by,
)
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
        ("kelurahan", 2),
        ("kelurahan-lewat", 2),
        ("atas", 1),
        ("atas-lewat", 0),
        ("segera", 0),
        ("-lewat", 2),
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


@pytest.mark.parametrize(
    ("days_left", "is_soon", "is_late"),
    [(-1, False, True), (0, True, False), (3, True, False), (4, False, False)],
)
def test_near_is_today_and_three_days_on(
    world: World, days_left: int, is_soon: bool, is_late: bool
) -> None:
    make_proposal(world, Status.SUBMITTED)
    due = timezone.localdate() + timedelta(days=days_left)
    make_proposal(world, Status.RETURNED, due=due)
    close(world, Stage.VERIFICATION, days_ago=-days_left)
    client, user = signed_in(world, Role.STAFF)
    section = section_of(user, world.cycle, *offices_of(user))
    told = {reminder.query: reminder.count for reminder in section.reminders}
    expected = {
        "verifikasi-segera": is_soon,
        "perbaikan-segera": is_soon,
        "perbaikan-lewat": is_late,
    }
    for value, is_told in expected.items():
        query = f"tahun=2024&kelurahan={world.kelurahan.pk}&menunggu={value}"
        assert told.get(query, 0) == rows_behind(client, query) == int(is_told), value
    assert rows_behind(client, "tahun=2024&menunggu=segera") == 2 * is_soon


def test_a_longer_time_is_near_in_its_own_kelurahan_alone(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    elsewhere = {"kelurahan": world.other_kelurahan, "rw": None, "rt": None}
    make_proposal(world, Status.SUBMITTED, proposer_kind="kelurahan", **elsewhere)
    window = close(world, Stage.VERIFICATION, days_ago=5)
    WindowGrace.objects.create(
        window=window,
        kelurahan=world.kelurahan,
        closes_at=timezone.now() + timedelta(days=2),
        reason="Banjir",
    )
    rows = Proposal.objects.filter(soon_in([world.cycle]))
    assert [row.kelurahan for row in rows] == [world.kelurahan]


def below(user: Any, world: World) -> Any:
    (table,) = [
        table
        for table in section_of(user, world.cycle, *offices_of(user)).tables
        if table.caption.startswith("Terlambat di ")
    ]
    return table


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.KECAMATAN,
            {
                ("Kelurahan Mawar", "Menunggu verifikasi", "2", "5 hari", "20 hari"),
                ("Kelurahan Melati", "Menunggu verifikasi", "1", "5 hari", "9 hari"),
                ("Kelurahan Mawar", "Menunggu Musrenbang kelurahan", "1", "5 hari", "7 hari"),
                ("Jumlah", "", "4", "5 hari", "20 hari"),
            },
        ),
        (
            Role.BAPPEDA,
            {
                ("Kecamatan Contoh Timur", "Menunggu keputusan kecamatan", "1", "5 hari", "8 hari"),
                ("Dinas Air", "Menunggu Perangkat Daerah", "1", "5 hari", "6 hari"),
                ("Jumlah", "", "2", "5 hari", "8 hari"),
            },
        ),
    ],
)
def test_what_is_late_rises_to_the_next_level(
    world: World, role: Role, expected: set[tuple[str, ...]]
) -> None:
    elsewhere = {"kelurahan": world.other_kelurahan, "rw": None, "rt": None}
    since(make_proposal(world, Status.SUBMITTED), 20)
    since(make_proposal(world, Status.SUBMITTED), 10)
    since(make_proposal(world, Status.SUBMITTED, proposer_kind="kelurahan", **elsewhere), 9)
    since(make_proposal(world, Status.PRIORITISED), 7)
    since(make_proposal(world, Status.FORWARDED), 8)
    since(make_proposal(world, Status.AGREED), 6)
    client, user = signed_in(world, role)
    assert below(user, world).lines == ()
    for stage in Stage:
        close(world, stage, days_ago=5)
    lines = below(user, world).lines
    assert {(line.label, *(cell.text for cell in line.cells)) for line in lines} == expected
    for line in lines:
        assert rows_behind(client, line.cells[1].query) == int(line.cells[1].text), line.label
    (told,) = [
        one
        for one in section_of(user, world.cycle, *offices_of(user)).reminders
        if "tingkat bawah" in one.sentence
    ]
    assert told.count == rows_behind(client, told.query) == int(lines[-1].cells[1].text)
    assert "Terlambat di " in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.OPD])
def test_nobody_stands_below_a_kelurahan_or_an_opd(world: World, role: Role) -> None:
    make_proposal(world, Status.AGREED)
    make_proposal(world, Status.SUBMITTED)
    for stage in Stage:
        close(world, stage, days_ago=5)
    user = make_user(world, role)
    captions = [table.caption for table in section_of(user, world.cycle, *offices_of(user)).tables]
    assert captions
    assert not [caption for caption in captions if caption.startswith("Terlambat")]
