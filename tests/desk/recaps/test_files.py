"""A recap as file: the official columns, the rows of the page, sums that agree."""

import pytest

from desk.recaps import RECAPS
from foundation.recaps import shown_columns
from kelurahan.models import RW
from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Level, Status
from proposals.workflow import Details, perform
from tests.desk.recaps.reading import csv_rows, page, sheets, take
from tests.factories import World, make_proposal
from tests.proposals.office import signed_in
from tests.workbook_sums import sums_in

T_D_4 = [
    "No",
    "Prioritas daerah",
    "Sasaran daerah",
    "Program",
    "Kegiatan prioritas",
    "Sasaran kegiatan",
    "Lokasi",
    "Volume",
    "Pagu",
    "Perangkat Daerah penanggung jawab",
]
PAIR = ["Jumlah", "Total (Rp)"]
QUOTA = ["Maks", "Usulan", "Selisih", "Total (Rp)"]
DESK = ["Ditolak", "Diteruskan"]
COLUMNS = {
    "kelurahan": ["Kode", "Wilayah", *QUOTA, *PAIR, *PAIR, *QUOTA],
    "sipd": [
        *("No", "Kecamatan", "Desa/Kelurahan", "Nama lurah", "Usulan masuk"),
        *("Belum divalidasi", *DESK, "Belum", *DESK, "Belum", *DESK),
        "Total pagu diteruskan",
    ],
    "sipd-rinci": [
        "No",
        "Kamus usulan",
        "Uraian permasalahan dan usulan",
        "Lokasi",
        "Tanggal usul",
        "Rekomendasi volume",
        "Satuan",
        "Pagu",
        "Keterangan",
    ],
    "isu": ["Kode", "Uraian", *PAIR, *PAIR, *PAIR, *PAIR],
    "opd": ["Kode", "Organisasi", *PAIR, *PAIR, *PAIR],
    "t-d-4": T_D_4,
    "prioritas-kelurahan": T_D_4,
    "hasil-rw": ["No", "RW", "RT", "Pekerjaan", "Alamat", "Nilai (Rp)", "Urgensi"],
    "hasil-kelurahan": [
        *("No", "RW", "RT", "Kegiatan", "Pekerjaan", "Alamat", "Nilai (Rp)", "Urgensi", "Status"),
    ],
    "hasil-opd": [
        *("No", "Kecamatan", "Kelurahan", "RW", "RT", "Pekerjaan", "Alamat", "Nilai (Rp)"),
        *("Urgensi", "Status"),
    ],
    "tidak-diakomodir": [
        *("No", "RW", "RT", "Nomor", "Pekerjaan", "Alamat", "Nilai (Rp)", "Status", "Tingkat"),
        *("Kode", "Kalimat untuk pengusul", "Catatan", "Diputus oleh", "Tanggal"),
    ],
    "rw-tanpa-usulan": ["No", "Kecamatan", "Kelurahan", "RW", "Jumlah RT"],
}
"""Domain sections 3.2, 6.3 and 7.1: what officials know, in the order they know."""

GROUPS = {
    "kelurahan": ["Usulan RW", "Diterima", "Ditolak", "Usulan kelurahan"],
    "sipd": ["Mitra", "Kecamatan", "Forum SKPD"],
    "isu": ["Usulan RW", "Diterima", "Ditolak", "Usulan kelurahan"],
    "opd": ["Usulan kecamatan", "Diterima", "Ditolak"],
    "tidak-diakomodir": ["Alasan"],
}

SHEETS = {
    ("t-d-4", "opd"): 2,
    ("hasil-opd", "opd"): 2,
    ("hasil-rw", "kecamatan"): 1,
    ("hasil-rw", "kelurahan"): 2,
    ("rw-tanpa-usulan", "kecamatan"): 1,
}
"""Where it is not every kecamatan, every kelurahan, both OPD and what has none."""


@pytest.mark.parametrize("key", list(RECAPS))
def test_the_columns_in_their_order(city: World, key: str) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    (rows,) = sheets(take(client, key, "xlsx")).values()
    assert COLUMNS[key] in rows
    above = rows[rows.index(COLUMNS[key]) - 1]
    assert [title for title in above if title] == GROUPS.get(key, [])
    has_numbers = [f"({number})" for number in range(1, len(COLUMNS[key]) + 1)] in rows
    assert has_numbers == (key in ("t-d-4", "prioritas-kelurahan"))
    header = csv_rows(client, key)[0]
    assert len(header) == len(set(header))
    assert [name.rpartition(": ")[2] for name in header if name not in _csv_only(key)] == COLUMNS[
        key
    ]


def _csv_only(key: str) -> list[str]:
    return [column.title for column in RECAPS[key].columns if column.csv_only]


@pytest.mark.parametrize("key", list(RECAPS))
def test_workbook_csv_and_page_hold_the_same_lines(city: World, quiet_rw: RW, key: str) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    recap = RECAPS[key]
    at = [position for position, column in enumerate(recap.columns) if not column.csv_only]
    plain = [[row[position] for position in at] for row in csv_rows(client, key)[1:]]
    drawn = [row for row in client.get(page(key)).context["rows"] if row.kind == "line"]
    (rows,) = sheets(take(client, key, "xlsx")).values()
    start = rows.index(COLUMNS[key]) + 1
    in_sheet = [[_plain(cell) for cell in row] for row in rows[start:]]
    assert len(plain) == len(drawn) > 0
    assert [row for row in in_sheet if row in plain] == plain
    numbers = [n for n, column in enumerate(shown_columns(recap.columns)) if column.is_summed]
    for shown, row in zip(drawn, plain, strict=True):
        for number in numbers:
            told = shown.cells[number].text.replace(".", "").replace("–", "")
            assert told == row[number]


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "isoformat"):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("key", list(RECAPS))
def test_sums_are_formulas_that_agree_on_one_sheet_and_on_many(
    city: World, quiet_rw: RW, key: str
) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    columns = shown_columns(RECAPS[key].columns)
    summed = next(
        at for at, column in enumerate(columns) if column.is_summed and column.title != "Maks"
    )

    def total_of(content: bytes) -> tuple[int, int]:
        """Of all sheets together, and how many those are."""
        found = sums_in(content)
        assert found
        assert all(result == stored for result, stored in found)
        parts = sheets(content).values()
        last = [row for rows in parts for row in rows if str(row[0]).startswith("JUMLAH")]
        assert len(last) == len(parts)
        return sum(row[summed] for row in last), len(parts)

    total, _ = total_of(take(client, key, "xlsx"))
    assert total > 0
    for split in RECAPS[key].splits:
        together, number = total_of(take(client, key, "xlsx", lembar=split))
        assert together == total
        assert number == SHEETS.get((key, split), {"kecamatan": 2, "kelurahan": 3, "opd": 3}[split])


def test_a_sheet_per_opd_holds_that_opd(city: World) -> None:
    client, _ = signed_in(city, Role.BAPPEDA)
    parts = sheets(take(client, "t-d-4", "xlsx", lembar="opd"))
    assert set(parts) == {"Dinas Air", "Dinas Jalan"}
    for name, rows in parts.items():
        assert {row[9] for row in rows if isinstance(row[0], int)} == {name}


def test_titles_tell_cycle_filter_time_and_user(city: World) -> None:
    client, user = signed_in(city, Role.BAPPEDA)
    content = take(client, "t-d-4", "xlsx", kecamatan=str(city.kecamatan.pk), draf="1")
    (rows,) = sheets(content).values()
    titles = [row[0] for row in rows[:7]]
    assert titles[:3] == [
        "DRAF",
        "DAFTAR URUTAN KEGIATAN PRIORITAS KECAMATAN BERDASARKAN PERANGKAT DAERAH",
        "Tabel T-D.4",
    ]
    assert titles[3].startswith("RKPD 2024")
    assert titles[4] == "Wilayah: Kota Contoh"
    assert titles[5] == "Disaring menurut Kecamatan: Contoh Timur"
    assert titles[6].endswith(f"oleh {user}")


def test_an_empty_recap_is_a_sheet_all_the_same(world: World) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    for query in ({}, {"lembar": "opd"}, {"lembar": "bulan"}):
        (rows,) = sheets(take(client, "t-d-4", "xlsx", **query)).values()
        assert "JUMLAH (0 usulan)" in [row[0] for row in rows]
    assert len(csv_rows(client, "t-d-4")) == 1


def test_the_kelurahan_signs_its_list(world: World) -> None:
    make_proposal(world, Status.VERIFIED)
    client, _ = signed_in(world, Role.LURAH)
    (rows,) = sheets(take(client, "hasil-kelurahan", "xlsx")).values()
    assert "Lurah Mawar," in [cell for row in rows for cell in row]
    above, _ = signed_in(world, Role.KECAMATAN)
    for key in ("hasil-kelurahan", "prioritas-kelurahan"):
        parts = sheets(take(above, key, "xlsx", lembar="kelurahan"))
        signed = {cell for rows in parts.values() for row in rows for cell in row}
        assert ("Lurah Mawar," in signed) == (key == "hasil-kelurahan")
        assert "Lurah Melati," not in signed


def test_reasons_say_code_sentence_level_note_who_and_when(world: World) -> None:
    """By the deed that decided, though others followed or went before."""
    _, lurah = signed_in(world, Role.LURAH)
    _, camat = signed_in(world, Role.KECAMATAN)
    _, officer = signed_in(world, Role.OPD)
    refused, put_off, left = (
        make_proposal(world, status, value=5)
        for status in (Status.SUBMITTED, Status.FORWARDED, Status.AGREED)
    )
    reason = Details(reason=world.reason)
    perform(refused, "verify", actor=lurah, note="Sudah diperiksa.")
    perform(refused, "reject", actor=lurah, note="Lahan sengketa.", details=reason)
    perform(put_off, "disagree", actor=camat, note="Pagu kurang.", details=reason)
    perform(left, "defer", actor=officer, note="Tahun depan.", details=reason)
    make_proposal(world, Status.VERIFIED)
    client, _ = signed_in(world, Role.BAPPEDA)
    header, *lines = csv_rows(client, "tidak-diakomodir")
    told = [dict(zip(header, line, strict=True)) for line in lines]
    assert [
        (row["Nomor"], row["Tingkat"], row["Catatan"], row["Diputus oleh"]) for row in told
    ] == [
        (refused.number, "Kelurahan", "Lahan sengketa.", f"{lurah.full_name}, Lurah"),
        (put_off.number, "Kecamatan", "Pagu kurang.", f"{camat.full_name}, Kecamatan"),
        (left.number, "Perangkat Daerah", "Tahun depan.", f"{officer.full_name}, Perangkat Daerah"),
    ]
    assert {row["Alasan: Kode"] for row in told} == {"T01"}
    assert {row["Alasan: Kalimat untuk pengusul"] for row in told} == {"Alamat belum jelas."}
    assert all(row["Tanggal"] for row in told)


def test_rw_without_usulan(world: World, quiet_rw: RW) -> None:
    """A draft, a withdrawn usulan and an organisation's are no usulan of the RW."""
    make_proposal(world, Status.SUBMITTED)
    own = {"rw": world.other_rw, "rt": None, "proposer_kind": "rw"}
    make_proposal(world, Status.DRAFT, **own)
    make_proposal(world, Status.WITHDRAWN, **own)
    make_proposal(
        world,
        Status.SUBMITTED,
        **(own | {"proposer_kind": "organisasi", "organisation": world.organisation}),
    )
    RW.objects.create(kelurahan=world.kelurahan, label="010", valid_until="2020-01-01")
    client, _ = signed_in(world, Role.BAPPEDA)
    assert csv_rows(client, "rw-tanpa-usulan")[1:] == [
        ["1", "Contoh Timur", "Mawar", "002", "0"],
        ["2", "Contoh Timur", "Melati", "001", "1"],
        ["3", "Contoh Timur", "Melati", "009", "1"],
    ]


def test_figures_of_the_office_stand_in_its_document(world: World) -> None:
    proposal = make_proposal(world, Status.ACCOMMODATED, value=10, kelurahan_rank=1)
    for level, value in ((Level.KELURAHAN, 20), (Level.KECAMATAN, 30), (Level.OPD, 40)):
        proposal.assessments.create(
            level=level, value=value, volume=value, assessed_by=proposal.created_by
        )
    client, _ = signed_in(world, Role.BAPPEDA)
    told = {
        "hasil-rw": ("Nilai (Rp)", "10"),
        "prioritas-kelurahan": ("Pagu", "20"),
        "hasil-kelurahan": ("Nilai (Rp)", "20"),
        "t-d-4": ("Pagu", "30"),
        "hasil-opd": ("Nilai (Rp)", "40"),
        "sipd-rinci": ("Pagu", "40"),
    }
    for key, (column, value) in told.items():
        header, line = csv_rows(client, key)
        assert line[header.index(column)] == value, key
    header, line = csv_rows(client, "t-d-4")
    assert line[header.index("Volume")] == "30 m"
    assert line[header.index("Lokasi")] == "Kel. Mawar"
    assert line[header.index("Program")] == "Program 1.03.06"


def test_the_order_of_priorities(world: World) -> None:
    """The kecamatan's own order first, then that of the kelurahan."""
    made = [
        make_proposal(world, Status.AGREED, kelurahan_rank=rank, title=f"Usulan {rank}")
        for rank in (1, 2, 3)
    ]
    made[2].assessments.create(level=Level.KECAMATAN, rank=1, assessed_by=made[2].created_by)
    client, _ = signed_in(world, Role.BAPPEDA)
    for key, order in (
        ("prioritas-kelurahan", ["Usulan 1", "Usulan 2", "Usulan 3"]),
        ("t-d-4", ["Usulan 3", "Usulan 1", "Usulan 2"]),
    ):
        header, *lines = csv_rows(client, key)
        assert [line[header.index("Kegiatan prioritas")] for line in lines] == order
    assert Proposal.objects.count() == 3
