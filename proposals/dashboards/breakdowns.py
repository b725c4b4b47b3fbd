"""The ways in which an office's usulan can be broken down; each is a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kelurahan.models import OPD, Kelurahan
from planning.models import Cycle, KamusItem
from planning.models.kamus import Bidang
from proposals.dashboards import offices
from proposals.dashboards.ceilings import ceiling_tables
from proposals.dashboards.gaps import kelurahan_without, rw_without, unlocked
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import (
    COLUMNS,
    FUNNEL_COLUMNS,
    OPD_COLUMNS,
    Column,
    Group,
    Table,
    figure_table,
    funnel_table,
    gather,
    grouped,
    total_of,
)
from proposals.dashboards.waits import waiting_tables
from proposals.dashboards.years import year_table
from proposals.review import NOTHING
from proposals.tallies import Tallies

ALL_KINDS = (offices.CITY, offices.KECAMATAN, offices.OPD, offices.KELURAHAN)
NOT_IN_KAMUS = "Tidak ada di kamus"


@dataclass(frozen=True)
class Breakdown:
    """A page of figures: its name, for which kinds of office, and the tables on it.

    ``all_years`` says that it changes with other cycles too.
    """

    label: str
    kinds: tuple[str, ...]
    tables: Callable[[Any, Cycle, Office], list[Table]]
    all_years: bool = False
    is_gap: bool = False


def columns_of(office: Office) -> tuple[Column, ...]:
    """An OPD only has what reached it; the others follow the whole way."""
    return OPD_COLUMNS if office.kind == offices.OPD else COLUMNS


def funnel_columns_of(office: Office) -> tuple[Column, ...]:
    """Drafts are the kelurahan's alone; an OPD tells its own decisions apart."""
    if office.kind == offices.KELURAHAN:
        return FUNNEL_COLUMNS
    return OPD_COLUMNS if office.kind == offices.OPD else FUNNEL_COLUMNS[1:]


def by_place(tallies: Tallies, office: Office) -> tuple[list[Group], list[Group]]:
    """The groups per kecamatan and per kelurahan."""
    names = {
        pk: (name, kecamatan, kecamatan_name)
        for pk, name, kecamatan, kecamatan_name in Kelurahan.objects.order_by().values_list(
            "pk", "name_local", "kecamatan", "kecamatan__name_local"
        )
    }
    own = office.filters if office.kind == offices.OPD else {}
    found = tallies.grouped("kelurahan")
    places = gather(found, "kelurahan", lambda pk: (names[pk][0], {**own, "kelurahan": pk}))
    districts = gather(
        found, "kelurahan", lambda pk: (names[pk][2], {**own, "kecamatan": names[pk][1]})
    )
    return districts, places


def by_opd(tallies: Tallies, office: Office) -> list[Group]:
    names = dict(OPD.objects.order_by().values_list("pk", "name"))
    return gather(
        tallies.grouped("opd"),
        "opd",
        lambda pk: (
            names.get(pk, "Belum ada Perangkat Daerah"),
            {**office.filters, "opd": pk or NOTHING},
        ),
    )


def _items(cycle: Cycle) -> dict[int, tuple[str, str]]:
    rows = KamusItem.objects.filter(cycle=cycle).order_by()
    return {pk: (name, bidang) for pk, name, bidang in rows.values_list("pk", "name", "bidang")}


def _kecamatan(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    districts, _ = by_place(office.tallies(user, cycle, "statuses"), office)
    columns = columns_of(office)
    return [
        figure_table(
            cycle, "kecamatan", "Kecamatan", districts, filters=office.filters, columns=columns
        )
    ]


def _kelurahan(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    _, places = by_place(office.tallies(user, cycle, "statuses"), office)
    columns = columns_of(office)
    return [
        figure_table(
            cycle, "kelurahan", "Kelurahan", places, filters=office.filters, columns=columns
        )
    ]


def _opd(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    groups = by_opd(office.tallies(user, cycle, "opds"), office)
    return [figure_table(cycle, "opd", "Perangkat Daerah", groups, filters=office.filters)]


def _kamus(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    items = _items(cycle)
    groups = gather(
        grouped(office.rows(user, cycle), "kamus_item"),
        "kamus_item",
        lambda pk: (
            items[pk][0] if pk in items else NOT_IN_KAMUS,
            {**office.filters, "kamus": pk or NOTHING},
        ),
    )
    columns = columns_of(office)
    return [
        figure_table(cycle, "kamus", "Item kamus", groups, filters=office.filters, columns=columns)
    ]


def _bidang(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    items = _items(cycle)

    def key(pk: int | None) -> tuple[str, dict[str, Any]]:
        bidang = items[pk][1] if pk in items else NOTHING
        label = NOT_IN_KAMUS if bidang == NOTHING else str(Bidang(bidang).label)
        return label, {**office.filters, "bidang": bidang}

    groups = gather(grouped(office.rows(user, cycle), "kamus_item"), "kamus_item", key)
    columns = columns_of(office)
    return [
        figure_table(cycle, "bidang", "Bidang", groups, filters=office.filters, columns=columns)
    ]


def _stages(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    found = office.tallies(user, cycle, "statuses").grouped("kelurahan")
    groups = gather(found, "kelurahan", lambda _: ("", office.filters))
    total = total_of(groups, office.filters)
    columns = funnel_columns_of(office)
    return [funnel_table(cycle, "tahap", total, columns, "Perjalanan usulan")]


BREAKDOWNS: dict[str, Breakdown] = {
    "tahap": Breakdown("Tahap", ALL_KINDS, _stages),
    "tunggu": Breakdown("Waktu tunggu", ALL_KINDS, waiting_tables),
    "kecamatan": Breakdown("Kecamatan", (offices.CITY, offices.OPD), _kecamatan),
    "kelurahan": Breakdown("Kelurahan", (offices.CITY, offices.KECAMATAN, offices.OPD), _kelurahan),
    "opd": Breakdown(
        "Perangkat Daerah", (offices.CITY, offices.KECAMATAN, offices.KELURAHAN), _opd
    ),
    "bidang": Breakdown("Bidang", ALL_KINDS, _bidang),
    "kamus": Breakdown("Item kamus", ALL_KINDS, _kamus),
    "pagu": Breakdown("Pagu", ALL_KINDS, ceiling_tables),
    "antartahun": Breakdown("Antartahun", ALL_KINDS, year_table, all_years=True),
    "rw-tanpa-usulan": Breakdown(
        "RW tanpa usulan",
        (offices.CITY, offices.KECAMATAN, offices.KELURAHAN),
        rw_without,
        is_gap=True,
    ),
    "belum-mengunci": Breakdown(
        "Kelurahan yang belum mengunci berita acara",
        (offices.CITY, offices.KECAMATAN),
        unlocked,
        is_gap=True,
    ),
    "kelurahan-tanpa-usulan": Breakdown(
        "Kelurahan tanpa usulan",
        (offices.CITY, offices.KECAMATAN),
        kelurahan_without,
        is_gap=True,
    ),
}
"""By the last word of the address."""


def breakdowns_of(office: Office) -> dict[str, Breakdown]:
    """Those that say something about this kind of office."""
    return {key: one for key, one in BREAKDOWNS.items() if office.kind in one.kinds}
