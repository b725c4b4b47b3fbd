"""Counting and adding up for recaps: one grouped query, folded by the table of standings."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Sum, Value, When

from foundation.recaps import RecapColumn
from foundation.sheets import WHOLE
from proposals.ladder import LADDER, STANDINGS, ladder_cell, on_ladder, origin
from proposals.models import Proposal

Raw = dict[str, Any]


def grouped(rows: QuerySet[Proposal], *keys: str) -> Iterable[Raw]:
    """Count and the rupiah of every stage per group, origin and standing; one query."""
    values = on_ladder(rows, value=LADDER).order_by()
    cells = values.annotate(
        cell=ladder_cell(),
        origin=origin(),
        is_routed=Case(
            When(Q(routed_at__isnull=False), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    ).values(*keys, "cell", "origin", "is_routed")
    sums = {f"sum_{name}": Sum(f"value_{name}") for name in LADDER}
    return cells.annotate(line_count=Count("pk"), **sums).order_by(*keys)


def by_key(rows: Iterable[Raw], key: Callable[[Raw], Hashable]) -> dict[Any, list[Raw]]:
    """The rows of each group, in the order in which groups first come."""
    found: dict[Any, list[Raw]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def measured(rows: Iterable[Raw], standing: str, origin: str = "") -> list[int]:
    """How many usulan of the rows have that standing (and origin), and their rupiah."""
    wanted = STANDINGS[standing]
    count, value = 0, 0
    for row in rows:
        if row["cell"] not in wanted.cells or (wanted.routed and not row["is_routed"]):
            continue
        if origin in ("", row["origin"]):
            count += row["line_count"]
            value += row[f"sum_{wanted.value}"] or 0
    return [count, value]


def figure_columns(
    group: str, query: str, *, count: str = "Jumlah", total: str = "Total (Rp)"
) -> tuple[RecapColumn, RecapColumn]:
    """The pair under one heading: how many, and their rupiah; the list behind both is one."""
    return (
        RecapColumn(count, group, 8, WHOLE, is_summed=True, query=query),
        RecapColumn(total, group, 17, WHOLE, is_summed=True, query=query),
    )
