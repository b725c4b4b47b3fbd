"""Grouping of accommodated usulan into lines."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from kelurahan.models import City, Kecamatan, Kelurahan
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Assessment, Proposal
from proposals.statuses import FundingSource, Level, Status
from rkpd.cuts import Cut
from rkpd.errors import EditionPassed, NotBappeda, NothingToBuild
from rkpd.models import Draft, Line, LineSource
from rkpd.outline import Level as OutlineLevel
from rkpd.outline import above, concise
from rkpd.selectors import left_out, outside, sources_in, table_of
from rkpd.services import build_draft, forward_estimate, freeze_draft, next_kind
from tests.factories import World, make_item, make_proposal, make_sub_kegiatan, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft


def test_same_opd_sub_kegiatan_source_and_unit_share_a_line(world: World) -> None:
    make_accommodated(world, volume=Decimal("10.25"), value=10_000_001)
    make_accommodated(world, volume=Decimal("0.75"), value=7, rw=world.other_rw, rt=None, **AS_RW)
    draft = make_draft(world)
    line = Line.objects.get()
    assert (line.target_volume, line.unit, line.pagu) == (Decimal("11.00"), "m", 10_000_008)
    assert (line.usulan_count, draft.total, draft.usulan_count) == (2, 10_000_008, 2)
    assert line.opd_name == "Dinas Air"
    assert [line.bidang_code, line.program_code, line.kegiatan_code, line.code] == [
        "1.03",
        "1.03.06",
        "1.03.06.2.01",
        "1.03.06.2.01.0012",
    ]
    assert line.name == "Sub kegiatan 1.03.06.2.01.0012"
    assert line.indicator == "Panjang saluran"
    assert line.locations == "Kel. Mawar RW 001, 002"
    assert line.forward_estimate == 10_500_008


AS_RW = {"proposer_kind": ProposerKind.RW}


def test_each_part_of_the_key_makes_a_line_of_its_own(world: World) -> None:
    make_accommodated(world)
    make_accommodated(world, unit="paket")
    make_accommodated(world, funding_source=FundingSource.PROVINCE)
    make_accommodated(world, opd=world.other_opd)
    make_accommodated(world, sub_kegiatan=make_sub_kegiatan("1.03.06.2.01.0013"))
    make_accommodated(world, unit="  m ")
    draft = make_draft(world)
    assert Line.objects.count() == 5
    assert draft.usulan_count == LineSource.objects.count() == 6


def test_locations_name_each_kelurahan_and_rw_once(world: World) -> None:
    make_accommodated(world)
    make_accommodated(world)
    office = {"proposer_kind": ProposerKind.KELURAHAN, "rw": None, "rt": None}
    make_accommodated(world, **office)
    located = make_accommodated(world, kelurahan=world.other_kelurahan, **office)
    located.rts.add(world.foreign_rt)
    make_draft(world)
    assert Line.objects.get().locations == (
        "Kel. Mawar RW 001 dan tingkat kelurahan; Kel. Melati RW 001"
    )


def test_every_usulan_stands_exactly_once_and_sums_agree(world: World) -> None:
    for number in range(1, 8):
        make_accommodated(world, value=number * 111_111, unit=f"satuan {number % 3}")
    draft = make_draft(world)
    assert LineSource.objects.values("proposal").distinct().count() == 7
    assert Line.objects.aggregate(Sum("pagu"))["pagu__sum"] == draft.total == 28 * 111_111
    for line in Line.objects.all():
        assert line.sources.aggregate(Sum("value"))["value__sum"] == line.pagu
        assert sources_in(draft, line=line.pk).count() == line.usulan_count


def test_only_the_accommodated_of_this_cycle_and_city_are_taken_up(world: World) -> None:
    wanted = make_accommodated(world)
    again = make_accommodated(world, status=Status.IN_RKPD)
    budgeted = make_accommodated(world, status=Status.IN_APBD)
    for status in (Status.AGREED, Status.DECLINED, Status.CANCELLED, Status.REALISED):
        make_accommodated(world, status=status)
    far = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    part = Kecamatan.objects.create(city=far, code="98.01.01", name="Lain", name_local="Lain")
    kelurahan = Kelurahan.objects.create(
        kecamatan=part, code="98.01.01.1001", name="Jauh", name_local="Jauh"
    )
    make_accommodated(
        world, kelurahan=kelurahan, rw=None, rt=None, proposer_kind=ProposerKind.KELURAHAN
    )
    make_draft(world)
    assert set(LineSource.objects.values_list("proposal", flat=True)) == {
        wanted.pk,
        again.pk,
        budgeted.pk,
    }


@pytest.mark.parametrize("later", [Status.IN_RKPD, Status.IN_APBD, Status.REALISED])
def test_what_went_further_stays_in_later_versions(world: World, later: Status) -> None:
    actor = make_bappeda(world)
    proposal = make_accommodated(world)
    freeze_draft(make_draft(world, actor), actor=actor)
    Proposal.objects.filter(pk=proposal.pk).update(status=later)
    second = build_draft(cycle=world.cycle, actor=actor, kind="rancangan")
    assert list(second.sources.values_list("proposal", flat=True)) == [proposal.pk]
    freeze_draft(second, actor=actor)
    proposal.refresh_from_db()
    assert proposal.status == later


def test_what_was_cancelled_leaves_the_next_version(world: World) -> None:
    actor = make_bappeda(world)
    proposal, other = make_accommodated(world), make_accommodated(world)
    freeze_draft(make_draft(world, actor), actor=actor)
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.CANCELLED)
    second = build_draft(cycle=world.cycle, actor=actor)
    assert list(second.sources.values_list("proposal", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({"volume": None}, "volume"),
        ({"value": None}, "nilai"),
        ({"funding_source": ""}, "sumber dana"),
        ({"volume": None, "value": None}, "volume, nilai"),
    ],
)
def test_what_lacks_figures_is_told_not_dropped(world: World, figures: dict, word: str) -> None:
    make_accommodated(world)
    lacking = make_accommodated(world, **figures)
    draft = make_draft(world)
    assert draft.usulan_count == 1
    assert [(row.pk, row.lacking) for row in left_out(draft)] == [
        (lacking.pk, f"Perangkat Daerah belum mengisi {word}.")
    ]


def test_without_any_assessment_or_opd_it_is_told_too(world: World) -> None:
    make_accommodated(world)
    make_proposal(world, Status.ACCOMMODATED)
    make_accommodated(world, opd=None, kamus_item=make_item(world.cycle))
    kegiatan = world.sub_kegiatan.parent
    make_accommodated(world, sub_kegiatan=kegiatan)
    draft = make_draft(world)
    said = sorted(row.lacking for row in left_out(draft))
    assert said == [
        "Kode yang dipilih Perangkat Daerah bukan sub kegiatan dengan induk lengkap.",
        "Perangkat Daerah belum ditetapkan.",
        "Perangkat Daerah belum mengisi volume, nilai, sub kegiatan, sumber dana.",
    ]


def test_an_elder_level_assessment_is_not_taken_for_the_opds(world: World) -> None:
    proposal = make_accommodated(world, value=5)
    Assessment.objects.create(
        proposal=proposal, level=Level.KECAMATAN, value=999, assessed_by=proposal.created_by
    )
    assert make_draft(world).total == 5


def test_nothing_to_build_is_said(world: World) -> None:
    make_proposal(world, Status.ACCOMMODATED)
    with pytest.raises(NothingToBuild, match="Belum ada usulan"):
        build_draft(cycle=world.cycle, actor=make_bappeda(world))
    assert not Draft.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BAPPEDA])
def test_only_bappeda_builds(world: World, role: Role) -> None:
    make_accommodated(world)
    with pytest.raises(NotBappeda):
        build_draft(cycle=world.cycle, actor=make_user(world, role))


def test_bappeda_of_another_city_does_not_build_here(world: World) -> None:
    far = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    stranger = make_user(world, Role.BAPPEDA, far)
    make_accommodated(world)
    with pytest.raises(NothingToBuild):
        build_draft(cycle=world.cycle, actor=stranger)
    with pytest.raises(NotBappeda):
        build_draft(cycle=world.cycle, actor=stranger, city=world.city)


def test_versions_count_up_and_old_drafts_stay(world: World) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)
    first = make_draft(world, actor)
    make_accommodated(world)
    second = make_draft(world, actor)
    first.refresh_from_db()
    assert (first.version, first.usulan_count) == (1, 1)
    assert (second.version, second.usulan_count) == (2, 2)
    assert outside(world.cycle, world.city, first).count() == 1
    assert outside(world.cycle, world.city).count() == 0


def test_a_version_is_named_by_edition_and_label(world: World) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)
    draft = build_draft(
        cycle=world.cycle, actor=actor, kind="rancangan", label="  sesudah   Forum PD "
    )
    assert (str(draft), draft.label) == ("RKPD 2024 versi 1 (rancangan)", "sesudah Forum PD")


@pytest.mark.parametrize(
    ("frozen", "later", "follows"),
    [
        ("rancangan_awal", "rancangan_awal", True),
        ("rancangan_awal", "rancangan", True),
        ("rancangan", "rancangan_awal", False),
        ("rancangan", "rancangan_akhir", True),
        ("rancangan_akhir", "rancangan", False),
        ("rancangan_akhir", "rancangan_akhir", True),
    ],
)
def test_editions_do_not_go_back_behind_a_frozen_one(
    world: World, frozen: str, later: str, follows: bool
) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)
    freeze_draft(build_draft(cycle=world.cycle, actor=actor, kind=frozen), actor=actor)
    if follows:
        assert build_draft(cycle=world.cycle, actor=actor, kind=later).kind == later
    else:
        with pytest.raises(EditionPassed, match="sudah dibekukan"):
            build_draft(cycle=world.cycle, actor=actor, kind=later)


def test_a_page_that_begins_with_a_line_alone_repeats_no_heading_of_another(world: World) -> None:
    make_accommodated(world)
    make_accommodated(world, unit="paket")
    make_accommodated(world, sub_kegiatan=make_sub_kegiatan("1.03.06.2.01.0013"))
    rows = concise(table_of(make_draft(world)))
    assert [row.depth for row in rows] == [0, 1, 2, 3, 4, 5, 5, 4]
    assert [row.depth for row in above(rows, 7)] == [0, 1, 2, 3]
    assert [row.depth for row in above(rows, 6)] == [0, 1, 2, 3, 4]


def test_an_edition_built_before_is_not_frozen_after_a_later_one(world: World) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)
    later = build_draft(cycle=world.cycle, actor=actor, kind="rancangan")
    earlier = build_draft(cycle=world.cycle, actor=actor, kind="rancangan_awal")
    same = build_draft(cycle=world.cycle, actor=actor, kind="rancangan")
    freeze_draft(later, actor=actor)
    with pytest.raises(EditionPassed, match=r"^Rancangan RKPD 2024 sudah dibekukan\."):
        freeze_draft(earlier, actor=actor)
    earlier.refresh_from_db()
    assert not earlier.is_frozen
    assert freeze_draft(same, actor=actor).is_frozen


def test_the_next_edition_is_offered_after_a_frozen_one(world: World) -> None:
    actor = make_bappeda(world)
    offered = [next_kind(world.cycle, world.city)]
    for _ in range(4):
        draft = make_draft(world, actor, kind=offered[-1])
        offered.append(next_kind(world.cycle, world.city))
        freeze_draft(draft, actor=actor)
        offered.append(next_kind(world.cycle, world.city))
    initial, draft, final = "rancangan_awal", "rancangan", "rancangan_akhir"
    assert offered == [initial, initial, draft, draft, final, final, final, final, final]


def test_the_table_has_a_subtotal_at_every_level(world: World) -> None:
    make_accommodated(world, value=1)
    make_accommodated(world, value=2, unit="paket")
    make_accommodated(world, value=4, sub_kegiatan=make_sub_kegiatan("1.03.06.2.02.0001"))
    make_accommodated(world, value=8, sub_kegiatan=make_sub_kegiatan("1.04.05.2.01.0001"))
    make_accommodated(world, value=16, opd=world.other_opd)
    draft = make_draft(world)
    table = [(row.depth, row.code, row.pagu, row.usulan_count) for row in table_of(draft)]
    assert table == [
        (0, "", 15, 4),
        (1, "1.03", 7, 3),
        (2, "1.03.06", 7, 3),
        (3, "1.03.06.2.01", 3, 2),
        (4, "1.03.06.2.01.0012", 3, 2),
        (5, "1.03.06.2.01.0012", 1, 1),
        (5, "1.03.06.2.01.0012", 2, 1),
        (3, "1.03.06.2.02", 4, 1),
        (4, "1.03.06.2.02.0001", 4, 1),
        (5, "1.03.06.2.02.0001", 4, 1),
        (1, "1.04", 8, 1),
        (2, "1.04.05", 8, 1),
        (3, "1.04.05.2.01", 8, 1),
        (4, "1.04.05.2.01.0001", 8, 1),
        (5, "1.04.05.2.01.0001", 8, 1),
        (0, "", 16, 1),
        (1, "1.03", 16, 1),
        (2, "1.03.06", 16, 1),
        (3, "1.03.06.2.01", 16, 1),
        (4, "1.03.06.2.01.0012", 16, 1),
        (5, "1.03.06.2.01.0012", 16, 1),
    ]
    for row in table_of(draft):
        line = row.line.pk if row.level == OutlineLevel.LINE else None
        behind = sources_in(draft, Cut(opd=row.opd_id), code=row.code, line=line)
        assert behind.count() == row.usulan_count
        assert behind.aggregate(Sum("value"))["value__sum"] == row.pagu


def test_queries_do_not_grow_with_the_usulan(world: World) -> None:
    actor = make_bappeda(world)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            build_draft(cycle=world.cycle, actor=actor)
        return len(queries)

    make_accommodated(world)
    count()
    one = count()
    for number in range(5):
        make_accommodated(world, unit=f"satuan {number}")
    assert count() == one <= 20


@pytest.mark.parametrize(
    ("pagu", "percent", "expected"),
    [(100, 105, 105), (1, 105, 1), (10, 105, 11), (0, 105, 0), (10**15, 300, 3 * 10**15)],
)
def test_forward_estimate_is_whole_rupiah(pagu: int, percent: int, expected: int) -> None:
    assert forward_estimate(pagu, percent) == expected
