"""What the layouts read of a usulan, and how a row's values become words."""

import json
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from foundation.indonesia import number, parse_decimal, rupiah
from foundation.values import ValuesResource
from kelurahan.models import RT
from planning.models.kamus import ProposerKind
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Level

PROPOSER = (
    "proposer_kind",
    "rt__label",
    "rw__label",
    "organisation__name",
    "kelurahan__name_local",
)
"""What ``proposer_in_words`` needs."""

_BETWEEN = ", "


class _Listed(Aggregate):
    """Texts one after another, in whatever order."""

    function = "GROUP_CONCAT"
    template = f"%(function)s(%(expressions)s, '{_BETWEEN}')"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def for_export(usulan: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The usulan with what the layouts show beyond their own fields, in the order they come.

    ``at_kelurahan``, ``at_kecamatan`` and ``at_opd`` lead to the figures of each office;
    ``last_word`` is reason and note of the last deed that gave any; ``located`` names the RTs of
    the place; ``measures_text`` is JSON; ``sub_code`` and ``sub_name`` are the sub kegiatan that
    the OPD chose, else the one of the kamus item.
    """
    return usulan.annotate(
        **{
            f"at_{level}": FilteredRelation("assessments", condition=Q(assessments__level=level))
            for level in Level.values
        }
    ).annotate(
        last_word=_last_word(),
        located=_located(),
        measures_text=Cast("measures", TextField()),
        sub_code=Coalesce("at_opd__sub_kegiatan__code", "kamus_item__sub_kegiatan__code"),
        sub_name=Coalesce("at_opd__sub_kegiatan__name", "kamus_item__sub_kegiatan__name"),
    )


def _last_word() -> Subquery:
    reason = "reason__public_sentence"
    said = Case(
        When(Q(reason=None) | Q(**{reason: ""}), then=F("note")),
        When(note="", then=F(reason)),
        default=Concat(F(reason), Value(" "), F("note"), output_field=TextField()),
        output_field=TextField(),
    )
    deeds = ProposalEvent.objects.filter(proposal=OuterRef("pk")).exclude(reason=None, note="")
    return Subquery(deeds.order_by("-at", "-pk").annotate(said=said).values("said")[:1])


def _located() -> Subquery:
    # The label is looked up inside, so that a database that has not yet counted its rows does not
    # read all RTs for each usulan.
    label = Subquery(RT.objects.filter(pk=OuterRef("rt_id")).values("label"))
    places = Proposal.rts.through.objects.filter(proposal=OuterRef("pk")).order_by()
    grouped = places.values("proposal").annotate(labels=_Listed(label, output_field=CharField()))
    return Subquery(grouped.values("labels"))


class UsulanResource(ValuesResource):
    """Base of the layouts; give ``rows`` a queryset that went through ``for_export``."""

    class Meta:
        model = Proposal


def proposer_in_words(
    kind: str, rt: str | None, rw: str | None, organisation: str | None, kelurahan: str
) -> str:
    """As ``Proposal.proposer_name``, from labels and names."""
    match kind:
        case ProposerKind.RT:
            return f"RT {rt}/RW {rw}"
        case ProposerKind.RW:
            return f"RW {rw}"
        case ProposerKind.ORGANISATION:
            return organisation or ""
        case _:
            return f"Kelurahan {kelurahan}"


def figures_in_words(unit: str, volume: Decimal | None, value: int | None, note: str | None) -> str:
    """``Volume 8 m; Rp8.000.000; jalur kanan saja``: what an office made of the usulan."""
    said = []
    if volume is not None:
        said.append(f"Volume {number(volume)} {unit}".rstrip())
    if value is not None:
        said.append(rupiah(value))
    if note:
        said.append(note)
    return "; ".join(said)


def rts_in_words(located: str | None) -> str:
    """``001, 003``: the RTs named as location, in their order."""
    return _BETWEEN.join(sorted(located.split(_BETWEEN))) if located else ""


@lru_cache(maxsize=4096)
def measures_in_words(stored: str) -> str:
    """``panjang 120 m; lebar 2 m``, from the JSON text that the database holds.

    Many usulan have the same measures, so each text is read once.
    """
    return "; ".join(_measure_in_words(measure) for measure in json.loads(stored))


def _measure_in_words(measure: dict[str, Any]) -> str:
    value = str(measure.get("value", ""))
    with suppress(ValueError):
        value = number(parse_decimal(value))
    return " ".join(filter(None, [measure.get("name", ""), value, measure.get("unit", "")]))
