"""Finds in free text what must not stand on a public page: names, telephones, NIK, house numbers,
e-mail addresses, typed coordinates.

Plain rules over words and digits, no model and no network. Every pattern is bounded, so the time
grows with the length of the text only. How good the rules are is measured on
``tests/proposals/data/teks_pribadi.csv``.
"""

from proposals.privacy_digits import emails, niks, phones, positions
from proposals.privacy_houses import houses
from proposals.privacy_kinds import Finding, Private
from proposals.privacy_names import names

__all__ = ["Finding", "Private", "find_private", "masked"]

_PLAIN = str.maketrans(
    {
        **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)},
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "),
        **dict.fromkeys("’‘`", "'"),
        **dict.fromkeys("″”“", '"'),
    }
)
"""Full-width characters, long dashes and the like; each one stands for one plain character."""


def find_private(text: str) -> list[Finding]:
    """All private stretches in the order of the text; none overlaps another."""
    plain = text.translate(_PLAIN)
    found: list[Finding] = []
    for finder in (emails, positions, niks, phones, houses, names):
        for finding in finder(plain):
            if not any(f.start < finding.end and finding.start < f.end for f in found):
                found.append(finding)
    return sorted(found, key=lambda f: f.start)


def masked(text: str) -> str:
    """The text for public pages: each private stretch replaced by what it was, in brackets."""
    parts, at = [], 0
    for finding in find_private(text):
        parts += [text[at : finding.start], f"[{finding.kind.label}]"]
        at = finding.end
    return "".join([*parts, text[at:]])
