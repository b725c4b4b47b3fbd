"""Search in the kamus by everyday words: what people call a thing leads to what the kamus calls it.

A kamus has some hundred items, so all of them are read and weighed here: that lets names count
more than definitions, and misspelt words find their neighbours, on every database alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.db.models import Case, IntegerField, QuerySet, Value, When

from planning.models import Cycle, KamusItem, Synonym

MOST_RESULTS = 100
"""More hits than anyone reads on a phone."""

_LONGEST_QUERY = 100
_MOST_WORDS = 10
_LONGEST_SYNONYM = 4
_SHORTEST_PREFIX = 4
_CLOSE_ENOUGH = 0.75
_FILLER_WORDS = (
    "ada agar akan bagi bantuan buat dan dari di dengan ini itu kami ke kota mau minta mohon "
    "oleh pada perlu rt rw saya supaya tolong untuk usul usulan warga yang"
)
_FILLERS = frozenset(_FILLER_WORDS.split())

# How much a hit counts, by where it is.
_SAYS_EXACTLY, _IN_NAME, _IN_SYNONYMS, _IN_ISSUE, _IN_DEFINITION = 20, 8, 6, 4, 1
_STOOD_FOR = 0.5
"""A hit by a synonym counts less than one by the typed word itself."""


@dataclass(frozen=True)
class Finding:
    """What a search found: ids of items, best first, and how the words were understood.

    ``read_as`` is filled when a misspelt word was read as another; ``is_partial`` says that no
    item holds all words.
    """

    ids: tuple[int, ...] = ()
    read_as: str = ""
    is_partial: bool = False


@dataclass(frozen=True)
class _Entry:
    """The texts of one item, in the form in which they are compared."""

    pk: int
    name: str
    issue: str
    definition: str
    phrases: tuple[str, ...]

    def weight(self, term: str) -> float:
        """How much the item has to do with ``term``; 0 when nothing."""
        hits = (
            (_IN_NAME, _holds(self.name, term)),
            (_IN_SYNONYMS, any(_holds(phrase, term) for phrase in self.phrases)),
            (_IN_ISSUE, _holds(self.issue, term)),
            (_IN_DEFINITION, _holds(self.definition, term)),
        )
        return sum(worth for worth, hit in hits if hit)

    def words(self) -> Iterator[str]:
        for text in (self.name, self.issue, self.definition, *self.phrases):
            yield from text.split()


@dataclass(frozen=True)
class _Unit:
    """A piece of the query: the typed word or words, and what they may stand for."""

    typed: str
    meanings: tuple[str, ...] = field(default=())

    def weight(self, entry: _Entry) -> float:
        best = entry.weight(self.typed)
        for meaning in self.meanings:
            best = max(best, entry.weight(meaning) * _STOOD_FOR)
        return best


def plain(text: str) -> str:
    """The form in which texts are compared: lower case, only letters, digits, single spaces."""
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


def search_kamus(query: str, *, cycle: Cycle) -> QuerySet[KamusItem]:
    """Active items that ``query`` leads to, best first; all items for an empty query.

    Two queries for the search itself, whatever the kamus holds.
    """
    items = KamusItem.objects.filter(cycle=cycle, is_active=True).select_related("issue", "opd")
    if not plain(query):
        return items
    return in_order(items, find_in_kamus(query, cycle=cycle).ids)


def in_order(items: QuerySet[KamusItem], ids: Iterable[int]) -> QuerySet[KamusItem]:
    """Those of ``items`` whose id is in ``ids``, in the order of ``ids``."""
    order = list(ids)
    ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(order)]
    if not ranks:
        return items.none()
    return items.filter(pk__in=order).order_by(Case(*ranks, output_field=IntegerField()))


def find_in_kamus(query: str, *, cycle: Cycle) -> Finding:
    """The best items for ``query``: all its words, else with misspellings mended, else some."""
    words = plain(query[:_LONGEST_QUERY]).split()[:_MOST_WORDS]
    words = [word for word in words if word not in _FILLERS] or words
    if not words:
        return Finding()
    entries = _entries(cycle)
    synonyms = _synonyms()
    typed = " ".join(words)
    if ids := _best(entries, _units(words, synonyms), typed, every=True):
        return Finding(ids)
    mended = _mended(words, entries, synonyms)
    if mended != words and (
        ids := _best(entries, _units(mended, synonyms), " ".join(mended), every=True)
    ):
        return Finding(ids, read_as=" ".join(mended))
    ids = _best(entries, _units(mended, synonyms), typed, every=False)
    read_as = " ".join(mended) if mended != words and ids else ""
    return Finding(ids, read_as=read_as, is_partial=len(words) > 1)


def _entries(cycle: Cycle) -> list[_Entry]:
    columns = ("pk", "name", "issue__name", "definition", "synonyms")
    return [
        _Entry(
            pk,
            plain(name),
            plain(issue),
            plain(definition),
            tuple(plain(phrase) for phrase in re.split(r"[;\n]", synonyms) if phrase.strip()),
        )
        for pk, name, issue, definition, synonyms in KamusItem.objects.filter(
            cycle=cycle, is_active=True
        )
        .order_by("issue__name", "code")
        .values_list(*columns)
    ]


def _synonyms() -> dict[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {}
    for word, means in Synonym.objects.order_by("pk").values_list("word", "means"):
        key = plain(word)
        meanings[key] = (*meanings.get(key, ()), plain(means))
    return meanings


def _units(words: list[str], synonyms: dict[str, tuple[str, ...]]) -> list[_Unit]:
    """The query cut into its longest known everyday phrases and single words."""
    units = []
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST_SYNONYM, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            if length == 1 or phrase in synonyms:
                units.append(_Unit(phrase, synonyms.get(phrase, ())))
                position += length
                break
    return units


def _best(entries: list[_Entry], units: list[_Unit], typed: str, *, every: bool) -> tuple[int, ...]:
    """Ids of the items that fit ``every`` unit (else: any), heaviest first."""
    found = []
    for entry in entries:
        weights = [unit.weight(entry) for unit in units]
        exactly = _SAYS_EXACTLY if typed in entry.phrases or _holds(entry.name, typed) else 0
        fits = all(weights) if every else any(weight >= _IN_ISSUE for weight in weights)
        if fits or exactly:
            found.append((-sum(weights) - exactly, entry.pk))
    # The entries come by issue and code, and sorting keeps that order among equals.
    found.sort(key=lambda pair: pair[0])
    return tuple(pk for _, pk in found[:MOST_RESULTS])


def _holds(text: str, term: str) -> bool:
    """Whether ``term`` stands in ``text`` as whole words; a longer last word may be a beginning.

    "got" is not found in "gotong", "drain" is found in "drainase".
    """
    if len(term.rpartition(" ")[2]) >= _SHORTEST_PREFIX:
        return f" {term}" in f" {text}"
    return f" {term} " in f" {text} "


def _mended(
    words: list[str], entries: list[_Entry], synonyms: dict[str, tuple[str, ...]]
) -> list[str]:
    """The words, each unknown one replaced by the known word that looks most like it."""
    known = {word for entry in entries for word in entry.words()}
    known.update(word for phrase in synonyms for word in phrase.split())
    candidates = sorted(word for word in known if len(word) >= _SHORTEST_PREFIX)
    mended = []
    for word in words:
        if word in known or len(word) < _SHORTEST_PREFIX:
            mended.append(word)
            continue
        close = get_close_matches(word, candidates, n=1, cutoff=_CLOSE_ENOUGH)
        mended.append(close[0] if close else word)
    return mended
