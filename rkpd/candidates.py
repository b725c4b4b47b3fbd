"""Which usulan a draft takes up, and with which figures: those of the OPD concerned."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from kelurahan.models import City
from planning.models import Cycle, Nomenclature
from proposals.models import Proposal
from proposals.statuses import Level, Status
from rkpd.models import LineSource

TAKEN_UP = (Status.ACCOMMODATED, Status.IN_RKPD, Status.IN_APBD)
"""Accommodated ones, and those that a frozen draft of the cycle has brought further since."""

BY_PLACE = ("kelurahan__code", "rw__label", "number")

LineKey = tuple[int, int, str, str]
"""OPD, sub kegiatan, funding source, unit: what shares these shares a line."""


class Candidate(NamedTuple):
    """One usulan as its OPD accommodated it. Volume in ``unit``, value in rupiah."""

    pk: UUID
    number: str | None
    status: str
    opd: int | None
    raw_unit: str
    kelurahan: str
    rw: str | None
    volume: Decimal | None
    value: int | None
    sub_kegiatan: int | None
    bidang_level: str | None
    funding_source: str | None

    @property
    def unit(self) -> str:
        return " ".join(self.raw_unit.split())

    @property
    def key(self) -> LineKey:
        """The line it belongs to; ask only when nothing is ``lacking``."""
        return (self.opd or 0, self.sub_kegiatan or 0, self.funding_source or "", self.unit)

    @property
    def lacking(self) -> str:
        """Why it cannot stand on a line, in words; empty when it can."""
        if self.opd is None:
            return "Perangkat Daerah belum ditetapkan."
        named = {
            "volume": self.volume,
            "nilai": self.value,
            "sub kegiatan": self.sub_kegiatan,
            "sumber dana": self.funding_source,
        }
        missing = [name for name, given in named.items() if given in (None, "")]
        if missing:
            return f"Perangkat Daerah belum mengisi {', '.join(missing)}."
        if self.bidang_level != Nomenclature.Level.BIDANG:
            return "Kode yang dipilih Perangkat Daerah bukan sub kegiatan dengan induk lengkap."
        return ""


def taken_up(cycle: Cycle, city: City) -> QuerySet[Proposal]:
    """The usulan of the city and cycle that a draft made now has to carry.

    Work that is finished stays in the plan that it came from; what a kelurahan finished out of
    its own fund was never in it.
    """
    planned = LineSource.objects.filter(proposal=OuterRef("pk"), draft__frozen_at__isnull=False)
    return Proposal.objects.filter(
        Q(status__in=TAKEN_UP) | Q(Exists(planned), status=Status.REALISED),
        cycle=cycle,
        kelurahan__kecamatan__city=city,
    )


def candidates(usulan: QuerySet[Proposal]) -> list[Candidate]:
    """The usulan with their OPD's figures, by kelurahan, RW and number; one query."""
    rows = (
        usulan.alias(
            by_opd=FilteredRelation("assessments", condition=Q(assessments__level=Level.OPD)),
        )
        .order_by(*BY_PLACE)
        .values_list(
            "pk",
            "number",
            "status",
            "opd_id",
            "unit",
            "kelurahan__name_local",
            "rw__label",
            "by_opd__volume",
            "by_opd__value",
            "by_opd__sub_kegiatan_id",
            "by_opd__sub_kegiatan__parent__parent__parent__level",
            "by_opd__funding_source",
        )
    )
    return [Candidate._make(row) for row in rows]


def rw_of_located_rts(usulan: QuerySet[Proposal]) -> dict[UUID, list[str]]:
    """RW labels of the RTs named as location, for usulan that belong to no RW themselves."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = usulan.filter(rw=None, rts__isnull=False).order_by("rts__rw__label")
    for key, label in rows.values_list("pk", "rts__rw__label").distinct():
        found[key].append(label)
    return found


class Placed(Protocol):
    """What has a place: a usulan that belongs to a kelurahan and perhaps to an RW."""

    @property
    def pk(self) -> UUID: ...
    @property
    def kelurahan(self) -> str: ...
    @property
    def rw(self) -> str | None: ...


def locations_of(members: Iterable[Placed], located: dict[UUID, list[str]]) -> str:
    """``Kel. Pengasinan RW 003, 005; Kel. Sepanjang Jaya RW 001``."""
    places: dict[str, set[str]] = defaultdict(set)
    whole: set[str] = set()
    for member in members:
        labels = [member.rw] if member.rw else located.get(member.pk, [])
        places[member.kelurahan].update(labels)
        if not labels:
            whole.add(member.kelurahan)
    return "; ".join(_place(name, sorted(places[name]), name in whole) for name in sorted(places))


def _place(kelurahan: str, labels: list[str], has_whole: bool) -> str:
    if not labels:
        return f"Kel. {kelurahan}"
    text = f"Kel. {kelurahan} RW {', '.join(labels)}"
    return f"{text} dan tingkat kelurahan" if has_whole else text
