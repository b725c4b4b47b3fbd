"""Reads any city's list of wilayah: code and name; level and parent follow from the code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from foundation.bulk import Batch, first_problem
from foundation.reports import ImportReport, Outcome
from foundation.tables import Row, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import City, Kecamatan, Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of

ALIASES = {
    "code": "kode",
    "kode_wilayah": "kode",
    "kode_kemendagri": "kode",
    "name": "nama",
    "nama_wilayah": "nama",
    "nama_resmi": "nama",
    "name_local": "nama_lokal",
    "nama_setempat": "nama_lokal",
    "postcode": "kode_pos",
    "level": "tingkat",
    "parent": "induk",
    "valid_from": "berlaku_sejak",
}

_CODE = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?\Z", re.ASCII)
_PROVINCE, _CITY, _KECAMATAN, _KELURAHAN = range(4)
_LEVEL_NAMES = {
    "provinsi": _PROVINCE,
    "kota": _CITY,
    "kabupaten": _CITY,
    "kecamatan": _KECAMATAN,
    "distrik": _KECAMATAN,
    "kelurahan": _KELURAHAN,
    "desa": _KELURAHAN,
}
_LEVEL_WORDS = ("provinsi", "kota/kabupaten", "kecamatan", "kelurahan/desa")
_MODELS: tuple[tuple[int, type[Model], str], ...] = (
    (_CITY, City, ""),
    (_KECAMATAN, Kecamatan, "city_id"),
    (_KELURAHAN, Kelurahan, "kecamatan_id"),
)
_COLUMNS = {
    "code": "kode",
    "name": "nama",
    "name_local": "nama_lokal",
    "postcode": "kode_pos",
    "valid_from": "berlaku_sejak",
}


class _Refusal(ValueError):
    """A row that cannot be taken: ``column`` and the sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class _Place:
    """One row of the list, read."""

    row: int
    code: str
    level: int
    values: dict[str, Any]

    @property
    def parent(self) -> str:
        return self.code.rpartition(".")[0]


def import_territory(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    actor: User | None = None,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Create and update City, Kecamatan and Kelurahan out of a list of codes and names.

    A bad row is refused, with its children when they have no other parent. Nothing is ever
    deleted. An empty cell leaves what is stored. ``actor`` may bring in the cities that they plan
    for; the administrator, and the command with ``None``, any. Raises ``TableError`` when the file
    as a whole cannot be read; nothing is stored then.
    """
    table = read_table(source, filename=filename, required=("kode", "nama"), aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    places = _read_places(table, report, _cities_of(actor))
    total = len(report) + len(places)
    with transaction.atomic():
        parents: Mapping[str, int] = {}
        for level, model, parent_field in _MODELS:
            mine = [place for place in places if place.level == level]
            parents = _store(model, parent_field, mine, parents, report)
            watch(len(report), total)
        if dry_run:
            transaction.set_rollback(True)
    report.rows.sort(key=lambda outcome: outcome.row)
    return report


def _cities_of(actor: User | None) -> frozenset[str] | None:
    """Codes of the cities that ``actor`` may bring in; ``None``: any."""
    if actor is None or scope_of(actor).everything:
        return None
    held = City.objects.filter(pk__in=scope_of(actor).ids(Role.BAPPEDA))
    return frozenset(held.values_list("code", flat=True))


def _refuse_foreign(place: _Place, cities: frozenset[str] | None) -> None:
    city = ".".join(place.code.split(".")[:2])
    if cities is None or place.level == _PROVINCE or city in cities:
        return
    own = " atau ".join(sorted(cities)) or "tidak ada"
    raise _Refusal(
        "kode",
        f"Kode ini di luar kota Anda ({own}). Wilayah kota lain hanya diimpor oleh administrator.",
    )


def _read_places(table: Any, report: ImportReport, cities: frozenset[str] | None) -> list[_Place]:
    places = []
    seen: dict[str, int] = {}
    for row in table.sound(report):
        code = row.cells["kode"]
        try:
            place = _read_place(row)
            _refuse_foreign(place, cities)
            if place.code in seen:
                raise _Refusal("kode", f"Kode ini sudah ada di baris {seen[place.code]}.")
        except _Refusal as refusal:
            report.refuse(row.number, str(refusal), column=refusal.column, key=code)
            continue
        seen[place.code] = row.number
        if place.level == _PROVINCE:
            report.add(
                row.number,
                Outcome.UNCHANGED,
                message="Baris provinsi dilewati: portal menyimpan kota ke bawah.",
                key=code,
            )
        else:
            places.append(place)
    return places


def _read_place(row: Row) -> _Place:
    code = row.cells["kode"]
    if not _CODE.match(code):
        raise _Refusal(
            "kode",
            "Kode wilayah tidak dikenali. Tulis sebagai teks, misalnya 32.75, 32.75.05 atau "
            "32.75.05.1002.",
        )
    level = code.count(".")
    stated = row.cells.get("tingkat", "").lower()
    if stated and _LEVEL_NAMES.get(stated, level) != level:
        raise _Refusal("tingkat", f"Kode {code} adalah {_LEVEL_WORDS[level]}, bukan {stated}.")
    parent = code.rpartition(".")[0]
    if row.cells.get("induk") not in (None, "", parent):
        raise _Refusal("induk", f"Induk {code} adalah {parent or 'tidak ada'}. Perbaiki kodenya.")
    if not row.cells["nama"]:
        raise _Refusal("nama", "Nama masih kosong. Isi nama wilayahnya.")
    return _Place(row.number, code, level, _values(row, level))


def _values(row: Row, level: int) -> dict[str, Any]:
    values: dict[str, Any] = {"code": row.cells["kode"], "name": _one_line(row.cells["nama"])}
    if local := row.cells.get("nama_lokal"):
        values["name_local"] = _one_line(local)
    if (postcode := row.cells.get("kode_pos")) and level == _KELURAHAN:
        if not re.fullmatch(r"[0-9]{5}", postcode):
            raise _Refusal("kode_pos", "Kode pos terdiri dari lima angka, misalnya 17115.")
        values["postcode"] = postcode
    if since := row.cells.get("berlaku_sejak"):
        try:
            values["valid_from"] = date.fromisoformat(since[:10])
        except ValueError:
            raise _Refusal(
                "berlaku_sejak", "Tanggal tidak terbaca. Tulis tahun-bulan-hari: 2022-01-31."
            ) from None
    return values


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _store(
    model: type[Any],
    parent_field: str,
    places: list[_Place],
    parents: Mapping[str, int],
    report: ImportReport,
) -> dict[str, int]:
    """Write one level; returns the ids of all its rows by code, for the level below."""
    held = {row.code: row for row in model.objects.filter(valid_until=None)}
    batch: Batch[Any] = Batch(model)
    for place in places:
        values = dict(place.values)
        stored = held.get(place.code)
        if stored is None:
            values.setdefault("name_local", values["name"])
        if parent_field:
            if place.parent not in parents:
                report.refuse(
                    place.row,
                    f"Induknya, {place.parent}, belum ada. Masukkan baris induknya juga.",
                    column="kode",
                    key=place.code,
                )
                continue
            values[parent_field] = parents[place.parent]
        try:
            _, outcome, changes = batch.take(stored, values)
        except ValidationError as error:
            column, sentence = first_problem(error, _COLUMNS)
            report.refuse(place.row, sentence, column=column, key=place.code)
            continue
        report.add(place.row, outcome, key=place.code, changes=changes)
    batch.write()
    return dict(model.objects.filter(valid_until=None).values_list("code", "pk"))
