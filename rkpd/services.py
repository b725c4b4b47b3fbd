"""Making drafts of the RKPD, freezing them, and correcting the wording of an open one."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from foundation.indonesia import datetime_long
from foundation.rows import insert_rows
from kelurahan.models import OPD, City, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, Nomenclature
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import Details, hold_all, perform_all
from rkpd.candidates import (
    Candidate,
    LineKey,
    candidates,
    locations_of,
    rw_of_located_rts,
    taken_up,
)
from rkpd.ceilings import ceilings_of
from rkpd.checks import findings
from rkpd.errors import (
    AlreadyFrozen,
    DraftOutOfDate,
    EditionPassed,
    NotBappeda,
    NothingToBuild,
    OverPagu,
)
from rkpd.models import Draft, DraftKind, Line, LineCorrection, LineSource

BATCH = 2000

WORDING = ("indicator", "locations", "forward_estimate")
"""What may be corrected on a line of an open draft."""


def bappeda_city(actor: User, *, deed: str) -> City:
    """The one city for which ``actor`` is Bappeda; raises ``NotBappeda`` when there is none."""
    cities = City.objects.filter(pk__in=scope_of(actor).ids(Role.BAPPEDA)).order_by("code")
    if (city := cities.first()) is None:
        raise NotBappeda(deed)
    return city


@transaction.atomic
def build_draft(
    *,
    cycle: Cycle,
    actor: User,
    kind: DraftKind | str = DraftKind.INITIAL,
    city: City | None = None,
    label: str = "",
) -> Draft:
    """Group the usulan taken up into lines, as a new version for the city and cycle.

    One line per OPD, sub kegiatan, funding source and unit, with the OPD's own volume and value.
    What lacks figures stays out and is told by ``selectors.left_out``. ``label`` helps people to
    know the version again. Raises ``NotBappeda``, ``EditionPassed`` when a later edition is
    frozen, ``NothingToBuild``, and ``ValidationError`` for an unknown ``kind``.
    """
    city = city or bappeda_city(actor, deed="menyusun rancangan RKPD")
    _require_bappeda(actor, city, deed="menyusun rancangan RKPD")
    # Two people building at once get two versions, one after the other.
    Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if sentence := edition_passed(cycle, city, kind):
        raise EditionPassed(sentence)
    members: dict[LineKey, list[Candidate]] = defaultdict(list)
    for candidate in candidates(taken_up(cycle, city)):
        if not candidate.lacking:
            members[candidate.key].append(candidate)
    if not members:
        raise NothingToBuild(
            f"Belum ada usulan {cycle} yang diakomodir Perangkat Daerah dengan angka lengkap."
        )
    last = Draft.objects.filter(cycle=cycle, city=city).aggregate(last=Max("version"))["last"]
    draft = Draft(cycle=cycle, city=city, version=(last or 0) + 1, kind=kind, built_by=actor)
    draft.label = " ".join(label.split())
    draft.total = sum(member.value or 0 for group in members.values() for member in group)
    draft.usulan_count = sum(map(len, members.values()))
    draft.clean_fields(exclude=["cycle", "city", "built_by"])
    draft.save()
    _store_lines(draft, members)
    return draft


def next_kind(cycle: Cycle, city: City) -> DraftKind:
    """The edition that a new version will most likely be: after a frozen one the next."""
    last = Draft.objects.filter(cycle=cycle, city=city).order_by("-version").first()
    if last is None:
        return DraftKind.INITIAL
    order = list(DraftKind)
    place = order.index(DraftKind(last.kind)) + last.is_frozen
    return order[min(place, len(order) - 1)]


def edition_passed(cycle: Cycle, city: City, kind: str) -> str:
    """Why this edition comes too late, if it does: none follows a frozen one of a later edition."""
    order = list(DraftKind.values)
    frozen = Draft.objects.filter(cycle=cycle, city=city, frozen_at__isnull=False)
    last = max(frozen.values_list("kind", flat=True), key=order.index, default=None)
    if last is not None and kind in order and order.index(kind) < order.index(last):
        return (
            f"{DraftKind(last).label} {cycle} sudah dibekukan. Versi sesudahnya tidak dapat "
            f"kembali menjadi {DraftKind(kind).label.lower()}."
        )
    return ""


def _store_lines(draft: Draft, members: dict[LineKey, list[Candidate]]) -> None:
    nodes = Nomenclature.objects.select_related("parent__parent__parent__parent").in_bulk(
        {key[1] for key in members}
    )
    opds = OPD.objects.in_bulk({key[0] for key in members})
    located = rw_of_located_rts(taken_up(draft.cycle, draft.city))
    lines = [
        _line(draft, opds[key[0]], nodes[key[1]], group, locations_of(group, located))
        for key, group in members.items()
    ]
    stored = Line.objects.bulk_create(lines, batch_size=BATCH)
    insert_rows(
        LineSource,
        ("draft_id", "line_id", "proposal_id", "volume", "value"),
        (
            (draft.pk, line.pk, member.pk, member.volume or 0, member.value or 0)
            for line, group in zip(stored, members.values(), strict=True)
            for member in group
        ),
    )


def _line(
    draft: Draft, opd: OPD, node: Nomenclature, group: list[Candidate], locations: str
) -> Line:
    above = _above(node)
    pagu = sum(member.value or 0 for member in group)
    return Line(
        draft=draft,
        opd=opd,
        sub_kegiatan=node,
        opd_name=opd.name,
        bidang_code=above[Nomenclature.Level.BIDANG].code,
        bidang_name=above[Nomenclature.Level.BIDANG].name,
        program_code=above[Nomenclature.Level.PROGRAM].code,
        program_name=above[Nomenclature.Level.PROGRAM].name,
        kegiatan_code=above[Nomenclature.Level.KEGIATAN].code,
        kegiatan_name=above[Nomenclature.Level.KEGIATAN].name,
        code=node.code,
        name=node.name,
        indicator=node.indicator,
        locations=locations,
        target_volume=sum(member.volume or 0 for member in group),
        unit=group[0].unit,
        pagu=pagu,
        funding_source=group[0].funding_source or "",
        forward_estimate=forward_estimate(pagu, draft.cycle.forward_percent),
        usulan_count=len(group),
    )


def _above(node: Nomenclature) -> dict[str, Nomenclature]:
    """The node and its parents by level."""
    found: dict[str, Nomenclature] = {}
    climbing: Nomenclature | None = node
    while climbing is not None:
        found[climbing.level] = climbing
        climbing = climbing.parent
    return found


def forward_estimate(pagu: int, percent: int) -> int:
    """Next year's need in whole rupiah: ``percent`` of the pagu, half a rupiah upwards."""
    return (pagu * percent + 50) // 100


@transaction.atomic
def freeze_draft(draft: Draft, *, actor: User, note: str = "") -> Draft:
    """Seal the draft for good and move its accommodated usulan into the RKPD, all or nothing.

    Raises ``NotBappeda``, ``AlreadyFrozen`` when someone was first or a newer version is frozen,
    ``EditionPassed`` when a later edition is frozen, ``DraftOutOfDate`` when sums or usulan no
    longer agree, ``OverPagu`` when a pagu is exceeded and no ``note`` says why, and what
    ``perform_all`` raises.
    """
    _require_bappeda(actor, draft.city, deed="membekukan rancangan RKPD")
    draft = _hold(draft)
    if sentence := edition_passed(draft.cycle, draft.city, draft.kind):
        raise EditionPassed(sentence)
    sources = LineSource.objects.filter(draft=draft).order_by("pk")
    hold_all(list(sources.values_list("proposal_id", flat=True)))
    if wrong := findings(draft):
        raise DraftOutOfDate(wrong)
    if not note.strip() and (over := ceilings_of(draft).over):
        raise OverPagu(over)
    names = {
        key: f"{draft}, {code} {name}"
        for key, code, name in sources.filter(proposal__status=Status.ACCOMMODATED).values_list(
            "proposal_id", "line__code", "line__name"
        )
    }

    def line_of(proposal: Proposal) -> Details:
        return Details(rkpd_line=names[proposal.pk])

    perform_all(list(names), "include", actor=actor, details_of=line_of, note=note)
    Draft.objects.filter(pk=draft.pk).update(
        frozen_at=timezone.now(), frozen_by=actor, note=note.strip()
    )
    draft.refresh_from_db()
    return draft


def _hold(draft: Draft) -> Draft:
    """The stored draft, held with all its versions until the transaction ends."""
    # Who froze is looked up after the wait: a join would tell who had when the wait began.
    versions = list(
        Draft.objects.filter(city=draft.city_id, cycle=draft.cycle_id)
        .select_for_update(of=("self",))
        .select_related("cycle", "city")
        .order_by("pk")
    )
    for stored in versions:
        if stored.frozen_at and stored.version >= draft.version:
            raise AlreadyFrozen(
                f"{stored} sudah dibekukan oleh {stored.frozen_by} pada "
                f"{datetime_long(stored.frozen_at)}."
            )
    return next(stored for stored in versions if stored.pk == draft.pk)


@transaction.atomic
def correct_line(
    line: Line, *, actor: User, indicator: str, locations: str, forward_estimate: int
) -> Line:
    """Correct what a line says beside its sums; pagu and target follow from its usulan.

    Old and new are kept as a ``LineCorrection``. Raises ``NotBappeda``, ``AlreadyFrozen``, or
    ``ValidationError`` by field.
    """
    _require_bappeda(actor, line.draft.city, deed="mengubah baris RKPD")
    draft = Draft.objects.select_for_update().get(pk=line.draft_id)
    if draft.is_frozen:
        raise AlreadyFrozen("Rancangan ini sudah dibekukan. Susun versi baru untuk mengubahnya.")
    stored = Line.objects.get(pk=line.pk)
    line.indicator = indicator.strip()
    line.locations = locations.strip()
    line.forward_estimate = forward_estimate
    line.clean_fields()
    changes = {
        name: [getattr(stored, name), getattr(line, name)]
        for name in WORDING
        if getattr(stored, name) != getattr(line, name)
    }
    if changes:
        line.save(update_fields=WORDING)
        LineCorrection.objects.create(
            draft=draft, line=line, actor=actor, actor_name=str(actor), changes=changes
        )
    return line


def _require_bappeda(actor: User, city: City, *, deed: str) -> None:
    if scope_of(actor).post_over(Role.BAPPEDA, city.pk) is None:
        raise NotBappeda(deed)
