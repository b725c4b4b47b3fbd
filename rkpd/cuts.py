"""Which part of a draft is looked at: of one OPD, one source of money, one kecamatan."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from proposals.statuses import FundingSource


@dataclass(frozen=True)
class Cut:
    """Filters that page, list and file share; empty ones hold everything.

    ``opd_name`` and ``kecamatan_name`` are how people read the keys.
    """

    opd: int | None = None
    funding_source: str = ""
    kecamatan: int | None = None
    opd_name: str = field(default="", compare=False)
    kecamatan_name: str = field(default="", compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == WHOLE_DRAFT

    @property
    def query(self) -> str:
        """The cut as the end of an address, without the question mark."""
        given = {"opd": self.opd, "dana": self.funding_source, "kecamatan": self.kecamatan}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def words(self) -> str:
        """``Dinas Air, APBD Kota, Kecamatan Rawalumbu``; empty for the whole draft."""
        parts = [self.opd_name]
        if self.funding_source:
            parts.append(str(FundingSource(self.funding_source).label))
        if self.kecamatan:
            parts.append(f"Kecamatan {self.kecamatan_name}")
        return ", ".join(part for part in parts if part)


WHOLE_DRAFT = Cut()
