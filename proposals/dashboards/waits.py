"""How long usulan wait, for whom, and what stands unanswered past its date."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from foundation.charts import Bar, Chart
from foundation.indonesia import date_long, number
from kelurahan.models import OPD, Kecamatan, Kelurahan
from planning.models import Cycle
from proposals.dashboards import offices
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import MOST_BARS, Cell, Line, Table, query_of
from proposals.tallies import Tallies
from proposals.waiting import LATE, WAIT_OF_STATUS, WAITS, Day, Deadlines, Wait, Waiting, waiting_by

OWN_WAITS = {
    offices.KELURAHAN: ("verifikasi", "musrenbang"),
    offices.KECAMATAN: ("kecamatan",),
    offices.OPD: ("opd",),
    offices.CITY: ("rkpd",),
}
"""What each office itself owes an answer to."""

_NONE = Waiting()
_NOTE = (
    "Hari dihitung sejak status terakhir. Nilai tengah: separuh menunggu lebih sebentar, separuh "
    "lebih lama. Lewat tanggal: belum dijawab sesudah jadwal tahapnya berakhir, termasuk "
    "perpanjangan; untuk perbaikan, sesudah tanggal yang diberikan."
)


def waits_of(office: Office) -> list[Wait]:
    """The office's own first, then the others in the order of a usulan's life."""
    own = OWN_WAITS[office.kind]
    known = [w for w in WAITS if office.kind != offices.OPD or w.key in ("opd", "rkpd")]
    return sorted(known, key=lambda wait: wait.key not in own)


def days_words(days: float) -> str:
    """``12,5 hari``."""
    return f"{number(days)} hari"


def wait_cells(
    cycle: Cycle, wait: Wait, waiting: Waiting, filters: dict[str, Any]
) -> tuple[Cell, ...]:
    """Count, middle and longest wait, and how many are late; counts lead to their lists."""
    if not waiting.count:
        return Cell("0"), Cell("–"), Cell("–"), Cell("0")
    late_key = f"{wait.key}-{LATE}"
    return (
        Cell(number(waiting.count), "", query_of(cycle, **filters, menunggu=wait.key)),
        Cell(days_words(waiting.days)),
        Cell(days_words(waiting.longest)),
        Cell(
            number(waiting.late),
            "",
            query_of(cycle, **filters, menunggu=late_key) if waiting.late else "",
        ),
    )


def stage_waits(
    tallies: Tallies, office: Office, deadlines: Deadlines
) -> list[tuple[Wait, Waiting]]:
    """Each kind of waiting with what waits."""
    found = waiting_by(tallies.days, lambda day: WAIT_OF_STATUS[day.status], deadlines)
    return [(wait, found.get(wait.key, _NONE)) for wait in waits_of(office)]


def stage_table(
    cycle: Cycle, office: Office, waits: list[tuple[Wait, Waiting]], deadlines: Deadlines
) -> Table:
    """Per stage: how many wait for whom, how long, until when."""
    place = office.pk if office.kind == offices.KELURAHAN and office.pk else 0
    lines = []
    for wait, waiting in waits:
        end = deadlines.end_of(wait, place)
        cells = wait_cells(cycle, wait, waiting, office.filters)
        lines.append(Line(wait.label, (*cells, Cell(date_long(end) if end else "–"))))
    chart = Chart(
        f"tunggu-{office.slug}",
        "Nilai tengah hari menunggu pada tiap tahap",
        "Angka yang sama ada di tabel di sampingnya.",
        ("Hari",),
        tuple(
            (wait.label, (Bar(int(2 * waiting.days), _bar_words(waiting)),))
            for wait, waiting in waits
        ),
    )
    heads = ("Usulan", "Nilai tengah", "Paling lama", "Lewat tanggal", "Jadwal sampai")
    return Table("Menunggu jawaban", "Menunggu apa", heads, tuple(lines), chart, _NOTE)


def _bar_words(waiting: Waiting) -> str:
    return days_words(waiting.days) if waiting.count else "–"


def waiting_tables(user: Any, cycle: Cycle, office: Office) -> list[Table]:
    """Per stage, and for each stage per office that owes the answer."""
    deadlines, tallies = Deadlines(cycle), office.tallies(user, cycle, "days")
    waits = stage_waits(tallies, office, deadlines)
    tables = [stage_table(cycle, office, waits, deadlines)]
    for wait, waiting in waits:
        if waiting.count and wait.office and wait.stage and _has_several(office, wait):
            tables.append(_office_table(tallies, cycle, office, wait, deadlines))
    return tables


def _has_several(office: Office, wait: Wait) -> bool:
    """Whether more than one office may owe the answer within this territory."""
    if office.kind == offices.CITY:
        return True
    if office.kind == offices.KECAMATAN:
        return wait.office in ("kelurahan", "opd")
    return office.kind == offices.KELURAHAN and wait.office == "opd"


def param_of(wait: Wait) -> str:
    """In an address: the filter that names the office which owes the answer."""
    return {"kelurahan__kecamatan": "kecamatan"}.get(wait.office, wait.office)


def names_of(param: str, keys: Iterable[int | None]) -> dict[int, str]:
    """The names of offices of that kind."""
    model, column = {
        "kelurahan": (Kelurahan, "name_local"),
        "kecamatan": (Kecamatan, "name_local"),
        "opd": (OPD, "name"),
    }[param]
    rows = model._default_manager.filter(pk__in=[pk for pk in keys if pk])
    return dict(rows.values_list("pk", column))


def office_key_of(param: str) -> Callable[[Day], Any]:
    """What names, of a day of waiting, the office of that kind."""
    if param != "kecamatan":
        return attrgetter(param)
    above = dict(Kelurahan.objects.order_by().values_list("pk", "kecamatan"))
    return lambda day: above[day.kelurahan]


def _office_table(
    tallies: Tallies, cycle: Cycle, office: Office, wait: Wait, deadlines: Deadlines
) -> Table:
    param = param_of(wait)
    found = waiting_by(tallies.days, office_key_of(param), deadlines, wait)
    names = names_of(param, found)
    longest_first = sorted(
        found.items(),
        key=lambda pair: (-pair[1].days, names.get(pair[0], "")),
    )
    lines = tuple(
        Line(
            names.get(pk, "Belum ada"),
            wait_cells(cycle, wait, waiting, {**office.filters, param: pk or "kosong"}),
        )
        for pk, waiting in longest_first
    )
    chart = Chart(
        f"tunggu-{wait.key}",
        f"{wait.label}: nilai tengah hari menunggu",
        "Angka yang sama ada di tabel di sampingnya.",
        ("Hari",),
        tuple(
            (names.get(pk, "Belum ada"), (Bar(int(2 * waiting.days), _bar_words(waiting)),))
            for pk, waiting in longest_first[:MOST_BARS]
        ),
    )
    heads = ("Usulan", "Nilai tengah", "Paling lama", "Lewat tanggal")
    return Table(f"{wait.label}, per {wait.who}", wait.who, heads, lines, chart)
