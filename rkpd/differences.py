"""What became of an RKPD between two of its versions: line by line, per OPD and in all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models

from rkpd.models import Draft, Line, LineSource

LineKey = tuple[int, str, str, str]
"""OPD, code of the sub kegiatan, funding source, unit: lines that agree in these are the same."""


class Change(models.TextChoices):
    """What happened to a line."""

    NEW = "baru", "Baru"
    GONE = "hilang", "Hilang"
    CHANGED = "berubah", "Berubah"
    SAME = "tetap", "Tetap"


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line in the older and the newer version; ``came`` and ``went`` are its usulan.

    ``moved`` are those among them that stand on another line of the other version. Money in
    whole rupiah.
    """

    old: Line | None
    new: Line | None
    came: Sequence[UUID] = ()
    went: Sequence[UUID] = ()
    moved: frozenset[UUID] = frozenset()

    @property
    def line(self) -> Line:
        """The line as it reads now, or as it read last."""
        line = self.new or self.old
        assert line is not None
        return line

    @property
    def old_pagu(self) -> int:
        return self.old.pagu if self.old else 0

    @property
    def new_pagu(self) -> int:
        return self.new.pagu if self.new else 0

    @property
    def by(self) -> int:
        """How much more (or, below zero, less) the newer version gives."""
        return self.new_pagu - self.old_pagu

    @property
    def kind(self) -> Change:
        if self.old is None:
            return Change.NEW
        if self.new is None:
            return Change.GONE
        return Change.CHANGED if self.came or self.went or self._differs() else Change.SAME

    def _differs(self) -> bool:
        return any(
            getattr(self.old, name) != getattr(self.new, name)
            for name in ("pagu", "target_volume", "indicator", "forward_estimate")
        )


@dataclass(slots=True)
class Totals:
    """Sums of an OPD or of all: ``old + new - gone + changes`` is the newer version's total."""

    opd: int | None = None
    name: str = ""
    old: int = 0
    new: int = 0
    gone: int = 0
    changes: int = 0
    lines: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))

    @property
    def total(self) -> int:
        """What the newer version gives."""
        return self.old + self.new - self.gone + self.changes

    @property
    def by(self) -> int:
        return self.total - self.old

    def add(self, difference: LineDifference) -> None:
        """Take one line into the sums."""
        kind = difference.kind
        self.lines[kind] += 1
        self.old += difference.old_pagu
        if kind == Change.NEW:
            self.new += difference.new_pagu
        elif kind == Change.GONE:
            self.gone += difference.old_pagu
        else:
            self.changes += difference.by


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of the RKPD of one city and cycle beside each other."""

    older: Draft
    newer: Draft
    lines: Sequence[LineDifference]
    per_opd: Sequence[Totals]
    total: Totals


def compare(older: Draft, newer: Draft) -> Comparison:
    """What changed from ``older`` to ``newer``, in the order of the table; 4 queries.

    Raises ``ValueError`` for drafts of different cities or cycles.
    """
    if (older.city_id, older.cycle_id) != (newer.city_id, newer.cycle_id):
        raise ValueError("Only versions of the same city and cycle can be compared.")
    old_lines, old_usulan = _lines(older), _usulan(older)
    new_lines, new_usulan = _lines(newer), _usulan(newer)
    everywhere = frozenset().union(*old_usulan.values()) & frozenset().union(*new_usulan.values())
    lines = []
    for key in {**old_lines, **new_lines}:
        old, new = old_lines.get(key), new_lines.get(key)
        before = old_usulan[old.pk] if old else set()
        after = new_usulan[new.pk] if new else set()
        came, went = after - before, before - after
        lines.append(
            LineDifference(old, new, sorted(came), sorted(went), everywhere & (came | went))
        )
    lines.sort(key=_place)
    return Comparison(older, newer, lines, *_sums(lines))


def _lines(draft: Draft) -> dict[LineKey, Line]:
    # Places are long and say nothing that the usulan do not say.
    lines = Line.objects.filter(draft=draft).defer("locations")
    return {(line.opd_id, line.code, line.funding_source, line.unit): line for line in lines}


def _usulan(draft: Draft) -> dict[int, set[UUID]]:
    found: dict[int, set[UUID]] = defaultdict(set)
    sources = LineSource.objects.filter(draft=draft).order_by()
    for line, proposal in sources.values_list("line_id", "proposal_id"):
        found[line].add(proposal)
    return found


def _place(difference: LineDifference) -> tuple[str, int, str, str, str]:
    line = difference.line
    return (line.opd_name, line.opd_id, line.code, line.funding_source, line.unit)


def _sums(lines: Sequence[LineDifference]) -> tuple[list[Totals], Totals]:
    total = Totals(name="Jumlah")
    per_opd: dict[int, Totals] = {}
    for difference in lines:
        line = difference.line
        own = per_opd.setdefault(line.opd_id, Totals(line.opd_id, line.opd_name))
        own.name = line.opd_name if difference.new else own.name
        own.add(difference)
        total.add(difference)
    return list(per_opd.values()), total
