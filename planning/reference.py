"""Loads what the portal ships with for Kota Bekasi; what an office has changed stays as it is."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

import kelurahan
import planning
from foundation.bulk import Batch
from foundation.reports import ImportReport
from kelurahan.models import OPD, City, Kecamatan
from kelurahan.services.territory import import_territory
from planning.imports import import_kamus, import_nomenclature
from planning.models import (
    CityPriority,
    Cycle,
    OPDMandate,
    ReasonCode,
    Stage,
    StageWindow,
    Synonym,
)

CITY_CODE = "32.75"
NOMENCLATURE = "2027"
THEME = "Lingkungan sehat dan warga sejahtera (tema contoh)"

_TERRITORY_DATA = Path(kelurahan.__file__).parent / "data"
_PLANNING_DATA = Path(planning.__file__).parent / "data"
_LAST_MINUTE = time(23, 59)

_Day = tuple[int, int, int]
# Years before the fiscal year, month, day (domain 1.2: Pra-Musrenbang in December, kelurahan in
# January, kecamatan in February, the city in March).
_CALENDAR: tuple[tuple[Stage, _Day, _Day], ...] = (
    (Stage.INTAKE, (2, 11, 1), (2, 12, 20)),
    (Stage.VERIFICATION, (2, 11, 1), (1, 1, 5)),
    (Stage.KELURAHAN, (1, 1, 6), (1, 1, 31)),
    (Stage.KECAMATAN, (1, 2, 1), (1, 2, 20)),
    (Stage.OPD, (1, 2, 21), (1, 3, 20)),
    (Stage.CITY, (1, 3, 21), (1, 6, 30)),
)
_DAYS_BEFORE_CLOSING = 30


def running_year(today: date | None = None) -> int:
    """The fiscal year whose Musrenbang is being prepared or held on that day."""
    day = today or timezone.localdate()
    return day.year + (2 if day.month >= 7 else 1)


@transaction.atomic
def load_reference(*, year: int, intake_open_on: date | None = None) -> Cycle:
    """Wilayah, OPD, nomenclature, reasons, synonyms, and the cycle ``year`` with its kamus.

    May be called again at any time: what is missing is added, what an office changed in reasons,
    windows, priorities and kamus is left alone. ``intake_open_on`` moves the windows of a new
    cycle by whole days so that intake is open on that day (for demonstrations).
    """
    _whole(import_territory(_TERRITORY_DATA / "wilayah-bekasi.csv", filename="wilayah-bekasi.csv"))
    _load_offices(City.objects.get(code=CITY_CODE, valid_until=None))
    name = "nomenklatur-musrenbang.csv"
    _whole(import_nomenclature(_PLANNING_DATA / name, filename=name, version=NOMENCLATURE))
    _load_reasons()
    Synonym.objects.bulk_create(
        [Synonym(word=r["kata"], means=r["artinya"]) for r in _rows(_PLANNING_DATA, "sinonim.csv")],
        ignore_conflicts=True,
    )
    cycle = _cycle(year, intake_open_on)
    name = "kamus-bekasi.csv"
    _whole(
        import_kamus(
            _PLANNING_DATA / name,
            filename=name,
            year=year,
            nomenclature=NOMENCLATURE,
            city=CITY_CODE,
            only_new=True,
        )
    )
    return cycle


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _whole(report: ImportReport) -> None:
    """The shipped files have no faults; one that has is a mistake of ours, not of the office."""
    if report.refused:
        raise ValueError(report.refused[0].sentence())


def _load_offices(city: City) -> None:
    held = {opd.code: opd for opd in OPD.objects.filter(city=city, valid_until=None)}
    kecamatan = dict(Kecamatan.objects.filter(valid_until=None).values_list("code", "pk"))
    rows = list(_rows(_TERRITORY_DATA, "opd-bekasi.csv"))
    batch: Batch[OPD] = Batch(OPD)
    for row in rows:
        if row["kode"] not in held:
            values = {"city_id": city.pk, "code": row["kode"], "name": row["nama"]}
            values |= {"kind": row["jenis"], "kecamatan_id": kecamatan.get(row["kecamatan"])}
            batch.take(None, values)
    batch.write()
    ids = dict(OPD.objects.filter(city=city, valid_until=None).values_list("code", "pk"))
    OPDMandate.objects.bulk_create(
        [
            OPDMandate(opd_id=ids[row["kode"]], bidang_code=code)
            for row in rows
            for code in row["bidang_urusan"].split(";")
            if row["kode"] not in held
        ],
        ignore_conflicts=True,
    )


def _load_reasons() -> None:
    ReasonCode.objects.bulk_create(
        [
            ReasonCode(
                code=row["kode"],
                public_sentence=row["kalimat_publik"],
                internal_note=row["catatan_petugas"],
                at_kelurahan="kelurahan" in (levels := row["tingkat"].split(";")),
                at_kecamatan="kecamatan" in levels,
                at_opd="opd" in levels,
                at_city="kota" in levels,
                needs_target=row["perlu_usulan_lain"] == "ya",
                fixable=row["dapat_diperbaiki"] == "ya",
            )
            for row in _rows(_PLANNING_DATA, "alasan.csv")
        ],
        ignore_conflicts=True,
    )


def _cycle(year: int, intake_open_on: date | None) -> Cycle:
    others = Cycle.objects.filter(is_current=True).exclude(fiscal_year=year)
    cycle, _ = Cycle.objects.get_or_create(
        fiscal_year=year, defaults={"theme": THEME, "is_current": not others.exists()}
    )
    if not cycle.windows.exists():
        StageWindow.objects.bulk_create(windows(cycle, intake_open_on))
    if not cycle.priorities.exists():
        CityPriority.objects.bulk_create(
            CityPriority(cycle=cycle, number=int(row["nomor"]), name=row["nama"])
            for row in _rows(_PLANNING_DATA, "prioritas-bekasi.csv")
        )
    return cycle


def windows(cycle: Cycle, intake_open_on: date | None = None) -> list[StageWindow]:
    """The usual calendar of a cycle, unsaved; moved so that intake is open on the day given."""
    shift = timedelta(0)
    opens, closes = _span(cycle, *_CALENDAR[0][1:])
    if intake_open_on and not opens < intake_open_on < closes:
        shift = intake_open_on + timedelta(days=_DAYS_BEFORE_CLOSING) - closes
    found = []
    for stage, start, end in _CALENDAR:
        opens, closes = _span(cycle, start, end)
        found.append(
            StageWindow(
                cycle=cycle,
                stage=stage,
                opens_at=_moment(opens + shift, time.min),
                closes_at=_moment(closes + shift, _LAST_MINUTE),
            )
        )
    return found


def _span(cycle: Cycle, start: _Day, end: _Day) -> tuple[date, date]:
    first, last = (date(cycle.fiscal_year - back, month, day) for back, month, day in (start, end))
    return first, last


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
