"""``manage.py import_perubahan_kode FILE --from 2021 --to 2027 [--kamus YEAR]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from foundation.import_command import ImportCommand, RefusedImport
from foundation.reports import ImportReport
from planning.imports import import_changed_codes
from planning.imports.choices import the_cycle
from planning.models import NomenclatureVersion


class Command(ImportCommand):
    help = "Membaca kode nomenklatur yang berubah (kolom kode_lama dan kode_baru)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--from", dest="old", required=True, help="Versi lama, mis. 2021.")
        parser.add_argument("--to", dest="new", required=True, help="Versi baru, mis. 2027.")
        parser.add_argument("--kamus", type=int, help="Pindahkan juga kamus tahun ini.")

    def run_import(self, path: Path, options: dict[str, Any]) -> ImportReport:
        version = NomenclatureVersion.objects.filter(code=options["new"]).first()
        if version is None:
            raise RefusedImport(f"Nomenklatur versi {options['new']} belum ada. Impor dulu.")
        return import_changed_codes(
            path,
            filename=path.name,
            old_version=options["old"],
            new_version=version,
            renew_kamus_of=the_cycle(options["kamus"]) if options["kamus"] else None,
            dry_run=options["dry_run"],
        )
