"""The usulan and all that hangs on it."""

from .confirmation import Confirmation
from .exports import SipdExport, SipdExportRow
from .history import ProposalEvent
from .proposal import NumberSequence, Proposal
from .records import Assessment, Attachment, KelurahanList
from .sending import DeclaredFile, Sending

__all__ = [
    "Assessment",
    "Attachment",
    "Confirmation",
    "DeclaredFile",
    "KelurahanList",
    "NumberSequence",
    "Proposal",
    "ProposalEvent",
    "Sending",
    "SipdExport",
    "SipdExportRow",
]
