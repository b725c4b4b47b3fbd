"""Whatever is handed to an importer: a sentence, and nothing left behind."""

import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import World

HEADERS = {
    "import_wilayah": "kode,nama",
    "import_nomenklatur": "kode,nama,tingkat",
    "import_kamus": "kode,isu,bidang,nama,satuan,harga_satuan",
    "import_opd": "kode,nama",
    "import_pagu": "nama,pagu",
    "import_perubahan_kode": "kode_lama,kode_baru",
    "import_usulan": (
        "id_usulan,no,profil,urusan,usulan,permasalahan,alamat,skpd_tujuan,koefisien,anggaran,"
        "jenis,keterangan,tahun,rw"
    ),
}
OPTIONS = {
    "import_wilayah": (),
    "import_nomenklatur": ("--version=2027",),
    "import_kamus": ("--cycle=2024",),
    "import_opd": (),
    "import_pagu": ("--cycle=2024",),
    "import_perubahan_kode": ("--from=2021", "--to=2027"),
    "import_usulan": ("--cycle=2024", "--kelurahan=99.75.01.1001"),
}


def zip_bomb() -> bytes:
    """A workbook of a few kB that unpacks to hundreds of MB."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return buffer.getvalue()


def bad_files(header: str) -> dict[str, tuple[str, bytes]]:
    """A file name and content of each kind."""
    row = "1" + "," * header.count(",") + "\n"
    bomb = zip_bomb()
    return {
        "a PDF named .xlsx": ("daftar.xlsx", b"%PDF-1.7\n%%EOF"),
        "a picture named .csv": ("daftar.csv", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        "empty": ("daftar.csv", b""),
        "header only": ("daftar.csv", header.encode()),
        "missing column": ("daftar.csv", b"sesuatu,lain\n1,2\n"),
        "100,000 rows": ("daftar.csv", (header + "\n" + row * 100_000).encode()),
        "invalid UTF-8": ("daftar.csv", f"{header}\n".encode() + b"\xff\xfe" + row.encode()),
        "zip bomb": ("daftar.xlsx", bomb),
        "torn workbook": ("daftar.xlsx", bomb[:500]),
    }


def stored() -> dict[str, int]:
    """How many rows every table of the portal holds."""
    names = ("kelurahan", "planning", "proposals", "rkpd")
    return {
        model._meta.label: model._default_manager.count()
        for name in names
        for model in apps.get_app_config(name).get_models()
    }


@pytest.mark.parametrize("command", HEADERS)
def test_a_sentence_and_nothing_left(world: World, tmp_path: Path, command: str) -> None:
    before = stored()
    for kind, (name, content) in bad_files(HEADERS[command]).items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(CommandError) as error:
            call_command(command, str(path), *OPTIONS[command], stdout=StringIO())
        sentence = str(error.value)
        assert len(sentence) > 20, (kind, sentence)
        assert sentence.rstrip().endswith((".", "?")), (kind, sentence)
        assert stored() == before, kind


PRICES = ("-1", str(10**18), "undefined", "=1+1", "")


@pytest.mark.parametrize("price", PRICES)
def test_a_senseless_price_is_refused_with_row_and_column(
    world: World, tmp_path: Path, price: str
) -> None:
    path = tmp_path / "kamus.csv"
    path.write_text(
        f"{HEADERS['import_kamus']}\nX-01,Drainase,fisik-prasarana,Got baru,m,{price}\n"
    )
    before = stored()
    out = StringIO()
    call_command("import_kamus", str(path), cycle=2024, stdout=out)
    assert "Baris 2" in out.getvalue()
    assert "harga" in out.getvalue().lower()
    assert stored() == before
