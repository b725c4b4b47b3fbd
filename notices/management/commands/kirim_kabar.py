"""``manage.py kirim_kabar [--dry-run]``: today's messages to proposers, for a timer."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import capfirst

from foundation.indonesia import number
from notices.channels import open_channel
from notices.kinds import Kind, kinds_in_use
from notices.sending import Run, Tally, is_waiting, remove_old, waiting_users


class Command(BaseCommand):
    """Run it as often as you like: nobody gets more than one message a day over one channel."""

    help = (
        "Mengirim kabar usulan lewat e-mail, WhatsApp, dan SMS yang sudah disiapkan: paling "
        "banyak satu pesan sehari untuk setiap orang. Aman diulang dan dijalankan bersamaan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Hanya menghitung, tidak mengirim apa pun."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = kinds_in_use()
        if not kinds:
            self.stdout.write("Tidak ada cara mengirim yang disiapkan. Kabar dibaca di portal.")
            return
        if not settings.SITE_URL:
            raise CommandError("Isi SITE_URL: tanpa alamat portal, pesan tidak memuat tautan.")
        if options["dry_run"]:
            for kind in kinds:
                self.stdout.write(
                    f"{capfirst(kind.label)}: {number(_waiting(kind))} orang akan dikabari."
                )
            return
        tallies = {kind: Run(kind, open_channel(kind.key)).over_all() for kind in kinds}
        for kind, tally in tallies.items():
            self.stdout.write(f"{capfirst(kind.label)}: {_in_words(tally)}.")
        remove_old(timezone.now())
        if any(tally.failed or tally.ended for tally in tallies.values()):
            raise CommandError(
                "Ada pesan yang belum terkirim. Sebabnya ada di halaman Pesan keluar.", returncode=2
            )


def _waiting(kind: Kind) -> int:
    now = timezone.now()
    return sum(is_waiting(user, kind, now) for user in waiting_users(kind, now))


def _in_words(tally: Tally) -> str:
    parts = [f"{number(tally.sent)} terkirim"]
    for count, words in (
        (tally.failed, "gagal dan akan dicoba lagi"),
        (tally.ended, "gagal dan tidak dicoba lagi"),
        (tally.dropped, "tidak perlu lagi"),
    ):
        if count:
            parts.append(f"{number(count)} {words}")
    if tally.is_down:
        parts.append("berhenti dulu karena gateway atau server e-mail sedang tidak dapat dipakai")
    return ", ".join(parts)
