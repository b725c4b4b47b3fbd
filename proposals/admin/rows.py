"""The rows of the list as their page shows them: every value in words, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.templatetags.indonesia import angka, rupiah
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.models.proposal import LAPSED, is_lapsed, price_is_far
from proposals.review import SETTLED, latest_value
from proposals.statuses import CLEAR_LAND, Answer, Status
from proposals.templatetags.petugas import hari

_NOBODY = UUID(int=0)

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
    "answer": "confirmation__answer",
}
"""What a row tells of what it refers to, and where that stands."""


class Listed(NamedTuple):
    """One usulan as plain values: a page of model instances cost three times as much."""

    pk: UUID
    number: str | None
    status: str
    status_since: datetime
    due: date | None
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
    files_awaited: int
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
    answer: str | None
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

    @property
    def is_disputed(self) -> bool:
        return self.answer == Answer.DISPUTED


@dataclass(frozen=True)
class Manner:
    """How the rows are to be told, for the visitor and the order of their list."""

    order: str
    is_kelurahan: bool
    names_opd: bool
    has_boxes: bool
    """Whether rows can be chosen for a deed on many."""
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


# A page of rows through a template costs 8 ms, more than all else that the page does; as text with
# the same escaping it costs one.
_HEADING = '<tr class="kelompok"><th colspan="7" scope="rowgroup">{}</th></tr>\n'
_BOX = (
    '<td class="action-checkbox"><input type="checkbox" name="_selected_action" value="{}"'
    ' class="action-select" aria-label="Pilih {}"></td>\n'
)
_ROW = """{heading}<tr>
{box}<th scope="row" class="kol-usulan">
<a href="{url}">{title}</a>
<span class="kecil">{about}</span>
{address}
</th>
<td class="kol-pengusul">{proposer}{proposer_notes}</td>
<td class="angka">{volume}</td>
<td class="angka">{value}{assessed}</td>
<td class="kol-tanda">{flags}</td>
<td class="kol-status">{status}{place}{status_notes}</td>
</tr>
"""
_SMALL, _FLAG, _PLACE = (
    '<span class="kecil">{}</span>',
    '<span class="tanda">{}</span> ',
    " <b>no. {}</b>",
)


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


def told(proposals: Iterable[Listed], manner: Manner) -> SafeString:
    """The rows of the page, for the body of its table."""
    pattern = reverse("admin:proposals_proposal_change", args=[_NOBODY])
    before, _, after = pattern.partition(str(_NOBODY))
    after += f"?{manner.query}" if manner.query else ""
    rows: list[str] = []
    last: int | None = -1
    for usulan in proposals:
        group, heading = manner.heading(usulan)
        is_first, last = group != last, group
        rows.append(
            format_html(
                _ROW,
                heading=_each(_HEADING, heading) if is_first else "",
                url=f"{before}{usulan.pk}{after}",
                **_cells(usulan, manner),
            )
        )
    return SafeString("".join(rows))


def flags_of(usulan: Proposal | Listed) -> tuple[str, ...]:
    """What an officer should look at twice, in words."""
    flags = (
        (usulan.not_in_kamus, "tidak ada di kamus"),
        (usulan.land_unclear, "lahan belum jelas"),
        (usulan.price_is_far, "harga jauh dari kamus"),
        (usulan.over_quota, "melebihi kuota"),
        (usulan.is_disputed, "dibantah pengusul"),
        (usulan.files_awaited, "belum lengkap"),
    )
    return tuple(words for holds, words in flags if holds)


def _cells(usulan: Listed, manner: Manner) -> dict[str, str]:
    """What the places of a row are filled with."""
    office_value = "" if usulan.office_value in (None, usulan.value) else usulan.office_value
    item = "" if manner.order == "kamus" else f" · {usulan.item or 'tidak ada di kamus'}"
    names_opd = manner.names_opd and not manner.is_kelurahan
    return {
        "box": format_html(_BOX, usulan.pk, usulan.number or "draf") if manner.has_boxes else "",
        "title": usulan.title or "(belum berjudul)",
        "about": f"{usulan.number or 'Draf'}{item}",
        "address": _each(_SMALL, usulan.address),
        "proposer": usulan.proposer_name,
        "proposer_notes": _each(
            _SMALL,
            usulan.rank and f"urutan {usulan.rank}",
            manner.shows_kelurahan and usulan.kelurahan,
        ),
        "volume": f"{angka(usulan.volume)} {usulan.unit}",
        "value": rupiah(usulan.value),
        "assessed": _each(_SMALL, office_value != "" and f"penilaian: {rupiah(office_value)}"),
        "flags": _each(_FLAG, *flags_of(usulan)),
        "status": LAPSED if is_lapsed(usulan.status, usulan.due) else _STATUS[usulan.status],
        "place": _each(_PLACE, usulan.kelurahan_rank),
        "status_notes": _each(
            _SMALL,
            usulan.status not in SETTLED and hari(usulan.status_since),
            names_opd and usulan.opd,
        ),
    }


def _each(pattern: str, *values: Any) -> SafeString:
    """``pattern`` filled with every value that there is."""
    return SafeString("".join([format_html(pattern, value) for value in values if value]))
