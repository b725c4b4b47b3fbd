"""Tallies added up say what one grouped query over the rows themselves says, after any deed."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from kelurahan.models import RW, Assignment, Kecamatan, Kelurahan
from kelurahan.roles import TERRITORY_OF_ROLE, Role
from planning.models import Stage, WindowGrace
from planning.models.kamus import ProposerKind
from proposals.admin.reads import facets_of, group_counts, visible_in_cycle
from proposals.dashboards.gaps import places_without_usulan, rws_without
from proposals.dashboards.offices import CITY, KECAMATAN, Office, offices_of
from proposals.dashboards.sections import section_of
from proposals.dashboards.tables import grouped
from proposals.dashboards.waits import OWN_WAITS, stage_waits
from proposals.models import Assessment, NumberSequence, Proposal
from proposals.stamp import cached_by_kelurahan, hold
from proposals.statuses import Level, Status
from proposals.tallies import OLDEST
from proposals.waiting import WAIT, WAIT_OF_STATUS, Deadlines, late_in
from proposals.workflow import TRANSITIONS, WorkflowError, perform
from tests.factories import World, make_item, make_proposal, make_user
from tests.proposals.test_transitions import all_details, allowed
from tests.proposals.test_waiting import close

ROLES = [
    (Role.BAPPEDA,),
    (Role.OBSERVER,),
    (Role.KECAMATAN,),
    (Role.LURAH,),
    (Role.OPD,),
    (Role.STAFF, Role.KECAMATAN),
    (Role.LURAH, Role.BAPPEDA),
    (Role.KECAMATAN, Role.OPD),
    (Role.PAMOR, Role.BAPPEDA),
    (),
]
"""What someone may hold; without any the technical administrator."""


def person(world: World, roles: tuple[Role, ...]) -> Any:
    user = make_user(world, *roles[:1], is_superuser=not roles)
    for role in roles[1:]:
        field = TERRITORY_OF_ROLE[role]
        Assignment.objects.create(user=user, role=role, **{field: getattr(world, field)})
    return user


class City:
    """A city of two kecamatan where anything may happen, each time the same for one ``seed``."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        other = Kecamatan.objects.create(
            city=world.city, code="99.75.02", name="Barat", name_local="Barat"
        )
        far = Kelurahan.objects.create(
            kecamatan=other, code="99.75.02.1001", name="Anggrek", name_local="Anggrek"
        )
        office = {"rw": None, "rt": None, "proposer_kind": "kelurahan"}
        self.places: list[dict[str, Any]] = [
            {},
            {"rw": world.other_rw, "rt": None, "proposer_kind": "rw"},
            {
                "organisation": world.organisation,
                "rw": RW.objects.create(kelurahan=world.kelurahan, label="003"),
                "rt": None,
                "proposer_kind": ProposerKind.ORGANISATION,
            },
            {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt},
            {"kelurahan": far, **office},
        ]
        self.items = [world.item, make_item(world.cycle, opd=world.other_opd), None]
        self.people = {role.value: make_user(world, role) for role in Role}
        graced = close(world, Stage.VERIFICATION, days_ago=3)
        close(world, Stage.KECAMATAN, days_ago=1)
        WindowGrace.objects.create(
            window=graced,
            kelurahan=world.kelurahan,
            closes_at=timezone.now() + timedelta(days=1),
            reason="Banjir",
        )

    def anything(self) -> None:
        """One usulan more, or one deed on one that is there."""
        if self.random.random() < 0.7 or not self._moved():
            self._make()

    def _make(self) -> None:
        chance = self.random
        now = timezone.now()
        status = chance.choice(list(Status))
        since = now - timedelta(hours=chance.randrange(24 * 9))
        due = timezone.localdate() + timedelta(days=chance.randrange(-3, 3))
        content = {
            **chance.choice(self.places),
            "kamus_item": chance.choice(self.items),
            "value": chance.choice([None, 1_000_000, 7_500_000]),
            "due": due if status == Status.RETURNED else None,
        }
        if status == Status.WITHDRAWN and chance.random() < 0.5:
            content |= {"submitted_at": None, "number": None}
        proposal = make_proposal(self.world, status, **content)
        Proposal.objects.filter(pk=proposal.pk).update(status_since=since)
        for level in chance.sample(list(Level), chance.randrange(3)):
            Assessment.objects.create(
                proposal=proposal,
                level=level,
                value=chance.choice([None, 250_000, 800_000]),
                assessed_by=proposal.created_by,
            )
        hold(proposal.cycle_id, proposal.kelurahan_id)

    def _moved(self) -> bool:
        found = list(Proposal.objects.order_by("created_at"))
        for proposal in self.random.sample(found, len(found)):
            open_ = [
                (action, role)
                for action in TRANSITIONS
                for role, source in sorted(allowed(action))
                if source == proposal.status and (action != "unmerge" or proposal.merged_into)
            ]
            for action, role in self.random.sample(open_, len(open_)):
                details = all_details(self.world, found[0])
                try:
                    perform(
                        proposal, action, actor=self.people[role], note="Sebab.", details=details
                    )
                except WorkflowError:
                    continue
                return True
        return False


def same(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> bool:
    def sorted_(lines: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return sorted(
            (tuple((name, line[name] or 0) for name in sorted(line)) for line in lines), key=repr
        )

    return sorted_(rows) == sorted_(others)


def figures_are_those_of_rows(user: Any, world: World, office: Office) -> None:
    rows = office.rows(user, world.cycle)
    for part, column in (("statuses", "kelurahan"), ("opds", "kelurahan"), ("opds", "opd")):
        tallies = office.tallies(user, world.cycle, part)
        assert same(tallies.grouped(column), list(grouped(rows, column))), (office, part, column)


def waits_are_those_of_rows(user: Any, world: World, office: Office) -> None:
    rows, today = office.rows(user, world.cycle), timezone.localdate()
    days = defaultdict(list)
    for status, since in rows.values_list("status", "status_since"):
        if status in WAIT_OF_STATUS:
            days[WAIT_OF_STATUS[status]].append((today - timezone.localdate(since)).days)
    tallies = office.tallies(user, world.cycle, "days")
    for wait, found in stage_waits(tallies, office, Deadlines(world.cycle)):
        own = days[wait.key]
        late = rows.filter(late_in([world.cycle], wait)).count()
        assert (found.count, found.late) == (len(own), late), (office, wait)
        if own:
            assert (found.days, found.longest) == (median(own), max(own)), (office, wait)


def first_page_is_that_of_rows(user: Any, world: World, office: Office) -> None:
    section = section_of(user, world.cycle, office)
    gaps = {gap.page: gap.count for gap in section.gaps}
    if "rw-tanpa-usulan" in gaps:
        assert gaps["rw-tanpa-usulan"] == rws_without(user, world.cycle, office).count()
    if office.kind in (CITY, KECAMATAN):
        silent = places_without_usulan(user, world.cycle, office).count()
        assert gaps["kelurahan-tanpa-usulan"] == silent
    own = [status for key in OWN_WAITS[office.kind] for status in WAIT[key].statuses]
    oldest = office.rows(user, world.cycle).filter(status__in=own).order_by("status_since", "pk")
    assert section.oldest == tuple(oldest[:OLDEST])


def list_is_that_of_rows(user: Any, world: World) -> None:
    request = RequestFactory().get("/")
    request.user = user
    rows = visible_in_cycle(request)
    facets = facets_of(request)
    counts = Counter(rows.values_list("status", flat=True))
    handed_in = rows.filter(submitted_at__isnull=False)
    assert facets.counts == {"": handed_in.count(), **counts}
    for column, choices in (("kamus_item", facets.items), ("opd", facets.opds)):
        keys = {str(key or "kosong") for key in rows.values_list(column, flat=True)}
        assert {key for key, _ in choices if not key.startswith("isu-")} == keys
    if facets.places:
        assert {row[0] for row in facets.places} == set(rows.values_list("kelurahan", flat=True))
    counted = group_counts(request, handed_in)
    key = "kamus_item" if user.roles_are_kelurahan else "kelurahan"
    assert dict(counted) == Counter(handed_in.values_list(key, flat=True))


@pytest.mark.parametrize("seed", range(2))
def test_every_office_after_any_deed(world: World, seed: int) -> None:
    city = City(world, seed)
    people = [person(world, roles) for roles in ROLES]
    for user, roles in zip(people, ROLES, strict=True):
        user.roles_are_kelurahan = bool({Role.STAFF, Role.LURAH} & set(roles))
    for _ in range(4):
        for _ in range(12):
            city.anything()
        for user in people:
            list_is_that_of_rows(user, world)
            for office in offices_of(user):
                figures_are_those_of_rows(user, world, office)
                waits_are_those_of_rows(user, world, office)
                first_page_is_that_of_rows(user, world, office)
    assert len(set(Proposal.objects.values_list("status", flat=True))) > 9


@pytest.mark.parametrize(("status", "quiet"), [(Status.WITHDRAWN, 3), (Status.SUBMITTED, 2)])
def test_an_rw_that_withdrew_all_has_handed_in_nothing(
    world: World, status: Status, quiet: int
) -> None:
    make_proposal(world, status)
    user = make_user(world, Role.KECAMATAN)
    (office,) = offices_of(user)
    gaps = {gap.page: gap.count for gap in section_of(user, world.cycle, office).gaps}
    assert gaps["rw-tanpa-usulan"] == rws_without(user, world.cycle, office).count() == quiet


def test_a_returned_usulan_is_late_after_its_own_date(world: World) -> None:
    for days in (-1, 0, 1):
        due = timezone.localdate() + timedelta(days=days)
        make_proposal(world, Status.RETURNED, due=due)
    user = make_user(world, Role.KECAMATAN)
    (office,) = offices_of(user)
    tallies = office.tallies(user, world.cycle, "days")
    waits = {w.key: one for w, one in stage_waits(tallies, office, Deadlines(world.cycle))}
    assert waits["perbaikan"].late == 1


def test_another_day_needs_no_counting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_proposal(world, Status.FORWARDED)
    hold(world.cycle.pk, world.other_kelurahan.pk)
    user = make_user(world, Role.KECAMATAN)
    (office,) = offices_of(user)

    def longest() -> int:
        tallies = office.tallies(user, world.cycle, "days")
        waits = stage_waits(tallies, office, Deadlines(world.cycle))
        return next(waiting.longest for wait, waiting in waits if wait.key == "kecamatan")

    assert longest() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    monkeypatch.setattr("proposals.tallies.counted", None)
    assert longest() == 1


class TestCachedByKelurahan:
    """One place in the cache for each kelurahan, under its own version."""

    def ask(self, world: World, *places: Kelurahan, between: Any = None) -> dict[int, int]:
        self.asked: Collection[int] = []

        def compute(changed: Collection[int]) -> dict[int, int]:
            self.asked = changed
            own = Proposal.objects.filter(cycle=world.cycle)
            found = {pk: own.filter(kelurahan=pk).count() for pk in changed}
            if between:
                between()
            return found

        wanted = places or (world.kelurahan, world.other_kelurahan)
        return cached_by_kelurahan(world.cycle, "n", [place.pk for place in wanted], compute)

    @pytest.fixture
    def both(self, world: World) -> list[int]:
        make_proposal(world, Status.SUBMITTED)
        there = {"kelurahan": world.other_kelurahan, "rw": None, "rt": None}
        make_proposal(world, Status.SUBMITTED, proposer_kind="kelurahan", **there)
        return [world.kelurahan.pk, world.other_kelurahan.pk]

    def test_only_what_has_changed_is_counted(self, world: World, both: list[int]) -> None:
        assert self.ask(world) == dict.fromkeys(both, 1)
        assert self.asked == both
        self.ask(world)
        assert self.asked == []
        make_proposal(world)
        assert self.ask(world) == {both[0]: 2, both[1]: 1}
        assert self.asked == both[:1]

    def test_who_asks_for_fewer_leaves_the_others(self, world: World, both: list[int]) -> None:
        self.ask(world)
        make_proposal(world)
        assert self.ask(world, world.kelurahan) == {both[0]: 2}
        assert self.ask(world) == {both[0]: 2, both[1]: 1}
        assert self.asked == []

    def test_a_writer_who_overtakes_leaves_nothing_stale(
        self, world: World, both: list[int]
    ) -> None:
        assert self.ask(world, between=lambda: make_proposal(world)) == dict.fromkeys(both, 1)
        assert self.ask(world) == {both[0]: 2, both[1]: 1}
        assert self.asked == both[:1]

    def test_an_older_result_kept_late_is_not_shown(self, world: World, both: list[int]) -> None:
        """Another counts and keeps while the first still counts."""

        def overtake() -> None:
            make_proposal(world)
            assert self.ask(world)[both[0]] == 2

        assert self.ask(world, between=overtake)[both[0]] == 1
        assert self.ask(world)[both[0]] == 2

    def test_other_years_are_others(self, world: World, both: list[int]) -> None:
        self.ask(world)
        NumberSequence.objects.filter(kelurahan=both[0]).update(cycle=make_old(world))
        assert self.ask(world)
        assert self.asked == both[:1]


def make_old(world: World) -> Any:
    return type(world.cycle).objects.create(fiscal_year=2020, theme="Lama")
