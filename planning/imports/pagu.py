"""Reads indicative ceilings: one row per kelurahan, kecamatan or Perangkat Daerah."""

from pathlib import Path
from typing import IO, Any

from django.db import transaction

from foundation.bulk import Batch
from foundation.indonesia import parse_rupiah, rupiah
from foundation.reports import ImportReport
from foundation.tables import Row, normalise, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import OPD, City, Kecamatan, Kelurahan
from planning.imports.cells import Refusal
from planning.imports.kamus_links import squeezed
from planning.models import Cycle, Pagu
from planning.models.cycle import MAX_RUPIAH

REQUIRED = ("nama", "pagu")
ALIASES = {
    "kode": "nama",
    "kode_atau_nama": "nama",
    "wilayah": "nama",
    "perangkat_daerah": "nama",
    "opd": "nama",
    "jumlah": "pagu",
    "pagu_indikatif": "pagu",
    "tingkat": "jenis",
}
KINDS = {"kelurahan": "kelurahan", "kecamatan": "kecamatan", "opd": "opd"}
KINDS |= {"perangkat_daerah": "opd", "dinas": "opd"}
_WORDS = {"kelurahan": "kelurahan", "kecamatan": "kecamatan", "opd": "Perangkat Daerah"}


def import_pagu(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    cycle: Cycle,
    city: City,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Create and update the pagu of ``cycle`` in ``city``; amounts in whole rupiah.

    ``nama`` is a code or a name. A name that a kelurahan, a kecamatan or an OPD share needs the
    column ``jenis``. Nothing is deleted. Raises ``TableError`` for the file as a whole.
    """
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        owners, held = _Owners(city), _held(cycle)
        batch: Batch[Pagu] = Batch(Pagu, words={"amount": rupiah})
        rows: dict[tuple[str, int], int] = {}
        for row in table.sound(report):
            try:
                owner = owners.find(row)
                amount = _amount(row)
                if (first := rows.setdefault(owner, row.number)) != row.number:
                    raise Refusal("nama", f"Sudah disebut di baris {first}.")
            except Refusal as refusal:
                key = row.cells["nama"][:80]
                report.refuse(row.number, str(refusal), column=refusal.column, key=key)
            else:
                values = {"cycle_id": cycle.pk, f"{owner[0]}_id": owner[1], "amount": amount}
                taken = batch.take(held.get(owner), values)
                key = owners.names[owner]
                report.add(row.number, taken.outcome, key=key, changes=taken.changes)
            watch(len(report), table.total)
        batch.write()
        if dry_run:
            transaction.set_rollback(True)
    return report


def _held(cycle: Cycle) -> dict[tuple[str, int], Pagu]:
    found = {}
    for pagu in Pagu.objects.filter(cycle=cycle):
        for name in ("kelurahan", "kecamatan", "opd"):
            if owner := getattr(pagu, f"{name}_id"):
                found[name, owner] = pagu
    return found


def _amount(row: Row) -> int:
    text = row.cells["pagu"]
    if not text:
        raise Refusal("pagu", "Pagu masih kosong. Isi angkanya dalam rupiah.")
    try:
        return parse_rupiah(text, minimum=0, maximum=MAX_RUPIAH)
    except ValueError as error:
        raise Refusal("pagu", str(error)) from error


class _Owners:
    """Whose pagu a row is; three queries for the whole file."""

    def __init__(self, city: City) -> None:
        self.names: dict[tuple[str, int], str] = {}
        self._found: dict[str, set[tuple[str, int]]] = {}
        self._coded: dict[str, set[tuple[str, int]]] = {}
        held: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
            ("kelurahan", Kelurahan.objects.filter(kecamatan__city=city), ("name", "name_local")),
            ("kecamatan", Kecamatan.objects.filter(city=city), ("name", "name_local")),
            ("opd", OPD.objects.filter(city=city), ("name",)),
        )
        for kind, rows, names in held:
            for row in rows.filter(valid_until=None):
                self._remember(kind, row, {row.code, *(getattr(row, name) for name in names)})

    def _remember(self, kind: str, row: Any, names: set[str]) -> None:
        owner = (kind, row.pk)
        self.names[owner] = str(row)
        self._coded.setdefault(row.code, set()).add(owner)
        prefixed = {f"{kind} {name}" for name in names} if kind != "opd" else set()
        for key in {squeezed(name) for name in names | prefixed}:
            self._found.setdefault(key, set()).add(owner)

    def find(self, row: Row) -> tuple[str, int]:
        """Raises ``Refusal`` for nobody or more than one."""
        name, stated = row.cells["nama"], row.cells.get("jenis", "")
        if not name:
            raise Refusal("nama", "Nama masih kosong. Isi kode atau namanya.")
        kind = KINDS.get(normalise(stated))
        if stated and kind is None:
            raise Refusal(
                "jenis", f"Jenis “{stated[:30]}” tidak dikenal. Tulis kelurahan, kecamatan, opd."
            )
        # What is written exactly as a code is that code, whatever else looks like it.
        looks = (self._coded.get(name, set()), self._found.get(squeezed(name), set()))
        fits = ({owner for owner in each if kind in (None, owner[0])} for each in looks)
        found = next(filter(None, fits), set())
        if not found:
            raise Refusal("nama", f"“{name[:60]}” tidak ada di portal. Periksa kode atau ejaannya.")
        if len(found) > 1:
            kinds = " atau ".join(sorted({_WORDS[owner[0]] for owner in found}))
            raise Refusal("nama", f"“{name[:60]}” bisa {kinds}. Isi kolom jenis, atau kodenya.")
        return found.pop()
