"""Admin pages of territory, accounts and posts."""

from .people import AccountAdmin, AssignmentAdmin
from .territory import (
    CityAdmin,
    KecamatanAdmin,
    KelurahanAdmin,
    OPDAdmin,
    OrganisationAdmin,
    RTAdmin,
    RWAdmin,
)

__all__ = [
    "AccountAdmin",
    "AssignmentAdmin",
    "CityAdmin",
    "KecamatanAdmin",
    "KelurahanAdmin",
    "OPDAdmin",
    "OrganisationAdmin",
    "RTAdmin",
    "RWAdmin",
]
