"""Reads for the proposers' pages; every one begins with what the user may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from kelurahan.models import RT, RW, Organisation
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, KamusItem
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.quota import Limit, rooms_of_rws
from proposals.statuses import Status
from proposals.workflow.engine import OWNER_OF_KIND

TERRITORY_COLUMN = {
    Role.RT: "rt__in",
    Role.RW: "rw__in",
    Role.PAMOR: "rw__in",
    Role.ORGANISATION: "organisation__in",
    Role.STAFF: "kelurahan__in",
}


def owned_by(user: Any) -> QuerySet[Proposal]:
    """The usulan that ``user`` writes: as their proposer, or helping (``workflow.owner_post``)."""
    scope = scope_of(user)
    mine = Q(pk__in=[])
    for role, kinds in OWNER_OF_KIND.items():
        if ids := scope.ids(role):
            kind = Q(proposer_kind__in=kinds)
            if role == Role.STAFF:
                kind |= Q(assisted_by__isnull=False)
            mine |= Q(**{TERRITORY_COLUMN[role]: ids}) & kind
    return Proposal.objects.visible_to(user).filter(mine)


@dataclass(frozen=True)
class Pile:
    """A heading of "Usulan saya" and the statuses below it."""

    key: str
    label: str
    statuses: tuple[Status, ...]


PILES = (
    Pile("perbaiki", "Perlu diperbaiki", (Status.RETURNED,)),
    Pile("draf", "Draf", (Status.DRAFT,)),
    Pile(
        "proses",
        "Sedang diproses",
        (
            Status.SUBMITTED,
            Status.VERIFIED,
            Status.PRIORITISED,
            Status.RESERVE,
            Status.FORWARDED,
            Status.AGREED,
            Status.DEFERRED,
        ),
    ),
    Pile(
        "setuju",
        "Selesai: disetujui",
        (
            Status.ACCOMMODATED,
            Status.KELURAHAN_FUNDED,
            Status.IN_RKPD,
            Status.IN_APBD,
            Status.REALISED,
        ),
    ),
    Pile("gabung", "Digabung ke usulan lain", (Status.MERGED,)),
    Pile(
        "tidak",
        "Selesai: tidak dilanjutkan",
        (
            Status.REJECTED,
            Status.NOT_AGREED,
            Status.DECLINED,
            Status.CANCELLED,
            Status.DIVERTED,
            Status.WITHDRAWN,
        ),
    ),
)
"""By what needs doing; every status stands in exactly one."""

UNDER_WAY = next(index for index, pile in enumerate(PILES) if pile.key == "proses")

ON_A_CARD = (
    *("cycle_id", "number", "title", "status", "proposer_kind", "value", "due", "updated_at"),
    *("realised_on", "diverted_to", "kelurahan__name_local", "rw__label", "rt__label"),
    *("organisation__name", "files_awaited", "merged_into", "confirmation__answer"),
)
"""What a card of "Usulan saya" tells of a usulan."""

PILE_OF_STATUS = {
    status.value: index for index, pile in enumerate(PILES) for status in pile.statuses
}


def my_proposals(user: Any, cycle: Cycle) -> QuerySet[Proposal]:
    """The user's own usulan of a cycle in the order of the piles; ``pile`` is its index.

    No more is read than a card tells; the cycle is at hand.
    """
    # All others are under way: one comparison per row less for the commonest pile.
    places = [
        When(status__in=pile.statuses, then=Value(index))
        for index, pile in enumerate(PILES)
        if index != UNDER_WAY
    ]
    return (
        owned_by(user)
        .filter(cycle=cycle)
        .select_related("kelurahan", "rw", "rt", "organisation", "confirmation")
        .only(*ON_A_CARD)
        .annotate(pile=Case(*places, default=Value(UNDER_WAY), output_field=IntegerField()))
        .order_by("pile", F("due").asc(nulls_last=True), "-updated_at", "pk")
    )


def returns_of(proposals: Iterable[Proposal]) -> dict[UUID, ProposalEvent]:
    """By usulan that is back with its proposer the event that sent it there, with its reason."""
    back = [proposal.pk for proposal in proposals if proposal.status == Status.RETURNED]
    if not back:
        return {}
    events = ProposalEvent.objects.filter(action="return", proposal__in=back)
    return {
        event.proposal_id: event for event in events.select_related("reason").order_by("at", "pk")
    }


def joined_by(proposals: Iterable[Proposal]) -> dict[UUID, Proposal]:
    """By usulan that was merged the one that it was merged into; one query where there are any."""
    into = {
        row.pk: row.merged_into_id
        for row in proposals
        if row.status == Status.MERGED and row.merged_into_id
    }
    if not into:
        return {}
    targets = Proposal.objects.select_related("confirmation", "cycle").in_bulk(set(into.values()))
    return {pk: targets[target] for pk, target in into.items()}


def standing_reasons(proposals: Iterable[Proposal]) -> dict[UUID, str]:
    """By usulan the public sentence of why it stands as it does, where a reason was given."""
    events = ProposalEvent.objects.filter(
        proposal__in=[row.pk for row in proposals],
        reason__isnull=False,
        target=F("proposal__status"),
    )
    said = events.order_by("at", "pk").values_list("proposal", "reason__public_sentence")
    return dict(said)


def pile_counts(user: Any) -> dict[int, list[int]]:
    """Per fiscal year of the user's usulan, newest first, how many lie on each pile."""
    rows = owned_by(user).order_by("-cycle__fiscal_year")
    counts: dict[int, list[int]] = {}
    for year, status, count in rows.values_list("cycle__fiscal_year", "status").annotate(
        count=Count("pk")
    ):
        counts.setdefault(year, [0] * len(PILES))[PILE_OF_STATUS[status]] += count
    return counts


def my_limits(user: Any, cycle: Cycle) -> list[Limit]:
    """The quota of every RW that the user writes in; empty where no rule is set."""
    scope = scope_of(user)
    ids = scope.ids(Role.RW, Role.PAMOR)
    of_rts = RT.objects.filter(pk__in=scope.ids(Role.RT)).values("rw")
    own = RW.objects.filter(Q(pk__in=ids) | Q(pk__in=of_rts))
    by_kelurahan: dict[int, list[RW]] = {}
    for rw in own:
        by_kelurahan.setdefault(rw.kelurahan_id, []).append(rw)
    return [
        limit
        for kelurahan_id, rws in by_kelurahan.items()
        for room in rooms_of_rws(cycle, kelurahan_id, rws).values()
        for limit in room.limits
    ]


@dataclass(frozen=True)
class Series:
    """One priority series that the user orders: of an RW or of an organisation."""

    code: str
    label: str
    filters: dict[str, Any] = field(hash=False)
    rw: RW | None = None


def series_of_user(user: Any) -> list[Series]:
    """Every priority series that ``user`` orders."""
    scope = scope_of(user)
    rws = RW.objects.filter(pk__in=scope.ids(Role.RW, Role.PAMOR))
    bodies = Organisation.objects.filter(pk__in=scope.ids(Role.ORGANISATION))
    return [
        *(Series(f"rw-{rw.pk}", str(rw), {"rw": rw, "organisation": None}, rw) for rw in rws),
        *(Series(f"lembaga-{body.pk}", str(body), {"organisation": body}) for body in bodies),
    ]


def ranked(user: Any, series: Series, cycle: Cycle) -> QuerySet[Proposal]:
    """The handed-in usulan of one series in their order."""
    return (
        Proposal.objects.visible_to(user)
        .filter(cycle=cycle, rank__isnull=False, **series.filters)
        .select_related("rw", "rt", "organisation", "kelurahan", "cycle")
        .order_by("rank")
    )


def rts_and_counts(rw: RW, cycle: Cycle) -> list[tuple[str, int]]:
    """Every RT of the RW with how many of its usulan were handed in."""
    handed_in = Q(proposals__cycle=cycle, proposals__submitted_at__isnull=False) & ~Q(
        proposals__status=Status.WITHDRAWN
    )
    rts = rw.rts.filter(valid_until=None).annotate(count=Count("proposals", filter=handed_in))
    return [(str(rt), rt.count) for rt in rts]


def opened(user: Any) -> QuerySet[Proposal]:
    """Usulan as one page shows them, with what every such page needs.

    The rest (a merged usulan, a helper) is read by the pages that show it: joining all of it here
    cost more than reading the few that are there.
    """
    return Proposal.objects.visible_to(user).select_related(
        "cycle", "kelurahan__kecamatan", "rw", "rt", "kamus_item__opd"
    )


def in_full(user: Any) -> QuerySet[Proposal]:
    """As ``opened``, for pages that show the whole usulan; ``with_names`` reads what is left.

    Two reads of few joins: PostgreSQL weighs the orders of all joins of one read, which for ten
    of them takes longer than the page.
    """
    return Proposal.objects.visible_to(user).select_related(
        "cycle", "kelurahan__kecamatan", "rw", "rt"
    )


def with_names(proposal: Proposal, user: Any) -> Proposal:
    """``proposal`` with its kamus item, the item's OPD and issue group, in one query.

    What is the same row is the same object: OPDs of the usulan and of its item mostly are, and
    the one who wrote it is often the ``user`` who looks at it.
    """
    if proposal.kamus_item_id is not None:
        item = KamusItem.objects.select_related("opd", "issue").get(pk=proposal.kamus_item_id)
        proposal.kamus_item = item
        for name in ("opd", "first_opd"):
            if getattr(proposal, f"{name}_id") == item.opd_id:
                setattr(proposal, name, item.opd)
    for name in ("created_by", "assisted_by"):
        if getattr(proposal, f"{name}_id") == user.pk:
            setattr(proposal, name, user)
    return proposal


def figures_of(proposal: Proposal) -> QuerySet[Assessment]:
    """What each office holds of volume, value and OPD, in the order of the ladder."""
    return proposal.assessments.select_related("opd", "sub_kegiatan").order_by("pk")
