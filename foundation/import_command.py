"""The common face of the commands that read a spreadsheet and answer row by row."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.reports import ImportReport
from foundation.statistics import MANY, refresh_statistics
from foundation.tables import TableError


class RefusedImport(ValueError):
    """The import cannot begin; the message is an Indonesian sentence that says what to do."""


class ImportCommand(BaseCommand):
    """``FILE [--report FILE] [--dry-run]``; subclasses say what is done with the file.

    Rows that were not taken are always listed; every row with ``--verbosity 2``.
    """

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments that all imports have."""
        parser.add_argument("file", type=Path, help="Berkas CSV atau XLSX.")
        parser.add_argument("--report", type=Path, help="Simpan hasil per baris ke berkas CSV ini.")
        parser.add_argument("--dry-run", action="store_true", help="Periksa saja, jangan simpan.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Read and store; raises ``TableError`` or ``RefusedImport`` with a sentence."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then tell what became of the rows."""
        try:
            report = self.run_import(options["file"], options)
        except (TableError, RefusedImport) as error:
            raise CommandError(str(error)) from error
        if len(report) >= MANY and not report.dry_run:
            refresh_statistics()
        if options["report"]:
            try:
                report.save_csv(options["report"])
            except OSError as error:
                raise CommandError(
                    "Impor selesai, tetapi laporan tidak bisa ditulis. Periksa nama dan tempatnya. "
                    + report.summary()
                ) from error
        report.write(self.stdout, only_refused=options["verbosity"] < 2)
