"""Lets the portal follow SIPD's status file; the command and the office's page both call it."""

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport, Outcome, RowOutcome
from foundation.rows import insert_rows
from foundation.tables import Row
from foundation.updating import update_rows
from foundation.watch import Watch, unwatched
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, ReasonCode
from proposals.imports.following.finding import Finder, Found
from proposals.imports.following.planning import Plan, Planner
from proposals.imports.following.reading import Told, read_told
from proposals.imports.layouts import Layout, open_list
from proposals.imports.rows import RowProblem
from proposals.models import KelurahanList, Proposal, ProposalEvent
from proposals.stamp import hold_many
from proposals.workflow import Order, acting_post, perform_many

ROWS_AT_ONCE = 500
REASON = "R28"
"""The reason of a refusal that is known from SIPD alone (planning/data/alasan.csv)."""
ID_KEPT = "sipd_id"

_EVENT_COLUMNS = tuple(field.attname for field in ProposalEvent._meta.concrete_fields)


def import_sipd_status(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    cycle: Cycle,
    actor: User,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Move usulan of ``cycle`` to the statuses that SIPD's list tells; one outcome per row.

    A usulan is found by SIPD's id, by the portal's number as id or in a text, or by kelurahan,
    title, problem and volume where one alone fits; SIPD's id is kept. What the portal has passed
    is left; what cannot be followed is refused with a sentence. Accommodated usulan get the OPD's
    figures: those of the file, else the latest that an office or the proposer gave.
    Raises ``TableError`` or ``RefusedImport``; nothing is stored then, and nothing with
    ``dry_run``.
    """
    reason = _checked(actor)
    table, layout = open_list(source, filename=filename)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        _hold(cycle, actor)
        follower = _Follower(layout, cycle, actor, reason)
        for rows in _batches(table.sound(report)):
            watch(len(report), table.total)
            report.rows.extend(follower.take(rows))
        watch(len(report), table.total)
        if dry_run:
            transaction.set_rollback(True)
    report.rows.sort(key=lambda outcome: outcome.row)
    return report


def _checked(actor: User) -> ReasonCode:
    if not scope_of(actor).ids(Role.BAPPEDA):
        raise RefusedImport("Hanya Bappeda yang mengimpor status dari SIPD.")
    reason = ReasonCode.objects.filter(code=REASON, is_active=True).first()
    if reason is None:
        raise RefusedImport(
            f"Kode alasan {REASON} (menurut SIPD) tidak ada atau tidak dipakai. Muat data acuan "
            "dengan load_reference, atau aktifkan kode itu."
        )
    return reason


def _hold(cycle: Cycle, actor: User) -> None:
    """All kelurahan of the file at once and in order: two imports never wait crosswise."""
    usulan = Proposal.objects.visible_to(actor).filter(cycle=cycle).order_by()
    hold_many(usulan.values_list("cycle_id", "kelurahan_id").distinct())


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


class _Follower:
    """Takes one batch after another; a usulan may be named by one row alone."""

    def __init__(self, layout: Layout, cycle: Cycle, actor: User, reason: ReasonCode) -> None:
        self._layout = layout
        self._actor = actor
        self._finder = Finder(cycle, actor)
        locked = KelurahanList.objects.filter(cycle=cycle).values_list("kelurahan_id", flat=True)
        self._planner = Planner(frozenset(locked), reason)
        self._rows: dict[Any, int] = {}

    def take(self, rows: Sequence[Row]) -> list[RowOutcome]:
        """What became of these rows, in their order."""
        outcomes: list[RowOutcome] = []
        read: list[Told] = []
        for row in rows:
            try:
                read.append(read_told(self._layout, row))
            except RowProblem as problem:
                outcomes.append(self._refusal(row.number, problem))
        plans: list[Plan] = []
        for told, found in zip(read, self._finder.find(read), strict=True):
            try:
                plans.append(self._plan(told, found))
            except RowProblem as problem:
                number = found.proposal.number if isinstance(found, Found) else told.external_id
                outcomes.append(self._refusal(told.row, problem, number or ""))
        outcomes += self._perform(plans)
        return sorted(outcomes, key=lambda outcome: outcome.row)

    def _plan(self, told: Told, found: Found | RowProblem) -> Plan:
        if isinstance(found, RowProblem):
            raise found
        first = self._rows.setdefault(found.proposal.pk, told.row)
        if first != told.row:
            raise RowProblem("external_id", f"Usulan ini sudah ada pada baris {first} berkas ini.")
        plan = self._planner.plan(told, found)
        if plan.keep_id:
            place = (found.proposal.kelurahan_id, plan.keep_id)
            if (first := self._rows.setdefault(place, told.row)) != told.row:
                raise RowProblem("external_id", f"ID ini sudah ada pada baris {first} berkas ini.")
        return plan

    def _perform(self, plans: Sequence[Plan]) -> list[RowOutcome]:
        orders = [Order(plan.proposal.pk, plan.deeds) for plan in plans if plan.deeds]
        failed = perform_many(orders, actor=self._actor)
        done = [plan for plan in plans if plan.proposal.pk not in failed]
        self._keep_ids([plan for plan in done if plan.keep_id])
        return [
            self._refusal(plan.told.row, RowProblem("", failed[plan.proposal.pk]), _key(plan))
            if plan.proposal.pk in failed
            else RowOutcome(
                plan.told.row,
                Outcome.UPDATED if plan.deeds or plan.keep_id else Outcome.UNCHANGED,
                "",
                " ".join(plan.remarks),
                _key(plan),
                tuple(plan.changes),
            )
            for plan in plans
        ]

    def _keep_ids(self, plans: Sequence[Plan]) -> None:
        """SIPD's id on the usulan, and in its history how it came there."""
        stored = Proposal.objects.select_related("kelurahan__kecamatan").in_bulk(
            [plan.proposal.pk for plan in plans]
        )
        events = []
        for plan in plans:
            usulan = stored[plan.proposal.pk]
            usulan.external_id = plan.keep_id
            usulan.revision += 1
            events.append(self._event(usulan))
        update_rows(list(stored.values()), ["external_id", "revision"])
        insert_rows(ProposalEvent, _EVENT_COLUMNS, map(attrgetter(*_EVENT_COLUMNS), events))

    def _event(self, usulan: Proposal) -> ProposalEvent:
        post = acting_post(scope_of(self._actor), Role.BAPPEDA, usulan)
        return ProposalEvent(
            proposal=usulan,
            actor=self._actor,
            actor_name=str(self._actor),
            actor_role=post.role.label if post else "",
            actor_territory=post.territory_name if post else "",
            action=ID_KEPT,
            source=usulan.status,
            target=usulan.status,
            changes={"external_id": [None, usulan.external_id]},
            at=timezone.now(),
        )

    def _refusal(self, row: int, problem: RowProblem, key: str = "") -> RowOutcome:
        column = self._layout.titles.get(problem.column, "")
        return RowOutcome(row, Outcome.REFUSED, column, str(problem), key)


def _key(plan: Plan) -> str:
    return plan.proposal.number or ""
