"""Why a deed on a draft was refused; ``str(error)`` is a sentence for the person who tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from proposals.workflow import WorkflowError


class DraftRefused(WorkflowError):
    """Base of the refusals: nothing was written."""


class NotBappeda(DraftRefused):
    """The person holds no Bappeda post over the city."""

    def __init__(self, deed: str) -> None:
        super().__init__(f"Hanya Bappeda kota ini yang dapat {deed}.")


class NothingToBuild(DraftRefused):
    """No accommodated usulan of the cycle can be placed on a line."""


class AlreadyFrozen(DraftRefused):
    """Someone froze this draft, or a newer one, before."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a draft, and the usulan it is about, if about one."""

    sentence: str
    proposal_id: UUID | None = None
    number: str = ""


class DraftOutOfDate(DraftRefused):
    """The draft no longer says what the usulan say; ``findings`` tells where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            f"Rancangan belum dapat dibekukan karena ada {len(findings)} hal yang tidak cocok, "
            f"misalnya: {findings[0].sentence} Susun rancangan baru, lalu bekukan yang baru itu."
        )
