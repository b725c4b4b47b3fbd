"""``manage.py remove_stray_files [--delete]``: photos and papers that no usulan knows of."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.indonesia import number
from proposals.strays import store, stray_files

AGE = timedelta(days=1)


class Command(BaseCommand):
    """Names them, and removes them only when told to: the wrong database knows no file at all."""

    help = "Menyebut lampiran yang tidak dimiliki usulan mana pun, misalnya sisa listrik padam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="Hapus, bukan hanya menyebut.")

    def handle(self, *args: Any, **options: Any) -> None:
        names = list(stray_files(timezone.now() - AGE))
        for name in names:
            if options["delete"]:
                store().delete(name)
            self.stdout.write(name)
        deed = "dihapus" if options["delete"] else "ditemukan; hapus dengan --delete"
        self.stdout.write(f"{number(len(names))} berkas tanpa usulan {deed}.")
