"""Reads of drafts: their table, the usulan behind a figure, and where a usulan stands."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from kelurahan.models import City, Kecamatan
from planning.models import Cycle
from proposals.models import Attachment, Proposal
from proposals.statuses import AttachmentKind, FundingSource
from rkpd.candidates import Candidate, candidates, taken_up
from rkpd.cuts import WHOLE_DRAFT, Cut
from rkpd.models import Draft, Line, LineSource
from rkpd.outline import ORDER, OutlineRow, outline
from rkpd.parts import parts_in


def drafts_for(user: Any) -> QuerySet[Draft]:
    """The drafts ``user`` may see, each with ``line_count``; newest first."""
    return (
        Draft.objects.visible_to(user)
        .select_related("cycle", "city", "built_by", "frozen_by")
        .annotate(line_count=Count("lines"))
        .order_by("-cycle__fiscal_year", "-version", "city")
    )


def lines_in(draft: Draft, cut: Cut = WHOLE_DRAFT) -> list[Line]:
    """The lines of a draft in the order of its table; within a kecamatan only that part of each."""
    lines = Line.objects.filter(draft=draft).order_by(*ORDER)
    if cut.opd is not None:
        lines = lines.filter(opd=cut.opd)
    if cut.funding_source:
        lines = lines.filter(funding_source=cut.funding_source)
    return list(lines) if cut.kecamatan is None else parts_in(draft, list(lines), cut.kecamatan)


def table_of(draft: Draft, cut: Cut = WHOLE_DRAFT) -> list[OutlineRow]:
    """The draft as headings with subtotals and lines; one query for the whole."""
    return list(outline(lines_in(draft, cut)))


def cuts_of(draft: Draft) -> tuple[list[tuple[int, str]], list[str], list[tuple[int, str]]]:
    """What to choose from: OPD and sources of money of the draft, kecamatan of the city."""
    lines = Line.objects.filter(draft=draft).order_by()
    opds: dict[int, str] = {}
    sources: set[str] = set()
    for opd, name, source in lines.values_list("opd", "opd_name", "funding_source").distinct():
        opds[opd] = name
        sources.add(source)
    kecamatan = Kecamatan.objects.filter(city=draft.city_id).order_by("code")
    return (
        sorted(opds.items(), key=lambda pair: (pair[1], pair[0])),
        [source for source in FundingSource.values if source in sources],
        [(place.pk, str(place)) for place in kecamatan],
    )


def sources_in(
    draft: Draft, cut: Cut = WHOLE_DRAFT, *, code: str = "", line: int | None = None
) -> QuerySet[LineSource]:
    """The usulan behind a figure of the draft: of a cut, under a code, on a line, or all.

    ``code`` may name any level: ``1.03`` holds ``1.03.06.2.01.0012``, not ``1.031``.
    """
    sources = LineSource.objects.filter(draft=draft)
    if cut.opd is not None:
        sources = sources.filter(line__opd=cut.opd)
    if cut.funding_source:
        sources = sources.filter(line__funding_source=cut.funding_source)
    if cut.kecamatan is not None:
        sources = sources.filter(proposal__kelurahan__kecamatan=cut.kecamatan)
    if code:
        sources = sources.filter(Q(line__code=code) | Q(line__code__startswith=f"{code}."))
    if line is not None:
        sources = sources.filter(line=line)
    return sources.select_related(
        "line", "proposal__kelurahan", "proposal__rw", "proposal__rt", "proposal__organisation"
    ).order_by(*(f"line__{column}" for column in ORDER), "proposal__number")


def with_photos(sources: QuerySet[LineSource]) -> QuerySet[LineSource]:
    """The same, each usulan with its pictures as ``pictures``, oldest first; one query more."""
    pictures = Attachment.objects.filter(
        kind=AttachmentKind.PHOTO, content_type__startswith="image/"
    )
    return sources.prefetch_related(
        Prefetch("proposal__attachments", queryset=pictures, to_attr="pictures")
    )


def lines_of(proposal: Proposal, *, with_open: bool = False) -> QuerySet[LineSource]:
    """Where a usulan stands: its part of every frozen draft, newest first.

    ``with_open`` adds drafts that are not frozen yet; those are for Bappeda's eyes only.
    """
    sources = LineSource.objects.filter(proposal=proposal)
    if not with_open:
        sources = sources.filter(draft__frozen_at__isnull=False)
    return sources.select_related("draft__cycle", "line").order_by("-draft__version")


def left_since(carried: Sequence[LineSource]) -> Draft | None:
    """The first frozen draft that no longer holds a usulan which ``carried`` it before.

    ``carried`` is what ``lines_of`` gives, newest first.
    """
    frozen = [source.draft for source in carried if source.draft.is_frozen]
    if not frozen:
        return None
    later = Draft.objects.filter(
        city=frozen[0].city_id,
        cycle=frozen[0].cycle_id,
        version__gt=frozen[0].version,
        frozen_at__isnull=False,
    )
    return later.select_related("cycle").order_by("version").first()


def outside(cycle: Cycle, city: City, draft: Draft | None = None) -> QuerySet[Proposal]:
    """Usulan to be taken up that do not stand in ``draft``, or without it in no draft at all."""
    placed = LineSource.objects.filter(proposal=OuterRef("pk"))
    if draft is not None:
        placed = placed.filter(draft=draft)
    return taken_up(cycle, city).filter(~Exists(placed))


def left_out(draft: Draft) -> list[Candidate]:
    """The usulan outside the draft, with what they lack; what lacks nothing came later."""
    return candidates(outside(draft.cycle, draft.city, draft))
