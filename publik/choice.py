"""What an address of the public list asks for, and what of it cannot be given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from kelurahan.models import RW, Kelurahan
from planning.models import Cycle, KamusItem
from planning.selectors import cycle_of_year, shown_cycle
from proposals.models import Proposal
from proposals.models.proposal import LAPSED
from proposals.scope import lapsed
from proposals.statuses import Status
from publik.selectors import in_public

LAPSED_KEY = "lewat-batas"

_LONGEST = 40


def _states() -> dict[str, str]:
    states = {}
    for status in Status:
        if status not in (Status.DRAFT, Status.WITHDRAWN):
            states[status.value] = str(status.label)
        if status == Status.RETURNED:
            states[LAPSED_KEY] = LAPSED
    return states


STATES = _states()
"""How a usulan in public can stand, by its name in an address: the words of every page and file."""


def in_state(rows: QuerySet[Proposal], state: str) -> QuerySet[Proposal]:
    """Those of ``rows`` of which all pages say that they stand so."""
    if state == LAPSED_KEY:
        return rows.filter(lapsed())
    rows = rows.filter(status=state)
    return rows.exclude(lapsed()) if state == Status.RETURNED else rows


@dataclass(frozen=True)
class Choice:
    """What an address asks for; ``problems`` says what of it does not exist, and what to do."""

    cycle: Cycle
    kelurahan: Kelurahan | None = None
    rw: RW | None = None
    item: KamusItem | None = None
    status: str = ""
    problems: tuple[str, ...] = ()

    def rows(self) -> QuerySet[Proposal]:
        """The usulan in public that fit; none where something else was asked for."""
        if self.problems:
            return Proposal.objects.none()
        asked = {"kelurahan": self.kelurahan, "rw": self.rw, "kamus_item": self.item}
        found = {name: value for name, value in asked.items() if value is not None}
        rows = in_public().filter(cycle=self.cycle, **found)
        return in_state(rows, self.status) if self.status else rows

    def address(self, **more: Any) -> str:
        """The same choice as the query of an address."""
        given = {
            "tahun": self.cycle.fiscal_year,
            "kelurahan": self.kelurahan.code if self.kelurahan else "",
            "rw": self.rw.label if self.rw else "",
            "item": self.item.code if self.item else "",
            "status": self.status,
        }
        return urlencode({name: value for name, value in (given | more).items() if value})


def chosen_cycle(year: str) -> Cycle | None:
    """The year that an address names; where it names none, the one that is shown to everyone."""
    return cycle_of_year(year) if year else shown_cycle()


def no_such_year(year: str) -> str:
    """What is said of a year that has not been set up here."""
    return f"Tahun “{year[:_LONGEST]}” tidak ada di portal ini. Pilih tahun yang tersedia."


class _Address:
    """The words of an address, looked up one by one; what is not found is told."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self._asked = asked
        self.problems: list[str] = []

    def word(self, name: str) -> str:
        return self._asked.get(name, "").strip()

    def find(self, name: str, look_up: Callable[[str], Any], sentence: str) -> Any:
        """What ``name`` stands for; ``sentence`` is told of a word that stands for nothing."""
        word = self.word(name)
        if not word:
            return None
        found = look_up(word) if len(word) <= _LONGEST else None
        if not found:
            self.problems.append(sentence.format(word[:_LONGEST]))
        return found


def chosen(asked: Mapping[str, str]) -> Choice | None:
    """The choice of an address; ``None`` where no year has been set up."""
    address = _Address(asked)
    shown = shown_cycle()
    if shown is None:
        return None
    cycle = address.find("tahun", cycle_of_year, no_such_year("{}")) or shown
    kelurahan = address.find(
        "kelurahan",
        lambda code: Kelurahan.objects.filter(code=code).order_by("pk").first(),
        "Kelurahan dengan kode “{}” tidak ada. Pilih kelurahan dari daftar pilihan.",
    )
    item = address.find(
        "item",
        lambda code: KamusItem.objects.filter(cycle=cycle, code=code).first(),
        f"Item kamus “{{}}” tidak ada pada tahun {cycle.fiscal_year}. Pilih item dari daftar "
        "pilihan.",
    )
    status = address.find(
        "status",
        lambda key: key if key in STATES else "",
        "Status “{}” tidak dapat dipilih di sini. Pilih status dari daftar pilihan.",
    )
    rw = _rw(address, kelurahan)
    return Choice(cycle, kelurahan, rw, item, status or "", tuple(address.problems))


def _rw(address: _Address, kelurahan: Kelurahan | None) -> RW | None:
    """The same number stands in every kelurahan: alone it names no RW."""
    if kelurahan is None:
        sentence = (
            "RW {} ada di banyak kelurahan. Pilih kelurahannya dahulu, atau tekan “Tampilkan” "
            "untuk melihat semua RW."
        )
        return None if address.word("kelurahan") else address.find("rw", lambda _: None, sentence)
    rws = RW.objects.filter(kelurahan=kelurahan).order_by("pk")
    return address.find(
        "rw",
        lambda label: rws.filter(label=label.zfill(3)).first(),
        f"RW “{{}}” tidak ada di Kelurahan {kelurahan}. Pilih RW dari daftar pilihan.",
    )
