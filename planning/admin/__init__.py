"""Admin pages of the planning references: kept by Bappeda, read by the other offices."""

from .cycle import CycleAdmin, PaguAdmin, QuotaRuleAdmin, ReasonCodeAdmin, WindowGraceAdmin
from .kamus import IssueGroupAdmin, KamusItemAdmin, SynonymAdmin
from .nomenclature import NomenclatureAdmin, NomenclatureVersionAdmin, OPDMandateAdmin

__all__ = [
    "CycleAdmin",
    "IssueGroupAdmin",
    "KamusItemAdmin",
    "NomenclatureAdmin",
    "NomenclatureVersionAdmin",
    "OPDMandateAdmin",
    "PaguAdmin",
    "QuotaRuleAdmin",
    "ReasonCodeAdmin",
    "SynonymAdmin",
    "WindowGraceAdmin",
]
