"""RW, RT and organisations for the demonstration; their counts are estimates, not facts."""

from dataclasses import dataclass, field
from random import Random

from kelurahan.models import RT, RW, Kelurahan, Organisation
from proposals.demo import home
from proposals.demo.wording import rows

_ORGANISATIONS = (
    ("lpm", "LPM"),
    ("pkk", "TP PKK"),
    ("pkk_pokja", "Pokja IV PKK"),
    ("karang_taruna", "Karang Taruna"),
    ("forum_anak", "Forum Anak"),
    ("posyandu", "Posyandu Contoh Mawar"),
    ("posyandu", "Posyandu Contoh Melati"),
    ("karang_werda", "Karang Werda"),
    ("kader_lingkungan", "Kader Lingkungan"),
    ("bkm", "BKM"),
)
_SILENT_SHARE = 0.1
"""Share of RWs that hand in nothing, so that the lists of silent RWs have something to show."""


@dataclass(frozen=True)
class Estimate:
    """How many RW and RT a kelurahan has, about, and a point inside it (WGS84)."""

    rws: int
    rts: int
    latitude: float
    longitude: float


@dataclass
class Place:
    """One kelurahan with its RWs, RTs and organisations."""

    kelurahan: Kelurahan
    estimate: Estimate
    rws: list[RW] = field(default_factory=list)
    rts: dict[int, list[RT]] = field(default_factory=dict)
    organisations: list[Organisation] = field(default_factory=list)
    eagerness: dict[int, float] = field(default_factory=dict)
    """How much each RW (by id) has to ask for; nothing for a silent one."""

    def rw(self, label: str) -> RW:
        """The RW of that label."""
        return next(rw for rw in self.rws if rw.label == label)

    def rt(self, rw_label: str, rt_label: str) -> RT:
        """The RT of that label in that RW."""
        return next(rt for rt in self.rts[self.rw(rw_label).pk] if rt.label == rt_label)


def estimates() -> dict[str, Estimate]:
    """By kelurahan code."""
    return {
        row["kode"]: Estimate(
            int(row["rw"]), int(row["rt"]), float(row["lintang"]), float(row["bujur"])
        )
        for row in rows("wilayah.csv")
    }


def settle(kelurahan: list[Kelurahan]) -> list[Place]:
    """Store RW, RT and organisations of every kelurahan given."""
    known = estimates()
    places = [Place(row, known[row.code]) for row in kelurahan]
    _store_rws(places)
    _store_rts(places)
    _store_organisations(places)
    for place in places:
        _spread_eagerness(place, home.dice(place.kelurahan.code, "rw"))
    return places


def _store_rws(places: list[Place]) -> None:
    stored = RW.objects.bulk_create(
        [
            RW(kelurahan=place.kelurahan, label=f"{number:03d}")
            for place in places
            for number in range(1, place.estimate.rws + 1)
        ],
        batch_size=1000,
    )
    by_kelurahan: dict[int, list[RW]] = {}
    for rw in stored:
        by_kelurahan.setdefault(rw.kelurahan_id, []).append(rw)
    for place in places:
        place.rws = by_kelurahan[place.kelurahan.pk]


def _store_rts(places: list[Place]) -> None:
    wanted = []
    for place in places:
        each, rest = divmod(place.estimate.rts, place.estimate.rws)
        for position, rw in enumerate(place.rws):
            count = each + (position < rest)
            wanted += [RT(rw=rw, label=f"{number:03d}") for number in range(1, count + 1)]
    stored = RT.objects.bulk_create(wanted, batch_size=1000)
    by_rw: dict[int, list[RT]] = {}
    for rt in stored:
        by_rw.setdefault(rt.rw_id, []).append(rt)
    for place in places:
        place.rts = {rw.pk: by_rw[rw.pk] for rw in place.rws}


def _store_organisations(places: list[Place]) -> None:
    stored = Organisation.objects.bulk_create(
        [
            Organisation(kelurahan=place.kelurahan, kind=kind, name=name)
            for place in places
            for kind, name in _ORGANISATIONS
        ],
        batch_size=1000,
    )
    each = len(_ORGANISATIONS)
    for position, place in enumerate(places):
        place.organisations = stored[position * each : (position + 1) * each]


def _spread_eagerness(place: Place, dice: Random) -> None:
    """A few RWs ask for much, most for some, one in ten for nothing."""
    order = place.rws[:]
    dice.shuffle(order)
    silent = int(len(order) * _SILENT_SHARE)
    for position, rw in enumerate(order):
        is_silent = position >= len(order) - silent
        place.eagerness[rw.pk] = 0.0 if is_silent else (position + 2) ** -0.6
    if place.kelurahan.code == home.KELURAHAN:
        # Its RT of the accounts has written some already; the quota is to leave a little room.
        place.eagerness[place.rw(home.RW).pk] = 0.06
