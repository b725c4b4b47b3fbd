"""How much room an RW or a kelurahan still has, by count and by rupiah."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from foundation.indonesia import number, rupiah
from kelurahan.models import RW
from planning.models import Cycle, Pagu, QuotaRule
from proposals.models import Proposal
from proposals.statuses import Status

NOT_COUNTED = (Status.DRAFT, Status.WITHDRAWN)
"""What takes no place in an RW's quota."""

IN_KELURAHAN_LIST = frozenset(Status) - {
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.WITHDRAWN,
    Status.VERIFIED,
    Status.REJECTED,
    Status.MERGED,
    Status.RESERVE,
}
"""What takes a place in the kelurahan's own quota and pagu: prioritised and all that follows."""


@dataclass(frozen=True)
class Limit:
    """One ceiling and what of it is used; rupiah when ``is_amount``, else a number of usulan."""

    maximum: int
    used: int
    is_amount: bool
    enforced: bool
    label: str

    @property
    def left(self) -> int:
        return max(self.maximum - self.used, 0)

    def has_room_for(self, proposal: Proposal) -> bool:
        return self.used + ((proposal.value or 0) if self.is_amount else 1) <= self.maximum

    @property
    def sentence(self) -> str:
        """``Maks 4, terkirim 3, sisa 1``."""
        show = rupiah if self.is_amount else number
        return f"Maks {show(self.maximum)}, terkirim {show(self.used)}, sisa {show(self.left)}"


@dataclass(frozen=True)
class Room:
    """All ceilings that hold for one place."""

    limits: tuple[Limit, ...] = field(default=())

    @property
    def enforced(self) -> "Room":
        """The ceilings alone that stop a usulan from being handed in."""
        return Room(tuple(limit for limit in self.limits if limit.enforced))

    def over_sentence(self, proposal: Proposal) -> str:
        """What is exceeded by taking ``proposal`` in; empty when there is room."""
        for limit in self.limits:
            if not limit.has_room_for(proposal):
                return f"{limit.label} terlampaui: {limit.sentence.lower()}."
        return ""


def rw_room(proposal: Proposal, *, enforced_only: bool = False) -> Room:
    """The room of the RW that ``proposal`` belongs to (none for organisations and the office)."""
    if proposal.rw is None or proposal.organisation_id is not None:
        return Room()
    return room_of_rw(proposal.cycle, proposal.rw, enforced_only=enforced_only)


def room_of_rw(cycle: Cycle, rw: RW, *, enforced_only: bool = False) -> Room:
    """What the RW (its RTs included) has handed in, against the rules that hold for it."""
    rules = _rules(cycle, QuotaRule.Scope.RW, rw.kelurahan_id, rw.pk)
    if enforced_only:
        rules = [rule for rule in rules if rule.enforced]
    if not rules:
        return Room()
    used = (
        Proposal.objects.filter(cycle=cycle, rw=rw, organisation=None, submitted_at__isnull=False)
        .exclude(status__in=NOT_COUNTED)
        .aggregate(count=Count("pk"), value=Sum("value"))
    )
    return Room(tuple(_limit(rule, used, f"Kuota {rw}") for rule in rules))


def kelurahan_room(proposal: Proposal) -> Room:
    """Quota and pagu of the kelurahan against its priority list, ``proposal`` left out."""
    cycle, kelurahan = proposal.cycle, proposal.kelurahan
    rules = _rules(cycle, QuotaRule.Scope.KELURAHAN, kelurahan.pk, None)
    pagu = Pagu.objects.filter(cycle=cycle, kelurahan=kelurahan).first()
    if not rules and pagu is None:
        return Room()
    used = (
        Proposal.objects.filter(cycle=cycle, kelurahan=kelurahan, status__in=IN_KELURAHAN_LIST)
        .exclude(pk=proposal.pk)
        .aggregate(count=Count("pk"), value=Sum("value"))
    )
    limits = [_limit(rule, used, "Kuota kelurahan") for rule in rules]
    if pagu:
        limits.append(Limit(pagu.amount, used["value"] or 0, True, False, "Pagu kelurahan"))
    return Room(tuple(limits))


def rooms_of_rws(cycle: Cycle, kelurahan_id: int, rws: Iterable[RW]) -> dict[int, Room]:
    """The room of every RW given, all of one kelurahan, in two queries; keys are RW ids."""
    rws = list(rws)
    rules = list(
        QuotaRule.objects.filter(
            Q(kelurahan=None) | Q(kelurahan=kelurahan_id), cycle=cycle, scope=QuotaRule.Scope.RW
        ).order_by()
    )
    if not rules:
        return {rw.pk: Room() for rw in rws}
    used = {
        row["rw"]: row
        for row in Proposal.objects.filter(
            cycle=cycle, rw__in=rws, organisation=None, submitted_at__isnull=False
        )
        .exclude(status__in=NOT_COUNTED)
        .order_by()
        .values("rw")
        .annotate(count=Count("pk"), value=Sum("value"))
    }
    nothing = {"count": 0, "value": 0}
    return {
        rw.pk: Room(
            tuple(
                _limit(rule, used.get(rw.pk, nothing), f"Kuota {rw}")
                for rule in _narrowest(rules, kelurahan_id, rw.pk)
            )
        )
        for rw in rws
    }


def rw_ceilings(cycle: Cycle, kelurahan: Iterable[int]) -> dict[int, int]:
    """How many usulan all RW of each kelurahan may hand in together; two queries.

    Kelurahan of which any RW has no such rule are left out: nothing limits their sum.
    """
    rules = list(
        QuotaRule.objects.filter(cycle=cycle, scope=QuotaRule.Scope.RW, kind=QuotaRule.Kind.COUNT)
    )
    rws = RW.objects.filter(kelurahan__in=list(kelurahan), valid_until=None)
    ceilings: dict[int, int] = {}
    unlimited: set[int] = set()
    for rw, place in rws.values_list("pk", "kelurahan"):
        best = _narrowest(rules, place, rw)
        if best:
            ceilings[place] = ceilings.get(place, 0) + best[0].value
        else:
            unlimited.add(place)
    return {place: ceiling for place, ceiling in ceilings.items() if place not in unlimited}


def _rules(
    cycle: Cycle, scope: QuotaRule.Scope, kelurahan_id: int, rw_id: int | None
) -> list[QuotaRule]:
    rules = QuotaRule.objects.filter(cycle=cycle, scope=scope).order_by()
    return _narrowest(
        list(rules.filter(Q(kelurahan=None) | Q(kelurahan=kelurahan_id))), kelurahan_id, rw_id
    )


def _narrowest(rules: Iterable[QuotaRule], kelurahan_id: int, rw_id: int | None) -> list[QuotaRule]:
    """Per kind the rule made for this RW, else this kelurahan, else the whole city."""
    best: dict[str, QuotaRule] = {}
    for rule in rules:
        if rule.rw_id not in (None, rw_id) or rule.kelurahan_id not in (None, kelurahan_id):
            continue
        held = best.get(rule.kind)
        if held is None or _narrowness(rule) > _narrowness(held):
            best[rule.kind] = rule
    return sorted(best.values(), key=lambda rule: rule.kind, reverse=True)


def _narrowness(rule: QuotaRule) -> tuple[bool, bool]:
    return (rule.rw_id is not None, rule.kelurahan_id is not None)


def _limit(rule: QuotaRule, used: Mapping[str, Any], label: str) -> Limit:
    is_amount = rule.kind == QuotaRule.Kind.AMOUNT
    spent = used["value"] if is_amount else used["count"]
    return Limit(rule.value, spent or 0, is_amount, rule.enforced, label)
