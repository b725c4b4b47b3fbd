"""Reads of drafts: their table, the usulan behind a figure, and where a usulan stands."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kelurahan.models import City
from planning.models import Cycle
from proposals.models import Proposal
from rkpd.candidates import Candidate, candidates, taken_up
from rkpd.models import Draft, Line, LineSource
from rkpd.outline import ORDER, OutlineRow, outline


def drafts_for(user: Any) -> QuerySet[Draft]:
    """The drafts ``user`` may see, each with ``line_count``; newest first."""
    return (
        Draft.objects.visible_to(user)
        .select_related("cycle", "city", "built_by", "frozen_by")
        .annotate(line_count=Count("lines"))
        .order_by("-cycle__fiscal_year", "-version", "city")
    )


def lines_in(draft: Draft) -> QuerySet[Line]:
    """The lines of a draft in the order of its table."""
    return Line.objects.filter(draft=draft).order_by(*ORDER)


def table_of(draft: Draft) -> list[OutlineRow]:
    """The draft as headings with subtotals and lines; one query."""
    return list(outline(lines_in(draft)))


def sources_in(
    draft: Draft, *, opd: int | None = None, code: str = "", line: int | None = None
) -> QuerySet[LineSource]:
    """The usulan behind a figure of the draft: of an OPD, under a code, on a line, or all.

    ``code`` may name any level: ``1.03`` holds ``1.03.06.2.01.0012``, not ``1.031``.
    """
    sources = LineSource.objects.filter(draft=draft)
    if opd is not None:
        sources = sources.filter(line__opd=opd)
    if code:
        sources = sources.filter(Q(line__code=code) | Q(line__code__startswith=f"{code}."))
    if line is not None:
        sources = sources.filter(line=line)
    return sources.select_related(
        "line", "proposal__kelurahan", "proposal__rw", "proposal__rt", "proposal__organisation"
    ).order_by(*(f"line__{column}" for column in ORDER), "proposal__number")


def lines_of(proposal: Proposal, *, with_open: bool = False) -> QuerySet[LineSource]:
    """Where a usulan stands: its part of every frozen draft, newest first.

    ``with_open`` adds drafts that are not frozen yet; those are for Bappeda's eyes only.
    """
    sources = LineSource.objects.filter(proposal=proposal)
    if not with_open:
        sources = sources.filter(draft__frozen_at__isnull=False)
    return sources.select_related("draft__cycle", "line").order_by("-draft__version")


def outside(cycle: Cycle, city: City, draft: Draft | None = None) -> QuerySet[Proposal]:
    """Usulan to be taken up that do not stand in ``draft``, or without it in no draft at all."""
    placed = LineSource.objects.filter(proposal=OuterRef("pk"))
    if draft is not None:
        placed = placed.filter(draft=draft)
    return taken_up(cycle, city).filter(~Exists(placed))


def left_out(draft: Draft) -> list[Candidate]:
    """The usulan outside the draft, with what they lack; what lacks nothing came later."""
    return candidates(outside(draft.cycle, draft.city, draft))
