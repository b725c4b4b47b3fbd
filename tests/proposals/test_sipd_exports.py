"""Each file for SIPD leaves a trace: who, when, which usulan, and the checksum of what went out."""

import hashlib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from kelurahan.roles import Role
from proposals.models import SipdExport, SipdExportRow
from proposals.services.exports import SipdRecorder
from proposals.statuses import Status
from tests.factories import World, make_proposal
from tests.proposals.office import signed_in


def url(layout: str, form: str) -> str:
    return reverse("admin:proposals_proposal_download", args=[layout, form])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_taken_along_is_kept_in_mind(world: World, form: str) -> None:
    client, officer = signed_in(world, Role.STAFF)
    own = [make_proposal(world, Status.SUBMITTED) for _ in range(2)]
    place = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    make_proposal(world, Status.SUBMITTED, **place)
    content = b"".join(client.get(url("sipd", form)).streaming_content)
    export = SipdExport.objects.get()
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert (export.made_by, export.made_by_name, export.count) == (officer, str(officer), 2)
    assert export.made_by_role == Role.STAFF.value
    assert export.cycle == world.cycle
    assert {row.proposal_id for row in export.rows.all()} == {usulan.pk for usulan in own}


def test_a_file_that_broke_off_did_not_go_out(world: World) -> None:
    usulan = make_proposal(world, Status.SUBMITTED)
    rows = type(usulan).objects.all()
    recorder = SipdRecorder.of(rows, cycle=world.cycle, actor=None, filename="sipd.csv")
    passing = recorder.pieces([b"No,ID usulan", b"1,2"])
    next(passing)
    passing.close()
    assert not SipdExport.objects.exists()


def test_other_layouts_and_questions_leave_no_trace(world: World) -> None:
    client, _ = signed_in(world, Role.STAFF)
    make_proposal(world, Status.SUBMITTED)
    b"".join(client.get(url("lengkap", "csv")).streaming_content)
    client.head(url("sipd", "xlsx"))
    client.head(url("sipd", "csv"))
    assert not SipdExport.objects.exists()


def test_the_command_leaves_one_too(world: World, tmp_path: Path) -> None:
    usulan = make_proposal(world, Status.SUBMITTED)
    make_proposal(world, Status.DRAFT)
    target = tmp_path / "sipd.csv"
    year = world.cycle.fiscal_year
    call_command(
        "export_usulan", cycle=year, format="csv", layout="sipd", output=str(target), verbosity=0
    )
    export = SipdExport.objects.get()
    assert export.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert [row.proposal for row in export.rows.all()] == [usulan]
    assert list(SipdExportRow.objects.for_sipd()) == list(export.rows.all())
