"""``manage.py import_pagu FILE --cycle YEAR [--city CODE]``: indicative ceilings."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand
from foundation.reports import ImportReport
from planning.imports import import_pagu
from planning.imports.choices import the_city, the_cycle


class Command(ImportCommand):
    help = "Membaca pagu indikatif (kolom nama dan pagu) dari berkas CSV atau XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--cycle", type=int, required=True, help="Tahun anggaran, mis. 2027.")
        parser.add_argument("--city", default="", help="Kode kota, bila ada beberapa.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        return import_pagu(
            path,
            filename=path.name,
            cycle=the_cycle(options["cycle"]),
            city=the_city(options["city"]),
            dry_run=options["dry_run"],
        )
