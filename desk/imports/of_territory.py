"""Imports of territory."""

from functools import partial
from typing import IO, Any

from desk.imports.kind import ImportColumn, ImportKind
from foundation.reports import ImportReport
from foundation.tables import read_table
from kelurahan.models import User
from kelurahan.services import territory


def _territory(source: IO[bytes], *, actor: User, **given: Any) -> ImportReport:
    return territory.import_territory(source, **given)


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
        run=_territory,
        open=partial(read_table, required=("kode", "nama"), aliases=territory.ALIASES),
    ),
)
