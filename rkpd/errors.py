"""Why a deed on a draft was refused; ``str(error)`` is a sentence for the person who tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.indonesia import rupiah
from proposals.workflow import WorkflowError
from rkpd.ceilings import Ceiling


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


class EditionPassed(DraftRefused):
    """A later edition of the cycle is frozen; there is no way back to this one."""


class OverPagu(DraftRefused):
    """The draft exceeds a pagu and no note says why; ``ceilings`` are those exceeded."""

    def __init__(self, ceilings: Sequence[Ceiling]) -> None:
        self.ceilings = tuple(ceilings)
        first = ceilings[0]
        more = f" dan {len(ceilings) - 1} lainnya" if len(ceilings) > 1 else ""
        super().__init__(
            f"{first.name}{more} melebihi pagu ({first.name}: lebih {rupiah(first.over)}). "
            "Tulis catatan mengapa rancangan tetap dibekukan."
        )


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
