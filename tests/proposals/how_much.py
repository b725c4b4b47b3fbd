"""What a head types on the page "Berapa banyak"."""

from proposals.models import Proposal

STORY = "Cerita panjang yang tidak boleh hilang sama sekali."


def typed(proposal: Proposal, **changes: str) -> dict[str, str]:
    """Its fields, filled well but for ``changes``."""
    variable = proposal.kamus_item.variables.get().pk
    return {
        "problem": STORY,
        "urgency": proposal.urgency,
        "benefit": proposal.benefit,
        "people": "120",
        "households": "30",
        f"measure_{variable}": "10",
        "revisi": str(proposal.revision),
    } | changes
