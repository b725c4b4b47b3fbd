"""The three questions that decide whether a usulan survives, asked while it is written.

Is it in the kamus, is the land clear, has it been proposed already (domain page 10, point 6).
"""

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from planning.models import Cycle, KamusItem
from proposals.models import Proposal
from proposals.requirements import needs_land_status
from proposals.scope import borders_of
from proposals.statuses import CLEAR_LAND, LandStatus, Status

NEAR_METRES = 100
YEARS_BACK = 3
SHOWN = 5
MOST_COMPARED = 200
"""Enough neighbours to compare; a city centre may have more of the commonest item."""

SHOWN_COLUMNS = ("cycle", "rw", "number", "title", "address", "volume", "unit", "status")
"""What is shown of a neighbour; the two hundred that are compared need no more than their place."""

_METRES_PER_DEGREE = 111_320
_EARTH_RADIUS = 6_371_000


@dataclass(frozen=True)
class Gate:
    """One of the three questions: ``tone`` is good, todo or wait; ``advice`` what to do."""

    question: str
    answer: str
    tone: str
    advice: str = ""


@dataclass(frozen=True)
class Similar:
    """Earlier usulan for the same work: those the person may see, and how many others."""

    shown: tuple[Proposal, ...] = ()
    more: int = 0
    hidden: int = 0

    @property
    def count(self) -> int:
        return len(self.shown) + self.more + self.hidden


LAND_ADVICE: dict[str, tuple[str, str]] = {
    LandStatus.GOVERNMENT: (
        "Jalan, saluran, taman atau bangunan milik pemerintah kota.",
        "Tidak perlu surat tambahan.",
    ),
    LandStatus.HANDED_OVER: (
        "Lahan perumahan yang sudah diserahkan pengembang kepada kota.",
        "Tidak perlu surat tambahan. Bila ada, siapkan salinan berita acara serah terima.",
    ),
    LandStatus.NOT_HANDED_OVER: (
        "Lahan perumahan yang masih dipegang pengembang.",
        "Kota belum boleh membangun di sini. Minta pengembang menyerahkan fasos-fasum ke kota "
        "lebih dulu. Tanyakan caranya di kelurahan.",
    ),
    LandStatus.OTHER_AGENCY: (
        "Misalnya milik kementerian, provinsi, kereta api, pengairan atau perusahaan negara.",
        "Perlu surat izin dari pemilik lahan. Minta bantuan kelurahan untuk bersurat.",
    ),
    LandStatus.RESIDENTS: (
        "Tanah pribadi atau wakaf.",
        "Perlu surat pernyataan pemilik bahwa lahan boleh dipakai untuk umum, bermeterai dan "
        "diketahui RT, RW serta lurah.",
    ),
    LandStatus.UNKNOWN: (
        "Belum jelas siapa pemiliknya.",
        "Tanyakan kepada pengurus RW atau kelurahan sebelum mengirim. Lahan yang tidak jelas "
        "sering membuat usulan ditolak.",
    ),
}
"""Per land status: what it means, and what must be arranged (domain pages 3.5 and 8, P10)."""


def kamus_gate(proposal: Proposal) -> Gate:
    """Is the work in the kamus?"""
    question = "Ada di kamus usulan?"
    item = proposal.kamus_item
    if item is None:
        return Gate(
            question,
            "Tidak ada di kamus",
            "todo",
            "Usulan tetap dapat dikirim. Petugas kelurahan mencarikan item kamus yang cocok atau "
            "menanyakannya kepada Anda. Usulan tanpa item kamus lebih sulit dibiayai.",
        )
    if not item.is_active:
        return Gate(question, "Item sudah tidak dipakai", "todo", "Pilih item kamus yang lain.")
    office = f" Ditangani {item.opd}." if item.opd else ""
    return Gate(question, "Ya, ada di kamus", "good", f"{item.name}.{office}")


def land_gate(proposal: Proposal) -> Gate:
    """May the city build there?"""
    question = "Lahannya boleh dibangun kota?"
    status = proposal.land_status
    if not status:
        if needs_land_status(proposal):
            return Gate(question, "Belum diisi", "todo", "Pilih status lahan pada langkah lokasi.")
        return Gate(question, "Tidak perlu lahan", "good")
    advice = LAND_ADVICE[status][1]
    if status in CLEAR_LAND:
        return Gate(question, LandStatus(status).label, "good", advice)
    return Gate(question, LandStatus(status).label, "todo", advice)


def similar_gate(similar: Similar) -> Gate:
    """Has it been asked for already?"""
    question = "Sudah pernah diusulkan?"
    if not similar.count:
        return Gate(question, "Belum ada yang sama", "good")
    return Gate(
        question,
        f"Ada {similar.count} usulan serupa",
        "todo",
        "Bila tempat dan pekerjaannya sama, tidak perlu diusulkan lagi. Bila berbeda, jelaskan "
        "bedanya pada bagian permasalahan.",
    )


def already_proposed(proposal: Proposal, user: Any) -> Similar:
    """Usulan of the same kamus item in the same RW or within 100 m, this year or the last three.

    Withdrawn ones and drafts do not count. Those across the user's borders are only counted.
    """
    if proposal.kamus_item is None:
        return Similar()
    columns = ("pk", "kelurahan", "rw", "latitude", "longitude")
    rows = _candidates(proposal).annotate(within=_within(borders_of(user)))
    found = [
        (pk, within)
        for pk, *place, within in rows.values_list(*columns, "within")[:MOST_COMPARED]
        if _is_close(proposal, *place)
    ]
    seen = [pk for pk, within in found if within]
    return Similar(
        shown=_shown(seen[:SHOWN]),
        more=max(len(seen) - SHOWN, 0),
        hidden=len(found) - len(seen),
    )


def _shown(keys: list[Any]) -> tuple[Proposal, ...]:
    if not keys:
        return ()
    rows = Proposal.objects.filter(pk__in=keys).select_related("cycle").only(*SHOWN_COLUMNS)
    return tuple(rows.order_by("-submitted_at"))


def _within(borders: Q | None) -> Any:
    """A column that says whether the row lies within the borders; one read tells both."""
    if borders is None or not borders:
        return Value(borders is not None)
    return ExpressionWrapper(borders, output_field=BooleanField())


def _candidates(proposal: Proposal) -> QuerySet[Proposal]:
    # Years and items by their keys: without joins each place is found by an index of its own.
    year, item = proposal.cycle.fiscal_year, proposal.kamus_item
    years = Cycle.objects.filter(fiscal_year__gte=year - YEARS_BACK, fiscal_year__lte=year)
    items = KamusItem.objects.filter(cycle__in=years, code=item.code if item else None)
    same_place = Q(pk__in=[])
    if proposal.rw_id:
        same_place |= Q(rw=proposal.rw_id)
    elif proposal.organisation_id:
        same_place |= Q(organisation=proposal.organisation_id)
    else:
        same_place |= Q(kelurahan=proposal.kelurahan_id, rw=None, organisation=None)
    if proposal.latitude is not None and proposal.longitude is not None:
        same_place |= _box(proposal.latitude, proposal.longitude)
    rows = (
        Proposal.objects.filter(
            same_place,
            kamus_item__in=list(items.order_by().values_list("pk", flat=True)),
            submitted_at__isnull=False,
        )
        .exclude(pk=proposal.pk)
        .exclude(status=Status.WITHDRAWN)
    )
    if proposal.carried_from_id:
        rows = rows.exclude(pk=proposal.carried_from_id)
    return rows.order_by("-submitted_at")


def _box(latitude: Decimal, longitude: Decimal) -> Q:
    """A square that holds the circle of 100 m; the circle itself is measured afterwards."""
    high = Decimal(NEAR_METRES / _METRES_PER_DEGREE)
    wide = Decimal(NEAR_METRES / (_METRES_PER_DEGREE * cos(radians(latitude))))
    return Q(
        latitude__range=(latitude - high, latitude + high),
        longitude__range=(longitude - wide, longitude + wide),
    )


def _is_close(
    proposal: Proposal,
    kelurahan_id: int,
    rw_id: int | None,
    latitude: Decimal | None,
    longitude: Decimal | None,
) -> bool:
    if rw_id == proposal.rw_id and kelurahan_id == proposal.kelurahan_id:
        return True
    here, there = (proposal.latitude, proposal.longitude), (latitude, longitude)
    return metres_between(here, there) <= NEAR_METRES


Point = tuple[Decimal | None, Decimal | None]


def metres_between(one: Point, other: Point) -> float:
    """The distance of two points on the ground; infinite where one is missing."""
    points = (*one, *other)
    if any(value is None for value in points):
        return float("inf")
    lat1, lon1, lat2, lon2 = (radians(value) for value in points if value is not None)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(sqrt(half))
