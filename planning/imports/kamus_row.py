"""Reads one row of a kamus: what it says, and what follows where it says nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from foundation.bulk import first_problem
from foundation.tables import Row
from planning.imports import cells
from planning.imports.cells import Refusal, Variable
from planning.models import KamusItem
from planning.models.kamus import Bidang

ALIASES = {
    "code": "kode",
    "kode_usulan": "kode",
    "kode_kamus": "kode",
    "name": "nama",
    "uraian_usulan": "nama",
    "usulan_kegiatan": "nama",
    "nama_pekerjaan": "nama",
    "giat_teks": "nama",
    "perkiraan_harga_per_satuan": "harga_satuan",
    "harga_satuan_rp": "harga_satuan",
    "harga": "harga_satuan",
    "unit": "satuan",
    "perangkat_daerah": "opd",
    "opd_pelaksana": "opd",
    "skpd": "opd",
    "pd_tujuan": "opd",
    "isu_usulan": "isu",
    "definisi_operasional": "definisi",
}
REQUIRED = ("nama", "satuan", "harga_satuan")
FIELD_COLUMNS = {
    "code": "kode",
    "name": "nama",
    "unit": "satuan",
    "unit_price": "harga_satuan",
    "price_source": "sumber_harga",
    "price_year": "tahun_harga",
    "kelurahan_fund_group": "kelompok_dana_kelurahan",
}

_TEXTS = {
    "definisi": "definition",
    "sumber_harga": "price_source",
    "kelompok_dana_kelurahan": "kelurahan_fund_group",
    "sinonim": "synonyms",
}
_READERS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "harga_contoh": ("price_is_example", cells.yes_no),
    "wajib_titik": ("needs_point", cells.yes_no),
    "wajib_lahan": ("needs_land_status", cells.yes_no),
    "dana_kelurahan": ("kelurahan_fund_allowed", cells.yes_no),
    "wajib_foto": ("min_photos", partial(cells.whole_number, least=0, most=10)),
    "tahun_harga": ("price_year", partial(cells.whole_number, least=2000, most=2100)),
    "bidang": ("bidang", cells.bidang),
    "dokumen": ("documents", cells.documents),
    "pengusul": ("proposer_kinds", cells.proposer_kinds),
}
_NO_CODE = "0"
_LONGEST_ISSUE = _LONGEST_OPD = 150
# Bidang urusan whose works are built, and those that serve trade and work; the rest is social.
_PHYSICAL = frozenset({"1.03", "1.04", "2.10", "2.11", "2.15", "7.01"})
_ECONOMIC = frozenset({"2.07", "2.09", "2.17", "2.18"})
_BUILT_UNITS = frozenset({"m", "m2", "m3"})


@dataclass(frozen=True)
class KamusRow:
    """A row that can be taken.

    ``values`` holds what the row says, ``derived`` what follows for a new item where it is silent.
    """

    number: int
    code: str
    name: str
    unit: str
    opd: str
    sub_kegiatan: str
    sub_kegiatan_name: str
    issue: str
    values: dict[str, Any]
    derived: dict[str, Any]
    variables: list[Variable]
    states_variables: bool
    fingerprint: tuple[str, ...] = field(default=())


def read_kamus_row(row: Row) -> KamusRow:
    """Raises ``Refusal`` with the column at fault and a sentence."""
    name = cells.one_line(row.cells["nama"])
    if not name:
        raise Refusal("nama", "Nama usulan masih kosong. Isi namanya.")
    unit = cells.unit(row.cells["satuan"])
    if not unit:
        raise Refusal("satuan", "Satuan masih kosong. Isi misalnya m, m2 atau unit.")
    code = row.cells.get("kode", "")
    sub_code, sub_name = _sub_kegiatan(row)
    values = _said(row) | {"name": name, "unit": unit}
    values["unit_price"] = cells.price(row.cells["harga_satuan"], "harga_satuan")
    opd = cells.one_line(row.cells.get("opd", ""))
    if len(opd) > _LONGEST_OPD:
        raise Refusal("opd", f"Nama Perangkat Daerah paling panjang {_LONGEST_OPD} huruf.")
    derived = _derived(sub_code, unit)
    _check({**derived, **values, "code": code or _NO_CODE})
    stated = row.cells.get("variabel", "")
    return KamusRow(
        number=row.number,
        code=code,
        name=name,
        unit=unit,
        opd=opd,
        sub_kegiatan=sub_code,
        sub_kegiatan_name=sub_name,
        issue=_issue(row),
        values=values,
        derived=derived,
        variables=cells.variables(stated, "variabel") if stated else cells.variables_for(unit),
        states_variables=bool(stated),
        fingerprint=tuple(row.cells.values()),
    )


def _check(values: dict[str, Any]) -> None:
    """Lengths and ranges, before anything is made for the row."""
    try:
        KamusItem(**values).clean_fields(exclude={"cycle", "issue", "opd", "sub_kegiatan"})
    except ValidationError as error:
        column, sentence = first_problem(error, FIELD_COLUMNS)
        raise Refusal(column, sentence) from error


def _sub_kegiatan(row: Row) -> tuple[str, str]:
    """Code and name; where no column holds the code alone, ``sub_kegiatan`` begins with it."""
    text = cells.one_line(row.cells.get("sub_kegiatan", ""))
    if "kode_sub_kegiatan" in row.cells:
        return row.cells["kode_sub_kegiatan"].upper(), text
    code, _, name = text.partition(" ")
    return code.upper(), name.strip()


def _issue(row: Row) -> str:
    """The issue group; without a column for it, the program's name in plain spelling.

    ``""`` where the row says nothing of it.
    """
    text = cells.one_line(cells.first_filled(row, ("isu", "program", "urusan")))
    if not row.cells.get("isu"):
        text = re.sub(r"^[\dX.]+\s+", "", text)
        text = re.sub(r"^(PROGRAM|URUSAN PEMERINTAHAN BIDANG)\s+", "", text, flags=re.IGNORECASE)
        text = text.capitalize() if text.isupper() else text
    return text[:_LONGEST_ISSUE].strip()


def _said(row: Row) -> dict[str, Any]:
    """The filled optional cells as field values."""
    values: dict[str, Any] = {}
    for column, name in _TEXTS.items():
        if text := cells.one_line(row.cells.get(column, "")):
            values[name] = text
    if criteria := cells.one_line(cells.first_filled(row, ("syarat", "kriteria", "keterangan"))):
        values["criteria"] = criteria
    for column, (name, read) in _READERS.items():
        if text := row.cells.get(column, ""):
            values[name] = read(text, column)
    return values


def _derived(sub_code: str, unit: str) -> dict[str, Any]:
    """What a new item gets where the file says nothing; what is built needs a place."""
    urusan = ".".join(sub_code.split(".")[:2])
    built = unit in _BUILT_UNITS
    if built or urusan in _PHYSICAL:
        bidang = Bidang.PHYSICAL
    elif urusan in _ECONOMIC or urusan.startswith("3."):
        bidang = Bidang.ECONOMY
    else:
        bidang = Bidang.SOCIAL
    return {"bidang": bidang.value, "needs_point": built, "needs_land_status": built}
