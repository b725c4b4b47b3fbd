"""A small, plainly invented city for tests; every function returns stored objects."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from foundation.stamps import move_stamp
from kelurahan.models import (
    OPD,
    RT,
    RW,
    Assignment,
    City,
    Kecamatan,
    Kelurahan,
    Organisation,
    User,
)
from kelurahan.roles import TERRITORY_OF_ROLE, Role
from planning.models import (
    Cycle,
    IssueGroup,
    KamusItem,
    KamusVariable,
    Nomenclature,
    NomenclatureVersion,
    ReasonCode,
    Stage,
    StageWindow,
)
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.stamp import hold
from proposals.statuses import LandStatus, Status
from proposals.tracking import new_code
from proposals.workflow import History, Step, replay
from proposals.workflow.replay import IMPORTED

_serial = count(1)

Row = TypeVar("Row", bound=Model)


def _stored(*rows: Row) -> list[Row]:
    """Rows of one table, stored at once and without a stamp: whoever calls moves it in the end."""
    return QuerySet(type(rows[0])).bulk_create(rows)


def _move(topic: str) -> None:
    """What ``_stored`` left undone."""
    with transaction.atomic():
        move_stamp(topic)


@dataclass
class World:
    """A city with one kecamatan, two kelurahan, two RW of two RT each in the first."""

    city: City
    kecamatan: Kecamatan
    kelurahan: Kelurahan
    other_kelurahan: Kelurahan
    rw: RW
    other_rw: RW
    rt: RT
    other_rt: RT
    foreign_rw: RW
    foreign_rt: RT
    organisation: Organisation
    opd: OPD
    other_opd: OPD
    cycle: Cycle
    item: KamusItem
    sub_kegiatan: Nomenclature
    reason: ReasonCode


def make_world() -> World:
    """Everything that one usulan needs to live; intake is open."""
    (city,) = _stored(City(code="99.75", name="Kota Contoh", name_local="Kota Contoh"))
    (kecamatan,) = _stored(
        Kecamatan(city=city, code="99.75.01", name="Contoh Timur", name_local="Contoh Timur")
    )
    kelurahan, other_kelurahan = _stored(
        _kelurahan(kecamatan, "99.75.01.1001", "Mawar"),
        _kelurahan(kecamatan, "99.75.01.1002", "Melati"),
    )
    rw, other_rw, foreign_rw = _stored(
        RW(kelurahan=kelurahan, label="001"),
        RW(kelurahan=kelurahan, label="002"),
        RW(kelurahan=other_kelurahan, label="001"),
    )
    rt, other_rt, foreign_rt = _stored(
        RT(rw=rw, label="001"), RT(rw=rw, label="002"), RT(rw=foreign_rw, label="001")
    )
    opd, other_opd = _stored(
        OPD(city=city, code="DINAS-A", name="Dinas Air"),
        OPD(city=city, code="DINAS-B", name="Dinas Jalan"),
    )
    (organisation,) = _stored(
        Organisation(kelurahan=kelurahan, kind="karang_taruna", name="Karang Taruna Mawar")
    )
    _move("kelurahan")
    cycle = make_cycle()
    sub_kegiatan = make_sub_kegiatan()
    return World(
        city=city,
        kecamatan=kecamatan,
        kelurahan=kelurahan,
        other_kelurahan=other_kelurahan,
        rw=rw,
        other_rw=other_rw,
        rt=rt,
        other_rt=other_rt,
        foreign_rw=foreign_rw,
        foreign_rt=foreign_rt,
        organisation=organisation,
        opd=opd,
        other_opd=other_opd,
        cycle=cycle,
        item=make_item(cycle, opd=opd, sub_kegiatan=sub_kegiatan),
        sub_kegiatan=sub_kegiatan,
        reason=ReasonCode.objects.create(
            code="T01",
            public_sentence="Alamat belum jelas.",
            at_kelurahan=True,
            at_kecamatan=True,
            at_opd=True,
            at_city=True,
            fixable=True,
        ),
    )


def _kelurahan(kecamatan: Kecamatan, code: str, name: str) -> Kelurahan:
    return Kelurahan(kecamatan=kecamatan, code=code, name=name, name_local=name)


def make_cycle(year: int = 2024, *, is_open: bool = True) -> Cycle:
    """The running cycle with all its windows open (or all closed yesterday)."""
    now = timezone.now()
    (cycle,) = _stored(Cycle(fiscal_year=year, theme="Tema contoh", is_current=True))
    closes = now + timedelta(days=30) if is_open else now - timedelta(days=1)
    StageWindow.objects.bulk_create(
        StageWindow(cycle=cycle, stage=stage, opens_at=now - timedelta(days=30), closes_at=closes)
        for stage in Stage
    )
    return cycle


def make_sub_kegiatan(code: str = "1.03.06.2.01.0012") -> Nomenclature:
    """A sub kegiatan with all its parents."""
    version = NomenclatureVersion.objects.filter(code="2027").first()
    if version is None:
        (version,) = _stored(NomenclatureVersion(code="2027"))
    parts = code.split(".")
    codes = [".".join(parts[:length]) for length in (1, 2, 3, 5, 6)]
    known = {node.code: node for node in version.nodes.filter(code__in=codes)}
    parent = None
    for node_code, level in zip(codes, Nomenclature.Level, strict=True):
        is_last = level == Nomenclature.Level.SUB_KEGIATAN
        node = Nomenclature(
            version=version,
            code=node_code,
            level=level,
            name=f"{level.label} {node_code}",
            parent=parent,
            indicator="Panjang saluran" if is_last else "",
            unit="m" if is_last else "",
        )
        parent = known.get(node_code) or _stored(node)[0]
    _move("planning")
    return parent


def make_item(cycle: Cycle, **changes: Any) -> KamusItem:
    """A drain by the metre: panjang x Rp1.000.000, no proofs demanded."""
    issue = IssueGroup.objects.filter(name="Drainase").first()
    if issue is None:
        (issue,) = _stored(IssueGroup(name="Drainase"))
    defaults = {
        "code": f"DRN-{next(_serial):02d}",
        "issue": issue,
        "bidang": "fisik",
        "name": "Pembangunan saluran lingkungan",
        "unit": "m",
        "unit_price": 1_000_000,
        "min_photos": 0,
        "synonyms": "got;selokan",
        "kelurahan_fund_allowed": True,
    }
    (item,) = _stored(KamusItem(cycle=cycle, **(defaults | changes)))
    _stored(KamusVariable(item=item, name="panjang", unit="m"))
    _move("planning")
    return item


def make_user(world: World, role: Role | None = None, territory: Any = None, **changes: Any):
    """A person; with a role, over the world's territory of that role unless another is given."""
    name = f"{role.value if role else 'orang'}{next(_serial)}"
    user = User.objects.create(username=name, full_name=f"Contoh {name}", **changes)
    if role:
        field = TERRITORY_OF_ROLE[role]
        Assignment.objects.create(
            user=user, role=role, **{field: territory or getattr(world, field)}
        )
    return user


def make_proposal(world: World, status: Status = Status.DRAFT, **changes: Any) -> Proposal:
    """A complete usulan of the world's RT in the status given, with a number unless a draft."""
    serial = next(_serial)
    item = changes.pop("kamus_item", world.item)
    content = {
        "cycle": world.cycle,
        "kelurahan": world.kelurahan,
        "rw": world.rw,
        "rt": world.rt,
        "proposer_kind": ProposerKind.RT,
        "kamus_item": item,
        "title": f"Saluran contoh {serial}",
        "opd": item.opd if item else None,
        "address": "Jalan Contoh",
        "land_status": LandStatus.GOVERNMENT,
        "measures": [{"name": "panjang", "unit": "m", "value": "10"}],
        "volume": Decimal(10),
        "unit": "m",
        "unit_price": 1_000_000,
        "value": 10_000_000,
        "problem": "Air menggenang setiap hujan deras.",
        "urgency": "Rumah warga kebanjiran.",
        "benefit": "Jalan tidak tergenang.",
        "people": 120,
        "households": 30,
    } | changes
    if "created_by" not in content:
        content["created_by"] = make_user(world)
    if status != Status.DRAFT:
        now = timezone.now()
        content.setdefault("submitted_at", now)
        content.setdefault(
            "number", f"{world.cycle.fiscal_year}/{content['kelurahan'].code}/{serial:04d}"
        )
        content.setdefault("tracking_code", new_code())
        content.setdefault("first_opd", content["opd"])
        if status in ROUTED:
            content.setdefault("routed_at", now)
    proposal = Proposal.objects.create(**content)
    hold(proposal.cycle_id, proposal.kelurahan_id)
    if content["rt"]:
        proposal.rts.add(content["rt"])
    if status != Status.DRAFT:
        step = Step(
            action=IMPORTED,
            actor=content["created_by"],
            actor_name="Contoh",
            actor_role="Contoh",
            actor_territory="",
            at=timezone.now(),
            target=status,
        )
        replay([History(proposal, [step])])
    return proposal


ROUTED = frozenset(
    {
        Status.AGREED,
        Status.ACCOMMODATED,
        Status.DEFERRED,
        Status.DECLINED,
        Status.IN_RKPD,
        Status.IN_APBD,
    }
)
"""Statuses that a usulan only has after an OPD received it."""
