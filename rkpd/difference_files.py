"""The difference between two versions as workbook and CSV."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from uuid import UUID

from django.utils import timezone

from foundation.exports import stream_csv_rows
from foundation.indonesia import datetime_long
from foundation.recaps import RecapColumn, RecapRow, RowKind, csv_header, csv_lines
from foundation.sheets import FRACTION, WHOLE
from foundation.workbooks import ReportSheet, write_workbook
from proposals.models import Proposal
from rkpd.differences import Change, Comparison, LineDifference, Totals

_USULAN_AT_ONCE = 500


def write_comparison_xlsx(comparison: Comparison, file: IO[bytes], *, taken_by: str) -> None:
    """Sums per OPD, the lines that changed, and the usulan that came and went."""
    titles = [
        f"{comparison.older} dibandingkan dengan {comparison.newer}, {comparison.newer.city}",
        f"Diunduh {datetime_long(timezone.now())} oleh {taken_by}",
    ]
    sheets = (
        ("Jumlah", "Jumlah per Perangkat Daerah", _sum_columns(comparison), _sum_rows(comparison)),
        ("Baris", "Baris yang berubah", _line_columns(comparison), _line_rows(comparison)),
        ("Usulan", "Usulan yang masuk dan keluar", _USULAN, _usulan_rows(comparison)),
    )
    write_workbook(
        file,
        (
            ReportSheet(name, [f"Perbedaan Versi RKPD: {title}", *titles], columns, rows)
            for name, title, columns, rows in sheets
        ),
    )


def comparison_csv(comparison: Comparison) -> Iterable[bytes]:
    """The lines that are new, gone or changed as CSV."""
    columns = _line_columns(comparison)
    return stream_csv_rows(csv_header(columns), csv_lines(_line_rows(comparison)))


def comparison_filename(comparison: Comparison, suffix: str) -> str:
    """``rkpd-2024-perbedaan-versi-1-ke-2.xlsx``"""
    older, newer = comparison.older, comparison.newer
    year = newer.cycle.fiscal_year
    return f"rkpd-{year}-perbedaan-versi-{older.version}-ke-{newer.version}.{suffix}"


def _money(title: str, group: str = "") -> RecapColumn:
    return RecapColumn(title, group, width=17, number_format=WHOLE, is_summed=True)


def _count(title: str, group: str = "") -> RecapColumn:
    return RecapColumn(title, group, width=9, number_format=WHOLE, is_summed=True)


# --- sums ---------------------------------------------------------------------------------------
def _sum_columns(comparison: Comparison) -> list[RecapColumn]:
    older, newer = comparison.older, comparison.newer
    return [
        RecapColumn("Perangkat Daerah", width=44),
        _money(f"Versi {older.version} (Rp)"),
        _money("Baris baru (Rp)"),
        _money("Baris hilang (Rp)"),
        _money("Perubahan baris (Rp)"),
        _money(f"Versi {newer.version} (Rp)"),
        _money("Selisih (Rp)"),
        *(_count(change.label, group="Banyak baris") for change in Change),
    ]


def _sum_rows(comparison: Comparison) -> Iterator[RecapRow]:
    for own in comparison.per_opd:
        yield RecapRow(_sums(own))
    yield RecapRow(_sums(comparison.total), RowKind.SUM_ABOVE, 0)


def _sums(own: Totals) -> list[Any]:
    money = (own.old, own.new, -own.gone, own.changes, own.total, own.by)
    return [own.name, *money, *own.lines.values()]


# --- lines --------------------------------------------------------------------------------------
def _line_columns(comparison: Comparison) -> list[RecapColumn]:
    older, newer = f"versi {comparison.older.version}", f"versi {comparison.newer.version}"
    return [
        RecapColumn("Perubahan", width=10),
        RecapColumn("Kode", width=18),
        RecapColumn("Sub Kegiatan", width=40),
        RecapColumn("Perangkat Daerah", width=26),
        RecapColumn("Sumber Dana", width=14),
        RecapColumn("Satuan", width=9),
        _money(older, group="Pagu (Rp)"),
        _money(newer, group="Pagu (Rp)"),
        _money("selisih", group="Pagu (Rp)"),
        RecapColumn(older, group="Target", width=10, number_format=FRACTION),
        RecapColumn(newer, group="Target", width=10, number_format=FRACTION),
        _count(older, group="Usulan"),
        _count(newer, group="Usulan"),
        _count("masuk", group="Usulan"),
        _count("keluar", group="Usulan"),
    ]


def _line_rows(comparison: Comparison) -> Iterator[RecapRow]:
    columns = _line_columns(comparison)
    sums = [0 if column.is_summed else None for column in columns]
    for difference in changed_lines(comparison):
        cells = _line(difference)
        sums = [
            None if total is None else total + (cell or 0)
            for total, cell in zip(sums, cells, strict=True)
        ]
        yield RecapRow(cells)
    yield RecapRow(["JUMLAH", *sums[1:]], RowKind.SUM_ABOVE, 0)


def changed_lines(comparison: Comparison) -> list[LineDifference]:
    """The lines that are new, gone or changed."""
    return [each for each in comparison.lines if each.kind != Change.SAME]


def _line(difference: LineDifference) -> list[Any]:
    line, old, new = difference.line, difference.old, difference.new
    return [
        difference.kind.label,
        line.code,
        line.name,
        line.opd_name,
        line.get_funding_source_display(),
        line.unit,
        difference.old_pagu,
        difference.new_pagu,
        difference.by,
        old.target_volume if old else None,
        new.target_volume if new else None,
        old.usulan_count if old else 0,
        new.usulan_count if new else 0,
        len(difference.came),
        len(difference.went),
    ]


# --- usulan -------------------------------------------------------------------------------------
_USULAN = [
    RecapColumn("Kode", width=18),
    RecapColumn("Perangkat Daerah", width=28),
    RecapColumn("Sumber Dana", width=14),
    RecapColumn("Satuan", width=9),
    RecapColumn("Usulan", width=8),
    RecapColumn("Nomor", width=24),
    RecapColumn("Judul", width=40),
    RecapColumn("Kelurahan", width=18),
    RecapColumn("Keterangan", width=24),
]


def _usulan_rows(comparison: Comparison) -> Iterator[RecapRow]:
    wanted = {key for each in comparison.lines for keys in (each.came, each.went) for key in keys}
    known = _named(sorted(wanted))
    for difference in comparison.lines:
        line = difference.line
        place = [line.code, line.opd_name, line.get_funding_source_display(), line.unit]
        for word, keys in (("masuk", difference.came), ("keluar", difference.went)):
            for key in keys:
                moved = "pindah baris" if key in difference.moved else ""
                yield RecapRow([*place, word, *known[key], moved])


def _named(keys: Sequence[UUID]) -> dict[UUID, tuple[str | None, str, str]]:
    found: dict[UUID, tuple[str | None, str, str]] = {}
    for start in range(0, len(keys), _USULAN_AT_ONCE):
        rows = Proposal.objects.filter(pk__in=keys[start : start + _USULAN_AT_ONCE])
        for key, number, title, place in rows.values_list(
            "pk", "number", "title", "kelurahan__name_local"
        ):
            found[key] = (number, title, place)
    return found
