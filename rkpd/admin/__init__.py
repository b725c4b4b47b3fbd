"""Bappeda's pages for drafts of the RKPD."""

from .drafts import DraftAdmin
from .lines import LineAdmin

__all__ = ["DraftAdmin", "LineAdmin"]
