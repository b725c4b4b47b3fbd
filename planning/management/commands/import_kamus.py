"""``manage.py import_kamus FILE --cycle YEAR``: the kamus usulan of a cycle."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand
from foundation.reports import ImportReport
from planning.imports import import_kamus


class Command(ImportCommand):
    help = "Membaca kamus usulan (kolom nama, satuan, harga satuan) dari berkas CSV atau XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Cycle, nomenclature and city beside the common arguments."""
        super().add_arguments(parser)
        parser.add_argument("--cycle", type=int, required=True, help="Tahun anggaran, mis. 2027.")
        parser.add_argument(
            "--nomenclature", default="", help="Versi nomenklatur; bawaan: terbaru."
        )
        parser.add_argument("--city", default="", help="Kode kota, bila ada lebih dari satu.")
        parser.add_argument(
            "--create-opd", action="store_true", help="Buat Perangkat Daerah yang belum ada."
        )

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Items are matched by code, or by sub kegiatan, name and unit."""
        return import_kamus(
            path,
            filename=path.name,
            year=options["cycle"],
            nomenclature=options["nomenclature"],
            city=options["city"],
            create_opd=options["create_opd"],
            dry_run=options["dry_run"],
        )
