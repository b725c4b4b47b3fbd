"""``manage.py import_status_sipd FILE --cycle YEAR [--user NAME] [--dry-run] [--report FILE]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand, RefusedImport
from foundation.reports import ImportReport
from kelurahan.models import Assignment, User
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.imports import import_sipd_status


class Command(ImportCommand):
    """Acts for a person of Bappeda, with what that person may do."""

    help = "Ikuti status usulan dari berkas SIPD (monitor usulan, 26 kolom)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--cycle", type=int, required=True, help="Tahun anggaran, mis. 2027.")
        parser.add_argument("--user", metavar="NAMA", help="Nama pengguna petugas Bappeda.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        cycle = Cycle.objects.filter(fiscal_year=options["cycle"]).first()
        if cycle is None:
            raise RefusedImport(f"Tahun perencanaan {options['cycle']} belum ada.")
        return import_sipd_status(
            path,
            filename=path.name,
            cycle=cycle,
            actor=_actor(options["user"]),
            dry_run=options["dry_run"],
        )


def _actor(username: str | None) -> User:
    """The person named, or the only one of Bappeda."""
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise RefusedImport(f"Pengguna {username} tidak ada atau tidak aktif.")
        return user
    held = Assignment.objects.active().filter(role=Role.BAPPEDA, user__is_active=True)
    people = list(User.objects.filter(pk__in=held.values("user"))[:2])
    if len(people) != 1:
        raise RefusedImport("Sebutkan petugas Bappeda yang bertindak dengan --user NAMA.")
    return people[0]
