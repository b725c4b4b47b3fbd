"""Reads what usulan are measured against out of spreadsheets, one outcome per row."""

from .changed_codes import import_changed_codes
from .kamus import import_kamus
from .nomenclature import import_nomenclature
from .opd import import_opd
from .pagu import import_pagu

__all__ = [
    "import_changed_codes",
    "import_kamus",
    "import_nomenclature",
    "import_opd",
    "import_pagu",
]
