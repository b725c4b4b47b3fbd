"""What was done with a usulan, said to its proposer in one sentence per deed.

Of the deed itself, not of the status it led to: being passed on to another OPD and being agreed to
both lead to "disepakati", and are different news.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.indonesia import number, rupiah
from kelurahan.roles import Role
from proposals.models import ProposalEvent
from proposals.statuses import FundingSource, Level, Status

Sentence = str | Callable[[ProposalEvent], str]

HELPERS = {Role.PAMOR.label: "Pamor", Role.STAFF.label: "petugas kelurahan"}
"""Who acts in a proposer's name, by the role that the history names, as a sentence calls them."""


def told(event: ProposalEvent, *, to_follower: bool = False) -> str:
    """The deed in words, for the proposer; or for one whose usulan was merged into this one."""
    said = TO_FOLLOWER.get(event.action) if to_follower else None
    said = said or TO_OWNER[event.action]
    return said if isinstance(said, str) else said(event)


def _new(event: ProposalEvent, name: str) -> Any:
    """What ``name`` was changed to; nothing where the history does not say."""
    return _pair(event, name)[1]


def _old(event: ProposalEvent, name: str) -> Any:
    return _pair(event, name)[0]


def _pair(event: ProposalEvent, name: str) -> list[Any]:
    pair = event.changes.get(name)
    return pair if isinstance(pair, list) and len(pair) == 2 else [None, None]


def _helper(event: ProposalEvent) -> str:
    return HELPERS.get(event.actor_role, event.actor_role)


def _submitted(event: ProposalEvent) -> str:
    sent = "Dikirim lagi" if event.source == Status.RETURNED else "Dikirim"
    return f"{sent} ke kelurahan oleh {_helper(event)} atas nama Anda."


def _withdrawn(event: ProposalEvent) -> str:
    return f"Dicabut oleh {_helper(event)} atas nama Anda."


def _more_time(event: ProposalEvent) -> str:
    due = _new(event, "due")
    return f"waktu lagi untuk memperbaiki{f', sampai {due}' if due else ''}."


def _extended(event: ProposalEvent) -> str:
    return f"Kelurahan memberi {_more_time(event)}"


def _extended_for_another(event: ProposalEvent) -> str:
    return f"Pengusulnya diberi {_more_time(event)}"


def _merged(event: ProposalEvent) -> str:
    return f"Digabung ke usulan {_new(event, 'merged_into') or 'lain'}."


def _unmerged(event: ProposalEvent) -> str:
    return f"Dipisahkan lagi oleh kelurahan dari usulan {_old(event, 'merged_into') or 'lain'}."


def _released(event: ProposalEvent) -> str:
    other = _old(event, "merged_into") or "gabungannya"
    return f"Usulan {other} sudah dicabut, jadi usulan Anda berdiri sendiri lagi."


def _prioritised(event: ProposalEvent) -> str:
    rank = _new(event, "kelurahan_rank")
    return f"Menjadi prioritas kelurahan{f', urutan {rank}' if rank else ''}."


def _agreed(event: ProposalEvent) -> str:
    opd = _new(event, "opd")
    passed_on = f" Selanjutnya ditangani {opd}." if opd else ""
    return f"Disepakati kecamatan{_figures(event, Level.KECAMATAN)}.{passed_on}"


def _accommodated(event: ProposalEvent) -> str:
    return f"Disetujui Perangkat Daerah{_figures(event, Level.OPD)}."


def _rerouted(event: ProposalEvent) -> str:
    return f"Dialihkan ke {_new(event, 'opd') or 'Perangkat Daerah lain'}."


def _reported(event: ProposalEvent) -> str:
    day = _new(event, "realised_on")
    return f"dilaporkan selesai{f' pada {day}' if day else ''}."


def _realised(event: ProposalEvent) -> str:
    return f"Pekerjaan {_reported(event)}"


def _reworked(event: ProposalEvent) -> str:
    return f"Perbaikan pekerjaan {_reported(event)} Periksa lagi."


def _diverted(event: ProposalEvent) -> str:
    source = _new(event, "diverted_to")
    known = source in FundingSource.values
    return f"Dialihkan ke {FundingSource(source).label if known else 'sumber dana lain'}."


TO_OWNER: Mapping[str, Sentence] = {
    "submit": _submitted,
    "withdraw": _withdrawn,
    "return": "Dikembalikan oleh kelurahan. Ada yang perlu Anda perbaiki.",
    "extend": _extended,
    "lapse": "Ditutup oleh kelurahan karena tidak diperbaiki sampai batas waktunya.",
    "verify": "Sudah diperiksa dan diterima kelurahan.",
    "reject": "Tidak diteruskan oleh kelurahan.",
    "merge": _merged,
    "unmerge": _unmerged,
    "release": _released,
    "reopen": "Dibuka kembali oleh kelurahan.",
    "prioritise": _prioritised,
    "reserve": "Menjadi cadangan kelurahan.",
    "fund_kelurahan": "Disetujui. Dibiayai dana kelurahan.",
    "forward": "Sudah diteruskan ke kecamatan.",
    "agree": _agreed,
    "disagree": "Belum disepakati kecamatan.",
    "accommodate": _accommodated,
    "reroute": _rerouted,
    "defer": "Ditunda oleh Perangkat Daerah.",
    "decline": "Tidak disetujui Perangkat Daerah.",
    "sipd_agree": _agreed,
    "sipd_disagree": "Belum disepakati kecamatan.",
    "sipd_accommodate": _accommodated,
    "sipd_decline": "Tidak disetujui Perangkat Daerah.",
    "include": "Masuk rancangan RKPD.",
    "budget": "Sudah dianggarkan dalam APBD.",
    "realise": _realised,
    "rework": _reworked,
    "cancel": "Dibatalkan.",
    "divert": _diverted,
}
"""Every deed of the table."""

TO_FOLLOWER: Mapping[str, Sentence] = {
    "submit": "Sudah dikirim lagi oleh pengusulnya.",
    "withdraw": "Dicabut oleh pengusulnya.",
    "return": "Dikembalikan oleh kelurahan untuk diperbaiki pengusulnya.",
    "extend": _extended_for_another,
}
"""Where it is another who has to do something, or did it."""


def _figures(event: ProposalEvent, level: Level) -> str:
    """What was granted, as far as it is not what was asked for."""
    usulan = event.proposal
    volume = _as_decimal(_new(event, f"{level}.volume"))
    value = _as_decimal(_new(event, f"{level}.value"))
    parts = (
        _beside(volume, usulan.volume, number, usulan.unit),
        _beside(value, usulan.value, lambda amount: rupiah(int(amount)), ""),
    )
    said = ", ".join(filter(None, parts))
    return f": {said}" if said else ""


def _beside(
    granted: Decimal | None, asked: Decimal | int | None, write: Callable[[Any], str], unit: str
) -> str:
    def full(amount: Any) -> str:
        return f"{write(amount)} {unit}".strip()

    if granted is None or granted == asked:
        return ""
    if asked is None:
        return full(granted)
    if granted < asked:
        return f"{write(granted)} dari {full(asked)}"
    return f"{full(granted)} (diusulkan {full(asked)})"


def _as_decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
