"""RT and RW heads, Pamor and officers of organisations out of a list that grows over the year.

Unlike the page that makes accounts and prints their cards at once, a row that cannot be taken does
not stop the others, and who is there already is left alone.
"""

from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport, Outcome
from foundation.tables import Row, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import User
from kelurahan.selectors import kelurahan_in_charge
from kelurahan.services.register import (
    ALIASES,
    REQUIRED,
    KnownAlready,
    Planner,
    RowFault,
    create_accounts,
)


def import_officials(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    actor: User,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Make accounts for those of ``actor``'s kelurahan who have none; no password is in the file.

    Each gets in by a card that is printed from the list of accounts. Nobody is replaced: a post
    that someone else holds is refused, and given over on the page of its assignment. Raises
    ``TableError`` or ``RefusedImport``; nothing is stored then, and nothing with ``dry_run``.
    """
    if len(kelurahan_in_charge(actor)) != 1:
        raise RefusedImport("Hanya petugas satu kelurahan yang mengimpor pengurus RT dan RW.")
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        planner = Planner(actor, list(table.sound(report)))
        for row in planner.rows:
            watch(len(report), table.total)
            _take(row, planner, actor, report)
        watch(len(report), table.total)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _take(row: Row, planner: Planner, actor: User, report: ImportReport) -> None:
    name = row.cells["nama"][:120]
    try:
        planned = planner.account(row)
        [user] = create_accounts([planned], actor=actor)
    except KnownAlready as known:
        report.add(row.number, Outcome.UNCHANGED, key=name, message=str(known))
    except RowFault as fault:
        report.refuse(row.number, str(fault), column=fault.column, key=name)
    except ValidationError as error:
        report.refuse(row.number, " ".join(error.messages), key=name)
    else:
        message = f"{planned.role_label}, {planned.territory_name}. Nama akun {user.username}."
        report.add(row.number, Outcome.CREATED, key=name, message=message)
