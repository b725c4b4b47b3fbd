"""A list of codes and names becomes a city; every row is accounted for."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.reports import ImportReport, Outcome
from foundation.stamps import move_stamp
from foundation.tables import TableError
from kelurahan.models import City, Kecamatan, Kelurahan
from kelurahan.services.territory import import_territory

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).resolve().parents[2] / "kelurahan/data/wilayah-bekasi.csv"
HEADER = "kode,nama,nama_lokal,kode_pos\n"
CITY = "99.75,Kota Contoh,,\n99.75.01,Contoh Timur,,\n99.75.01.1001,Mawarsari,Mawar Sari,17111\n"


def load(text: str, **options) -> ImportReport:
    return import_territory(io.BytesIO(text.encode()), filename="uji.csv", **options)


def outcomes(report: ImportReport) -> list[str]:
    return [str(row.outcome) for row in report]


def made_up(kecamatan: int, kelurahan: int) -> str:
    lines = [HEADER, "99.75,Kota Contoh,,\n"]
    for number in range(1, kecamatan + 1):
        lines.append(f"99.75.{number:02d},Kecamatan {number},,\n")
        lines += [
            f"99.75.{number:02d}.{1000 + serial},Kelurahan {number} {serial},,\n"
            for serial in range(1, kelurahan + 1)
        ]
    return "".join(lines)


def test_level_and_parent_follow_from_the_code():
    report = load(HEADER + CITY)
    assert outcomes(report) == ["created"] * 3
    kelurahan = Kelurahan.objects.get()
    assert (kelurahan.name, kelurahan.name_local) == ("Mawarsari", "Mawar Sari")
    assert kelurahan.postcode == "17111"
    assert kelurahan.kecamatan.code == "99.75.01"
    assert kelurahan.kecamatan.city.name_local == "Kota Contoh"


def test_second_import_changes_nothing():
    load(HEADER + CITY)
    assert set(outcomes(load(HEADER + CITY))) == {"unchanged"}
    assert City.objects.count() == Kecamatan.objects.count() == Kelurahan.objects.count() == 1


def test_a_changed_name_is_updated_and_an_empty_cell_leaves_what_is_there():
    load(HEADER + CITY)
    report = load("kode,nama,nama_lokal\n99.75.01.1001,Mawarsari Baru,\n")
    assert outcomes(report) == ["updated"]
    kelurahan = Kelurahan.objects.get()
    assert (kelurahan.name, kelurahan.name_local) == ("Mawarsari Baru", "Mawar Sari")
    assert kelurahan.postcode == "17111"


def test_order_of_rows_does_not_matter():
    lines = CITY.splitlines(keepends=True)
    assert outcomes(load(HEADER + "".join(reversed(lines)))) == ["created"] * 3


def test_english_titles_and_province_row():
    report = load("code,name,level,parent\n32,Jawa Barat,provinsi,\n32.75,Kota Bekasi,kota,32\n")
    assert outcomes(report) == ["unchanged", "created"]
    assert "provinsi dilewati" in report.rows[0].message


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("99.7,Salah,,", "kode", "tidak dikenali"),
        ("3275,Salah,,", "kode", "tidak dikenali"),
        (",Salah,,", "kode", "tidak dikenali"),
        ("٣٢.٧٥,Salah,,", "kode", "tidak dikenali"),
        ("99.75.02,,,", "nama", "Nama masih kosong"),
        ("99.75.02," + "a" * 101 + ",,", "nama", "100"),
        ("99.75.01.1001,Ganda,,", "kode", "sudah ada di baris 4"),
        ("99.76.01,Tanpa kota,,", "kode", "99.76, belum ada"),
        ("99.75.01.1002,Melati,,171", "kode_pos", "lima angka"),
    ],
)
def test_a_bad_row_is_refused_with_column_and_sentence(row, column, words):
    report = load(HEADER + CITY + row + "\n")
    assert outcomes(report) == ["created"] * 3 + ["refused"]
    refused = report.refused[0]
    assert (refused.row, refused.column) == (5, column)
    assert words in refused.message
    assert Kelurahan.objects.count() == Kecamatan.objects.count() == 1


def test_children_of_a_refused_row_are_refused_too():
    report = load(HEADER + "99.75,Kota,,\n99.75.01,,,\n99.75.01.1001,Mawar,,\n")
    assert outcomes(report) == ["created", "refused", "refused"]
    assert not Kelurahan.objects.exists()


@pytest.mark.parametrize(
    ("title", "value", "words"),
    [("tingkat", "kelurahan", "bukan kelurahan"), ("induk", "99.11", "Induk 99.75.01 adalah")],
)
def test_what_contradicts_the_code_is_refused(title, value, words):
    report = load(f"kode,nama,{title}\n99.75,Kota,\n99.75.01,Timur,{value}\n")
    assert outcomes(report) == ["created", "refused"]
    assert report.refused[0].column == title
    assert words in report.refused[0].message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nama\nBekasi\n",
        b"kode,nama\n",
        b"%PDF-1.7",
        b"PK\x03\x04rusak",
        b"kode,nama\n\xff,x\n",
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(content):
    with pytest.raises(TableError):
        import_territory(io.BytesIO(content), filename="uji.csv")
    assert not City.objects.exists()


def test_dry_run_reports_and_stores_nothing():
    report = load(HEADER + CITY, dry_run=True)
    assert report.counts[Outcome.CREATED] == 3
    assert not City.objects.exists()


def test_statements_do_not_grow_with_the_rows():
    def statements(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            load(text)
        return len(queries)

    move_stamp("kelurahan")
    few = statements(made_up(2, 3))
    Kelurahan.objects.all().delete()
    Kecamatan.objects.all().delete()
    City.objects.all().delete()
    assert statements(made_up(10, 12)) == few


def test_the_shipped_list_of_bekasi(tmp_path, capsys):
    call_command("import_wilayah", str(SHIPPED), "--report", str(tmp_path / "hasil.csv"))
    assert capsys.readouterr().out.strip() == "69 baris dibaca: 69 baru."
    assert (Kecamatan.objects.count(), Kelurahan.objects.count()) == (12, 56)
    assert Kelurahan.objects.get(code="32.75.01.1001").name_local == "Bekasi Jaya"
    rows = list(csv.DictReader((tmp_path / "hasil.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 69
    assert {row["hasil"] for row in rows} == {"baru"}


def test_the_command_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="tidak ditemukan"):
        call_command("import_wilayah", str(tmp_path / "tidak-ada.csv"))
