"""What a row of a list says otherwise than the usulan that is stored."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from foundation.indonesia import datetime_long, number, rupiah
from kelurahan.models import RT
from planning.models.kamus import ProposerKind
from proposals.imports.drafts import Draft
from proposals.imports.parsing import OFFICE, name_key, one_line
from proposals.imports.register import Register
from proposals.models import Proposal
from proposals.statuses import Status

Differences = dict[str, tuple[Any, Any]]
"""Column to (old, new). ``rts`` holds two lists of RT."""


def content_of_new(blank: Proposal, draft: Draft, register: Register) -> Differences:
    """Every column that a new usulan gets out of the file."""
    said = draft.defaults | draft.content
    said |= register.owner_columns(draft.kelurahan, draft.owner, keep=True)
    found = {name: (getattr(blank, name), new) for name, new in said.items()}
    found["status"] = (blank.status, draft.entry.status)
    if draft.rts:
        found["rts"] = ([], register.located(draft.kelurahan, draft.rts, keep=True))
    return found


def differences(
    held: Proposal, located: Sequence[RT], draft: Draft, register: Register, *, keep: bool
) -> Differences:
    """What differs from the usulan ``held`` at the RT ``located``; columns the file leaves empty
    do not. Whether its rank can be given is another question.

    A list that left the portal and comes back differs in nothing. With ``keep`` missing RW, RT
    and organisations are noted for adding.
    """
    said = dict(draft.content)
    if draft.owner != OFFICE:
        said |= register.owner_columns(draft.kelurahan, draft.owner, keep=keep)
    same = _same_by_meaning(held, located, draft)
    found = {
        name: (getattr(held, name), new)
        for name, new in said.items()
        if name not in same and getattr(held, name) != new
    }
    if "volume" not in found and "value" not in found:
        # The file's price is its value by its volume, rounded: no word of its own.
        found.pop("unit_price", None)
    if "title" not in found and held.kamus_item_id is not None:
        found.pop("kamus_item", None)
    if draft.rts is not None and "address" in found:
        places = register.located(draft.kelurahan, draft.rts, keep=keep)
        if {rt.pk for rt in located} != {rt.pk for rt in places}:
            found["rts"] = (list(located), places)
    if draft.entry.status != held.status and "status" not in same:
        found["status"] = (held.status, draft.entry.status)
    return found


def _same_by_meaning(held: Proposal, located: Sequence[RT], draft: Draft) -> set[str]:
    """Columns in which the file writes otherwise what the usulan says already."""
    entry, written = draft.entry, draft.entry.as_written
    known = {
        "title": one_line(held.title) in (entry.title, written["title"]),
        "problem": one_line(held.problem) in (one_line(entry.problem), written["problem"]),
        "address": one_line(held.address) == entry.address
        or _address_in_full(held, located) == entry.address,
        "unit": one_line(held.unit) == entry.unit,
        "status": name_key(held.get_status_display()) == name_key(written["status"]),
        "submitted_at": _is_same_day(held.submitted_at, entry.submitted_at),
    }
    return {name for name, is_same in known.items() if is_same}


def _address_in_full(held: Proposal, located: Sequence[RT]) -> str:
    """The address as the portal's own SIPD list writes it, without the point."""
    rts = ", ".join(sorted(rt.label for rt in located))
    parts = (
        held.address,
        f"({held.landmark})" if held.landmark else "",
        f"RT {rts}" if rts else "",
        str(held.rw or ""),
    )
    return one_line(" ".join(parts))


def _is_same_day(held: datetime | None, said: datetime | None) -> bool:
    """A list often has the day alone."""
    if held is None or said is None or timezone.localtime(said).time() != time():
        return False
    return timezone.localdate(held) == timezone.localdate(said)


def shown(value: Any) -> Any:
    """A value as the history shows it to people."""
    match value:
        case None | int() | str():
            return value
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return datetime_long(value)
        case list():
            return ", ".join(_rt_name(each) for each in value)
        case _:
            return str(value)


def in_words(name: str, value: Any) -> str:
    """The value of one column as a report shows it: rupiah as rupiah, a status by its label."""
    if value is None or value == "":
        return ""
    match name:
        case "status":
            return str(Status(value).label)
        case "proposer_kind":
            return str(ProposerKind(value).label)
        case "value" | "unit_price":
            return rupiah(value)
        case "volume":
            return number(value)
        case _:
            return str(shown(value))


def _rt_name(rt: RT) -> str:
    return f"{rt}/{rt.rw}"
