"""The lines of a draft as an indented table with a subtotal at every level."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from operator import attrgetter

from django.db import models

from rkpd.models import Line


class Level(models.TextChoices):
    """The levels of the table from the outside in; a ``LINE`` carries target and money itself."""

    OPD = "opd", "Perangkat Daerah"
    BIDANG = "bidang", "Bidang urusan"
    PROGRAM = "program", "Program"
    KEGIATAN = "kegiatan", "Kegiatan"
    SUB_KEGIATAN = "sub_kegiatan", "Sub kegiatan"
    LINE = "line", "Rincian"


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One row: a heading with the sums of what stands under it, or a line. Money in rupiah.

    A line that ``is_alone`` stands for its sub kegiatan, which has no heading then.
    """

    level: Level
    opd_id: int
    opd_name: str
    code: str
    name: str
    pagu: int
    forward_estimate: int
    usulan_count: int
    line: Line | None = None
    is_alone: bool = False

    @property
    def depth(self) -> int:
        """0 for an OPD, 5 for a line, 4 for one that stands in the place of its heading."""
        return list(Level).index(self.level) - self.is_alone


_Key = Callable[[Line], tuple[object, ...]]

_HEADINGS: Sequence[tuple[Level, _Key]] = (
    (Level.OPD, lambda line: (line.opd_id, "", line.opd_name)),
    (Level.BIDANG, lambda line: (line.opd_id, line.bidang_code, line.bidang_name)),
    (Level.PROGRAM, lambda line: (line.opd_id, line.program_code, line.program_name)),
    (Level.KEGIATAN, lambda line: (line.opd_id, line.kegiatan_code, line.kegiatan_name)),
    (Level.SUB_KEGIATAN, lambda line: (line.opd_id, line.code, line.name)),
)

ORDER = ("opd_name", "opd_id", "code", "funding_source", "unit")
"""The order in which lines must come for headings to stand once."""


def outline(lines: Iterable[Line]) -> Iterator[OutlineRow]:
    """Headings before what they sum up; ``lines`` come in ``ORDER``."""
    return _under(list(lines), 0)


def concise(rows: Sequence[OutlineRow]) -> list[OutlineRow]:
    """The rows without headings of a sub kegiatan that has one line: it says the same and more."""
    kept: list[OutlineRow] = []
    is_alone = False
    for row, second in zip_longest(rows, rows[2:]):
        if row.level == Level.SUB_KEGIATAN:
            is_alone = second is None or second.line is None
        if row.line:
            kept.append(replace(row, is_alone=is_alone))
        elif row.level != Level.SUB_KEGIATAN or not is_alone:
            kept.append(row)
    return kept


def above(rows: Sequence[OutlineRow], start: int) -> list[OutlineRow]:
    """The headings under which row ``start`` stands: what a page that begins there repeats."""
    found: list[OutlineRow] = []
    depth = rows[start].depth if start < len(rows) else 0
    for row in reversed(rows[:start]):
        if row.depth < depth:
            found.append(row)
            depth = row.depth
    return found[::-1]


def _under(lines: list[Line], depth: int) -> Iterator[OutlineRow]:
    if depth == len(_HEADINGS):
        for line in lines:
            yield _row(Level.LINE, (line.opd_id, line.code, line.name), [line], line)
        return
    level, key = _HEADINGS[depth]
    for shared, group in groupby(lines, key=key):
        members = list(group)
        yield _row(level, shared, members)
        yield from _under(members, depth + 1)


def _row(
    level: Level, shared: tuple[object, ...], members: list[Line], line: Line | None = None
) -> OutlineRow:
    def total(column: str) -> int:
        return sum(map(attrgetter(column), members))

    return OutlineRow(
        level=level,
        opd_id=members[0].opd_id,
        opd_name=members[0].opd_name,
        code=str(shared[1]),
        name=str(shared[2]),
        pagu=total("pagu"),
        forward_estimate=total("forward_estimate"),
        usulan_count=total("usulan_count"),
        line=line,
    )
