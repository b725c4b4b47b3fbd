"""``manage.py demo``: a believable Musrenbang to look around in, in an empty database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foundation.indonesia import number
from foundation.statistics import refresh_statistics
from planning.models import Pagu
from proposals.demo import (
    ACCOUNTS,
    PASSWORD,
    DatabaseInUse,
    Demo,
    State,
    build_demo,
    state_of_database,
)
from rkpd.ceilings import ceilings_of
from rkpd.models import Draft, DraftKind
from rkpd.services import build_draft, freeze_draft

FIRST_DRAFT = "Rancangan pertama, dibekukan sebagai contoh."
SECOND_DRAFT = "sesudah Forum Perangkat Daerah"

ROUND = 1_000_000
"""Ceilings are whole millions of rupiah."""


class Command(BaseCommand):
    """Fills an empty database with demonstration data and prints the accounts."""

    help = "Memuat data contoh ke basis data yang kosong dan mencetak akun contoh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            dest="everywhere",
            help="Semua 56 kelurahan (18.480 usulan), bukan hanya Kecamatan Rawalumbu.",
        )
        parser.add_argument(
            "--usulan-per-kelurahan",
            type=int,
            metavar="N",
            help="Banyaknya usulan per kelurahan (biasanya 330).",
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Tidak melakukan apa-apa bila basis data sudah berisi.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` with a sentence when the database holds anything already."""
        wanted = options["usulan_per_kelurahan"]
        if wanted is not None and not 1 <= wanted <= 9999:
            raise CommandError("Isi --usulan-per-kelurahan dengan angka 1 sampai 9999.")
        if options["if_empty"] and (state := state_of_database()) != State.EMPTY:
            self._greet(state)
            return
        started = time.monotonic()
        try:
            demo = _make(everywhere=options["everywhere"], usulan_per_kelurahan=wanted)
        except DatabaseInUse as error:
            raise CommandError(str(error)) from error
        refresh_statistics()
        seconds = number(round(time.monotonic() - started))
        self.stdout.write(
            f"Data contoh selesai: {number(demo.usulan)} usulan di {len(demo.shelves)} kelurahan, "
            f"{demo.cycle}, dan {number(demo.usulan_before)} usulan tahun sebelumnya "
            f"({seconds} detik)."
        )
        self._print_accounts()

    def _greet(self, state: State) -> None:
        if state == State.DEMO:
            self._print_accounts()
        else:
            self.stdout.write("Basis data sudah berisi, jadi data contoh tidak dimuat.")

    def _print_accounts(self) -> None:
        rows = [(row.username, row.role, row.territory) for row in ACCOUNTS]
        rows.insert(0, ("Nama akun", "Peran", "Wilayah"))
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
        lines.insert(1, "  ".join("-" * width for width in widths))
        self.stdout.write("\nAkun contoh, kata sandi semuanya: " + PASSWORD + "\n")
        self.stdout.write("\n".join(line.rstrip() for line in lines) + "\n")


@transaction.atomic
def _make(*, everywhere: bool, usulan_per_kelurahan: int | None) -> Demo:
    """The demonstration with one frozen RKPD draft and one still open; all or nothing."""
    demo = build_demo(everywhere=everywhere, usulan_per_kelurahan=usulan_per_kelurahan)
    if not demo.has_accommodated:
        return demo
    first = build_draft(cycle=demo.cycle, actor=demo.planner)
    freeze_draft(first, actor=demo.planner, note=FIRST_DRAFT)
    demo.go_on()
    second = build_draft(
        cycle=demo.cycle, actor=demo.planner, kind=DraftKind.DRAFT, label=SECOND_DRAFT
    )
    _set_pagu(second)
    return demo


def _set_pagu(draft: Draft) -> None:
    """Ceilings that most keep and every fifth exceeds, as it goes when wishes meet money."""
    ceilings = ceilings_of(draft)
    rows = [("opd", each) for each in ceilings.opds]
    rows += [("kecamatan", each) for each in ceilings.kecamatan]
    for position, (owner, each) in enumerate(rows):
        percent = 85 if position % 5 == 1 else 120
        amount = each.planned * percent // 100 // ROUND * ROUND
        Pagu.objects.create(cycle=draft.cycle, amount=amount + ROUND, **{f"{owner}_id": each.key})
