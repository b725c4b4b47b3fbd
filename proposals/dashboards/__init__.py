"""Figures for every office; each is the length of a list that it links to.

Counting, adding up and finding the middle is done by the database, one grouped query per table;
only groups are added up here. Pages are kept under the stamp of what they are made of.
"""

from .breakdowns import BREAKDOWNS, breakdowns_of
from .offices import Office, offices_of
from .pages import breakdown_of, home_of

__all__ = ["BREAKDOWNS", "Office", "breakdown_of", "breakdowns_of", "home_of", "offices_of"]
