"""Imports of usulan."""

from functools import partial
from typing import IO, Any

from desk.imports import options
from desk.imports.kind import ImportColumn, ImportKind
from foundation.reports import ImportReport
from foundation.tables import Table, read_table
from foundation.watch import Watch
from kelurahan.models import Kelurahan, User
from planning.models import Cycle
from proposals.imports import import_sipd_status, import_usulan
from proposals.imports.layouts import open_list
from proposals.workbook import import_form_workbook, layout
from proposals.workbook.service import REQUIRED


def _usulan(
    source: IO[bytes],
    *,
    filename: str,
    actor: User,
    cycle: Cycle,
    kelurahan: Kelurahan | None,
    known_places_only: bool,
    dry_run: bool,
    watch: Watch,
) -> ImportReport:
    return import_usulan(
        source,
        filename=filename,
        cycle=cycle,
        kelurahan=kelurahan,
        actor=actor,
        known_places_only=known_places_only,
        dry_run=dry_run,
        watch=watch,
    )


def _status(source: IO[bytes], **given: Any) -> ImportReport:
    return import_sipd_status(source, **given)


def _open_list(source: IO[bytes], *, filename: str) -> Table:
    return open_list(source, filename=filename)[0]


_FORM_EXAMPLES = {
    "key": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "proposer": "RW 005",
    "item": "DRN-01 | Pembangunan saluran lingkungan",
    "address": "Jalan Contoh nomor 3",
    "measure_1": "120",
    "submit": "ya",
}

KINDS = (
    ImportKind(
        key="usulan",
        label="Usulan dari SIPD",
        hint=(
            "Daftar “monitor usulan” SIPD (26 kolom) atau rekap usulan per kelurahan. Usulan "
            "dikenali dari ID SIPD; yang sudah ditindaklanjuti di portal tidak diubah."
        ),
        permission="desk.import_usulan",
        columns=(
            ImportColumn("ID usulan", "1234567", required=True),
            ImportColumn("Tanggal usul", "2026-12-01", required=True),
            ImportColumn("Pengusul", "RW 005", required=True),
            ImportColumn("Profil", "Kelurahan"),
            ImportColumn("Usulan", "Pembangunan saluran lingkungan", required=True),
            ImportColumn("Masalah", "Air menggenang setiap hujan.", required=True),
            ImportColumn("Alamat", "Jalan Contoh RT 003 RW 005", required=True),
            ImportColumn("Kecamatan", "Contoh Timur"),
            ImportColumn("Kelurahan", "Mawar", required=True),
            ImportColumn("OPD tujuan awal", "Dinas Contoh", required=True),
            ImportColumn("OPD tujuan akhir", "Dinas Contoh", required=True),
            ImportColumn("Status", "Verifikasi Kelurahan", required=True),
            ImportColumn("Catatan", ""),
            ImportColumn("Volume", "120", required=True),
            ImportColumn("Satuan", "m", required=True),
            ImportColumn("Anggaran", "120000000", required=True),
        ),
        run=_usulan,
        open=_open_list,
        options={
            "cycle": options.cycle,
            "kelurahan": options.kelurahan,
            "known_places_only": options.yes_no(
                "Tolak RW dan RT yang belum terdaftar",
                "Tanpa centang, RW dan RT yang belum ada ditambahkan dan disebut di hasilnya.",
            ),
        },
    ),
    ImportKind(
        key="status-sipd",
        label="Status dari SIPD",
        hint=(
            "Daftar “monitor usulan” yang diunduh dari SIPD. Status usulan di portal mengikuti "
            "SIPD, ID SIPD disimpan, dan yang diakomodir mendapat angka untuk RKPD. Usulan "
            "dikenali dari ID SIPD, nomor portal, atau isinya; yang di portal sudah lebih jauh "
            "dibiarkan."
        ),
        permission="desk.import_sipd_status",
        columns=(
            ImportColumn("ID usulan", "2401234", required=True),
            ImportColumn("Tanggal usul", "2026-12-01", required=True),
            ImportColumn("Pengusul", "RW 005", required=True),
            ImportColumn("Usulan", "Pembangunan saluran lingkungan", required=True),
            ImportColumn("Masalah", "Air menggenang setiap hujan.", required=True),
            ImportColumn("Alamat", "Jalan Contoh RT 003 RW 005", required=True),
            ImportColumn("Kecamatan", "Contoh Timur"),
            ImportColumn("Kelurahan", "Mawar", required=True),
            ImportColumn("OPD tujuan awal", "Dinas Contoh", required=True),
            ImportColumn("OPD tujuan akhir", "Dinas Contoh", required=True),
            ImportColumn("Status", "Verifikasi TAPD", required=True),
            ImportColumn("Catatan", "Nomor 2028/32.75.05.1002/0330"),
            ImportColumn("Rekomendasi SKPD", "Disetujui 100 m"),
            ImportColumn("Volume", "100", required=True, hint="kosong: angka terakhir di portal"),
            ImportColumn("Satuan", "m", required=True),
            ImportColumn("Anggaran", "100000000", required=True),
            ImportColumn("Sub kegiatan", "1.03.06.2.01.0012 Pembangunan Sistem Drainase"),
        ),
        run=_status,
        open=_open_list,
        options={"cycle": options.cycle},
    ),
    ImportKind(
        key="formulir-usulan",
        label="Formulir usulan",
        hint=(
            "Formulir Excel yang diunduh dari “Formulir usulan” dan diisi tanpa internet. Setiap "
            "baris menjadi usulan RT atau RW itu, dibantu oleh Anda; mengirim berkas yang sama "
            "dua kali tidak menggandakan apa pun."
        ),
        permission="desk.import_form_workbook",
        columns=tuple(
            ImportColumn(
                column.title,
                _FORM_EXAMPLES.get(column.name, ""),
                required=column.name in ("key", "proposer", "item"),
                hint="sudah terisi di formulir unduhan" if column.name == "key" else "",
            )
            for column in layout.COLUMNS
            if column.filled or column.name == "key"
        ),
        run=import_form_workbook,
        open=partial(read_table, required=REQUIRED),
        options={"cycle": options.cycle, "kelurahan": options.kelurahan},
    ),
)
