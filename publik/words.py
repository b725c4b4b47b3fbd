"""How a usulan is called where everyone reads."""

from proposals.public import shown_title

__all__ = ["shown_title"]
