"""``manage.py import_wilayah FILE``: a city's kecamatan and kelurahan out of a spreadsheet."""

from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand
from foundation.reports import ImportReport
from kelurahan.services.territory import import_territory


class Command(ImportCommand):
    help = "Membaca daftar wilayah (kolom kode dan nama) dari berkas CSV atau XLSX."

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Level and parent follow from the code."""
        return import_territory(path, filename=path.name, dry_run=options["dry_run"])
