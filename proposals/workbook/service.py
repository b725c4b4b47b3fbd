"""Brings a filled form workbook back: each row becomes the usulan that typing it would make."""

from copy import copy
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from foundation.bulk import in_words
from foundation.import_command import RefusedImport
from foundation.reports import Changed, ImportReport, Outcome
from foundation.tables import read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import RT, Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, Stage
from planning.selectors import window_for
from proposals.forms import HowMuchForm, WhatForm, WhereForm
from proposals.imports.comparing import shown
from proposals.imports.rows import RowProblem
from proposals.models import Proposal
from proposals.requirements import Missing, missing_for_submission
from proposals.services import NotEditable, content_of_choice, create_draft, update_content
from proposals.services.intake import refuse_unless_editable
from proposals.stamp import hold
from proposals.statuses import Status
from proposals.valuation import measures_sentence
from proposals.workbook.layout import MEASURES, TITLES
from proposals.workbook.reading import TYPED, Filled, RowReader, measure_data
from proposals.workflow import WorkflowError, perform

REQUIRED = ("kunci", "pengusul", "item_kamus")
_PROOFS = frozenset({"photos", "documents"})
_COLUMN_OF = {
    "kamus_item": "item",
    "rts": "rt",
    "latitude": "point",
    "longitude": "point",
    "value": "free_value",
    "unit": "free_unit",
    "volume": "measure_1",
}
"""Fields of the forms that the workbook calls otherwise."""


def import_form_workbook(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    cycle: Cycle,
    kelurahan: Kelurahan,
    actor: User,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Store the rows that were filled in, as drafts or handed in, "dibantu oleh" ``actor``.

    The rules are those of the browser's pages. A row is known by its key: the same workbook sent
    again creates nothing, a changed row updates its draft. What lacks a photo or a paper, or
    cannot be handed in now, stays a draft and says so. Raises ``TableError`` or ``RefusedImport``;
    nothing is stored then, and nothing with ``dry_run``.
    """
    if scope_of(actor).post_over(Role.STAFF, kelurahan.pk) is None:
        raise RefusedImport("Hanya staf kelurahan itu yang mengimpor formulir usulannya.")
    table = read_table(source, filename=filename, required=REQUIRED)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        hold(cycle.pk, kelurahan.pk)
        taker = _Taker(cycle, kelurahan, actor)
        for done, row in enumerate(table.sound(report, TYPED)):
            watch(done, table.total)
            filled = None
            try:
                filled = taker.reader.read(row)
                if filled is not None:
                    with transaction.atomic():
                        taker.take(filled, report)
            except RowProblem as problem:
                column = TITLES.get(problem.column, "")
                report.refuse(row.number, str(problem), column=column)
        watch(table.total, table.total)
        if dry_run:
            transaction.set_rollback(True)
    if not report.rows:
        raise RefusedImport("Belum ada baris yang diisi. Isi formulirnya, lalu impor lagi.")
    return report


class _Taker:
    """Stores one row after another in the name of its proposer."""

    def __init__(self, cycle: Cycle, kelurahan: Kelurahan, actor: User) -> None:
        self.reader = RowReader(cycle, kelurahan)
        self._cycle = cycle
        self._kelurahan = kelurahan
        self._actor = actor

    def take(self, filled: Filled, report: ImportReport) -> None:
        """Raises ``RowProblem``; whatever was stored for the row is then undone by the caller."""
        held = self._held(filled.key)
        usulan = held or self._create(filled)
        if held is not None:
            _refuse_other_proposer(held, filled)
        content, rts = self._content(usulan, filled)
        changes = _changes(usulan, content, rts)
        if changes:
            self._update(usulan, content, rts)
        before = usulan.status
        remark = self._submit(usulan, filled) if _is_open(usulan) and filled.is_to_submit else ""
        moved = usulan.status != before
        if held is None:
            outcome, told = Outcome.CREATED, ()
        else:
            outcome = Outcome.UPDATED if changes or moved else Outcome.UNCHANGED
            told = tuple(changes)
            if moved:
                told += (Changed("status", Status(before).label, Status(usulan.status).label),)
        key = usulan.number or usulan.title
        report.add(filled.row, outcome, key=key, message=remark, changes=told)

    def _held(self, key: UUID) -> Proposal | None:
        usulan = Proposal.objects.visible_to(self._actor).filter(pk=key).first()
        if usulan is None:
            if Proposal.objects.filter(pk=key).exists():
                raise RowProblem("key", "Baris ini bukan dari formulir kelurahan Anda.")
            return None
        if (usulan.cycle_id, usulan.kelurahan_id) != (self._cycle.pk, self._kelurahan.pk):
            raise RowProblem("key", "Baris ini dari formulir tahun atau kelurahan lain.")
        return usulan

    def _create(self, filled: Filled) -> Proposal:
        window = window_for(self._cycle, Stage.INTAKE, self._kelurahan)
        if window.closes_at is not None and window.closes_at < timezone.now():
            raise RowProblem("", window.sentence())
        try:
            return create_draft(
                actor=self._actor,
                cycle=self._cycle,
                kind=filled.kind,
                kelurahan=self._kelurahan,
                rw=filled.rw,
                rt=filled.rt,
                pk=filled.key,
            )
        except WorkflowError as error:
            raise RowProblem("proposer", str(error)) from error

    def _content(self, usulan: Proposal, filled: Filled) -> tuple[dict[str, Any], list[RT]]:
        """What the three screens would save, checked by their own forms."""
        seen = copy(usulan)
        content: dict[str, Any] = {}
        if usulan.kamus_item_id != (filled.item.pk if filled.item else None) or not usulan.title:
            content |= content_of_choice(seen, filled.item)
        for name, value in content.items():
            setattr(seen, name, value)
        cells = filled.cells
        what = {"title": cells["title"] or seen.title, "city_priority": seen.city_priority_id}
        where = {name: cells[name] for name in ("address", "landmark", "point")}
        where |= {"land_status": filled.land_status, "rts": [rt.pk for rt in filled.rts]}
        names = ("problem", "urgency", "benefit", "people", "households", "contribution")
        how_much = {name: cells[name] for name in names} | measure_data(filled)
        content |= self._cleaned(WhatForm, what, seen)
        content |= self._cleaned(WhereForm, where, seen)
        seen.land_status = content.get("land_status", "")
        content |= self._cleaned(HowMuchForm, how_much, seen)
        return content, list(content.pop("rts", filled.rts))

    def _cleaned(self, form_class: Any, data: dict[str, Any], usulan: Proposal) -> dict[str, Any]:
        form = form_class(data, MultiValueDict(), proposal=usulan, user=self._actor)
        if not form.is_valid():
            name, sentences = next(iter(form.errors.items()))
            raise RowProblem(_column(name, form), " ".join(map(str, sentences)))
        content: dict[str, Any] = form.content()
        return content

    def _update(self, usulan: Proposal, content: dict[str, Any], rts: list[RT]) -> None:
        try:
            refuse_unless_editable(usulan)
            stored = update_content(
                usulan, actor=self._actor, seen_revision=usulan.revision, rts=rts, **content
            )
        except NotEditable as error:
            raise RowProblem("", f"{error} Ubah lewat halaman usulannya.") from error
        except WorkflowError as error:
            raise RowProblem("", str(error)) from error
        except ValidationError as error:
            name = next(iter(error.message_dict), "")
            raise RowProblem(_COLUMN_OF.get(name, name), " ".join(error.messages)) from error
        usulan.__dict__.update(stored.__dict__)

    def _submit(self, usulan: Proposal, filled: Filled) -> str:
        """Hand it in; returns why it stays a draft where it has to. Raises ``RowProblem``."""
        missing = missing_for_submission(usulan)
        if gaps := [each for each in missing if each.field not in _PROOFS]:
            raise RowProblem(_gap_column(gaps[0]), gaps[0].sentence)
        if missing:
            sentences = " ".join(each.sentence for each in missing)
            return f"Tersimpan sebagai draf. {sentences} Lengkapi di portal, lalu ajukan."
        try:
            perform(usulan, "submit", actor=self._actor)
        except WorkflowError as error:
            return f"Tersimpan sebagai draf. {error}"
        return ""


def _is_open(usulan: Proposal) -> bool:
    return usulan.status in (Status.DRAFT, Status.RETURNED)


def _refuse_other_proposer(usulan: Proposal, filled: Filled) -> None:
    if (usulan.rw_id, usulan.rt_id) != (filled.rw.pk, filled.rt.pk if filled.rt else None):
        raise RowProblem(
            "proposer",
            f"Usulan baris ini sudah tersimpan atas nama {usulan.proposer_name}. Isi usulan untuk "
            "pengusul lain di baris kosong.",
        )


def _changes(usulan: Proposal, content: dict[str, Any], rts: list[RT]) -> list[Changed]:
    """What the row says otherwise than what is stored, as people read it."""
    found = []
    for name, new in content.items():
        old = getattr(usulan, name)
        if old != new:
            field: Any = Proposal._meta.get_field(name)
            found.append(Changed(str(field.verbose_name), *(_told(field, v) for v in (old, new))))
    located = list(usulan.rts.select_related("rw"))
    if {rt.pk for rt in located} != {rt.pk for rt in rts}:
        found.append(Changed("RT lokasi", str(shown(located)), str(shown(rts))))
    return found


def _told(field: Any, value: Any) -> str:
    if field.name == "measures":
        return measures_sentence(value)
    return str(shown(value)) if field.is_relation and value else in_words(field, value)


def _column(name: str, form: Any) -> str:
    if name.startswith("measure_"):
        names = form.figure_names
        return MEASURES[names.index(name)] if name in names else MEASURES[0]
    return _COLUMN_OF.get(name, name)


def _gap_column(gap: Missing) -> str:
    return _COLUMN_OF.get(gap.field, gap.field)
