"""How far each usulan came and what each office made of it, as printed recaps count it.

One table says which usulan stand under a heading such as "Diterima" or "Diteruskan"; recaps fold
their grouped figures by it and the list of usulan filters by it, so that both agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce

from planning.models.kamus import ProposerKind
from proposals.models import Proposal, ProposalEvent
from proposals.quota import IN_KELURAHAN_LIST
from proposals.statuses import Level, Status

DIVERTED_AT = {level: f"diverted@{level.value}" for level in Level}
"""A diverted usulan is counted where it was turned aside."""

LADDER: dict[str, tuple[Level, ...]] = {
    "asked": (),
    "by_kelurahan": (Level.KELURAHAN,),
    "by_kecamatan": (Level.KECAMATAN, Level.KELURAHAN),
    "by_opd": (Level.OPD, Level.KECAMATAN, Level.KELURAHAN),
}
"""Whose figures count at a stage: the office's, else those below it, else the proposer's."""

_HANDED_IN = frozenset(Status) - {Status.DRAFT, Status.WITHDRAWN}
_UNDECIDED = frozenset({Status.SUBMITTED, Status.RETURNED})
_HELD = frozenset({Status.VERIFIED, Status.PRIORITISED, Status.RESERVE})
_REFUSED = frozenset({Status.REJECTED, Status.MERGED})
_TAKEN_IN = frozenset(
    {
        Status.ACCOMMODATED,
        Status.KELURAHAN_FUNDED,
        Status.IN_RKPD,
        Status.IN_APBD,
        Status.REALISED,
    }
)
_AT_OPD = frozenset({Status.AGREED, Status.DEFERRED})
_DROPPED = frozenset({Status.DECLINED, Status.CANCELLED})
_AT_KECAMATAN = frozenset({Status.FORWARDED})
_BEYOND_KECAMATAN = _AT_OPD | _DROPPED | _TAKEN_IN


@dataclass(frozen=True)
class Standing:
    """One heading of a recap: ``statuses`` and the levels at which usulan were diverted.

    ``value`` names whose rupiah are added up (a key of ``LADDER``); ``routed`` takes only
    what reached an OPD.
    """

    label: str
    statuses: frozenset[Status]
    diverted: frozenset[Level] = frozenset()
    value: str = "asked"
    routed: bool = False

    @property
    def cells(self) -> frozenset[str]:
        """The values of ``ladder_cell`` that it takes in."""
        own = {status.value for status in self.statuses}
        return frozenset(own | {DIVERTED_AT[level] for level in self.diverted})

    def condition(self) -> Q:
        """The usulan that it takes in."""
        taken = Q(status__in=sorted(self.statuses))
        for level in self.diverted:
            taken |= diverted_at(level)
        handed_in = Q(submitted_at__isnull=False)
        return taken & handed_in & (Q(routed_at__isnull=False) if self.routed else Q())


_EVERYWHERE = frozenset(Level)
_KELURAHAN, _KECAMATAN, _OPD = Level.KELURAHAN, Level.KECAMATAN, Level.OPD

STANDINGS: dict[str, Standing] = {
    "masuk": Standing(
        "Usulan masuk, tanpa yang dicabut", _HANDED_IN - {Status.DIVERTED}, _EVERYWHERE
    ),
    "kel-terima": Standing(
        "Diterima kelurahan",
        _HANDED_IN - _UNDECIDED - _REFUSED - {Status.DIVERTED},
        _EVERYWHERE,
        "by_kelurahan",
    ),
    "kel-tolak": Standing("Ditolak atau digabung di kelurahan", _REFUSED),
    "kel-prioritas": Standing(
        "Daftar prioritas kelurahan", IN_KELURAHAN_LIST - {Status.DIVERTED}, value="by_kelurahan"
    ),
    "mitra-belum": Standing("Belum divalidasi", _UNDECIDED | _HELD),
    "mitra-tolak": Standing("Tidak lolos validasi awal", _REFUSED, frozenset({_KELURAHAN})),
    "mitra-terus": Standing(
        "Diteruskan ke kecamatan",
        _AT_KECAMATAN | {Status.NOT_AGREED} | _BEYOND_KECAMATAN,
        frozenset({_KECAMATAN, _OPD}),
        "by_kelurahan",
    ),
    "kec-belum": Standing("Belum diputus kecamatan", _AT_KECAMATAN),
    "kec-tolak": Standing(
        "Belum disepakati kecamatan", frozenset({Status.NOT_AGREED}), frozenset({_KECAMATAN})
    ),
    "kec-terus": Standing(
        "Diteruskan ke Perangkat Daerah", _BEYOND_KECAMATAN, frozenset({_OPD}), "by_kecamatan"
    ),
    "pd-belum": Standing("Belum diputus Perangkat Daerah", _AT_OPD),
    "pd-tolak": Standing("Tidak diakomodir Perangkat Daerah", _DROPPED, frozenset({_OPD})),
    "pd-terus": Standing("Diakomodir atau dana kelurahan", _TAKEN_IN, value="by_opd"),
    "opd-masuk": Standing(
        "Usulan kecamatan di Perangkat Daerah",
        _BEYOND_KECAMATAN,
        frozenset({_OPD}),
        "by_kecamatan",
        routed=True,
    ),
    "opd-terima": Standing("Diterima Perangkat Daerah", _TAKEN_IN, value="by_opd", routed=True),
    "opd-tolak": Standing(
        "Ditolak Perangkat Daerah", _DROPPED, frozenset({_OPD}), "by_kecamatan", routed=True
    ),
    "tidak": Standing(
        "Tidak atau belum diakomodir",
        _REFUSED | _DROPPED | {Status.RESERVE, Status.NOT_AGREED, Status.DEFERRED},
        _EVERYWHERE,
    ),
}
"""By the name that addresses use."""

ORIGINS: dict[str, tuple[str, tuple[ProposerKind, ...]]] = {
    "rw": ("Usulan RW", (ProposerKind.RT, ProposerKind.RW)),
    "kelurahan": ("Usulan kelurahan", (ProposerKind.KELURAHAN, ProposerKind.ORGANISATION)),
}
"""RT and RW against the kelurahan with its organisations, as recaps set them side by side."""


def diverted_at(level: Level) -> Q:
    """Diverted usulan that had come as far as ``level``."""
    gone = Q(status=Status.DIVERTED)
    if level == Level.OPD:
        return gone & Q(routed_at__isnull=False)
    not_agreed = Exists(
        ProposalEvent.objects.filter(
            proposal=OuterRef("pk"), target=Status.DIVERTED, source=Status.NOT_AGREED
        )
    )
    early = gone & Q(routed_at=None)
    return early & (Q(not_agreed) if level == Level.KECAMATAN else ~Q(not_agreed))


def ladder_cell() -> Case:
    """Status, diverted ones by where that happened; what ``Standing.cells`` holds."""
    return Case(
        When(~Q(status=Status.DIVERTED), then=F("status")),
        *(When(diverted_at(level), then=Literal(DIVERTED_AT[level])) for level in Level),
        output_field=CharField(),
    )


def origin() -> Case:
    """The key of ``ORIGINS`` to which the proposer belongs."""
    return Case(
        *(When(proposer_kind__in=kinds, then=Literal(key)) for key, (_, kinds) in ORIGINS.items()),
        output_field=CharField(),
    )


def on_ladder(
    rows: QuerySet[Proposal], *, value: Iterable[str] = (), volume: Iterable[str] = ()
) -> QuerySet[Proposal]:
    """The rows with ``value_<name>`` (rupiah) and ``volume_<name>`` for names of ``LADDER``.

    The offices' assessments are joined as ``at_kelurahan``, ``at_kecamatan`` and ``at_opd``.
    """
    joined = rows.alias(
        **{
            f"at_{level.value}": FilteredRelation(
                "assessments", condition=Q(assessments__level=level)
            )
            for level in Level
        }
    )
    return joined.annotate(
        **{f"value_{name}": _figure(name, "value") for name in value},
        **{f"volume_{name}": _figure(name, "volume") for name in volume},
    )


def _figure(name: str, column: str) -> Coalesce:
    offices = [F(f"at_{level.value}__{column}") for level in LADDER[name]]
    return Coalesce(*offices, F(column), None)
