"""Accounts from a spreadsheet: all or nothing."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from foundation.tables import read_table
from kelurahan.models import RW, Assignment, User
from kelurahan.roles import Role
from kelurahan.services import create_accounts, plan_accounts
from kelurahan.services.register import ALIASES, REQUIRED
from tests.factories import make_user

HEADER = "nama;peran;rw;rt;lembaga;telepon\n"


@pytest.fixture
def staff(world):
    return make_user(world, Role.STAFF)


def plan(actor, *rows):
    file = io.BytesIO((HEADER + "\n".join(rows)).encode())
    table = read_table(file, filename="akun.csv", required=REQUIRED, aliases=ALIASES)
    return plan_accounts(table, actor=actor)


def test_a_good_table(world, staff):
    found = plan(
        staff,
        "Contoh Satu;Ketua RW;1;;;0812 1111 1111",
        "Contoh Dua;rt;RW 01;II;;81222222222",
        "Contoh Tiga;PAMOR;001;;;",
        "Contoh Empat;Pengurus lembaga;;;karang taruna  mawar;",
    )
    assert found.is_clean, [row.sentence() for row in found.report]
    users = create_accounts(found.accounts, actor=staff)
    assert [user.username for user in users] == [
        "rw001.mawar",
        "rt002rw001.mawar",
        "pamor.rw001.mawar",
        "karang-taruna-mawar.mawar",
    ]
    assert users[1].phone == "+6281222222222"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";Ketua RT;1;1;;", "nama"),
        ("x" * 121 + ";Ketua RT;1;1;;", "nama"),
        ("Contoh;Lurah;1;1;;", "peran"),
        ("Contoh;;1;1;;", "peran"),
        ("Contoh;Ketua RT;;1;;", "rw"),
        ("Contoh;Ketua RT;9;1;;", "rw"),
        ("Contoh;Ketua RT;satu;1;;", "rw"),
        ("Contoh;Ketua RT;1;;;", "rt"),
        ("Contoh;Ketua RT;1;9;;", "rt"),
        ("Contoh;Pengurus lembaga;;;;", "lembaga"),
        ("Contoh;Pengurus lembaga;;;PKK;", "lembaga"),
        ("Contoh;Pamor;1;;;12", "telepon"),
        ("Contoh;Pamor;1;;;0812 9999 9999", "telepon"),
        ("Contoh;Ketua RW;2;;;", "rw"),
    ],
)
def test_every_fault_names_its_row_and_column(world, staff, row, column):
    make_user(world, Role.RW, world.other_rw, phone="+6281299999999")
    rows = RW.objects.count()
    found = plan(staff, "Baik;Pamor;1;;;", row)
    assert not found.is_clean
    assert [(fault.row, fault.column) for fault in found.report.refused] == [(3, column)]
    assert RW.objects.count() == rows, "a missing RW is not made silently"


@pytest.mark.parametrize(
    ("second", "column"),
    [("Dua;Ketua RT;001;001;;", "rt"), ("Dua;Pamor;1;;;+62 812-1111-1111", "telepon")],
)
def test_twice_in_the_same_table(world, staff, second, column):
    found = plan(staff, "Satu;Ketua RT;1;1;;081211111111", second)
    (fault,) = found.report.refused
    assert fault.column == column
    assert "baris 2" in fault.message


def test_nothing_is_made_when_one_row_fails_meanwhile(world, staff):
    found = plan(staff, "Satu;Pamor;1;;;", "Dua;Ketua RT;1;1;;")
    make_user(world, Role.RT)
    people = User.objects.count()
    with pytest.raises(ValidationError, match=r"Baris 3 \(Dua\)"):
        create_accounts(found.accounts, actor=staff)
    assert User.objects.count() == people
    assert not Assignment.objects.filter(role=Role.PAMOR).exists()


def test_rows_planned_by_one_kelurahan_are_nothing_to_another(world, staff):
    found = plan(staff, "Satu;Pamor;1;;;")
    with pytest.raises(PermissionDenied):
        create_accounts(found.accounts, actor=make_user(world, Role.STAFF, world.other_kelurahan))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STAFF, Role.LURAH)])
def test_only_a_kelurahan_hands_in_tables(world, role):
    with pytest.raises(PermissionDenied):
        plan(make_user(world, role), "Satu;Pamor;1;;;")


def test_queries_do_not_grow_with_rows(world, staff, django_assert_num_queries):
    plan(staff, "Satu;Pamor;1;;;")
    for rows in (1, 3):
        with django_assert_num_queries(5):
            plan(staff, *(f"Nama {i};Pamor;1;;;08121111222{i}" for i in range(rows)))
