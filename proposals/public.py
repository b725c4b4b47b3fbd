"""How a usulan is called wherever its title leaves the portal."""

from proposals.models import Proposal
from proposals.privacy import masked


def shown_title(proposal: Proposal) -> str:
    """The office's wording, else the own title, names and numbers masked in either.

    Without one, the kamus item.
    """
    if title := masked(proposal.public_title or proposal.title).strip():
        return title
    item = proposal.kamus_item
    return item.name if item else "(belum berjudul)"
