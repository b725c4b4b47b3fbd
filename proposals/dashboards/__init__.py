"""Figures for the first page of each office; every one is the length of a list that it links to.

Counting and adding up is done by the database, one grouped query per table; only subtotals of the
groups are added here.
"""

from .sections import sections_for
from .tables import NOTHING, REACHED, Figure, Line, Section, Table

__all__ = ["NOTHING", "REACHED", "Figure", "Line", "Section", "Table", "sections_for"]
