"""What one visit to the list reads once: cycles, counts, the order of rows."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest

from foundation.numbers import whole_number
from kelurahan.models import OPD, RW, Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, KamusItem
from proposals.admin.paging import Counts, Grouping
from proposals.models import Proposal
from proposals.review import NOTHING, in_cycle
from proposals.stamp import cached, stamp_of
from proposals.statuses import Status
from proposals.tallies import Border, Tallies, added_up, tallies_of
from proposals.waiting import LATE

T = TypeVar("T")
Choices = list[tuple[str, str]]
Keys = Set[int | None]
"""Different keys; ``None`` among them says that some rows have none."""

_BY_KAMUS = (
    F("kamus_item__issue__name").asc(nulls_first=True),
    F("kamus_item__code").asc(nulls_first=True),
    F("kamus_item").asc(nulls_first=True),
    F("rw__label").asc(nulls_last=True),
    F("rank").asc(nulls_last=True),
    "number",
)
_BY_PLACE = (
    "kelurahan__code",
    "kelurahan_id",
    F("kelurahan_rank").asc(nulls_last=True),
    "number",
)

ORDERS: dict[str, tuple[Any, ...]] = {
    "kamus": _BY_KAMUS,
    "wilayah": _BY_PLACE,
    "lama": ("status_since", "pk"),
    "nilai": (F("value").desc(nulls_last=True), "pk"),
    "nomor": ("number", "pk"),
}

GROUPINGS = {
    "kamus": Grouping("kamus_item", _BY_KAMUS[:3]),
    "wilayah": Grouping("kelurahan", _BY_PLACE[:2]),
}
"""Orders that go group by group."""

_PAGING = ("p", "all", "e", "urut")
"""What of an address chooses a page of the rows, not the rows."""


def order_name(request: HttpRequest) -> str:
    """The order asked for; a kelurahan's own is by kamus item, that of the others by place."""
    asked = request.GET.get("urut", "")
    if asked in ORDERS:
        return asked
    return "kamus" if scope_of(request.user).roles & {Role.STAFF, Role.LURAH} else "wilayah"


def ordering_of(request: HttpRequest) -> tuple[Any, ...]:
    """The columns of the order asked for."""
    return ORDERS[order_name(request)]


def cycles_of(request: HttpRequest) -> list[Cycle]:
    """All cycles, the running one first; read once per request."""
    if not hasattr(request, "_cycles"):
        request._cycles = list(Cycle.objects.order_by("-is_current", "-fiscal_year"))
    return request._cycles


def chosen_cycle(request: HttpRequest) -> Cycle | None:
    """The cycle that ``?tahun=`` names, else the running one; ``None`` for all of them."""
    asked = request.GET.get("tahun", "")
    if asked == "semua":
        return None
    cycles = cycles_of(request)
    named = [cycle for cycle in cycles if str(cycle.fiscal_year) == asked]
    return next(iter(named or cycles), None)


def visible_in_cycle(request: HttpRequest) -> QuerySet[Proposal]:
    """What the visitor may see of the chosen cycle."""
    return in_cycle(request.user, chosen_cycle(request))


@dataclass(frozen=True)
class Facets:
    """What the list above its rows tells of all that the visitor may see of the cycle."""

    counts: dict[str, int]
    """Usulan by status; the empty key holds how many were handed in."""
    items: Choices
    """Kamus items under their issue groups (``isu-3``)."""
    opds: Choices
    places: list[tuple[int, str, int, str]]
    """Kelurahan (id, name) and kecamatan (id, name), for visitors of more than one kelurahan."""
    rws: Choices
    """RW of the one kelurahan that is looked at."""


def facets_of(request: HttpRequest) -> Facets:
    """Counts and choices, from the rows that the visitor may see; read once per request."""
    if not hasattr(request, "_facets"):
        kelurahan = request.GET.get("kelurahan", "")
        key = f"{[*Facets.__dataclass_fields__]} {kelurahan}"
        request._facets = kept(request, key, lambda: _facets(request, kelurahan))
    return request._facets


def tallies_seen(request: HttpRequest) -> Tallies | None:
    """What the visitor sees of the cycle, added up from kelurahan; read once per request.

    ``None`` where it is not seen by kelurahan, or only of one: then the rows are counted.
    """
    if not hasattr(request, "_tallies"):
        request._tallies = None
        cycle, border = chosen_cycle(request), Border.of(scope_of(request.user))
        if cycle and border and looks_beyond_one_kelurahan(request):
            found = tallies_of(cycle, border.places(), "statuses", "keys")
            request._tallies = added_up(found, border)
    return request._tallies


def _facets(request: HttpRequest, kelurahan: str) -> Facets:
    rows = visible_in_cycle(request).order_by()
    is_wide = looks_beyond_one_kelurahan(request)
    is_one = whole_number(kelurahan) is not None
    if tallies := tallies_seen(request):
        counts = tallies.counts
        items, opds = ({pair[at] for pair in tallies.keys} for at in (0, 1))
        places: Keys = {cell.kelurahan for cell in tallies.cells}
    else:
        counts = _status_counts(rows)
        items, opds = _keys(rows, "kamus_item"), _keys(rows, "opd")
        places = _keys(rows, "kelurahan") if is_wide else set()
    return Facets(
        counts=counts,
        items=_item_choices(items),
        opds=_opd_choices(opds),
        places=_places(places) if is_wide else [],
        rws=_rw_choices(rows.filter(kelurahan=kelurahan) if is_one else rows)
        if is_one or not is_wide
        else [],
    )


def _status_counts(rows: QuerySet[Proposal]) -> dict[str, int]:
    counts: dict[str, int] = {"": 0}
    grouped = rows.values_list("status").annotate(
        count=Count("pk"), handed_in=Count("submitted_at")
    )
    for status, count, handed_in in grouped:
        counts[status] = count
        counts[""] += handed_in
    return counts


def _keys(rows: QuerySet[Proposal], column: str) -> Keys:
    """The different keys in ``column``."""
    return set(rows.values_list(column, flat=True).distinct())


def _item_choices(keys: Keys) -> Choices:
    items = KamusItem.objects.filter(pk__in=keys - {None}).order_by("issue__name", "name", "pk")
    choices: Choices = []
    for item, name, issue, issue_name in items.values_list("pk", "name", "issue", "issue__name"):
        if (f"isu-{issue}", issue_name) not in choices:
            choices.append((f"isu-{issue}", issue_name))
        choices.append((str(item), f"– {name}"))
    return [*choices, (NOTHING, "Tidak ada di kamus")] if None in keys else choices


def _opd_choices(keys: Keys) -> Choices:
    opds = OPD.objects.filter(pk__in=keys - {None}).order_by("name", "pk")
    choices = [(str(pk), name) for pk, name in opds.values_list("pk", "name")]
    return [*choices, (NOTHING, "Belum ada Perangkat Daerah")] if None in keys else choices


def _places(keys: Keys) -> list[tuple[int, str, int, str]]:
    held = Kelurahan.objects.filter(pk__in=keys)
    return list(
        held.order_by("name_local", "pk").values_list(
            "pk", "name_local", "kecamatan", "kecamatan__name_local"
        )
    )


def _rw_choices(rows: QuerySet[Proposal]) -> Choices:
    held = RW.objects.filter(pk__in=_keys(rows, "rw") - {None}).order_by("label", "pk")
    return [(str(pk), f"RW {label}") for pk, label in held.values_list("pk", "label")]


def looks_beyond_one_kelurahan(request: HttpRequest) -> bool:
    """Whether the visitor's rows may come from more than one kelurahan."""
    scope = scope_of(request.user)
    if scope.everything or scope.roles - {Role.STAFF, Role.LURAH}:
        return True
    return len(scope.ids(Role.STAFF, Role.LURAH)) > 1


def group_counts(request: HttpRequest, rows: QuerySet[Proposal]) -> Counts | int:
    """How many rows the list holds: by group where its order has groups, else all together."""
    order = order_name(request)
    asked = sorted((key, value) for key, value in request.GET.items() if key not in _PAGING)
    grouping = GROUPINGS.get(order)
    count = partial(grouping.counts, rows) if grouping else rows.count
    if grouping and grouping.column == "kelurahan" and {key for key, _ in asked} <= {"tahun"}:
        count = partial(_handed_in_by_place, request, grouping, rows)
    if LATE in request.GET.get("menunggu", ""):
        # A date goes by without anything being written.
        return count()
    return kept(request, f"count {order} {asked}", count)


def _handed_in_by_place(
    request: HttpRequest, grouping: Grouping, rows: QuerySet[Proposal]
) -> Counts:
    """The counts of the list that nothing narrows: what was handed in (``StageFilter``)."""
    tallies = tallies_seen(request)
    return grouping.in_order(tallies.handed_in) if tallies else grouping.counts(rows)


def kept(request: HttpRequest, key: str, compute: Callable[[], T], *, daily: bool = False) -> T:
    """``compute()``, or what it gave this office before if nothing of its rows has changed.

    ``daily`` is for results that count days.
    """
    scope, cycle = scope_of(request.user), chosen_cycle(request)
    is_kelurahan = scope.roles <= {Role.STAFF, Role.LURAH} and not scope.everything
    places = scope.ids(Role.STAFF, Role.LURAH) if is_kelurahan else None
    if not hasattr(request, "_stamp"):
        request._stamp = stamp_of(cycle, places)
    whose = sorted((post.role, post.territory_id) for post in scope.posts)
    return cached(
        cycle,
        f"list {whose} {scope.everything} {key}",
        compute,
        kelurahan=places,
        daily=daily,
        stamp=request._stamp,
    )


def waiting_sentence(user: Any, counts: dict[str, int]) -> tuple[str, Status] | None:
    """``212 dari 330 belum diverifikasi`` and the status that the sentence counts."""
    roles = scope_of(user).roles
    for group, status, words in (
        ({Role.STAFF, Role.LURAH}, Status.SUBMITTED, "belum diverifikasi"),
        ({Role.KECAMATAN}, Status.FORWARDED, "menunggu keputusan kecamatan"),
        ({Role.OPD}, Status.AGREED, "menunggu keputusan Perangkat Daerah"),
    ):
        if roles & group:
            return f"{counts.get(status, 0)} dari {counts['']} {words}", status
    return None
