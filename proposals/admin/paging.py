"""Pages of a long list by its keys: the counts of its groups lead straight to any page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from kelurahan.models import Kelurahan
from planning.models import KamusItem
from proposals.models import Proposal

Counts = list[tuple[Any, int]]
"""Groups in the order of the list and how many rows each has."""


@dataclass(frozen=True)
class Grouping:
    """An order that goes group by group: the key of a group and the columns that sort groups."""

    column: str
    columns: tuple[Any, ...]

    def counts(self, rows: QuerySet[Proposal]) -> Counts:
        """The groups of ``rows``; the names that sort them are read once, not joined to rows."""
        counts = rows.order_by().values_list(self.column).annotate(count=Count("pk"))
        return self.in_order(dict(counts))

    def in_order(self, counted: dict[Any, int]) -> Counts:
        """The groups counted, in the order of the list."""
        return [(key, counted[key]) for key in self._sorted(list(counted))]

    def _sorted(self, keys: list[Any]) -> list[Any]:
        model = KamusItem if self.column == "kamus_item" else Kelurahan
        order = ("issue__name", "code", "pk") if model is KamusItem else ("code", "pk")
        found = model.objects.filter(pk__in=keys).order_by(*order).values_list("pk", flat=True)
        return [*([None] if None in keys else []), *found]


class Listing:
    """The keys of ``rows`` as a sequence; with ``counts`` a page far down costs no more.

    Without groups the keys are skipped one by one, in an index where the order has one.
    """

    ordered = True

    def __init__(
        self, rows: QuerySet[Proposal], counts: Counts | int, grouping: Grouping | None = None
    ) -> None:
        self.rows, self.grouping = rows, grouping
        self.groups = [] if isinstance(counts, int) else counts
        self._count = counts if isinstance(counts, int) else sum(n for _, n in counts)

    def count(self) -> int:
        """All rows, exactly."""
        return self._count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, span: slice) -> list[UUID]:
        start, stop = span.start or 0, min(span.stop or self._count, self._count)
        if self.grouping is None:
            return list(self.rows.values_list("pk", flat=True)[start:stop])
        keys, skipped = self._groups_between(start, stop)
        rows = self._within(keys, self.grouping)
        return list(rows.values_list("pk", flat=True)[start - skipped : stop - skipped])

    def _groups_between(self, start: int, stop: int) -> tuple[list[Any], int]:
        """Groups that hold rows ``start`` to ``stop``, and how many rows come before them."""
        keys, passed, skipped = [], 0, 0
        for key, count in self.groups:
            if passed + count <= start:
                skipped += count
            elif passed < stop:
                keys.append(key)
            passed += count
        return keys, skipped

    def _within(self, keys: Sequence[Any], grouping: Grouping) -> QuerySet[Proposal]:
        if len(keys) == len(self.groups) > 1:
            return self.rows
        if len(keys) == 1:
            # One group needs no sorting of groups: what is left of the order has an index.
            rest = self.rows.query.order_by[len(grouping.columns) :]
            return self.rows.filter(**{grouping.column: keys[0]}).order_by(*rest)
        known = [key for key in keys if key is not None]
        wanted = Proposal.objects.filter(**{f"{grouping.column}__in": known})
        if None in keys:
            wanted |= Proposal.objects.filter(**{grouping.column: None})
        return self.rows & wanted
