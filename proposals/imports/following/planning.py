"""What following one row means for its usulan: the deeds, or why there are none."""

from dataclasses import dataclass, field

from foundation.indonesia import number, rupiah
from foundation.reports import Changed
from kelurahan.models import OPD
from planning.models import ReasonCode
from proposals.imports.following.figures import (
    Figures,
    SubKegiatanIndex,
    figures_for,
    lacks_figures,
)
from proposals.imports.following.finding import Found
from proposals.imports.following.reading import Told
from proposals.imports.following.steps import (
    ACCOMMODATE,
    AGREE,
    DECLINE,
    DISAGREE,
    path,
    why_left,
    why_refused,
)
from proposals.imports.references import OfficeIndex
from proposals.imports.rows import RowProblem
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import Deed, Details


@dataclass
class Plan:
    """One row that can be taken: ``deeds`` and SIPD's id to keep (empty: nothing to keep)."""

    told: Told
    proposal: Proposal
    deeds: tuple[Deed, ...] = ()
    keep_id: str = ""
    changes: list[Changed] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Planner:
    """Makes plans; ``locked`` are the kelurahan whose list is locked."""

    def __init__(self, locked: frozenset[int], reason: ReasonCode) -> None:
        self._locked = locked
        self._reason = reason
        self._offices = OfficeIndex()
        self._sub_kegiatan = SubKegiatanIndex()

    def plan(self, told: Told, found: Found) -> Plan:
        """Raises ``RowProblem``."""
        usulan = found.proposal
        held = Status(usulan.status)
        is_locked = usulan.kelurahan_id in self._locked
        if sentence := why_refused(held, told.status, is_locked=is_locked):
            raise RowProblem("status", sentence)
        plan = Plan(told, usulan, remarks=[found.remark] if found.remark else [])
        self._keep_id(plan)
        actions = path(held, told.status)
        if held == told.status == Status.ACCOMMODATED and lacks_figures(usulan):
            actions = (ACCOMMODATE,)
            plan.remarks.append("Angka Perangkat Daerah dilengkapi.")
        if not actions:
            plan.remarks += filter(None, [why_left(held, told.status)])
            return plan
        if told.status != held:
            plan.changes.append(Changed("status", str(held.label), str(told.status.label)))
        plan.deeds = tuple(self._deeds(actions, plan))
        return plan

    def _keep_id(self, plan: Plan) -> None:
        held, told = plan.proposal.external_id, plan.told.external_id
        if told in ("", held, plan.proposal.number):
            return
        if held:
            plan.remarks.append(f"ID SIPD di portal {held}, di berkas {told}; yang lama dipakai.")
            return
        plan.keep_id = told
        plan.changes.append(Changed("ID SIPD", "", told))

    def _deeds(self, actions: tuple[str, ...], plan: Plan) -> list[Deed]:
        note = _note(plan.told)
        office = self._other_office(plan)
        deeds: list[Deed] = []
        if office and AGREE not in actions and plan.proposal.status == Status.AGREED:
            deeds.append(Deed("reroute", note, Details(opd=office)))
            office = None
        for action in actions:
            if action == AGREE:
                deeds.append(Deed(action, note, Details(opd=office)))
                office = None
            elif action == ACCOMMODATE:
                figures = figures_for(plan.told, plan.proposal, self._sub_kegiatan)
                plan.remarks += figures.remarks
                plan.changes += _figures_told(figures, plan.proposal)
                deeds.append(Deed(action, note, figures.details()))
            elif action in (DISAGREE, DECLINE):
                deeds.append(Deed(action, note, Details(reason=self._reason)))
        if office:
            plan.remarks.append(f"SIPD menyebut {office}; Perangkat Daerah di portal tetap.")
        return deeds

    def _other_office(self, plan: Plan) -> OPD | None:
        usulan = plan.proposal
        office = self._offices.find(plan.told.opd, usulan.kelurahan, column="opd")
        if office is None or office.pk == usulan.opd_id:
            return None
        if office.pk is None:
            raise RowProblem("opd", f"Perangkat Daerah {office} belum ada di portal. Tambahkan.")
        if usulan.status in (Status.FORWARDED, Status.AGREED):
            plan.changes.append(Changed("Perangkat Daerah", str(usulan.opd or ""), str(office)))
        return office


def _note(told: Told) -> str:
    """What the proposer reads: SIPD's own words, after whose they are."""
    head = f"Menurut SIPD: {told.status_as_written}."
    return f"{head}\n{told.note}" if told.note else head


def _figures_told(figures: Figures, usulan: Proposal) -> list[Changed]:
    held = {row.level: row for row in usulan.assessments.all()}.get("opd")
    unit = usulan.unit
    old_volume = f"{number(held.volume)} {unit}" if held and held.volume is not None else ""
    old_value = rupiah(held.value) if held and held.value is not None else ""
    old_sub = held.sub_kegiatan.code if held and held.sub_kegiatan else ""
    changed = [
        Changed("volume Perangkat Daerah", old_volume, f"{number(figures.volume)} {unit}"),
        Changed("nilai Perangkat Daerah", old_value, rupiah(figures.value)),
        Changed("sub kegiatan", old_sub, figures.sub_kegiatan.code),
    ]
    return [each for each in changed if each.old != each.new]
