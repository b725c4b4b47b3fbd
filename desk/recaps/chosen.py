"""What a recap is narrowed to: read out of the address once, the same for page, file and list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from foundation.numbers import whole_number
from kelurahan.models import OPD, City, Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from planning.models.kamus import Bidang
from proposals.ladder import ORIGINS, STANDINGS
from proposals.models import Proposal
from proposals.quota import NOT_COUNTED
from proposals.review import NOTHING
from proposals.statuses import Status

Choices = list[tuple[str, str]]

FILTER_LABELS = {
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan",
    "opd": "Perangkat Daerah",
    "bidang": "Bidang",
    "asal": "Asal usulan",
    "rekap": "Keputusan",
    "status": "Status",
}
"""The filters by the names that the list of usulan gives them, in the order of the form."""

CONTENT_LABELS = {
    "rw": "Usulan RW",
    "diterima": "Diterima",
    "ditolak": "Ditolak",
    "kelurahan": "Usulan kelurahan",
}
"""The part of its list that a kelurahan prints; each stands for filters of the list of usulan."""

CONTENT = {
    "rw": {"asal": "rw"},
    "diterima": {"rekap": "kel-terima"},
    "ditolak": {"rekap": "kel-tolak"},
    "kelurahan": {"asal": "kelurahan"},
}

_COLUMNS = {"kecamatan": "kelurahan__kecamatan", "kelurahan": "kelurahan", "opd": "opd"}

WITHOUT_OPD = "Belum ada Perangkat Daerah"
WITHOUT_KAMUS = "Tidak ada di kamus"


@dataclass(frozen=True)
class Place:
    """A kelurahan with its kecamatan."""

    kelurahan: int
    name: str
    kecamatan: int
    kecamatan_name: str
    code: str


@dataclass(frozen=True)
class Chosen:
    """A visitor, a cycle, and the filters in force as the list of usulan names them.

    ``query`` is part of every address behind a figure; ``rows`` are the usulan themselves.
    """

    user: Any
    cycle: Cycle
    filters: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @property
    def rows(self) -> QuerySet[Proposal]:
        """What the visitor may see, was handed in, and fits the filters."""
        rows = Proposal.objects.visible_to(self.user).filter(
            cycle=self.cycle, submitted_at__isnull=False
        )
        for name, value in self.filters.items():
            rows = rows.filter(_condition(name, value))
        return rows

    @property
    def query(self) -> str:
        return urlencode({"tahun": str(self.cycle.fiscal_year), **self.filters})

    @property
    def words(self) -> list[str]:
        """``Kecamatan: Rawalumbu``, one for each filter."""
        return [f"{FILTER_LABELS[name]}: {self.label(name)}" for name in self.filters]

    def label(self, name: str) -> str:
        """The chosen value in words."""
        value = self.filters[name]
        found: Iterable[tuple[str, str]] = self.choices.get(name, ())
        if name == "asal":
            found = [(key, label) for key, (label, _) in ORIGINS.items()]
        elif name == "rekap":
            found = [(key, standing.label) for key, standing in STANDINGS.items()]
        return dict(found).get(value, "tidak dikenal")

    def narrowed(self, **filters: str) -> "Chosen":
        """With further filters."""
        return replace(self, filters={**self.filters, **filters})

    def within(self, **filters: str) -> "Chosen":
        """With further filters, unless the same are set to something narrower."""
        return replace(self, filters={**filters, **self.filters})

    def covers(self, place: Place) -> bool:
        """Whether usulan of that kelurahan could be among the rows, by place."""
        return self.filters.get("kelurahan") in (None, str(place.kelurahan)) and self.filters.get(
            "kecamatan"
        ) in (None, str(place.kecamatan))

    @property
    def covered(self) -> list[Place]:
        """The kelurahan that the recap is about, with usulan or without."""
        return [place for place in self.places if self.covers(place)]


def choose(user: Any, cycle: Cycle, asked: QueryDict, names: Iterable[str]) -> Chosen:
    """The filters of ``names`` that the address sets; ``isi`` stands for others."""
    places = places_of(user)
    choices = {name: _choices(name, user, places, asked) for name in names if name in FILTER_LABELS}
    filters = {name: str(asked[name]) for name in choices if asked.get(name)}
    if "isi" in names:
        filters |= CONTENT.get(asked.get("isi", ""), {})
    return Chosen(user, cycle, filters, choices, tuple(places))


def places_of(user: Any) -> list[Place]:
    """The kelurahan the visitor looks over, by kecamatan and name; an OPD looks over the city."""
    scope = scope_of(user)
    rows = Kelurahan.objects.filter(valid_until=None)
    if not scope.everything:
        own = Q(pk__in=scope.kelurahan_below | scope.ids(Role.STAFF, Role.LURAH))
        if offices := scope.ids(Role.OPD):
            own |= Q(kecamatan__city__in=City.objects.filter(opds__in=offices))
        rows = rows.filter(own)
    found = rows.order_by("kecamatan__name_local", "kecamatan", "name_local", "pk").values_list(
        "pk", "name_local", "kecamatan", "kecamatan__name_local", "code"
    )
    return [Place(*row) for row in found]


def _choices(name: str, user: Any, places: list[Place], asked: QueryDict) -> Choices:
    match name:
        case "kecamatan":
            return list(dict.fromkeys((str(p.kecamatan), p.kecamatan_name) for p in places))
        case "kelurahan":
            within = asked.get("kecamatan", "")
            own = [p for p in places if not within or str(p.kecamatan) == within]
            return sorted(((str(p.kelurahan), p.name) for p in own), key=lambda row: row[1])
        case "opd":
            return _opd_choices(user)
        case "bidang":
            return [*Bidang.choices, (NOTHING, WITHOUT_KAMUS)]
        case "status":
            return [(s.value, s.label) for s in Status if s not in NOT_COUNTED]
    return []


def _opd_choices(user: Any) -> Choices:
    scope = scope_of(user)
    offices = OPD.objects.order_by("name", "pk")
    if scope.roles == {Role.OPD}:
        return [(str(pk), name) for pk, name in _named(offices.filter(pk__in=scope.ids(Role.OPD)))]
    return [*((str(pk), name) for pk, name in _named(offices)), (NOTHING, WITHOUT_OPD)]


def _named(offices: QuerySet[OPD]) -> Iterable[tuple[int, str]]:
    return offices.values_list("pk", "name")


def _condition(name: str, value: str) -> Q:
    """What the list of usulan takes the same filter to mean; nothing fits a senseless value."""
    if name in _COLUMNS:
        column = _COLUMNS[name]
        return Q(**{column: None}) if value == NOTHING else _key(column, value)
    if name == "bidang":
        return Q(kamus_item=None) if value == NOTHING else Q(kamus_item__bidang=value)
    if name == "status":
        return Q(status=value)
    if name == "asal" and value in ORIGINS:
        return Q(proposer_kind__in=ORIGINS[value][1])
    if name == "rekap" and value in STANDINGS:
        return STANDINGS[value].condition()
    return Q(pk__in=[])


def _key(column: str, value: str) -> Q:
    key = whole_number(value)
    return Q(pk__in=[]) if key is None else Q(**{column: key})
