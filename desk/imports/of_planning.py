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
from planning.imports import import_kamus, import_nomenclature, kamus_row, nomenclature
from planning.models import Cycle, NomenclatureVersion


def _nomenclature(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return import_nomenclature(source, **given)


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
)
