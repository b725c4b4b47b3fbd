"""The rows of the list as their page shows them: every value in words, worked out once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from foundation.templatetags.indonesia import angka, rupiah
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.models.proposal import price_is_far
from proposals.review import SETTLED, latest_value
from proposals.statuses import CLEAR_LAND, Status
from proposals.templatetags.petugas import hari

NO_TITLE, DRAFT, NOT_IN_KAMUS = "(belum berjudul)", "Draf", "tidak ada di kamus"

_STATUS = {status.value: status.label for status in Status}

NAMED = {
    "rt": "rt__label",
    "rw": "rw__label",
    "organisation": "organisation__name",
    "kelurahan": "kelurahan__name_local",
    "item": "kamus_item__name",
    "issue": "kamus_item__issue__name",
    "opd": "opd__name",
    "kamus_price": "kamus_item__unit_price",
    "tolerance": "cycle__price_tolerance_percent",
}
"""What a row tells of what it refers to, and where that stands."""


class Listed(NamedTuple):
    """One usulan as plain values: a page of model instances cost three times as much."""

    pk: UUID
    number: str | None
    status: str
    status_since: datetime
    title: str
    address: str
    proposer_kind: str
    volume: Decimal | None
    unit: str
    value: int | None
    rank: int | None
    kelurahan_rank: int | None
    land_status: str
    over_quota: bool
    kelurahan_id: int
    kamus_item_id: int | None
    rt: str | None
    rw: str | None
    organisation: str | None
    kelurahan: str
    item: str | None
    issue: str | None
    opd: str | None
    kamus_price: int | None
    tolerance: int
    office_value: int | None

    @property
    def price_is_far(self) -> bool:
        """As ``Proposal.price_is_far``."""
        return price_is_far(self.value, self.volume, self.kamus_price, self.tolerance)

    @property
    def proposer_name(self) -> str:
        """As ``Proposal.proposer_name``."""
        match self.proposer_kind:
            case ProposerKind.RT:
                return f"RT {self.rt}/RW {self.rw}"
            case ProposerKind.RW:
                return f"RW {self.rw}"
            case ProposerKind.ORGANISATION:
                return str(self.organisation)
            case _:
                return f"Kelurahan {self.kelurahan}"

    @property
    def not_in_kamus(self) -> bool:
        return self.kamus_item_id is None

    @property
    def land_unclear(self) -> bool:
        return bool(self.land_status) and self.land_status not in CLEAR_LAND


@dataclass(frozen=True)
class Manner:
    """How the rows are to be told, for the visitor and the order of their list."""

    order: str
    is_kelurahan: bool
    names_opd: bool
    query: str
    """What the address of one usulan carries along, without the question mark."""

    @property
    def shows_kelurahan(self) -> bool:
        return self.order != "wilayah" and not self.is_kelurahan

    def heading(self, usulan: Listed) -> tuple[int | None, str]:
        """The group that the row stands in and its name; no name where rows are not grouped."""
        if self.order == "kamus":
            name = f"{usulan.issue} › {usulan.item}" if usulan.item else "Tidak ada di kamus"
            return usulan.kamus_item_id, name
        if self.order == "wilayah" and not self.is_kelurahan:
            return usulan.kelurahan_id, f"Kelurahan {usulan.kelurahan}"
        return None, ""


@dataclass(frozen=True, slots=True)
class Row:
    """One usulan of the list in words; ``heading`` only on the first row of a group."""

    pk: UUID
    heading: str
    url: str
    name: str
    title: str
    about: str
    address: str
    proposer: str
    proposer_notes: tuple[str, ...]
    volume: str
    value: str
    assessed: str
    flags: tuple[str, ...]
    status: str
    place: int | None
    status_notes: tuple[str, ...]


def fetched(keys: Iterable[UUID]) -> list[Listed]:
    """The usulan of ``keys`` in their order; ``office_value`` is ``latest_value``."""
    order = list(keys)
    own = [name for name in Listed._fields if name not in NAMED and name != "office_value"]
    rows = Proposal.objects.filter(pk__in=order).order_by().annotate(office_value=latest_value())
    found = {
        values[0]: Listed._make(values)
        for values in rows.values_list(*own, *NAMED.values(), "office_value")
    }
    return [found[key] for key in order if key in found]


def told(proposals: Iterable[Listed], manner: Manner) -> Iterator[Row]:
    """The rows of the page."""
    pattern = reverse("admin:proposals_proposal_change", args=[UUID(int=0)])
    before, _, after = pattern.partition(str(UUID(int=0)))
    after += f"?{manner.query}" if manner.query else ""
    last: int | None = -1
    for usulan in proposals:
        group, heading = manner.heading(usulan)
        yield _row(usulan, manner, f"{before}{usulan.pk}{after}", heading if group != last else "")
        last = group


def flags_of(usulan: Proposal | Listed) -> tuple[str, ...]:
    """What an officer should look at twice, in words."""
    flags = (
        (usulan.not_in_kamus, "tidak ada di kamus"),
        (usulan.land_unclear, "lahan belum jelas"),
        (usulan.price_is_far, "harga jauh dari kamus"),
        (usulan.over_quota, "melebihi kuota"),
    )
    return tuple(words for holds, words in flags if holds)


def _row(usulan: Listed, manner: Manner, url: str, heading: str) -> Row:
    number, assessed = usulan.number or DRAFT, usulan.office_value
    item = "" if manner.order == "kamus" else f" · {usulan.item or NOT_IN_KAMUS}"
    proposer_notes = (
        f"urutan {usulan.rank}" if usulan.rank else "",
        usulan.kelurahan if manner.shows_kelurahan else "",
    )
    names_opd = manner.names_opd and not manner.is_kelurahan
    status_notes = (
        "" if usulan.status in SETTLED else hari(usulan.status_since),
        usulan.opd if names_opd and usulan.opd else "",
    )
    return Row(
        pk=usulan.pk,
        heading=heading,
        url=url,
        name=usulan.number or "draf",
        title=usulan.title or NO_TITLE,
        about=f"{number}{item}",
        address=usulan.address,
        proposer=usulan.proposer_name,
        proposer_notes=tuple(filter(None, proposer_notes)),
        volume=f"{angka(usulan.volume)} {usulan.unit}",
        value=rupiah(usulan.value),
        assessed="" if assessed in (None, usulan.value) else rupiah(assessed),
        flags=flags_of(usulan),
        status=_STATUS[usulan.status],
        place=usulan.kelurahan_rank,
        status_notes=tuple(filter(None, status_notes)),
    )
