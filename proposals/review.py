"""Reads for the offices that review usulan: what waits for whom, and what a decision needs."""

from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Subquery, Value, When
from django.db.models import OuterRef as Outer
from django.db.models.functions import Coalesce

from kelurahan.models import OPD
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, KamusItem, Nomenclature
from proposals.models import Assessment, Proposal
from proposals.statuses import FUNNEL, FunnelStage, Status

WAITS_FOR: dict[Role, Status] = {
    Role.STAFF: Status.SUBMITTED,
    Role.LURAH: Status.SUBMITTED,
    Role.KECAMATAN: Status.FORWARDED,
    Role.OPD: Status.AGREED,
}
"""The status in which a usulan waits for that office to decide."""

RESULT = (FunnelStage.ACCOMMODATED, FunnelStage.RKPD, FunnelStage.REALISED)
"""The stages that count as accommodated when a rate is told."""

NOTHING = "kosong"
"""In an address: rows without this key."""

REACHED = "diakomodir-lanjut"
AT_KELURAHAN = "di-kelurahan"
STAGE_GROUPS: dict[str, tuple[str, tuple[FunnelStage, ...]]] = {
    AT_KELURAHAN: (
        "Di kelurahan",
        (FunnelStage.WAITING, FunnelStage.RETURNED, FunnelStage.KELURAHAN),
    ),
    REACHED: ("Diakomodir atau lebih lanjut", RESULT),
}
"""In an address: several stages that are told as one."""

GRANTED_STAGES = frozenset({FunnelStage.OPD, *RESULT})
"""Stages whose rupiah are those of the latest office; before them the proposer's are told."""

SETTLED = frozenset(
    {*FUNNEL[FunnelStage.ENDED], *FUNNEL[FunnelStage.REALISED], *FUNNEL[FunnelStage.WRITING]}
)
"""Nobody owes these an answer."""


def waiting_for(user: Any) -> tuple[Status, ...]:
    """The statuses in which usulan wait for a decision of ``user``'s own offices."""
    roles = scope_of(user).roles
    return tuple(dict.fromkeys(s for role, s in WAITS_FOR.items() if role in roles))


def in_cycle(user: Any, cycle: Cycle | None) -> QuerySet[Proposal]:
    """What ``user`` may see of one cycle; of all cycles without one."""
    rows = Proposal.objects.visible_to(user)
    return rows.filter(cycle=cycle) if cycle else rows


def latest_value() -> Subquery:
    """Rupiah that the office furthest up the ladder wrote down; null where none did.

    Offices assess one after the other, so the newest row is that of the furthest one.
    """
    rows = Assessment.objects.filter(proposal=Outer("pk"), value__isnull=False)
    return Subquery(rows.order_by("-pk").values("value")[:1])


def granted_value() -> Case:
    """The latest office's rupiah in the stages where it counts, else the proposer's."""
    granted = [status for stage in GRANTED_STAGES for status in FUNNEL[stage]]
    return Case(
        When(status__in=granted, then=Coalesce(latest_value(), F("value"))), default=F("value")
    )


def stage_column() -> Case:
    """The funnel stage of each row, to group by."""
    return Case(
        *(When(status__in=statuses, then=Value(stage.value)) for stage, statuses in FUNNEL.items())
    )


def next_kelurahan_rank(cycle_id: int, kelurahan_id: int) -> int:
    """The place after the last in the kelurahan's priority list."""
    listed = Proposal.objects.filter(cycle=cycle_id, kelurahan=kelurahan_id)
    return (listed.aggregate(last=Max("kelurahan_rank"))["last"] or 0) + 1


def sub_kegiatan_of(opd: OPD | None, item: KamusItem | None = None) -> QuerySet[Nomenclature]:
    """Sub kegiatan inside the bidang urusan that ``opd`` carries, and that of the kamus item.

    Of the newest edition of the code tables. An OPD without recorded bidang may use all.
    """
    newest = Nomenclature.objects.order_by("-version__code").values("version")[:1]
    rows = Nomenclature.objects.filter(
        level=Nomenclature.Level.SUB_KEGIATAN, version__in=newest
    ).order_by("code")
    mandates = opd.mandates.values_list("bidang_code", flat=True) if opd else ()
    own = Q()
    for code in mandates:
        own |= Q(code__startswith=f"{code}.")
    if not own:
        return rows
    if item and item.sub_kegiatan_id:
        own |= Q(pk=item.sub_kegiatan_id)
    return rows.filter(own)
