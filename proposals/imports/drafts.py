"""A row of the list in terms of the portal: which columns of a usulan it fills, and with what."""

from dataclasses import dataclass
from typing import Any

from kelurahan.models import Kelurahan
from planning.models.kamus import ProposerKind
from proposals.imports.parsing import Owner
from proposals.imports.places import Place
from proposals.imports.references import KamusIndex, KelurahanIndex, OfficeIndex
from proposals.imports.rows import Entry

FIGURES = ("volume", "unit", "unit_price", "value")
WRITTEN = ("title", "problem", "address", "latitude", "longitude", "submitted_at")
OWNER = ("proposer_kind", "rw", "rt", "organisation")
LOOKED_UP = ("kamus_item", "opd", "first_opd")
COLUMNS = (*LOOKED_UP, *WRITTEN, *FIGURES, *OWNER)
"""Columns of a usulan that a list may fill, beside rank, RT of the location and status."""


@dataclass
class Draft:
    """A readable row whose names are all known. ``content`` has only what the file says."""

    entry: Entry
    kelurahan: Kelurahan
    content: dict[str, Any]
    defaults: dict[str, Any]
    """What a new usulan gets where the file is silent."""
    rts: tuple[tuple[str, str], ...] | None
    """RT of the location as (RW, RT) labels; ``None`` where the file says no address."""
    remarks: list[str]

    @property
    def owner(self) -> Owner:
        return self.entry.owner


class Drafter:
    """Looks up what a row names; every look is in memory."""

    def __init__(self, kelurahan: KelurahanIndex, offices: OfficeIndex, kamus: KamusIndex) -> None:
        self._kelurahan = kelurahan
        self._offices = offices
        self._kamus = kamus

    def draft(self, entry: Entry) -> Draft:
        """Raises ``RowProblem`` when the row names something that the portal does not have."""
        kelurahan = self._kelurahan.find(entry)
        first = self._offices.find(entry.first_opd, kelurahan, column="first_opd")
        opd = self._offices.find(entry.opd, kelurahan, column="opd") or first
        item, remarks = self._kamus.find(entry, opd)
        written = {name: getattr(entry, name) for name in (*WRITTEN, *FIGURES)}
        looked_up = {"kamus_item": item, "opd": opd, "first_opd": first}
        target = opd or (item.opd if item else None)
        content = {
            name: value
            for name, value in (looked_up | written).items()
            if value is not None and value != ""
        }
        rts, place_remarks = _located(entry)
        return Draft(
            entry=entry,
            kelurahan=kelurahan,
            content=content,
            defaults={"opd": target, "first_opd": first or target},
            rts=rts,
            remarks=[*entry.remarks, *remarks, *place_remarks],
        )


def _located(entry: Entry) -> tuple[tuple[tuple[str, str], ...] | None, list[str]]:
    """The RT of the location; those of another RW than the owner's stay in the address alone."""
    if not entry.address:
        return None, []
    own_rw = entry.owner.rw
    inside = [(place.rw or own_rw, rt) for place in entry.places for rt in place.rts]
    foreign = [place for place in entry.places if own_rw and place.rw not in (None, own_rw)]
    kept = [(rw, rt) for rw, rt in inside if rw and (not own_rw or rw == own_rw)]
    if entry.owner.kind == ProposerKind.RT and not kept:
        kept = [(own_rw, entry.owner.rt)]
    remarks = [_foreign_remark(foreign, own_rw)] if foreign else []
    if any(not rw for rw, _ in inside):
        remarks.append("Alamat menyebut RT tanpa RW, jadi RT lokasi belum diisi.")
    return tuple(dict.fromkeys(kept)), remarks


def _foreign_remark(foreign: list[Place], own_rw: str) -> str:
    named = ", ".join(f"RW {place.rw}" for place in foreign)
    return f"Alamat menyebut {named}, padahal pengusulnya RW {own_rw}; RT di sana tidak dicatat."
