"""A draft as spreadsheet: its table with subtotals, and the usulan behind it."""

from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from foundation.cells import Cell
from foundation.exports import (
    Column,
    SheetBook,
    SheetRow,
    StreamingResource,
    stream_csv_rows,
    write_notes,
    write_sheet,
)
from foundation.indonesia import datetime_long, number, rupiah
from rkpd.models import Draft, Line, LineSource
from rkpd.outline import Level, OutlineRow, outline
from rkpd.selectors import lines_in, sources_in

NOT_FROZEN = "RANCANGAN - BELUM DIBEKUKAN"

WHOLE = "#,##0"


class DraftResource(StreamingResource):
    """The rows of the draft's table; headings carry the sums of what stands under them."""

    code = Column("code", "Kode", width=20)
    name = Column("name", "Urusan/Bidang/Program/Kegiatan/Sub Kegiatan", width=60)
    indicator = Column("line__indicator", "Indikator", width=40)
    locations = Column("line__locations", "Lokasi", width=50)
    target = Column("line__target_volume", "Target", width=12)
    unit = Column("line__unit", "Satuan", width=12)
    pagu = Column("pagu", "Pagu Indikatif (Rp)", width=20, number_format=WHOLE)
    funding_source = Column(None, "Sumber Dana", width=18)
    forward_estimate = Column(
        "forward_estimate", "Prakiraan Maju (Rp)", width=20, number_format=WHOLE
    )
    usulan_count = Column("usulan_count", "Jumlah Usulan", width=10, number_format=WHOLE)
    opd_name = Column("opd_name", "Perangkat Daerah", width=40)
    level = Column(None, "Tingkat", width=16)
    state = Column(None, "Keadaan", width=34)

    class Meta:
        model = Line

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft

    def dehydrate_funding_source(self, row: OutlineRow) -> str:
        return row.line.get_funding_source_display() if row.line else ""

    def dehydrate_level(self, row: OutlineRow) -> str:
        return row.level.label

    def dehydrate_state(self, row: OutlineRow) -> str:
        return state_of(self.draft)

    def table(self) -> Iterator[SheetRow]:
        """All rows, headings bold and foldable, and the sum of the draft at the end."""
        lines = list(lines_in(self.draft))
        for row in outline(lines):
            cells = next(self.rows([row]))
            yield SheetRow(cells, bold=row.level != Level.LINE, level=row.depth)
        yield SheetRow(self._sum(lines), bold=True)

    def _sum(self, lines: list[Line]) -> list[Cell]:
        known: dict[str, Cell] = {
            "name": "JUMLAH",
            "pagu": self.draft.total,
            "forward_estimate": sum(line.forward_estimate for line in lines),
            "usulan_count": self.draft.usulan_count,
            "level": "Jumlah",
            "state": state_of(self.draft),
        }
        return [known.get(name) for name in self.fields]


class SourceResource(StreamingResource):
    """The usulan behind the lines; their values add up to the draft."""

    code = Column("line__code", "Kode Sub Kegiatan", width=20)
    opd_name = Column("line__opd_name", "Perangkat Daerah", width=40)
    funding_source = Column(None, "Sumber Dana", width=18)
    number = Column("proposal__number", "Nomor Usulan", width=26)
    title = Column("proposal__title", "Usulan", width=50)
    proposer = Column("proposal__proposer_name", "Pengusul", width=22)
    kelurahan = Column("proposal__kelurahan__name_local", "Kelurahan", width=22)
    address = Column("proposal__address", "Alamat", width=40)
    volume = Column("volume", "Volume", width=12)
    unit = Column("line__unit", "Satuan", width=12)
    value = Column("value", "Nilai (Rp)", width=20, number_format=WHOLE)

    class Meta:
        model = LineSource

    def dehydrate_funding_source(self, source: LineSource) -> str:
        return source.line.get_funding_source_display()


def state_of(draft: Draft) -> str:
    """The mark that stands on every row and page: open, or frozen and when."""
    if draft.frozen_at is None:
        return NOT_FROZEN
    return f"Dibekukan {datetime_long(draft.frozen_at)}"


def title_of(draft: Draft) -> str:
    """``RKPD 2024 versi 1``, after the mark while it is open; a sheet's name holds 31 letters."""
    return str(draft) if draft.is_frozen else f"BELUM DIBEKUKAN {draft}"


def filename_of(draft: Draft, suffix: str) -> str:
    """``rkpd-2024-versi-1-belum-dibekukan.xlsx``"""
    mark = "" if draft.is_frozen else "-belum-dibekukan"
    return f"rkpd-{draft.cycle.fiscal_year}-versi-{draft.version}{mark}.{suffix}"


def write_draft_xlsx(draft: Draft, file: IO[bytes], *, taken_by: str) -> None:
    """The draft as a workbook: table, usulan behind it, notes. ``taken_by`` is shown in it."""
    table, sources = DraftResource(draft), SourceResource()
    with SheetBook(file) as book:
        write_sheet(book, table.table(), title=title_of(draft), columns=table.columns())
        write_sheet(book, sources.rows(_all(draft)), title="Usulan", columns=sources.columns())
        write_notes(book, _notes(draft, taken_by))


def draft_csv(draft: Draft) -> Iterable[bytes]:
    """The draft's table as CSV, headings and lines told apart by the column Tingkat."""
    resource = DraftResource(draft)
    return stream_csv_rows(resource.header(), (row.cells for row in resource.table()))


def _all(draft: Draft) -> QuerySet[LineSource]:
    return sources_in(draft)


def _notes(draft: Draft, taken_by: str) -> list[str]:
    notes: list[Any] = [
        f"{draft.get_kind_display()} {draft}, {draft.city}",
        state_of(draft),
        f"Tema: {draft.cycle.theme}",
        f"Jumlah pagu {rupiah(draft.total)} dari {number(draft.usulan_count)} usulan.",
        f"Disusun {datetime_long(draft.built_at)} oleh {draft.built_by}.",
        f"Diunduh {datetime_long(timezone.now())} oleh {taken_by}.",
        "Baris Rincian memuat angka; baris lain adalah jumlahnya. "
        "Saring kolom Tingkat = Rincian sebelum menjumlah.",
    ]
    if draft.note:
        notes.append(f"Catatan: {draft.note}")
    return notes
