"""Pagu against what is asked for and what is accommodated."""

from typing import Any

from django.db.models import Q, QuerySet

from foundation.charts import Bar, Chart
from foundation.indonesia import rupiah_short
from kelurahan.models import OPD, Kelurahan
from planning.models import Cycle, Pagu
from proposals.dashboards import offices
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import (
    MOST_BARS,
    REACHED_COLUMN,
    Cell,
    Group,
    Line,
    Table,
    cell_of,
    gather,
    percent,
)
from proposals.tallies import Tallies

_OWNERS = (
    ("opd", "Perangkat Daerah"),
    ("kecamatan", "Kecamatan"),
    ("kelurahan", "Kelurahan"),
)
_HEADS = ("Pagu", "Diminta", "Diakomodir atau lebih lanjut", "Sisa pagu", "Persen pagu terpakai")


def ceiling_tables(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """One table per kind of owner that has a pagu within the office's territory."""
    pagus = list(_pagus(cycle, office).values_list("opd", "kecamatan", "kelurahan", "amount"))
    tallies = office.tallies(user, cycle, "opds")
    tables = []
    for index, (column, first) in enumerate(_OWNERS):
        amounts = {pagu[index]: pagu[3] for pagu in pagus if pagu[index]}
        if amounts:
            groups = _groups(tallies, column, amounts)
            tables.append(_table(cycle, column, first, groups, amounts))
    return tables or [Table("Pagu", "", (), (), None, "Belum ada pagu untuk tahun ini.")]


def _pagus(cycle: Cycle, office: Office) -> QuerySet[Pagu]:
    rows = Pagu.objects.filter(cycle=cycle).order_by()
    match office.kind:
        case offices.KECAMATAN:
            own = Q(kecamatan=office.pk) | Q(kelurahan__kecamatan=office.pk)
            return rows.filter(own)
        case offices.KELURAHAN:
            return rows.filter(kelurahan=office.pk)
        case offices.OPD:
            return rows.filter(opd=office.pk)
    return rows


def _groups(tallies: Tallies, column: str, amounts: dict[int, int]) -> list[Group]:
    """The owners with a pagu, also those without any usulan."""
    if column == "opd":
        names = dict(OPD.objects.filter(pk__in=amounts).values_list("pk", "name"))
        own = [row for row in tallies.grouped("opd") if row["opd"] in amounts]
        found = gather(own, "opd", lambda pk: (str(pk), {"opd": pk}))
    else:
        places = Kelurahan.objects.order_by().values_list(
            "pk", "name_local", "kecamatan", "kecamatan__name_local"
        )
        above = {pk: (pk if column == "kelurahan" else kec) for pk, _, kec, _ in places}
        names = {above[pk]: (name if column == "kelurahan" else kec) for pk, name, _, kec in places}
        found = gather(
            tallies.grouped("kelurahan"),
            "kelurahan",
            lambda pk: (str(above[pk]), {column: above[pk]}),
        )
    known = {group.label: group for group in found}
    groups = []
    for pk in amounts:
        group = known.get(str(pk), Group("", {column: pk}))
        group.label = names.get(pk, "")
        groups.append(group)
    return sorted(groups, key=lambda group: group.label)


def _table(
    cycle: Cycle, column: str, first: str, groups: list[Group], amounts: dict[int, int]
) -> Table:
    pairs = [(group, amounts[group.filters[column]]) for group in groups]
    largest = sorted(pairs, key=lambda pair: -pair[1])[:MOST_BARS]
    chart = Chart(
        f"pagu-{column}",
        f"Pagu, yang diminta, dan yang diakomodir per {first}",
        "Angka yang sama ada di tabel di sampingnya.",
        ("Pagu", "Diminta", "Diakomodir"),
        tuple((group.label, _bars(cycle, group, pagu)) for group, pagu in largest),
    )
    lines = tuple(_line(cycle, group, pagu) for group, pagu in pairs)
    note = "Diminta: rupiah menurut pengusul. Diakomodir: rupiah menurut penilaian terakhir."
    return Table(f"Pagu per {first}", first, _HEADS, lines, chart, note)


def _bars(cycle: Cycle, group: Group, pagu: int) -> tuple[Bar, Bar, Bar]:
    reached = group.figure(cycle, REACHED_COLUMN).value
    return (
        Bar(pagu, rupiah_short(pagu)),
        Bar(group.asked, rupiah_short(group.asked)),
        Bar(reached, rupiah_short(reached)),
    )


def _line(cycle: Cycle, group: Group, pagu: int) -> Line:
    reached = group.figure(cycle, REACHED_COLUMN)
    left = pagu - reached.value
    return Line(
        group.label,
        (
            Cell(rupiah_short(pagu)),
            cell_of(group.handed_in(cycle)),
            cell_of(reached),
            Cell(rupiah_short(left) if left >= 0 else f"Lebih {rupiah_short(-left)}"),
            Cell(percent(reached.value, pagu)),
        ),
    )
