"""Two versions beside each other: every kind of change, and sums that agree."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from planning.models import Cycle
from proposals.models import Assessment, Proposal
from proposals.statuses import FundingSource, Level, Status
from rkpd.differences import Change, Comparison, compare
from rkpd.models import Line
from rkpd.services import build_draft, correct_line, freeze_draft
from tests.factories import World, make_sub_kegiatan
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft


def kinds(comparison: Comparison) -> dict[str, str]:
    return {each.line.unit: each.kind.value for each in comparison.lines}


def give(proposal: Proposal, **figures: object) -> None:
    Assessment.objects.filter(proposal=proposal, level=Level.OPD).update(**figures)


def assert_sums_agree(comparison: Comparison) -> None:
    for totals, lines in [(comparison.total, Line.objects)] + [
        (own, Line.objects.filter(opd=own.opd)) for own in comparison.per_opd
    ]:
        stored = [
            lines.filter(draft=draft).aggregate(sum=Sum("pagu"))["sum"] or 0
            for draft in (comparison.older, comparison.newer)
        ]
        assert [totals.old, totals.total] == stored
        assert totals.old + totals.new - totals.gone + totals.changes == totals.total
    assert comparison.total.old == comparison.older.total
    assert comparison.total.total == comparison.newer.total


def test_new_gone_changed_and_same(world: World) -> None:
    actor = make_bappeda(world)
    make_accommodated(world, unit="tetap", value=1)
    gone = make_accommodated(world, unit="hilang", value=20)
    less = make_accommodated(world, unit="berubah", value=300)
    older = make_draft(world, actor)
    freeze_draft(older, actor=actor)
    Proposal.objects.filter(pk=gone.pk).update(status=Status.CANCELLED)
    give(less, value=100)
    joined = make_accommodated(world, unit="berubah", value=4000)
    make_accommodated(world, unit="baru", value=50_000, opd=world.other_opd)
    newer = make_draft(world, actor)
    comparison = compare(older, newer)
    assert kinds(comparison) == {
        "tetap": "tetap",
        "hilang": "hilang",
        "berubah": "berubah",
        "baru": "baru",
    }
    changed = next(each for each in comparison.lines if each.kind == Change.CHANGED)
    assert (changed.old_pagu, changed.new_pagu, changed.by) == (300, 4100, 3800)
    assert (changed.old.usulan_count, changed.new.usulan_count) == (1, 2)
    assert (changed.old.target_volume, changed.new.target_volume) == (10, 20)
    assert (changed.came, changed.went) == ([joined.pk], [])
    left = next(each for each in comparison.lines if each.kind == Change.GONE)
    assert (left.went, left.moved) == ([gone.pk], frozenset())
    total = comparison.total
    assert (total.old, total.new, total.gone, total.changes) == (321, 50_000, 20, 3800)
    assert [own.name for own in comparison.per_opd] == ["Dinas Air", "Dinas Jalan"]
    assert_sums_agree(comparison)
    assert_sums_agree(compare(newer, older))


@pytest.mark.parametrize(
    ("figures", "row"),
    [
        ({"funding_source": FundingSource.PROVINCE}, {}),
        ({"sub_kegiatan": "1.03.06.2.01.0099"}, {}),
        ({}, {"unit": "paket"}),
        ({}, {"opd": True}),
    ],
)
def test_each_part_of_the_key_makes_another_line_and_the_usulan_moves(
    world: World, figures: dict, row: dict
) -> None:
    actor = make_bappeda(world)
    proposal = make_accommodated(world, value=7)
    older = make_draft(world, actor)
    if "sub_kegiatan" in figures:
        figures = {"sub_kegiatan": make_sub_kegiatan(figures["sub_kegiatan"])}
    if figures:
        give(proposal, **figures)
    if row:
        row = {"opd": world.other_opd} if "opd" in row else row
        Proposal.objects.filter(pk=proposal.pk).update(**row)
    comparison = compare(older, make_draft(world, actor))
    assert sorted(each.kind for each in comparison.lines) == [Change.NEW, Change.GONE]
    for each in comparison.lines:
        assert each.moved == {proposal.pk}
    assert comparison.total.by == 0
    assert_sums_agree(comparison)


@pytest.mark.parametrize(
    "figures", [{"value": 11_000_000}, {"volume": Decimal("10.5")}, {"value": 9, "volume": 1}]
)
def test_other_figures_of_the_same_usulan_are_a_change(world: World, figures: dict) -> None:
    actor = make_bappeda(world)
    proposal = make_accommodated(world)
    older = make_draft(world, actor)
    give(proposal, **figures)
    comparison = compare(older, make_draft(world, actor))
    (only,) = comparison.lines
    assert (only.kind, only.came, only.went) == (Change.CHANGED, [], [])
    assert_sums_agree(comparison)


def test_a_corrected_indicator_is_a_change_without_money(world: World) -> None:
    actor = make_bappeda(world)
    older = make_draft(world, actor)
    newer = make_draft(world, actor)
    line = newer.lines.get()
    assert compare(older, newer).lines[0].kind == Change.SAME
    correct_line(
        line,
        actor=actor,
        indicator="Panjang saluran baru",
        locations=line.locations,
        forward_estimate=line.forward_estimate,
    )
    comparison = compare(older, newer)
    assert comparison.lines[0].kind == Change.CHANGED
    assert comparison.total.by == 0


def test_only_versions_of_one_cycle_are_compared(world: World) -> None:
    actor = make_bappeda(world)
    here = make_draft(world, actor)
    next_year = Cycle.objects.get(pk=world.cycle.pk)
    next_year.pk, next_year.fiscal_year, next_year.is_current = None, 2031, False
    next_year.save()
    make_accommodated(world, cycle=next_year)
    there = build_draft(cycle=next_year, actor=actor)
    with pytest.raises(ValueError, match="same city and cycle"):
        compare(here, there)


def test_queries_do_not_grow(world: World, django_assert_num_queries) -> None:
    actor = make_bappeda(world)
    for serial in range(3):
        make_accommodated(world, unit=f"satuan {serial}")
        drafts = [make_draft(world, actor), make_draft(world, actor)]
        with django_assert_num_queries(4):
            compare(*drafts)
