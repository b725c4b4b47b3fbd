"""Figures for the first page of each office; every one is the length of a list that it links to.

Counting and adding up is done by the database, one grouped query per table; only subtotals of the
groups are added here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.http import urlencode

from kelurahan.models import RW, Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import Post, Scope, scope_of
from planning.models import Cycle, Stage
from planning.models.kamus import Bidang
from planning.selectors import window_for
from proposals.models import KelurahanList, Proposal
from proposals.review import RESULT, granted_value, in_cycle, stage_column
from proposals.statuses import FunnelStage, Status

OLDEST = 10
NOTHING = "kosong"
"""In an address: rows without this key."""
REACHED = "diakomodir-lanjut"
"""In an address: accommodated or further, what an accommodation rate counts."""

HANDED_IN_STAGES = tuple(stage for stage in FunnelStage if stage != FunnelStage.WRITING)
"""The columns of every table above the kelurahan: nobody there sees drafts."""

OPD_STATUSES = (
    Status.AGREED,
    Status.ACCOMMODATED,
    Status.DEFERRED,
    Status.DECLINED,
    Status.IN_RKPD,
    Status.IN_APBD,
    Status.REALISED,
)
OPD_LABELS = {Status.AGREED: "Menunggu keputusan"}


@dataclass(frozen=True)
class Figure:
    """How many usulan, their rupiah, and the filters of the list behind them."""

    count: int = 0
    value: int = 0
    query: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a table; ``rate`` is the share accommodated in per cent, if it is told."""

    label: str
    figures: tuple[Figure, ...]
    is_total: bool = False
    rate: Figure | None = None

    @property
    def percent(self) -> str:
        """``3,6 %`` of what was handed in (the first figure)."""
        if self.rate is None or not self.figures[0].count:
            return "–"
        share = 1000 * self.rate.count / self.figures[0].count
        return f"{round(share) / 10:.1f}".replace(".", ",") + " %"


@dataclass(frozen=True)
class Table:
    """A table of figures; the first column names the group."""

    caption: str
    first: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    has_rate: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Section:
    """What one office sees: headline figures, its tables, names and oldest usulan."""

    title: str
    kind: str
    figures: tuple[tuple[str, Figure], ...] = ()
    funnel: tuple[tuple[str, Figure], ...] = ()
    tables: tuple[Table, ...] = ()
    missing_head: str = ""
    missing: tuple[str, ...] = ()
    oldest: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()
    is_locked: bool = False


@dataclass
class Tally:
    """Running count and rupiah of one cell."""

    count: int = 0
    value: int = 0

    def add(self, count: int, value: int | None) -> None:
        self.count += count
        self.value += value or 0


@dataclass
class Group:
    """One group of a table: what was handed in, and each column."""

    label: str
    filters: dict[str, Any]
    handed_in: Tally = field(default_factory=Tally)
    cells: dict[str, Tally] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row of a grouped query."""
        self.cells.setdefault(row["cell"], Tally()).add(row["count"], row["granted"])
        self.handed_in.add(row["handed_in"], row["asked"])


def sections_for(user: Any, cycle: Cycle) -> list[Section]:
    """One section per office that ``user`` holds; the technical administrator sees the city's."""
    scope = scope_of(user)
    sections = [_of_kelurahan(user, cycle, post) for post in _offices(scope)]
    for post in scope.posts:
        if post.role == Role.KECAMATAN:
            sections.append(_of_kecamatan(user, cycle, post))
        elif post.role == Role.OPD:
            sections.append(_of_opd(user, cycle, post))
    if scope.everything or scope.roles & {Role.BAPPEDA, Role.OBSERVER}:
        sections.append(_of_city(user, cycle))
    return sections


def _offices(scope: Scope) -> list[Post]:
    """One post per kelurahan, though someone be both its lurah and its staff."""
    found = {
        post.territory_id: post for post in scope.posts if post.role in (Role.STAFF, Role.LURAH)
    }
    return list(found.values())


# --- grouping -----------------------------------------------------------------------------------
def _grouped(rows: QuerySet[Proposal], *keys: str, cell: Any) -> Iterable[dict[str, Any]]:
    """Count and rupiah per group and cell, in one query."""
    return (
        rows.order_by()
        .annotate(cell=cell)
        .values(*keys, "cell")
        .annotate(
            count=Count("pk"),
            handed_in=Count("submitted_at"),
            asked=Sum("value", filter=Q(submitted_at__isnull=False)),
            granted=Sum(granted_value()),
        )
        .order_by(*keys)
    )


def _gather(
    rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
) -> list[Group]:
    """The groups of a query's rows; ``key`` gives a row's label and the filters of its list."""
    groups: dict[str, Group] = {}
    for row in rows:
        label, filters = key(row)
        groups.setdefault(urlencode(filters), Group(label, filters)).add(row)
    return list(groups.values())


def _total(groups: Iterable[Group], label: str, filters: dict[str, Any]) -> Group:
    """All groups added up."""
    total = Group(label, filters)
    for group in groups:
        total.handed_in.add(group.handed_in.count, group.handed_in.value)
        for name, tally in group.cells.items():
            total.cells.setdefault(name, Tally()).add(tally.count, tally.value)
    return total


def _query(cycle: Cycle, **filters: Any) -> str:
    return urlencode({"tahun": cycle.fiscal_year, **filters})


def _figure(cycle: Cycle, group: Group, name: str, value: str) -> Figure:
    tally = group.cells.get(value, Tally())
    return Figure(tally.count, tally.value, _query(cycle, **group.filters, **{name: value}))


def _handed_in(cycle: Cycle, group: Group) -> Figure:
    return Figure(group.handed_in.count, group.handed_in.value, _query(cycle, **group.filters))


def _reached(cycle: Cycle, group: Group) -> Figure:
    tallies = [group.cells.get(stage, Tally()) for stage in RESULT]
    return Figure(
        sum(tally.count for tally in tallies),
        sum(tally.value for tally in tallies),
        _query(cycle, **group.filters, tahap=REACHED),
    )


def _stage_line(cycle: Cycle, group: Group, *, is_total: bool = False) -> Line:
    cells = (_figure(cycle, group, "tahap", stage.value) for stage in HANDED_IN_STAGES)
    return Line(group.label, (_handed_in(cycle, group), *cells), is_total, _reached(cycle, group))


def _stage_table(
    cycle: Cycle, caption: str, first: str, groups: list[Group], total: Group, *, long: bool = False
) -> Table:
    lines = [_stage_line(cycle, group) for group in groups]
    heads = ("Masuk", *(stage.label for stage in HANDED_IN_STAGES))
    last = _stage_line(cycle, total, is_total=True)
    return Table(caption, first, heads, (*lines, last), has_rate=True, is_long=long)


# --- kelurahan ----------------------------------------------------------------------------------
def _of_kelurahan(user: Any, cycle: Cycle, post: Post) -> Section:
    kelurahan = Kelurahan(pk=post.territory_id)
    own = {"kelurahan": post.territory_id}
    rows = in_cycle(user, cycle).filter(**own)
    group = _total(
        _gather(_grouped(rows, cell=stage_column()), lambda row: ("", own)), "Jumlah", own
    )
    waiting = rows.filter(status=Status.SUBMITTED).order_by("status_since", "pk")
    lock = KelurahanList.objects.filter(cycle=cycle, **own).first()
    return Section(
        title=f"Kelurahan {post.territory_name}",
        kind="kelurahan",
        figures=(
            ("Usulan masuk", _handed_in(cycle, group)),
            ("Belum diverifikasi", _figure(cycle, group, "tahap", FunnelStage.WAITING)),
            ("Diakomodir atau lebih lanjut", _reached(cycle, group)),
        ),
        funnel=tuple(
            (stage.label, _figure(cycle, group, "tahap", stage.value)) for stage in FunnelStage
        ),
        missing_head="RW yang belum mengajukan usulan",
        missing=_rws_without(cycle, post.territory_id),
        oldest=tuple(waiting.select_related("rw", "rt", "organisation", "kelurahan")[:OLDEST]),
        notes=(
            window_for(cycle, Stage.VERIFICATION, kelurahan).sentence(),
            f"{lock} sudah dikunci." if lock else "Berita acara kelurahan belum dikunci.",
        ),
        is_locked=lock is not None,
    )


def _rws_without(cycle: Cycle, kelurahan_id: int) -> tuple[str, ...]:
    """RW from which neither the RW itself nor one of its RT handed anything in."""
    handed_in = Proposal.objects.filter(
        cycle=cycle, rw=OuterRef("pk"), organisation=None, submitted_at__isnull=False
    ).exclude(status=Status.WITHDRAWN)
    rws = RW.objects.filter(~Exists(handed_in), kelurahan=kelurahan_id, valid_until=None)
    return tuple(str(rw) for rw in rws.order_by("label"))


# --- kecamatan ----------------------------------------------------------------------------------
def _of_kecamatan(user: Any, cycle: Cycle, post: Post) -> Section:
    own = {"kecamatan": post.territory_id}
    rows = in_cycle(user, cycle).filter(kelurahan__kecamatan=post.territory_id)
    keys = ("kelurahan__name_local", "kelurahan")
    groups = _gather(
        _grouped(rows, *keys, cell=stage_column()),
        lambda row: (row["kelurahan__name_local"], {"kelurahan": row["kelurahan"]}),
    )
    total = _total(groups, "Jumlah", own)
    locked = KelurahanList.objects.filter(cycle=cycle, kelurahan=OuterRef("pk"))
    late = Kelurahan.objects.filter(~Exists(locked), kecamatan=post.territory_id, valid_until=None)
    return Section(
        title=f"Kecamatan {post.territory_name}",
        kind="kecamatan",
        figures=(
            ("Usulan masuk", _handed_in(cycle, total)),
            (
                "Menunggu keputusan kecamatan",
                _figure(cycle, total, "tahap", FunnelStage.KECAMATAN),
            ),
            ("Diakomodir atau lebih lanjut", _reached(cycle, total)),
        ),
        tables=(_stage_table(cycle, "Per kelurahan", "Kelurahan", groups, total),),
        missing_head="Kelurahan yang belum mengunci berita acara",
        missing=tuple(str(place) for place in late.order_by("name_local")),
    )


# --- perangkat daerah ---------------------------------------------------------------------------
def _of_opd(user: Any, cycle: Cycle, post: Post) -> Section:
    own = {"opd": post.territory_id}
    rows = in_cycle(user, cycle).filter(opd=post.territory_id)
    keys = ("kelurahan__kecamatan__name_local", "kelurahan__kecamatan")
    groups = _gather(
        _grouped(rows, *keys, cell=F("status")),
        lambda row: (
            row["kelurahan__kecamatan__name_local"],
            {**own, "kecamatan": row["kelurahan__kecamatan"]},
        ),
    )
    total = _total(groups, "Jumlah", own)
    heads = tuple(OPD_LABELS.get(status, status.label) for status in OPD_STATUSES)

    def line(group: Group, *, is_total: bool = False) -> Line:
        cells = (_figure(cycle, group, "status", status.value) for status in OPD_STATUSES)
        return Line(group.label, tuple(cells), is_total)

    lines = (*(line(group) for group in groups), line(total, is_total=True))
    return Section(
        title=post.territory_name,
        kind="opd",
        figures=tuple(zip(heads[:4], lines[-1].figures[:4], strict=True)),
        tables=(Table("Per kecamatan", "Kecamatan", heads, lines),),
    )


# --- kota ---------------------------------------------------------------------------------------
def _of_city(user: Any, cycle: Cycle) -> Section:
    rows = in_cycle(user, cycle)
    districts, places = _by_place(cycle, rows)
    total = _total(districts, "Jumlah", {})
    offices = _gather(
        _grouped(rows, "opd__name", "opd", cell=stage_column()),
        lambda row: (
            row["opd__name"] or "Belum ada Perangkat Daerah",
            {"opd": row["opd"] or NOTHING},
        ),
    )
    fields = _gather(
        _grouped(rows, "kamus_item__bidang", cell=stage_column()),
        lambda row: (
            _bidang(row["kamus_item__bidang"]),
            {"bidang": row["kamus_item__bidang"] or NOTHING},
        ),
    )
    return Section(
        title="Kota",
        kind="kota",
        figures=(
            ("Usulan masuk", _handed_in(cycle, total)),
            ("Diakomodir atau lebih lanjut", _reached(cycle, total)),
        ),
        funnel=tuple(
            (stage.label, _figure(cycle, total, "tahap", stage.value)) for stage in HANDED_IN_STAGES
        ),
        tables=(
            _stage_table(cycle, "Per kecamatan", "Kecamatan", districts, total),
            Table(
                "Per kelurahan",
                "Kelurahan",
                ("Masuk", *(stage.label for stage in HANDED_IN_STAGES)),
                (*places, _stage_line(cycle, total, is_total=True)),
                has_rate=True,
                is_long=True,
            ),
            _stage_table(
                cycle, "Per Perangkat Daerah", "Perangkat Daerah", offices, total, long=True
            ),
            _stage_table(cycle, "Per bidang", "Bidang", fields, total),
        ),
        missing_head="Kelurahan tanpa usulan",
        missing=_kelurahan_without(user, cycle),
    )


def _by_place(cycle: Cycle, rows: QuerySet[Proposal]) -> tuple[list[Group], list[Line]]:
    """Groups per kecamatan, and lines per kelurahan with each kecamatan's subtotal below."""
    keys = (
        "kelurahan__kecamatan__name_local",
        "kelurahan__kecamatan",
        "kelurahan__name_local",
        "kelurahan",
    )
    found = list(_grouped(rows, *keys, cell=stage_column()))
    districts = _gather(
        found,
        lambda row: (
            row["kelurahan__kecamatan__name_local"],
            {"kecamatan": row["kelurahan__kecamatan"]},
        ),
    )
    lines: list[Line] = []
    for district in districts:
        key = district.filters["kecamatan"]
        own = _gather(
            (row for row in found if row["kelurahan__kecamatan"] == key),
            lambda row: (row["kelurahan__name_local"], {"kelurahan": row["kelurahan"]}),
        )
        lines += [_stage_line(cycle, group) for group in own]
        subtotal = _total(own, f"Kecamatan {district.label}", district.filters)
        lines.append(_stage_line(cycle, subtotal, is_total=True))
    return districts, lines


def _kelurahan_without(user: Any, cycle: Cycle) -> tuple[str, ...]:
    scope = scope_of(user)
    handed_in = Proposal.objects.filter(
        cycle=cycle, kelurahan=OuterRef("pk"), submitted_at__isnull=False
    )
    places = Kelurahan.objects.filter(~Exists(handed_in), valid_until=None)
    if not scope.everything:
        places = places.filter(pk__in=scope.kelurahan_below)
    return tuple(str(place) for place in places.order_by("name_local"))


def _bidang(value: str | None) -> str:
    return Bidang(value).label if value else "Tidak ada di kamus"
