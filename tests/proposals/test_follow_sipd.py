"""SIPD's status file: which usulan a row speaks of, and what becomes of it."""

import pytest
from django.core.management import call_command

from foundation.import_command import RefusedImport
from foundation.watch import Cancelled
from kelurahan.models import OPD, City, Kecamatan, Kelurahan, User
from kelurahan.roles import Role
from planning.models import ReasonCode
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_user
from tests.proposals.sipd_files import MONITOR_TITLES, as_xlsx
from tests.proposals.sipd_following import follow, lock, make_bappeda, only, row_of


@pytest.fixture
def bappeda(world: World) -> User:
    return make_bappeda(world)


STEPS = (
    # portal, SIPD's text, new status, deeds
    ("forwarded", "Verifikasi Kecamatan", "forwarded", []),
    ("forwarded", "Forum SKPD", "agreed", ["sipd_agree"]),
    ("forwarded", "Verifikasi Kecamatan||Ditolak", "not_agreed", ["sipd_disagree"]),
    ("forwarded", "Verifikasi TAPD", "accommodated", ["sipd_agree", "sipd_accommodate"]),
    ("forwarded", "Forum SKPD||Ditolak", "declined", ["sipd_agree", "sipd_decline"]),
    ("agreed", "Diakomodir", "accommodated", ["sipd_accommodate"]),
    ("agreed", "Tidak Diakomodir", "declined", ["sipd_decline"]),
    ("deferred", "Diakomodir", "accommodated", ["sipd_accommodate"]),
    ("deferred", "Tidak Diakomodir", "declined", ["sipd_decline"]),
)


@pytest.mark.parametrize("case", STEPS)
def test_the_portal_follows(world, bappeda, case):
    held, told, status, deeds = case
    usulan = make_proposal(world, Status(held))

    outcome = only(follow(world, bappeda, row_of(usulan, Status=told, Catatan="Kata SIPD")))

    usulan.refresh_from_db()
    assert (usulan.status, usulan.external_id) == (status, "2400001")
    assert outcome.outcome == "updated"
    events = usulan.events.exclude(action="import")
    assert [event.action for event in events] == [*deeds, "sipd_id"]
    for event in events.exclude(action="sipd_id"):
        assert event.actor == bappeda
        assert event.note == f"Menurut SIPD: {told}.\nKata SIPD"
        is_negative = event.action in ("sipd_disagree", "sipd_decline")
        assert (event.reason.code if event.reason else "") == ("R28" if is_negative else "")
    shown = {change.title: (change.old, change.new) for change in outcome.changes}
    assert shown.get("status") == (
        (Status(held).label, Status(status).label) if status != held else None
    )
    assert shown["ID SIPD"] == ("", "2400001")


LEFT = (
    ("accommodated", "Forum SKPD"),
    ("in_rkpd", "Diakomodir"),
    ("in_apbd", "Verifikasi TAPD"),
    ("realised", "Tidak Diakomodir"),
    ("agreed", "Verifikasi Kecamatan"),
    ("agreed", "Verifikasi Kecamatan||Ditolak"),
    ("deferred", "Forum SKPD"),
    ("agreed", "Ditunda"),
    ("prioritised", "Verifikasi Kelurahan"),
)


@pytest.mark.parametrize(("held", "told"), LEFT)
def test_what_the_portal_has_passed_is_left(world, bappeda, held, told):
    usulan = make_proposal(world, Status(held), external_id="2400001")

    outcome = only(follow(world, bappeda, row_of(usulan, Status=told)))

    usulan.refresh_from_db()
    assert usulan.status == held
    assert outcome.outcome == "unchanged"
    assert f"Di portal sudah {Status(held).label}, SIPD menyebut" in outcome.message


REFUSED = (
    ("verified", "Forum SKPD", False, "belum mengunci berita acaranya"),
    ("submitted", "Verifikasi Kecamatan", False, "belum mengunci berita acaranya"),
    ("reserve", "Diakomodir", True, "tidak diteruskan kelurahan"),
    ("kelurahan_funded", "Diakomodir", True, "tidak diteruskan kelurahan"),
    ("rejected", "Diakomodir", True, "sudah berakhir"),
    ("not_agreed", "Diakomodir", True, "sudah berakhir"),
    ("declined", "Diakomodir", True, "sudah berakhir"),
    ("forwarded", "Masuk APBD", True, "hanya dapat ditetapkan di portal"),
    ("forwarded", "entah", True, "tidak dikenal"),
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_followed_is_refused(world, bappeda, case):
    held, told, is_locked, sentence = case
    usulan = make_proposal(world, Status(held))
    if is_locked:
        lock(world, bappeda)

    outcome = only(follow(world, bappeda, row_of(usulan, Status=told)))

    usulan.refresh_from_db()
    assert (usulan.status, usulan.external_id) == (held, "")
    assert (outcome.outcome, outcome.column) == ("refused", "Status")
    assert sentence in outcome.message
    assert not usulan.events.exclude(action="import").exists()


@pytest.mark.parametrize(
    "cells",
    [
        {"ID usulan": "77"},
        {"ID usulan": "{number}"},
        {"Usulan": "{number} Saluran"},
        {"Masalah": "Lihat {number}."},
        {"Catatan": "No. {number}; sudah dibahas"},
        {"Usulan": "{title} (Dinas Air)", "Masalah": "{problem} (RW 01 P3)"},
        {"Usulan": "Pembangunan saluran lingkungan"},
    ],
)
def test_a_usulan_is_found(world, bappeda, cells):
    usulan = make_proposal(world, Status.FORWARDED)
    if cells.get("ID usulan") == "77":
        Proposal.objects.filter(pk=usulan.pk).update(external_id="77")
    words = {"number": usulan.number, "title": usulan.title, "problem": usulan.problem}
    make_proposal(world, Status.FORWARDED, problem="Masalah lain yang cukup panjang.")
    # Where a key is there, nothing else needs to fit.
    unlike = {} if "Usulan" in cells else {"Usulan": "Lain"}
    said = {title: text.format(**words) for title, text in cells.items()}

    report = follow(world, bappeda, row_of(usulan, **(unlike | said)))

    assert only(report).key == usulan.number
    usulan.refresh_from_db()
    assert usulan.status == Status.ACCOMMODATED


@pytest.mark.parametrize("where", ["ID usulan", "Catatan"])
def test_a_number_of_another_kelurahan_is_refused(world, bappeda, where):
    usulan = make_proposal(world, Status.FORWARDED)
    cells = {where: usulan.number, "Kelurahan": "Melati"}

    told = only(follow(world, bappeda, row_of(usulan, **cells)))

    assert (told.outcome, told.column) == ("refused", "Kelurahan")
    assert f"Nomor {usulan.number} adalah usulan Kelurahan Mawar" in told.message
    usulan.refresh_from_db()
    assert (usulan.status, usulan.external_id) == (Status.FORWARDED, "")


@pytest.mark.parametrize(("title", "is_said"), [("Jalan", True), ("{title}", False)])
def test_a_number_with_another_title_is_followed_and_said(world, bappeda, title, is_said):
    usulan = make_proposal(world, Status.FORWARDED)
    cells = {"ID usulan": usulan.number, "Usulan": title.format(title=usulan.title)}

    told = only(follow(world, bappeda, row_of(usulan, **cells)))

    assert told.outcome == "updated"
    assert ("Judul di berkas berbeda" in told.message) == is_said


def test_two_that_fit_or_none_are_refused(world, bappeda):
    twins = [make_proposal(world, Status.FORWARDED, title="Saluran kembar") for _ in range(2)]

    report = follow(
        world,
        bappeda,
        row_of(twins[0]),
        row_of(twins[0], **{"ID usulan": "2", "Volume": "11"}),
        row_of(twins[0], **{"ID usulan": "3", "Kelurahan": "Antah"}),
        row_of(twins[0], **{"ID usulan": "4", "Catatan": f"{twins[0].number} {twins[1].number}"}),
    )

    assert [row.outcome for row in report] == ["refused"] * 4
    assert "Ada 2 usulan di Kelurahan Mawar" in report.rows[0].message
    assert "tidak ditemukan di Kelurahan Mawar" in report.rows[1].message
    assert "tidak ada di portal" in report.rows[2].message
    assert "menyebut beberapa nomor usulan" in report.rows[3].message


def test_a_usulan_or_an_id_named_twice(world, bappeda):
    first, second = (make_proposal(world, Status.FORWARDED) for _ in range(2))

    report = follow(
        world,
        bappeda,
        row_of(first, Catatan=first.number),
        row_of(first, Catatan=first.number, **{"ID usulan": "2400002"}),
        row_of(second, Catatan=second.number),
    )

    assert [row.outcome for row in report] == ["updated", "refused", "refused"]
    assert report.rows[1].message == "Usulan ini sudah ada pada baris 2 berkas ini."
    assert report.rows[2].message == "ID ini sudah ada pada baris 2 berkas ini."


@pytest.mark.parametrize(("held", "deeds"), [("forwarded", []), ("agreed", ["reroute"])])
def test_another_opd_of_sipd_is_followed(world, bappeda, held, deeds):
    usulan = make_proposal(world, Status(held))

    follow(world, bappeda, row_of(usulan, **{"OPD tujuan akhir": "Dinas Jalan"}))

    usulan.refresh_from_db()
    assert (usulan.opd, usulan.first_opd) == (world.other_opd, world.opd)
    assert usulan.status == Status.ACCOMMODATED
    told = list(usulan.events.values_list("action", flat=True))
    assert [action for action in told if action == "reroute"] == deeds


def test_a_second_time_changes_nothing(world, bappeda):
    usulan = [make_proposal(world, Status.FORWARDED) for _ in range(3)]
    rows = [row_of(u, **{"ID usulan": str(n), "Catatan": u.number}) for n, u in enumerate(usulan)]
    follow(world, bappeda, *rows)
    events = ProposalEvent.objects.count()

    report = follow(world, bappeda, *rows)

    assert [row.outcome for row in report] == ["unchanged"] * 3
    assert ProposalEvent.objects.count() == events


def test_foreign_usulan_and_drafts_are_not_found(world, bappeda):
    city = City.objects.create(code="99.76", name="Kota Lain", name_local="Kota Lain")
    kecamatan = Kecamatan.objects.create(city=city, code="99.76.01", name="L", name_local="L")
    far = Kelurahan.objects.create(
        kecamatan=kecamatan, code="99.76.01.1001", name="Jauh", name_local="Jauh"
    )
    place = {"kelurahan": far, "rw": None, "rt": None, "proposer_kind": "kelurahan"}
    foreign = make_proposal(world, Status.FORWARDED, **place, external_id="77")
    draft = make_proposal(world, external_id="78")

    report = follow(
        world,
        bappeda,
        row_of(foreign, **{"ID usulan": "77"}),
        row_of(draft, **{"ID usulan": "78", "Usulan": "Lain"}),
    )

    assert [row.outcome for row in report] == ["refused"] * 2
    foreign.refresh_from_db()
    assert foreign.status == Status.FORWARDED


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BAPPEDA])
def test_only_bappeda_follows(world, bappeda, role):
    usulan = make_proposal(world, Status.FORWARDED)
    with pytest.raises(RefusedImport, match="Hanya Bappeda"):
        follow(world, make_user(world, role), row_of(usulan))


def test_without_its_reason_code_nothing_begins(world, bappeda):
    ReasonCode.objects.filter(code="R28").update(is_active=False)
    with pytest.raises(RefusedImport, match="R28"):
        follow(world, bappeda, row_of(make_proposal(world, Status.FORWARDED)))


def test_trial_and_cancelling_leave_nothing(world, bappeda):
    usulan = make_proposal(world, Status.FORWARDED)

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    report = follow(world, bappeda, row_of(usulan), dry_run=True)
    assert only(report).outcome == "updated"
    with pytest.raises(Cancelled):
        follow(world, bappeda, row_of(usulan), watch=stop)

    usulan.refresh_from_db()
    assert (usulan.status, usulan.external_id) == (Status.FORWARDED, "")
    assert not usulan.events.exclude(action="import").exists()


def test_rows_do_not_cost_queries(world, bappeda, django_assert_max_num_queries):
    usulan = [make_proposal(world, Status.FORWARDED) for _ in range(12)]
    rows = [row_of(u, **{"ID usulan": str(n), "Catatan": u.number}) for n, u in enumerate(usulan)]
    with django_assert_max_num_queries(60):
        follow(world, bappeda, *rows)
    assert Proposal.objects.filter(status=Status.ACCOMMODATED).count() == 12


def test_command(world, bappeda, tmp_path, capsys):
    usulan = make_proposal(world, Status.FORWARDED)
    path = tmp_path / "status.xlsx"
    path.write_bytes(as_xlsx([row_of(usulan)], MONITOR_TITLES).getvalue())

    call_command("import_status_sipd", str(path), "--cycle=2024")

    assert "1 diperbarui" in capsys.readouterr().out
    usulan.refresh_from_db()
    assert usulan.status == Status.ACCOMMODATED


def test_the_own_kecamatan_that_nobody_entered_is_no_opd_yet(world, bappeda):
    usulan = make_proposal(world, Status.FORWARDED)
    outcome = only(
        follow(world, bappeda, row_of(usulan, **{"OPD tujuan akhir": "Kecamatan Contoh Timur"}))
    )
    assert (outcome.outcome, outcome.column) == ("refused", "OPD tujuan akhir")
    assert not OPD.objects.filter(kecamatan=world.kecamatan).exists()
