"""Reads the code table urusan to sub kegiatan; level and parent follow from the code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.bulk import Batch, first_problem
from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.tables import Row, Table, normalise, read_table
from foundation.watch import Watch, unwatched
from planning.imports.cells import Refusal, one_line
from planning.models import Nomenclature, NomenclatureVersion

ALIASES = {
    "code": "kode",
    "kode_sub_kegiatan": "kode",
    "name": "nama",
    "nomenklatur": "nama",
    "uraian": "nama",
    "level": "tingkat",
    "parent": "induk",
    "indicator": "indikator",
    "unit": "satuan",
}

_Level = Nomenclature.Level
# "X" stands for the rows that every OPD has; "2" in a kegiatan is the city's own level.
_SHAPES = (
    (re.compile(r"[\dX]", re.ASCII), _Level.URUSAN),
    (re.compile(r"[\dX]\.[\dX]{2}", re.ASCII), _Level.BIDANG),
    (re.compile(r"[\dX]\.[\dX]{2}\.\d{2}", re.ASCII), _Level.PROGRAM),
    (re.compile(r"[\dX]\.[\dX]{2}\.\d{2}\.\d\.\d{2}", re.ASCII), _Level.KEGIATAN),
    (
        re.compile(r"[\dX]\.[\dX]{2}\.\d{2}\.\d\.\d{2}\.(\d{2}|\d{4})", re.ASCII),
        _Level.SUB_KEGIATAN,
    ),
)
_OPTIONAL = {"indikator": "indicator", "satuan": "unit", "berlaku": "applies_to"}
_COLUMNS = {
    "code": "kode",
    "name": "nama",
    "indicator": "indikator",
    "unit": "satuan",
    "applies_to": "berlaku",
}


@dataclass(frozen=True)
class _Node:
    """One row of the table, read."""

    row: int
    code: str
    level: Nomenclature.Level
    values: dict[str, Any]

    @property
    def parent(self) -> str:
        return parent_code(self.code, self.level)


def level_of(code: str) -> Nomenclature.Level | None:
    """The level that the shape of a code names, or ``None`` when it is no such code."""
    return next((level for shape, level in _SHAPES if shape.fullmatch(code)), None)


def parent_code(code: str, level: Nomenclature.Level) -> str:
    """The code one level up: a kegiatan has two parts more than its program."""
    return code.rsplit(".", 2 if level == _Level.KEGIATAN else 1)[0] if "." in code else ""


def import_nomenclature(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    version: str,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Create and update the nodes of one version (``"2027"``), made when it is new.

    A bad row is refused, with the rows below it. Nothing is deleted; an empty cell leaves what is
    stored. Raises ``TableError`` or ``RefusedImport`` for the file as a whole; nothing is stored.
    """
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}", version):
        raise RefusedImport("Versi ditulis pendek, misalnya 2027.")
    table = read_table(source, filename=filename, required=("kode", "nama"), aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    nodes = _read_nodes(table, version, report)
    total = len(report) + len(nodes)
    with transaction.atomic():
        edition, _ = NomenclatureVersion.objects.get_or_create(code=version)
        held = {node.code: node for node in Nomenclature.objects.filter(version=edition)}
        ids: dict[str, int] = {code: node.pk for code, node in held.items()}
        for level in _Level:
            mine = [node for node in nodes if node.level == level]
            ids |= _store(edition, mine, held, ids, report)
            watch(len(report), total)
        if dry_run or not ids:
            transaction.set_rollback(True)
    report.rows.sort(key=lambda outcome: outcome.row)
    return report


def _read_nodes(table: Table, version: str, report: ImportReport) -> list[_Node]:
    nodes = []
    seen: dict[str, int] = {}
    for row in table.sound(report):
        code = row.cells["kode"].upper()
        try:
            node = _read_node(row, code, version)
            if code in seen:
                raise Refusal("kode", f"Kode ini sudah ada di baris {seen[code]}.")
        except Refusal as refusal:
            report.refuse(row.number, str(refusal), column=refusal.column, key=code)
            continue
        seen[code] = row.number
        nodes.append(node)
    return nodes


def _read_node(row: Row, code: str, version: str) -> _Node:
    level = level_of(code)
    if level is None:
        raise Refusal(
            "kode",
            "Kode nomenklatur tidak dikenali. Tulis sebagai teks, misalnya 1.03.06.2.01.0012.",
        )
    stated = normalise(row.cells.get("tingkat", ""))
    if stated and stated != level.value:
        raise Refusal("tingkat", f"Kode {code} adalah {level.label.lower()}. Perbaiki tingkatnya.")
    parent = parent_code(code, level)
    if row.cells.get("induk", "").upper() not in ("", parent):
        raise Refusal("induk", f"Induk {code} adalah {parent or 'tidak ada'}. Perbaiki kodenya.")
    if row.cells.get("versi", "") not in ("", version):
        raise Refusal("versi", f"Baris ini dari versi lain, bukan {version}. Impor terpisah.")
    name = one_line(row.cells["nama"])
    if not name:
        raise Refusal("nama", "Nama masih kosong. Isi namanya.")
    values = {"code": code, "level": level.value, "name": name}
    for column, field in _OPTIONAL.items():
        if text := one_line(row.cells.get(column, "")):
            values[field] = text
    return _Node(row.number, code, level, values)


def _store(
    edition: NomenclatureVersion,
    nodes: list[_Node],
    held: Mapping[str, Nomenclature],
    ids: Mapping[str, int],
    report: ImportReport,
) -> dict[str, int]:
    """Write one level; returns the ids of the new rows by code."""
    batch: Batch[Nomenclature] = Batch(Nomenclature)
    taken = []
    for node in nodes:
        if node.parent and node.parent not in ids:
            report.refuse(
                node.row,
                f"Induknya, {node.parent}, belum ada. Masukkan baris induknya juga.",
                column="kode",
                key=node.code,
            )
            continue
        values = node.values | {"version_id": edition.pk, "parent_id": ids.get(node.parent)}
        try:
            stored, outcome, changes = batch.take(held.get(node.code), values)
        except ValidationError as error:
            column, sentence = first_problem(error, _COLUMNS)
            report.refuse(node.row, sentence, column=column, key=node.code)
            continue
        taken.append(stored)
        report.add(node.row, outcome, key=node.code, changes=changes)
    batch.write()
    return {node.code: node.pk for node in taken}
