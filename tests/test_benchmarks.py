"""The measured deeds are real ones: each scenario does once what it claims."""

from dataclasses import fields
from io import StringIO
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db.models import Q

from benchmarks import facts as found
from benchmarks.client import BadAnswer, Client
from benchmarks.measure import Result
from benchmarks.report import growth_table, pages_table, work_table
from benchmarks.scenarios import BARE_LIST, SCENARIOS, Facts, Scenario
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status


@pytest.fixture
def portal(transactional_db: None, live_server: Any, settings: LazySettings) -> int:
    """The demonstration behind a real port, with the references beside it."""
    settings.ROOT_URLCONF = "benchmarks.urls"
    call_command("demo", stdout=StringIO())
    return urlsplit(live_server.url).port


def test_every_scenario_does_what_it_measures(portal: int) -> None:
    known = found.find()
    names = {field.name for field in fields(Facts)} - {"waiting"}
    facts = Facts(**{name: known[name] for name in names}, waiting=iter(known["waiting"]))
    for scenario in SCENARIOS:
        before = _numbers()
        client = Client(portal)
        if scenario.who:
            client.log_in(scenario.who, facts.password)
        scenario.make(client, facts)(client)
        assert _numbers() == _expected(scenario, before), scenario.name


def _numbers() -> tuple[int, int, int]:
    """All usulan, those handed in, and verifications."""
    handed_in = Q(submitted_at__isnull=False)
    return (
        Proposal.objects.count(),
        Proposal.objects.filter(handed_in).count(),
        ProposalEvent.objects.filter(action="verify", target=Status.VERIFIED).count(),
    )


def _expected(scenario: Scenario, before: tuple[int, int, int]) -> tuple[int, int, int]:
    stored, handed_in, verified = before
    return {
        "Django polos": (stored + 1, handed_in, verified),
        "Mengajukan usulan baru": (stored + 1, handed_in + 1, verified),
        "Memverifikasi satu usulan": (stored, handed_in, verified + 1),
    }.get(scenario.name, before)


def test_a_wrong_password_is_no_measurement(portal: int) -> None:
    with pytest.raises(BadAnswer, match="tidak dapat masuk"):
        Client(portal).log_in("rt", "salah")


def test_every_goal_names_a_reference_that_is_measured_before() -> None:
    seen: set[str] = set()
    for scenario in SCENARIOS:
        assert scenario.goal is None or scenario.goal.reference in seen, scenario.name
        seen.add(scenario.name)
    assert len(seen) == len(SCENARIOS)
    assert all(one.name != two.name for one, two in pairwise(SCENARIOS))


def result(name: str, cpu: float, size: int = 100) -> Result:
    return Result(name, size, 1, 2, 3, 4, 5, cpu, 0, 1, 2)


@pytest.mark.parametrize(("cpu", "verdict"), [(15.0, "1.50 x | ya"), (15.1, "1.51 x | TIDAK")])
def test_the_table_says_whether_a_goal_is_met(cpu: float, verdict: str) -> None:
    assert verdict in pages_table([result(BARE_LIST, 10), result("Daftar kota", cpu)])


def test_growth_stands_beside_the_small_size() -> None:
    table = growth_table([result("Daftar kota", 10)], [result("Daftar kota", 13, 1000)])
    assert "| Daftar kota | 10.0 | 13.0 | 1.30 x |" in table


@pytest.mark.parametrize(
    ("work", "verdict"),
    [
        ({"seconds": 1.0, "goal": 2.0}, "ya (≤ 2 detik)"),
        ({"seconds": 2.1, "goal": 2.0}, "TIDAK (≤ 2 detik)"),
        ({"seconds": 1.2, "reference": 1.0, "times": 1.3}, "1.20 x | ya (≤ 1.3 x)"),
    ],
)
def test_long_work_is_judged_by_seconds_or_by_its_reference(
    work: dict[str, Any], verdict: str
) -> None:
    assert verdict in work_table([{"name": "CSV", **work}])
