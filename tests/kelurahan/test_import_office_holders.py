"""Offices are filled by the administrator's list; a head who changes is told apart from a fault."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.watch import Cancelled
from kelurahan.models import Assignment, Kecamatan, Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import forget_scope, scope_of
from kelurahan.services import issue_card, open_card
from kelurahan.services.office_holders import import_office_holders
from tests.factories import World, make_user

HEADER = "nama,peran,wilayah,telepon,nama_akun,mulai,sampai,menggantikan\n"
ROWS = (
    "Contoh Staf,Staf kelurahan,99.75.01.1001,,,,,",
    "Contoh Lurah,Lurah,Kelurahan Melati,081234567890,,2024-01-31,,",
    "Contoh Camat,Camat,contoh timur,,,,,",
    "Contoh Dinas,Perangkat Daerah,DINAS-A,,,,,",
    "Contoh Jalan,OPD,dinas jalan,,,31-12-2024,,",
    "Contoh Bappeda,Bappeda,99.75,,bappeda.dua,,,",
    "Contoh Pengamat,Pengamat,Kota Contoh,,,,,",
)
TODAY = timezone.localdate()


@pytest.fixture
def admin(world: World) -> User:
    return make_user(world, is_superuser=True)


def bring(actor: Any, *rows: str, **options: Any) -> ImportReport:
    file = io.BytesIO((HEADER + "\n".join(rows)).encode())
    return import_office_holders(file, filename="pejabat.csv", actor=actor, **options)


def only(report: ImportReport) -> Any:
    (row,) = report.rows
    return row


def lurah_since(world: World, days: int = 400) -> User:
    user = make_user(world, Role.LURAH)
    user.assignments.update(since=TODAY - timedelta(days=days))
    return user


# --- who is there afterwards -----------------------------------------------------------------


def test_every_office_is_filled_once_and_nobody_has_a_password(world, admin):
    report = bring(admin, *ROWS)

    assert [row.outcome for row in report] == ["created"] * 7
    held = Assignment.objects.exclude(role__in=["rt"]).order_by("pk")
    assert [(post.role, post.territory_name, post.user.username) for post in held] == [
        ("staf", "Mawar", "staf.mawar"),
        ("lurah", "Melati", "lurah.melati"),
        ("kecamatan", "Contoh Timur", "camat.contoh-timur"),
        ("opd", "Dinas Air", "opd.dinas-a"),
        ("opd", "Dinas Jalan", "opd.dinas-b"),
        ("bappeda", "Kota Contoh", "bappeda.dua"),
        ("pengamat", "Kota Contoh", "pengamat.kota-contoh"),
    ]
    assert held.get(role="lurah").since == date(2024, 1, 31)
    assert held.get(role="lurah").user.phone == "+6281234567890"
    assert held.get(territory_name="Dinas Jalan").since == date(2024, 12, 31)
    assert not any(post.user.has_usable_password() for post in held)

    again = bring(admin, *ROWS)

    assert [row.outcome for row in again] == ["unchanged"] * 7
    assert Assignment.objects.count() == 7


def test_a_new_holder_gets_in_by_a_card(world, admin):
    bring(admin, ROWS[0])
    staff = User.objects.get(username="staf.mawar")
    assert open_card(staff, issue_card(staff, admin))
    assert scope_of(staff).ids(Role.STAFF) == {world.kelurahan.pk}


def test_term_and_telephone_follow_the_file_with_old_and_new(world, admin):
    held = lurah_since(world)
    since, until = TODAY - timedelta(days=500), TODAY + timedelta(days=30)
    row = f"{held.full_name},Lurah,Mawar,081234567890,,{since},{until},"

    outcome = only(bring(admin, row))

    assert outcome.outcome == "updated"
    assert [change.title for change in outcome.changes] == ["telepon", "mulai", "sampai"]
    assert outcome.changes[0].new == "0812 3456 7890"
    post = held.assignments.get()
    assert (post.since, post.until) == (since, until)
    assert only(bring(admin, row)).outcome == "unchanged"
    assert only(bring(admin, f"{held.full_name},Lurah,Mawar,,,,,")).outcome == "unchanged"


def test_an_end_in_the_past_closes_the_post_and_its_cards(world, admin):
    held = lurah_since(world)
    code = issue_card(held, admin)
    row = f"{held.full_name},Lurah,Mawar,,,,{TODAY - timedelta(days=1)},"

    assert only(bring(admin, row)).outcome == "updated"

    assert not open_card(held, code)
    forget_scope(held)
    assert not scope_of(held).posts
    assert only(bring(admin, row)).outcome == "unchanged"


# --- successors ------------------------------------------------------------------------------


def test_a_successor_without_a_word_is_refused_and_told_what_to_write(world, admin):
    held = lurah_since(world)
    outcome = only(bring(admin, "Contoh Baru,Lurah,Mawar,,,,,"))
    assert (outcome.outcome, outcome.column) == ("refused", "menggantikan")
    assert held.full_name in outcome.message
    assert "tulis “ya” di kolom menggantikan" in outcome.message
    assert held.assignments.get().until is None
    assert not User.objects.filter(full_name="Contoh Baru").exists()


@pytest.mark.parametrize("word", ["ya", "YA", "{name}", "{username}"])
def test_a_successor_begins_when_the_other_ends(world, admin, word):
    held = lurah_since(world)
    day = TODAY - timedelta(days=10)
    word = word.format(name=held.full_name, username=held.username)
    row = f"Contoh Baru,Lurah,Mawar,,,{day},,{word}"

    outcome = only(bring(admin, row))

    assert outcome.outcome == "updated"
    assert held.full_name in outcome.changes[0].old
    assert "Contoh Baru" in outcome.changes[0].new
    assert held.assignments.get().until == day - timedelta(days=1)
    new = Assignment.objects.get(user__full_name="Contoh Baru")
    assert (new.role, new.kelurahan, new.since, new.until) == ("lurah", world.kelurahan, day, None)
    assert only(bring(admin, row)).outcome == "unchanged"


def test_with_several_the_one_who_leaves_is_named(world, admin):
    first, second = (make_user(world, Role.STAFF) for _ in range(2))
    Assignment.objects.update(since=TODAY - timedelta(days=9))

    unnamed = only(bring(admin, "Contoh Baru,Staf,Mawar,,,,,ya"))
    named = only(bring(admin, f"Contoh Baru,Staf,Mawar,,,,,{second.full_name}"))

    assert (unnamed.outcome, unnamed.column) == ("refused", "menggantikan")
    assert first.full_name in unnamed.message
    assert named.outcome == "updated"
    assert first.assignments.get().until is None
    assert second.assignments.get().until == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "rest", "outcome"),
    [
        (Role.STAFF, "Mawar,,,,,", "created"),
        (Role.OPD, "DINAS-A,,,,,", "created"),
        (Role.BAPPEDA, "99.75,,,,,", "created"),
        (Role.KECAMATAN, "99.75.01,,,,,", "refused"),
        (Role.KECAMATAN, "99.75.01,,,,,tidak", "created"),
        (Role.LURAH, "Mawar,,,,,tidak", "refused"),
    ],
)
def test_who_may_serve_side_by_side(world, admin, role, rest, outcome):
    held = make_user(world, role)
    row = only(bring(admin, f"Contoh Kedua,{role.value},{rest}"))
    assert row.outcome == outcome
    assert held.full_name in row.message
    assert held.assignments.get().until is None


def test_dates_that_no_succession_can_have(world, admin):
    held = lurah_since(world, days=5)

    def succeed(days: int, place: str = "Mawar", **options: Any) -> ImportReport:
        day = TODAY + timedelta(days=days)
        return bring(admin, f"Contoh Baru,Lurah,{place},,,{day},,ya", **options)

    early, late, nobody = succeed(-5), succeed(2), succeed(0, "Melati")
    tomorrow = succeed(1, dry_run=True)
    assert [(only(r).outcome, only(r).column) for r in (early, late, tomorrow, nobody)] == [
        ("refused", "mulai"),
        ("refused", "mulai"),
        ("updated", ""),
        ("refused", "menggantikan"),
    ]
    assert held.assignments.get().until is None


def test_who_has_left_does_not_come_back_by_an_old_list(world, admin):
    held = lurah_since(world)
    held.assignments.update(until=TODAY - timedelta(days=50))
    row = "{name},Lurah,Mawar,,,{since},,"

    old = only(bring(admin, row.format(name=held.full_name, since="")))
    back = only(bring(admin, row.format(name=held.full_name, since=TODAY)))

    assert (old.outcome, old.column) == ("refused", "mulai")
    assert back.outcome == "created"
    assert held.assignments.count() == 2
    assert User.objects.filter(full_name=held.full_name).count() == 1


# --- accounts that exist ---------------------------------------------------------------------


@pytest.mark.parametrize("known_by", ["telepon", "nama_akun"])
def test_a_person_with_an_account_keeps_it(world, admin, known_by):
    staff = make_user(world, Role.STAFF, phone="+6281234567890")
    phone, name = ("081234567890", "") if known_by == "telepon" else ("", staff.username)

    taken = only(bring(admin, f"{staff.full_name},Lurah,Melati,{phone},{name},,,"))
    other = only(bring(admin, f"Orang Lain,Lurah,Mawar,{phone},{name},,,"))

    assert taken.outcome == "created"
    assert staff.assignments.count() == 2
    assert (other.outcome, other.column) == ("refused", known_by)
    assert staff.full_name in other.message


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Lurah,Mawar,,,,,", "nama"),
        ("Contoh,Ketua RT,Mawar,,,,,", "peran"),
        ("Contoh,Direktur,Mawar,,,,,", "peran"),
        ("Contoh,Lurah,Kenanga,,,,,", "wilayah"),
        ("Contoh,Lurah,99.75.01,,,,,", "wilayah"),
        ("Contoh,Lurah,,,,,,", "wilayah"),
        ("Contoh,Lurah,Mawar,12,,,,", "telepon"),
        ("Contoh,Lurah,Mawar,,,31 Januari,,", "mulai"),
        ("Contoh,Lurah,Mawar,,,2026-02-01,2026-01-01,", "sampai"),
        ("Contoh,Lurah,Mawar,,,2020-02-01,2021-01-01,", "sampai"),
        ("Contoh,Lurah,Dahlia,,,,,", "wilayah"),
    ],
)
def test_a_fault_is_told_with_its_column_and_stops_no_other(world, admin, row, column):
    twin = Kecamatan.objects.create(
        city=world.city, code="99.75.02", name="Contoh Barat", name_local="Contoh Barat"
    )
    for parent, code in ((world.kecamatan, "99.75.01.1009"), (twin, "99.75.02.1001")):
        Kelurahan.objects.create(kecamatan=parent, code=code, name="Dahlia", name_local="Dahlia")

    report = bring(admin, row, ROWS[0])

    assert [each.outcome for each in report] == ["refused", "created"]
    assert report.rows[0].column == column
    assert report.rows[0].message.endswith((".", "2026-01-31."))


# --- who may, and what a trial leaves --------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_no_office_fills_offices(world, role):
    with pytest.raises(RefusedImport, match="Hanya administrator"):
        bring(make_user(world, role), *ROWS)
    assert not User.objects.filter(full_name="Contoh Lurah").exists()


def test_trial_and_cancelling_leave_nothing(world, admin):
    held = lurah_since(world)
    rows = (*ROWS, "Contoh Baru,Lurah,Mawar,,,,,ya")
    before = User.objects.count()

    def stop(done: int, total: int) -> None:
        if done == total == 8:
            raise Cancelled

    assert bring(admin, *rows, dry_run=True).counts["created"] == 7
    with pytest.raises(Cancelled):
        bring(admin, *rows, watch=stop)
    assert User.objects.count() == before
    assert held.assignments.get().until is None


def test_command(world, admin, tmp_path, capsys):
    path = tmp_path / "pejabat.csv"
    path.write_text(HEADER + "\n".join(ROWS))

    call_command("import_pejabat", str(path))

    assert "7 baris dibaca: 7 baru." in capsys.readouterr().out
    assert Assignment.objects.filter(role="lurah").exists()
    make_user(world, is_superuser=True)
    with pytest.raises(CommandError, match="--user NAMA"):
        call_command("import_pejabat", str(path))
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("import_pejabat", str(path), "--user=bukan")
