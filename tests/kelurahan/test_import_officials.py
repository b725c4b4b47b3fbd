"""Heads of RT and RW come in by a list; who is there stays, nobody is replaced."""

import io
from typing import Any

import pytest

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.watch import Cancelled
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.services.officials import import_officials
from tests.factories import World, make_user

ROWS = (
    "Contoh Satu,Ketua RT,001,001,,",
    "Contoh Dua,Ketua RW,001,,,081234567890",
    "Contoh Tiga,Pamor,002,,,",
    "Contoh Empat,Lembaga,,,Karang Taruna Mawar,",
)


@pytest.fixture
def staff(world: World):
    return make_user(world, Role.STAFF)


def bring(actor: Any, *rows: str, **options: Any) -> ImportReport:
    text = "nama,peran,rw,rt,lembaga,telepon\n" + "\n".join(rows)
    return import_officials(io.BytesIO(text.encode()), filename="p.csv", actor=actor, **options)


def test_accounts_are_made_once_and_have_no_password(world, staff):
    report = bring(staff, *ROWS)

    assert [row.outcome for row in report] == ["created"] * 4
    head = User.objects.get(full_name="Contoh Satu")
    assert head.username in report.rows[0].message
    assert not head.has_usable_password()
    assert head.assignments.get().rt == world.rt

    again = bring(staff, *ROWS, "Contoh Lima,Ketua RT,001,002,,")

    assert [row.outcome for row in again] == ["unchanged"] * 4 + ["created"]
    assert "sudah tercatat sebagai Ketua RT" in again.rows[0].message


def test_refused_rows_do_not_stop_the_others(world, staff):
    held = make_user(world, Role.RT)

    report = bring(
        staff,
        "Contoh Baru,Ketua RT,001,001,,",
        "Contoh Dua,Ketua RW,009,,,",
        "Contoh Tiga,Camat,001,,,",
        "Contoh Empat,Ketua RW,002,,,12",
        "Contoh Lima,Ketua RW,001,,,",
        "Contoh Enam,Ketua RW,001,,,",
        ",Pamor,001,,,",
        "#N/A,Ketua RW,001,,,",
    )

    rows = sorted(report, key=lambda row: row.row)
    assert [(str(row.outcome), row.column) for row in rows] == [
        ("refused", "rt"),
        ("refused", "rw"),
        ("refused", "peran"),
        ("refused", "telepon"),
        ("created", ""),
        ("refused", "rw"),
        ("refused", "nama"),
        ("refused", "nama"),
    ]
    assert "galat Excel (#N/A)" in rows[7].message
    assert held.full_name in rows[0].message
    assert User.objects.filter(full_name__startswith="Contoh Lima").count() == 1


def test_only_the_own_kelurahan(world, staff):
    elsewhere = make_user(world, Role.STAFF, world.other_kelurahan)
    report = bring(elsewhere, "Contoh Satu,Ketua RT,002,001,,")
    assert (report.rows[0].outcome, report.rows[0].column) == ("refused", "rw")
    for role in (Role.RT, Role.BAPPEDA, Role.KECAMATAN):
        with pytest.raises(RefusedImport):
            bring(make_user(world, role), *ROWS)


def test_trial_and_cancelling_leave_nothing(world, staff):
    before = User.objects.count()

    def stop(done: int, total: int) -> None:
        assert total == 4
        if done == 3:
            raise Cancelled

    assert bring(staff, *ROWS, dry_run=True).counts["created"] == 4
    with pytest.raises(Cancelled):
        bring(staff, *ROWS, watch=stop)
    assert User.objects.count() == before
