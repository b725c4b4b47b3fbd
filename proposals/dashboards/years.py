"""Year against year: what was asked for and what became of it."""

from typing import Any

from foundation.charts import Bar, Chart
from foundation.indonesia import number
from planning.models import Cycle
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import (
    ENDED_COLUMN,
    REACHED_COLUMN,
    RUPIAH_NOTE,
    Group,
    Line,
    Table,
    gather,
    grouped,
    line_of,
)
from proposals.review import in_cycle

_COLUMNS = (REACHED_COLUMN, ENDED_COLUMN)


def year_table(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """One line per year, the newest first; each links to the list of its own year."""
    cycles = {one.pk: one for one in Cycle.objects.order_by("-fiscal_year")}
    rows = office.narrow(in_cycle(user, None))
    groups = {
        group.label: group
        for group in gather(
            grouped(rows, "cycle"), "cycle", lambda pk: (str(pk), {**office.filters, "_": pk})
        )
    }
    found: list[tuple[Cycle, Group]] = []
    for pk, one in cycles.items():
        group = groups.get(str(pk), Group(str(one), {}))
        group.label, group.filters = str(one), office.filters
        found.append((one, group))
    chart = Chart(
        "antartahun",
        "Usulan masuk dan yang diakomodir pada tiap tahun",
        "Angka yang sama ada di tabel di sampingnya.",
        ("Masuk", "Diakomodir atau lebih lanjut"),
        tuple((str(one), _bars(one, group)) for one, group in found),
    )
    heads = ("Masuk", *(column.label for column in _COLUMNS), "Persen diakomodir")
    lines: tuple[Line, ...] = tuple(line_of(one, group, _COLUMNS) for one, group in found)
    return [Table("Tahun demi tahun", "Tahun", heads, lines, chart, RUPIAH_NOTE)]


def _bars(cycle: Cycle, group: Group) -> tuple[Bar, Bar]:
    reached = group.figure(cycle, REACHED_COLUMN).count
    share = group.share(reached)
    return Bar(group.count, number(group.count)), Bar(reached, f"{number(reached)} ({share})")
