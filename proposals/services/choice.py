"""What follows from choosing an item of the kamus, or from writing one freely."""

from decimal import Decimal
from typing import Any

from planning.models import KamusItem
from proposals.models import Proposal
from proposals.valuation import measure_rows, value_of, volume_of

LONGEST_TITLE = 200


def content_of_choice(proposal: Proposal, item: KamusItem | None) -> dict[str, Any]:
    """The content of ``proposal`` after ``item`` is chosen (``None``: not in the kamus).

    Today's price is frozen on the usulan. Measures that the new item asks for too are kept; a
    title of the proposer's own is kept, one that we suggested follows the item.
    """
    old = proposal.kamus_item
    content: dict[str, Any] = {"kamus_item": item, "opd": item.opd if item else None}
    if item is None:
        if old is not None:
            content |= {"measures": [], "volume": None, "unit": "", "value": None}
        return content | {"unit_price": None, "title": _title(proposal, "")}
    kept = {row["name"]: Decimal(row["value"]) for row in proposal.measures}
    names = [variable.name for variable in item.variables.all()]
    kept = {name: value for name, value in kept.items() if name in names}
    content |= {
        "title": _title(proposal, suggested_title(proposal, item)),
        "unit": item.unit,
        "measures": measure_rows(item, kept),
    }
    if names:
        volume = volume_of(kept.values()) if len(kept) == len(names) else None
    else:
        volume = proposal.volume if old and old.unit == item.unit else None
    return content | figures(volume, item.unit_price)


def figures(volume: Decimal | None, unit_price: int | None) -> dict[str, Any]:
    """Volume, price and the value that follows. Raises ``ValueError`` when it is too large."""
    return {
        "volume": volume,
        "unit_price": unit_price,
        "value": value_of(volume, unit_price),
    }


def suggested_title(proposal: Proposal, item: KamusItem) -> str:
    """``Pembangunan saluran lingkungan di RT 002/RW 001``."""
    return f"{item.name} di {proposal.proposer_name}"[:LONGEST_TITLE]


def price_has_changed(proposal: Proposal) -> bool:
    """The kamus asks another price now than the one frozen on the usulan."""
    item = proposal.kamus_item
    return item is not None and proposal.unit_price != item.unit_price


def _title(proposal: Proposal, suggestion: str) -> str:
    written, old = proposal.title.strip(), proposal.kamus_item
    ours = old is not None and written == suggested_title(proposal, old)
    return suggestion if not written or ours else written
