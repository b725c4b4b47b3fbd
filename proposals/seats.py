"""In whose name an account may write a usulan."""

from dataclasses import dataclass
from typing import Any

from kelurahan.models import RT, RW, Kelurahan, Organisation
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models.kamus import ProposerKind


@dataclass(frozen=True)
class Seat:
    """One proposer: ``code`` is for addresses and forms, ``group`` heads it in a list."""

    code: str
    label: str
    group: str
    kind: ProposerKind
    kelurahan: Kelurahan
    rw: RW | None = None
    rt: RT | None = None
    organisation: Organisation | None = None
    is_helped: bool = False


def seats_of(user: Any) -> list[Seat]:
    """Every proposer in whose name ``user`` may write; their own first."""
    scope = scope_of(user)
    offices = scope.ids(Role.STAFF)
    rw_ids = scope.ids(Role.RW, Role.PAMOR)
    seats = [_office(kelurahan) for kelurahan in Kelurahan.objects.filter(pk__in=offices)]
    if rw_ids or offices:
        rws = RW.objects.filter(valid_until=None).select_related("kelurahan")
        rws = rws.filter(pk__in=rw_ids) | rws.filter(kelurahan__in=offices)
        seats += [_rw(rw, helped=rw.pk not in scope.ids(Role.RW)) for rw in rws]
    helped_rws = scope.ids(Role.PAMOR)
    rts = RT.objects.filter(valid_until=None).select_related("rw__kelurahan")
    own = scope.ids(Role.RT)
    if own or helped_rws or offices:
        rts = (
            rts.filter(pk__in=own)
            | rts.filter(rw__in=helped_rws)
            | rts.filter(rw__kelurahan__in=offices)
        )
        seats += [_rt(rt, helped=rt.pk not in own) for rt in rts]
    bodies = scope.ids(Role.ORGANISATION)
    if bodies or offices:
        held = Organisation.objects.filter(valid_until=None).select_related("kelurahan")
        held = held.filter(pk__in=bodies) | held.filter(kelurahan__in=offices)
        seats += [_organisation(body, helped=body.pk not in bodies) for body in held]
    return sorted(seats, key=_order)


def _order(seat: Seat) -> tuple[bool, int, str, str]:
    return (
        seat.is_helped,
        seat.kelurahan.pk,
        seat.rw.label if seat.rw else ("~" if seat.organisation else ""),
        seat.rt.label if seat.rt else "",
    )


def _office(kelurahan: Kelurahan) -> Seat:
    return Seat(
        code=f"kelurahan-{kelurahan.pk}",
        label=f"Kelurahan {kelurahan}",
        group="Kantor kelurahan",
        kind=ProposerKind.KELURAHAN,
        kelurahan=kelurahan,
    )


def _rw(rw: RW, *, helped: bool) -> Seat:
    return Seat(
        code=f"rw-{rw.pk}",
        label=str(rw),
        group=str(rw),
        kind=ProposerKind.RW,
        kelurahan=rw.kelurahan,
        rw=rw,
        is_helped=helped,
    )


def _rt(rt: RT, *, helped: bool) -> Seat:
    return Seat(
        code=f"rt-{rt.pk}",
        label=f"{rt}/{rt.rw}",
        group=str(rt.rw),
        kind=ProposerKind.RT,
        kelurahan=rt.rw.kelurahan,
        rw=rt.rw,
        rt=rt,
        is_helped=helped,
    )


def _organisation(body: Organisation, *, helped: bool) -> Seat:
    return Seat(
        code=f"lembaga-{body.pk}",
        label=str(body),
        group="Lembaga",
        kind=ProposerKind.ORGANISATION,
        kelurahan=body.kelurahan,
        organisation=body,
        is_helped=helped,
    )
