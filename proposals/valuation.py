"""What a usulan costs: the product of its measures times the price of the kamus."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from foundation.indonesia import number
from planning.models import KamusItem
from planning.models.cycle import MAX_RUPIAH
from proposals.models.proposal import MAX_VOLUME

CENT = Decimal("0.01")


def measure_rows(item: KamusItem, values: Mapping[str, Decimal]) -> list[dict[str, str]]:
    """The measures as stored, in the item's order; ``values`` is keyed by variable name."""
    return [
        {"name": variable.name, "unit": variable.unit, "value": str(values[variable.name])}
        for variable in item.variables.all()
        if variable.name in values
    ]


def volume_of(values: Iterable[Decimal]) -> Decimal | None:
    """The product of the measures, to two decimals; ``None`` without any.

    Raises ``ValueError`` with a sentence when it is larger than a volume can be.
    """
    volume = None
    for value in values:
        volume = value if volume is None else volume * value
    if volume is None:
        return None
    if volume > MAX_VOLUME:
        raise ValueError("Volume terlalu besar. Periksa lagi angkanya.")
    return volume.quantize(CENT, ROUND_HALF_UP)


def value_of(volume: Decimal | None, unit_price: int | None) -> int | None:
    """Volume times price in whole rupiah. Raises ``ValueError`` above a thousand trillion."""
    if volume is None or unit_price is None:
        return None
    value = int((volume * unit_price).quantize(Decimal(1), ROUND_HALF_UP))
    if value > MAX_RUPIAH:
        raise ValueError("Nilai usulan terlalu besar. Periksa lagi ukuran dan harganya.")
    return value


def measures_sentence(measures: Iterable[Mapping[str, Any]]) -> str:
    """``panjang 120 m × lebar 3 m``."""
    return " × ".join(
        f"{row['name']} {number(Decimal(row['value']))} {row['unit']}" for row in measures
    )
