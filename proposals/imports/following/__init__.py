"""Reads the status file that SIPD gives back, and lets the portal follow it.

``reading`` knows a row on its own, ``finding`` which usulan it speaks of, ``figures`` what an
accommodated usulan needs for the RKPD, ``steps`` which deeds lead from the portal's status to
SIPD's, ``service`` does them by ``proposals.workflow``.
"""

from .service import import_sipd_status

__all__ = ["import_sipd_status"]
