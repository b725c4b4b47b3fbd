"""The code table keeps its tree, its version and its text codes."""

import io

import pytest
from django.core.management import call_command

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.tables import TableError
from planning.imports import import_nomenclature
from planning.imports.nomenclature import level_of, parent_code
from planning.models import Nomenclature, NomenclatureVersion

pytestmark = pytest.mark.django_db

TREE = (
    "code,level,name,parent,satuan,indikator,berlaku\n"
    "1,urusan,URUSAN WAJIB,,,,\n"
    "1.03,bidang urusan,PEKERJAAN UMUM,1,,,\n"
    "1.03.06,program,DRAINASE,1.03,,,\n"
    "1.03.06.2.01,kegiatan,Sistem drainase,1.03.06,,,kab/kota\n"
    "1.03.06.2.01.0012,sub kegiatan,Pembangunan drainase,1.03.06.2.01,m,Panjang,kab/kota\n"
)


def load(text: str, version: str = "2027", **options) -> ImportReport:
    file = io.BytesIO(text.encode())
    return import_nomenclature(file, filename="uji.csv", version=version, **options)


def test_the_tree_is_stored_under_its_version():
    assert [str(row.outcome) for row in load(TREE)] == ["created"] * 5
    leaf = Nomenclature.objects.get(code="1.03.06.2.01.0012")
    assert (leaf.version.code, leaf.level, leaf.unit) == ("2027", "sub_kegiatan", "m")
    assert leaf.parent.parent.parent.parent.code == "1"


def test_second_import_changes_nothing_and_another_version_stands_apart():
    load(TREE)
    assert {str(row.outcome) for row in load(TREE)} == {"unchanged"}
    load(TREE, version="2023")
    assert Nomenclature.objects.count() == 10


def test_a_corrected_name_is_updated():
    load(TREE)
    report = load(TREE.replace("Sistem drainase", "Sistem drainase kota"))
    assert report.summary() == "5 baris dibaca: 1 diperbarui, 4 tidak berubah."


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1.03.06.2.01.12345,,Salah,,,,", "kode"),
        ("10306,,Salah,,,,", "kode"),
        ("1.03.06.2.01.0013,,,,,,", "nama"),
        ("1.03.06.2.01.0013,program,Salah,,,,", "tingkat"),
        ("1.03.06.2.01.0013,,Salah,1.03,,,", "induk"),
        ("1.03.07.2.01,,Tanpa program,,,,", "kode"),
        ("1.03.06,,Ganda,,,,", "kode"),
        ("1.03.06.2.01.0013,," + "a" * 601 + ",,,,", "nama"),
        ("1.03.06.2.01.0013,,Nama," + "," + "s" * 101 + ",,", "satuan"),
    ],
)
def test_a_bad_row_is_refused_and_stays_out(row, column):
    report = load(TREE + row + "\n")
    assert len(report) == 6
    refused = report.refused
    assert [(r.row, r.column) for r in refused] == [(7, column)]
    assert refused[0].message.endswith(".")
    assert Nomenclature.objects.count() == 5


def test_row_of_another_version_is_refused():
    report = load("kode,nama,versi\n1,URUSAN,2023\n")
    assert report.refused[0].column == "versi"
    assert not NomenclatureVersion.objects.exists()


@pytest.mark.parametrize("text", ["", "kode\n1\n", "kode,nama\n"])
def test_a_file_as_a_whole(text):
    with pytest.raises(TableError):
        load(text)
    assert not NomenclatureVersion.objects.exists()


def test_version_is_short():
    with pytest.raises(RefusedImport):
        load(TREE, version="dua ribu dua puluh tujuh")


def test_dry_run_stores_nothing():
    load(TREE, dry_run=True)
    assert not NomenclatureVersion.objects.exists()


def test_command_takes_a_version(tmp_path, capsys):
    (tmp_path / "n.csv").write_text(TREE, encoding="utf-8")
    call_command("import_nomenklatur", str(tmp_path / "n.csv"), "--version", "2027")
    assert capsys.readouterr().out.strip() == "5 baris dibaca: 5 baru."


def test_shapes():
    assert level_of("X.XX.01.2.01.0001") == Nomenclature.Level.SUB_KEGIATAN
    assert level_of("1.02.02.2.01.01") == Nomenclature.Level.SUB_KEGIATAN
    assert level_of("1.2") is None
    assert parent_code("1.03.06.2.01", Nomenclature.Level.KEGIATAN) == "1.03.06"
    assert parent_code("1", Nomenclature.Level.URUSAN) == ""
