"""Cycle and its windows, quota and pagu, reasons, nomenclature, kamus usulan."""

from .cycle import (
    CityPriority,
    Cycle,
    Pagu,
    QuotaRule,
    ReasonCode,
    Stage,
    StageWindow,
    WindowGrace,
)
from .kamus import IssueGroup, KamusItem, KamusVariable, Synonym
from .nomenclature import CodeChange, Nomenclature, NomenclatureVersion, OPDMandate

__all__ = [
    "CityPriority",
    "CodeChange",
    "Cycle",
    "IssueGroup",
    "KamusItem",
    "KamusVariable",
    "Nomenclature",
    "NomenclatureVersion",
    "OPDMandate",
    "Pagu",
    "QuotaRule",
    "ReasonCode",
    "Stage",
    "StageWindow",
    "Synonym",
    "WindowGrace",
]
