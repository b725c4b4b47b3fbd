"""Reads which codes of an older nomenclature became which of a newer one."""

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from django.db import transaction

from foundation.import_command import RefusedImport
from foundation.reports import Changed, ImportReport, Outcome
from foundation.tables import Row, read_table
from foundation.watch import Watch, unwatched
from planning.imports.cells import Refusal, one_line
from planning.imports.nomenclature import level_of
from planning.models import CodeChange, Cycle, KamusItem, Nomenclature, NomenclatureVersion
from planning.successors import renew_kamus

REQUIRED = ("kode_lama", "kode_baru")
ALIASES = {
    "old_code": "kode_lama",
    "kode_sub_kegiatan_lama": "kode_lama",
    "new_code": "kode_baru",
    "kode_sub_kegiatan_baru": "kode_baru",
    "catatan": "keterangan",
}
NONE = frozenset({"", "-", "tidak ada", "dihapus"})
"""What a file writes where a code has no successor."""
_LONGEST_NOTE = 300


@dataclass(frozen=True)
class _Line:
    row: int
    old_code: str
    new_code: str
    note: str


def import_changed_codes(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    old_version: str,
    new_version: NomenclatureVersion,
    renew_kamus_of: Cycle | None = None,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Keep the successors of codes of ``old_version``; a code may have several, or none.

    The new codes must stand in ``new_version``. With ``renew_kamus_of`` the kamus items of that
    cycle which still carry an old code with one successor are moved to it, and the rows say how
    many. Raises ``TableError`` or ``RefusedImport`` for the file as a whole.
    """
    if not old_version or old_version == new_version.code:
        raise RefusedImport("Versi lama harus disebut dan berbeda dari versi baru.")
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        writer = _Writer(old_version, new_version)
        for row in table.sound(report):
            writer.take(row, report)
            watch(len(report), table.total)
        writer.write()
        if renew_kamus_of is not None:
            _tell_moved(report, renew_kamus(renew_kamus_of))
        if dry_run:
            transaction.set_rollback(True)
    return report


class _Writer:
    def __init__(self, old_version: str, new_version: NomenclatureVersion) -> None:
        self._old_version = old_version
        self._new_version = new_version
        nodes = Nomenclature.objects.filter(version=new_version).only("code", "name", "level")
        self._nodes = {node.code: node for node in nodes}
        self._held: dict[str, dict[str, CodeChange]] = defaultdict(dict)
        stored = CodeChange.objects.filter(old_version=old_version).select_related("successor")
        for change in stored:
            self._held[change.old_code][change.successor.code if change.successor else ""] = change
        self._rows: dict[tuple[str, str], int] = {}
        self._has_successor: dict[str, bool] = {}
        self._new: list[CodeChange] = []
        self._noted: list[CodeChange] = []
        self._ended: list[CodeChange] = []

    def take(self, row: Row, report: ImportReport) -> None:
        """Note what becomes of one row."""
        key = row.cells["kode_lama"]
        try:
            line = self._read(row)
        except Refusal as refusal:
            report.refuse(row.number, str(refusal), column=refusal.column, key=key[:20])
            return
        held = self._held[line.old_code]
        stored = held.get(line.new_code)
        if stored is None:
            told = self._create(line, held)
            message = "" if line.new_code else "Kode ini tidak punya pengganti."
            outcome = Outcome.UPDATED if told else Outcome.CREATED
            report.add(row.number, outcome, key=key, message=message, changes=told)
        elif line.note and stored.note != line.note:
            told = (Changed("keterangan", stored.note, line.note),)
            stored.note = line.note
            self._noted.append(stored)
            report.add(row.number, Outcome.UPDATED, key=key, changes=told)
        else:
            report.add(row.number, Outcome.UNCHANGED, key=key)

    def _create(self, line: _Line, held: dict[str, CodeChange]) -> tuple[Changed, ...]:
        """A successor takes the place of "none" and the other way round."""
        gone = [code for code in held if bool(code) != bool(line.new_code)]
        old = [held.pop(code) for code in gone]
        self._ended += [change for change in old if change.pk]
        change = CodeChange(
            old_version=self._old_version,
            old_code=line.old_code,
            successor=self._nodes[line.new_code] if line.new_code else None,
            note=line.note,
        )
        held[line.new_code] = change
        self._new.append(change)
        if not old:
            return ()
        return (Changed("menjadi", ", ".join(filter(None, gone)) or "-", line.new_code or "-"),)

    def _read(self, row: Row) -> _Line:
        old, new = row.cells["kode_lama"].upper(), row.cells["kode_baru"].upper()
        new = "" if new.lower() in NONE else new
        level = level_of(old)
        if level is None:
            raise Refusal("kode_lama", f"“{old[:20]}” bukan kode nomenklatur. Tulis sebagai teks.")
        if new and new not in self._nodes:
            raise Refusal(
                "kode_baru",
                f"Kode {new[:20]} tidak ada di nomenklatur {self._new_version}. Impor dulu "
                "nomenklaturnya, atau perbaiki kodenya.",
            )
        if new and self._nodes[new].level != level:
            raise Refusal("kode_baru", f"{old} adalah {level.label.lower()}, {new} bukan.")
        note = one_line(row.cells.get("keterangan", ""))
        if len(note) > _LONGEST_NOTE:
            raise Refusal("keterangan", f"Keterangan paling panjang {_LONGEST_NOTE} huruf.")
        first = self._rows.setdefault((old, new), row.number)
        if first != row.number:
            raise Refusal("kode_baru", f"Pasangan ini sudah ada di baris {first}.")
        if self._has_successor.setdefault(old, bool(new)) != bool(new):
            raise Refusal(
                "kode_baru", f"{old} disebut punya pengganti dan tidak punya. Pilih satu."
            )
        return _Line(row.number, old, new, note)

    def write(self) -> None:
        """Store everything; call it inside a transaction."""
        CodeChange.objects.filter(pk__in=[change.pk for change in self._ended]).delete()
        CodeChange.objects.bulk_create([each for each in self._new if each.pk is None])
        CodeChange.objects.bulk_update(self._noted, ["note"])


def _tell_moved(report: ImportReport, moved: dict[str, list[KamusItem]]) -> None:
    """Say on the first row of a code how many kamus items went along."""
    left = dict(moved)
    for position, outcome in enumerate(report.rows):
        if items := left.pop(outcome.key.upper(), None):
            message = f"{outcome.message} {len(items)} item kamus dipindahkan.".strip()
            report.rows[position] = replace(outcome, message=message)
