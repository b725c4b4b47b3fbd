"""What one row of a SIPD list says, read and checked without looking anything up."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from django.utils import timezone

from foundation.indonesia import number, parse_rupiah
from foundation.tables import Row
from kelurahan.labels import normalise_label
from kelurahan.models import Organisation
from planning.models.cycle import MAX_RUPIAH
from planning.models.kamus import ProposerKind
from proposals.imports.layouts import Layout
from proposals.imports.outcomes import status_of
from proposals.imports.parsing import (
    OFFICE,
    Owner,
    moment_of,
    one_line,
    owner_in,
    point_in,
    proposer_named,
    volume_and_unit,
    without_office,
)
from proposals.imports.places import Place, places_in
from proposals.models import Proposal
from proposals.statuses import Status

T = TypeVar("T")

_RANK = re.compile(r"[1-9]\d{0,2}")
YEARS_BEFORE = 3
"""How long before its fiscal year a usulan may have been handed in."""


class RowProblem(ValueError):
    """The row is refused; ``column`` is our name of the cell at fault, or empty."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, read. Money in whole rupiah, volume in ``unit``; ``None`` where the file is silent.

    ``remarks`` are sentences for the report, ``note`` what the history keeps word for word.
    """

    row: int
    external_id: str
    kelurahan: str
    kecamatan: str
    owner: Owner
    places: tuple[Place, ...]
    title: str
    problem: str
    as_written: Mapping[str, str]
    """Cells before anything was taken out of them, one blank between words."""
    address: str
    latitude: Decimal | None
    longitude: Decimal | None
    opd: str
    first_opd: str
    volume: Decimal | None
    unit: str
    value: int | None
    status: Status
    submitted_at: datetime | None
    note: str
    remarks: tuple[str, ...]

    @property
    def unit_price(self) -> int | None:
        """The file's own price: value by volume, to the nearest rupiah."""
        if self.volume is None or self.value is None:
            return None
        return int((self.value / self.volume).quantize(Decimal(1), ROUND_HALF_UP))


def read_row(layout: Layout, row: Row, *, fiscal_year: int) -> Entry:
    """The row as an ``Entry``; raises ``RowProblem``."""
    cells = layout.cells(row)
    _check_identity(cells, fiscal_year)
    _check_sizes(cells)
    address, latitude, longitude = point_in(one_line(cells["address"]))
    owner, problem, remarks = _owner(cells)
    volume, unit = _volume(cells)
    value = _given("value", cells, lambda text: parse_rupiah(text, maximum=MAX_RUPIAH))
    entry = Entry(
        row=row.number,
        external_id=cells["external_id"],
        kelurahan=cells["kelurahan"],
        kecamatan=cells["kecamatan"],
        owner=owner,
        places=places_in(address),
        title=without_office(one_line(cells["title"])),
        problem=problem,
        as_written={name: one_line(cells[name]) for name in ("title", "problem", "status")},
        address=address,
        latitude=latitude,
        longitude=longitude,
        opd=cells["opd"],
        first_opd=cells.get("first_opd", ""),
        volume=volume,
        unit=unit,
        value=value,
        status=_required("status", cells, status_of),
        submitted_at=_submitted(cells, fiscal_year),
        note=_note(layout, cells),
        remarks=(*remarks, *_figure_remarks(volume, value)),
    )
    _check_lengths(entry)
    return entry


def _check_identity(cells: dict[str, str], fiscal_year: int) -> None:
    for name in ("external_id", "title", "status"):
        if not cells[name]:
            raise RowProblem(name, "Kolom ini kosong. Isi dulu, lalu impor lagi.")
    year = cells.get("year", "")
    if year and year != str(fiscal_year):
        raise RowProblem(
            "year", f"Baris ini untuk tahun {year[:10]}, bukan {fiscal_year}. Impor terpisah."
        )


def _owner(cells: dict[str, str]) -> tuple[Owner, str, list[str]]:
    """Owner, problem without its mark, and a remark where nobody is named.

    A mark with a rank outweighs the proposer's column, which is mostly the office's account; one
    without may be no more than a place, and the column outweighs it.
    """
    owner, problem = owner_in(cells["problem"])
    named = proposer_named(cells.get("proposer", ""), cells.get("profile", ""))
    if named is not None and (owner is None or owner.rank is None):
        owner, problem = named, cells["problem"]
    if owner is None and cells.get("rw"):
        rw = _given("rw", cells, normalise_label)
        owner = Owner(ProposerKind.RW, rw=rw or "")
    if owner is None:
        return OFFICE, problem, ["Pengusul tidak disebut, jadi dicatat atas nama kelurahan."]
    if owner.rank is None and _RANK.fullmatch(cells.get("rank", "")):
        owner = replace(owner, rank=int(cells["rank"]))
    if owner.rank is None:
        return owner, problem, ["Urutan prioritas tidak disebut."]
    return owner, problem, []


def _volume(cells: dict[str, str]) -> tuple[Decimal | None, str]:
    read = _given("volume", cells, volume_and_unit)
    volume, unit = read or (None, "")
    return volume, one_line(cells.get("unit", "")) or unit


def _submitted(cells: dict[str, str], fiscal_year: int) -> datetime | None:
    moment = _given("submitted", cells, moment_of)
    latest = max(fiscal_year, timezone.localdate().year)
    if moment and not fiscal_year - YEARS_BEFORE <= moment.year <= latest:
        raise RowProblem(
            "submitted",
            f"Tahun {moment.year} tidak masuk akal untuk RKPD {fiscal_year}. Periksa tanggalnya.",
        )
    return moment


def _note(layout: Layout, cells: dict[str, str]) -> str:
    kept = [("Status", cells["status"])]
    kept += [(layout.titles[name], cells[name]) for name in layout.notes]
    return "\n".join(f"{title}: {text}" for title, text in kept if text)


def _figure_remarks(volume: Decimal | None, value: int | None) -> list[str]:
    if volume is None:
        return ["Volume kosong."]
    if value is None:
        return ["Anggaran kosong."]
    if value % volume:
        return [f"Anggaran tidak habis dibagi volume {number(volume)}; harga satuan dibulatkan."]
    return []


def _required(name: str, cells: dict[str, str], read: Callable[[str], T]) -> T:
    try:
        return read(cells[name])
    except ValueError as error:
        raise RowProblem(name, str(error)) from error


def _given(name: str, cells: dict[str, str], read: Callable[[str], T]) -> T | None:
    return _required(name, cells, read) if cells.get(name) else None


def _length(field: str, model: Any = Proposal) -> int:
    return model._meta.get_field(field).max_length or 0


_LIMITS = {name: _length(name) for name in ("external_id", "title", "problem", "address", "unit")}
_ORGANISATION_LIMIT = _length("name", Organisation)
_AROUND = 200
"""Room for what is taken out of a text before it is stored: owner mark, coordinates, office."""


def _check_sizes(cells: dict[str, str]) -> None:
    for name, limit in _LIMITS.items():
        _check_length(name, cells.get(name, ""), limit, slack=_AROUND)


def _check_lengths(entry: Entry) -> None:
    """Text that does not fit is refused: a cut address is a wrong address."""
    for name, limit in _LIMITS.items():
        _check_length(name, getattr(entry, name), limit)
    _check_length("problem", entry.owner.organisation, _ORGANISATION_LIMIT)


def _check_length(name: str, text: str, limit: int, *, slack: int = 0) -> None:
    if len(text) > limit + slack:
        raise RowProblem(
            name,
            f"Teks ini {number(len(text))} huruf, paling banyak {number(limit)}. Ringkas dulu.",
        )
