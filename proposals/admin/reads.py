"""What one visit to the list reads once: cycles, counts, the order of rows."""

import re
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from kelurahan.labels import normalise_label
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.models import Proposal
from proposals.review import in_cycle
from proposals.statuses import Status

_BY_KAMUS = (
    F("kamus_item__issue__name").asc(nulls_first=True),
    F("kamus_item__code").asc(nulls_first=True),
    F("rw__label").asc(nulls_last=True),
    F("rank").asc(nulls_last=True),
    "number",
)
_BY_PLACE = ("kelurahan", F("kelurahan_rank").asc(nulls_last=True), "number")

ORDERS: dict[str, tuple[Any, ...]] = {
    "kamus": _BY_KAMUS,
    "wilayah": _BY_PLACE,
    "lama": ("status_since", "pk"),
    "nilai": (F("value").desc(nulls_last=True), "pk"),
    "nomor": ("number", "pk"),
}

_PLACE = re.compile(r"\b(rt|rw)\s*\.?\s*(\d{1,3}[a-z]?|[ivxl]{1,6})\b[\s,/]*", re.IGNORECASE)


def order_name(request: HttpRequest) -> str:
    """The order asked for; a kelurahan's own is by kamus item, that of the others by place."""
    asked = request.GET.get("urut", "")
    if asked in ORDERS:
        return asked
    return "kamus" if scope_of(request.user).roles & {Role.STAFF, Role.LURAH} else "wilayah"


def ordering_of(request: HttpRequest) -> tuple[Any, ...]:
    """The columns of the order asked for."""
    return ORDERS[order_name(request)]


def cycles_of(request: HttpRequest) -> list[Cycle]:
    """All cycles, the running one first; read once per request."""
    if not hasattr(request, "_cycles"):
        request._cycles = list(Cycle.objects.order_by("-is_current", "-fiscal_year"))
    return request._cycles


def chosen_cycle(request: HttpRequest) -> Cycle | None:
    """The cycle that ``?tahun=`` names, else the running one; ``None`` for all of them."""
    asked = request.GET.get("tahun", "")
    if asked == "semua":
        return None
    cycles = cycles_of(request)
    named = [cycle for cycle in cycles if str(cycle.fiscal_year) == asked]
    return next(iter(named or cycles), None)


def visible_in_cycle(request: HttpRequest) -> QuerySet[Proposal]:
    """What the visitor may see of the chosen cycle."""
    return in_cycle(request.user, chosen_cycle(request))


def status_counts(request: HttpRequest) -> dict[str, int]:
    """How many usulan of the chosen cycle stand in each status; read once per request.

    The empty key holds how many were handed in.
    """
    if not hasattr(request, "_status_counts"):
        rows = (
            visible_in_cycle(request)
            .order_by()
            .values_list("status")
            .annotate(count=Count("pk"), handed_in=Count("submitted_at"))
        )
        counts: dict[str, int] = {"": 0}
        for status, count, handed_in in rows:
            counts[status] = count
            counts[""] += handed_in
        request._status_counts = counts
    return request._status_counts


def search(rows: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    """Usulan by words of number, title, address or organisation, and by ``RT 3/RW 5``."""
    for kind, label in _PLACE.findall(text):
        rows = rows.filter(**{f"{kind.lower()}__label": normalise_label(label)})
    for word in _PLACE.sub(" ", text).split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(address__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return rows


def waiting_sentence(user: Any, counts: dict[str, int]) -> tuple[str, Status] | None:
    """``212 dari 330 belum diverifikasi`` and the status that the sentence counts."""
    roles = scope_of(user).roles
    for group, status, words in (
        ({Role.STAFF, Role.LURAH}, Status.SUBMITTED, "belum diverifikasi"),
        ({Role.KECAMATAN}, Status.FORWARDED, "menunggu keputusan kecamatan"),
        ({Role.OPD}, Status.AGREED, "menunggu keputusan Perangkat Daerah"),
    ):
        if roles & group:
            return f"{counts.get(status, 0)} dari {counts['']} {words}", status
    return None
