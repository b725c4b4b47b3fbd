"""Who has handed in nothing, and who has not finished: lists with names, not only counts."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from foundation.indonesia import date_long, number
from kelurahan.models import RW, Kelurahan
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.dashboards import offices
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import Cell, Line, Table, query_of
from proposals.models import KelurahanList, Proposal
from proposals.statuses import Status
from proposals.waiting import WAIT, Deadlines


def places_of(user: Any, office: Office) -> QuerySet[Kelurahan]:
    """The kelurahan of an office that are still valid."""
    places = Kelurahan.objects.filter(valid_until=None)
    if office.kind == offices.KECAMATAN:
        return places.filter(kecamatan=office.pk)
    if office.kind == offices.KELURAHAN:
        return places.filter(pk=office.pk)
    scope = scope_of(user)
    return places if scope.everything else places.filter(pk__in=scope.kelurahan_below)


def rws_without(user: Any, cycle: Cycle, office: Office) -> QuerySet[RW]:
    """RW from which neither the RW itself nor one of its RT handed anything in."""
    own = Proposal.objects.filter(
        cycle=cycle, rw=OuterRef("pk"), organisation=None, submitted_at__isnull=False
    ).exclude(status=Status.WITHDRAWN)
    rws = RW.objects.filter(~Exists(own), valid_until=None)
    return rws.filter(kelurahan__in=places_of(user, office).order_by().values("pk"))


def places_without_lock(user: Any, cycle: Cycle, office: Office) -> QuerySet[Kelurahan]:
    """Kelurahan whose berita acara is not locked."""
    locked = KelurahanList.objects.filter(cycle=cycle, kelurahan=OuterRef("pk"))
    return places_of(user, office).filter(~Exists(locked))


def places_without_usulan(user: Any, cycle: Cycle, office: Office) -> QuerySet[Kelurahan]:
    """Kelurahan from which nothing was handed in."""
    own = Proposal.objects.filter(cycle=cycle, kelurahan=OuterRef("pk"), submitted_at__isnull=False)
    return places_of(user, office).filter(~Exists(own))


def rw_without(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """One line per RW, with its RT and the drafts that were begun there."""
    begun = Q(proposals__cycle=cycle, proposals__status=Status.DRAFT)
    rws = (
        rws_without(user, cycle, office)
        .annotate(
            rt_count=Count("rts", filter=Q(rts__valid_until=None), distinct=True),
            drafts=Count("proposals", filter=begun, distinct=True),
        )
        .order_by("kelurahan__kecamatan__name_local", "kelurahan__name_local", "label")
        .values_list(
            "label", "kelurahan__name_local", "kelurahan__kecamatan__name_local", "rt_count",
            "drafts", "pk",
        )
    )  # fmt: skip
    sees_drafts = office.kind == offices.KELURAHAN
    lines = []
    for label, place, district, rts, drafts, pk in rws:
        cells = [Cell(place, f"Kecamatan {district}"), Cell(number(rts))]
        if sees_drafts:
            query = query_of(cycle, rw=pk, status=Status.DRAFT.value) if drafts else ""
            cells.append(Cell(number(drafts), "", query))
        lines.append(Line(f"RW {label}", tuple(cells)))
    heads = ("Kelurahan", "Banyak RT", *(("Draf",) if sees_drafts else ()))
    note = "RW yang pengurusnya dan ketua RT-nya belum mengajukan satu usulan pun."
    return [Table("RW tanpa usulan", "RW", heads, tuple(lines), None, note)]


def unlocked(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """One line per kelurahan: what still waits there, and until when."""
    deadlines, wait = Deadlines(cycle), WAIT["musrenbang"]
    in_cycle = Q(proposals__cycle=cycle)
    places = (
        places_without_lock(user, cycle, office)
        .annotate(
            handed_in=Count("proposals__submitted_at", filter=in_cycle),
            open=Count("proposals", filter=in_cycle & Q(proposals__status=Status.SUBMITTED)),
            listed=Count("proposals", filter=in_cycle & Q(proposals__status=Status.PRIORITISED)),
        )
        .order_by("kecamatan__name_local", "name_local")
        .values_list("pk", "name_local", "kecamatan__name_local", "handed_in", "open", "listed")
    )
    lines = []
    for pk, name, district, handed_in, open_, listed in places:
        end = deadlines.end_of(wait, pk)
        lines.append(
            Line(
                name,
                (
                    Cell(district),
                    _linked(cycle, handed_in, kelurahan=pk),
                    _linked(cycle, open_, kelurahan=pk, status=Status.SUBMITTED.value),
                    _linked(cycle, listed, kelurahan=pk, status=Status.PRIORITISED.value),
                    Cell(date_long(end) if end else "–"),
                ),
            )
        )
    heads = ("Kecamatan", "Masuk", "Belum diverifikasi", "Prioritas", "Musrenbang sampai")
    caption = "Kelurahan yang belum mengunci berita acara"
    return [Table(caption, "Kelurahan", heads, tuple(lines))]


def kelurahan_without(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """Names alone: there is nothing else to tell."""
    rows = places_without_usulan(user, cycle, office)
    rows = rows.order_by("kecamatan__name_local", "name_local")
    lines = tuple(
        Line(name, (Cell(district),))
        for name, district in rows.values_list("name_local", "kecamatan__name_local")
    )
    return [Table("Kelurahan tanpa usulan", "Kelurahan", ("Kecamatan",), lines)]


def _linked(cycle: Cycle, count: int, **filters: Any) -> Cell:
    return Cell(number(count), "", query_of(cycle, **filters) if count else "")
