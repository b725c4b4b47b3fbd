"""How SIPD tells of usulan of the portal, and the portal following it."""

from typing import Any

from foundation.reports import ImportReport, RowOutcome
from kelurahan.models import User
from kelurahan.roles import Role
from planning.models import ReasonCode
from proposals.imports import import_sipd_status
from proposals.models import KelurahanList, Proposal
from tests.factories import World, make_user
from tests.proposals.sipd_files import monitor, monitor_row


def make_bappeda(world: World) -> User:
    """Whoever follows SIPD, with the reason code that refusals there get."""
    ReasonCode.objects.create(
        code="R28", public_sentence="Menurut SIPD tidak diterima.", at_kelurahan=False, at_city=True
    )
    return make_user(world, Role.BAPPEDA)


def row_of(usulan: Proposal, **cells: Any) -> dict[str, Any]:
    """How SIPD tells the usulan after someone typed it in there."""
    return monitor_row(
        **{
            "ID usulan": "2400001",
            "Usulan": usulan.title,
            "Masalah": usulan.problem,
            "OPD tujuan akhir": "Dinas Air",
            "Status": "Verifikasi TAPD",
            "Catatan": "",
            "Volume": "10",
            "Anggaran": "10000000",
        }
        | cells
    )


def follow(world: World, actor: Any, *rows: dict[str, Any], **options: Any) -> ImportReport:
    given = {"filename": "status.csv", "cycle": world.cycle, "actor": actor} | options
    return import_sipd_status(monitor(*rows), **given)


def only(report: ImportReport) -> RowOutcome:
    assert len(report) == 1
    return report.rows[0]


def lock(world: World, actor: Any) -> None:
    KelurahanList.objects.create(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        minutes_number="BA/1",
        minutes_date="2024-01-15",
        locked_by=actor,
    )
