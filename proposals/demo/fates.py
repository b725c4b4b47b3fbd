"""How far each usulan of the demonstration has come, as steps of the workflow's own table."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from random import Random

from proposals.demo import home
from proposals.demo.wish import Wish
from proposals.statuses import CLEAR_LAND
from proposals.workflow.replay import IMPORTED

_LISTED = ("submit", "verify", "prioritise")
_AGREED = (*_LISTED, "forward", "agree")

PATHS: Mapping[str, tuple[str, ...]] = {
    "draft": (),
    "withdrawn": ("submit", "withdraw"),
    "submitted": ("submit",),
    "resubmitted": ("submit", "return", "edit", "submit"),
    "returned": ("submit", "return"),
    "verified": ("submit", "verify"),
    "rejected": ("submit", "reject"),
    "merged": ("submit", "merge"),
    "prioritised": _LISTED,
    "reserve": ("submit", "verify", "reserve"),
    "funded": (*_LISTED, "fund_kelurahan"),
    "realised": (*_LISTED, "fund_kelurahan", "realise"),
    "cancelled": (*_LISTED, "fund_kelurahan", "cancel"),
    "diverted": ("submit", "verify", "reserve", "divert"),
    "forwarded": (*_LISTED, "forward"),
    "not_agreed": (*_LISTED, "forward", "disagree"),
    "diverted_kecamatan": (*_LISTED, "forward", "disagree", "divert"),
    "agreed": _AGREED,
    "deferred": (*_AGREED, "defer"),
    "declined": (*_AGREED, "decline"),
    "diverted_city": (*_AGREED, "decline", "divert"),
    "accommodated": (*_AGREED, "accommodate"),
    "in_rkpd": (*_AGREED, "accommodate"),
    "in_apbd": (*_AGREED, "accommodate"),
    "ahead": ("submit", "verify", IMPORTED),
    "budgeted": (*_AGREED, "accommodate", "include", "budget"),
}
"""``in_rkpd`` and ``in_apbd`` go on when the first RKPD draft has been frozen."""

AHEAD_OF_DRAFT = frozenset({"accommodated", "ahead"})
"""Their last step waits until the first RKPD draft has been frozen."""
LATER = AHEAD_OF_DRAFT | {"in_apbd"}
"""Whose story goes on then."""

_NEUTRAL = ("draft", "withdrawn", "submitted", "resubmitted", "verified")
_GONE = ("draft", "withdrawn")
_BAD = ("returned", "rejected")
_BY_KELURAHAN_FUND = ("funded", "realised", "cancelled")
_BEST_FIRST = (
    *("budgeted", "in_apbd", "in_rkpd", "accommodated", "agreed", "realised", "funded"),
    *("cancelled", "ahead", "forwarded", "prioritised", "deferred", "declined", "diverted_city"),
    *("not_agreed", "diverted_kecamatan", "reserve", "diverted"),
)


@dataclass(frozen=True)
class Phase:
    """Where a kelurahan stands, as shares of its usulan by fate; the rest stays ``submitted``."""

    shares: Mapping[str, float]
    locked: bool = False


REVIEWING = Phase(
    {
        **{"draft": 0.024, "withdrawn": 0.012, "resubmitted": 0.015, "returned": 0.042},
        **{"verified": 0.15, "rejected": 0.045, "merged": 0.024, "prioritised": 0.036},
        **{"reserve": 0.024, "funded": 0.012, "diverted": 0.009},
        **{"realised": 0.003, "cancelled": 0.003},
    }
)
INTAKE = Phase({"draft": 0.12, "withdrawn": 0.03, "returned": 0.06, "verified": 0.04})
AT_KECAMATAN = Phase(
    {
        **{"withdrawn": 0.02, "returned": 0.03, "verified": 0.1, "rejected": 0.1, "merged": 0.05},
        **{"reserve": 0.14, "diverted": 0.01, "funded": 0.04, "forwarded": 0.33},
        **{"agreed": 0.06, "not_agreed": 0.03},
    },
    locked=True,
)
AT_OPD = Phase(
    {
        **{"withdrawn": 0.02, "returned": 0.02, "verified": 0.09, "rejected": 0.12},
        **{"merged": 0.05, "reserve": 0.13, "diverted": 0.01, "funded": 0.03, "realised": 0.01},
        **{"cancelled": 0.005, "forwarded": 0.02, "not_agreed": 0.035},
        **{"diverted_kecamatan": 0.005, "agreed": 0.09, "deferred": 0.025, "declined": 0.03},
        **{"diverted_city": 0.01, "accommodated": 0.12, "in_rkpd": 0.1, "in_apbd": 0.015},
    },
    locked=True,
)
LAST_YEAR = Phase(
    {
        **{"withdrawn": 0.02, "rejected": 0.14, "merged": 0.05, "reserve": 0.06},
        **{"diverted": 0.02, "realised": 0.1, "cancelled": 0.02, "not_agreed": 0.08},
        **{"diverted_kecamatan": 0.01, "deferred": 0.08, "declined": 0.16},
        **{"diverted_city": 0.02, "budgeted": 0.24},
    },
    locked=True,
)
"""The year before: every usulan has its answer."""
_NEIGHBOURS = {"32.75.05.1001": AT_OPD, "32.75.05.1003": AT_KECAMATAN, "32.75.05.1004": INTAKE}
_IN_TURN = (AT_OPD, REVIEWING, AT_OPD, AT_KECAMATAN, INTAKE)


def phase_of(code: str, position: int) -> Phase:
    """The phase of a kelurahan; the accounts' own is under review, its neighbours around it."""
    if code == home.KELURAHAN:
        return REVIEWING
    return _NEIGHBOURS.get(code) or _IN_TURN[position % len(_IN_TURN)]


def decide(wishes: list[Wish], phase: Phase, dice: Random) -> None:
    """Give every usulan without one a fate; first wishes of a series do best, as in real lists."""
    open_wishes = [wish for wish in wishes if not wish.fate]
    counts = _counts(phase, len(open_wishes))
    rest = _merge(open_wishes, counts, dice)
    for fate in _NEUTRAL[:-1] if not phase.locked else ("withdrawn",):
        rest = _draw(rest, fate, counts, dice)
    rest.sort(key=lambda wish: _promise(wish, dice), reverse=True)
    for fate in _BEST_FIRST:
        rest = _give(rest, fate, counts.get(fate, 0), phase)
    for fate in _BAD:
        rest = _give(list(reversed(rest)), fate, counts.get(fate, 0), phase)
    if phase is LAST_YEAR:
        for wish in rest:
            wish.fate = "declined" if wish.is_host else "rejected"
        return
    for wish in rest:
        wish.fate = "verified" if counts.get("verified", 0) > 0 else "submitted"
        counts["verified"] = counts.get("verified", 0) - 1


def _counts(phase: Phase, total: int) -> dict[str, int]:
    """Whole numbers by largest remainder; what is left over stays ``submitted``."""
    exact = {fate: share * total for fate, share in phase.shares.items()}
    counts = {fate: floor(amount) for fate, amount in exact.items()}
    missing = round(sum(exact.values())) - sum(counts.values())
    by_remainder = sorted(exact, key=lambda fate: exact[fate] - counts[fate], reverse=True)
    for fate in by_remainder[:missing]:
        counts[fate] += 1
    counts["submitted"] = total - sum(counts.values())
    return counts


def _merge(wishes: list[Wish], counts: dict[str, int], dice: Random) -> list[Wish]:
    """Some duplicates have been merged; the usulan that they joined must live on."""
    twins = [(wish, wish.same_as) for wish in wishes if wish.same_as is not None]
    dice.shuffle(twins)
    for wish, host in twins[: counts.get("merged", 0)]:
        wish.fate = "merged"
        host.is_host = True
    left_over = counts.get("merged", 0) - min(counts.get("merged", 0), len(twins))
    counts["submitted"] += left_over
    return [wish for wish in wishes if not wish.fate]


def _draw(wishes: list[Wish], fate: str, counts: dict[str, int], dice: Random) -> list[Wish]:
    """Give a fate that says nothing about merit to some at random."""
    able = [wish for wish in wishes if not (fate in _GONE and wish.is_host)]
    for wish in dice.sample(able, min(counts.get(fate, 0), len(able))):
        wish.fate = fate
    return [wish for wish in wishes if not wish.fate]


def _promise(wish: Wish, dice: Random) -> float:
    """How well it will do: low rank first, trouble last, and luck."""
    trouble = (wish.item is None) + (not _has_clear_land(wish)) + (wish.same_as is not None)
    return dice.random() * 5 - wish.order - 30 * trouble + 100 * wish.is_host


def _has_clear_land(wish: Wish) -> bool:
    return not wish.proposal.land_status or wish.proposal.land_status in CLEAR_LAND


def _give(wishes: list[Wish], fate: str, count: int, phase: Phase) -> list[Wish]:
    """The first ``count`` that can have the fate get it; returns the others, best first."""
    given = 0
    for wish in wishes:
        if given == count:
            break
        if _can_have(wish, fate):
            wish.fate, given = fate, given + 1
    rest = [wish for wish in wishes if not wish.fate]
    return list(reversed(rest)) if fate in _BAD else rest


def _can_have(wish: Wish, fate: str) -> bool:
    if fate in _BAD:
        return not wish.is_host
    if fate in _BY_KELURAHAN_FUND:
        return wish.item is not None and wish.item.kelurahan_fund_allowed
    return wish.item is not None or fate in ("reserve", "diverted", "prioritised")
