"""Spreadsheets handed in by users: what is read, and what is refused in which words."""

import io
import zipfile
import zlib
from datetime import datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import xlsx
from foundation.indonesia import parse_decimal, parse_rupiah
from foundation.tables import Row, TableError, normalise, read_table


def csv(text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return read_table(io.BytesIO(content), filename="daftar.csv", **options)


def workbook(fill):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book)
    return file.getvalue()


def sheet(*rows):
    def fill(book):
        page = book.add_worksheet("Daftar")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return workbook(fill)


def xlsx_table(content, **options):
    return read_table(io.BytesIO(content), filename="daftar.xlsx", **options)


def archive(**parts):
    """A minimal archive that looks like a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            packed.writestr(f"xl/{name}", content)
    return file.getvalue()


# --- what is read -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "name"),
    [(" Kode Sub-Kegiatan ", "kode_sub_kegiatan"), ("HARGA (Rp)", "harga_rp"), ("—", "")],
)
def test_titles_become_names(title, name):
    assert normalise(title) == name


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_every_kind(delimiter, bom, end):
    lines = [("Kode", "Nama RW"), ("01", '"Gang ""Mawar"""'), ("02", "Gang Melati")]
    table = csv(bom + end.join(delimiter.join(line) for line in lines))
    assert table.header == ["kode", "nama_rw"]
    assert list(table) == [
        Row(2, {"kode": "01", "nama_rw": 'Gang "Mawar"'}),
        Row(3, {"kode": "02", "nama_rw": "Gang Melati"}),
    ]


def test_row_numbers_stay_right_past_blank_rows_and_line_breaks():
    table = csv('a,b\n\n"satu\ndua",x\n , \n\u00a0tiga ,\n')
    expected = [Row(3, {"a": "satu\ndua", "b": "x"}), Row(5, {"a": "tiga", "b": ""})]
    assert list(table) == expected
    assert list(table) == expected, "a table can be read twice"


def test_a_delimiter_inside_cells_does_not_mislead():
    table = csv("nama;alamat\nRW 01;Jl. A, No. 1, RT 02, RW 03\n", required=["nama", "alamat"])
    assert next(iter(table)).cells["alamat"] == "Jl. A, No. 1, RT 02, RW 03"


def test_the_hint_of_excel_is_no_row():
    assert list(csv("sep=;\r\na;b\r\n1;2\r\n")) == [Row(2, {"a": "1", "b": "2"})]


def test_titles_above_the_table_and_aliases():
    table = csv(
        "Rekap usulan\n\nKode Wilayah,Nama,\n32.75,Bekasi,\n",
        required=["kode", "nama"],
        aliases={"kode wilayah": "kode"},
    )
    assert list(table) == [Row(4, {"kode": "32.75", "nama": "Bekasi"})]


def test_control_characters_are_dropped():
    assert next(iter(csv("a\nsatu\x07\x1bdua\n"))).cells == {"a": "satudua"}


def test_a_path_is_read_too(tmp_path):
    path = tmp_path / "daftar.csv"
    path.write_text("a\n1\n")
    assert list(read_table(path, filename=path.name)) == [Row(2, {"a": "1"})]
    with pytest.raises(TableError, match="tidak ditemukan"):
        read_table(tmp_path / "lain.csv", filename="lain.csv")


def test_workbook_cells_become_plain_text():
    moment_written = datetime.fromisoformat("2023-01-19T20:14")

    def fill(book):
        book.add_worksheet("Petunjuk").hide()
        page = book.add_worksheet("Daftar")
        page.activate()
        page.set_first_sheet()
        day, moment, clock = (
            book.add_format({"num_format": form})
            for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm")
        )
        page.write_row(2, 1, ["Teks", "Nilai", "Pecahan", "Tiga", "Hari", "Waktu", "Jam", "Ya"])
        page.write_row(4, 1, ["006A", 10_500_000, 0.1, 12.125])
        page.write_datetime(4, 5, moment_written.date(), day)
        page.write_datetime(4, 6, moment_written, moment)
        page.write_datetime(4, 7, time(20, 14), clock)
        page.write_boolean(4, 8, True)

    table = xlsx_table(workbook(fill))
    (row,) = table
    assert row == Row(
        5,
        {
            "teks": "006A",
            "nilai": "10500000",
            "pecahan": "0.1",
            "tiga": "12.1250",
            "hari": "2023-01-19",
            "waktu": "2023-01-19 20:14:00",
            "jam": "20:14:00",
            "ya": "ya",
        },
    )
    assert parse_rupiah(row.cells["nilai"]) == 10_500_000
    assert float(parse_decimal(row.cells["tiga"])) == 12.125
    assert list(table) == [row], "a table can be read twice"


def test_the_content_decides_and_not_the_name():
    content = sheet(["a"], ["1"])
    table = read_table(io.BytesIO(content), filename="daftar.csv")
    assert list(table) == [Row(2, {"a": "1"})]


def test_notes_beside_a_workbook_table_do_no_harm():
    assert list(xlsx_table(sheet(["a", "b"], [1, 2, "", "catatan"]))) == [
        Row(2, {"a": "1", "b": "2"})
    ]


# --- what is refused --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"\xef\xbb\xbf \r\n\n", "kosong"),
        (b"a,b\n", "hanya berisi judul"),
        (b"a,b\n,\n\n", "hanya berisi judul"),
        (b",\n;;\n", "tidak ditemukan"),
        (b"a, A \n1,2\n", "“a” ada lebih dari satu"),
        (b"%PDF-1.7\n...", "“daftar.csv” adalah PDF"),
        (b"\xff\xd8\xff\xe0xx", "adalah foto"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"Excel lama \(.xls\)"),
        (b"\xef\xbb\xbf\n<HTML><table>", "halaman web"),
        ("a\n1\n".encode("utf-16"), "CSV UTF-8"),
        (b"a\x00b\n1\n", "bukan tabel"),
        (b"a,b\n1,2\n\xe9,3\n", "Baris 3 berisi huruf"),
        (b'a,b\n1,2\n"x,3\n4,5\n', "Baris 3 .*kutip"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "Baris 2 .*terlalu panjang"),
        (b"a,b\n1,2\n1,2,3\n", "Baris 3 punya 3 kolom, padahal judulnya 2"),
        (b",".join([b"k"] * 501) + b"\n1\n", "lebih dari 500 kolom"),
        (b"a\n" + b"\n" * 1_100_000 + b"1\n", "baris kosong"),
        (b"PK\x03\x04 rusak", "rusak"),
        (b"PK\x05\x06" + bytes(18), "bukan tabel Excel"),
    ],
)
def test_unusable_files_are_refused_in_plain_words(content, sentence):
    with pytest.raises(TableError, match=sentence) as refusal:
        csv(content)
    assert str(refusal.value).endswith(".")


def test_missing_columns_are_named_with_those_found():
    with pytest.raises(TableError, match=r"belum ada: kode, nama\. .*ditemukan: nilai, tanggal\."):
        csv("Nilai,Tanggal\n1,2\n", required=["kode", "nama"])


def test_too_many_rows():
    text = "a\n" + "1\n" * 11
    assert len(list(csv(text, max_rows=11))) == 11
    with pytest.raises(TableError, match="lebih dari 10 baris"):
        csv(text, max_rows=10)
    content = sheet(["a"], *([number] for number in range(1, 12)))
    assert len(list(xlsx_table(content, max_rows=11))) == 11
    with pytest.raises(TableError, match="lebih dari 10 baris"):
        xlsx_table(content, max_rows=10)


def test_a_hundred_thousand_rows_are_refused():
    with pytest.raises(TableError, match=r"lebih dari 50\.000 baris"):
        csv("a,b\n" + "1,2\n" * 100_000)


def test_too_many_bytes():
    with pytest.raises(TableError, match="Paling besar 1 kB"):
        csv("a\n" + "1\n" * 600, max_bytes=1024)


def test_an_archive_that_is_no_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("foto.jpg", b"x")
    with pytest.raises(TableError, match="bukan tabel Excel"):
        xlsx_table(file.getvalue())


def test_a_workbook_without_xml():
    with pytest.raises(TableError, match="rusak"):
        xlsx_table(archive())


def test_a_workbook_cut_short():
    content = sheet(["a"], ["1"])
    with pytest.raises(TableError, match="rusak"):
        xlsx_table(content[: len(content) // 2])


def test_an_empty_workbook():
    with pytest.raises(TableError, match="kosong"):
        xlsx_table(sheet())


def test_a_workbook_bomb_by_declared_size():
    content = archive(**{"worksheets/sheet1.xml": bytes(30 * 1024 * 1024)})
    assert len(content) < 64 * 1024
    with pytest.raises(TableError, match="terlalu besar"):
        xlsx_table(content)


def test_a_workbook_bomb_that_lies_about_its_size(monkeypatch):
    monkeypatch.setattr(xlsx, "_RATIO_MATTERS_FROM", 1024 * 1024)
    part = bytes(4 * 1024 * 1024)
    content = archive(bom=part).replace(len(part).to_bytes(4, "little"), b"\x08\0\0\0")
    assert zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/bom").file_size == 8
    with pytest.raises(TableError, match="terlalu besar"):
        xlsx_table(content)


def test_a_false_size_is_refused_even_when_small():
    part = b"x" * 70_000
    content = archive(isi=part).replace(len(part).to_bytes(4, "little"), b"\x08\0\0\0")
    with pytest.raises(TableError, match="rusak"):
        xlsx_table(content)


def test_broken_compression():
    packed = zlib.compress(b"isi" * 500)[2:-4]
    content = archive(isi=b"isi" * 500)
    assert packed in content
    with pytest.raises(TableError, match="rusak"):
        xlsx_table(content.replace(packed, b"\xff" * len(packed)))


def test_two_cells_in_opposite_corners_do_not_take_all_memory():
    def fill(book):
        page = book.add_worksheet()
        page.write(0, 0, "a")
        page.write(1_048_575, 16_383, "z")

    with pytest.raises(TableError, match="tersebar terlalu jauh"):
        xlsx_table(workbook(fill))


def test_one_long_text_in_many_cells_does_not_fill_the_disk(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_TEXT", 1_000_000)
    content = sheet(["a"], *(["x" * 30_000] for _ in range(40)))
    with pytest.raises(TableError, match="terlalu besar"):
        xlsx_table(content)


def test_only_hidden_sheets():
    content = sheet(["a"], ["1"])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"<sheet name=", b'<sheet state="hidden" name=')
            new.writestr(name, part)
    with pytest.raises(TableError, match="lembar kerja"):
        xlsx_table(file.getvalue())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        rows = list(csv(content))
    except TableError:
        return
    assert rows
