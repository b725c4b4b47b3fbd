"""The shipped reference files hang together: every code they name exists, every figure can be used.

Read straight from the CSV files, without a database, so that a slip is named by file and code
before any loader sees it.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
YES_NO = {"ya", "tidak"}
LEVELS = ["urusan", "bidang_urusan", "program", "kegiatan", "sub_kegiatan"]
BIDANG = {"fisik-prasarana", "sosial-budaya", "ekonomi"}
PROPOSERS = {"rt", "rw", "organisasi", "kelurahan"}
REASON_LEVELS = {"kelurahan", "kecamatan", "opd", "kota"}
DOCUMENTS = {
    "surat_pengantar",
    "proposal",
    "rab",
    "surat_lahan",
    "sk_badan_hukum",
    "daftar_penerima",
}
DANA_KELURAHAN_GROUPS = {
    "permukiman",
    "transportasi",
    "kesehatan",
    "pendidikan_kebudayaan",
    "pemberdayaan_kesehatan",
    "pemberdayaan_pendidikan_kebudayaan",
    "pemberdayaan_usaha",
    "pemberdayaan_lembaga",
    "pemberdayaan_trantibum",
    "pemberdayaan_kebencanaan",
}
# A volume in the unit on the left is the product of this many lengths in metres.
METRES_IN_VOLUME = {"m": 1, "m2": 2, "m3": 3}
COUNTED_UNITS = {"unit", "titik", "paket", "orang", "kelompok"}
# What Musrenbang in Bekasi is mostly about must offer a real choice (see bekasi figures: roads and
# drains first, then lighting); the other groups only have to exist.
MINIMUM_PER_ISSUE = {"JLN": 6, "DRN": 6, "PJU": 6, "GDG": 4, "SMP": 4, "SAN": 4, "EKO": 5}
ISSUE_GROUPS = 15


def read(name: str) -> list[dict[str, str]]:
    """Rows of a shipped CSV, refusing rows with too many or too few cells."""
    with (ROOT / name).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert rows, f"{name} kosong"
    for number, row in enumerate(rows, 2):
        assert None not in row, f"{name} baris {number}: sel berlebih"
        assert None not in row.values(), f"{name} baris {number}: sel kurang"
        assert all(cell == cell.strip() for cell in row.values()), f"{name} baris {number}"
    return rows


def split(cell: str) -> list[str]:
    """Parts of a cell that holds a list joined by semicolons."""
    return cell.split(";") if cell else []


def as_typed(text: str) -> str:
    """Text in the form in which the kamus search compares it."""
    return " ".join(text.lower().replace("-", " ").split())


WILAYAH = read("kelurahan/data/wilayah-bekasi.csv")
OPD = read("kelurahan/data/opd-bekasi.csv")
NOMENCLATURE = read("planning/data/nomenklatur-musrenbang.csv")
KAMUS = read("planning/data/kamus-bekasi.csv")
SYNONYMS = read("planning/data/sinonim.csv")
REASONS = read("planning/data/alasan.csv")
PRIORITIES = read("planning/data/prioritas-bekasi.csv")

NODES = {row["kode"]: row for row in NOMENCLATURE}
OFFICES = {row["kode"]: row for row in OPD}


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (WILAYAH, "kode"),
        (OPD, "kode"),
        (OPD, "nama"),
        (NOMENCLATURE, "kode"),
        (KAMUS, "kode"),
        (KAMUS, "nama"),
        (SYNONYMS, "kata"),
        (REASONS, "kode"),
        (REASONS, "kalimat_publik"),
        (PRIORITIES, "nomor"),
    ],
)
def test_keys_are_unique(rows, key):
    repeated = [value for value, count in Counter(row[key] for row in rows).items() if count > 1]
    assert repeated == []


def test_wilayah_is_one_tree_of_12_kecamatan_and_56_kelurahan():
    levels = Counter(row["tingkat"] for row in WILAYAH)
    assert levels == {"kota": 1, "kecamatan": 12, "kelurahan": 56}
    above = {"kecamatan": "kota", "kelurahan": "kecamatan"}
    by_code = {row["kode"]: row for row in WILAYAH}
    for row in WILAYAH:
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["berlaku_sejak"]), row["kode"]
        if row["tingkat"] == "kota":
            assert row["induk"] == ""
            continue
        assert row["kode"].rpartition(".")[0] == row["induk"]
        assert by_code[row["induk"]]["tingkat"] == above[row["tingkat"]]
        assert (row["tingkat"] == "kelurahan") == bool(re.fullmatch(r"\d{5}", row["kode_pos"]))


def test_both_spellings_differ_by_spaces_only():
    for row in WILAYAH:
        squeezed = (row["nama"].replace(" ", ""), row["nama_lokal"].replace(" ", ""))
        assert squeezed[0].casefold() == squeezed[1].casefold(), row["kode"]


def test_43_offices_and_one_for_each_kecamatan():
    assert len(OPD) == 43
    kecamatan = {row["kode"] for row in WILAYAH if row["tingkat"] == "kecamatan"}
    assert {row["kecamatan"] for row in OPD if row["jenis"] == "kecamatan"} == kecamatan
    assert all(row["kecamatan"] == "" for row in OPD if row["jenis"] != "kecamatan")


def test_offices_name_known_bidang_urusan():
    for row in OPD:
        assert row["bidang_urusan"], row["kode"]
        for code in split(row["bidang_urusan"]):
            assert NODES[code]["tingkat"] == "bidang_urusan", (row["kode"], code)


def test_every_node_has_its_parent_one_level_up():
    for row in NOMENCLATURE:
        assert row["versi"] == "2027"
        depth = LEVELS.index(row["tingkat"])
        if depth == 0:
            assert row["induk"] == ""
            continue
        assert row["kode"].startswith(row["induk"] + "."), row["kode"]
        assert NODES[row["induk"]]["tingkat"] == LEVELS[depth - 1], row["kode"]


def test_sub_kegiatan_carry_indicator_and_unit():
    leaves = [row for row in NOMENCLATURE if row["tingkat"] == "sub_kegiatan"]
    assert len(leaves) >= 102
    for row in leaves:
        assert re.fullmatch(r"\d\.\d{2}\.\d{2}\.2\.\d{2}\.\d{4}", row["kode"]), row["kode"]
        assert row["indikator"], row["kode"]
        assert row["satuan"], row["kode"]
        assert row["berlaku"] == "kab/kota", row["kode"]


def test_every_program_leads_down_to_a_sub_kegiatan():
    parents = {row["induk"] for row in NOMENCLATURE}
    barren = [
        row["kode"]
        for row in NOMENCLATURE
        if row["tingkat"] in {"program", "kegiatan"} and row["kode"] not in parents
    ]
    assert barren == []


def test_kecamatan_chapter_holds_the_dana_kelurahan_rows():
    for code in ("7.01.03.2.02.0001", "7.01.03.2.02.0002", "7.01.03.2.02.0003"):
        assert NODES[code]["tingkat"] == "sub_kegiatan"


def test_kamus_offers_a_believable_mix():
    assert 60 <= len(KAMUS) <= 68
    issues = Counter(row["kode"][:3] for row in KAMUS)
    assert all(issues[code] >= least for code, least in MINIMUM_PER_ISSUE.items())
    names = {(row["kode"][:3], row["isu"]) for row in KAMUS}
    assert len(names) == len(issues) == ISSUE_GROUPS
    bidang = Counter(row["bidang"] for row in KAMUS)
    assert set(bidang) == BIDANG
    assert bidang["fisik-prasarana"] > len(KAMUS) / 2
    assert min(bidang["sosial-budaya"] // 3, bidang["ekonomi"]) >= 5


@pytest.mark.parametrize("row", KAMUS, ids=lambda row: row["kode"])
def test_kamus_item_points_at_an_office_that_owns_its_sub_kegiatan(row):
    leaf = NODES[row["sub_kegiatan"]]
    assert leaf["tingkat"] == "sub_kegiatan"
    bidang = ".".join(row["sub_kegiatan"].split(".")[:2])
    assert bidang in split(OFFICES[row["opd"]]["bidang_urusan"])


@pytest.mark.parametrize("row", KAMUS, ids=lambda row: row["kode"])
def test_kamus_item_can_be_measured_and_priced(row):
    assert re.fullmatch(r"[1-9]\d{3,8}", row["harga_satuan"])
    assert re.fullmatch(r"20(1[89]|2\d)", row["tahun_harga"])
    assert row["harga_contoh"] == "ya"
    assert row["sumber_harga"].startswith("Contoh: ")
    variables = [part.split(":") for part in split(row["variabel"])]
    names = [name for name, _unit in variables]
    assert len(set(names)) == len(names)
    if row["satuan"] in METRES_IN_VOLUME:
        assert [unit for _name, unit in variables] == ["m"] * METRES_IN_VOLUME[row["satuan"]]
        assert set(names) <= {"panjang", "lebar", "tinggi", "kedalaman"}
    else:
        assert row["satuan"] in COUNTED_UNITS
        assert variables == [["jumlah", row["satuan"]]]


@pytest.mark.parametrize("row", KAMUS, ids=lambda row: row["kode"])
def test_kamus_item_uses_known_words(row):
    assert row["bidang"] in BIDANG
    assert row["nama"]
    assert len(row["nama"]) <= 60, "harus muat pada layar 360 px"
    assert 40 <= len(row["definisi"]) <= 220
    assert row["definisi"].endswith(".")
    assert row["syarat"] == "" or row["syarat"].endswith(".")
    for column in ("wajib_titik", "wajib_lahan", "dana_kelurahan"):
        assert row[column] in YES_NO
    assert 0 <= int(row["wajib_foto"]) <= 5
    assert set(split(row["dokumen"])) <= DOCUMENTS
    assert split(row["pengusul"])
    assert set(split(row["pengusul"])) <= PROPOSERS
    words = split(row["sinonim"])
    assert len(words) >= 5
    assert len(set(words)) == len(words)


def test_dana_kelurahan_items_name_their_group():
    for row in KAMUS:
        allowed = row["dana_kelurahan"] == "ya"
        assert allowed == (row["kelompok_dana_kelurahan"] in DANA_KELURAHAN_GROUPS), row["kode"]


def test_what_is_built_asks_for_photo_and_point():
    for row in KAMUS:
        built = row["bidang"] == "fisik-prasarana" and row["satuan"] in METRES_IN_VOLUME
        if built or row["wajib_lahan"] == "ya":
            assert row["wajib_titik"] == "ya", row["kode"]
            assert int(row["wajib_foto"]) >= 1, row["kode"]


@pytest.mark.parametrize("row", SYNONYMS, ids=lambda row: row["kata"])
def test_everyday_word_leads_to_an_item(row):
    # The kamus search lowers a query and reads a hyphen as a space; other forms never match.
    assert row == {column: as_typed(cell) for column, cell in row.items()}
    assert row["kata"] != row["artinya"]
    phrase = re.compile(rf"\b{re.escape(row['artinya'])}\b")
    columns = ("isu", "nama", "definisi", "sinonim")
    texts = [as_typed(" ".join(item[column] for column in columns)) for item in KAMUS]
    assert any(phrase.search(text) for text in texts)


@pytest.mark.parametrize(
    ("word", "issue"),
    [
        ("got", "DRN"),
        ("selokan", "DRN"),
        ("parit", "DRN"),
        ("comberan", "DRN"),
        ("lampu jalan", "PJU"),
        ("polisi tidur", "PJU"),
        ("bedah rumah", "RTL"),
        ("kuburan", "RTH"),
        ("kursi roda", "SOS"),
    ],
)
def test_words_people_type_find_the_group_they_mean(word, issue):
    matches = {
        item["kode"][:3]
        for item in KAMUS
        if word in split(item["sinonim"]) or word in item["nama"].lower()
    }
    assert matches == {issue}


def test_reasons_cover_the_catalogue_without_the_impossible_one():
    codes = [row["kode"] for row in REASONS]
    assert codes[:17] == [f"R{number:02d}" for number in range(1, 18)]
    assert "R18" not in codes, "usulan hilang adalah kesalahan sistem, bukan alasan"
    fixable = {row["kode"] for row in REASONS if row["dapat_diperbaiki"] == "ya"}
    assert {"R05", "R06", "R07", "R08", "R10"} <= fixable
    assert {row["kode"] for row in REASONS if row["perlu_usulan_lain"] == "ya"} == {"R01", "R02"}


@pytest.mark.parametrize("row", REASONS, ids=lambda row: row["kode"])
def test_reason_is_a_full_sentence_for_some_level(row):
    sentence = row["kalimat_publik"]
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert len(sentence) >= 60
    assert row["catatan_petugas"].endswith(".")
    assert split(row["tingkat"])
    assert set(split(row["tingkat"])) <= REASON_LEVELS
    assert not re.search(r"\banda\b", sentence, re.IGNORECASE), (
        "kalimat ini juga dibaca warga di halaman publik"
    )
    assert {row["perlu_usulan_lain"], row["dapat_diperbaiki"]} <= YES_NO
    if row["dapat_diperbaiki"] == "ya":
        assert "kelurahan" in split(row["tingkat"]), "hanya kelurahan yang mengembalikan usulan"
        assert "ilakan" in sentence, "kalimat harus menyebut apa yang perlu dilakukan"


@pytest.mark.parametrize("level", sorted(REASON_LEVELS))
def test_every_level_has_reasons_to_choose_from(level):
    assert sum(level in split(row["tingkat"]) for row in REASONS) >= 8


def test_priorities_are_numbered_and_marked_as_examples():
    assert 5 <= len(PRIORITIES) <= 6
    assert [row["nomor"] for row in PRIORITIES] == [str(n) for n in range(1, len(PRIORITIES) + 1)]
    assert all(row["nama"] and row["contoh"] == "ya" for row in PRIORITIES)
