"""Stores batches of drafts: new usulan, changed ones, and the history of both.

However many rows a batch has, it takes the same number of statements. The status is written by
``proposals.workflow.replay`` alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from foundation.reports import Changed, Outcome
from foundation.updating import update_rows
from kelurahan.models import Kelurahan
from planning.models import Cycle
from proposals.imports.changes import Change
from proposals.imports.comparing import content_of_new, differences
from proposals.imports.drafts import Draft
from proposals.imports.history import remember
from proposals.imports.outcomes import ONLY_IN_PORTAL
from proposals.imports.placing import place
from proposals.imports.ranking import Ranks
from proposals.imports.register import Register
from proposals.imports.rows import RowProblem
from proposals.imports.signing import Signature
from proposals.models import NumberSequence, Proposal, ProposalEvent
from proposals.stamp import hold_many
from proposals.statuses import Status
from proposals.tracking import new_code
from proposals.workflow.effects import number_of
from proposals.workflow.replay import IMPORTED

_RELATED = ("rw", "rt", "organisation", "opd", "first_opd", "kamus_item")
_Located = Proposal.rts.through


@dataclass(frozen=True)
class Taken:
    """What became of a draft; ``number`` is that of its usulan, ``changes`` old and new of it."""

    draft: Draft
    outcome: Outcome
    number: str = ""
    changes: tuple[Changed, ...] = ()
    problem: RowProblem | None = None


class Store:
    """Writes batches for one cycle. Call everything inside one transaction."""

    def __init__(
        self, cycle: Cycle, signature: Signature, filename: str, *, known_places_only: bool = False
    ) -> None:
        self._cycle = cycle
        self._signature = signature
        self._filename = filename
        self._known_places_only = known_places_only
        self._register = Register()
        self._ranks = Ranks(cycle)
        self._sequences: dict[int, NumberSequence] = {}
        self._now = timezone.now()

    def take(self, drafts: Sequence[Draft]) -> list[Taken]:
        """Store the drafts and say what became of each."""
        kelurahan = {draft.kelurahan.pk: draft.kelurahan for draft in drafts}
        self._register.load(kelurahan.values())
        self._lock(kelurahan.values())
        self._ranks.load(kelurahan.values())
        held, acted = self._held(drafts)
        refused: list[Taken] = []
        changes: list[Change] = []
        for draft in drafts:
            found = held.get((draft.kelurahan.pk, draft.entry.external_id))
            try:
                changes.append(self._change(draft, found, found is not None and found.pk in acted))
            except RowProblem as problem:
                refused.append(Taken(draft, Outcome.REFUSED, problem=problem))
        self._write(changes)
        return refused + [
            Taken(each.draft, each.outcome, each.proposal.number or "", each.told())
            for each in changes
        ]

    def _lock(self, kelurahan: Iterable[Kelurahan]) -> None:
        """Hold the running numbers, so that nobody hands in to these kelurahan meanwhile."""
        new = sorted({each.pk for each in kelurahan} - set(self._sequences))
        if not new:
            return
        for sequence in hold_many((self._cycle.pk, pk) for pk in new):
            self._sequences[sequence.kelurahan_id] = sequence

    def _held(self, drafts: Sequence[Draft]) -> tuple[dict[tuple[int, str], Proposal], set[Any]]:
        """Stored usulan by kelurahan and id, and which of them the portal has acted on.

        A usulan that began in the portal is known by its number; where that is also SIPD's id of
        another one, the id outweighs it.
        """
        ids = [draft.entry.external_id for draft in drafts]
        rows = Proposal.objects.filter(
            Q(external_id__in=ids) | Q(number__in=ids),
            cycle=self._cycle,
            kelurahan__in={draft.kelurahan.pk for draft in drafts},
        )
        found = list(rows.select_related(*_RELATED).prefetch_related("rts__rw"))
        held = {(row.kelurahan_id, row.number or ""): row for row in found}
        held |= {(row.kelurahan_id, row.external_id): row for row in found if row.external_id}
        if not held:
            return held, set()
        events = ProposalEvent.objects.filter(proposal__in={row.pk for row in held.values()})
        acted = events.exclude(action=IMPORTED).order_by().values_list("proposal_id", flat=True)
        return held, set(acted.distinct())

    def _change(self, draft: Draft, held: Proposal | None, acted: bool) -> Change:
        if held is not None and acted:
            return self._left_alone(draft, held)
        absent = self._register.missing(draft.kelurahan, draft.owner, draft.rts or ())
        if absent and self._known_places_only:
            raise RowProblem("", f"Belum ada di daftar kelurahan: {', '.join(absent)}.")
        _refuse_portal_status(draft, held)
        if not self._signature.may_bring_history(draft.kelurahan):
            self._refuse_history(draft, held)
        for name in ("opd", "first_opd"):
            self._register.note_office(draft.content.get(name))
        proposal = held or self._blank(draft)
        if held is None:
            found = content_of_new(proposal, draft, self._register)
        else:
            found = differences(held, list(held.rts.all()), draft, self._register, keep=True)
        if added := self._register.take_added():
            draft.remarks.append(f"Ditambahkan ke daftar: {', '.join(added)}.")
        return Change(draft, proposal, is_new=held is None, values=found)

    def _refuse_history(self, draft: Draft, held: Proposal | None) -> None:
        """A kelurahan's own list hands usulan in; it decides nothing and moves nothing."""
        status = draft.entry.status
        if held is None and status != Status.SUBMITTED:
            raise RowProblem(
                "status",
                f"Status “{status.label}” hanya dapat dibawa Bappeda. Tulis Verifikasi Kelurahan; "
                "selanjutnya usulan diproses di portal.",
            )
        if held is None:
            return
        found = differences(held, list(held.rts.all()), draft, self._register, keep=False)
        if "status" in found:
            raise RowProblem(
                "status",
                f"Usulan {held.number} berstatus {held.get_status_display()} di portal. Status "
                f"“{status.label}” hanya dapat dibawa Bappeda; proses usulannya di portal.",
            )

    def _left_alone(self, draft: Draft, held: Proposal) -> Change:
        """Once someone in the portal has acted, the portal's own word counts."""
        found = differences(held, list(held.rts.all()), draft, self._register, keep=False)
        if found:
            names = ", ".join(Change.words(name) for name in found)
            status = held.get_status_display()
            raise RowProblem(
                "",
                f"Usulan {held.number} sudah diproses di portal ({status}), jadi berkas tidak "
                f"mengubahnya lagi. Yang berbeda: {names}.",
            )
        return Change(draft, held, is_settled=True)

    def _blank(self, draft: Draft) -> Proposal:
        return Proposal(
            cycle=self._cycle,
            kelurahan=draft.kelurahan,
            external_id=draft.entry.external_id,
            proposer_kind=draft.owner.kind,
            created_by=self._signature.actor,
            submitted_at=self._now,
        )

    def _write(self, taken: Sequence[Change]) -> None:
        self._register.flush()
        for change in taken:
            change.apply(self._now)
        reranked = place([each for each in taken if not each.is_settled], self._ranks)
        new = [each for each in taken if each.is_new]
        changed = [each for each in taken if not each.is_new and each.values]
        self._number(new)
        self._update(changed, reranked)
        remember((*new, *changed), signature=self._signature, filename=self._filename, at=self._now)
        self._locate([each for each in (*new, *changed) if "rts" in each.values])

    def _number(self, new: Sequence[Change]) -> None:
        for change in new:
            sequence = self._sequences[change.draft.kelurahan.pk]
            sequence.last += 1
            change.proposal.number = number_of(self._cycle, change.draft.kelurahan, sequence.last)
            change.proposal.tracking_code = new_code()
        if new:
            used = {each.draft.kelurahan.pk for each in new}
            NumberSequence.objects.bulk_update([self._sequences[pk] for pk in used], ["last"])

    def _update(self, changed: Sequence[Change], reranked: Sequence[Proposal]) -> None:
        if reranked:
            # Places change hands: none may hold its old one while the new ones are written.
            Proposal.objects.filter(pk__in=[row.pk for row in reranked]).update(rank=None)
        columns = sorted({name for each in changed for name in each.columns})
        update_rows(
            [each.proposal for each in changed], [*columns, "revision", "updated_at", "routed_at"]
        )

    def _locate(self, moved: Sequence[Change]) -> None:
        before = [each.proposal.pk for each in moved if not each.is_new]
        if before:
            _Located.objects.filter(proposal__in=before).delete()
        _Located.objects.bulk_create(
            _Located(proposal_id=each.proposal.pk, rt_id=rt.pk)
            for each in moved
            for rt in each.values["rts"][1]
        )


def _refuse_portal_status(draft: Draft, held: Proposal | None) -> None:
    status = draft.entry.status
    if status in ONLY_IN_PORTAL and (held is None or held.status != status):
        raise RowProblem("status", f"Status “{status.label}” hanya dapat ditetapkan di portal.")
