"""RT and RW out of free text: "RT 02, 03, 10 RW 01", "Rt 32/16", "RT 01-07 RW IV".

Pure functions. Labels come out in the stored form of ``kelurahan.labels`` ("003", "006A").
"""

import re
from dataclasses import dataclass

from kelurahan.labels import normalise_label

LONGEST_RANGE = 60
"""RT that "RT 01-60" may stand for; no RW has more, so a longer range is a typing error."""

_SMALL_NOUN = r"(?!\s*(?:m[23²³']?|meter|cm|km|unit|buah|titik|paket|orang|kk|jiwa|rumah)\b)"
_LABEL = rf"(?:\d{{1,3}}[A-Z]?(?![\w²³])(?!\.\d){_SMALL_NOUN})"
_ROMAN = r"(?:[IVXL]{1,6}(?!\w))"
_ONE = rf"(?:{_LABEL}|{_ROMAN})"
_UNTIL = r"\s*(?:-|–|—|sampai(?:\s+dengan)?)\s*"
_AND = r"\s*(?:[,;&+]|\bdan\b|\bserta\b)(?:\s*(?:[,;&+]|\bdan\b))?\s*"
_RANGE = rf"{_ONE}(?:{_UNTIL}{_LABEL})?"
_LIST = rf"{_RANGE}(?:{_AND}{_RANGE})*"
_SLASHES = rf"{_LIST}(?:\s*/\s*{_ONE})*"

_PAIR = re.compile(
    rf"\b(?:RT\s*/\s*RW|(?P<reversed>RW\s*/\s*RT))\b[\s.:]*({_ONE})\s*/\s*({_ONE})", re.IGNORECASE
)
_GROUP = re.compile(rf"\bR\.?\s?(?P<kind>[TW])\.?[\s.:]*(?P<labels>{_SLASHES})", re.IGNORECASE)
_ITEM = re.compile(rf"({_ONE})(?:{_UNTIL}({_LABEL}))?", re.IGNORECASE)
_UNTIL_SHORT = re.compile(r"\bs\s?[./]?\s?d\b\.?", re.IGNORECASE)
_TOUCHING = re.compile(r"[\s,/]*")


@dataclass(frozen=True, slots=True)
class Place:
    """An RW and the RT named with it; ``rw`` is ``None`` where the text names RT alone."""

    rw: str | None
    rts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Mark:
    """One "RT ..." or "RW ..." in the text."""

    is_rw: bool
    labels: list[str]
    start: int
    end: int


def places_in(text: str) -> tuple[Place, ...]:
    """The RW and RT that ``text`` names, each RW once, in the order of the text.

    RT belong to the RW after them ("RT 02, 03 RW 01"), or, where the text begins with an RW, to
    the one before them ("RW 01 RT 02 dan 03"). "RT 32/16" is RT 032 of RW 016.
    """
    marks = _marks(_PAIR.sub(_plain_pair, _UNTIL_SHORT.sub("-", text)))
    backwards = bool(marks) and marks[0].is_rw
    found: dict[str | None, dict[str, None]] = {}
    for position, mark in enumerate(marks):
        if mark.is_rw:
            for label in mark.labels:
                found.setdefault(label, {})
        else:
            owner = _rw_of(marks, position, backwards)
            found.setdefault(owner, {}).update(dict.fromkeys(mark.labels))
    return tuple(Place(rw, tuple(rts)) for rw, rts in found.items())


def _plain_pair(match: re.Match[str]) -> str:
    first, second = match[2], match[3]
    rt, rw = (second, first) if match["reversed"] else (first, second)
    return f"RT {rt} RW {rw}"


def _marks(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _GROUP.finditer(text):
        is_rw = match["kind"] in "Ww"
        head, *tail = re.split(r"\s*/\s*", match["labels"])
        if tail and not is_rw and not _followed_by_rw(text, match.end()):
            middle, rw = tail[:-1], tail[-1]
            marks.append(_Mark(False, _labels(",".join([head, *middle])), *match.span()))
            marks.append(_Mark(True, _labels(rw), *match.span()))
        else:
            marks.append(_Mark(is_rw, _labels(",".join([head, *tail])), *match.span()))
    return [mark for mark in marks if mark.labels]


def _followed_by_rw(text: str, position: int) -> bool:
    touching = _TOUCHING.match(text, position)
    after = _GROUP.match(text, touching.end() if touching else position)
    return after is not None and after["kind"] in "Ww"


def _labels(listed: str) -> list[str]:
    labels: list[str] = []
    for first, last in _ITEM.findall(listed):
        labels.extend(_span(normalise_label(first), normalise_label(last)) if last else [])
        labels.extend([] if last else [normalise_label(first)])
    return [label for label in dict.fromkeys(labels) if label.strip("0")]


def _span(first: str, last: str) -> list[str]:
    """All labels of a range; its two ends alone where it is none ("RT 10-02", "RT 05A-07")."""
    if not (first.isdigit() and last.isdigit() and 0 <= int(last) - int(first) < LONGEST_RANGE):
        return [first, last]
    return [f"{value:03d}" for value in range(int(first), int(last) + 1)]


def _rw_of(marks: list[_Mark], position: int, backwards: bool) -> str | None:
    before = [mark for mark in marks[:position] if mark.is_rw]
    after = [mark for mark in marks[position + 1 :] if mark.is_rw]
    nearest = before[-1:] + after[:1] if backwards else after[:1] + before[-1:]
    return nearest[0].labels[-1 if nearest[0] in before else 0] if nearest else None
