"""Imports of territory."""

from functools import partial

from desk.imports.kind import ImportColumn, ImportKind
from foundation.tables import read_table
from kelurahan.services import office_holders, office_rows, officials, register, territory

KINDS = (
    ImportKind(
        key="wilayah",
        label="Wilayah",
        hint="Kota, kecamatan, dan kelurahan dengan kode Kemendagri. Tidak ada yang dihapus.",
        permission="desk.import_territory",
        columns=(
            ImportColumn("kode", "32.75.05.1002", required=True, hint="Tulis sebagai teks."),
            ImportColumn("nama", "Pengasinan", required=True),
            ImportColumn("nama_lokal", "Pengasinan"),
            ImportColumn("kode_pos", "17115"),
            ImportColumn("berlaku_sejak", "2026-01-31"),
        ),
        run=territory.import_territory,
        open=partial(read_table, required=("kode", "nama"), aliases=territory.ALIASES),
    ),
    ImportKind(
        key="pengurus",
        label="Pengurus RT, RW, dan lembaga",
        hint=(
            "Akun untuk ketua RT, ketua RW, Pamor, dan pengurus lembaga di kelurahan Anda. Yang "
            "sudah tercatat dibiarkan; ketua yang berganti diatur lewat penugasannya. Kartu masuk "
            "dicetak dari daftar akun."
        ),
        permission="desk.import_officials",
        columns=(
            ImportColumn("nama", "Nama Contoh", required=True),
            ImportColumn("peran", "Ketua RT", required=True, hint="Ketua RW, Pamor, Lembaga"),
            ImportColumn("rw", "005"),
            ImportColumn("rt", "003"),
            ImportColumn("lembaga", "", hint="untuk pengurus lembaga"),
            ImportColumn("telepon", "081234567890"),
        ),
        run=officials.import_officials,
        open=partial(read_table, required=register.REQUIRED, aliases=register.ALIASES),
    ),
    ImportKind(
        key="pejabat",
        label="Pejabat kantor",
        hint=(
            "Staf kelurahan, lurah, kecamatan, Perangkat Daerah, Bappeda, dan pengamat. Yang "
            "sudah tercatat tetap, masa tugas dan teleponnya mengikuti berkas. Pejabat yang "
            "berganti ditulis “ya” di kolom menggantikan. Kartu masuk dicetak dari daftar akun."
        ),
        permission="desk.import_office_holders",
        columns=(
            ImportColumn("nama", "Nama Contoh", required=True),
            ImportColumn(
                "peran",
                "Lurah",
                required=True,
                hint="Staf kelurahan, Kecamatan, Perangkat Daerah, Bappeda, Pengamat",
            ),
            ImportColumn("wilayah", "32.75.05.1002", required=True, hint="kode atau nama"),
            ImportColumn("telepon", "081234567890"),
            ImportColumn("nama_akun", "", hint="akun yang sudah ada, atau nama untuk yang baru"),
            ImportColumn("mulai", "2026-01-31", hint="kosong: hari ini"),
            ImportColumn("sampai", "", hint="kosong: masih menjabat"),
            ImportColumn(
                "menggantikan",
                "ya",
                hint="ya, atau nama yang digantikan; tidak bila bertugas berdua",
            ),
        ),
        run=office_holders.import_office_holders,
        open=partial(read_table, required=office_rows.REQUIRED, aliases=office_rows.ALIASES),
    ),
)
