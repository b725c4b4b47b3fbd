"""A draft for machines: its lines as CSV."""

from collections.abc import Iterable

from foundation.exports import Column, StreamingResource, stream_csv
from foundation.indonesia import datetime_long
from rkpd.cuts import WHOLE_DRAFT, Cut
from rkpd.models import Draft, Line
from rkpd.selectors import lines_in

NOT_FROZEN = "RANCANGAN - BELUM DIBEKUKAN"


class LineResource(StreamingResource):
    """The lines of a draft, one row each; whoever adds them up adds up no subtotals."""

    code = Column("code", "Kode")
    name = Column("name", "Sub Kegiatan")
    bidang_code = Column("bidang_code", "Kode Bidang Urusan")
    bidang_name = Column("bidang_name", "Bidang Urusan")
    program_code = Column("program_code", "Kode Program")
    program_name = Column("program_name", "Program")
    kegiatan_code = Column("kegiatan_code", "Kode Kegiatan")
    kegiatan_name = Column("kegiatan_name", "Kegiatan")
    locations = Column("locations", "Lokasi")
    indicator = Column("indicator", "Indikator Kinerja")
    target = Column("target_volume", "Target")
    unit = Column("unit", "Satuan")
    pagu = Column("pagu", "Pagu Indikatif (Rp)")
    forward_estimate = Column("forward_estimate", "Prakiraan Maju (Rp)")
    funding_source = Column(None, "Sumber Dana")
    opd_name = Column("opd_name", "Perangkat Daerah")
    usulan_count = Column("usulan_count", "Jumlah Usulan")
    state = Column(None, "Keadaan")

    class Meta:
        model = Line

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._state_of_draft = state_of(draft)

    def dehydrate_funding_source(self, line: Line) -> str:
        return line.get_funding_source_display()

    def dehydrate_state(self, line: Line) -> str:
        return self._state_of_draft


def state_of(draft: Draft) -> str:
    """The mark that stands on every row and page: open, or frozen and when."""
    if draft.frozen_at is None:
        return NOT_FROZEN
    return f"Dibekukan {datetime_long(draft.frozen_at)}"


def filename_of(draft: Draft, suffix: str, cut: Cut = WHOLE_DRAFT) -> str:
    """``rkpd-2024-versi-1-sebagian-belum-dibekukan.xlsx``"""
    part = "" if cut.is_whole else "-sebagian"
    mark = "" if draft.is_frozen else "-belum-dibekukan"
    return f"rkpd-{draft.cycle.fiscal_year}-versi-{draft.version}{part}{mark}.{suffix}"


def draft_csv(draft: Draft, cut: Cut = WHOLE_DRAFT) -> Iterable[bytes]:
    """The lines of the draft, or of a part of it, as CSV."""
    return stream_csv(LineResource(draft), lines_in(draft, cut))
