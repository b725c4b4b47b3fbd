"""What one row of SIPD's status file says about a usulan; nothing is looked up."""

import re
from dataclasses import dataclass
from decimal import Decimal

from foundation.indonesia import parse_rupiah
from foundation.tables import Row
from planning.models.cycle import MAX_RUPIAH
from proposals.imports.layouts import Layout
from proposals.imports.outcomes import status_of
from proposals.imports.parsing import (
    name_key,
    one_line,
    owner_in,
    volume_and_unit,
    without_office,
)
from proposals.imports.rows import RowProblem
from proposals.statuses import Status

_NUMBER = re.compile(r"\b20\d{2}/\d{2}\.\d{2}\.\d{2}\.\d{4}/\d{4,6}\b", re.ASCII)
"""The portal's own number, as people copy it into a text field of SIPD."""
_CODE = re.compile(r"[\dX]\.[\dX]{2}\.\d{2}\.\d\.\d{2}\.\d{2,4}\b", re.ASCII)
_NOTES = ("note", "note_mitra", "note_kecamatan", "note_skpd", "note_tapd")
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One row, read. Money in whole rupiah, volume in ``unit``; ``None`` where it is silent."""

    row: int
    external_id: str
    numbers: tuple[str, ...]
    """Numbers of the portal that stand in its texts."""
    kelurahan: str
    kecamatan: str
    titles: frozenset[str]
    problems: frozenset[str]
    """Title and problem as keys of comparison, with and without what people append to them."""
    status: Status
    status_as_written: str
    opd: str
    volume: Decimal | None
    unit: str
    value: int | None
    sub_kegiatan_code: str
    sub_kegiatan_name: str
    note: str


def read_told(layout: Layout, row: Row) -> Told:
    """Raises ``RowProblem``."""
    cells = layout.cells(row)
    external_id = cells["external_id"]
    if len(external_id) > _LONGEST_ID:
        raise RowProblem("external_id", f"ID usulan paling panjang {_LONGEST_ID} huruf.")
    if not cells["status"]:
        raise RowProblem("status", "Kolom ini kosong. Isi dulu, lalu impor lagi.")
    volume, unit = _volume(cells)
    title, problem = one_line(cells["title"]), cells["problem"]
    code, name = _sub_kegiatan(cells.get("note_sub_kegiatan", ""))
    texts = " ".join(cells.get(field, "") for field in ("title", "problem", "note"))
    return Told(
        row=row.number,
        external_id=external_id,
        numbers=tuple(dict.fromkeys(_NUMBER.findall(texts))),
        kelurahan=cells.get("kelurahan", ""),
        kecamatan=cells.get("kecamatan", ""),
        titles=frozenset({name_key(title), name_key(without_office(title))}),
        problems=frozenset({name_key(problem), name_key(owner_in(problem)[1])}),
        status=_status(cells["status"]),
        status_as_written=one_line(cells["status"])[:80],
        opd=cells["opd"],
        volume=volume,
        unit=unit,
        value=_value(cells["value"]),
        sub_kegiatan_code=code,
        sub_kegiatan_name=name,
        note=_note(layout, cells),
    )


def _status(text: str) -> Status:
    try:
        return status_of(text)
    except ValueError as error:
        raise RowProblem("status", str(error)) from error


def _volume(cells: dict[str, str]) -> tuple[Decimal | None, str]:
    if not cells["volume"]:
        return None, one_line(cells.get("unit", ""))
    try:
        volume, unit = volume_and_unit(cells["volume"])
    except ValueError as error:
        raise RowProblem("volume", str(error)) from error
    return volume, one_line(cells.get("unit", "")) or unit


def _value(text: str) -> int | None:
    try:
        return parse_rupiah(text, maximum=MAX_RUPIAH) if text else None
    except ValueError as error:
        raise RowProblem("value", str(error)) from error


def _sub_kegiatan(text: str) -> tuple[str, str]:
    """Code and name; SIPD writes both, one of them, or neither."""
    found = _CODE.search(text)
    if found is None:
        return "", one_line(text)
    return found[0], one_line(text.replace(found[0], " ")).strip(" -")


def _note(layout: Layout, cells: dict[str, str]) -> str:
    """What SIPD's people wrote, each under its title, the plain note without one."""
    said = [(name, one_line(cells.get(name, ""))) for name in _NOTES]
    return "\n".join(
        text if name == "note" else f"{layout.titles[name]}: {text}" for name, text in said if text
    )
