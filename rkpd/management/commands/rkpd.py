"""``manage.py rkpd build|freeze|export --cycle 2024``: what Bappeda's pages do."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.indonesia import number, rupiah
from foundation.writing import writing
from kelurahan.models import Assignment, User
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.workflow import WorkflowError
from rkpd.compilation import write_draft_xlsx
from rkpd.errors import DraftOutOfDate
from rkpd.models import Draft, DraftKind
from rkpd.resources import draft_csv, filename_of
from rkpd.selectors import drafts_for, left_out
from rkpd.services import build_draft, freeze_draft

SHOWN = 20


class Command(BaseCommand):
    """Acts for a person of Bappeda, with what that person may do."""

    help = "Menyusun, membekukan, atau mengunduh rancangan RKPD."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """``--version`` is the draft's here, not Django's."""
        kwargs["conflict_handler"] = "resolve"
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=("build", "freeze", "export"))
        parser.add_argument("--cycle", type=int, required=True, metavar="TAHUN")
        parser.add_argument("--version", type=int, metavar="N", help="tanpa ini: versi terbaru")
        parser.add_argument("--kind", choices=DraftKind.values, default=DraftKind.INITIAL.value)
        parser.add_argument("--label", default="", metavar="KETERANGAN", help="pengenal versi")
        parser.add_argument("--format", choices=("csv", "xlsx"), default="xlsx")
        parser.add_argument("--output", metavar="BERKAS", help="tanpa ini: nama baku di folder ini")
        parser.add_argument("--user", metavar="NAMA", help="nama pengguna petugas Bappeda")
        parser.add_argument("--note", default="", metavar="CATATAN")

    def handle(self, **options: Any) -> None:
        actor = _actor(options["user"])
        cycle = Cycle.objects.filter(fiscal_year=options["cycle"]).first()
        if cycle is None:
            raise CommandError(f"Tahun {options['cycle']} tidak ada di portal.")
        try:
            if options["deed"] == "build":
                return self._build(cycle, actor, options["kind"], options["label"])
            draft = _draft(actor, cycle, options["version"])
            if options["deed"] == "freeze":
                return self._freeze(draft, actor, options["note"])
            return self._export(draft, actor, options["format"], options["output"])
        except DraftOutOfDate as error:
            for finding in error.findings[:SHOWN]:
                self.stderr.write(f"- {finding.sentence}")
            raise CommandError(str(error)) from error
        except WorkflowError as error:
            raise CommandError(str(error)) from error

    def _build(self, cycle: Cycle, actor: User, kind: str, label: str) -> None:
        try:
            draft = build_draft(cycle=cycle, actor=actor, kind=kind, label=label)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{draft} disusun: {number(draft.lines.count())} baris dari "
            f"{number(draft.usulan_count)} usulan, {rupiah(draft.total)}."
        )
        missing = left_out(draft)
        if missing:
            self.stdout.write(f"{number(len(missing))} usulan diakomodir tetapi belum masuk:")
        for candidate in missing[:SHOWN]:
            self.stdout.write(f"- {candidate.number}: {candidate.lacking}")
        if len(missing) > SHOWN:
            self.stdout.write(f"dan {number(len(missing) - SHOWN)} usulan lain.")

    def _freeze(self, draft: Draft, actor: User, note: str) -> None:
        frozen = freeze_draft(draft, actor=actor, note=note)
        self.stdout.write(
            f"{frozen} dibekukan oleh {actor}: {number(frozen.usulan_count)} usulan, "
            f"{rupiah(frozen.total)}."
        )

    def _export(self, draft: Draft, actor: User, form: str, output: str | None) -> None:
        if not actor.has_perm("rkpd.export_draft"):
            raise CommandError(f"{actor} tidak berhak mengunduh rancangan RKPD.")
        target = Path(output or filename_of(draft, form))
        with writing(target) as file:
            if form == "csv":
                file.writelines(draft_csv(draft))
            else:
                write_draft_xlsx(draft, file, taken_by=str(actor))
        self.stdout.write(f"{draft} ditulis ke {target}.")


def _actor(username: str | None) -> User:
    """The person named, or the only one of Bappeda."""
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Pengguna {username} tidak ada atau tidak aktif.")
        return user
    held = Assignment.objects.active().filter(role=Role.BAPPEDA, user__is_active=True)
    people = list(User.objects.filter(pk__in=held.values("user"))[:2])
    if len(people) != 1:
        raise CommandError("Sebutkan petugas Bappeda yang bertindak dengan --user NAMA.")
    return people[0]


def _draft(actor: User, cycle: Cycle, version: int | None) -> Draft:
    drafts = drafts_for(actor).filter(cycle=cycle)
    if version is not None:
        drafts = drafts.filter(version=version)
    draft = drafts.first()
    if draft is None:
        named = f" versi {version}" if version is not None else ""
        raise CommandError(
            f"Rancangan {cycle}{named} tidak ada. Susun dahulu: rkpd build --cycle "
            f"{cycle.fiscal_year}."
        )
    return draft
