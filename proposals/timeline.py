"""The history of a usulan in plain sentences: who, in which role, did what, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.indonesia import number, rupiah
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import FundingSource, LandStatus, Level, Status
from proposals.valuation import measures_sentence
from proposals.workflow import TRANSITIONS

DONE_OUTSIDE_TABLE = {
    "edit": "memperbaiki isi usulan",
    "rank": "mengubah urutan prioritas",
    "assess": "mengoreksi angka usulan",
    "import": "mencatat usulan dari data yang sudah ada",
    "public_title": "mengubah judul untuk umum",
    "sipd_id": "mencatat ID SIPD",
    "confirm": "menyatakan pekerjaan sudah selesai dan benar",
    "replace_missing": "mengunggah pengganti foto atau berkas yang belum sampai",
    "withdraw_missing": "menyatakan satu foto atau berkas tidak dikirim lagi",
    "dispute": "menyatakan hasil pekerjaan belum sesuai",
}
"""Deeds that leave the status as it is, or came in whole from a file."""

LABELS = {
    "kamus_item": "Item kamus",
    "opd": "Perangkat Daerah",
    "land_status": "Status lahan",
    "latitude": "Lintang",
    "longitude": "Bujur",
    "value": "Nilai",
    "unit_price": "Harga satuan",
    "attachments": "Lampiran",
    "due": "Diperbaiki paling lambat",
    "merged_into": "Digabung ke usulan",
    "other": "Usulan yang dimaksud",
    "rkpd_line": "Baris RKPD",
    "rank": "Urutan prioritas",
    "kelurahan_rank": "Urutan prioritas kelurahan",
    "diverted_to": "Sumber dana baru",
    "funding_source": "Sumber dana",
    "sub_kegiatan": "Sub kegiatan",
    "realised_on": "Selesai dikerjakan",
    "realised_volume": "Volume terbangun",
    "written_at": "Ditulis di perangkat",
    "in_grace": "Diterima",
    "confirmation": "Tanggapan pengusul",
}
"""Where the model's own name of a field is not what people would say."""

MONEY = frozenset({"value", "unit_price"})
NUMBERS = frozenset({"volume", "realised_volume", "people", "households"})
CHOICES: dict[str, Any] = {
    "land_status": LandStatus,
    "diverted_to": FundingSource,
    "funding_source": FundingSource,
}
NOTHING = "kosong"
_LONGEST_SHOWN = 160


@dataclass(frozen=True)
class Change:
    """One field in words; ``old`` is empty when there was nothing before."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One moment of the history."""

    at: datetime
    who: str
    role: str
    done: str
    status: str = ""
    reason: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    is_negative: bool = False


def events_of(proposal: Proposal) -> list[ProposalEvent]:
    """All that was done, the latest first, with its reasons."""
    return list(proposal.events.select_related("reason").order_by("-at", "-pk"))


def timeline_of(proposal: Proposal, events: Sequence[ProposalEvent] | None = None) -> list[Entry]:
    """The whole history, the latest first; it begins with the writing of the draft.

    One that came out of a file was written by nobody here: it begins with the file. ``events``
    are those of ``events_of`` where they were read already.
    """
    entries = [entry_of(event) for event in (events_of(proposal) if events is None else events)]
    return [*entries, _beginning(proposal)] if proposal.created_by else entries


def entry_of(event: ProposalEvent) -> Entry:
    """One event in words."""
    transition = TRANSITIONS.get(event.action)
    outside = DONE_OUTSIDE_TABLE.get(event.action, "mengubah usulan")
    role = ", ".join(part for part in (event.actor_role, event.actor_territory) if part)
    return Entry(
        at=event.at,
        who=event.actor_name,
        role=role,
        done=transition.done if transition else outside,
        status=Status(event.target).label if event.source != event.target else "",
        reason=event.reason.public_sentence if event.reason else "",
        note=event.note,
        changes=tuple(changes_of(event.changes)),
        is_negative=bool(transition and transition.negative),
    )


def changes_of(changes: dict[str, Any]) -> Iterable[Change]:
    """What an event changed, with the fields' names and values as people say them."""
    for name, pair in changes.items():
        if not (isinstance(pair, list) and len(pair) == 2):
            continue
        if name == "kelurahan.rank" and "kelurahan_rank" in changes:
            continue
        level, _, field = name.rpartition(".")
        label = LABELS.get(field) or _verbose(field)
        if level in Level.values:
            label = f"{label} menurut {Level(level).label}"
        yield Change(label, _shown(field, pair[0]), _shown(field, pair[1]) or NOTHING)


def _beginning(proposal: Proposal) -> Entry:
    helper = proposal.assisted_by
    writer = helper or proposal.created_by
    done = f"menulis draf untuk {proposal.proposer_name}" if helper else "menulis draf"
    return Entry(at=proposal.created_at, who=str(writer), role="", done=done)


def _verbose(field: str) -> str:
    names = {item.name: item for item in Proposal._meta.get_fields()}
    text = str(getattr(names.get(field), "verbose_name", field.replace("_", " ")))
    return text[:1].upper() + text[1:]


def _shown(field: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field == "measures" and isinstance(value, list):
        return measures_sentence(value)
    if field in MONEY:
        return _as_number(value, lambda amount: rupiah(int(amount)))
    if field in NUMBERS:
        return _as_number(value, number)
    if field in CHOICES and value in CHOICES[field].values:
        return str(CHOICES[field](value).label)
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _as_number(value: Any, write: Any) -> str:
    try:
        return str(write(Decimal(str(value))))
    except InvalidOperation:
        return str(value)
