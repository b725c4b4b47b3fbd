"""What a row of a list changes on a usulan, from the comparison to the written columns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.reports import Changed, Outcome
from proposals.imports.comparing import in_words
from proposals.imports.drafts import COLUMNS, Draft
from proposals.imports.ranking import Series, series_key
from proposals.models import Proposal
from proposals.statuses import Status

ROUTED = frozenset({Status.AGREED, Status.ACCOMMODATED, Status.DEFERRED, Status.DECLINED})
"""Statuses that a usulan has only after an OPD received it."""

_WORDS = {
    "kamus_item": "item kamus",
    "opd": "Perangkat Daerah",
    "first_opd": "Perangkat Daerah pertama",
    "title": "judul",
    "problem": "permasalahan",
    "address": "alamat",
    "latitude": "lintang",
    "longitude": "bujur",
    "submitted_at": "tanggal usul",
    "unit": "satuan",
    "unit_price": "harga satuan",
    "value": "nilai",
    "rts": "RT lokasi",
    "proposer_kind": "pengusul",
    "rw": "RW",
    "rt": "RT",
    "organisation": "lembaga",
    "rank": "urutan",
    "status": "status",
}


@dataclass
class Change:
    """A draft and its usulan; ``values`` maps what the file says otherwise to (old, new).

    ``is_settled``: the portal has acted on the usulan, the file may no longer change it.
    """

    draft: Draft
    proposal: Proposal
    is_new: bool = False
    is_settled: bool = False
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    series_before: Series | None = None

    @staticmethod
    def words(name: str) -> str:
        """A column as the report names it."""
        return _WORDS.get(name, name)

    @property
    def series(self) -> Series:
        """The priority series in which the usulan stands."""
        row = self.proposal
        return series_key(row.kelurahan_id, row.rw_id, row.organisation_id)

    @property
    def columns(self) -> list[str]:
        """The plain columns that change; status and RT of the location are written elsewhere."""
        return [name for name in self.values if name in COLUMNS or name == "rank"]

    @property
    def outcome(self) -> Outcome:
        """What the report says about the row."""
        if self.is_new:
            return Outcome.CREATED
        return Outcome.UPDATED if self.values else Outcome.UNCHANGED

    def told(self) -> tuple[Changed, ...]:
        """Old and new of a stored usulan as the report shows them."""
        if self.is_new:
            return ()
        return tuple(
            Changed(self.words(name), in_words(name, old), in_words(name, new))
            for name, (old, new) in self.values.items()
        )

    def apply(self, at: datetime) -> None:
        """Put the new values onto the usulan; what they name must be stored by now."""
        row = self.proposal
        self.series_before = None if self.is_new else self.series
        for name in self.columns:
            setattr(row, name, self.values[name][1])
        if not self.values:
            return
        if "status" in self.values:
            is_routed = self.values["status"][1] in ROUTED and row.opd_id is not None
            row.routed_at = (row.routed_at or at) if is_routed else None
        if not self.is_new:
            row.revision += 1
            row.updated_at = at
