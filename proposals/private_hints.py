"""Kind words to the proposer and the office about private things in the text of a usulan."""

from dataclasses import dataclass

from proposals.models import Proposal
from proposals.privacy import Private, find_private

WRITTEN = {
    "title": ("judul", "apa"),
    "address": ("alamat", "lokasi"),
    "landmark": ("patokan", "lokasi"),
    "problem": ("permasalahan", "volume"),
    "urgency": ("mengapa mendesak", "volume"),
    "benefit": ("manfaat", "volume"),
    "contribution": ("swadaya warga", "volume"),
}
"""What people wrote in their own words: its name on the page, and the screen that mends it."""


@dataclass(frozen=True)
class PrivateHint:
    """One part of a usulan in which something private stands."""

    field: str
    step: str
    sentence: str


def private_hints(proposal: Proposal) -> list[PrivateHint]:
    """One hint for each part that names a person, a telephone or the like; it never blocks."""
    hints = []
    for field, (part, step) in WRITTEN.items():
        text = getattr(proposal, field)
        told: dict[Private, list[str]] = {}
        for finding in find_private(text):
            words = told.setdefault(finding.kind, [])
            if (word := text[finding.start : finding.end]) not in words:
                words.append(word)
        if told:
            what = "; ".join(f"{kind.label}: {', '.join(words)}" for kind, words in told.items())
            hints.append(PrivateHint(field, step, f"Di bagian {part} tertulis {what}."))
    return hints
