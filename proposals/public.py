"""How a usulan is called wherever its title leaves the portal."""

from proposals.models import Proposal
from proposals.privacy import masked


def shown_title(proposal: Proposal) -> str:
    """The title with names, telephones and house numbers masked; without one, the kamus item."""
    if title := masked(proposal.title).strip():
        return title
    item = proposal.kamus_item
    return item.name if item else "(belum berjudul)"
