"""The stamp of a cycle: every deed moves it, so nothing kept under it is ever stale."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.uploads import CleanUpload
from kelurahan.roles import Role
from planning.models import Cycle, Pagu
from proposals import services
from proposals.imports import import_usulan
from proposals.models import DeclaredFile, KelurahanList, NumberSequence, Proposal
from proposals.stamp import cached, hold, stamp_of
from proposals.statuses import Answer, AttachmentKind, Status
from proposals.workflow import ActionNotAllowed, History, perform, perform_all, replay
from tests.factories import World, make_proposal, make_user
from tests.proposals.sipd_files import RECAP_TITLES, as_csv, recap_row
from tests.proposals.test_transitions import (
    DISPUTED_BEFORE,
    LOCKED_BEFORE,
    TABLE,
    all_details,
    allowed,
    dispute,
)

READS = {
    "may_answer",
    "is_asked",
    "may_word_title",
    "figures",
    "content_of_choice",
    "helper_post",
    "price_has_changed",
    "ASSESSABLE",
}
READS |= {"MAX_FILES", "CannotSettle", "NotEditable", "StaleForm", "TooManyFiles", "missing_files"}
WITHIN_OTHERS = {"write_event"}
"""Written by the services below, never alone."""


@pytest.mark.parametrize("action", sorted(set(TABLE) - {"release"}))
def test_every_transition_moves_it(world: World, action: str) -> None:
    role, source = min(allowed(action))
    other = make_proposal(world, Status.VERIFIED)
    proposal = make_proposal(
        world, Status(source), routed_at=timezone.now(), merged_into=other, kelurahan_rank=3
    )
    if action in LOCKED_BEFORE:
        lock(world)
    if action in DISPUTED_BEFORE:
        dispute(proposal, make_user(world, Role.RT))
    elsewhere = stamp_of(world.cycle, [world.other_kelurahan.pk])
    before, own = stamp_of(world.cycle), stamp_of(world.cycle, [world.kelurahan.pk])
    perform(
        proposal,
        action,
        actor=make_user(world, Role(role)),
        note="Catatan",
        details=all_details(world, other),
    )
    assert stamp_of(world.cycle) != before
    assert stamp_of(world.cycle, [world.kelurahan.pk]) != own
    assert stamp_of(world.cycle, [world.other_kelurahan.pk]) == elsewhere


def lock(world: World) -> KelurahanList:
    return KelurahanList.objects.create(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        minutes_number="BA/1",
        minutes_date=date(2024, 1, 15),
        locked_by=make_user(world, Role.LURAH),
    )


def _create(world: World) -> Any:
    actor = make_user(world, Role.RT)
    return lambda: services.create_draft(
        actor=actor,
        cycle=world.cycle,
        kind="rt",
        kelurahan=world.kelurahan,
        rw=world.rw,
        rt=world.rt,
    )


def _update(world: World) -> Any:
    actor, draft = make_user(world, Role.RT), make_proposal(world)
    return lambda: services.update_content(draft, actor=actor, seen_revision=0, title="Baru")


def _attach(world: World) -> Any:
    actor, draft = make_user(world, Role.RT), make_proposal(world)
    return lambda: services.add_attachment(draft, PHOTO, actor=actor, kind=AttachmentKind.PHOTO)


def _detach(world: World) -> Any:
    actor, draft = make_user(world, Role.RT), make_proposal(world)
    file = services.add_attachment(draft, PHOTO, actor=actor, kind=AttachmentKind.PHOTO)
    return lambda: services.remove_attachment(file, actor=actor)


def _assess(world: World) -> Any:
    actor, proposal = make_user(world, Role.STAFF), make_proposal(world, Status.SUBMITTED)
    return lambda: services.assess_at_kelurahan(
        proposal, actor=actor, seen_revision=proposal.revision, volume=Decimal(7)
    )


def _reorder(world: World) -> Any:
    actor = make_user(world, Role.RW)
    pair = [make_proposal(world, Status.SUBMITTED, rank=rank) for rank in (1, 2)]
    return lambda: services.reorder_series(pair[::-1], actor=actor, among=pair[0])


def _lock(world: World) -> Any:
    actor = make_user(world, Role.LURAH)
    make_proposal(world, Status.PRIORITISED, kelurahan_rank=1)
    return lambda: services.lock_list(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        actor=actor,
        minutes_number="BA/1",
        minutes_date=date(2024, 1, 15),
    )


def _answer(world: World) -> Any:
    actor = make_user(world, Role.RT)
    done = make_proposal(world, Status.REALISED)
    return lambda: services.answer_result(
        done, actor=actor, answer=Answer.DISPUTED, note="Baru separuh yang dikerjakan."
    )


def _word(world: World) -> Any:
    actor = make_user(world, Role.STAFF)
    usulan = make_proposal(world, Status.VERIFIED)
    return lambda: services.word_title(usulan, actor=actor, public_title="Saluran di Gang Contoh")


def _declared(world: World) -> DeclaredFile:
    proposal = make_proposal(world, Status.SUBMITTED, files_awaited=1)
    return DeclaredFile.objects.create(
        proposal=proposal, key=uuid4(), sha256="1" * 64, size=8, kind=AttachmentKind.PHOTO
    )


def _replace(world: World) -> Any:
    actor, declared = make_user(world, Role.RT), _declared(world)
    return lambda: services.replace_missing(declared, PHOTO, actor=actor)


def _give_up(world: World) -> Any:
    actor, declared = make_user(world, Role.RT), _declared(world)
    return lambda: services.withdraw_missing(declared, actor=actor)


def _carry(world: World) -> Any:
    actor = make_user(world, Role.RT)
    old = Cycle.objects.create(fiscal_year=2020, theme="Lama")
    refused = make_proposal(world, Status.REJECTED, cycle=old, created_by=actor)
    return lambda: services.carry_forward(refused, actor=actor, cycle=world.cycle)


def _perform_all(world: World) -> Any:
    actor = make_user(world, Role.BAPPEDA)
    rows = [make_proposal(world, Status.ACCOMMODATED) for _ in range(2)]
    details = all_details(world, rows[0])
    return lambda: perform_all(
        [row.pk for row in rows], "include", actor=actor, details_of=lambda _: details
    )


def _replay(world: World) -> Any:
    proposal = make_proposal(world)
    return lambda: replay([History(proposal, [])])


def _import(world: World) -> Any:
    def deed(file: Any = None, **options: Any) -> None:
        file = file or as_csv([recap_row()], RECAP_TITLES)
        options = {"filename": "usulan.csv", "kelurahan": world.kelurahan} | options
        assert not import_usulan(file, cycle=world.cycle, **options).refused

    return deed


def _import_again(world: World) -> Any:
    """A row whose content alone has changed."""
    deed = _import(world)
    deed()
    return lambda: deed(as_csv([recap_row() | {"alamat": "RT 02 RW 01"}], RECAP_TITLES))


PHOTO = CleanUpload(b"gambar", "image/png", ".png", "0" * 64, 8, 8)

SERVICES: dict[str, Callable[[World], Any]] = {
    "create_draft": _create,
    "update_content": _update,
    "add_attachment": _attach,
    "remove_attachment": _detach,
    "assess_at_kelurahan": _assess,
    "reorder_series": _reorder,
    "lock_list": _lock,
    "carry_forward": _carry,
    "answer_result": _answer,
    "word_title": _word,
    "replace_missing": _replace,
    "withdraw_missing": _give_up,
}
OTHERS = {
    "perform_all": _perform_all,
    "replay": _replay,
    "import": _import,
    "import of a changed row": _import_again,
}


def test_no_service_is_forgotten() -> None:
    assert set(services.__all__) == set(SERVICES) | READS | WITHIN_OTHERS


@pytest.mark.parametrize("name", SERVICES | OTHERS)
def test_every_service_moves_it(world: World, name: str) -> None:
    deed = (SERVICES | OTHERS)[name](world)
    before = stamp_of(world.cycle, [world.kelurahan.pk])
    deed()
    assert stamp_of(world.cycle, [world.kelurahan.pk]) != before


def test_a_trial_import_leaves_it(world: World) -> None:
    deed = _import(world)
    before = stamp_of(world.cycle)
    deed(dry_run=True)
    assert stamp_of(world.cycle) == before


def test_a_refused_deed_leaves_it(world: World) -> None:
    proposal, head = make_proposal(world, Status.SUBMITTED), make_user(world, Role.RT)
    before = stamp_of(world.cycle)
    with pytest.raises(ActionNotAllowed):
        perform(proposal, "verify", actor=head)
    assert stamp_of(world.cycle) == before


def test_it_moves_with_what_usulan_are_measured_against(world: World) -> None:
    seen = {stamp_of(world.cycle)}
    Pagu.objects.create(cycle=world.cycle, kelurahan=world.kelurahan, amount=1)
    seen.add(stamp_of(world.cycle))
    world.cycle.windows.update(closes_at=timezone.now() + timedelta(days=2))
    seen.add(stamp_of(world.cycle))
    world.kelurahan.name_local = "Nama baru"
    world.kelurahan.save()
    seen.add(stamp_of(world.cycle))
    assert len(seen) == 4


def test_other_years_do_not_move_it_and_all_years_do(world: World) -> None:
    old = Cycle.objects.create(fiscal_year=2020, theme="Lama")
    before, every = stamp_of(world.cycle), stamp_of()
    make_proposal(world, cycle=old)
    assert stamp_of(world.cycle) == before
    assert stamp_of() != every


def test_reading_it_is_one_query(world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        stamp_of(world.cycle, [world.kelurahan.pk])
    assert len(captured) == 1


def test_holding_is_one_statement_and_numbers_go_on(world: World) -> None:
    make_proposal(world)
    with CaptureQueriesContext(connection) as captured:
        hold(world.cycle.pk, world.kelurahan.pk)
    assert len(captured) == 1
    assert NumberSequence.objects.get().last == 0


class TestCached:
    def count(self, world: World) -> int:
        return Proposal.objects.filter(cycle=world.cycle).count()

    def test_works_out_once_until_something_changes(self, world: World) -> None:
        calls = []

        def compute() -> int:
            calls.append(1)
            return self.count(world)

        assert cached(world.cycle, "n", compute) == cached(world.cycle, "n", compute) == 0
        assert len(calls) == 1
        make_proposal(world)
        assert cached(world.cycle, "n", compute) == 1
        assert cached(world.cycle, "another", compute) == 1
        assert len(calls) == 3

    def test_nothing_found_is_kept_too(self, world: World) -> None:
        calls = []
        for _ in range(2):
            cached(world.cycle, "none", lambda: calls.append(1))
        assert calls == [1]

    def test_who_counts_while_another_writes_leaves_nothing_stale(self, world: World) -> None:
        """The writer comes between the count and the keeping of it."""

        def slow() -> int:
            found = self.count(world)
            make_proposal(world)
            return found

        assert cached(world.cycle, "n", slow) == 0
        assert cached(world.cycle, "n", lambda: self.count(world)) == 1

    def test_what_counts_days_is_counted_anew_tomorrow(self, world: World, monkeypatch) -> None:
        def days(now: date, *, daily: bool) -> date:
            monkeypatch.setattr("proposals.stamp.timezone.localdate", lambda: now)
            return cached(world.cycle, f"day{daily}", lambda: now, daily=daily)

        first, second = date(2024, 1, 1), date(2024, 1, 2)
        assert [days(now, daily=True) for now in (first, first, second)] == [first, first, second]
        assert [days(now, daily=False) for now in (first, second)] == [first, first]

    def test_a_kelurahan_keeps_its_own(self, world: World) -> None:
        own = [world.kelurahan.pk]
        assert cached(world.cycle, "k", lambda: 1, kelurahan=own) == 1
        hold(world.cycle.pk, world.other_kelurahan.pk)
        assert cached(world.cycle, "k", lambda: 2, kelurahan=own) == 1
        assert cached(world.cycle, "k", lambda: 2, kelurahan=[world.other_kelurahan.pk]) == 2
