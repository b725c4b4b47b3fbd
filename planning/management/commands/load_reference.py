"""``manage.py load_reference [--year YEAR]``: the shipped reference data of Kota Bekasi."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from planning.reference import load_reference, running_year


class Command(BaseCommand):
    help = "Memuat data acuan Kota Bekasi. Aman diulang: yang sudah diubah kantor tidak ditimpa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The fiscal year, and whether intake is to be open today."""
        parser.add_argument(
            "--year", type=int, help="Tahun anggaran; bawaan: yang sedang berjalan."
        )
        parser.add_argument(
            "--open-now",
            action="store_true",
            help="Geser jadwal tahun yang baru dibuat supaya pengajuan dibuka hari ini.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is there now."""
        cycle = load_reference(
            year=options["year"] or running_year(),
            intake_open_on=timezone.localdate() if options["open_now"] else None,
        )
        self.stdout.write(f"{cycle} siap: {cycle.kamus.count()} item kamus usulan.")
