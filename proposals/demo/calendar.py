"""When things happened in the demonstration: counted back from today, never in the future."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from planning.models import Cycle, Stage, StageWindow

INTAKE_OPENED = -21
"""Days from today, like all figures of this module."""

_WINDOWS = {
    Stage.INTAKE: (INTAKE_OPENED, 28),
    Stage.VERIFICATION: (-18, 42),
    Stage.KELURAHAN: (-10, 56),
    Stage.KECAMATAN: (-8, 77),
    Stage.OPD: (-6, 98),
    Stage.CITY: (-1, 126),
}
"""They overlap so that every office of the demonstration has something to do today."""

_SPAN = {
    "withdraw": (-11, -10),
    "return": (-10, -6),
    "edit": (-4, -4),
    "verify": (-12, -11),
    "assess": (-10, -10),
    "reject": (-11, -9),
    "merge": (-11, -10),
    "prioritise": (-9, -9),
    "reserve": (-9, -9),
    "forward": (-8, -8),
    "fund_kelurahan": (-7, -7),
    "import": (-8, -8),
    "agree": (-6, -6),
    "disagree": (-6, -6),
    "reroute": (-5, -5),
    "defer": (-4, -3),
    "decline": (-4, -3),
    "accommodate": (-4, -3),
    "realise": (-2, -2),
    "cancel": (-2, -2),
    "divert": (-1, -1),
    "confirm": (-1, -1),
    "dispute": (-1, -1),
    # Only the year before has come so far.
    "include": (150, 170),
    "budget": (320, 340),
}
MINUTES_SIGNED = -8


def windows(cycle: Cycle, today: date) -> list[StageWindow]:
    """All stages of the cycle, open today."""
    return [
        StageWindow(
            cycle=cycle,
            stage=stage,
            opens_at=_moment(today + timedelta(days=first), 8, 0),
            closes_at=_moment(today + timedelta(days=last), 23, 59),
        )
        for stage, (first, last) in _WINDOWS.items()
    ]


def written(today: date, dice: Random) -> datetime:
    """When a draft was begun."""
    return _evening(today + timedelta(days=-dice.randint(1, 15)), dice)


def submitted(today: date, dice: Random, *, handled: bool) -> datetime:
    """When a usulan was handed in: early if an office has dealt with it, else mostly lately."""
    back = dice.randint(13, 20) if handled else 1 + int(dice.betavariate(1, 2.4) * 19)
    return _evening(today - timedelta(days=back), dice)


def resubmitted(today: date, dice: Random) -> datetime:
    """After a usulan was mended."""
    return _evening(today - timedelta(days=3), dice)


def done(action: str, today: date, dice: Random) -> datetime:
    """When an office did its deed; the table keeps deeds that follow each other in order."""
    first, last = _SPAN[action]
    day = today + timedelta(days=dice.randint(first, last))
    return _moment(day, dice.randint(8, 15), dice.randint(0, 59))


def _evening(day: date, dice: Random) -> datetime:
    """RT heads write after work, some in the morning."""
    hour = dice.choices((7, 9, 12, 16, 18, 19, 20, 21, 22), (1, 2, 2, 3, 5, 8, 8, 5, 2))[0]
    return _moment(day, hour, dice.randint(0, 59))


def _moment(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
