"""The recaps that officials print and send: one description each, drawn as page, XLSX and CSV."""

from .aggregated import IssueRecap, KelurahanRecap, OpdRecap, SipdRecap
from .base import Recap
from .lacking import NotAccommodated, RwWithout
from .priorities import KecamatanPriorities, KelurahanPriorities
from .results import KelurahanResult, OpdResult, RwResult, SipdDetail

RECAPS: dict[str, Recap] = {
    recap.key: recap
    for recap in (
        KelurahanRecap(),
        SipdRecap(),
        SipdDetail(),
        IssueRecap(),
        OpdRecap(),
        KecamatanPriorities(),
        KelurahanPriorities(),
        RwResult(),
        KelurahanResult(),
        OpdResult(),
        NotAccommodated(),
        RwWithout(),
    )
}
"""By the name in the address, in the order of the overview."""

__all__ = ["RECAPS", "Recap"]
