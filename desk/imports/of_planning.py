"""Imports of what usulan are measured against: kamus and nomenclature."""

from functools import partial
from typing import IO, Any

from desk.imports import options
from desk.imports.kind import ImportColumn, ImportKind
from foundation.reports import ImportReport
from foundation.tables import read_table
from kelurahan.models import City, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.imports import (
    changed_codes,
    import_changed_codes,
    import_kamus,
    import_nomenclature,
    import_opd,
    import_pagu,
    kamus_row,
    nomenclature,
    opd,
    pagu,
)
from planning.models import Cycle, NomenclatureVersion


def _nomenclature(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return import_nomenclature(source, **given)


def _changed_codes(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return import_changed_codes(source, **given)


def _pagu(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return import_pagu(source, **given)


def _opd(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return import_opd(source, **given)


def _kamus(
    source: IO[bytes],
    *,
    actor: User,
    cycle: Cycle,
    version: NomenclatureVersion | None,
    **given: Any,
) -> ImportReport:
    return import_kamus(
        source,
        year=cycle.fiscal_year,
        nomenclature=version.code if version else "",
        city=_city_of(actor),
        **given,
    )


def _city_of(actor: User) -> str:
    """The code of the one city that the user plans for; ``""`` for the administrator."""
    held = City.objects.filter(pk__in=scope_of(actor).ids(Role.BAPPEDA), valid_until=None)
    codes = list(held.values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


KINDS = (
    ImportKind(
        key="kamus",
        label="Kamus usulan",
        hint=(
            "Item kamus satu tahun dengan ukuran dan harganya. Item dikenali dari kodenya, atau "
            "dari nama, satuan, dan sub kegiatan. Sel kosong tidak mengubah apa pun."
        ),
        permission="desk.import_kamus",
        columns=(
            ImportColumn("kode", "DRN-01", hint="Kosong: dibuatkan portal."),
            ImportColumn("isu", "Drainase"),
            ImportColumn("bidang", "fisik-prasarana", hint="atau sosial-budaya, ekonomi"),
            ImportColumn("nama", "Pembangunan saluran lingkungan", required=True),
            ImportColumn("definisi", "Saluran terbuka di jalan lingkungan."),
            ImportColumn("syarat", "Lahan milik pemerintah."),
            ImportColumn("satuan", "m", required=True),
            ImportColumn("harga_satuan", "1000000", required=True, hint="rupiah"),
            ImportColumn("sumber_harga", "Standar harga kota"),
            ImportColumn("tahun_harga", "2026"),
            ImportColumn("opd", "Dinas Contoh"),
            ImportColumn("sub_kegiatan", "1.03.06.2.01.0012", hint="Tulis sebagai teks."),
            ImportColumn("variabel", "panjang:m", hint="misalnya panjang:m;lebar:m"),
            ImportColumn("wajib_foto", "1", hint="0 sampai 10"),
            ImportColumn("wajib_titik", "ya", hint="ya atau tidak"),
            ImportColumn("wajib_lahan", "ya", hint="ya atau tidak"),
            ImportColumn("dokumen", "surat_pengantar", hint="dipisah titik koma"),
            ImportColumn("pengusul", "rt;rw", hint="kosong: semua"),
            ImportColumn("dana_kelurahan", "tidak", hint="ya atau tidak"),
            ImportColumn("sinonim", "got;selokan"),
        ),
        run=_kamus,
        open=partial(read_table, required=kamus_row.REQUIRED, aliases=kamus_row.ALIASES),
        options={
            "cycle": options.cycle,
            "version": options.nomenclature_version,
            "create_opd": options.yes_no(
                "Buat Perangkat Daerah yang belum ada",
                "Tanpa centang, kolom itu dibiarkan kosong dan disebut di hasilnya.",
            ),
            "only_new": options.yes_no(
                "Hanya tambah item baru", "Item yang sudah ada dibiarkan seperti sekarang."
            ),
        },
    ),
    ImportKind(
        key="nomenklatur",
        label="Nomenklatur",
        hint=(
            "Urusan sampai sub kegiatan satu versi. Tingkat dan induk mengikuti kodenya. "
            "Tidak ada yang dihapus."
        ),
        permission="desk.import_nomenclature",
        columns=(
            ImportColumn("kode", "1.03.06.2.01.0012", required=True, hint="Tulis sebagai teks."),
            ImportColumn("nama", "Pembangunan Sistem Drainase Lingkungan", required=True),
            ImportColumn("indikator", "Panjang saluran yang dibangun"),
            ImportColumn("satuan", "m"),
            ImportColumn("berlaku", "kab/kota"),
        ),
        run=_nomenclature,
        open=partial(read_table, required=("kode", "nama"), aliases=nomenclature.ALIASES),
        options={"version": options.new_version},
    ),
    ImportKind(
        key="kode-berubah",
        label="Kode nomenklatur yang berubah",
        hint=(
            "Kode versi lama menjadi kode mana di versi baru. Satu kode boleh punya beberapa "
            "pengganti (satu baris tiap pengganti) atau tidak punya (kode_baru diisi -). Impor "
            "lain yang bertemu kode lama memakai daftar ini."
        ),
        permission="desk.import_changed_codes",
        columns=(
            ImportColumn("kode_lama", "1.03.06.2.01.12", required=True, hint="Tulis sebagai teks."),
            ImportColumn("kode_baru", "1.03.06.2.01.0012", required=True, hint="- bila tidak ada"),
            ImportColumn("keterangan", "Nama tidak berubah"),
        ),
        run=_changed_codes,
        open=partial(read_table, required=changed_codes.REQUIRED, aliases=changed_codes.ALIASES),
        options={
            "old_version": options.old_version,
            "new_version": options.loaded_version,
            "renew_kamus_of": options.kamus_to_renew,
        },
    ),
    ImportKind(
        key="pagu",
        label="Pagu indikatif",
        hint=(
            "Pagu kelurahan, kecamatan, atau Perangkat Daerah satu tahun. Yang tidak disebut "
            "dibiarkan seperti sekarang."
        ),
        permission="desk.import_pagu",
        columns=(
            ImportColumn("nama", "DINAS-A", required=True, hint="kode atau nama"),
            ImportColumn("pagu", "1500000000", required=True, hint="rupiah"),
            ImportColumn("jenis", "opd", hint="kelurahan, kecamatan, opd; bila namanya sama"),
        ),
        run=_pagu,
        open=partial(read_table, required=pagu.REQUIRED, aliases=pagu.ALIASES),
        options={"cycle": options.cycle, "city": options.city},
    ),
    ImportKind(
        key="opd",
        label="Perangkat Daerah",
        hint=(
            "Perangkat Daerah dengan bidang urusannya, dikenali dari kodenya. Bidang urusan di "
            "berkas menggantikan yang tersimpan; sel kosong tidak mengubah apa pun. Tidak ada "
            "yang dihapus."
        ),
        permission="desk.import_opd",
        columns=(
            ImportColumn("kode", "DINAS-A", required=True),
            ImportColumn("nama", "Dinas Contoh", required=True),
            ImportColumn("jenis", "dinas"),
            ImportColumn("kecamatan", "", hint="untuk kecamatan: kode atau namanya"),
            ImportColumn("bidang_urusan", "1.03;1.04", hint="dipisah titik koma, sebagai teks"),
        ),
        run=_opd,
        open=partial(read_table, required=opd.REQUIRED, aliases=opd.ALIASES),
        options={"city": options.city},
    ),
)
