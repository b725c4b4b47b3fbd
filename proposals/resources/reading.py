"""What every layout reads: one query for the usulan, a few more per 2,000 of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from foundation.cells import Cell
from foundation.exports import StreamingResource
from foundation.indonesia import number, rupiah
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.statuses import Level


def for_export(usulan: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The usulan with all that a layout shows, in the order in which they come."""
    last = (
        ProposalEvent.objects.filter(proposal=OuterRef("pk"))
        .filter(Q(reason__isnull=False) | ~Q(note=""))
        .order_by("-at", "-pk")
    )
    return (
        usulan.select_related(
            "cycle",
            "kelurahan__kecamatan__city",
            "rw",
            "rt",
            "organisation",
            "kamus_item__issue",
            "kamus_item__sub_kegiatan",
            "opd",
            "first_opd",
            "city_priority",
            "merged_into",
            "carried_from",
        )
        .prefetch_related(
            "rts",
            Prefetch("assessments", Assessment.objects.select_related("opd", "sub_kegiatan")),
        )
        .annotate(
            last_note=Subquery(last.values("note")[:1]),
            last_reason=Subquery(last.values("reason__public_sentence")[:1]),
        )
    )


class UsulanResource(StreamingResource):
    """Base of the layouts; give ``rows`` a queryset that went through ``for_export``."""

    class Meta:
        model = Proposal

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.running = 0

    def rows(self, queryset: QuerySet[Any] | Iterable[Any]) -> Iterator[list[Cell]]:
        """The rows, numbered from 1 each time."""
        self.running = 0
        yield from super().rows(queryset)


def assessed(usulan: Proposal, level: Level) -> Assessment | None:
    """The figures of one office, if it has given any."""
    return next((row for row in usulan.assessments.all() if row.level == level), None)


def figures_in_words(usulan: Proposal, level: Level) -> str:
    """``Volume 8 m; Rp8.000.000; jalur kanan saja``: what an office made of the usulan."""
    row = assessed(usulan, level)
    if row is None:
        return ""
    said = []
    if row.volume is not None:
        said.append(f"Volume {number(row.volume)} {usulan.unit}".rstrip())
    if row.value is not None:
        said.append(rupiah(row.value))
    if row.note:
        said.append(row.note)
    return "; ".join(said)


def sub_kegiatan_of(usulan: Proposal) -> Any:
    """The one that the OPD chose, else the one of the kamus item."""
    row = assessed(usulan, Level.OPD)
    if row and row.sub_kegiatan:
        return row.sub_kegiatan
    return usulan.kamus_item.sub_kegiatan if usulan.kamus_item else None


def last_word(usulan: Any) -> str:
    """Reason and note of the last deed that gave any."""
    return " ".join(word for word in (usulan.last_reason, usulan.last_note) if word)


def located_rts(usulan: Proposal) -> str:
    """``001, 003``: the RTs named as location."""
    return ", ".join(sorted(rt.label for rt in usulan.rts.all()))
