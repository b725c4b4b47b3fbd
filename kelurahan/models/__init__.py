"""Territory, proposers' organisations, offices, people and what they are assigned to."""

from .people import ActivationCard, Assignment, User, UserManager
from .territory import OPD, RT, RW, City, Kecamatan, Kelurahan, Organisation

__all__ = [
    "OPD",
    "RT",
    "RW",
    "ActivationCard",
    "Assignment",
    "City",
    "Kecamatan",
    "Kelurahan",
    "Organisation",
    "User",
    "UserManager",
]
