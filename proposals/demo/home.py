"""Where the demonstration accounts are at home, and the dice that everything is thrown with."""

from random import Random

KELURAHAN = "32.75.05.1002"
"""Pengasinan."""
KECAMATAN = "32.75.05"
"""Rawalumbu."""
NEIGHBOURS = {"32.75.05.1001": 40, "32.75.05.1003": 32, "32.75.05.1004": 18}
"""How many usulan the other kelurahan of the kecamatan get when the city is left out."""
RW = "005"
RT = "003"
OPD = "DBMSDA"
"""Dinas Bina Marga dan Sumber Daya Air."""


def dice(*names: str) -> Random:
    """Dice that fall the same way every time for the same names."""
    return Random("/".join(("musrenbang", *names)))  # noqa: S311 - nothing secret is thrown
