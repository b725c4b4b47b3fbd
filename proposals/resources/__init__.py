"""The list of usulan as spreadsheet, in two layouts."""

from .full import FullResource
from .reading import UsulanResource, for_export
from .sipd import SipdResource

LAYOUTS: dict[str, type[UsulanResource]] = {"lengkap": FullResource, "sipd": SipdResource}
"""By the name that addresses and commands use."""

LAYOUT_LABELS = {
    "lengkap": "Lengkap: semua kolom, angka setiap tingkat berdampingan",
    "sipd": "SIPD: 26 kolom seperti monitor usulan",
}

__all__ = [
    "LAYOUTS",
    "LAYOUT_LABELS",
    "FullResource",
    "SipdResource",
    "UsulanResource",
    "for_export",
]
