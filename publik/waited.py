"""How long a usulan waits, for lists: the same words as on its own page."""

from proposals.models import Proposal
from proposals.progress import Calendar, progress_of
from proposals.waiting import WAIT_OF_STATUS
from publik.story import Waited, _spoken, _waited


def waited_of(proposal: Proposal, calendar: Calendar) -> Waited | None:
    """For whom a usulan of the calendar's cycle waits; ``None``: it waits for nobody."""
    if proposal.status not in WAIT_OF_STATUS:
        return None
    return _waited(proposal, _spoken(proposal, progress_of(proposal, calendar)))
