"""``manage.py rkpd``: the same deeds from the command line."""

from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from kelurahan.roles import Role
from proposals.models import Assessment, Proposal
from proposals.statuses import Status
from rkpd.models import Draft
from tests.factories import World, make_proposal, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda


def run(*args: str) -> str:
    out = StringIO()
    call_command("rkpd", *args, "--cycle=2024", stdout=out, stderr=out)
    return out.getvalue()


def test_build_freeze_and_export(world: World, tmp_path: Path) -> None:
    actor = make_bappeda(world)
    make_accommodated(world)
    bare = make_proposal(world, Status.ACCOMMODATED)
    said = run("build")
    assert (
        "RKPD 2024 versi 1 (rancangan awal) disusun: 1 baris dari 1 usulan, Rp10.000.000." in said
    )
    assert f"- {bare.number}: Perangkat Daerah belum mengisi volume" in said
    with pytest.raises(CommandError, match="80"):
        run("build", f"--label={'x' * 81}")
    second = run("build", "--kind=rancangan", "--label=sesudah rapat", f"--user={actor.username}")
    assert "versi 2 (rancangan) disusun" in second
    said = run("freeze", "--version=2", "--note=Rapat")
    assert f"RKPD 2024 versi 2 (rancangan) dibekukan oleh {actor}: 1 usulan, Rp10.000.000." in said
    frozen = Draft.objects.get(version=2)
    assert (frozen.kind, frozen.note, frozen.frozen_by) == ("rancangan", "Rapat", actor)
    assert frozen.label == "sesudah rapat"
    target = tmp_path / "rkpd.xlsx"
    run("export", f"--output={target}")
    assert openpyxl.load_workbook(target).sheetnames == ["Kompilasi", "Usulan"]
    run("export", "--format=csv", "--version=1", f"--output={tmp_path / 'v1.csv'}")
    assert "BELUM DIBEKUKAN" in (tmp_path / "v1.csv").read_text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "rkpd.xlsx",
        "v1.csv",
    ]


def test_without_a_name_the_only_bappeda_acts(world: World) -> None:
    make_accommodated(world)
    with pytest.raises(CommandError, match="--user"):
        run("build")
    make_bappeda(world)
    make_bappeda(world)
    with pytest.raises(CommandError, match="--user"):
        run("build")


@pytest.mark.parametrize("role", [None, Role.LURAH, Role.OBSERVER])
def test_who_is_not_bappeda_does_nothing(world: World, role: Role | None) -> None:
    make_accommodated(world)
    stranger = make_user(world, role)
    with pytest.raises(CommandError, match="Hanya Bappeda"):
        run("build", f"--user={stranger.username}")
    make_bappeda(world)
    run("build")
    for deed in ("freeze", "export"):
        with pytest.raises(CommandError):
            run(deed, f"--user={stranger.username}")
    assert not Proposal.objects.filter(status=Status.IN_RKPD).exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("freeze", "--version=9"), "Rancangan RKPD 2024 versi 9 tidak ada"),
        (("build", "--user=tidakada"), "tidakada tidak ada"),
        (("export", "--output=/tidak/ada/x.csv", "--format=csv"), "tidak dapat ditulis"),
    ],
)
def test_mistakes_get_a_sentence(world: World, args: tuple[str, ...], sentence: str) -> None:
    make_bappeda(world)
    make_accommodated(world)
    run("build")
    with pytest.raises(CommandError, match=sentence):
        run(*args)


def test_an_unknown_year_gets_a_sentence(world: World) -> None:
    make_bappeda(world)
    with pytest.raises(CommandError, match="Tahun 1999 tidak ada"):
        call_command("rkpd", "build", "--cycle=1999")


def test_a_draft_out_of_date_lists_what_changed(world: World) -> None:
    make_bappeda(world)
    proposal = make_accommodated(world)
    run("build")
    Assessment.objects.filter(proposal=proposal).update(value=1)
    out = StringIO()
    with pytest.raises(CommandError, match="Susun rancangan baru"):
        call_command("rkpd", "freeze", "--cycle=2024", stdout=out, stderr=out)
    assert f"Nilai usulan {proposal.number} berubah" in out.getvalue()
