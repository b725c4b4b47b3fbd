"""What each office sees on its first page."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from kelurahan.models import RW, Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import Post, Scope, scope_of
from planning.models import Cycle, Stage
from planning.models.kamus import Bidang
from planning.selectors import window_for
from proposals.dashboards.tables import (
    HANDED_IN_STAGES,
    NOTHING,
    Group,
    Line,
    Section,
    Table,
    figure_of,
    gather,
    grouped,
    handed_in,
    reached,
    stage_line,
    stage_table,
    total_of,
)
from proposals.models import KelurahanList, Proposal
from proposals.review import in_cycle, stage_column
from proposals.statuses import FunnelStage, Status

OLDEST = 10

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


# --- kelurahan ----------------------------------------------------------------------------------
def _of_kelurahan(user: Any, cycle: Cycle, post: Post) -> Section:
    kelurahan = Kelurahan(pk=post.territory_id)
    own = {"kelurahan": post.territory_id}
    rows = in_cycle(user, cycle).filter(**own)
    group = total_of(
        gather(grouped(rows, cell=stage_column()), lambda row: ("", own)), "Jumlah", own
    )
    waiting = rows.filter(status=Status.SUBMITTED).order_by("status_since", "pk")
    lock = KelurahanList.objects.filter(cycle=cycle, **own).first()
    return Section(
        title=f"Kelurahan {post.territory_name}",
        kind="kelurahan",
        figures=(
            ("Usulan masuk", handed_in(cycle, group)),
            ("Belum diverifikasi", figure_of(cycle, group, "tahap", FunnelStage.WAITING)),
            ("Diakomodir atau lebih lanjut", reached(cycle, group)),
        ),
        funnel=tuple(
            (stage.label, figure_of(cycle, group, "tahap", stage.value)) for stage in FunnelStage
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
    own = Proposal.objects.filter(
        cycle=cycle, rw=OuterRef("pk"), organisation=None, submitted_at__isnull=False
    ).exclude(status=Status.WITHDRAWN)
    rws = RW.objects.filter(~Exists(own), kelurahan=kelurahan_id, valid_until=None)
    return tuple(str(rw) for rw in rws.order_by("label"))


# --- kecamatan ----------------------------------------------------------------------------------
def _of_kecamatan(user: Any, cycle: Cycle, post: Post) -> Section:
    own = {"kecamatan": post.territory_id}
    rows = in_cycle(user, cycle).filter(kelurahan__kecamatan=post.territory_id)
    keys = ("kelurahan__name_local", "kelurahan")
    groups = gather(
        grouped(rows, *keys, cell=stage_column()),
        lambda row: (row["kelurahan__name_local"], {"kelurahan": row["kelurahan"]}),
    )
    total = total_of(groups, "Jumlah", own)
    locked = KelurahanList.objects.filter(cycle=cycle, kelurahan=OuterRef("pk"))
    late = Kelurahan.objects.filter(~Exists(locked), kecamatan=post.territory_id, valid_until=None)
    return Section(
        title=f"Kecamatan {post.territory_name}",
        kind="kecamatan",
        figures=(
            ("Usulan masuk", handed_in(cycle, total)),
            (
                "Menunggu keputusan kecamatan",
                figure_of(cycle, total, "tahap", FunnelStage.KECAMATAN),
            ),
            ("Diakomodir atau lebih lanjut", reached(cycle, total)),
        ),
        tables=(stage_table(cycle, "Per kelurahan", "Kelurahan", groups, total),),
        missing_head="Kelurahan yang belum mengunci berita acara",
        missing=tuple(str(place) for place in late.order_by("name_local")),
    )


# --- perangkat daerah ---------------------------------------------------------------------------
def _of_opd(user: Any, cycle: Cycle, post: Post) -> Section:
    own = {"opd": post.territory_id}
    rows = in_cycle(user, cycle).filter(opd=post.territory_id)
    keys = ("kelurahan__kecamatan__name_local", "kelurahan__kecamatan")
    groups = gather(
        grouped(rows, *keys, cell=F("status")),
        lambda row: (
            row["kelurahan__kecamatan__name_local"],
            {**own, "kecamatan": row["kelurahan__kecamatan"]},
        ),
    )
    total = total_of(groups, "Jumlah", own)
    heads = tuple(OPD_LABELS.get(status, status.label) for status in OPD_STATUSES)

    def line(group: Group, *, is_total: bool = False) -> Line:
        cells = (figure_of(cycle, group, "status", status.value) for status in OPD_STATUSES)
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
    total = total_of(districts, "Jumlah", {})
    offices = gather(
        grouped(rows, "opd__name", "opd", cell=stage_column()),
        lambda row: (
            row["opd__name"] or "Belum ada Perangkat Daerah",
            {"opd": row["opd"] or NOTHING},
        ),
    )
    fields = gather(
        grouped(rows, "kamus_item__bidang", cell=stage_column()),
        lambda row: (
            _bidang(row["kamus_item__bidang"]),
            {"bidang": row["kamus_item__bidang"] or NOTHING},
        ),
    )
    return Section(
        title="Kota",
        kind="kota",
        figures=(
            ("Usulan masuk", handed_in(cycle, total)),
            ("Diakomodir atau lebih lanjut", reached(cycle, total)),
        ),
        funnel=tuple(
            (stage.label, figure_of(cycle, total, "tahap", stage.value))
            for stage in HANDED_IN_STAGES
        ),
        tables=(
            stage_table(cycle, "Per kecamatan", "Kecamatan", districts, total),
            Table(
                "Per kelurahan",
                "Kelurahan",
                ("Masuk", *(stage.label for stage in HANDED_IN_STAGES)),
                (*places, stage_line(cycle, total, is_total=True)),
                has_rate=True,
                is_long=True,
            ),
            stage_table(
                cycle, "Per Perangkat Daerah", "Perangkat Daerah", offices, total, long=True
            ),
            stage_table(cycle, "Per bidang", "Bidang", fields, total),
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
    found = list(grouped(rows, *keys, cell=stage_column()))
    districts = gather(
        found,
        lambda row: (
            row["kelurahan__kecamatan__name_local"],
            {"kecamatan": row["kelurahan__kecamatan"]},
        ),
    )
    lines: list[Line] = []
    for district in districts:
        key = district.filters["kecamatan"]
        own = gather(
            (row for row in found if row["kelurahan__kecamatan"] == key),
            lambda row: (row["kelurahan__name_local"], {"kelurahan": row["kelurahan"]}),
        )
        lines += [stage_line(cycle, group) for group in own]
        subtotal = total_of(own, f"Kecamatan {district.label}", district.filters)
        lines.append(stage_line(cycle, subtotal, is_total=True))
    return districts, lines


def _kelurahan_without(user: Any, cycle: Cycle) -> tuple[str, ...]:
    scope = scope_of(user)
    own = Proposal.objects.filter(cycle=cycle, kelurahan=OuterRef("pk"), submitted_at__isnull=False)
    places = Kelurahan.objects.filter(~Exists(own), valid_until=None)
    if not scope.everything:
        places = places.filter(pk__in=scope.kelurahan_below)
    return tuple(str(place) for place in places.order_by("name_local"))


def _bidang(value: str | None) -> str:
    return Bidang(value).label if value else "Tidak ada di kamus"
