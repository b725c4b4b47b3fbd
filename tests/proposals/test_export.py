"""The list of usulan as spreadsheet: what the page lists, and nothing else."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.imports.layouts import MONITOR
from proposals.models import Assessment, Proposal
from proposals.resources import LAYOUTS, FullResource, SipdResource, for_export
from proposals.statuses import Level, Status
from proposals.workflow import Details, perform
from tests.factories import World, make_proposal, make_user

EVIL = ("=1+1", "@SUM(A1)", "+1", "-2", "\t=1", " =1", '=HYPERLINK("x")')

SIPD = [
    "No",
    "ID usulan",
    "Tanggal usul",
    "Pengusul",
    "Profil",
    "Usulan",
    "Masalah",
    "Alamat",
    "Kabupaten/Kota",
    "Kecamatan",
    "Kelurahan",
    "Usulan ke",
    "OPD tujuan awal",
    "OPD tujuan akhir",
    "Status",
    "Catatan",
    "Rekomendasi mitra",
    "Rekomendasi kelurahan/desa",
    "Rekomendasi kecamatan",
    "Rekomendasi SKPD",
    "Rekomendasi TAPD",
    "Volume",
    "Satuan",
    "Anggaran",
    "Jenis belanja",
    "Sub kegiatan",
]


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def take(client: Client, layout: str, form: str, **query: str) -> bytes:
    answer = client.get(reverse("admin:proposals_proposal_download", args=[layout, form]), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_rows(content: bytes) -> list[dict[str, Any]]:
    rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    header = next(rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


def plain(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def test_sipd_has_its_26_columns_in_their_order() -> None:
    assert SipdResource().header() == SIPD
    assert len(SIPD) == 26
    assert set(MONITOR.titles.values()) <= set(SIPD)


def test_one_row_in_sipd_layout(world: World) -> None:
    proposal = make_proposal(
        world,
        Status.AGREED,
        landmark="depan posyandu",
        latitude=Decimal("-6.270001"),
        longitude=Decimal("107.010002"),
        rank=2,
    )
    Assessment.objects.create(
        proposal=proposal,
        level=Level.KELURAHAN,
        volume=8,
        value=8_000_000,
        note="Kanan saja",
        assessed_by=proposal.created_by,
    )
    rows = list(SipdResource().rows(for_export(Proposal.objects.all())))
    row = dict(zip(SIPD, rows[0], strict=True))
    assert row["No"] == 1
    assert row["ID usulan"] == proposal.number
    assert row["Pengusul"] == "RT 001/RW 001"
    assert row["Profil"] == "RT"
    assert row["Alamat"] == "Jalan Contoh (depan posyandu) RT 001 RW 001 -6.270001,107.010002"
    assert (row["Kabupaten/Kota"], row["Kecamatan"]) == ("Kota Contoh", "Contoh Timur")
    assert (row["Usulan ke"], row["OPD tujuan akhir"]) == (2, "Dinas Air")
    assert row["Status"] == "Disepakati kecamatan"
    assert row["Rekomendasi kelurahan/desa"] == "Volume 8 m; Rp8.000.000; Kanan saja"
    assert (row["Volume"], row["Satuan"], row["Anggaran"]) == (Decimal(10), "m", 10_000_000)
    assert row["Sub kegiatan"] == "1.03.06.2.01.0012 Sub kegiatan 1.03.06.2.01.0012"


def test_the_full_layout_shows_each_level_side_by_side(world: World) -> None:
    proposal = make_proposal(world, Status.ACCOMMODATED)
    for level, volume in ((Level.KELURAHAN, 9), (Level.KECAMATAN, 8), (Level.OPD, "7.5")):
        Assessment.objects.create(
            proposal=proposal,
            level=level,
            volume=Decimal(volume),
            value=int(Decimal(volume) * 1_000_000),
            funding_source="apbd_kota" if level == Level.OPD else "",
            sub_kegiatan=world.sub_kegiatan if level == Level.OPD else None,
            assessed_by=proposal.created_by,
        )
    resource = FullResource()
    row = dict(
        zip(resource.header(), next(resource.rows(for_export(Proposal.objects.all()))), strict=True)
    )
    shown = [
        (row[f"Volume {who}"], row[f"Nilai {who} (Rp)"])
        for who in ("Usulan", "Kelurahan", "Kecamatan", "Perangkat Daerah")
    ]
    assert shown == [(10, 10_000_000), (9, 9_000_000), (8, 8_000_000), (Decimal("7.5"), 7_500_000)]
    assert row["Sumber Dana"] == "APBD Kota"
    assert row["Kode Sub Kegiatan"] == world.sub_kegiatan.code
    assert row["Ukuran"] == "panjang 10 m"
    assert (row["Di Luar Kamus"], row["Tahun Anggaran"]) == ("tidak", 2024)
    assert len(set(resource.header())) == len(resource.header())


def test_the_last_reason_and_note_stand_beside_the_usulan(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    staff = make_user(world, Role.STAFF)
    perform(
        proposal,
        "reject",
        actor=staff,
        note="Sudah ada.",
        details=Details(reason=world.reason),
    )
    row = dict(
        zip(SIPD, next(SipdResource().rows(for_export(Proposal.objects.all()))), strict=True)
    )
    assert row["Catatan"] == "Alamat belum jelas. Sudah ada."


@pytest.mark.parametrize("layout", LAYOUTS)
def test_csv_workbook_and_page_agree(world: World, layout: str) -> None:
    for serial in range(4):
        make_proposal(world, Status.SUBMITTED, value=1_000_000_001 + serial, volume=Decimal("2.5"))
    client = enter(make_user(world, Role.LURAH))
    page = client.get(reverse("admin:proposals_proposal_changelist"))
    listed = [usulan.number for usulan in page.context["cl"].queryset]
    plain_rows = csv_rows(take(client, layout, "csv"))
    sheet = sheet_rows(take(client, layout, "xlsx"))
    name = "ID usulan" if layout == "sipd" else "Nomor"
    money = "Anggaran" if layout == "sipd" else "Nilai Usulan (Rp)"
    assert [row[name] for row in plain_rows] == [row[name] for row in sheet] == listed
    assert all(isinstance(row[money], int) for row in sheet)
    assert [row[money] for row in plain_rows] == [str(row[money]) for row in sheet]
    for one, other in zip(plain_rows, sheet, strict=True):
        for title, text in one.items():
            if not hasattr(other[title], "isoformat"):
                assert text == plain(other[title]), title


def test_filter_and_search_of_the_page_hold_in_the_file(world: World) -> None:
    wanted = make_proposal(world, Status.VERIFIED, title="Saluran melati")
    make_proposal(world, Status.VERIFIED, title="Saluran mawar")
    make_proposal(world, Status.SUBMITTED, title="Jalan melati")
    client = enter(make_user(world, Role.LURAH))
    query = {"status": "verified", "q": "melati"}
    page = client.get(reverse("admin:proposals_proposal_export"), query)
    assert page.context["count"] == 1
    text = page.content.decode()
    assert "kata cari: melati" in text
    assert "status: Terverifikasi kelurahan" in text
    links = re.findall(r'href="([^"]*unduh/[^"]*)"', text)
    assert len(links) == 4
    for link in links:
        content = b"".join(client.get(link.replace("&amp;", "&")).streaming_content)
        rows = sheet_rows(content) if "xlsx" in link else csv_rows(content)
        assert [row.get("Nomor") or row.get("ID usulan") for row in rows] == [wanted.number]


def test_the_workbook_says_where_it_comes_from(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    user = make_user(world, Role.LURAH)
    content = take(enter(user), "lengkap", "xlsx", status="submitted", q="contoh")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.worksheets[0].freeze_panes == "A2"
    notes = " ".join(row[0] for row in book["Catatan"].iter_rows(values_only=True))
    for words in ("RKPD 2024", "Tema contoh", "status: Diajukan", "kata cari: contoh", str(user)):
        assert words in notes


TEXTS = (
    "title",
    "problem",
    "urgency",
    "benefit",
    "contribution",
    "address",
    "landmark",
    "unit",
    "external_id",
)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_of_a_proposer_is_computed(world: World, layout: str, evil: str) -> None:
    proposal = make_proposal(
        world,
        Status.SUBMITTED,
        measures=[{"name": evil, "unit": evil, "value": evil}],
        **dict.fromkeys(TEXTS, evil),
    )
    world.kelurahan.name_local = world.opd.name = world.item.name = evil
    for row in (world.kelurahan, world.opd, world.item):
        row.save()
    perform(
        proposal,
        "reject",
        actor=make_user(world, Role.STAFF),
        note=evil,
        details=Details(reason=world.reason),
    )
    client = enter(make_user(world, Role.LURAH))
    book = openpyxl.load_workbook(io.BytesIO(take(client, layout, "xlsx")))
    seen = 0
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                assert cell.data_type == "s"
                assert cell.value[0] not in "=+-@\t\r\n "
                seen += evil.strip() in cell.value
    assert seen >= 8
    for row in csv_rows(take(client, layout, "csv")):
        for text in row.values():
            assert not text.strip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.STAFF, {"own", "draft"}),
        (Role.LURAH, {"own", "draft"}),
        (Role.KECAMATAN, {"own", "other", "routed"}),
        (Role.OPD, {"routed"}),
        (Role.BAPPEDA, {"own", "other", "routed"}),
    ],
)
def test_only_visible_rows_leave(world: World, role: Role, sees: set[str]) -> None:
    there = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    make_proposal(world, Status.SUBMITTED, title="own")
    make_proposal(world, Status.SUBMITTED, title="other", **there)
    make_proposal(world, Status.AGREED, title="routed", **there)
    make_proposal(world, Status.DRAFT, title="draft")
    client = enter(make_user(world, role))
    rows = csv_rows(take(client, "lengkap", "csv", tahap="semua"))
    assert {row["Judul Usulan"] for row in rows} == sees


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.OBSERVER, 403), (Role.RT, 302), (Role.RW, 302), (Role.PAMOR, 302), (None, 302)],
)
def test_without_the_permission_nothing_leaves(
    world: World, role: Role | None, expected: int
) -> None:
    make_proposal(world, Status.SUBMITTED)
    client = enter(make_user(world, role))
    pages = [reverse("admin:proposals_proposal_export")]
    pages += [
        reverse("admin:proposals_proposal_download", args=[layout, form])
        for layout in LAYOUTS
        for form in ("csv", "xlsx")
    ]
    assert {client.get(page).status_code for page in pages} == {expected}


def test_the_button_is_there_for_those_who_may(world: World) -> None:
    listed = reverse("admin:proposals_proposal_changelist")
    href = reverse("admin:proposals_proposal_export")
    assert f'href="{href}"' in enter(make_user(world, Role.LURAH)).get(listed).content.decode()
    assert href not in enter(make_user(world, Role.OBSERVER)).get(listed).content.decode()


@pytest.mark.parametrize("wrong", [("asal", "csv"), ("sipd", "pdf")])
def test_what_there_is_not_is_not_found(world: World, wrong: tuple[str, str]) -> None:
    page = reverse("admin:proposals_proposal_download", args=wrong)
    assert enter(make_user(world, Role.LURAH)).get(page).status_code == 404


def test_the_address_only_reads(world: World) -> None:
    page = reverse("admin:proposals_proposal_download", args=["sipd", "csv"])
    assert enter(make_user(world, Role.LURAH)).post(page).status_code == 405


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_queries_do_not_grow_with_the_rows(world: World, layout: str, form: str) -> None:
    client = enter(make_user(world, Role.BAPPEDA))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            take(client, layout, form)
        return len(queries)

    make_proposal(world, Status.SUBMITTED)
    one = count()
    for _ in range(2):
        there = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw}
        make_proposal(world, Status.SUBMITTED, rt=world.foreign_rt, **there)
    # What the visitor may see and the rows; a workbook says how many there are, from tallies.
    # A file for SIPD is kept in mind with its usulan.
    expected = {"csv": 6, "xlsx": 12}[form] + (7 if layout == "sipd" else 0)
    assert (one, count()) == (expected, expected)


def test_command_writes_what_was_handed_in(world: World, tmp_path: Path) -> None:
    own = make_proposal(world, Status.SUBMITTED)
    there = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    make_proposal(world, Status.SUBMITTED, **there)
    make_proposal(world, Status.DRAFT)
    out = io.StringIO()
    for form in ("csv", "xlsx"):
        for layout in LAYOUTS:
            target = tmp_path / f"{layout}.{form}"
            call_command(
                "export_usulan",
                "--cycle=2024",
                f"--format={form}",
                f"--layout={layout}",
                f"--kelurahan={world.kelurahan.code}",
                f"--output={target}",
                stdout=out,
            )
            content = target.read_bytes()
            rows = csv_rows(content) if form == "csv" else sheet_rows(content)
            name = "ID usulan" if layout == "sipd" else "Nomor"
            assert [row[name] for row in rows] == [own.number]
    assert "1 usulan RKPD 2024, Kelurahan Mawar ditulis ke" in out.getvalue()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cycle": 1999}, "Tahun 1999 tidak ada di portal. Yang ada: 2024."),
        ({"kelurahan": "99.99"}, "Kelurahan berkode 99.99 tidak ada"),
        ({"output": "/tidak/ada/usulan.csv"}, "tidak dapat ditulis"),
    ],
)
def test_command_mistakes_get_a_sentence(
    world: World, tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    options = {
        "cycle": 2024,
        "format": "csv",
        "layout": "sipd",
        "output": str(tmp_path / "x.csv"),
    } | given
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("export_usulan", **options)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
