"""What a device must know to write usulan without a network, in parts that change apart."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from intake.keys import account_key, account_lock, receipt_keys
from kelurahan.models import RT
from planning.explain import unit_shown
from planning.models import Cycle, KamusItem, Stage
from planning.models.kamus import Document, ProposerKind
from planning.selectors import current_cycle, kamus_items, window_for
from proposals.gates import LAND_ADVICE
from proposals.seats import Seat, seats_of
from proposals.statuses import LandStatus


def reference_for(user: Any, *, since: str, with_lock: bool) -> dict[str, Any]:
    """All parts that are not as the version ``since`` has them; account and keys always.

    ``with_lock`` adds the key of what the device keeps, for a person who is logged in.
    """
    cycle = current_cycle()
    seats = seats_of(user)
    parts: dict[str, Callable[[], Any]] = {
        "tahun": lambda: _year(cycle, seats),
        "pengusul": lambda: _proposers(seats),
        "kamus": lambda: [_item(item) for item in kamus_items(cycle)] if cycle else [],
        "lahan": _land,
    }
    told = {name: tell() for name, tell in parts.items()}
    versions = {name: _version(part) for name, part in told.items()}
    known = dict(zip(parts, since.split("."), strict=False))
    account = {"kunci": account_key(user.pk), "nama": str(user)}
    if with_lock:
        account["sandi"] = account_lock(user.pk)
    return {
        "versi": ".".join(versions.values()),
        "akun": account,
        "kunci_kuitansi": receipt_keys(),
        **{name: part for name, part in told.items() if known.get(name) != versions[name]},
    }


def _version(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:12]


def _year(cycle: Cycle | None, seats: list[Seat]) -> dict[str, Any] | None:
    """The running year and its window as it holds for the first of the account's kelurahan."""
    if cycle is None:
        return None
    window = window_for(cycle, Stage.INTAKE, seats[0].kelurahan if seats else None)
    return {
        "tahun": cycle.fiscal_year,
        "tema": cycle.theme,
        "dibuka": _moment(window.opens_at),
        "ditutup": _moment(window.closes_at),
        "jam_toleransi": cycle.device_grace_hours,
        "prioritas": [
            {"id": str(key), "nama": name}
            for key, name in cycle.priorities.order_by("number").values_list("pk", "name")
        ],
    }


def _moment(at: Any) -> str | None:
    return timezone.localtime(at).isoformat() if at else None


def _proposers(seats: list[Seat]) -> list[dict[str, Any]]:
    kelurahan = {seat.kelurahan.pk for seat in seats}
    rts = RT.objects.filter(valid_until=None, rw__kelurahan__in=kelurahan).select_related("rw")
    rows = list(rts.order_by("rw__label", "label"))
    return [
        {
            "kunci": seat.code,
            "jenis": seat.kind,
            "label": seat.label,
            "kelurahan": str(seat.kelurahan),
            "dibantu": seat.is_helped,
            "rt_lokasi": _places(seat, rows),
        }
        for seat in seats
    ]


def _places(seat: Seat, rts: list[RT]) -> list[dict[str, str]]:
    """Where the proposer's work may stand, as the portal's own form offers it."""
    if seat.rw:
        return [{"id": str(rt.pk), "label": str(rt)} for rt in rts if rt.rw_id == seat.rw.pk]
    own = [rt for rt in rts if rt.rw.kelurahan_id == seat.kelurahan.pk]
    return [{"id": str(rt.pk), "label": f"{rt}/{rt.rw}"} for rt in own]


def _item(item: KamusItem) -> dict[str, Any]:
    return {
        "kode": item.code,
        "nama": item.name,
        "kata": item.synonyms,
        "satuan": unit_shown(item.unit),
        "harga": item.unit_price,
        "kelompok": item.issue.name,
        "ukuran": [
            {
                "kolom": f"measure_{variable.pk}",
                "nama": variable.name,
                "satuan": unit_shown(variable.unit),
                "paling_kecil": str(variable.minimum),
                "paling_besar": str(variable.maximum) if variable.maximum else None,
            }
            for variable in item.variables.all()
        ],
        "perlu_lahan": item.needs_land_status,
        "perlu_titik": item.needs_point,
        "foto": item.min_photos,
        "dokumen": [
            {"kode": code, "label": Document(code).label}
            for code in item.documents
            if code in Document
        ],
        "jenis_pengusul": item.proposer_kinds or ProposerKind.values,
    }


def _land() -> list[dict[str, str]]:
    return [
        {
            "kode": status.value,
            "label": status.label,
            "arti": LAND_ADVICE[status][0],
            "saran": LAND_ADVICE[status][1],
        }
        for status in LandStatus
    ]
