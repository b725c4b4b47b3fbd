"""What a kamus item costs, asks for and allows, in words for those who want to propose it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from foundation.indonesia import number, rupiah
from planning.models import KamusItem, KamusVariable
from planning.models.kamus import Document, ProposerKind

SQUARED_UNITS = {"m2": "m²", "m3": "m³", "km2": "km²"}
"""Units as people write them; stored in plain letters."""

_EXAMPLES = {
    "panjang": Decimal(20),
    "lebar": Decimal(2),
    "tinggi": Decimal(1),
    "kedalaman": Decimal("0.5"),
    "orang": Decimal(20),
}
_EXAMPLE_COUNT = Decimal(2)


@dataclass(frozen=True)
class WorkedExample:
    """How the value comes about, with example measures: ``20 m × 2 m = 40 m²``."""

    measures: tuple[str, ...]
    volume: str
    price: str
    value: str

    @property
    def counts_one_thing(self) -> bool:
        """With one measure the volume is that measure; showing it twice only confuses."""
        return len(self.measures) < 2


def unit_shown(unit: str) -> str:
    """``m2`` as ``m²``; other units as they are."""
    return SQUARED_UNITS.get(unit, unit)


def price_sentence(item: KamusItem) -> str:
    """``Rp1.153.483 per m (harga contoh)``."""
    example = " (harga contoh)" if item.price_is_example else ""
    return f"{rupiah(item.unit_price)} per {unit_shown(item.unit)}{example}"


def proofs_of(item: KamusItem) -> list[str]:
    """What must come with a usulan of this item; empty when nothing is demanded."""
    proofs = [f"{item.min_photos} foto"] if item.min_photos else []
    if item.needs_point:
        proofs.append("titik lokasi pada peta")
    if item.needs_land_status:
        proofs.append("status lahan")
    return proofs + [Document(name).label for name in item.documents if name in Document]


def proposers_of(item: KamusItem) -> list[str]:
    """Who may propose it, by their labels; all kinds when the item names none."""
    kinds = [kind for kind in ProposerKind if kind in item.proposer_kinds]
    return [kind.label for kind in kinds or ProposerKind]


def in_one_line(words: Iterable[str]) -> str:
    """``RT, RW dan Lembaga``."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} dan {last}" if first else last


def worked_example(item: KamusItem) -> WorkedExample | None:
    """An example within the limits of the item's measures; ``None`` when it has none."""
    variables = list(item.variables.all())
    if not variables:
        return None
    values = [_example_value(variable) for variable in variables]
    volume = Decimal(1)
    for value in values:
        volume *= value
    worth = int((volume * item.unit_price).quantize(Decimal(1), ROUND_HALF_UP))
    unit = unit_shown(item.unit)
    return WorkedExample(
        measures=tuple(
            f"{variable.name} {number(value)} {unit_shown(variable.unit)}"
            for variable, value in zip(variables, values, strict=True)
        ),
        volume=f"{number(volume)} {unit}",
        price=f"{rupiah(item.unit_price)} per {unit}",
        value=rupiah(worth),
    )


def _example_value(variable: KamusVariable) -> Decimal:
    value = _EXAMPLES.get(variable.name.lower(), _EXAMPLES.get(variable.unit, _EXAMPLE_COUNT))
    value = max(value, variable.minimum)
    return min(value, variable.maximum) if variable.maximum is not None else value
