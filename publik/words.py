"""How a usulan is called where everyone reads."""

from proposals.models import Proposal


def shown_title(proposal: Proposal) -> str:
    """The name of what was asked for, by the kamus.

    The title is the proposer's own free text, in which people name neighbours and telephone
    numbers.
    """
    item = proposal.kamus_item
    return item.name if item else "Usulan di luar kamus"
