"""``manage.py remove_old_files [--days N]``: what was handed in for imports does not stay."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from foundation.indonesia import number
from jobs.services import DAYS_KEPT, remove_old_files


class Command(BaseCommand):
    """Also done by itself whenever someone hands in a new file."""

    help = "Menghapus berkas impor lama beserta hasil per barisnya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS_KEPT, help="Umur berkas dalam hari.")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_old_files(options["days"])
        self.stdout.write(f"Berkas dari {number(removed)} impor dihapus.")
