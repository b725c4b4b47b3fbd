"""A kamus out of a spreadsheet, ours or another city's: every row ends somewhere, told why."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.tables import TableError
from foundation.watch import Cancelled
from kelurahan.models import OPD, City
from planning.imports import import_kamus
from planning.imports.cells import Refusal, one_line, price, unit
from planning.imports.kamus_row import KamusRow
from planning.models import IssueGroup, KamusItem, Nomenclature
from tests.factories import make_sub_kegiatan

OURS = (
    "kode,isu,bidang,nama,satuan,harga_satuan,opd,sub_kegiatan,variabel,wajib_foto,wajib_titik,"
    "dokumen,dana_kelurahan,pengusul,sinonim\n"
)
OUR_ROW = (
    "PAV-01,Jalan,fisik-prasarana,Paving gang,m2,280000,DINAS-A,1.03.06.2.01.0012,"
    "panjang:m;lebar:m,2,ya,rab,ya,rt;rw,konblok\n"
)
# Another city's print: full names, two-digit codes, m², dotted prices, no codes of its own.
PRINT = (
    "perangkat_daerah,program,kode_sub_kegiatan,sub_kegiatan,uraian_usulan,satuan,"
    "perkiraan_harga_per_satuan,keterangan\n"
)


def printed(  # noqa: PLR0917 - a row of a spreadsheet
    name: str = "Gorong- gorong\ndiameter 40 cm",
    office: str = "Dinas Air",
    code: str = "1.03.06.2.01.12",
    sub: str = "Sub kegiatan 1.03.06.2.01.0012",
    measure: str = "m",
    amount: str = "401.500",
) -> str:
    program = "1.03.06 PROGRAM PENGELOLAAN DRAINASE"
    return f'{office},{program},{code},{sub},"{name}",{measure},{amount},"Tanah milik\numum"\n'


def load(text: str, world=None, **options) -> ImportReport:
    options.setdefault("year", 2024)
    return import_kamus(io.BytesIO(text.encode()), filename="uji.csv", **options)


def outcomes(report: ImportReport) -> list[str]:
    return [str(row.outcome) for row in report]


def test_our_own_columns(world):
    assert outcomes(load(OURS + OUR_ROW)) == ["created"]
    item = KamusItem.objects.get(code="PAV-01")
    assert (item.bidang, item.unit, item.unit_price) == ("fisik", "m2", 280_000)
    assert (item.opd, item.sub_kegiatan) == (world.opd, world.sub_kegiatan)
    assert (item.documents, item.proposer_kinds) == (["rab"], ["rt", "rw"])
    assert (item.min_photos, item.needs_point, item.kelurahan_fund_allowed) == (2, True, True)
    assert [str(v) for v in item.variables.all()] == ["panjang (m)", "lebar (m)"]
    assert outcomes(load(OURS + OUR_ROW)) == ["unchanged"]


def test_another_citys_print(world):
    report = load(PRINT + printed() + printed(name="Paving", measure="m²", amount="280.000"))
    assert outcomes(report) == ["created", "created"]
    pipe, paving = KamusItem.objects.filter(code__startswith="1.03").order_by("code")
    assert (pipe.code, pipe.name) == ("1.03.06.2.01.12-01", "Gorong-gorong diameter 40 cm")
    assert (pipe.unit_price, pipe.criteria) == (401_500, "Tanah milik umum")
    assert pipe.issue.name == "Pengelolaan drainase"
    assert pipe.opd == world.opd
    assert pipe.sub_kegiatan == world.sub_kegiatan
    assert "dibaca sebagai 1.03.06.2.01.0012" in report.rows[0].message
    assert [str(v) for v in pipe.variables.all()] == ["panjang (m)"]
    assert paving.unit == "m2"
    assert [str(v) for v in paving.variables.all()] == ["panjang (m)", "lebar (m)"]
    again = load(PRINT + printed() + printed(name="Paving", measure="m²", amount="280.000"))
    assert outcomes(again) == ["unchanged", "unchanged"]


def test_a_number_given_out_anew_is_not_believed(world):
    namesake = make_sub_kegiatan("1.03.06.2.01.0077")
    Nomenclature.objects.filter(pk=namesake.pk).update(name="Rehabilitasi gorong-gorong kota")
    report = load(PRINT + printed(sub="Rehabilitasi Gorong-Gorong Kota"))
    assert KamusItem.objects.get(code__startswith="1.03").sub_kegiatan == namesake
    assert "1.03.06.2.01.0077" in report.rows[0].message


def test_unknown_office_and_code_leave_the_field_empty_and_are_told(world):
    report = load(PRINT + printed(office="Dinas Langit", code="9.99.01.2.01.01", sub="Awan"))
    assert outcomes(report) == ["created"]
    item = KamusItem.objects.get(code="9.99.01.2.01.01-01")
    assert item.opd is None
    assert item.sub_kegiatan is None
    assert "Dinas Langit" in report.rows[0].message
    assert "tidak ada di nomenklatur 2027" in report.rows[0].message


def test_offices_can_be_created_once(world):
    text = PRINT + printed(office="Dinas Langit") + printed(name="Lain", office="DINAS LANGIT")
    load(text, create_opd=True)
    load(text, create_opd=True)
    made = OPD.objects.get(name="Dinas Langit")
    assert (made.code, made.kamusitem_set.count()) == ("DINAS-LANGIT", 2)


def test_what_the_office_filled_in_is_kept_when_the_file_does_not_know(world):
    load(PRINT + printed(office="Dinas Langit"))
    KamusItem.objects.filter(code__startswith="1.03").update(opd=world.opd, bidang="sosbud")
    assert outcomes(load(PRINT + printed(office="Dinas Langit"))) == ["unchanged"]
    assert KamusItem.objects.get(code__startswith="1.03").opd == world.opd


def test_a_new_price_updates_and_a_new_unit_measures_anew(world):
    load(OURS + OUR_ROW)
    assert outcomes(load(OURS + OUR_ROW.replace("280000", "290000"))) == ["updated"]
    report = load("kode,nama,satuan,harga_satuan\nPAV-01,Paving gang,m,290000\n")
    assert outcomes(report) == ["updated"]
    item = KamusItem.objects.get(code="PAV-01")
    assert [str(v) for v in item.variables.all()] == ["panjang (m)"]


def test_old_and_new_of_a_changed_item_are_told(world):
    load(
        "kode,nama,satuan,harga_satuan,opd,dokumen\nA1,Got,m,1000,DINAS-A,surat_pengantar\n", world
    )
    report = load(
        "kode,nama,satuan,harga_satuan,opd,dokumen\nA1,Got,m2,2500,DINAS-B,rab;proposal\n", world
    )
    assert {change.title: (change.old, change.new) for change in report.rows[0].changes} == {
        "satuan": ("m", "m2"),
        "harga satuan (Rp)": ("1.000", "2.500"),
        "Perangkat Daerah": ("Dinas Air", "Dinas Jalan"),
        "dokumen wajib": ("Surat pengantar", "Rincian anggaran biaya (RAB), Proposal"),
        "ukuran": ("panjang (m)", "panjang (m), lebar (m)"),
    }


def test_a_file_without_issues_leaves_those_that_are_stored(world):
    load("kode,nama,satuan,harga_satuan,isu\nA1,Got,m,1000,Drainase\n", world)
    report = load("kode,nama,satuan,harga_satuan\nA1,Got,m,2500\nA2,Pompa,unit,500\n", world)
    assert [change.title for change in report.rows[0].changes] == ["harga satuan (Rp)"]
    issues = KamusItem.objects.filter(code__in=("A1", "A2")).order_by("code")
    assert [item.issue.name for item in issues] == ["Drainase", "Lain-lain"]


def test_the_watch_sees_every_row_and_what_it_stops_leaves_nothing(world):
    before = KamusItem.objects.count()
    seen = []

    def stop_at_two(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 2:
            raise Cancelled

    text = "nama,satuan,harga_satuan\n" + "".join(f"Got {n},m,1000\n" for n in range(3))
    with pytest.raises(Cancelled):
        load(text, world, watch=stop_at_two)
    assert seen == [(1, 3), (2, 3)]
    assert KamusItem.objects.count() == before


def test_twins_get_codes_of_their_own_every_time_the_same(world):
    text = PRINT + printed(amount="401.500") + printed(amount="500.000")
    assert outcomes(load(text)) == ["created", "created"]
    codes = list(
        KamusItem.objects.filter(code__startswith="1.03").values_list("code", "unit_price")
    )
    assert codes == [("1.03.06.2.01.12-01", 401_500), ("1.03.06.2.01.12-02", 500_000)]
    assert outcomes(load(text)) == ["unchanged", "unchanged"]


def test_rows_in_another_order_find_their_items_again(world):
    first, second = printed(), printed(name="Paving", measure="m²")
    load(PRINT + first + second)
    assert outcomes(load(PRINT + second + first)) == ["unchanged", "unchanged"]


def test_without_a_sub_kegiatan_the_office_gives_the_code(world):
    load("nama,satuan,harga_satuan,opd\nKursi,unit,100000,Dinas Air\nMeja,unit,200000,\n")
    codes = set(KamusItem.objects.exclude(pk=world.item.pk).values_list("code", flat=True))
    assert codes == {"DINAS-AIR-01", "USULAN-01"}


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"280000": "-1"}, "harga_satuan", "terlalu kecil"),
        ({"280000": "0"}, "harga_satuan", "terlalu kecil"),
        ({"280000": "1000000000000000000"}, "harga_satuan", "terlalu besar"),
        ({"280000": "undefined"}, "harga_satuan", "bukan jumlah uang"),
        ({"280000": ""}, "harga_satuan", "kosong"),
        ({"280000": "5.500.000 (uji) 3.100.000 (halal)"}, "harga_satuan", "lebih dari satu harga"),
        ({"Paving gang": ""}, "nama", "kosong"),
        ({"Paving gang": "a" * 301}, "nama", "300"),
        ({",m2,": ",,"}, "satuan", "kosong"),
        ({",m2,": f",{'s' * 41},"}, "satuan", "40"),
        ({"PAV-01": "PAV 01/a"}, "kode", "huruf, angka"),
        ({"PAV-01": "P" * 41}, "kode", "40"),
        ({"fisik-prasarana": "langit"}, "bidang", "tidak dikenali"),
        ({"panjang:m;lebar:m": "panjang"}, "variabel", "panjang:m;lebar:m"),
        ({"panjang:m;lebar:m": "a:m;a:m"}, "variabel", "sama"),
        ({",2,ya,": ",dua,ya,"}, "wajib_foto", "antara 0 dan 10"),
        ({",2,ya,": ",2,mungkin,"}, "wajib_titik", "ya atau tidak"),
        ({",rab,": ",ijazah,"}, "dokumen", "Pilihannya"),
        ({"rt;rw": "rt;camat"}, "pengusul", "Pilihannya"),
        ({"DINAS-A": "D" * 151}, "opd", "150"),
    ],
)
def test_a_bad_row_is_refused_and_nothing_of_it_stays(world, changes, column, words):
    row = OUR_ROW.replace("Jalan,", "Isu baru,")
    for old, new in changes.items():
        row = row.replace(old, new, 1)
    report = load(OURS + row, create_opd=True)
    assert [(r.row, r.column) for r in report.refused] == [(2, column)]
    assert words in report.refused[0].message
    assert KamusItem.objects.count() == 1
    assert not IssueGroup.objects.filter(name="Isu baru").exists()
    assert OPD.objects.count() == 2


def test_one_bad_row_does_not_hold_up_the_others(world):
    report = load(OURS + OUR_ROW + OUR_ROW.replace("PAV-01", "PAV-02").replace("280000", "-1"))
    assert outcomes(report) == ["created", "refused"]


def test_repeated_code_and_repeated_content_are_refused(world):
    report = load(OURS + OUR_ROW + OUR_ROW)
    assert "sudah ada di baris 2" in report.refused[0].message
    report = load(PRINT + printed() + printed())
    assert "sama dengan baris 2" in report.refused[0].message


def test_only_new_leaves_stored_items_alone(world):
    load(OURS + OUR_ROW)
    report = load(OURS + OUR_ROW.replace("280000", "1"), only_new=True)
    assert outcomes(report) == ["unchanged"]
    assert KamusItem.objects.get(code="PAV-01").unit_price == 280_000


def test_dry_run_stores_nothing(world):
    report = load(PRINT + printed(office="Dinas Langit"), create_opd=True, dry_run=True)
    assert outcomes(report) == ["created"]
    assert KamusItem.objects.count() == 1
    assert OPD.objects.count() == 2
    assert not IssueGroup.objects.filter(name="Pengelolaan drainase").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"year": 2050}, "2050 belum ada"),
        ({"nomenclature": "1999"}, "1999 belum ada"),
        ({"city": "11.11"}, "11.11 belum ada"),
    ],
)
def test_an_import_that_cannot_begin(world, options, words):
    with pytest.raises(RefusedImport, match=words):
        load(OURS + OUR_ROW, **options)


def test_several_cities_must_be_told_apart(world):
    City.objects.create(code="35.73", name="Kota Lain", name_local="Kota Lain")
    with pytest.raises(RefusedImport, match="lebih dari satu kota"):
        load(OURS + OUR_ROW)
    assert outcomes(load(OURS + OUR_ROW, city="99.75")) == ["created"]


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"x")
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"nama,satuan\nKursi,unit\n", "harga_satuan"),
        (OURS.encode(), "judul kolom"),
        (b"%PDF-1.7 isi", "PDF"),
        (b"nama,satuan,harga_satuan\n\xff\xfe,m,1\n", "UTF-8"),
        (b"nama,satuan,harga_satuan\n" + b"Kursi,unit,1\n" * 100_000, "baris"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_nothing(world, content, words):
    with pytest.raises(TableError, match=words):
        import_kamus(io.BytesIO(content), filename="uji.csv", year=2024)
    assert KamusItem.objects.count() == 1


def test_a_zip_bomb_leaves_nothing(world):
    with pytest.raises(TableError, match="terlalu besar"):
        import_kamus(io.BytesIO(zip_bomb()), filename="uji.xlsx", year=2024)
    assert KamusItem.objects.count() == 1


def test_the_command(world, tmp_path, capsys):
    (tmp_path / "k.csv").write_text(OURS + OUR_ROW, encoding="utf-8")
    call_command(
        "import_kamus", str(tmp_path / "k.csv"), "--cycle", "2024", "--nomenclature", "2027"
    )
    assert capsys.readouterr().out.strip() == "1 baris dibaca: 1 baru."
    with pytest.raises(CommandError, match="Buat dulu tahunnya"):
        call_command("import_kamus", str(tmp_path / "k.csv"), "--cycle", "2050")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("m²", "m2"),
        ("M3", "m3"),
        ("m'", "m"),
        ("meter", "m"),
        ("Meter Persegi", "m2"),
        ("Orang", "orang"),
        ("orang/ kegiatan", "orang/kegiatan"),
        ("UM/bulan", "UM/bulan"),
    ],
)
def test_units_have_one_spelling(typed, stored):
    assert unit(typed) == stored


def test_cells():
    assert one_line("nilai- nilai\n 5 - 10  KK") == "nilai-nilai 5 - 10 KK"
    assert price("Rp 2.000.000", "harga") == 2_000_000
    with pytest.raises(Refusal):
        price("1 000 000", "harga")
    assert KamusRow.__doc__
