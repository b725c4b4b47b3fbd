"""The people of the demonstration: eleven who can log in, and invented heads and officers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from kelurahan.models import OPD, Assignment, City, Kecamatan, User
from kelurahan.models.people import territory_name
from kelurahan.roles import TERRITORY_OF_ROLE, Role
from proposals.demo import home
from proposals.demo.territory import Place
from proposals.demo.wording import person

PASSWORD = "musrenbang-demo"  # noqa: S105 - printed for everyone who tries the portal
IN_OFFICE_FOR = timedelta(days=400)
RWS_PER_PAMOR = 6


@dataclass(frozen=True)
class Account:
    """One account that visitors may use."""

    username: str
    full_name: str
    role: str
    territory: str


ACCOUNTS = (
    Account("rt", "Ketua RT Contoh", "Ketua RT", "RT 003/RW 005 Pengasinan"),
    Account("rw", "Ketua RW Contoh", "Ketua RW", "RW 005 Pengasinan"),
    Account("pamor", "Pamor Contoh", "Pamor", "RW 001–006 Pengasinan"),
    Account("pkk", "Pengurus PKK Contoh", "Pengurus lembaga", "TP PKK Pengasinan"),
    Account("staf", "Staf Kelurahan Contoh", "Staf kelurahan", "Kelurahan Pengasinan"),
    Account("lurah", "Lurah Contoh", "Lurah", "Kelurahan Pengasinan"),
    Account("camat", "Camat Contoh", "Kecamatan", "Kecamatan Rawalumbu"),
    Account("opd", "Petugas Dinas Contoh", "Perangkat Daerah", "DBMSDA"),
    Account("bappeda", "Petugas Bappeda Contoh", "Bappeda", "Kota Bekasi"),
    Account("pengamat", "Pengamat Contoh", "Pengamat", "Kota Bekasi"),
    Account("admin", "Administrator Contoh", "Administrator", "Seluruh portal"),
)


def demo_accounts_present() -> bool:
    """Whether accounts with the published password may exist in this database."""
    names = [account.full_name for account in ACCOUNTS]
    usernames = [account.username for account in ACCOUNTS]
    found = User.objects.filter(username__in=usernames, full_name__in=names, is_active=True)
    return found.exists()


@dataclass(frozen=True)
class Officer:
    """Somebody in a role over a territory, as histories name them."""

    user: User
    role: Role
    territory: str


@dataclass
class Cast:
    """Everyone who acts, by the id of their territory."""

    heads_of_rt: dict[int, Officer] = field(default_factory=dict)
    heads_of_rw: dict[int, Officer] = field(default_factory=dict)
    pamors: dict[int, Officer] = field(default_factory=dict)
    organisers: dict[int, Officer] = field(default_factory=dict)
    staff: dict[int, Officer] = field(default_factory=dict)
    lurahs: dict[int, Officer] = field(default_factory=dict)
    camats: dict[int, Officer] = field(default_factory=dict)
    opds: dict[int, Officer] = field(default_factory=dict)
    city: dict[Role, Officer] = field(default_factory=dict)

    def of(self, role: Role) -> dict[int, Officer]:
        """The officers in ``role`` below the city."""
        return {
            Role.RT: self.heads_of_rt,
            Role.RW: self.heads_of_rw,
            Role.PAMOR: self.pamors,
            Role.ORGANISATION: self.organisers,
            Role.STAFF: self.staff,
            Role.LURAH: self.lurahs,
            Role.KECAMATAN: self.camats,
            Role.OPD: self.opds,
        }[role]


@dataclass
class _Seat:
    """A person to be stored with the territories that they hold in one role."""

    username: str
    full_name: str
    role: Role
    territories: list[Any]


def employ(city: City, places: list[Place], opds: Iterable[OPD], *, today: date) -> Cast:
    """Store all people with their assignments; only the demonstration accounts can log in."""
    seats = [*_city_seats(city, opds), *_kecamatan_seats(places)]
    for place in places:
        seats += _kelurahan_seats(place)
    cast = _store(seats, since=today - IN_OFFICE_FOR)
    admin = ACCOUNTS[-1]
    User.objects.create(
        username=admin.username,
        full_name=admin.full_name,
        password=make_password(PASSWORD),
        is_staff=True,
        is_superuser=True,
    )
    return cast


def _city_seats(city: City, opds: Iterable[OPD]) -> list[_Seat]:
    dice = home.dice("opd")
    return [
        _Seat("bappeda", "", Role.BAPPEDA, [city]),
        _Seat("pengamat", "", Role.OBSERVER, [city]),
        *(
            _Seat(
                "opd" if opd.code == home.OPD else f"opd.{slugify(opd.code)}",
                person(dice),
                Role.OPD,
                [opd],
            )
            for opd in opds
        ),
    ]


def _kecamatan_seats(places: list[Place]) -> list[_Seat]:
    dice = home.dice("kecamatan")
    found: dict[int, Kecamatan] = {
        place.kelurahan.kecamatan_id: place.kelurahan.kecamatan for place in places
    }
    return [
        _Seat(
            "camat" if row.code == home.KECAMATAN else f"camat.{slugify(row.name_local)}",
            person(dice),
            Role.KECAMATAN,
            [row],
        )
        for row in found.values()
    ]


def _kelurahan_seats(place: Place) -> list[_Seat]:
    dice = home.dice(place.kelurahan.code, "people")
    slug = slugify(place.kelurahan.name_local)
    at_home = place.kelurahan.code == home.KELURAHAN

    def seat(public: str, own: str, role: Role, *territories: Any) -> _Seat:
        username = public if at_home and public else f"{own}.{slug}"
        return _Seat(username, person(dice), role, list(territories))

    seats = [
        seat("staf", "staf", Role.STAFF, place.kelurahan),
        seat("lurah", "lurah", Role.LURAH, place.kelurahan),
    ]
    for number, first in enumerate(range(0, len(place.rws), RWS_PER_PAMOR), start=1):
        public = "pamor" if number == 1 else ""
        batch = place.rws[first : first + RWS_PER_PAMOR]
        seats.append(seat(public, f"pamor{number}", Role.PAMOR, *batch))
    for number, organisation in enumerate(place.organisations, start=1):
        public = "pkk" if organisation.kind == "pkk" else ""
        seats.append(seat(public, f"lembaga{number}", Role.ORGANISATION, organisation))
    for rw in place.rws:
        seats.append(seat("rw" if rw.label == home.RW else "", f"rw{rw.label}", Role.RW, rw))
        for rt in place.rts[rw.pk]:
            public = "rt" if (rw.label, rt.label) == (home.RW, home.RT) else ""
            seats.append(seat(public, f"rt{rt.label}.rw{rw.label}", Role.RT, rt))
    return seats


def _store(seats: list[_Seat], *, since: date) -> Cast:
    public = {account.username: account.full_name for account in ACCOUNTS}
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        [
            User(
                username=seat.username,
                full_name=public.get(seat.username, seat.full_name),
                email=f"{seat.username}@contoh.test" if seat.username in public else "",
                password=password if seat.username in public else make_password(None),
            )
            for seat in seats
        ],
        batch_size=1000,
    )
    cast, assignments = Cast(), []
    for seat, user in zip(seats, users, strict=True):
        for territory in seat.territories:
            assignment = Assignment(
                user=user,
                role=seat.role,
                since=since,
                **{TERRITORY_OF_ROLE[seat.role]: territory},
            )
            assignment.territory_name = territory_name(assignment)
            assignments.append(assignment)
            officer = Officer(user, seat.role, assignment.territory_name)
            if seat.role in (Role.BAPPEDA, Role.OBSERVER):
                cast.city[seat.role] = officer
            else:
                cast.of(seat.role)[territory.pk] = officer
    Assignment.objects.bulk_create(assignments, batch_size=1000)
    return cast
