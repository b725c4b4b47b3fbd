"""The random code of a usulan: who holds it may follow the usulan without logging in.

The number of a usulan can be counted through; the code cannot.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L: read aloud and copied by hand they become each other."""

_DASHES = "-‐‑‒–—"
"""The hyphen, and what telephones make of it."""

LENGTH, GROUP = 15, 5
"""31 signs at 15 places: 74 bits."""


def new_code() -> str:
    """A code that nobody can guess, as it is stored: capitals without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """``7KQ2M-X4RTP-9HWCD``: how a code is written in addresses and on paper."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def as_stored(typed: str) -> str:
    """A code as someone typed it, as it is stored; empty if it is none."""
    code = "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in _DASHES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
