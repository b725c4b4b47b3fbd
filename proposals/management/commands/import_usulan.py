"""``manage.py import_usulan FILE --cycle YEAR [--kelurahan CODE] [--dry-run] [--report FILE]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand, RefusedImport
from foundation.reports import ImportReport
from kelurahan.models import Kelurahan
from planning.models import Cycle
from proposals.imports import import_usulan


class Command(ImportCommand):
    """Bring a list of usulan from SIPD into a cycle."""

    help = "Impor daftar usulan dari SIPD (CSV atau XLSX) ke satu tahun perencanaan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--cycle", type=int, required=True, help="Tahun anggaran, mis. 2027.")
        parser.add_argument(
            "--kelurahan", help="Kode kelurahan. Tanpa ini, kolom Kelurahan di berkas menentukan."
        )
        parser.add_argument(
            "--known-places-only",
            action="store_true",
            help="Tolak baris yang RW atau RT-nya belum ada di daftar kelurahan. "
            "Tanpa ini, RW dan RT itu ditambahkan dan disebut di laporan.",
        )

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_usulan(
            path,
            filename=path.name,
            cycle=_cycle(options["cycle"]),
            kelurahan=_kelurahan(options["kelurahan"]) if options["kelurahan"] else None,
            dry_run=options["dry_run"],
            known_places_only=options["known_places_only"],
        )


def _cycle(year: int) -> Cycle:
    cycle = Cycle.objects.filter(fiscal_year=year).first()
    if cycle is None:
        raise RefusedImport(f"Tahun perencanaan {year} belum ada. Buat dulu di portal.")
    return cycle


def _kelurahan(code: str) -> Kelurahan:
    held = Kelurahan.objects.filter(valid_until=None).select_related("kecamatan")
    kelurahan = held.filter(code=code).first()
    if kelurahan is None:
        raise RefusedImport(f"Kelurahan dengan kode {code} tidak ada di portal. Periksa kodenya.")
    return kelurahan
