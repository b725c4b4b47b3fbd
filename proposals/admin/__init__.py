"""The office's side: the list of usulan, one usulan, deeds singly and in bulk, the minutes."""

from .usulan import ProposalAdmin

__all__ = ["ProposalAdmin"]
