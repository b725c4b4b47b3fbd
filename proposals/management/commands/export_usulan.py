"""``manage.py export_usulan --cycle 2024 --format xlsx --layout sipd``: the list as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.exports import stream_csv, write_xlsx
from foundation.indonesia import datetime_long, number
from foundation.writing import writing
from kelurahan.models import Kelurahan
from planning.models import Cycle
from proposals.models import Proposal
from proposals.resources import LAYOUTS, for_export
from proposals.services.exports import SipdRecorder


class Command(BaseCommand):
    """All usulan of a cycle that were handed in; drafts stay with their writers."""

    help = "Menulis daftar usulan satu tahun ke berkas CSV atau Excel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cycle", type=int, required=True, metavar="TAHUN")
        parser.add_argument("--format", choices=("csv", "xlsx"), required=True)
        parser.add_argument("--layout", choices=tuple(LAYOUTS), required=True)
        parser.add_argument("--kelurahan", metavar="KODE", help="hanya satu kelurahan")
        parser.add_argument("--output", metavar="BERKAS", help="tanpa ini: nama baku di folder ini")

    def handle(self, **options: Any) -> None:
        cycle = _cycle(options["cycle"])
        usulan = Proposal.objects.filter(cycle=cycle, submitted_at__isnull=False)
        place = ""
        if options["kelurahan"]:
            kelurahan = _kelurahan(options["kelurahan"])
            usulan, place = usulan.filter(kelurahan=kelurahan), f", Kelurahan {kelurahan}"
        layout, form = options["layout"], options["format"]
        target = Path(options["output"] or f"usulan-{cycle.fiscal_year}-{layout}.{form}")
        resource, count = LAYOUTS[layout](), usulan.count()
        rows = for_export(usulan.order_by("kelurahan__code", "number"))
        recorder = None
        if layout == "sipd":
            recorder = SipdRecorder.of(usulan, cycle=cycle, actor=None, filename=target.name)
        notes = [
            f"Daftar usulan {cycle}{place}, {number(count)} usulan.",
            f"Ditulis {datetime_long(timezone.now())}.",
        ]
        with writing(target) as file:
            if form == "csv":
                file.writelines(stream_csv(resource, rows))
            else:
                write_xlsx(resource, rows, file, title=f"Usulan {cycle.fiscal_year}", notes=notes)
        if recorder:
            with target.open("rb") as written:
                recorder.whole_file(written)
        self.stdout.write(f"{number(count)} usulan {cycle}{place} ditulis ke {target}.")


def _cycle(year: int) -> Cycle:
    cycle = Cycle.objects.filter(fiscal_year=year).first()
    if cycle is None:
        known = ", ".join(str(each.fiscal_year) for each in Cycle.objects.all()) or "belum ada"
        raise CommandError(f"Tahun {year} tidak ada di portal. Yang ada: {known}.")
    return cycle


def _kelurahan(code: str) -> Kelurahan:
    kelurahan = Kelurahan.objects.filter(code=code, valid_until=None).first()
    if kelurahan is None:
        raise CommandError(
            f"Kelurahan berkode {code} tidak ada. Tulis kode Kemendagri, misalnya 32.75.05.1002."
        )
    return kelurahan
