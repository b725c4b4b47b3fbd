"""The two forms in which SIPD lists reach a city hall, told apart by their column titles.

``MONITOR`` is the "monitor usulan" export with its 26 columns (domain page 2.3), ``RECAP`` the
list per kelurahan as cities publish it afterwards, with volume and unit in one column and the
outcome under "keterangan". The order of the columns does not matter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from foundation.tables import Row, Table, TableError, normalise, read_table

COMMON = ("id_usulan", "usulan", "alamat", "anggaran")
"""Titles that both layouts have: by them the header is found below other lines."""

_BLANKS = re.compile(r"[^\S\n]+")
_NOTHING = frozenset({"-", "--", "undefined", "null", "none", "nan", "n/a"})
_NO_NUMBER = frozenset({"nan"})
"""A sum that went wrong is not a figure left out."""
_FIGURES = frozenset({"volume", "value"})


@dataclass(frozen=True)
class Layout:
    """One form of the list: ``columns`` maps what we call a cell to the title it stands under."""

    name: str
    columns: Mapping[str, str]
    optional: Mapping[str, str]
    notes: Mapping[str, str]
    """Cells that are kept in the history as they are, with the title shown there."""

    @property
    def required(self) -> frozenset[str]:
        return frozenset(normalise(title) for title in self.columns.values())

    @property
    def titles(self) -> dict[str, str]:
        return {**self.columns, **self.optional, **self.notes}

    @cached_property
    def _places(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, normalise(title)) for name, title in self.titles.items())

    def cells(self, row: Row) -> dict[str, str]:
        """The row under our names; empty where SIPD wrote a placeholder or has no such column."""
        found = {}
        for name, place in self._places:
            cell = row.cells.get(place, "")
            cell = _BLANKS.sub(" ", cell) if cell else cell
            written = cell.lower()
            is_fault = name in _FIGURES and written in _NO_NUMBER
            found[name] = "" if written in _NOTHING and not is_fault else cell
        return found


MONITOR = Layout(
    name="monitor usulan SIPD",
    columns={
        "external_id": "ID usulan",
        "submitted": "Tanggal usul",
        "proposer": "Pengusul",
        "title": "Usulan",
        "problem": "Masalah",
        "address": "Alamat",
        "kelurahan": "Kelurahan",
        "first_opd": "OPD tujuan awal",
        "opd": "OPD tujuan akhir",
        "status": "Status",
        "volume": "Volume",
        "unit": "Satuan",
        "value": "Anggaran",
    },
    optional={"profile": "Profil", "kecamatan": "Kecamatan", "rank": "Usulan ke"},
    notes={
        "note": "Catatan",
        "note_mitra": "Rekomendasi mitra",
        "note_kelurahan": "Rekomendasi kelurahan/desa",
        "note_kecamatan": "Rekomendasi kecamatan",
        "note_skpd": "Rekomendasi SKPD",
        "note_tapd": "Rekomendasi TAPD",
        "note_spending": "Jenis belanja",
        "note_sub_kegiatan": "Sub kegiatan",
    },
)

RECAP = Layout(
    name="rekap usulan kelurahan",
    columns={
        "external_id": "id_usulan",
        "title": "usulan",
        "problem": "permasalahan",
        "address": "alamat",
        "opd": "skpd_tujuan",
        "volume": "koefisien",
        "value": "anggaran",
        "status": "keterangan",
    },
    optional={
        "profile": "profil",
        "rw": "rw",
        "year": "tahun",
        "submitted": "tanggal_usul",
        "kelurahan": "kelurahan",
        "kecamatan": "kecamatan",
    },
    notes={"note_spending": "jenis"},
)

LAYOUTS = (MONITOR, RECAP)


def open_list(path_or_file: str | Path | IO[bytes], *, filename: str) -> tuple[Table, Layout]:
    """The table in the file and its layout; raises ``TableError`` with a sentence."""
    table = read_table(path_or_file, filename=filename, required=COMMON)
    header = set(table.header)
    missing = {layout.name: layout.required - header for layout in LAYOUTS}
    layout = min(LAYOUTS, key=lambda each: len(missing[each.name]))
    if not missing[layout.name]:
        return table, layout
    lacking = [
        title for title in layout.columns.values() if normalise(title) in missing[layout.name]
    ]
    raise TableError(
        f"Susunan kolom berkas ini tidak dikenal. Yang paling mirip adalah {layout.name}, tetapi "
        f"kolom ini belum ada: {', '.join(lacking)}. Lengkapi judul kolomnya, lalu impor lagi."
    )
