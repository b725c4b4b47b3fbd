"""What stands unanswered past its date one level below, and what an office must answer soon."""

from dataclasses import dataclass

from foundation.indonesia import number
from planning.models import Cycle
from proposals.dashboards import offices
from proposals.dashboards.offices import Office
from proposals.dashboards.tables import Cell, Line, Table, query_of
from proposals.dashboards.waits import OWN_WAITS, days_words, names_of, office_key_of, param_of
from proposals.review import NOTHING
from proposals.statuses import Answer
from proposals.tallies import Tallies
from proposals.waiting import (
    LATE,
    SOON,
    SOON_DAYS,
    TOGETHER,
    WAIT,
    WAITS_BY_NAME,
    Day,
    Deadlines,
    Wait,
    Waiting,
    waiting_by,
)

BELOW = {offices.KECAMATAN: "kelurahan", offices.CITY: "atas"}
"""By kind of office the waits (``TOGETHER``) that rise to it when they are late."""

_TITLES = {
    "kelurahan": "Terlambat di kelurahan",
    "atas": "Terlambat di kecamatan dan Perangkat Daerah",
}
_WORDS = {"kelurahan": "Kelurahan ", "kecamatan": "Kecamatan ", "opd": ""}
_HEADS = ("Menunggu apa", "Lewat tanggal", "Lewat paling lama", "Menunggu paling lama")


@dataclass(frozen=True)
class Reminder:
    """How many usulan need something by a date, in a sentence, and the list of them."""

    count: int
    sentence: str
    query: str
    is_late: bool = False


def late_below(tallies: Tallies, cycle: Cycle, office: Office, deadlines: Deadlines) -> list[Table]:
    """Who one level below is late, with how many usulan and for how long; none for other levels."""
    key = BELOW.get(office.kind)
    if key is None:
        return []
    waits = TOGETHER[key][1]
    late = [day for day in tallies.days if deadlines.is_past(day)]
    lines = [pair for wait in waits for pair in _late_offices(late, cycle, office, deadlines, wait)]
    lines.sort(key=lambda pair: (-pair[0], pair[1].label))
    told = [line for _, line in lines]
    if told:
        whole = waiting_by(late, lambda day: "", deadlines, *waits)[""]
        query = query_of(cycle, **office.filters, menunggu=f"{key}-{LATE}")
        told.append(Line("Jumlah", _cells("", whole, query), is_total=True))
    return [Table(_TITLES[key], "Siapa", _HEADS, tuple(told))]


def _late_offices(
    late: list[Day], cycle: Cycle, office: Office, deadlines: Deadlines, wait: Wait
) -> list[tuple[int, Line]]:
    """One line for each office that owes a late answer, with the days it is past its date."""
    own = [day for day in late if day.status in wait.statuses]
    if not own:
        return []
    param = param_of(wait)
    found = waiting_by(own, office_key_of(param), deadlines, wait)
    names = names_of(param, found)
    lines = []
    for pk, waiting in found.items():
        who = f"{_WORDS[param]}{names.get(pk or 0, 'Belum ada')}"
        filters = {**office.filters, param: pk or NOTHING}
        query = query_of(cycle, **filters, menunggu=f"{wait.key}-{LATE}")
        lines.append((waiting.overdue, Line(who, _cells(wait.label, waiting, query))))
    return lines


def _cells(what: str, waiting: Waiting, query: str) -> tuple[Cell, ...]:
    return (
        Cell(what),
        Cell(number(waiting.count), "", query),
        Cell(days_words(waiting.overdue)),
        Cell(days_words(waiting.longest)),
    )


def reminders(
    cycle: Cycle, office: Office, waits: list[tuple[Wait, Waiting]], disputed: int
) -> tuple[Reminder, ...]:
    """What the office must answer within days, what is late below it, what its people dispute.

    A kelurahan is also told what may lapse there.
    """
    told = [_of_below(cycle, office, waits)]
    for wait, waiting in waits:
        for when, count, sentence in _asked(office, wait, waiting):
            query = query_of(cycle, **office.filters, menunggu=f"{wait.key}-{when}")
            told.append(Reminder(count, sentence, query, when == LATE))
    query = query_of(cycle, **office.filters, hasil=Answer.DISPUTED.value)
    told.append(Reminder(disputed, _DISPUTED, query, is_late=True))
    return tuple(reminder for reminder in told if reminder.count)


def _of_below(cycle: Cycle, office: Office, waits: list[tuple[Wait, Waiting]]) -> Reminder:
    key = BELOW.get(office.kind, "")
    below = WAITS_BY_NAME.get(key, ())
    count = sum(waiting.late for wait, waiting in waits if wait in below)
    query = query_of(cycle, **office.filters, menunggu=f"{key}-{LATE}")
    return Reminder(count, _LATE_BELOW, query, is_late=True)


def _asked(office: Office, wait: Wait, waiting: Waiting) -> list[tuple[str, int, str]]:
    if wait.key in OWN_WAITS[office.kind]:
        words = f"usulan harus dijawab dalam {SOON_DAYS} hari ({wait.label})"
        return [(SOON, waiting.soon, words)]
    if office.kind == offices.KELURAHAN and wait == WAIT["perbaikan"]:
        return [(SOON, waiting.soon, _LAPSES_SOON), (LATE, waiting.late, _LAPSED)]
    return []


_LAPSES_SOON = f"usulan yang dikembalikan akan lewat batas perbaikan dalam {SOON_DAYS} hari"
_LATE_BELOW = "usulan terlambat di tingkat bawah"
_DISPUTED = "pekerjaan yang dilaporkan selesai dibantah pengusulnya"
_LAPSED = "usulan lewat batas perbaikan: beri waktu lagi, atau tutup dengan alasan"
