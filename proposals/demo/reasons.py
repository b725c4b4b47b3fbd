"""Why an office said no, asked for more or changed something: reason code and note."""

from random import Random

from planning.models import ReasonCode
from proposals.demo.wish import Reference, Wish
from proposals.demo.wording import notes
from proposals.statuses import CLEAR_LAND


def reason_and_note(
    wish: Wish, action: str, reference: Reference, dice: Random
) -> tuple[ReasonCode | None, str]:
    """A reason that fits the usulan, with a note; nothing for what needs no reason."""
    if action == "reject" and wish.same_as and wish.same_as.proposal.number:
        return reference.reasons["R01"], f"Sama dengan usulan {wish.same_as.proposal.number}."
    choices = [pair for pair in notes().get(action, ()) if _fits(pair[0], wish)]
    if not choices:
        return None, ""
    code, note = dice.choice(_own_trouble(wish, choices) or choices)
    return (reference.reasons[code] if code else None), note


def _own_trouble(wish: Wish, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The reasons that speak of what is wrong with this very usulan."""
    if wish.item is None:
        return [pair for pair in choices if pair[0] == "R07"]
    if _land_is_unclear(wish):
        return [pair for pair in choices if pair[0] in ("R08", "R09", "R23")]
    return []


def _fits(code: str, wish: Wish) -> bool:
    """Whether the sentence of the reason can be true of this usulan at all."""
    item = wish.item
    name = item.code if item else ""
    measured = [row["name"] for row in wish.proposal.measures]
    speaks_of = {
        "R03": name.startswith("JLN"),
        "R04": name.startswith("JLN"),
        "R07": item is None,
        "R08": _land_is_unclear(wish),
        "R09": name in ("JLN-05", "JLN-06"),
        "R10": item is not None and "sk_badan_hukum" in item.documents,
        "R12": item is not None and "sk_badan_hukum" in item.documents,
        "R14": not name.startswith("DRN"),
        "R17": name.startswith("DRN"),
        "R19": "panjang" in measured,
        "R20": item is not None and item.min_photos > 0,
        "R21": name.startswith("DRN"),
        "R22": not name.startswith("DRN"),
        "R23": _land_is_unclear(wish),
    }
    return speaks_of.get(code, True)


def _land_is_unclear(wish: Wish) -> bool:
    land = wish.proposal.land_status
    return bool(land) and land not in CLEAR_LAND
