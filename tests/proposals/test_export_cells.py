"""Every cell of a layout is what the usulan's objects say, whatever stands in them."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from openpyxl.utils.escape import unescape

from foundation.cells import csv_line, typed
from foundation.exports import stream_csv, write_xlsx
from kelurahan.models import RT
from planning.models import CityPriority, ReasonCode
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.resources import LAYOUTS, for_export
from proposals.statuses import LandStatus, Level, Status
from tests.factories import World, make_item, make_proposal, make_sub_kegiatan, make_user
from tests.proposals.export_by_object import BY_LAYOUT, by_object
from tests.proposals.landscape import make_objects

UNKNOWN = {"Rekomendasi mitra", "Rekomendasi TAPD", "Jenis belanja"}
"""Columns of SIPD for which the portal holds nothing."""

ODD = (
    "=1+1",
    " \u200b+62;=x",
    "dua\nbaris\r\n- butir",
    'kutip " dan, koma',
    "a;-b",
    "\tx",
    "rumah \u2013 toko\u00a0lama & <b> _x000D_",
    "<r>x</r>",
    "nol\x0bbel\ufffe",
    "  tepi  ",
    "😀" * 40,
)


def say(proposal: Proposal, note: str, reason: ReasonCode | None = None, minutes: int = 0) -> None:
    ProposalEvent.objects.create(
        proposal=proposal,
        actor=proposal.created_by,
        actor_name="Contoh",
        actor_role="Contoh",
        action="contoh",
        target=proposal.status,
        note=note,
        reason=reason,
        at=timezone.now() + timedelta(minutes=minutes),
    )


def assess(proposal: Proposal, level: Level, **figures: Any) -> None:
    Assessment.objects.create(
        proposal=proposal, level=level, assessed_by=proposal.created_by, **figures
    )


def make_landscape(world: World) -> None:
    """Usulan of every kind of proposer and place, bare ones and full ones, with odd texts."""
    objects = make_objects(world)
    for text in ODD:
        odd = make_proposal(
            world, Status.SUBMITTED, title=text, problem=text, landmark=text, unit=text[:40]
        )
        say(odd, text)
    bare = make_proposal(
        world,
        kamus_item=None,
        measures=[],
        volume=None,
        value=None,
        unit_price=None,
        people=None,
        land_status="",
        address="",
    )
    bare.rts.clear()
    usual = make_item(world.cycle, code="LAIN-1", sub_kegiatan=None)
    full = make_proposal(
        world,
        Status.ACCOMMODATED,
        kamus_item=usual,
        land_status=LandStatus.RESIDENTS,
        over_quota=True,
        assisted_by=make_user(world),
        external_id="SIPD-7",
        contribution="Kerja bakti",
        rank=77,
        kelurahan_rank=78,
        latitude=Decimal("-6.200000"),
        longitude=Decimal("106.816660"),
        volume=Decimal("2.50"),
        value=999_999_999_999,
        measures=[
            {"name": "panjang", "unit": "m", "value": "1.234,50"},
            {"name": "jenis", "value": "u-ditch"},
            {"value": 3, "unit": "buah"},
            {},
        ],
        city_priority=CityPriority.objects.create(
            cycle=world.cycle, number=1, name="Kota yang kering"
        ),
        merged_into=objects["routed of the RT"],
        carried_from=objects["submitted elsewhere"],
        diverted_to="csr",
        due=date(2024, 2, 29),
        realised_on=date(1900, 1, 1),
        realised_volume=Decimal("1.00"),
        submitted_at=datetime(2023, 12, 31, 18, 30, 5, 9, tzinfo=UTC),
    )
    full.rts.set(RT.objects.filter(rw=world.rw))
    sub = make_sub_kegiatan("1.03.06.2.01.0099")
    assess(full, Level.KELURAHAN, volume=Decimal("2.00"), value=5, note="Kanan saja")
    assess(full, Level.KECAMATAN, volume=Decimal("0.50"), value=None, note="")
    assess(
        full,
        Level.OPD,
        volume=Decimal("0.25"),
        value=12,
        sub_kegiatan=sub,
        funding_source="apbd_kota",
    )
    make_proposal(world, latitude=Decimal("0.000001"), longitude=Decimal("0.000000"))
    assess(objects["routed of the RT"], Level.KECAMATAN, value=3)
    assess(objects["routed of the RT"], Level.OPD, note="=2", funding_source="")
    say(full, "Lama.", world.reason, minutes=1)
    say(full, "", world.reason, minutes=2)
    say(full, "", minutes=3)
    say(objects["submitted of the RT"], "Lihat lagi.", world.reason, minutes=1)
    say(objects["submitted of the RW"], "Hanya catatan.", minutes=1)


def expected(layout: str) -> list[list[Any]]:
    return by_object(layout, Proposal.objects.order_by("title", "pk"))


def exported() -> Any:
    return for_export(Proposal.objects.order_by("title", "pk"))


def empty_as_none(rows: Any) -> list[list[Any]]:
    return [[None if cell == "" else cell for cell in row] for row in rows]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_titles_are_those_of_the_plain_reading(layout: str) -> None:
    assert LAYOUTS[layout]().header() == list(BY_LAYOUT[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_cell_and_each_byte(world: World, layout: str) -> None:
    make_landscape(world)
    wanted = [[typed(value) for value in row] for row in expected(layout)]
    assert len(wanted) > 20
    empty = {title for at, title in enumerate(BY_LAYOUT[layout]) if not any(r[at] for r in wanted)}
    assert empty <= UNKNOWN
    rows = list(LAYOUTS[layout]().rows(exported()))
    assert empty_as_none(rows) == empty_as_none(wanted)
    content = b"".join(stream_csv(LAYOUTS[layout](), exported())).decode("utf-8-sig")
    assert content == "".join(map(csv_line, [list(BY_LAYOUT[layout]), *wanted]))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_workbook_holds_the_same(world: World, layout: str) -> None:
    make_landscape(world)
    file = io.BytesIO()
    write_xlsx(LAYOUTS[layout](), exported(), file, title="Usulan")
    sheet = openpyxl.load_workbook(file).worksheets[0]
    for row, wanted in zip(sheet.iter_rows(min_row=2), expected(layout), strict=True):
        for cell, value in zip(row, map(typed, wanted), strict=True):
            assert same(cell.value, value), cell.coordinate


def same(read: Any, written: Any) -> bool:
    if written in (None, ""):
        return read is None
    if isinstance(written, str):
        # Excel reads these escapes back; openpyxl leaves that to its caller.
        return unescape(str(read)) == written
    if isinstance(written, date) and not isinstance(written, datetime):
        return read == datetime(written.year, written.month, written.day)  # noqa: DTZ001
    return read == (float(written) if isinstance(written, Decimal) else written)
