"""Small invented lists in the forms in which SIPD gives them out."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import openpyxl

MONITOR_TITLES = (
    *("No", "ID usulan", "Tanggal usul", "Pengusul", "Profil", "Usulan", "Masalah", "Alamat"),
    *("Kabupaten/Kota", "Kecamatan", "Kelurahan", "Usulan ke", "OPD tujuan awal"),
    *("OPD tujuan akhir", "Status", "Catatan", "Rekomendasi mitra", "Rekomendasi kelurahan/desa"),
    *("Rekomendasi kecamatan", "Rekomendasi SKPD", "Rekomendasi TAPD", "Volume", "Satuan"),
    *("Anggaran", "Jenis belanja", "Sub kegiatan"),
)
RECAP_TITLES = (
    *("id_usulan", "no", "profil", "urusan", "usulan", "permasalahan", "alamat", "skpd_tujuan"),
    *("koefisien", "anggaran", "jenis", "keterangan", "tahun", "rw"),
)


def monitor_row(serial: int = 1, **cells: Any) -> dict[str, Any]:
    """A drain of RW 001 in the 26 columns."""
    return {
        "No": serial,
        "ID usulan": str(9000 + serial),
        "Tanggal usul": "2023-01-19",
        "Pengusul": "Lurah Mawar",
        "Profil": "Kelurahan",
        "Usulan": "Pembangunan saluran lingkungan",
        "Masalah": f"Air menggenang di gang {serial} (RW 01 P{serial})",
        "Alamat": "Gang Contoh RT 01 RW 01, Kota Contoh -6.25, 107.0",
        "Kabupaten/Kota": "Kota Contoh",
        "Kecamatan": "Contoh Timur",
        "Kelurahan": "Mawar",
        "OPD tujuan awal": "Dinas Jalan",
        "OPD tujuan akhir": "Dinas Air",
        "Status": "Verifikasi Kecamatan",
        "Catatan": "Sudah dilihat.",
        "Volume": "60",
        "Satuan": "m",
        "Anggaran": "60000000",
    } | cells


def recap_row(serial: int = 1, **cells: Any) -> dict[str, Any]:
    """The same drain in the list as a city publishes it afterwards."""
    return {
        "id_usulan": str(serial),
        "no": str(700 + serial),
        "profil": "Lurah Mawar",
        "urusan": "Dinas",
        "usulan": "Pembangunan saluran lingkungan (Dinas Air)",
        "permasalahan": f"Air menggenang di gang {serial} (RW 01 P{serial})",
        "alamat": "RT 01, 02 RW 01, Kota Contoh",
        "skpd_tujuan": "Dinas Air",
        "koefisien": "60 m",
        "anggaran": " 60.000.000 ",
        "jenis": "SARPRAS",
        "keterangan": "Diakomodir",
        "tahun": "",
        "rw": "",
    } | cells


def as_csv(rows: Iterable[dict[str, Any]], titles: Iterable[str]) -> io.BytesIO:
    """The rows as CSV under the titles."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(titles), extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode())


def as_xlsx(rows: Iterable[dict[str, Any]], titles: Iterable[str]) -> io.BytesIO:
    """The rows as a workbook, below a line that names the list."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Daftar usulan contoh"])
    sheet.append(list(titles))
    for row in rows:
        sheet.append([row.get(title, "") for title in titles])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def recap(*rows: dict[str, Any]) -> io.BytesIO:
    """A published list as CSV."""
    return as_csv(rows, RECAP_TITLES)


def monitor(*rows: dict[str, Any]) -> io.BytesIO:
    """A "monitor usulan" list as CSV."""
    return as_csv(rows, MONITOR_TITLES)
