"""What an import tells about each row."""

import io

import pytest

from foundation.reports import ImportReport, Outcome


@pytest.fixture
def report():
    report = ImportReport()
    report.add(2, "created", key="32.75.05")
    report.add(3, Outcome.UNCHANGED)
    report.refuse(5, "Angka ini terlalu kecil.", column="harga", key="=1+1")
    return report


def test_every_outcome_is_counted(report):
    assert report.counts == {"created": 1, "updated": 0, "unchanged": 1, "refused": 1}
    assert len(report) == 3
    assert [row.row for row in report.refused] == [5]


def test_summary(report):
    assert report.summary() == "3 baris dibaca: 1 baru, 1 tidak berubah, 1 ditolak."
    assert ImportReport().summary() == "Tidak ada baris yang dibaca."
    trial = ImportReport(dry_run=True)
    trial.add(2, "updated")
    assert trial.summary() == ("Percobaan, tidak ada yang disimpan. 1 baris dibaca: 1 diperbarui.")


def test_an_unknown_outcome_is_an_error(report):
    with pytest.raises(ValueError, match="hilang"):
        report.add(9, "hilang")


def test_row_by_row(report):
    stdout = io.StringIO()
    report.write(stdout)
    assert stdout.getvalue().splitlines() == [
        "Baris 2 (32.75.05): baru.",
        "Baris 3: tidak berubah.",
        "Baris 5 (=1+1): ditolak, kolom harga. Angka ini terlalu kecil.",
        report.summary(),
    ]
    stdout = io.StringIO()
    report.write(stdout, only_refused=True)
    assert len(stdout.getvalue().splitlines()) == 2


def test_csv_to_a_path_and_to_a_file(report, tmp_path):
    path = tmp_path / "laporan.csv"
    report.save_csv(path)
    file = io.BytesIO()
    report.save_csv(file)
    assert path.read_bytes() == file.getvalue()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "baris,hasil,kolom,kunci,keterangan"
    assert lines[3] == "5,ditolak,harga,'=1+1,Angka ini terlalu kecil."
