"""What one row of the form workbook says, in terms of the kelurahan and its kamus."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from foundation.tables import Row, normalise
from kelurahan.models import RT, RW, Kelurahan
from planning.models import Cycle, KamusItem
from planning.models.kamus import ProposerKind
from proposals.imports.places import places_in
from proposals.imports.rows import RowProblem
from proposals.workbook.layout import FILLED, LAND, MEASURES, NOT_IN_KAMUS, TITLES, YES

_PLACES = {name: normalise(title) for name, title in TITLES.items()}
TYPED = frozenset(_PLACES[name] for name in FILLED)
"""The columns that people fill in, as the table names them."""


@dataclass(frozen=True)
class Filled:
    """One row that was filled in. ``item`` is ``None`` for what the kamus does not have."""

    row: int
    key: UUID
    rw: RW
    rt: RT | None
    item: KamusItem | None
    rts: tuple[RT, ...]
    land_status: str
    cells: dict[str, str]
    is_to_submit: bool

    @property
    def kind(self) -> ProposerKind:
        return ProposerKind.RT if self.rt else ProposerKind.RW


class RowReader:
    """Looks up what rows name; what the kelurahan has is read once."""

    def __init__(self, cycle: Cycle, kelurahan: Kelurahan) -> None:
        self._cycle = cycle
        self._rws = {
            rw.label: rw for rw in RW.objects.filter(kelurahan=kelurahan, valid_until=None)
        }
        rts = RT.objects.filter(rw__in=self._rws.values(), valid_until=None)
        self._rts = {(rt.rw.label, rt.label): rt for rt in rts.select_related("rw__kelurahan")}
        items = KamusItem.objects.filter(cycle=cycle, is_active=True).select_related("opd")
        self._items = {item.code: item for item in items.prefetch_related("variables")}
        self._keys: dict[UUID, int] = {}

    def read(self, row: Row) -> Filled | None:
        """``None`` for a row that nobody filled in; raises ``RowProblem``."""
        cells = {name: row.cells.get(place, "") for name, place in _PLACES.items()}
        if not any(cells[name] for name in FILLED):
            return None
        self._check_year(cells["year"])
        rw, rt = self._proposer(cells["proposer"])
        return Filled(
            row=row.number,
            key=self._key(cells["key"], row.number),
            rw=rw,
            rt=rt,
            item=self._item(cells["item"]),
            rts=self._located(cells, rw, rt),
            land_status=_land(cells["land_status"]),
            cells=cells,
            is_to_submit=cells["submit"].lower() == YES,
        )

    def _check_year(self, text: str) -> None:
        if text and text != str(self._cycle.fiscal_year):
            raise RowProblem("year", f"Formulir ini untuk RKPD {text[:4]}, bukan {self._cycle}.")

    def _key(self, text: str, row: int) -> UUID:
        try:
            key = UUID(text)
        except ValueError:
            raise RowProblem(
                "key", "Kolom kunci baris ini rusak. Salin isinya ke baris lain di formulir asli."
            ) from None
        first = self._keys.setdefault(key, row)
        if first != row:
            raise RowProblem("key", f"Baris ini salinan baris {first}. Isi di baris kosong.")
        return key

    def _proposer(self, text: str) -> tuple[RW, RT | None]:
        if not text:
            raise RowProblem("proposer", "Pilih pengusulnya dari daftar.")
        places = places_in(text)
        if len(places) != 1 or places[0].rw is None or len(places[0].rts) > 1:
            raise RowProblem("proposer", "Pilih satu RW atau satu RT dari daftar.")
        rw = self._rws.get(places[0].rw)
        if rw is None:
            raise RowProblem("proposer", f"RW {places[0].rw} tidak ada di kelurahan ini.")
        if not places[0].rts:
            return rw, None
        return rw, self._rt(rw, places[0].rts[0], "proposer")

    def _rt(self, rw: RW, label: str, column: str) -> RT:
        rt = self._rts.get((rw.label, label))
        if rt is None:
            raise RowProblem(column, f"RT {label} tidak ada di {rw}. Pilih RT dari daftar.")
        return rt

    def _located(self, cells: dict[str, str], rw: RW, rt: RT | None) -> tuple[RT, ...]:
        """The RT of the location; a usulan of an RT stands in its own unless it says otherwise."""
        found: list[RT] = []
        for column in ("rt", "more_rts"):
            text = cells[column]
            if text and not text.upper().lstrip().startswith("R"):
                text = f"RT {text}"
            for place in places_in(text):
                if place.rw not in (None, rw.label):
                    raise RowProblem(column, f"RT lokasi harus di {rw}, seperti pengusulnya.")
                found += [self._rt(rw, label, column) for label in place.rts]
            if text and not places_in(text):
                raise RowProblem(column, f"“{text[:40]}” bukan nomor RT. Tulis misalnya 002, 003.")
        if not found and rt is not None:
            found = [rt]
        return tuple({place.pk: place for place in found}.values())

    def _item(self, text: str) -> KamusItem | None:
        if not text:
            raise RowProblem("item", f"Pilih item kamus, atau “{NOT_IN_KAMUS}”.")
        if text.lower() == NOT_IN_KAMUS.lower():
            return None
        item = self._items.get(text.partition(" | ")[0].strip())
        if item is None:
            raise RowProblem(
                "item", f"Item “{text[:60]}” tidak ada di kamus {self._cycle}. Pilih dari daftar."
            )
        if item.variables.count() > len(MEASURES):
            raise RowProblem("item", "Item ini meminta banyak ukuran. Isi usulannya di portal.")
        return item


def _land(text: str) -> str:
    if text and text not in LAND:
        raise RowProblem("land_status", "Pilih status lahan dari daftar.")
    return LAND.get(text, "")


def measure_data(filled: Filled) -> dict[str, Any]:
    """The figures under the names that the browser's form gives them."""
    if filled.item is None:
        return {
            "volume": filled.cells["measure_1"],
            "unit": filled.cells["free_unit"],
            "value": filled.cells["free_value"],
        }
    variables = list(filled.item.variables.all())
    if not variables:
        return {"volume": filled.cells["measure_1"]}
    return {
        f"measure_{variable.pk}": filled.cells[name]
        for variable, name in zip(variables, MEASURES, strict=False)
    }
