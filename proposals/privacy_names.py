"""Names of people in a text: who follows Pak or Bu, or a word that leads to a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proposals.privacy_kinds import Finding, Private
from proposals.privacy_words import (
    DOTTED,
    FIRST_OF_TWO,
    GOLD,
    GRAMMAR,
    HEADS,
    HONORIFICS,
    HOUSE_WORDS,
    LEADS,
    LEADS_TO_ANY,
    NAME_ENDING,
    NAMED_BY_PLACE,
    NAMES,
    NOT_BY_ENDING,
    NOT_NAMES,
    OFFICES,
    ON_BEHALF,
    PLACES,
    STAFF,
    WEAK,
)

_WORD = re.compile(r"[A-Za-z']{1,40}(?:-[A-Za-z]{1,40})?\d?")
_GLUE = re.compile(r"[.:]? {1,2}|[.:]|-")
_NUMBERED = re.compile(r" ?\d{1,3}(?:/\d{1,3})? ")
_MOST_WORDS = 4
_MOST_TITLES = 4
_NEVER = NOT_NAMES | PLACES | OFFICES


@dataclass(frozen=True)
class _Word:
    """A word with its place, what stands between it and the word before, and whether it belongs
    to that word: no comma, no end of a sentence between.
    """

    text: str
    start: int
    end: int
    gap: str
    follows: bool

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_titled(self) -> bool:
        return self.text[0].isupper() and self.text[1:].islower()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.text.isupper()

    @property
    def is_well_known(self) -> bool:
        """In the list of names, or ending as names do: Bahrudin, Sumarwati."""
        by_ending = NAME_ENDING.fullmatch(self.low) and not NOT_BY_ENDING.fullmatch(self.low)
        return self.low in NAMES or bool(by_ending)


def names(text: str) -> Iterator[Finding]:
    """Names without the titles before them."""
    words = _words(text)
    is_headline = _is_headline(words)
    at = 0
    while at < len(words):
        begin = _begin_of_name(words, at, is_headline)
        if begin is None:
            at += 1
            continue
        end = _end_of_name(text, words, begin)
        yield Finding(Private.NAME, words[begin].start, words[end - 1].end)
        at = end


# ---- words -------------------------------------------------------------------------------------


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    at = 0
    for match in _WORD.finditer(text):
        for start, end in _parted(match):
            gap = text[at:start]
            follows = bool(words) and _belongs(gap, words[-1])
            words.append(_Word(text[start:end], start, end, gap, follows))
            at = end
    return words


def _belongs(gap: str, before: _Word) -> bool:
    """A dot and a space after a word of some length end the sentence; after "Bpk" they do not."""
    is_shortened = before.low in DOTTED or (len(before.low) < 4 and before.low != "ibu")
    return bool(_GLUE.fullmatch(gap)) and (is_shortened or not gap.startswith(". "))


def _parted(match: re.Match[str]) -> list[tuple[int, int]]:
    """Pak-Suroto is two words; ibu-ibu and Al-Ikhlas are one."""
    first, dash, second = match[0].partition("-")
    middle = match.start() + len(first)
    is_title = first.lower() in HONORIFICS and first.lower() != second.lower()
    if dash and is_title and len(second) > 2:
        return [(match.start(), middle), (middle + 1, match.end())]
    return [match.span()]


def _is_headline(words: list[_Word]) -> bool:
    """Whether Nearly Every Word Is Written So, and a capital says nothing about a name."""
    long = [word for word in words[1:] if len(word.text) > 3]
    return len(long) > 2 and sum(not word.text.islower() for word in long) > 0.7 * len(long)


def _is_at(words: list[_Word], at: int) -> bool:
    return at < len(words) and words[at].follows


# ---- where a name begins -----------------------------------------------------------------------


def _begin_of_name(words: list[_Word], at: int, is_headline: bool) -> int | None:
    """Where the name starts that the word ``at`` leads to; ``None`` if it leads to none."""
    if _is_of_a_place(words, at) or _is_gold(words, at):
        return None
    begin = _end_of_titles(words, at)
    if begin > at:
        return _begin_after_title(words, at, begin, is_headline)
    return _begin_after_lead(words, at, is_headline)


def _end_of_titles(words: list[_Word], at: int) -> int:
    """One past the last title of "Pak Haji" or "Bapak H."; ``at`` where there is none."""
    begin = at
    while (
        begin - at < _MOST_TITLES
        and _is_title(words, begin)
        and (begin == at or _is_at(words, begin))
    ):
        begin += 1
    return begin


def _is_title(words: list[_Word], at: int) -> bool:
    return at < len(words) and words[at].low.rstrip("2") in HONORIFICS


def _begin_after_title(words: list[_Word], at: int, begin: int, is_headline: bool) -> int | None:
    if not _is_at(words, begin):
        return None
    if words[begin].low in OFFICES:
        return _begin_after_office(words, begin, is_headline)
    first = words[begin]
    is_written_so = first.is_titled or first.is_well_known
    is_name = _may_start(first) and (is_written_so or not _is_weak(words, at, begin))
    return begin if is_name else None


def _is_weak(words: list[_Word], at: int, end: int) -> bool:
    """Whether the titles can be other words too, and no house before them says that they are not;
    "rumah dr kayu" is a wooden house all the same.
    """
    is_at_house = bool(at and words[at].follows and words[at - 1].low in HOUSE_WORDS)
    if is_at_house and words[at].low != "dr":
        return False
    return all(word.low in WEAK or word.text.endswith("2") for word in words[at:end])


def _begin_after_office(words: list[_Word], at: int, is_headline: bool) -> int | None:
    """The name after Pak RT or Ketua RW 05; after a number it can be the kelurahan's."""
    is_numbered, most = False, at + _MOST_TITLES
    while at < min(len(words), most) and words[at].low in OFFICES:
        if words[at].low in NAMED_BY_PLACE:
            return None
        at += 1
        is_numbered = at < len(words) and bool(_NUMBERED.fullmatch(words[at].gap))
        if not is_numbered and not _is_at(words, at):
            return None
    if at < len(words) and _is_title(words, at):
        return None
    return at if _is_believed(words, at, any_name=not is_numbered and not is_headline) else None


def _begin_after_lead(words: list[_Word], at: int, is_headline: bool) -> int | None:
    low = "an" if words[at].low == "n" and at and words[at - 1].low == "a" else words[at].low
    is_head = low in HEADS and at + 1 < len(words) and words[at + 1].low in ("rt", "rw")
    if is_head:
        return _begin_after_office(words, at, is_headline)
    if low not in LEADS | LEADS_TO_ANY or not _is_at(words, at + 1):
        return None
    if low in ON_BEHALF and words[at].text.isupper() and words[at + 1].text.isupper():
        return at + 1 if _may_start(words[at + 1]) else None
    is_large = is_headline or (words[at].is_titled and words[at].follows)
    any_name = low in ON_BEHALF or (low in LEADS_TO_ANY and not is_large)
    return at + 1 if _is_believed(words, at + 1, any_name=any_name) else None


def _is_believed(words: list[_Word], at: int, *, any_name: bool) -> bool:
    """Whether a name starts here though no Pak or Bu says so."""
    if at >= len(words):
        return False
    first = words[at]
    if first.low in HONORIFICS:
        return False
    if first.is_initial and _is_at(words, at + 1):
        return words[at + 1].is_well_known
    return _may_start(first) and (first.is_well_known or (any_name and first.is_titled))


def _is_of_a_place(words: list[_Word], at: int) -> bool:
    """Whether the title belongs to a street or house of prayer: Jalan Ir. H. Juanda."""
    for _ in range(_MOST_TITLES):
        if at and words[at].follows and words[at - 1].low in HONORIFICS:
            at -= 1
    is_after_place = bool(at and words[at].follows and words[at - 1].low in PLACES)
    return is_after_place and not (at > 1 and words[at - 2].low in STAFF)


def _is_gold(words: list[_Word], at: int) -> bool:
    """Toko Mas Murni sells gold."""
    return words[at].low == "mas" and bool(at) and words[at - 1].low in GOLD


def _may_start(word: _Word) -> bool:
    """Whether the word after Pak or Bu can be a name: no common word, no doubled one, no code."""
    if word.is_initial:
        return True
    is_long = len(word.text) > 2 or word.is_titled
    return is_long and not _is_common(word)


def _is_common(word: _Word) -> bool:
    is_grammar = word.text.islower() and bool(GRAMMAR.fullmatch(word.low))
    return word.low in _NEVER or is_grammar or _is_twin(word)


def _is_twin(word: _Word) -> bool:
    first, dash, second = word.low.partition("-")
    return word.text[-1].isdigit() or bool(dash and (first == second or len(second) < 3))


# ---- where it ends -----------------------------------------------------------------------------


def _end_of_name(text: str, words: list[_Word], begin: int) -> int:
    """One past the last word of the name that starts at ``begin``."""
    end = begin + 1
    while end < len(words) and end - begin < _MOST_WORDS and words[end].follows:
        if text[words[end - 1].end] in ".:" and not words[end - 1].is_initial:
            break
        if not _goes_on(words[begin], words[end - 1], words[end]):
            break
        end += 1
    return end


def _goes_on(first: _Word, last: _Word, word: _Word) -> bool:
    is_written_large = first.is_titled or first.is_initial
    if word.is_initial:
        return is_written_large
    if word.low in HONORIFICS or _is_common(word):
        return False
    if is_written_large:
        return word.is_titled
    if first.text.isupper() != word.text.isupper() or len(word.text) < 3:
        return False
    return last.low in FIRST_OF_TWO or word.is_well_known
