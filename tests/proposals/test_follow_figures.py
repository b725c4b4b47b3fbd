"""The figures in SIPD's status file, and what is used where it has none."""

from decimal import Decimal

import pytest

from kelurahan.models import User
from planning.models import Nomenclature
from proposals.models import Assessment
from proposals.statuses import Status
from rkpd.selectors import left_out
from rkpd.services import build_draft
from tests.factories import World, make_proposal
from tests.proposals.sipd_following import follow, make_bappeda, only, row_of


@pytest.fixture
def bappeda(world: World) -> User:
    return make_bappeda(world)


def test_the_files_figures_carry_it_into_the_rkpd(world, bappeda):
    usulan = make_proposal(world, Status.FORWARDED)
    code = world.sub_kegiatan.code

    cells = {
        "Catatan": usulan.number,
        "Volume": "8,5",
        "Anggaran": "8.500.000",
        "Sub kegiatan": f"{code} Saluran",
    }
    report = follow(world, bappeda, row_of(usulan, **cells))

    figures = Assessment.objects.get(proposal=usulan, level="opd")
    assert (figures.volume, figures.value) == (Decimal("8.5"), 8_500_000)
    assert (figures.sub_kegiatan, figures.funding_source) == (world.sub_kegiatan, "apbd_kota")
    usulan.refresh_from_db()
    assert (usulan.volume, usulan.value) == (10, 10_000_000)
    assert usulan.routed_at is not None
    assert [tuple(change) for change in only(report).changes][2:] == [
        ("volume Perangkat Daerah", "", "8,5 m"),
        ("nilai Perangkat Daerah", "", "Rp8.500.000"),
        ("sub kegiatan", "", code),
    ]
    draft = build_draft(cycle=world.cycle, actor=bappeda)
    assert (draft.usulan_count, draft.total, left_out(draft)) == (1, 8_500_000, [])


def test_accommodated_without_figures_gets_them(world, bappeda):
    """As they came in by a list of SIPD before."""
    usulan = make_proposal(world, Status.ACCOMMODATED, external_id="2400001")

    report = follow(world, bappeda, row_of(usulan))

    assert (only(report).outcome, only(report).changes[0].new) == ("updated", "10 m")
    assert "Angka Perangkat Daerah dilengkapi." in only(report).message
    draft = build_draft(cycle=world.cycle, actor=bappeda)
    assert draft.usulan_count == 1

    again = only(follow(world, bappeda, row_of(usulan, Volume="3")))
    assert (again.outcome, again.changes) == ("unchanged", ())
    assert Assessment.objects.get(proposal=usulan, level="opd").volume == 10


@pytest.mark.parametrize(
    ("levels", "volume", "sentence"),
    [
        ((), 10, "memakai angka pengusul"),
        (("kelurahan",), 9, "memakai angka Kelurahan"),
        (("kelurahan", "kecamatan"), 8, "memakai angka Kecamatan"),
    ],
)
def test_figures_that_the_file_lacks_are_the_latest(world, bappeda, levels, volume, sentence):
    usulan = make_proposal(world, Status.AGREED)
    given = {"kelurahan": 9, "kecamatan": 8}
    for level in levels:
        Assessment.objects.create(
            proposal=usulan,
            level=level,
            volume=given[level],
            value=given[level] * 1_000_000,
            assessed_by=bappeda,
        )
    item = world.item
    item.sub_kegiatan = world.sub_kegiatan
    item.save()

    outcome = only(
        follow(world, bappeda, row_of(usulan, Volume="", Anggaran="") | {"Catatan": usulan.number})
    )

    figures = Assessment.objects.get(proposal=usulan, level="opd")
    assert (figures.volume, figures.value) == (volume, volume * 1_000_000)
    assert figures.sub_kegiatan == world.sub_kegiatan
    assert f"Volume kosong di berkas, {sentence}." in outcome.message


def test_what_no_rkpd_line_could_carry_is_refused(world, bappeda):
    world.item.sub_kegiatan = None
    world.item.save()
    usulan = make_proposal(world, Status.AGREED)

    unknown = only(follow(world, bappeda, row_of(usulan, **{"Sub kegiatan": "9.99 Entah"})))
    other_unit = only(follow(world, bappeda, row_of(usulan, Satuan="unit")))

    assert (unknown.outcome, unknown.column) == ("refused", "Sub kegiatan")
    assert "tidak ada di nomenklatur" in unknown.message
    assert (other_unit.outcome, other_unit.column) == ("refused", "Satuan")
    usulan.refresh_from_db()
    assert (usulan.status, usulan.external_id) == (Status.AGREED, "")


def test_a_sub_kegiatan_is_known_by_its_name(world, bappeda):
    node = world.sub_kegiatan
    Nomenclature.objects.filter(pk=node.pk).update(name="Pembangunan Drainase Lingkungan")
    usulan = make_proposal(world, Status.AGREED)

    outcome = only(
        follow(
            world, bappeda, row_of(usulan, **{"Sub kegiatan": "PEMBANGUNAN DRAINASE LINGKUNGAN"})
        )
    )

    assert f"Sub kegiatan dikenali dari namanya: {node.code}." in outcome.message
