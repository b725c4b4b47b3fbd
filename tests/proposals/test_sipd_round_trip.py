"""A list that leaves the portal in SIPD's layout comes back as SIPD's status file."""

import io
from typing import Any

import openpyxl
import pytest

from foundation.exports import write_xlsx
from foundation.reports import ImportReport
from kelurahan.models import User
from kelurahan.roles import Role
from planning.models import ReasonCode
from proposals.imports import import_sipd_status
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.resources import LAYOUTS, for_export
from proposals.statuses import FundingSource, Level, Status
from tests.factories import World, make_proposal, make_user

MOVES = {
    # portal, SIPD's text, new status
    Status.FORWARDED: ("Forum SKPD", Status.AGREED),
    Status.AGREED: ("Diakomodir", Status.ACCOMMODATED),
    Status.DEFERRED: ("Tidak Diakomodir", Status.DECLINED),
}


@pytest.fixture
def bappeda(world: World) -> User:
    ReasonCode.objects.create(
        code="R28", public_sentence="Menurut SIPD tidak diterima.", at_kelurahan=False, at_city=True
    )
    return make_user(world, Role.BAPPEDA)


def exported(world: World) -> io.BytesIO:
    usulan = Proposal.objects.filter(cycle=world.cycle, submitted_at__isnull=False)
    file = io.BytesIO()
    rows = for_export(usulan.order_by("number"))
    write_xlsx(LAYOUTS["sipd"](), rows, file, title="Usulan", notes=["Daftar usulan."])
    file.seek(0)
    return file


def bring_back(world: World, actor: User, file: io.BytesIO) -> ImportReport:
    file.seek(0)
    return import_sipd_status(file, filename="sipd.xlsx", cycle=world.cycle, actor=actor)


def with_status(file: io.BytesIO, told: dict[str, str]) -> io.BytesIO:
    """The workbook with other texts in its status column, by the usulan's number."""
    book = openpyxl.load_workbook(file)
    rows = list(book.worksheets[0].iter_rows())
    head = next(i for i, row in enumerate(rows) if "Status" in [cell.value for cell in row])
    status = [cell.value for cell in rows[head]].index("Status")
    for row in rows[head + 1 :]:
        numbers = {str(cell.value) for cell in row} & told.keys()
        for number in numbers:
            row[status].value = told[number]
    changed = io.BytesIO()
    book.save(changed)
    return changed


def stored() -> dict[Any, str]:
    return dict(Proposal.objects.values_list("pk", "status"))


def test_nothing_changed_is_nothing_done_whatever_the_status(world, bappeda):
    usulan = {status: make_proposal(world, status) for status in Status}
    # What is accommodated has the OPD's figures; without them the file would rightly add them.
    Assessment.objects.create(
        proposal=usulan[Status.ACCOMMODATED],
        level=Level.OPD,
        funding_source=FundingSource.APBD,
        opd=world.opd,
        sub_kegiatan=world.sub_kegiatan,
        volume=10,
        value=10_000_000,
        assessed_by=bappeda,
    )
    before, events = stored(), ProposalEvent.objects.count()

    report = bring_back(world, bappeda, exported(world))

    assert len(report) == len(Status) - 1
    assert [(row.outcome, row.message) for row in report if row.outcome != "unchanged"] == []
    assert stored() == before
    assert ProposalEvent.objects.count() == events


def test_exactly_the_changed_rows_move(world, bappeda):
    usulan = {status: [make_proposal(world, status) for _ in range(4)] for status in MOVES}
    chosen = {status: rows[1::2] for status, rows in usulan.items()}
    file = exported(world)
    told = {row.number: MOVES[status][0] for status, rows in chosen.items() for row in rows}
    expected = stored() | {
        row.pk: MOVES[status][1].value for status, rows in chosen.items() for row in rows
    }
    changed = with_status(file, told)

    report = bring_back(world, bappeda, changed)

    assert {row.key for row in report if row.outcome == "updated"} == set(told)
    assert report.counts["unchanged"] == 6
    assert not report.refused
    assert stored() == expected
    again = bring_back(world, bappeda, changed)
    assert again.counts["unchanged"] == 12
