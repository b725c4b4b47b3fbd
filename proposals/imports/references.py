"""What a list names and the portal already holds: kelurahan, Perangkat Daerah, kamus items.

Each index reads its table once, so that a row costs no query.
"""

import re
from collections import defaultdict
from typing import Protocol

from foundation.indonesia import rupiah
from kelurahan.models import OPD, Kecamatan, Kelurahan
from planning.models import Cycle, KamusItem
from proposals.imports.parsing import name_key, without_office
from proposals.imports.rows import Entry, RowProblem

_KELURAHAN_PREFIX = re.compile(r"\A(?:kelurahan|kel\.?|desa)\s+", re.IGNORECASE)
_KECAMATAN_PREFIX = re.compile(r"\Akec(?:amatan|\.)?\s+", re.IGNORECASE)
_SPELLED_UNITS = str.maketrans({"²": "2", "³": "3", "'": "", "’": ""})


class Located(Protocol):
    """A row that names where it belongs."""

    @property
    def kelurahan(self) -> str:
        """As the row writes it."""

    @property
    def kecamatan(self) -> str:
        """As the row writes it."""


class KelurahanIndex:
    """Finds the kelurahan of a row: the one the import is for, or the one the row names."""

    def __init__(self, only: Kelurahan | None) -> None:
        self._only = only
        self._named: dict[str, list[Kelurahan]] = defaultdict(list)
        held = Kelurahan.objects.filter(valid_until=None).select_related("kecamatan__city")
        for kelurahan in held.filter(pk=only.pk) if only else held:
            names = (kelurahan.code, kelurahan.name, kelurahan.name_local)
            for key in {name_key(name) for name in names}:
                self._named[key].append(kelurahan)

    def find(self, entry: Located) -> Kelurahan:
        """Raises ``RowProblem`` when the row names none, an unknown one or one of several."""
        if not entry.kelurahan and self._only:
            return self._only
        if not entry.kelurahan:
            raise RowProblem("kelurahan", "Kelurahan kosong. Isi dulu, lalu impor lagi.")
        found = self.named(entry)
        if len(found) == 1:
            return found[0]
        name = f"“{entry.kelurahan[:60]}”"
        if self._only:
            raise RowProblem("kelurahan", f"Baris ini untuk {_other(entry, self._only)}.")
        if found:
            raise RowProblem("kelurahan", f"Ada beberapa kelurahan {name}. Isi kolom Kecamatan.")
        raise RowProblem("kelurahan", f"Kelurahan {name} tidak ada di portal. Periksa ejaannya.")

    def named(self, entry: Located) -> list[Kelurahan]:
        """All whose names the row's own fit; none where it names no kelurahan."""
        found = self._named.get(name_key(entry.kelurahan)) or self._named.get(
            name_key(_KELURAHAN_PREFIX.sub("", entry.kelurahan)), []
        )
        if entry.kecamatan:
            return [each for each in found if _is_kecamatan(each, entry.kecamatan)]
        return found


def _is_kecamatan(kelurahan: Kelurahan, name: str) -> bool:
    kecamatan = kelurahan.kecamatan
    names = {name_key(each) for each in (kecamatan.name, kecamatan.name_local)}
    return not names.isdisjoint({name_key(name), name_key(_KECAMATAN_PREFIX.sub("", name))})


def _other(entry: Located, only: Kelurahan) -> str:
    """Who the row is for and who it is not; the kecamatan too where only that tells them apart."""
    name = f"“{entry.kelurahan[:60]}”"
    if not entry.kecamatan or _is_kecamatan(only, entry.kecamatan):
        return f"{name}, bukan {only}"
    kecamatan = _KECAMATAN_PREFIX.sub("", entry.kecamatan)[:60]
    return f"{name} di Kecamatan “{kecamatan}”, bukan {only} di Kecamatan {only.kecamatan}"


class OfficeIndex:
    """Finds a Perangkat Daerah of the kelurahan's city by its name or code."""

    def __init__(self) -> None:
        self._named: dict[tuple[int, str], OPD] = {}
        for opd in OPD.objects.filter(valid_until=None).select_related("kecamatan"):
            names = [opd.name, opd.code]
            if opd.kecamatan:
                own = {opd.kecamatan.name, opd.kecamatan.name_local}
                names += [f"Kecamatan {name}" for name in own]
            for name in names:
                self._named.setdefault((opd.city_id, name_key(name)), opd)

    def find(self, name: str, kelurahan: Kelurahan, *, column: str) -> OPD | None:
        """``None`` for an empty cell; raises ``RowProblem`` for an unknown name.

        The kelurahan's own kecamatan comes back unsaved where it is not among the offices yet.
        """
        if not name:
            return None
        key = name_key(_KECAMATAN_PREFIX.sub("Kecamatan ", name))
        found = self._named.get((kelurahan.kecamatan.city_id, key))
        found = found or self._own_kecamatan(key, kelurahan.kecamatan)
        if found is None:
            raise RowProblem(
                column,
                f"Perangkat Daerah “{name[:80]}” belum ada di portal. Tambahkan atau perbaiki "
                "ejaannya, lalu impor lagi.",
            )
        return found

    def _own_kecamatan(self, key: str, kecamatan: Kecamatan) -> OPD | None:
        """Every kecamatan is an office of the city by law, whether or not somebody entered it."""
        own = {name_key(f"Kecamatan {name}") for name in (kecamatan.name, kecamatan.name_local)}
        if key not in own or OPD.objects.filter(kecamatan=kecamatan).exists():
            return None
        opd = OPD(
            city_id=kecamatan.city_id,
            code=f"KEC-{kecamatan.code}",
            name=f"Kecamatan {kecamatan.name_local}",
            kind="kecamatan",
            kecamatan=kecamatan,
        )
        self._named |= {(kecamatan.city_id, name): opd for name in own}
        return opd


class KamusIndex:
    """Finds the item of the cycle's kamus that a title names."""

    def __init__(self, cycle: Cycle) -> None:
        self._named: dict[str, list[KamusItem]] = defaultdict(list)
        items = KamusItem.objects.filter(cycle=cycle, is_active=True).select_related("opd")
        for item in items.defer("definition", "criteria", "synonyms"):
            for key in {name_key(item.name), name_key(without_office(item.name))}:
                self._named[key].append(item)

    def find(self, entry: Entry, opd: OPD | None) -> tuple[KamusItem | None, list[str]]:
        """The item and remarks: where there is none, or its unit or price is another."""
        found = self._named.get(name_key(entry.as_written["title"]))
        found = found or self._named.get(name_key(entry.title), [])
        if len(found) > 1:
            found = [item for item in found if _belongs_to(item, opd)]
        if not found:
            return None, ["Tidak ada di kamus."]
        if len(found) > 1:
            return None, ["Ada beberapa item kamus dengan nama ini, jadi dicatat di luar kamus."]
        return found[0], _differences(entry, found[0])


def _belongs_to(item: KamusItem, opd: OPD | None) -> bool:
    """One kamus serves every kecamatan: its items carry any of them, or none."""
    if opd is None or item.opd is None:
        return opd is None or opd.kecamatan_id is not None
    return item.opd == opd


def _differences(entry: Entry, item: KamusItem) -> list[str]:
    remarks = []
    if entry.unit and unit_key(entry.unit) != unit_key(item.unit):
        remarks.append(f"Satuan {entry.unit}, di kamus {item.unit}.")
    price = entry.unit_price
    if price is not None and price != item.unit_price:
        remarks.append(f"Harga satuan {rupiah(price)}, di kamus {rupiah(item.unit_price)}.")
    return remarks


def unit_key(unit: str) -> str:
    """Units that differ in spelling alone ("m²", "m2") have the same key."""
    return name_key(unit.translate(_SPELLED_UNITS))
