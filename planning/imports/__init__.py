"""Reads nomenclature and kamus out of spreadsheets, one outcome per row."""

from .kamus import import_kamus
from .nomenclature import import_nomenclature

__all__ = ["import_kamus", "import_nomenclature"]
