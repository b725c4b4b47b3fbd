"""Finding usulan by words: one text per usulan, which PostgreSQL finds by its trigrams."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from kelurahan.labels import normalise_label
from kelurahan.models import Organisation
from proposals.models import Proposal

_PLACE = re.compile(r"\b(rt|rw)\s*\.?\s*(\d{1,3}[a-z]?|[ivxl]{1,6})\b[\s,/]*", re.IGNORECASE)


class SearchedText(Func):
    """Number, title and address as one text; no word reaches from one into the other.

    Migration 0004 has an index of exactly this text: changed here, it must be changed there.
    """

    arg_joiner = " || ' ' || "
    template = "(%(expressions)s)"
    output_field = TextField()

    def __init__(self) -> None:
        super().__init__(Coalesce(F("number"), Value("")), F("title"), F("address"))


def search(rows: QuerySet[Proposal], text: str) -> QuerySet[Proposal]:
    """Usulan by words of number, title, address or organisation, and by ``RT 3/RW 5``."""
    for kind, label in _PLACE.findall(text):
        rows = rows.filter(**{f"{kind.lower()}__label": normalise_label(label)})
    words = _PLACE.sub(" ", text).split()
    if not words:
        return rows
    bodies = _organisations(words)
    rows = rows.alias(searched=SearchedText())
    for word in words:
        found = Q(searched__icontains=word)
        # By their keys: a joined name in the same OR would keep the index from being used.
        named = [pk for pk, name in bodies if word.casefold() in name.casefold()]
        rows = rows.filter(found | Q(organisation__in=named) if named else found)
    return rows


def _organisations(words: Iterable[str]) -> list[tuple[Any, str]]:
    """Organisations whose name holds any of the words."""
    wanted = Q()
    for word in words:
        wanted |= Q(name__icontains=word)
    return list(Organisation.objects.filter(wanted).order_by().values_list("pk", "name"))
