"""What OPD and kecamatan were asked, what a draft gives them, and their pagu beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from kelurahan.models import OPD, Kecamatan
from planning.models import Pagu
from proposals.models import Proposal
from rkpd.models import Draft, LineSource


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One OPD or kecamatan in a draft; money in whole rupiah.

    ``asked`` is the proposers' value of all usulan that an OPD has received, ``planned`` what the
    draft gives, ``pagu`` the ceiling, ``None`` where none is set.
    """

    key: int
    name: str
    asked: int
    planned: int
    usulan_count: int
    pagu: int | None

    @property
    def over(self) -> int:
        """By how much the draft exceeds the pagu; 0 when it does not or none is set."""
        return 0 if self.pagu is None else max(0, self.planned - self.pagu)

    @property
    def left(self) -> int | None:
        """What the pagu still holds; ``None`` where none is set."""
        return None if self.pagu is None else max(0, self.pagu - self.planned)


@dataclass(frozen=True, slots=True)
class Ceilings:
    """All OPD and kecamatan that a draft or a pagu concerns."""

    opds: Sequence[Ceiling]
    kecamatan: Sequence[Ceiling]

    @property
    def over(self) -> list[Ceiling]:
        """Those above their pagu, OPD first."""
        return [each for each in (*self.opds, *self.kecamatan) if each.over]

    @property
    def is_any_set(self) -> bool:
        """Whether there is any pagu to measure by."""
        return any(each.pagu is not None for each in (*self.opds, *self.kecamatan))


@dataclass(slots=True)
class _Sums:
    asked: int = 0
    planned: int = 0
    usulan_count: int = 0


def ceilings_of(draft: Draft) -> Ceilings:
    """The draft's OPD and kecamatan beside their pagu of the cycle as it is now; 5 queries.

    What a kecamatan gets is the sum of the usulan that lie in it, whichever OPD carries them out.
    """
    by_opd: dict[int, _Sums] = defaultdict(_Sums)
    by_kecamatan: dict[int, _Sums] = defaultdict(_Sums)
    placed = LineSource.objects.filter(draft=draft).order_by()
    for opd, kecamatan, planned, count in placed.values_list(
        "line__opd", "proposal__kelurahan__kecamatan"
    ).annotate(Sum("value"), Count("pk")):
        for sums in (by_opd[opd], by_kecamatan[kecamatan]):
            sums.planned += planned
            sums.usulan_count += count
    received = Proposal.objects.filter(
        cycle=draft.cycle_id, opd__city=draft.city_id, routed_at__isnull=False
    ).order_by()
    for opd, kecamatan, asked in received.values_list("opd", "kelurahan__kecamatan").annotate(
        Sum("value")
    ):
        for sums in (by_opd[opd], by_kecamatan[kecamatan]):
            sums.asked += asked or 0
    pagu_of_opd, pagu_of_kecamatan = _pagu(draft)
    opds = OPD.objects.filter(pk__in={*by_opd, *pagu_of_opd}).order_by("name", "pk")
    kecamatan_rows = Kecamatan.objects.filter(pk__in={*by_kecamatan, *pagu_of_kecamatan})
    return Ceilings(
        [_ceiling(each.pk, each.name, by_opd, pagu_of_opd) for each in opds],
        [
            _ceiling(each.pk, f"Kecamatan {each}", by_kecamatan, pagu_of_kecamatan)
            for each in kecamatan_rows.order_by("code")
        ],
    )


def _pagu(draft: Draft) -> tuple[dict[int, int], dict[int, int]]:
    opds: dict[int, int] = {}
    kecamatan: dict[int, int] = {}
    rows = Pagu.objects.filter(cycle=draft.cycle_id, kelurahan=None)
    for opd, opd_city, place, city, amount in rows.values_list(
        "opd", "opd__city", "kecamatan", "kecamatan__city", "amount"
    ):
        if opd_city == draft.city_id:
            opds[opd] = amount
        elif city == draft.city_id:
            kecamatan[place] = amount
    return opds, kecamatan


def _ceiling(key: int, name: str, sums: dict[int, _Sums], pagu: dict[int, int]) -> Ceiling:
    own = sums.get(key, _Sums())
    return Ceiling(key, name, own.asked, own.planned, own.usulan_count, pagu.get(key))
