"""``manage.py import_nomenklatur FILE --version 2027``: urusan to sub kegiatan."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand
from foundation.reports import ImportReport
from planning.imports import import_nomenclature


class Command(ImportCommand):
    help = "Membaca nomenklatur (kolom kode dan nama) dari berkas CSV atau XLSX."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Django's own ``--version`` gives way to the edition of the code table."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The version of the code table beside the common arguments."""
        super().add_arguments(parser)
        parser.add_argument(
            "--version",
            dest="edition",
            required=True,
            help="Versi nomenklatur, misalnya 2027. Kode berubah antarversi.",
        )

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Level and parent follow from the code."""
        return import_nomenclature(
            path, filename=path.name, version=options["edition"], dry_run=options["dry_run"]
        )
