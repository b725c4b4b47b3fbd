"""What happened to each usulan: steps, the columns that follow from them, and offices' figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from foundation.indonesia import date_long
from kelurahan.models import Kelurahan
from kelurahan.roles import Role
from proposals.demo import calendar
from proposals.demo.accounts import Cast, Officer
from proposals.demo.reasons import reason_and_note
from proposals.demo.wish import Reference, Wish
from proposals.models import Assessment, Confirmation
from proposals.statuses import Answer, FundingSource, Level, Status
from proposals.valuation import value_of
from proposals.workflow import Step
from proposals.workflow.replay import IMPORTED

_ACTOR = {
    **dict.fromkeys(("return", "verify", "merge", "assess", IMPORTED), Role.STAFF),
    **dict.fromkeys(("reject", "prioritise", "reserve", "forward"), Role.LURAH),
    **dict.fromkeys(("fund_kelurahan", "realise", "cancel"), Role.LURAH),
    **dict.fromkeys(("agree", "disagree"), Role.KECAMATAN),
    **dict.fromkeys(("reroute", "accommodate", "defer", "decline"), Role.OPD),
    **dict.fromkeys(("include", "budget"), Role.BAPPEDA),
}
_DIVERTED_BY = {
    "diverted": Role.LURAH,
    "diverted_kecamatan": Role.KECAMATAN,
    "diverted_city": Role.BAPPEDA,
}
_DIVERTED_TO = (
    (FundingSource.POKIR, "Disampaikan kepada anggota DPRD daerah pemilihan pada waktu reses."),
    (FundingSource.POKIR, "Anggota DPRD bersedia membawanya sebagai pokok pikiran."),
    (FundingSource.CSR, "Perusahaan di sekitar bersedia membiayai lewat tanggung jawab sosialnya."),
    (FundingSource.COMMUNITY, "Warga sepakat mengerjakan bersama dengan kas RW."),
)
_ANSWERS = ("confirm", "dispute", "", "confirm")
"""What proposers say of finished work, in turn; some say nothing."""
_WRONG = (
    "Pekerjaannya baru separuh, sisanya belum dikerjakan.",
    "Baru selesai sudah rusak lagi di dua tempat.",
    "Letaknya bergeser dari yang disepakati warga.",
)
_CORRECTED, _LESS_THAN_ASKED, _BY_PROVINCE = 0.08, 0.3, 0.08
_AHEAD = "Pekerjaan mendesak, dibahas lebih dulu. Hasilnya dicatat dari berkas SIPD."


@dataclass
class Chronicler:
    """Writes the histories of one kelurahan."""

    kelurahan: Kelurahan
    cast: Cast
    reference: Reference
    today: date
    dice: Random
    minutes: str = ""
    """Number of the berita acara, where the list has been locked."""
    assessments: dict[tuple[UUID, str], Assessment] = field(default_factory=dict)
    answers: list[Confirmation] = field(default_factory=list)
    """What proposers said of finished work, not stored yet."""
    _turn: Iterator[str] = field(default_factory=lambda: cycle(_ANSWERS))

    def steps(self, wish: Wish, path: tuple[str, ...]) -> list[Step]:
        """The steps of ``path`` for a usulan that has its number and submission date."""
        return [self.step(wish, action) for action in self._with_detours(wish, path)]

    def _with_detours(self, wish: Wish, path: tuple[str, ...]) -> list[str]:
        """A wrong office is put right by the kelurahan, or by the office that got it."""
        actions = list(path)
        if wish.wrong_opd and "agree" in actions:
            actions.insert(actions.index("agree") + 1, "reroute")
        elif "verify" in actions and (wish.wrong_opd or self.dice.random() < _CORRECTED):
            actions.insert(actions.index("verify") + 1, "assess")
        if "realise" in actions and wish.is_looked_at and (answer := next(self._turn)):
            actions.append(answer)
        return actions

    def step(self, wish: Wish, action: str, *, at: datetime | None = None) -> Step:
        """One deed; the usulan's columns and the offices' figures follow."""
        at = at or self._when(wish, action)
        actor = self._actor(wish, action)
        reason, note = reason_and_note(wish, action, self.reference, self.dice)
        target = Status.ACCOMMODATED if action == IMPORTED else None
        effect = getattr(self, f"_{action}", None)
        changes, said = effect(wish, at, actor) if effect else ({}, "")
        if reason and reason.needs_target and wish.same_as:
            changes["other"] = [None, wish.same_as.proposal.number]
        return Step(
            id=UUID(int=self.dice.getrandbits(128), version=4),
            action=action,
            actor=actor.user,
            actor_name=str(actor.user),
            actor_role=actor.role.label,
            actor_territory=actor.territory,
            at=at,
            target=target,
            note=said or note,
            reason=reason,
            changes=changes,
        )

    def _when(self, wish: Wish, action: str) -> datetime:
        own = wish.proposal
        if action == "submit" and own.due:
            return calendar.resubmitted(self.today, self.dice)
        if action == "submit" and own.submitted_at:
            return own.submitted_at
        return calendar.done(action, self.today, self.dice)

    def _actor(self, wish: Wish, action: str) -> Officer:
        if action in ("submit", "withdraw", "edit", "confirm", "dispute"):
            return wish.author
        role = _DIVERTED_BY[wish.fate] if action == "divert" else _ACTOR[action]
        if role == Role.KECAMATAN:
            return self.cast.camats[self.kelurahan.kecamatan_id]
        if role == Role.OPD and wish.proposal.opd_id:
            return self.cast.opds[wish.proposal.opd_id]
        if role == Role.BAPPEDA:
            return self.cast.city[Role.BAPPEDA]
        return self.cast.of(role)[self.kelurahan.pk]

    # --- what each deed changes beside the status ---------------------------------------------
    def _return(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        wish.proposal.due = self.today + timedelta(days=self.dice.randint(6, 13))
        return {"due": [None, date_long(wish.proposal.due)]}, ""

    def _submit(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        wish.proposal.due = None
        return {}, ""

    def _edit(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        old, own.landmark = own.landmark, f"{own.landmark}, pagar biru"
        own.revision += 1
        return {"landmark": [old, own.landmark]}, ""

    def _withdraw(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        wish.proposal.rank = None
        return {}, "Sudah dikerjakan sendiri oleh warga."

    def _merge(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        if wish.same_as is None:
            raise ValueError("Only a duplicate is merged.")
        wish.proposal.merged_into = wish.same_as.proposal
        return {"merged_into": [None, wish.same_as.proposal.number]}, ""

    def _assess(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        figures: dict[str, Any] = {}
        note = "Diukur ulang oleh petugas kelurahan bersama pengurus RT."
        if wish.wrong_opd and wish.item:
            figures["opd"] = own.opd = wish.item.opd
            note = "Perangkat Daerah disesuaikan dengan kamus."
        elif own.volume and own.unit_price:
            figures["volume"] = _part_of(own.volume, self.dice)
            figures["value"] = value_of(figures["volume"], own.unit_price)
        return self._figures(wish, Level.KELURAHAN, actor, figures, note=note), note

    def _prioritise(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        rank = wish.proposal.kelurahan_rank
        changes = self._figures(wish, Level.KELURAHAN, actor, {"rank": rank})
        return {"kelurahan_rank": [None, rank], **changes}, ""

    def _forward(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        return {}, f"Berita acara {self.minutes}"

    def _agree(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        own.routed_at = at
        volume, value = self._last_figures(wish)
        figures = {"volume": volume, "value": value, "opd": own.opd}
        return self._figures(wish, Level.KECAMATAN, actor, figures), ""

    def _reroute(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own, wrong = wish.proposal, wish.proposal.opd
        own.opd, own.routed_at = wish.item.opd if wish.item else None, at
        return {"opd": [str(wrong), str(own.opd)]}, ""

    def _accommodate(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        volume, value = self._last_figures(wish)
        note = ""
        if volume and own.unit_price and self.dice.random() < _LESS_THAN_ASKED:
            smaller = _part_of(volume, self.dice)
            if smaller < volume:
                volume, value = smaller, value_of(smaller, own.unit_price)
                note = "Volume disesuaikan dengan hasil survei lapangan."
        province = self.dice.random() < _BY_PROVINCE
        figures = {
            "sub_kegiatan": wish.item.sub_kegiatan if wish.item else None,
            "volume": volume,
            "value": value,
            "funding_source": FundingSource.PROVINCE if province else FundingSource.APBD,
        }
        return self._figures(wish, Level.OPD, actor, figures, note=note), note

    def _import(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        wish.proposal.routed_at = at
        changes, _ = self._accommodate(wish, at, actor)
        return changes, _AHEAD

    def _include(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        return {}, f"Rancangan {wish.proposal.cycle} disusun sebelum portal ini dipakai."

    def _divert(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        own.diverted_to, note = self.dice.choice(_DIVERTED_TO)
        own.kelurahan_rank = None
        return {"diverted_to": [None, own.diverted_to]}, note

    def _realise(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        own = wish.proposal
        own.realised_on, own.realised_volume = at.date() - timedelta(days=1), own.volume
        return {
            "realised_on": [None, date_long(own.realised_on)],
            "realised_volume": [None, str(own.volume)],
        }, ""

    def _confirm(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        return self._answer(wish, Answer.CONFIRMED, at, actor), ""

    def _dispute(self, wish: Wish, at: datetime, actor: Officer) -> tuple[dict[str, Any], str]:
        said = _WRONG[len(self.answers) % len(_WRONG)]
        return self._answer(wish, Answer.DISPUTED, at, actor, said), said

    def _answer(
        self, wish: Wish, answer: Answer, at: datetime, actor: Officer, said: str = ""
    ) -> dict[str, Any]:
        row = Confirmation(proposal=wish.proposal, answer=answer, note=said, answered_at=at)
        row.answered_by, row.role, row.territory = actor.user, actor.role.label, actor.territory
        self.answers.append(row)
        return {"confirmation": [None, answer.label]}

    # --- figures -------------------------------------------------------------------------------
    def _last_figures(self, wish: Wish) -> tuple[Decimal | None, int | None]:
        """The latest office's volume and value, else the proposer's."""
        for level in (Level.KECAMATAN, Level.KELURAHAN):
            row = self.assessments.get((wish.proposal.pk, level))
            if row and row.volume:
                return row.volume, row.value
        return wish.proposal.volume, wish.proposal.value

    def _figures(
        self, wish: Wish, level: Level, actor: Officer, figures: dict[str, Any], note: str = ""
    ) -> dict[str, Any]:
        key = (wish.proposal.pk, level)
        row = self.assessments.get(key)
        if row is None:
            row = Assessment(proposal=wish.proposal, level=level)
            self.assessments[key] = row
        for name, value in figures.items():
            setattr(row, name, value)
        row.assessed_by, row.note = actor.user, note or row.note
        return {
            f"{level}.{name}": [None, value if isinstance(value, int) else str(value)]
            for name, value in figures.items()
            if value is not None
        }


def _part_of(volume: Decimal, dice: Random) -> Decimal:
    """Six to nine tenths, in whole units where people count in those."""
    smaller = volume * Decimal(dice.randint(6, 9)) / 10
    whole = volume == volume.to_integral_value()
    return max(Decimal(1), smaller.quantize(Decimal(1) if whole else Decimal("0.01")))
