"""Template filters that put a kamus item into words."""

from django import template

from planning import explain
from planning.models import KamusItem

register = template.Library()


@register.filter
def price(item: KamusItem) -> str:
    """``Rp1.153.483 per m (harga contoh)``."""
    return explain.price_sentence(item)


@register.filter
def proofs(item: KamusItem) -> list[str]:
    """What must come with a usulan of this item."""
    return explain.proofs_of(item)


@register.filter
def proposers(item: KamusItem) -> str:
    """``RT, RW dan Lembaga``."""
    return explain.in_one_line(explain.proposers_of(item))


@register.filter
def unit(name: str) -> str:
    """``m2`` as ``m²``."""
    return explain.unit_shown(name)


@register.filter
def one_line(words: list[str]) -> str:
    """Words joined by commas and a last "dan"."""
    return explain.in_one_line(words)
