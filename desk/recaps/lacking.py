"""What did not come through and why, and who did not propose at all."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from desk.recaps.base import BY_KECAMATAN, BY_KELURAHAN, Recap, UsulanRecap
from desk.recaps.chosen import Chosen
from desk.recaps.results import (
    ADDRESS,
    BY_RW_OR_BODY,
    NO,
    RT_COLUMN,
    RW_COLUMN,
    STATUS,
    STATUS_LABELS,
    VALUE,
    WORK,
)
from foundation.recaps import Group, Line, RecapColumn, RecapRow
from foundation.sheets import DAY, WHOLE
from kelurahan.models import RW
from proposals.ladder import STANDINGS
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Level, Status

_CHUNK = 500

_FROM = {
    Status.NOT_AGREED: Level.KECAMATAN,
    Status.DECLINED: Level.OPD,
    Status.DEFERRED: Level.OPD,
    Status.AGREED: Level.OPD,
    Status.IN_RKPD: Level.OPD,
    Status.IN_APBD: Level.OPD,
}
_BAPPEDA = "Bappeda"


class NotAccommodated(UsulanRecap):
    """Lampiran V of the berita acara: every usulan that did not come through, with its reason."""

    key = "tidak-diakomodir"
    title = "Daftar Usulan yang Tidak atau Belum Diakomodir"
    hint = "Dengan kode dan kalimat alasan, tingkat, catatan, dan siapa yang memutuskan kapan."
    columns = (
        RecapColumn("Kecamatan", csv_only=True),
        RecapColumn("Kelurahan", csv_only=True),
        NO,
        RW_COLUMN,
        RT_COLUMN,
        RecapColumn("Nomor", width=20),
        WORK,
        ADDRESS,
        VALUE,
        STATUS,
        RecapColumn("Tingkat", width=11),
        RecapColumn("Kode", "Alasan", width=6),
        RecapColumn("Kalimat untuk pengusul", "Alasan", width=26),
        RecapColumn("Catatan", width=24),
        RecapColumn("Diputus oleh", width=16),
        RecapColumn("Tanggal", width=10, number_format=DAY),
    )
    filters = ("kecamatan", "kelurahan", "opd", "bidang", "status")
    splits = ("kecamatan", "kelurahan", "opd")
    label_at = 6
    value_at = 8
    narrowing = {"rekap": "tidak"}
    groups = (BY_KECAMATAN, BY_KELURAHAN)
    fields = ("rw__label", "rt__label", "number", "title", "address", "status")
    notes = (
        "Memuat usulan yang tidak diteruskan, digabung, belum disepakati, ditunda, tidak "
        "diakomodir, dibatalkan, dialihkan, dan cadangan. Nilai menurut pengusul.",
    )

    def order(self) -> Sequence[Any]:
        return (*BY_RW_OR_BODY, "number")

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        decision: ProposalEvent | None = row["decision"]
        reason = decision.reason if decision else None
        return [
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            number,
            row["rw__label"],
            row["rt__label"],
            row["number"],
            row["title"],
            row["address"],
            row["value"],
            STATUS_LABELS[row["status"]],
            level_of(row["status"], decision.source if decision else ""),
            reason.code if reason else "",
            reason.public_sentence if reason else "",
            decision.note if decision else "",
            _who(decision),
            timezone.localdate(decision.at) if decision else None,
        ]

    def _lines(
        self, values: Iterable[dict[str, Any]], first: int, *, linked: bool = False
    ) -> Iterator[Line]:
        left = iter(values)
        while chunk := list(islice(left, _CHUNK)):
            decisions = decisions_on(row["pk"] for row in chunk)
            for row in chunk:
                row["decision"] = decisions.get((row["pk"], row["status"]))
            yield from super()._lines(chunk, first, linked=linked)
            first += len(chunk)


def decisions_on(usulan: Iterable[UUID]) -> dict[tuple[UUID, str], ProposalEvent]:
    """The last deed that brought each usulan into a status, by usulan and status; one query."""
    moved = (
        ProposalEvent.objects.filter(
            proposal__in=list(usulan), target__in=sorted(STANDINGS["tidak"].statuses | {"diverted"})
        )
        .exclude(source=F("target"))
        .select_related("reason")
        .order_by("at", "pk")
    )
    return {(event.proposal_id, event.target): event for event in moved}


def level_of(status: str, source: str) -> str:
    """Where it stopped, in words: by the status, or by where it came from."""
    if status == Status.CANCELLED and source != Status.KELURAHAN_FUNDED:
        return _BAPPEDA
    own = _FROM.get(Status(status)) if status != Status.DIVERTED else None
    came = _FROM.get(Status(source)) if source in Status.values else None
    return str((own or came or Level.KELURAHAN).label)


def _who(decision: ProposalEvent | None) -> str:
    if decision is None:
        return ""
    return ", ".join(text for text in (decision.actor_name, decision.actor_role) if text)


class RwWithout(Recap):
    """RW from which neither the RW itself nor one of its RT handed anything in."""

    key = "rw-tanpa-usulan"
    title = "Daftar RW tanpa Usulan"
    hint = "RW yang belum mengajukan satu usulan pun, dengan jumlah RT-nya."
    columns = (
        RecapColumn("No", width=5, number_format="0"),
        RecapColumn("Kecamatan", width=24),
        RecapColumn("Kelurahan", width=30),
        RecapColumn("RW", width=8),
        RecapColumn("Jumlah RT", width=11, number_format=WHOLE, is_summed=True),
    )
    filters = ("kecamatan", "kelurahan")
    splits = ("kecamatan",)
    label_at = 2
    counted = "RW"
    for_opd = False
    notes = ("Usulan yang dicabut dan draf tidak dihitung sebagai usulan.",)

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        places = {place.kelurahan: place for place in chosen.covered}
        own = (
            Proposal.objects.visible_to(chosen.user)
            .filter(cycle=chosen.cycle, rw=OuterRef("pk"), organisation=None)
            .filter(STANDINGS["masuk"].condition())
        )
        rws = (
            RW.objects.filter(~Exists(own), kelurahan__in=list(places), valid_until=None)
            .annotate(rt_count=Count("rts", filter=Q(rts__valid_until=None)))
            .order_by("label")
        )
        by_place: dict[int, list[Any]] = {}
        for rw in rws:
            by_place.setdefault(rw.kelurahan_id, []).append(rw)
        number = 0
        for key, place in places.items():
            for rw in by_place.get(key, ()):
                number += 1
                groups = (
                    Group(f"Kecamatan {place.kecamatan_name}", f"kecamatan={place.kecamatan}"),
                    Group(f"Kelurahan {place.name}", f"kelurahan={place.kelurahan}"),
                )
                cells = [number, place.kecamatan_name, place.name, rw.label, rw.rt_count]
                yield groups, RecapRow(cells)
