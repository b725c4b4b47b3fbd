"""What the demonstration's own RT has asked for: one usulan in each state worth seeing."""

from proposals.demo import home
from proposals.demo.writer import Writer

_OWN = (
    ("DRN-01", "ahead"),
    ("JLN-02", "verified"),
    ("PJU-01", "returned"),
    ("DRN-04", "submitted"),
    ("JLN-01", "rejected"),
    ("PJU-03", "realised"),
    ("DRN-06", "prioritised"),
    ("PJU-04", "submitted"),
    ("DRN-03", "draft"),
)
_NEXT_DOOR = (("JLN-03", "reserve"), ("DRN-05", "ahead"))


def write_home(writer: Writer, *, limit: int) -> None:
    """The usulan of the account ``rt``, and two of the RT next door."""
    wanted = [(home.RT, *row) for row in _OWN] + [("001", *row) for row in _NEXT_DOOR]
    for label, code, fate in wanted[:limit]:
        wish = writer.write_for(writer.place.rt(home.RW, label), code)
        wish.fate = fate
        # Left for whoever tries the account: to look at the finished work and answer.
        wish.is_looked_at = False
