"""Freezing: what is checked, what moves, and that nothing moves afterwards."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from kelurahan.models import City
from kelurahan.roles import Role
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.statuses import Status
from proposals.workflow import ActionNotAllowed, Details, TransitionConflict, perform_all
from rkpd.errors import AlreadyFrozen, DraftOutOfDate, NotBappeda
from rkpd.models import Draft, Line, LineSource
from rkpd.selectors import left_out, lines_of
from rkpd.services import build_draft, correct_line, freeze_draft
from tests.factories import World, make_sub_kegiatan, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft


def test_freezing_stamps_the_draft_and_moves_every_usulan_with_its_line(world: World) -> None:
    actor = make_bappeda(world)
    proposals = [make_accommodated(world) for _ in range(3)]
    draft = freeze_draft(make_draft(world, actor), actor=actor, note=" Rapat 20 Maret ")
    assert (draft.frozen_by, draft.note) == (actor, "Rapat 20 Maret")
    for proposal in proposals:
        proposal.refresh_from_db()
        assert proposal.status == Status.IN_RKPD
        event = proposal.events.get(action="include")
        assert (event.actor, event.source, event.target) == (actor, "accommodated", "in_rkpd")
        assert event.actor_role == "Bappeda"
        assert event.changes["rkpd_line"][1] == (
            "RKPD 2024 versi 1 (rancangan awal), 1.03.06.2.01.0012 Sub kegiatan 1.03.06.2.01.0012"
        )
        assert [source.draft for source in lines_of(proposal)] == [draft]


def test_the_next_version_carries_the_earlier_usulan_without_moving_them_again(
    world: World,
) -> None:
    actor = make_bappeda(world)
    old = make_accommodated(world)
    freeze_draft(make_draft(world, actor), actor=actor)
    new = make_accommodated(world)
    second = build_draft(cycle=world.cycle, actor=actor, kind="rancangan")
    freeze_draft(second, actor=actor)
    assert (second.version, second.usulan_count) == (2, 2)
    assert old.events.filter(action="include").count() == 1
    assert new.events.filter(action="include").count() == 1
    assert [source.draft.version for source in lines_of(old)] == [2, 1]


def test_a_usulan_of_an_open_draft_is_not_shown_to_its_owner(world: World) -> None:
    proposal = make_accommodated(world)
    make_draft(world)
    assert not lines_of(proposal)
    assert lines_of(proposal, with_open=True).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BAPPEDA])
def test_only_bappeda_freezes(world: World, role: Role) -> None:
    draft = make_draft(world)
    with pytest.raises(NotBappeda, match="Hanya Bappeda"):
        freeze_draft(draft, actor=make_user(world, role))
    assert_untouched(draft)


def test_bappeda_of_another_city_and_the_administrator_do_not_freeze(world: World) -> None:
    far = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    draft = make_draft(world)
    for actor in (make_user(world, Role.BAPPEDA, far), make_user(world, is_superuser=True)):
        with pytest.raises(NotBappeda):
            freeze_draft(draft, actor=actor)
    assert_untouched(draft)


def assert_untouched(draft: Draft) -> None:
    draft.refresh_from_db()
    assert not draft.is_frozen
    assert not Proposal.objects.filter(status=Status.IN_RKPD).exists()
    assert not ProposalEvent.objects.filter(action="include").exists()


def _cancelled(proposal: Proposal, _world: World) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.DEFERRED)


def _other_value(proposal: Proposal, _world: World) -> None:
    Assessment.objects.filter(proposal=proposal).update(value=1)


def _other_volume(proposal: Proposal, _world: World) -> None:
    Assessment.objects.filter(proposal=proposal).update(volume=Decimal("10.01"))


def _other_sub_kegiatan(proposal: Proposal, _world: World) -> None:
    other = make_sub_kegiatan("1.03.06.2.01.0099")
    Assessment.objects.filter(proposal=proposal).update(sub_kegiatan=other)


def _other_opd(proposal: Proposal, world: World) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(opd=world.other_opd)


def _lost_figures(proposal: Proposal, _world: World) -> None:
    Assessment.objects.filter(proposal=proposal).delete()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_cancelled, "tidak lagi diakomodir"),
        (_other_value, "berubah dari Rp10.000.000 menjadi Rp1"),
        (_other_volume, "berubah dari 10 menjadi 10,01"),
        (_other_sub_kegiatan, "pindah sub kegiatan"),
        (_other_opd, "pindah sub kegiatan"),
        (_lost_figures, "belum mengisi volume"),
    ],
)
def test_a_usulan_that_changed_since_stops_the_freezing(
    world: World, change: Any, sentence: str
) -> None:
    proposal = make_accommodated(world)
    make_accommodated(world)
    draft = make_draft(world)
    change(proposal, world)
    with pytest.raises(DraftOutOfDate, match="Susun rancangan baru") as caught:
        freeze_draft(draft, actor=make_bappeda(world))
    finding = caught.value.findings[0]
    assert (finding.proposal_id, finding.number) == (proposal.pk, proposal.number)
    assert sentence in finding.sentence
    assert_untouched(draft)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (Line, {"pagu": 1}),
        (Line, {"target_volume": 1}),
        (Line, {"usulan_count": 9}),
        (Draft, {"total": 1}),
        (Draft, {"usulan_count": 9}),
        (LineSource, {"value": 3}),
    ],
)
def test_sums_that_do_not_agree_stop_the_freezing(world: World, table: Any, columns: dict) -> None:
    draft = make_draft(world)
    table.objects.update(**columns)
    with pytest.raises(DraftOutOfDate):
        freeze_draft(draft, actor=make_bappeda(world))
    assert_untouched(draft)


def test_an_emptied_draft_is_not_frozen(world: World) -> None:
    draft = make_draft(world)
    Line.objects.all().delete()
    with pytest.raises(DraftOutOfDate, match="tidak berisi usulan"):
        freeze_draft(draft, actor=make_bappeda(world))


def test_a_frozen_draft_is_not_frozen_twice_nor_an_older_one_after_it(world: World) -> None:
    actor = make_bappeda(world)
    first = make_draft(world, actor)
    second = make_draft(world, actor)
    freeze_draft(second, actor=actor)
    for draft in (second, first):
        with pytest.raises(
            AlreadyFrozen, match=r"versi 2 \(rancangan awal\) sudah dibekukan oleh Contoh bappeda"
        ):
            freeze_draft(draft, actor=actor)


def test_what_came_later_is_told_beside_the_frozen_draft(world: World) -> None:
    actor = make_bappeda(world)
    draft = freeze_draft(make_draft(world, actor), actor=actor)
    late = make_accommodated(world)
    assert [(row.pk, row.lacking) for row in left_out(draft)] == [(late.pk, "")]


@pytest.fixture
def frozen(world: World) -> Draft:
    actor = make_bappeda(world)
    return freeze_draft(make_draft(world, actor), actor=actor)


def test_nothing_of_a_frozen_draft_can_be_written(world: World, frozen: Draft) -> None:
    line, source = frozen.lines.get(), frozen.sources.get()
    open_draft = make_draft(world)
    another = make_accommodated(world)
    addition = LineSource(draft=frozen, line=line, proposal=another, volume=1, value=1)
    moved = LineSource.objects.get(pk=source.pk)
    moved.draft = open_draft
    deeds = [
        frozen.save,
        frozen.delete,
        line.save,
        line.delete,
        source.save,
        source.delete,
        addition.save,
        moved.save,
        lambda: Draft.objects.update(note="x"),
        lambda: Draft.objects.filter(pk=frozen.pk).delete(),
        lambda: Line.objects.update(pagu=0),
        lambda: Line.objects.filter(draft=frozen).delete(),
        lambda: LineSource.objects.update(value=0),
        lambda: LineSource.objects.filter(draft=frozen).delete(),
        lambda: frozen.lines.update(pagu=0),
        lambda: frozen.sources.all().delete(),
        lambda: Line.objects.bulk_update([line], ["pagu"]),
        lambda: LineSource.objects.bulk_create([addition]),
        lambda: Draft.objects.filter(pk=frozen.pk).update(frozen_at=None, frozen_by=None),
    ]
    before = _content()
    for deed in deeds:
        with pytest.raises(ValidationError, match="sudah dibekukan"), transaction.atomic():
            deed()
    assert _content() == before


def _content() -> list[Any]:
    return [list(table.objects.order_by("pk").values()) for table in (Draft, Line, LineSource)]


def test_an_open_draft_may_be_thrown_away(world: World) -> None:
    make_draft(world).delete()
    assert not LineSource.objects.exists()


def test_who_froze_and_when_come_together(world: World) -> None:
    draft = make_draft(world)
    draft.frozen_at = timezone.now()
    with pytest.raises(DatabaseError):
        draft.save()


def test_the_wording_of_an_open_line_is_corrected_its_sums_are_not(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    line = draft.lines.get()
    line.pagu = 1
    correct_line(
        line, actor=actor, indicator=" Panjang ", locations="Kel. Mawar", forward_estimate=7
    )
    line.refresh_from_db()
    assert (line.indicator, line.locations, line.forward_estimate) == ("Panjang", "Kel. Mawar", 7)
    assert line.pagu == 10_000_000
    freeze_draft(draft, actor=actor)
    with pytest.raises(AlreadyFrozen):
        correct_line(line, actor=actor, indicator="", locations="x", forward_estimate=7)


@pytest.mark.parametrize(
    "wrong",
    [{"locations": " "}, {"forward_estimate": -1}, {"forward_estimate": 10**18}],
)
def test_wrong_wording_is_refused_by_field(world: World, wrong: dict) -> None:
    actor = make_bappeda(world)
    line = make_draft(world, actor).lines.get()
    given = {"indicator": "x", "locations": "y", "forward_estimate": 1} | wrong
    with pytest.raises(ValidationError) as caught:
        correct_line(line, actor=actor, **given)
    assert set(caught.value.message_dict) == set(wrong)


def test_only_bappeda_corrects(world: World) -> None:
    line = make_draft(world).lines.get()
    with pytest.raises(NotBappeda):
        correct_line(
            line,
            actor=make_user(world, Role.OBSERVER),
            indicator="x",
            locations="y",
            forward_estimate=1,
        )


def test_in_bulk_as_singly_a_wrong_status_or_person_stops_all(world: World) -> None:
    actor = make_bappeda(world)
    good, bad = make_accommodated(world), make_accommodated(world, status=Status.DEFERRED)

    def details(_proposal: Proposal) -> Details:
        return Details(rkpd_line="x")

    with pytest.raises(TransitionConflict):
        perform_all([good.pk, bad.pk], "include", actor=actor, details_of=details)
    with pytest.raises(ActionNotAllowed):
        perform_all([good.pk], "include", actor=make_user(world, Role.LURAH), details_of=details)
    with pytest.raises(ValueError, match="bulk"):
        perform_all([good.pk], "accommodate", actor=actor, details_of=details)
    good.refresh_from_db()
    assert good.status == Status.ACCOMMODATED
    assert not ProposalEvent.objects.filter(action="include").exists()
