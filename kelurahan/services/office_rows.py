"""What a row of a list of office holders says: person, post, term and whom it replaces."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from foundation.tables import Row, normalise
from kelurahan.models import OPD, City, Kecamatan, Kelurahan
from kelurahan.phones import normalise_phone
from kelurahan.roles import TERRITORY_OF_ROLE, Role
from kelurahan.selectors import still_valid
from kelurahan.services.register import MOST_LETTERS, ROLE_WORDS, RowFault

REQUIRED = ("nama", "peran", "wilayah")
ALIASES = {
    **{"nama lengkap": "nama", "jabatan": "peran", "no telepon": "telepon", "hp": "telepon"},
    **{"kode": "wilayah", "kode wilayah": "wilayah", "perangkat daerah": "wilayah"},
    **{"opd": "wilayah", "kantor": "wilayah", "nama pengguna": "nama_akun"},
    **{"mulai bertugas": "mulai", "sampai tanggal": "sampai", "mengganti": "menggantikan"},
}

_ROLE_WORDS = {
    **{"staf": Role.STAFF, "staf_kelurahan": Role.STAFF, "lurah": Role.LURAH},
    **{"kecamatan": Role.KECAMATAN, "camat": Role.KECAMATAN, "staf_kecamatan": Role.KECAMATAN},
    **{"opd": Role.OPD, "perangkat_daerah": Role.OPD, "dinas": Role.OPD},
    **{"bappeda": Role.BAPPEDA, "bappelitbangda": Role.BAPPEDA, "pengamat": Role.OBSERVER},
}
_MODELS: dict[str, type[Model]] = {
    "city": City,
    "kecamatan": Kecamatan,
    "kelurahan": Kelurahan,
    "opd": OPD,
}
_TERRITORY_WORDS = {
    "city": "Kota",
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan",
    "opd": "Perangkat Daerah",
}
_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One row, read. Empty cells are ``None`` or ``""``: they change nothing that is stored.

    ``replaces`` is ``"ya"``, ``"tidak"``, a name or ``""``.
    """

    number: int
    full_name: str
    role: Role
    territory: Any
    phone: str
    username: str
    since: date | None
    until: date | None
    replaces: str

    @property
    def post(self) -> tuple[Role, int]:
        """What is held: role and id of the territory."""
        return (self.role, self.territory.pk)

    @property
    def office(self) -> str:
        """The post in words: ``Lurah, Pengasinan``."""
        return f"{self.role.label}, {self.territory}"


class Places:
    """Territories by code or name, read once: four queries for a file of any length."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], set[Any]] = defaultdict(set)
        for field, model in _MODELS.items():
            for place in still_valid(model._default_manager.all()):
                self._remember(field, place)

    def _remember(self, field: str, place: Any) -> None:
        names = {place.name, getattr(place, "name_local", place.name)}
        names |= {f"{_TERRITORY_WORDS[field]} {name}" for name in names}
        for name in {place.code, *names}:
            self._found[field, normalise(name)].add(place)

    def of(self, role: Role, text: str) -> Any:
        """The territory that a person in ``role`` has by that code or name."""
        field = TERRITORY_OF_ROLE[role]
        word = _TERRITORY_WORDS[field]
        if not text:
            raise RowFault("wilayah", f"Isi kode atau nama {word} tempatnya bertugas.")
        found = self._found.get((field, normalise(text)), set())
        if not found:
            raise RowFault(
                "wilayah", f"{word} “{text[:60]}” tidak ada di portal. Periksa kode atau ejaannya."
            )
        if len(found) > 1:
            raise RowFault(
                "wilayah", f"Ada beberapa {word} bernama “{text[:60]}”. Tulis kodenya saja."
            )
        return next(iter(found))


def read_row(row: Row, places: Places) -> OfficeRow:
    """What ``row`` says; raises ``RowFault`` for the first cell that says nothing usable."""
    cell = row.cells.get
    name = " ".join(cell("nama", "").split())
    if not name:
        raise RowFault("nama", "Nama belum diisi.")
    if len(name) > MOST_LETTERS:
        raise RowFault("nama", f"Nama terlalu panjang, paling banyak {MOST_LETTERS} huruf.")
    role = _role(cell("peran", ""))
    since, until = _day(row, "mulai"), _day(row, "sampai")
    if since and until and until < since:
        raise RowFault("sampai", "Tanggal selesai tidak boleh sebelum tanggal mulai.")
    return OfficeRow(
        number=row.number,
        full_name=name,
        role=role,
        territory=places.of(role, cell("wilayah", "")),
        phone=_phone(cell("telepon", "")),
        username=cell("nama_akun", "").lower(),
        since=since,
        until=until,
        replaces=" ".join(cell("menggantikan", "").casefold().split()),
    )


def _role(text: str) -> Role:
    if role := _ROLE_WORDS.get(normalise(text)):
        return role
    if " ".join(text.lower().split()) in ROLE_WORDS:
        raise RowFault(
            "peran",
            "Pengurus RT, RW, dan lembaga diimpor oleh kelurahannya, bukan dari daftar ini.",
        )
    raise RowFault(
        "peran",
        "Isi peran dengan: Staf kelurahan, Lurah, Kecamatan, Perangkat Daerah, Bappeda, atau "
        "Pengamat.",
    )


def _day(row: Row, column: str) -> date | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise RowFault(column, "Tanggal tidak terbaca. Tulis tahun-bulan-hari: 2026-01-31.")


def _phone(text: str) -> str:
    try:
        return normalise_phone(text) if text else ""
    except ValueError as error:
        raise RowFault("telepon", str(error)) from error
