"""What every recap is: a description that page, workbook and CSV draw from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode

from desk.recaps.chosen import WITHOUT_OPD, Chosen
from foundation.recaps import Group, Line, RecapColumn, RecapRow, RowKind, subtotalled
from kelurahan.roles import OFFICE_ROLES, Role
from kelurahan.scope import scope_of
from proposals.models import Proposal
from proposals.review import NOTHING

PER_PAGE = 100

_CHANGE = "admin:proposals_proposal_change"

SPLITS = {
    "kecamatan": "satu lembar per kecamatan",
    "kelurahan": "satu lembar per kelurahan",
    "opd": "satu lembar per Perangkat Daerah",
}


class Recap:
    """One printed recap. Subclasses say which lines there are.

    ``columns`` stand in the official or customary order; sums are named in column ``label_at``.
    ``splits`` are the filters by which a workbook may be cut into sheets. ``counted`` is what a
    line is, where sums say how many; ``for_opd`` is false where an OPD sees too little to count.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    hint: ClassVar[str]
    source: ClassVar[str] = ""
    columns: ClassVar[tuple[RecapColumn, ...]]
    filters: ClassVar[tuple[str, ...]] = ("kecamatan", "kelurahan", "opd", "bidang")
    splits: ClassVar[tuple[str, ...]] = ("kecamatan",)
    label_at: ClassVar[int] = 1
    numbered: ClassVar[bool] = False
    has_headings: ClassVar[bool] = False
    notes: ClassVar[tuple[str, ...]] = ()
    is_paged: ClassVar[bool] = False
    counted: ClassVar[str] = ""
    for_opd: ClassVar[bool] = True

    def is_open_to(self, user: Any) -> bool:
        """Whether the recap means anything to the visitor's offices."""
        scope = scope_of(user)
        return self.for_opd or scope.everything or bool(scope.roles & OFFICE_ROLES - {Role.OPD})

    def lines(self, chosen: Chosen) -> Iterable[Line]:
        """All lines in their order, each with the groups it stands in."""
        raise NotImplementedError

    def rows(self, chosen: Chosen) -> Iterator[RecapRow]:
        """All lines with headings and sums."""
        return subtotalled(
            self.lines(chosen),
            self.columns,
            label_at=self.label_at,
            has_headings=self.has_headings,
            counted=self.counted,
        )

    def subtitles(self, chosen: Chosen) -> list[str]:
        """What stands below the name of the document besides cycle and filter."""
        return []

    def closing(self, chosen: Chosen) -> list[str]:
        """The place of the signature, if the document is signed."""
        return []

    def list_query(self, chosen: Chosen) -> str:
        """What narrows the list of usulan to those that the recap is about."""
        return chosen.query


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One level of groups in a list of usulan: its filter, its key and name on the row."""

    filter: str
    key: str
    name: str
    prefix: str = ""

    def group(self, row: dict[str, Any]) -> Group:
        """The group that a row of values stands in."""
        value = row[self.key]
        name = row[self.name] if value is not None else WITHOUT_OPD
        return Group(f"{self.prefix}{name}", urlencode({self.filter: value or NOTHING}))


BY_KECAMATAN = GroupKey(
    "kecamatan", "kelurahan__kecamatan", "kelurahan__kecamatan__name_local", "Kecamatan "
)
BY_KELURAHAN = GroupKey("kelurahan", "kelurahan", "kelurahan__name_local", "Kelurahan ")
BY_OPD = GroupKey("opd", "opd", "opd__name")


class UsulanRecap(Recap):
    """A recap with one line per usulan: paged on the page, complete in the file.

    ``narrowing`` are filters of the list that hold always; ``fields`` are read for ``cells``;
    ``value`` names the figure that is added up.
    """

    is_paged = True
    has_headings = True
    counted = "usulan"
    narrowing: ClassVar[dict[str, str]] = {}
    groups: ClassVar[tuple[GroupKey, ...]] = ()
    fields: ClassVar[tuple[str, ...]] = ()
    value: ClassVar[str] = "value"
    value_at: ClassVar[int]

    def selected(self, chosen: Chosen) -> QuerySet[Proposal]:
        """The usulan of the recap, with the figure named by ``value``."""
        return chosen.within(**self.narrowing).rows

    def described(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """The usulan with what lines show besides; sums do without."""
        return rows

    def order(self) -> Sequence[Any]:
        """The order inside the innermost group."""
        raise NotImplementedError

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        """The cells of one usulan out of its ``fields``."""
        raise NotImplementedError

    def list_query(self, chosen: Chosen) -> str:
        return chosen.within(**self.narrowing).query

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        return self._lines(self._values(chosen).iterator(chunk_size=2000), 1)

    def page(self, chosen: Chosen, number: Any) -> tuple[list[RecapRow], Page]:
        """The rows of one page: headings with the sums of their whole group, and the last sum."""
        totals = self._totals(chosen)
        everything = totals[()]
        values = self._values(chosen)
        paginator = _Counted(values, PER_PAGE, count=everything[0])
        page = paginator.get_page(number)
        rows = []
        held: tuple[Group, ...] = ()
        for groups, line in self._lines(page.object_list, page.start_index(), linked=True):
            shared = 0
            while shared < len(held) and held[shared] == groups[shared]:
                shared += 1
            for level in range(shared, len(groups)):
                path = groups[: level + 1]
                rows.append(self._sum(path, totals[tuple(g.query for g in path)]))
            held = groups
            rows.append(line)
        rows.append(self._sum((Group("JUMLAH"),), everything, level=0))
        return rows, page

    def _order(self) -> list[Any]:
        outer = [part for key in self.groups for part in (key.name, key.key)]
        return [*outer, *self.order()]

    def _values(self, chosen: Chosen) -> QuerySet[Any]:
        keys = [part for key in self.groups for part in (key.key, key.name)]
        rows = self.described(self.selected(chosen)).order_by(*self._order())
        return rows.values("pk", self.value, *dict.fromkeys((*keys, *self.fields)))

    def _lines(
        self, values: Iterable[dict[str, Any]], first: int, *, linked: bool = False
    ) -> Iterator[Line]:
        """The lines, numbered from ``first``; ``linked`` ones know their page."""
        held: dict[tuple[Any, ...], tuple[Group, ...]] = {}
        for number, row in enumerate(values, first):
            ident = tuple(row[key.key] for key in self.groups)
            groups = held.get(ident)
            if groups is None:
                groups = held[ident] = tuple(key.group(row) for key in self.groups)
            address = reverse(_CHANGE, args=[row["pk"]]) if linked else ""
            yield groups, RecapRow(self.cells(row, number), address=address)

    def _totals(self, chosen: Chosen) -> dict[tuple[str, ...], tuple[int, int]]:
        """Count and rupiah of every group, by the queries of the groups it lies in; one query."""
        keys = [part for key in self.groups for part in (key.key, key.name)]
        totals: dict[tuple[str, ...], tuple[int, int]] = {(): (0, 0)}
        grouped = self.selected(chosen).order_by().values(*keys)
        for row in grouped.annotate(line_count=Count("pk"), line_sum=Sum(self.value)):
            path = tuple(key.group(row).query for key in self.groups)
            for depth in range(len(path) + 1):
                count, value = totals.get(path[:depth], (0, 0))
                totals[path[:depth]] = (
                    count + row["line_count"],
                    value + (row["line_sum"] or 0),
                )
        return totals

    def _sum(
        self, path: tuple[Group, ...], total: tuple[int, int], *, level: int | None = None
    ) -> RecapRow:
        count, value = total
        cells: list[Any] = [None] * len(self.columns)
        cells[self.label_at] = path[-1].name
        cells[self.value_at] = value
        query = "&".join(group.query for group in path if group.query)
        return RecapRow(
            cells,
            RowKind.SUM_ABOVE if level == 0 else RowKind.SUM_BELOW,
            len(path) if level is None else level,
            query=query,
            count=count,
        )


class _Counted(Paginator):
    """A paginator that has been told how many rows there are."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count
