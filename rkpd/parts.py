"""Lines as far as they lie in one kecamatan: the same table, with that part's figures."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from proposals.models import Proposal
from rkpd.candidates import locations_of, rw_of_located_rts
from rkpd.models import Draft, Line, LineSource


class _Part(NamedTuple):
    line: int
    pk: UUID
    kelurahan: str
    rw: str | None
    volume: Decimal
    value: int


def parts_in(draft: Draft, lines: list[Line], kecamatan: int) -> list[Line]:
    """The lines that have usulan in the kecamatan, with the figures and places of those alone.

    Next year's need is the same share of the line's as the pagu, half a rupiah upwards. What is
    returned is for reading, not for saving.
    """
    inside = LineSource.objects.filter(draft=draft, proposal__kelurahan__kecamatan=kecamatan)
    by_line: dict[int, list[_Part]] = defaultdict(list)
    for row in inside.order_by("pk").values_list(
        "line_id",
        "proposal_id",
        "proposal__kelurahan__name_local",
        "proposal__rw__label",
        "volume",
        "value",
    ):
        part = _Part._make(row)
        by_line[part.line].append(part)
    located = rw_of_located_rts(Proposal.objects.filter(pk__in=inside.values("proposal")))
    return [_part_of(line, by_line[line.pk], located) for line in lines if line.pk in by_line]


def _part_of(line: Line, members: list[_Part], located: dict[UUID, list[str]]) -> Line:
    whole = line.pagu
    line.pagu = sum(member.value for member in members)
    line.target_volume = sum((member.volume for member in members), Decimal(0))
    line.usulan_count = len(members)
    line.forward_estimate = (
        (line.forward_estimate * line.pagu + whole // 2) // whole if whole else 0
    )
    line.locations = locations_of(members, located)
    return line
