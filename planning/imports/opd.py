"""Reads the Perangkat Daerah of a city with the bidang urusan that each carries."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.bulk import Batch, first_problem
from foundation.reports import Changed, ImportReport, Outcome
from foundation.tables import Row, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import OPD, City, Kecamatan
from planning.imports.cells import Refusal, one_line
from planning.imports.kamus_links import squeezed
from planning.models import Nomenclature, OPDMandate

REQUIRED = ("kode", "nama")
ALIASES = {
    "code": "kode",
    "kode_opd": "kode",
    "name": "nama",
    "nama_opd": "nama",
    "perangkat_daerah": "nama",
    "bidang": "bidang_urusan",
    "urusan": "bidang_urusan",
}
_BIDANG = re.compile(r"[\dX]\.[\dX]{2}", re.ASCII)
_COLUMNS = {"code": "kode", "name": "nama", "kind": "jenis"}
_BIDANG_CODES = frozenset(
    f"{urusan}.{bidang:02d}"
    for urusan, first, last in (
        *((1, 1, 6), (2, 7, 24), (3, 25, 32), (4, 1, 2)),
        *((5, 1, 7), (6, 1, 1), (7, 1, 1), (8, 1, 1)),
    )
    for bidang in range(first, last + 1)
)
"""Bidang urusan and supporting functions of Permendagri 90/2019; editions loaded may add some."""
KINDS = ("sekretariat", "inspektorat", "dinas", "badan", "satuan", "kantor", "kecamatan")
"""Kinds of Perangkat Daerah of a city (Law 23/2014, section 209), with two in customary use."""
_PREFIX = re.compile(r"\Akecamatan\s+", re.IGNORECASE)


@dataclass(frozen=True)
class _Office:
    """One row, read; ``bidang`` is ``None`` where the file is silent."""

    values: dict[str, Any]
    bidang: frozenset[str] | None


def import_opd(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    city: City,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Create and update the OPD of ``city``, known by code.

    ``bidang_urusan`` holds two-part codes parted by semicolons and replaces what is stored; an
    empty cell leaves it. A kecamatan is an OPD too: the column ``kecamatan`` names it by code or
    name. Nothing is deleted. Raises ``TableError`` for the file as a whole.
    """
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        writer = _Writer(city)
        for row in table.sound(report):
            writer.take(row, report)
            watch(len(report), table.total)
        writer.write()
        if dry_run:
            transaction.set_rollback(True)
    return report


class _Writer:
    def __init__(self, city: City) -> None:
        self._city = city
        held = OPD.objects.filter(city=city, valid_until=None)
        self._held = {_code_key(opd.code): opd for opd in held}
        self._named = {squeezed(opd.name): opd.code for opd in self._held.values()}
        bidang = Nomenclature.objects.filter(level=Nomenclature.Level.BIDANG)
        self._known = _BIDANG_CODES | set(bidang.values_list("code", flat=True))
        self._bidang: dict[int, set[str]] = {opd.pk: set() for opd in self._held.values()}
        for mandate in OPDMandate.objects.filter(opd__in=self._bidang):
            self._bidang[mandate.opd_id].add(mandate.bidang_code)
        self._kecamatan: dict[str, Kecamatan] = {}
        for each in Kecamatan.objects.filter(city=city, valid_until=None):
            for name in (each.code, each.name, each.name_local):
                self._kecamatan[name.casefold()] = each
        self._served = {o.kecamatan_id: o.code for o in self._held.values() if o.kecamatan_id}
        self._batch: Batch[OPD] = Batch(OPD)
        self._rows: dict[str, int] = {}
        self._mandates: list[tuple[OPD, frozenset[str]]] = []

    def take(self, row: Row, report: ImportReport) -> None:
        """Note what becomes of one row."""
        key = _code_key(row.cells["kode"])
        held = self._held.get(key)
        code = held.code if held else one_line(row.cells["kode"])
        try:
            office = self._read(row, code, held)
            if (first := self._rows.setdefault(key, row.number)) != row.number:
                raise Refusal("kode", f"Kode ini sudah ada di baris {first}.")
            opd, outcome, changes = self._batch.take(held, office.values)
        except Refusal as refusal:
            report.refuse(row.number, str(refusal), column=refusal.column, key=code[:20])
            return
        except ValidationError as error:
            column, sentence = first_problem(error, _COLUMNS)
            report.refuse(row.number, sentence, column=column, key=code[:20])
            return
        if held:
            self._named.pop(squeezed(held.name), None)
        self._named[squeezed(opd.name)] = code
        before = self._bidang.get(held.pk, set()) if held else set()
        if office.bidang is not None and office.bidang != before:
            self._mandates.append((opd, office.bidang))
            if held:
                told = Changed("bidang urusan", _listed(before), _listed(office.bidang))
                outcome, changes = Outcome.UPDATED, (*changes, told)
        report.add(row.number, outcome, key=code, changes=changes)

    def _read(self, row: Row, code: str, held: OPD | None) -> _Office:
        name = one_line(row.cells["nama"])
        if not code or not name:
            column = "nama" if code else "kode"
            raise Refusal(column, "Kolom ini masih kosong. Isi dulu, lalu impor lagi.")
        if self._named.get(squeezed(name), code) != code:
            other = self._named[squeezed(name)]
            raise Refusal("nama", f"Nama ini sudah dipakai Perangkat Daerah {other}.")
        values: dict[str, Any] = {"city_id": self._city.pk, "code": code, "name": name}
        if kind := one_line(row.cells.get("jenis", "")):
            values["kind"] = _kind(kind, held)
        if named := one_line(row.cells.get("kecamatan", "")):
            values["kecamatan_id"] = self._kecamatan_of(named, code)
        return _Office(values, _bidang(row.cells.get("bidang_urusan", ""), self._known))

    def _kecamatan_of(self, name: str, code: str) -> int:
        key = _PREFIX.sub("", name).casefold()
        kecamatan = self._kecamatan.get(key)
        if kecamatan is None:
            raise Refusal("kecamatan", f"Kecamatan “{name[:60]}” tidak ada di portal.")
        other = self._served.setdefault(kecamatan.pk, code)
        if other != code:
            raise Refusal(
                "kecamatan", f"Kecamatan {kecamatan} sudah punya Perangkat Daerah {other}."
            )
        return kecamatan.pk

    def write(self) -> None:
        """Store offices, then what they carry; call it inside a transaction."""
        self._batch.write()
        changed = [opd for opd, _ in self._mandates]
        OPDMandate.objects.filter(opd__in=[opd.pk for opd in changed]).delete()
        OPDMandate.objects.bulk_create(
            OPDMandate(opd=opd, bidang_code=code)
            for opd, codes in self._mandates
            for code in sorted(codes)
        )


def _code_key(code: str) -> str:
    """Codes that differ in case and blanks alone mean one office."""
    return "".join(code.split()).casefold()


def _kind(text: str, held: OPD | None) -> str:
    if held and text == held.kind:
        return text
    if text.lower() not in KINDS:
        raise Refusal("jenis", f"Jenis “{text[:30]}” tidak dikenal. Tulis {', '.join(KINDS)}.")
    return text.lower()


def _bidang(text: str, known: frozenset[str]) -> frozenset[str] | None:
    if not text:
        return None
    codes = frozenset(filter(None, (part.strip().upper() for part in re.split(r"[;,\n]", text))))
    for code in sorted(codes):
        if not _BIDANG.fullmatch(code):
            raise Refusal(
                "bidang_urusan",
                f"“{code[:20]}” bukan kode bidang urusan. Tulis misalnya 1.03;1.04 sebagai teks.",
            )
        if code not in known:
            raise Refusal(
                "bidang_urusan",
                f"Bidang urusan {code} tidak ada di nomenklatur. Periksa kodenya.",
            )
    return codes


def _listed(codes: Any) -> str:
    return "; ".join(sorted(codes))
