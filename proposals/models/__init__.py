"""The usulan and all that hangs on it."""

from .exports import SipdExport, SipdExportRow
from .history import ProposalEvent
from .proposal import NumberSequence, Proposal
from .records import Assessment, Attachment, KelurahanList

__all__ = [
    "Assessment",
    "Attachment",
    "KelurahanList",
    "NumberSequence",
    "Proposal",
    "ProposalEvent",
    "SipdExport",
    "SipdExportRow",
]
