"""Pagu, Perangkat Daerah and changed codes: created, changed with old and new, refused."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.watch import Cancelled
from kelurahan.models import OPD, Kecamatan
from kelurahan.roles import Role
from planning.imports import import_changed_codes, import_kamus, import_opd, import_pagu
from planning.models import CodeChange, KamusItem, NomenclatureVersion, OPDMandate, Pagu
from planning.successors import renew_kamus
from proposals.imports import import_sipd_status
from proposals.models import Assessment
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_sub_kegiatan, make_user
from tests.proposals.sipd_files import monitor, monitor_row


def run(importer: Any, text: str, **given: Any) -> ImportReport:
    return importer(io.BytesIO(text.encode()), filename="uji.csv", **given)


def told(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(str(row.outcome), row.column, row.message) for row in report]


# --- pagu -----------------------------------------------------------------------------------


def pagu(world: World, *rows: str, **given: Any) -> ImportReport:
    given = {"cycle": world.cycle, "city": world.city} | given
    return run(import_pagu, "nama;pagu;jenis\n" + "\n".join(rows), **given)


def test_pagu_by_code_and_name(world):
    rows = ("DINAS-A;1.500.000.000;", "Contoh Timur;Rp250.000.000;", "99.75.01.1001;10000000;")
    assert [o for o, *_ in told(pagu(world, *rows))] == ["created"] * 3
    assert Pagu.objects.get(opd=world.opd).amount == 1_500_000_000
    assert Pagu.objects.get(kecamatan=world.kecamatan).amount == 250_000_000
    assert Pagu.objects.get(kelurahan=world.kelurahan).amount == 10_000_000

    report = pagu(world, "Dinas Air;2000000000;opd", *rows[1:])

    assert [o for o, *_ in told(report)] == ["updated", "unchanged", "unchanged"]
    change = report.rows[0].changes[0]
    assert (change.old, change.new) == ("Rp1.500.000.000", "Rp2.000.000.000")


def test_pagu_refused(world):
    Kecamatan.objects.create(city=world.city, code="99.75.02", name="Mawar", name_local="Mawar")

    report = pagu(
        world,
        "Antah;1;",
        "Mawar;1;",
        "Mawar;1;desa",
        "Mawar;1;kecamatan",
        "Kecamatan Mawar;2;",
        "DINAS-A;;",
        "DINAS-B;-5;",
        ";5;",
    )

    assert [(outcome, column) for outcome, column, _ in told(report)] == [
        ("refused", "nama"),
        ("refused", "nama"),
        ("refused", "jenis"),
        ("created", ""),
        ("refused", "nama"),
        ("refused", "pagu"),
        ("refused", "pagu"),
        ("refused", "nama"),
    ]
    assert "bisa kecamatan atau kelurahan. Isi kolom jenis" in report.rows[1].message
    assert report.rows[4].message == "Sudah disebut di baris 5."
    assert Pagu.objects.count() == 1


def test_trial_and_cancelling_leave_nothing(world):
    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == 2:
            raise Cancelled

    assert pagu(world, "DINAS-A;5;", dry_run=True).counts["created"] == 1
    with pytest.raises(Cancelled):
        pagu(world, "DINAS-A;5;", "DINAS-B;5;", watch=stop)
    assert not Pagu.objects.exists()


# --- Perangkat Daerah -----------------------------------------------------------------------


def offices(world: World, *rows: str) -> ImportReport:
    text = "kode,nama,jenis,kecamatan,bidang_urusan\n" + "\n".join(rows)
    return run(import_opd, text, city=world.city)


def test_opd_with_bidang_urusan(world):
    OPDMandate.objects.create(opd=world.opd, bidang_code="1.03")

    report = offices(
        world,
        "DINAS-A,Dinas Air Bersih,,,1.03;1.04",
        "DINAS-B,Dinas Jalan,,,",
        'KEC-1,Kecamatan Contoh Timur,kecamatan,Contoh Timur,"7.01"',
    )

    assert [row.outcome for row in report] == ["updated", "unchanged", "created"]
    assert [tuple(change) for change in report.rows[0].changes] == [
        ("nama", "Dinas Air", "Dinas Air Bersih"),
        ("bidang urusan", "1.03", "1.03; 1.04"),
    ]
    new = OPD.objects.get(code="KEC-1")
    assert (new.kecamatan, new.kind, new.city) == (world.kecamatan, "kecamatan", world.city)
    assert list(new.mandates.values_list("bidang_code", flat=True)) == ["7.01"]
    again = offices(world, "DINAS-A,Dinas Air Bersih,,,1.04; 1.03", "DINAS-B,Dinas Jalan,,,")
    assert [row.outcome for row in again] == ["unchanged", "unchanged"]


def test_opd_refused(world):
    report = offices(
        world,
        "K1,Kecamatan Satu,,Contoh Timur,",
        "K2,Kecamatan Dua,,Kecamatan Contoh Timur,",
        "K3,Kecamatan Tiga,,Antah,",
        "D1,Dinas Satu,,,air",
        "K1,Dinas Satu,,,",
        ",Dinas Dua,,,",
        "D3,,,,",
        f"D4,{'x' * 200},,,",
    )
    assert [(outcome, column) for outcome, column, _ in told(report)] == [
        ("created", ""),
        ("refused", "kecamatan"),
        ("refused", "kecamatan"),
        ("refused", "bidang_urusan"),
        ("refused", "kode"),
        ("refused", "kode"),
        ("refused", "nama"),
        ("refused", "nama"),
    ]


def test_a_code_in_another_spelling_is_the_same_opd(world):
    report = offices(world, " dinas-a,Dinas Air Bersih,,,", "DINAS - A,Dinas Air,,,")

    assert [(o, c) for o, c, _ in told(report)] == [("updated", ""), ("refused", "kode")]
    world.opd.refresh_from_db()
    assert (world.opd.code, world.opd.name) == ("DINAS-A", "Dinas Air Bersih")
    assert OPD.objects.count() == 2


def test_a_second_opd_of_a_name_an_unknown_kind_or_bidang_is_refused(world):
    report = offices(
        world,
        "D1,dinas  air,,,",
        "D2,Dinas Baru,,,",
        "D3,Dinas Baru,,,",
        "DINAS-B,Dinas Baru,,,",
        "D4,Dinas Empat,warung,,",
        "D5,Dinas Lima,DINAS,,1.99",
        "D6,Dinas Enam,DINAS,,1.06;2.24",
    )

    assert [(o, c) for o, c, _ in told(report)] == [
        ("refused", "nama"),
        ("created", ""),
        ("refused", "nama"),
        ("refused", "nama"),
        ("refused", "jenis"),
        ("refused", "bidang_urusan"),
        ("created", ""),
    ]
    assert report.rows[0].message == "Nama ini sudah dipakai Perangkat Daerah DINAS-A."
    assert "Jenis “warung” tidak dikenal" in report.rows[4].message
    assert "1.99 tidak ada" in report.rows[5].message
    assert OPD.objects.get(code="D6").kind == "dinas"


def test_an_exact_code_wins_over_what_looks_like_it(world):
    alike = OPD.objects.create(city=world.city, code="DINASA", name="Dinas Lain")

    report = pagu(world, "DINAS-A;1000;", "DINASA;2000;", "dinas a;3000;")

    assert [o for o, *_ in told(report)] == ["created", "created", "refused"]
    assert Pagu.objects.get(opd=world.opd).amount == 1000
    assert Pagu.objects.get(opd=alike).amount == 2000


def test_errors_and_formulas_without_a_value_are_not_empty(world):
    book = openpyxl.Workbook()
    for row in (
        ("kode", "nama", "jenis", "bidang_urusan"),
        ("D1", "Dinas Satu", "dinas", "1.03"),
        ("D2", "Dinas Dua", "#REF!", ""),
        ("D3", "Dinas Tiga", "dinas", "=A1"),
        ("D4", "#N/A", "dinas", ""),
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)

    report = import_opd(file, filename="opd.xlsx", city=world.city)

    assert [(row.row, str(row.outcome), row.column) for row in report] == [
        (2, "created", ""),
        (3, "refused", "jenis"),
        (4, "refused", "bidang_urusan"),
        (5, "refused", "nama"),
    ]
    assert "galat Excel (#REF!)" in report.rows[1].message
    assert "rumus yang hasilnya tidak tersimpan" in report.rows[2].message


# --- changed codes --------------------------------------------------------------------------

OLD, NEW, OTHER = "1.03.06.2.01.12", "1.03.06.2.01.0012", "1.03.06.2.01.0013"


@pytest.fixture
def version(world: World) -> NomenclatureVersion:
    make_sub_kegiatan(OTHER)
    return NomenclatureVersion.objects.get(code="2027")


def codes(version: NomenclatureVersion, *rows: str, **given: Any) -> ImportReport:
    given = {"old_version": "2021", "new_version": version} | given
    text = "kode_lama,kode_baru,keterangan\n" + "\n".join(rows)
    return run(import_changed_codes, text, **given)


def test_changed_codes(version):
    rows = (f"{OLD},{NEW},nama sama", "1.03.06.2.01.13,-,dihapus", f"{OLD},{OTHER},dipecah")
    report = codes(version, *rows)
    assert [row.outcome for row in report] == ["created"] * 3
    assert report.rows[1].message == "Kode ini tidak punya pengganti."
    assert [row.outcome for row in codes(version, *rows)] == ["unchanged"] * 3
    assert CodeChange.objects.count() == 3

    changed = codes(version, f"{OLD},{NEW},lain", f"1.03.06.2.01.13,{OTHER},")

    assert [row.outcome for row in changed] == ["updated"] * 2
    assert tuple(changed.rows[0].changes[0]) == ("keterangan", "nama sama", "lain")
    assert tuple(changed.rows[1].changes[0]) == ("menjadi", "-", OTHER)
    assert CodeChange.objects.count() == 3


def test_changed_codes_refused(version):
    report = codes(
        version,
        f"air,{NEW},",
        "1.03.06.2.01.14,1.03.06.2.01.0099,",
        f"1.03.06.2.01,{NEW},",
        f"{OLD},{NEW},",
        f"{OLD},{NEW},",
        f"{OLD},-,",
    )
    assert [(outcome, column) for outcome, column, _ in told(report)] == [
        ("refused", "kode_lama"),
        ("refused", "kode_baru"),
        ("refused", "kode_baru"),
        ("created", ""),
        ("refused", "kode_baru"),
        ("refused", "kode_baru"),
    ]
    with pytest.raises(RefusedImport):
        codes(version, f"{OLD},{NEW},", old_version="2027")


def kamus(code: str, name: str = "") -> ImportReport:
    head = "kode,nama,satuan,harga_satuan,sub_kegiatan,nama_sub_kegiatan\n"
    return run(import_kamus, f"{head}BARU,Saluran,m,1000,{code},{name}", year=2024)


@pytest.mark.parametrize(
    ("successors", "code", "sentence"),
    [
        ((NEW,), NEW, f"Kode lama {OLD} menjadi {NEW}."),
        ((NEW, OTHER), None, "dipecah menjadi"),
        (("-",), None, f"Kode lama {OLD} tidak punya pengganti."),
    ],
)
def test_a_kamus_that_meets_an_old_code_says_so(version, successors, code, sentence):
    codes(version, *[f"{OLD},{successor}," for successor in successors])

    report = kamus(OLD)

    node = KamusItem.objects.get(code="BARU").sub_kegiatan
    assert (node.code if node else None) == code
    assert sentence in report.rows[0].message


def test_codes_are_followed_through_editions_between(version):
    between = NomenclatureVersion.objects.create(code="2024")
    node = version.nodes.get(code=NEW)
    middle = between.nodes.create(code="1.03.06.2.01.0005", level=node.level, name="Lama")
    codes(between, f"{OLD},{middle.code},", new_version=between)
    codes(version, f"{middle.code},{NEW},", old_version="2024")

    assert kamus(OLD).rows[0].message.startswith(f"Kode lama {OLD} menjadi {NEW}.")


def test_kamus_items_move_to_the_newest_edition(world, version):
    between = NomenclatureVersion.objects.create(code="2024")
    old = between.nodes.create(code="1.03.06.2.01.0005", level="sub_kegiatan", name="Lama")
    KamusItem.objects.filter(pk=world.item.pk).update(sub_kegiatan=old)

    report = codes(version, f"{old.code},{NEW},", old_version="2024", renew_kamus_of=world.cycle)

    world.item.refresh_from_db()
    assert world.item.sub_kegiatan == version.nodes.get(code=NEW)
    assert report.rows[0].message == "1 item kamus dipindahkan."
    assert renew_kamus(world.cycle) == {}


def test_sipds_status_file_may_hold_old_codes(world, version):
    from planning.models import ReasonCode

    ReasonCode.objects.create(code="R28", public_sentence="Menurut SIPD.", at_city=True)
    codes(version, f"{OLD},{NEW},")
    usulan = make_proposal(world, Status.AGREED)
    row = monitor_row(Status="Diakomodir", Catatan=usulan.number, **{"Sub kegiatan": OLD})

    report = import_sipd_status(
        monitor(row), filename="s.csv", cycle=world.cycle, actor=make_user(world, Role.BAPPEDA)
    )

    assert f"Kode lama {OLD} menjadi {NEW}." in report.rows[0].message
    assert Assessment.objects.get(level="opd").sub_kegiatan.code == NEW


def test_commands(world, version, tmp_path, capsys):
    files = {
        "import_pagu": ("nama,pagu\nDINAS-A,5\n", ["--cycle=2024"]),
        "import_opd": ("kode,nama\nD9,Dinas Sembilan\n", ["--city=99.75"]),
        "import_perubahan_kode": (
            f"kode_lama,kode_baru\n{OLD},{NEW}\n",
            ["--from=2021", "--to=2027"],
        ),
    }
    for command, (text, options) in files.items():
        path = tmp_path / f"{command}.csv"
        path.write_text(text)
        call_command(command, str(path), *options)
        assert "1 baris dibaca: 1 baru." in capsys.readouterr().out
