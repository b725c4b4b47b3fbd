"""Reads SIPD lists of usulan.

``layouts`` knows the columns, ``parsing``, ``places`` and ``outcomes`` the texts in them, ``rows``
one row on its own, ``drafts`` the row among what the portal holds, ``storing`` the database.
``following`` reads the status file that SIPD gives back.
"""

from .following import import_sipd_status
from .service import import_usulan

__all__ = ["import_sipd_status", "import_usulan"]
