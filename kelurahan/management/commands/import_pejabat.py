"""``manage.py import_pejabat FILE [--user NAME] [--dry-run] [--report FILE]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand, RefusedImport
from foundation.reports import ImportReport
from kelurahan.models import User
from kelurahan.services.office_holders import import_office_holders


class Command(ImportCommand):
    """Acts for the technical administrator, who alone fills offices."""

    help = "Membaca pejabat kantor (kolom nama, peran, wilayah) dari berkas CSV atau XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--user", metavar="NAMA", help="Nama pengguna administrator.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        """Raises ``RefusedImport`` where it is not clear who acts."""
        return import_office_holders(
            path, filename=path.name, actor=_actor(options["user"]), dry_run=options["dry_run"]
        )


def _actor(username: str | None) -> User:
    """The administrator named, or the only one."""
    found = User.objects.filter(is_superuser=True, is_active=True)
    if username:
        user = found.filter(username=username).first()
        if user is None:
            raise RefusedImport(f"Administrator {username} tidak ada atau tidak aktif.")
        return user
    people = list(found[:2])
    if len(people) != 1:
        raise RefusedImport("Sebutkan administrator yang bertindak dengan --user NAMA.")
    return people[0]
