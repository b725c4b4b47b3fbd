"""Reads a kamus usulan of one cycle out of a spreadsheet, ours or another city's."""

import re
from collections import defaultdict
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from foundation.bulk import Batch
from foundation.import_command import RefusedImport
from foundation.reports import Changed, ImportReport, Outcome
from foundation.tables import Table, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import OPD, City
from planning.imports.cells import Refusal, Variable
from planning.imports.kamus_links import Offices, SubKegiatan, kegiatan_of
from planning.imports.kamus_row import (
    ALIASES,
    REQUIRED,
    KamusRow,
    read_kamus_row,
)
from planning.models import Cycle, IssueGroup, KamusItem, KamusVariable, NomenclatureVersion
from planning.models.kamus import Document, ProposerKind
from planning.search import plain

_LONGEST_CODE = 40
_SERIAL_ROOM = 5
_NO_ISSUE = "Lain-lain"
_DOCUMENTS = dict(Document.choices)
_PROPOSERS = dict(ProposerKind.choices)
_WORDS = {
    "documents": lambda stored: ", ".join(_DOCUMENTS.get(each, each) for each in stored),
    "proposer_kinds": lambda stored: ", ".join(_PROPOSERS.get(each, each) for each in stored),
}


def import_kamus(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    year: int,
    nomenclature: str = "",
    city: str = "",
    create_opd: bool = False,
    only_new: bool = False,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Create and update the kamus items of the cycle ``year``.

    Items are known by code; a row without one is known by its name, unit and sub kegiatan, and
    gets a code made of them. An empty cell leaves what is stored; ``only_new`` leaves stored items
    alone altogether. An OPD or sub kegiatan that is not known here leaves that field empty and is
    reported. ``nomenclature`` and ``city`` are codes, needed where there are several.
    Raises ``TableError`` or ``RefusedImport`` for the file as a whole; nothing is stored then.
    """
    cycle = Cycle.objects.filter(fiscal_year=year).first()
    if cycle is None:
        raise RefusedImport(f"Tahun perencanaan {year} belum ada. Buat dulu tahunnya.")
    offices = Offices(_city(city))
    version = _version(nomenclature)
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    rows = _read_rows(table, report)
    links = SubKegiatan(version, {kegiatan_of(row.sub_kegiatan) for row in rows})
    total = len(report) + len(rows)
    with transaction.atomic():
        writer = _Writer(cycle, offices, links, create_opd=create_opd, only_new=only_new)
        for row in rows:
            writer.take(row, report)
            watch(len(report), total)
        writer.write()
        if dry_run:
            transaction.set_rollback(True)
    report.rows.sort(key=lambda outcome: outcome.row)
    return report


def _city(code: str) -> City | None:
    cities = City.objects.filter(valid_until=None)
    if code:
        city = cities.filter(code=code).first()
        if city is None:
            raise RefusedImport(f"Kota dengan kode {code} belum ada. Impor dulu wilayahnya.")
        return city
    found = list(cities[:2])
    if len(found) > 1:
        raise RefusedImport("Ada lebih dari satu kota. Sebutkan kodenya, misalnya 32.75.")
    return found[0] if found else None


def _version(code: str) -> NomenclatureVersion | None:
    versions = NomenclatureVersion.objects.order_by("-code")
    if not code:
        return versions.first()
    version = versions.filter(code=code).first()
    if version is None:
        raise RefusedImport(f"Nomenklatur versi {code} belum ada. Impor dulu nomenklaturnya.")
    return version


def _read_rows(table: Table, report: ImportReport) -> list[KamusRow]:
    """The rows that can be taken; a second row of the same code or content is refused."""
    rows = []
    codes: dict[str, int] = {}
    contents: dict[tuple[str, ...], int] = {}
    for row in table.sound(report):
        key = row.cells.get("kode") or row.cells["nama"]
        try:
            read = read_kamus_row(row)
            if read.code in codes:
                raise Refusal("kode", f"Kode ini sudah ada di baris {codes[read.code]}.")
            if read.fingerprint in contents:
                first = contents[read.fingerprint]
                raise Refusal("nama", f"Isi baris ini sama dengan baris {first}.")
        except Refusal as refusal:
            report.refuse(row.number, str(refusal), column=refusal.column, key=key[:80])
            continue
        if read.code:
            codes[read.code] = row.number
        contents[read.fingerprint] = row.number
        rows.append(read)
    return rows


class _Writer:
    """Turns rows into items; everything is stored in a few statements at the end."""

    def __init__(
        self,
        cycle: Cycle,
        offices: Offices,
        links: SubKegiatan,
        *,
        create_opd: bool,
        only_new: bool,
    ) -> None:
        self._cycle = cycle
        self._offices = offices
        self._links = links
        self._create_opd = create_opd
        self._only_new = only_new
        self._issues = {issue.name: issue for issue in IssueGroup.objects.all()}
        self._items = {item.code: item for item in KamusItem.objects.filter(cycle=cycle)}
        self._variables = _stored_variables(cycle)
        self._namer = _Namer(self._items.values())
        self._batch: Batch[KamusItem] = Batch(KamusItem, words=_WORDS)
        self._new_variables: list[tuple[KamusItem, list[Variable]]] = []

    def take(self, row: KamusRow, report: ImportReport) -> None:
        """Note what becomes of one row."""
        code = row.code or self._namer.code_for(row)
        held = self._items.get(code)
        if held and self._only_new:
            report.add(row.number, Outcome.UNCHANGED, key=code)
            return
        values, notes = self._values(row, held)
        item, outcome, changes = self._batch.take(held, values | {"code": code})
        measures = self._take_variables(row, held, item)
        if held and measures:
            outcome, changes = Outcome.UPDATED, (*changes, measures)
        report.add(row.number, outcome, message=" ".join(notes), key=code, changes=changes)

    def write(self) -> None:
        """Store all items, then the measures of those that are new or measured otherwise."""
        self._batch.write()
        changed = [item.pk for item, _ in self._new_variables]
        KamusVariable.objects.filter(item__in=changed).delete()
        KamusVariable.objects.bulk_create(
            [
                KamusVariable(item=item, order=order, name=variable.name, unit=variable.unit)
                for item, variables in self._new_variables
                for order, variable in enumerate(variables, 1)
            ],
            batch_size=500,
        )

    def _values(self, row: KamusRow, held: KamusItem | None) -> tuple[dict[str, Any], list[str]]:
        notes = []
        values: dict[str, Any] = {**({} if held else row.derived), **row.values}
        values["cycle_id"] = self._cycle.pk
        if row.issue or held is None:
            values["issue_id"] = self._issue(row.issue or _NO_ISSUE).pk
        opd, note = self._opd(row.opd)
        if opd:
            values["opd_id"] = opd.pk
        notes.append(note)
        node, note = self._links.find(row.sub_kegiatan, row.sub_kegiatan_name)
        if node:
            values["sub_kegiatan_id"] = node.pk
        notes.append(note)
        return values, [note for note in notes if note]

    def _take_variables(
        self, row: KamusRow, held: KamusItem | None, item: KamusItem
    ) -> Changed | None:
        """How the measures of the item change, if they do."""
        stored = self._variables.get(held.pk, []) if held else []
        if held and not row.states_variables and held.unit == row.unit and stored:
            return None
        if stored == row.variables:
            return None
        self._new_variables.append((item, row.variables))
        return Changed("ukuran", _measures(stored), _measures(row.variables))

    def _issue(self, name: str) -> IssueGroup:
        if name not in self._issues:
            self._issues[name] = IssueGroup.objects.create(name=name)
        return self._issues[name]

    def _opd(self, text: str) -> tuple[OPD | None, str]:
        if not text:
            return None, ""
        found = self._offices.find(text)
        if found:
            return found, ""
        if not self._create_opd:
            return None, f"Perangkat Daerah “{text}” belum ada di kota ini, jadi belum diisi."
        made = self._offices.make(text)
        made.full_clean()
        made.save()
        return made, f"Perangkat Daerah “{text}” dibuat."


def _measures(variables: list[Variable]) -> str:
    return ", ".join(f"{variable.name} ({variable.unit})" for variable in variables)


def _stored_variables(cycle: Cycle) -> dict[int, list[Variable]]:
    found: dict[int, list[Variable]] = defaultdict(list)
    rows = KamusVariable.objects.filter(item__cycle=cycle).order_by("item", "order", "pk")
    for item, name, unit in rows.values_list("item", "name", "unit"):
        found[item].append(Variable(name, unit))
    return found


class _Namer:
    """Gives codes to rows that have none: the sub kegiatan's code (else the OPD) and a number.

    The same row finds its item again by sub kegiatan, name and unit; twins are told apart by
    their order in the file.
    """

    def __init__(self, items: Any) -> None:
        self._known: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._last: dict[str, int] = defaultdict(int)
        self._used: dict[tuple[str, str, str], int] = defaultdict(int)
        for item in sorted(items, key=lambda item: item.code):
            stem, _, serial = item.code.rpartition("-")
            if serial.isdecimal():
                self._known[stem, plain(item.name), item.unit].append(item.code)
                self._last[stem] = max(self._last[stem], int(serial))

    def code_for(self, row: KamusRow) -> str:
        """The code of the item that this row describes, old or new."""
        stem = re.sub(r"[^A-Za-z0-9._]+", "-", row.sub_kegiatan or row.opd.upper()).strip("-._")
        stem = stem[: _LONGEST_CODE - _SERIAL_ROOM].strip("-._") or "USULAN"
        known = self._known[stem, plain(row.name), row.unit]
        place = self._used[stem, plain(row.name), row.unit]
        self._used[stem, plain(row.name), row.unit] += 1
        if place == len(known):
            self._last[stem] += 1
            known.append(f"{stem}-{self._last[stem]:02d}")
        return known[place]
