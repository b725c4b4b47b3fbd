"""Kabar in the portal, and how it reaches people elsewhere."""
