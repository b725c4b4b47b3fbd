"""``manage.py import_opd FILE [--city CODE]``: Perangkat Daerah and what each carries."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand
from foundation.reports import ImportReport
from planning.imports import import_opd
from planning.imports.choices import the_city


class Command(ImportCommand):
    help = "Membaca Perangkat Daerah (kolom kode, nama, bidang_urusan) dari CSV atau XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--city", default="", help="Kode kota, bila ada beberapa.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        city = the_city(options["city"])
        return import_opd(path, filename=path.name, city=city, dry_run=options["dry_run"])
