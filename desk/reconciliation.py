"""Reconciliation: per kelurahan and day what came in, went to SIPD and came back, and what did not.

A usulan that is lost between systems stands here by name on the day that it was handed in.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date

from desk.recaps.base import Recap
from desk.recaps.chosen import Chosen, Place
from desk.recaps.pages import RecapPages
from proposals.models import Proposal, ProposalEvent, Sending, SipdExportRow
from proposals.scope import lapsed
from proposals.statuses import FUNNEL, FunnelStage, Status
from proposals.workflow.replay import IMPORTED

DAYS_PER_PAGE = 15
USULAN_PER_PAGE = 50

FROM_SIPD = "sipd_"
"""How the deeds begin that follow SIPD's status file."""

FLOWS = {
    "dikirim": "Dikirim pengusul",
    "perangkat": "Dari antrean perangkat",
    "berkas": "Masuk dari berkas",
    "ditangani": "Ditangani kelurahan",
    "diunduh": "Diunduh untuk SIPD",
    "kembali": "Kembali dari SIPD",
}
"""What is counted on the day it happened."""

LACKS = {
    "foto": "Foto belum sampai",
    "kelurahan": "Belum ditangani kelurahan",
    "sipd": "Belum diunduh untuk SIPD",
    "jawaban": "Belum dijawab SIPD",
    "lewat": "Lewat batas perbaikan",
    "gabungan": "Gabungannya sudah berakhir",
}
"""What is counted on the day that the usulan was handed in."""

ON_THE_WAY = (
    Status.FORWARDED,
    Status.AGREED,
    Status.DEFERRED,
    Status.ACCOMMODATED,
    Status.IN_RKPD,
    Status.IN_APBD,
)
"""SIPD has to know these, wherever they were decided: the kelurahan has sent them on, and the city
is to pay or may yet."""


ENDED = set(FUNNEL[FunnelStage.ENDED]) - {Status.DIVERTED}
"""What was merged into one of these goes no further with it."""


@dataclass
class Day:
    """One kelurahan on one day."""

    day: date
    place: Place
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def flows(self) -> list[int]:
        return [self.counts[key] for key in FLOWS]

    @property
    def lacks(self) -> list[tuple[str, int]]:
        return [(key, self.counts[key]) for key in LACKS]


def lacking(rows: QuerySet[Proposal], lack: str) -> QuerySet[Proposal]:
    """Those of ``rows`` that have not come as far as ``lack`` says."""
    if lack == "foto":
        return rows.filter(files_awaited__gt=0, submitted_at__isnull=False)
    if lack == "kelurahan":
        return rows.filter(status=Status.SUBMITTED)
    if lack == "lewat":
        return rows.filter(lapsed())
    if lack == "gabungan":
        return rows.filter(status=Status.MERGED, merged_into__status__in=ENDED)
    exported = Exists(SipdExportRow.objects.for_sipd().filter(proposal=OuterRef("pk")))
    answered = ProposalEvent.objects.filter(proposal=OuterRef("pk"), action__startswith=FROM_SIPD)
    rows = rows.filter(~Exists(answered), external_id="", status__in=ON_THE_WAY)
    return rows.filter(exported if lack == "jawaban" else ~exported)


def days_of(chosen: Chosen) -> list[Day]:
    """Every kelurahan and day on which something happened or is lacking, the newest first."""
    places = {place.kelurahan: place for place in chosen.places}
    days: dict[tuple[date, int], Day] = {}
    for key, counted in _counted(chosen).items():
        for row in counted:
            if place := places.get(row["place"]):
                at = (row["day"], row["place"])
                day = days.setdefault(at, Day(row["day"], place))
                day.counts[key] += row["count"]
    order = {key: at for at, key in enumerate(places)}
    return sorted(days.values(), key=lambda d: (-d.day.toordinal(), order[d.place.kelurahan]))


def _counted(chosen: Chosen) -> dict[str, Any]:
    """One query for each column."""
    rows = chosen.rows.order_by()
    events = ProposalEvent.objects.filter(proposal__in=rows.values("pk")).order_by()
    files = SipdExportRow.objects.for_sipd().filter(proposal__in=rows.values("pk")).order_by()
    sent = Sending.objects.filter(proposal__in=rows.values("pk")).order_by()
    handled = events.filter(source=Status.SUBMITTED).exclude(
        target__in=(Status.SUBMITTED, Status.WITHDRAWN)
    )
    return {
        "dikirim": _by_day(rows, "submitted_at", "kelurahan", "pk"),
        "perangkat": _by_day(sent, "received_at"),
        "berkas": _by_day(events.filter(action=IMPORTED)),
        "ditangani": _by_day(handled),
        "diunduh": _by_day(files, "export__at"),
        "kembali": _by_day(events.filter(action__startswith=FROM_SIPD)),
        **{lack: _by_day(lacking(rows, lack), "submitted_at", "kelurahan", "pk") for lack in LACKS},
    }


def _by_day(
    rows: QuerySet[Any],
    at: str = "at",
    place: str = "proposal__kelurahan",
    counted: str = "proposal",
) -> QuerySet[Any]:
    """How many usulan per day and kelurahan; one that passes twice on a day counts once."""
    grouped = rows.values(day=TruncDate(at), place=F(place))
    return grouped.annotate(count=Count(counted, distinct=True))


class _Narrowed(Recap):
    """The filters of the page."""

    filters = ("kecamatan", "kelurahan")


class ReconciliationPage(RecapPages):
    """The days, and below them by name the usulan that lack what was pressed."""

    template_name = "recaps/reconciliation.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen_for(_Narrowed())
        days = days_of(chosen)
        totals = {key: sum(day.counts[key] for day in days) for key in (*FLOWS, *LACKS)}
        asked = request.GET.get("kurang", "")
        lack = asked if asked in LACKS else next((key for key in LACKS if totals[key]), "sipd")
        day = _day_of(request.GET.get("hari", ""))
        rows = lacking(chosen.rows, lack)
        rows = rows.filter(submitted_at__date=day) if day else rows
        return self.page(
            "Rekonsiliasi",
            chosen=chosen,
            cycle=chosen.cycle,
            selects=self.selects(_Narrowed(), chosen),
            flows=[(label, totals[key]) for key, label in FLOWS.items()],
            lacks=[(key, label, totals[key]) for key, label in LACKS.items()],
            days=Paginator(days, DAYS_PER_PAGE).get_page(request.GET.get("ph")),
            lack=lack,
            lack_label=LACKS[lack],
            day=day,
            usulan=_named(rows, request.GET.get("p")),
        )


def _named(rows: QuerySet[Proposal], page: Any) -> Page:
    """One page of the usulan themselves, those that wait longest first."""
    rows = rows.select_related("kelurahan", "merged_into").order_by("submitted_at", "pk")
    return Paginator(rows, USULAN_PER_PAGE).get_page(page)


def _day_of(asked: str) -> date | None:
    try:
        return parse_date(asked)
    except ValueError:
        return None
