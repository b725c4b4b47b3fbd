"""Lists of SIPD become usulan: row by row created, updated, unchanged or refused."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from foundation.exports import stream_csv, write_xlsx
from foundation.reports import Outcome
from kelurahan.models import OPD, RT, RW, Kecamatan, Kelurahan, Organisation
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Proposal, ProposalEvent
from proposals.resources import SipdResource, for_export
from proposals.statuses import Status
from proposals.tracking import as_stored
from proposals.workflow import Details, perform
from tests.factories import make_item, make_proposal, make_user
from tests.proposals.importing import bring, outcomes
from tests.proposals.sipd_files import (
    MONITOR_TITLES,
    RECAP_TITLES,
    as_csv,
    as_xlsx,
    monitor,
    monitor_row,
    recap,
    recap_row,
)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_published_list(world, write):
    report = bring(world, write([recap_row()], RECAP_TITLES))

    assert outcomes(report) == ["created"]
    usulan = Proposal.objects.get()
    assert usulan.number == "2024/99.75.01.1001/0001"
    assert as_stored(usulan.tracking_code) == usulan.tracking_code
    assert usulan.external_id == "1"
    assert usulan.status == Status.ACCOMMODATED
    assert (usulan.proposer_kind, usulan.rw, usulan.rank) == (ProposerKind.RW, world.rw, 1)
    assert usulan.title == "Pembangunan saluran lingkungan"
    assert usulan.problem == "Air menggenang di gang 1"
    assert usulan.address == "RT 01, 02 RW 01, Kota Contoh"
    assert set(usulan.rts.all()) == {world.rt, world.other_rt}
    assert (usulan.volume, usulan.unit, usulan.value) == (60, "m", 60_000_000)
    assert (usulan.unit_price, usulan.kamus_item) == (1_000_000, world.item)
    assert usulan.opd == usulan.first_opd == world.opd
    assert usulan.routed_at is not None
    assert usulan.submitted_at is not None
    assert usulan.created_by is None


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_monitor_list(world, write):
    titles = sorted(MONITOR_TITLES)
    report = bring(world, write([monitor_row()], titles), kelurahan=None)

    assert outcomes(report) == ["created"]
    usulan = Proposal.objects.get()
    assert (usulan.external_id, usulan.kelurahan) == ("9001", world.kelurahan)
    assert usulan.status == Status.FORWARDED
    assert (usulan.opd, usulan.first_opd) == (world.opd, world.other_opd)
    assert usulan.routed_at is None
    assert usulan.address == "Gang Contoh RT 01 RW 01, Kota Contoh"
    assert (usulan.latitude, usulan.longitude) == (Decimal("-6.25"), Decimal("107"))
    assert usulan.submitted_at == datetime(2023, 1, 19, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert set(usulan.rts.all()) == {world.rt}


def test_history_says_where_it_came_from(world):
    bring(world, monitor(monitor_row(**{"Rekomendasi kecamatan": "Setuju 60 m"})))

    event = ProposalEvent.objects.get()
    assert (event.action, event.source, event.target) == ("import", "draft", "forwarded")
    assert (event.actor, event.actor_name) == (None, "Impor berkas")
    assert "usulan.csv" in event.note
    assert "Status: Verifikasi Kecamatan" in event.note
    assert "Rekomendasi kecamatan: Setuju 60 m" in event.note


def test_office_brings_its_own_list(world):
    officer = make_user(world, Role.STAFF)
    bring(world, recap(recap_row(keterangan="Verifikasi Kelurahan")), actor=officer)
    assert Proposal.objects.get().created_by == officer
    assert ProposalEvent.objects.get().actor_role == "Staf kelurahan"

    stranger = make_user(world, Role.STAFF, world.other_kelurahan)
    report = bring(world, recap(recap_row(2)), actor=stranger)
    assert outcomes(report) == ["refused"]
    assert "tidak berwenang" in report.rows[0].message


@pytest.mark.parametrize(
    "status", [status.label for status in Status if status != Status.SUBMITTED]
)
def test_a_kelurahans_own_list_decides_nothing(world, status):
    officer = make_user(world, Role.STAFF)
    rows = recap_row(1, keterangan="Verifikasi Kelurahan"), recap_row(2, keterangan=status)
    places = RW.objects.count()
    rows[1]["permasalahan"] = "Gelap (RW 09 P2)"

    report = bring(world, recap(*rows), actor=officer)

    assert outcomes(report) == ["created", "refused"]
    assert report.rows[1].column == "keterangan"
    assert "hanya dapat" in report.rows[1].message
    rows[0]["keterangan"] = status
    report = bring(world, recap(rows[0] | {"alamat": "RT 07 RW 09"}), actor=officer)
    assert outcomes(report) == ["refused"]
    usulan = Proposal.objects.get()
    assert (usulan.status, usulan.address) == (Status.SUBMITTED, "RT 01, 02 RW 01, Kota Contoh")
    assert RW.objects.count() == places


def test_history_comes_with_bappeda(world):
    rows = recap_row(1), recap_row(2, keterangan="Verifikasi Kelurahan")
    bappeda, officer = make_user(world, Role.BAPPEDA), make_user(world, Role.STAFF)
    assert outcomes(bring(world, recap(*rows), actor=bappeda)) == ["created"] * 2
    assert Proposal.objects.get(external_id="1").status == Status.ACCOMMODATED

    # What the kelurahan sends again as it stands changes nothing; its own content it may mend.
    rows[1]["koefisien"] = "50 m"
    report = bring(world, recap(*rows), actor=officer)
    assert outcomes(report) == ["unchanged", "updated"]


def test_a_taken_place_stays_empty(world):
    make_proposal(world, Status.SUBMITTED, rank=1, number="2024/99.75.01.1001/9001")
    rows = [recap_row(1), recap_row(2, permasalahan="Gelap (RW 01 P2)"), recap_row(3)]
    rows[2]["permasalahan"] = "Sepi (RW 01 P2)"

    for expected in ("created", "unchanged"):
        report = bring(world, recap(*rows))
        assert outcomes(report) == [expected] * 3
        assert "Urutan 1 sudah dipakai" in report.rows[0].message
        assert "Urutan 2 sudah dipakai" in report.rows[2].message
    imported = Proposal.objects.exclude(external_id="").order_by("external_id")
    assert list(imported.values_list("rank", flat=True)) == [None, 2, None]


def test_missing_places_are_added_and_named(world):
    row = recap_row(permasalahan="Gelap (RW 07 P1)", alamat="RT 01-03 RW 07")

    report = bring(world, recap(row))

    assert outcomes(report) == ["created"]
    for name in ("RW 007", "RT 001/RW 007", "RT 003/RW 007"):
        assert name in report.rows[0].message
    assert RT.objects.filter(rw__label="007", rw__kelurahan=world.kelurahan).count() == 3


def test_missing_places_may_be_refused(world):
    before = (RW.objects.count(), RT.objects.count())
    rows = [
        recap_row(1, permasalahan="Gelap (RW 07 P1)", alamat="RT 01 RW 07"),
        recap_row(2, alamat="RT 09 RW 01"),
        recap_row(3),
    ]

    report = bring(world, recap(*rows), known_places_only=True)

    assert outcomes(report) == ["refused", "refused", "created"]
    assert "RW 007, RT 001/RW 007" in report.rows[0].message
    assert (RW.objects.count(), RT.objects.count()) == before


def test_organisations_are_found_or_added(world):
    rows = [
        recap_row(1, permasalahan="Lomba (Karang Taruna P1)"),
        recap_row(2, permasalahan="Lomba (PKK Pokja 1 P1)", alamat="Balai RW 01"),
        recap_row(3, permasalahan="Lomba (pkk pokja 1 P2)"),
    ]

    report = bring(world, recap(*rows))

    assert Proposal.objects.get(external_id="1").organisation == world.organisation
    added = Organisation.objects.get(name="PKK Pokja 1")
    assert (added.kind, added.kelurahan) == ("pkk_pokja", world.kelurahan)
    assert Proposal.objects.filter(organisation=added, rw=None).count() == 2
    assert "lembaga PKK Pokja 1" in report.rows[1].message
    assert "Ditambahkan" not in report.rows[0].message + report.rows[2].message


def test_the_kecamatan_is_an_office_even_before_anyone_entered_it(world):
    rows = [recap_row(serial, skpd_tujuan="Kec. Contoh Timur") for serial in (1, 2)]
    rows[1]["keterangan"] = "entah"
    bring(world, recap(rows[1]))
    assert not OPD.objects.filter(kecamatan=world.kecamatan).exists()

    rows[1]["keterangan"] = "Diakomodir"
    report = bring(world, recap(*rows))

    office = OPD.objects.get(kecamatan=world.kecamatan)
    assert (office.name, office.city) == ("Kecamatan Contoh Timur", world.city)
    assert set(Proposal.objects.values_list("opd", "first_opd")) == {(office.pk, office.pk)}
    assert "Perangkat Daerah Kecamatan Contoh Timur" in report.rows[0].message
    assert outcomes(bring(world, recap(*rows))) == ["unchanged"] * 2


def test_without_owner_it_is_the_kelurahans(world):
    report = bring(world, recap(recap_row(permasalahan="Penguatan kelompok (KIM)")))
    usulan = Proposal.objects.get()
    assert (usulan.proposer_kind, usulan.rw, usulan.rank) == (ProposerKind.KELURAHAN, None, None)
    assert "atas nama kelurahan" in report.rows[0].message


def test_rts_of_another_rw_stay_in_the_address(world):
    report = bring(world, recap(recap_row(alamat="RT 01 RW 01 dan RT 05 RW 02")))
    assert list(Proposal.objects.get().rts.all()) == [world.rt]
    assert "RW 002" in report.rows[0].message
    assert not RT.objects.filter(label="005").exists()


def test_what_the_kamus_says_otherwise(world):
    other = make_item(world.cycle, name="Rabat beton (Kecamatan)", unit="m2", opd=None)
    make_item(world.cycle, name="Kembar", opd=world.opd)
    twin = make_item(world.cycle, name="Kembar", opd=world.other_opd)
    rows = [
        recap_row(1, usulan="rabat  beton(Kecamatan Contoh Timur)", anggaran="120.000.000"),
        recap_row(2, usulan="Kolam ikan"),
        recap_row(3, usulan="Kembar", skpd_tujuan="Dinas Jalan"),
        recap_row(4, usulan="Kembar", skpd_tujuan=""),
    ]

    messages = [row.message for row in bring(world, recap(*rows))]

    found = dict(Proposal.objects.values_list("external_id", "kamus_item"))
    assert found == {"1": other.pk, "2": None, "3": twin.pk, "4": None}
    assert messages[0] == "Satuan m, di kamus m2. Harga satuan Rp2.000.000, di kamus Rp1.000.000."
    assert messages[1] == "Tidak ada di kamus."
    assert "Ada beberapa item" in messages[3]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"OPD tujuan akhir": "Dinas Entah"}, "OPD tujuan akhir", "belum ada di portal"),
        ({"OPD tujuan awal": "Dinas Entah"}, "OPD tujuan awal", "belum ada di portal"),
        ({"Kelurahan": "Melati"}, "Kelurahan", "bukan Mawar"),
        ({"Volume": "banyak"}, "Volume", "tidak bisa dibaca"),
        ({"Volume": "1e99"}, "Volume", "tidak bisa dibaca"),
        ({"Volume": "1E+05"}, "Volume", "tidak bisa dibaca"),
        ({"Volume": "1.5e5 m"}, "Volume", "tidak bisa dibaca"),
        ({"Volume": "#N/A"}, "Volume", "galat Excel (#N/A)"),
        ({"Catatan": "#REF!"}, "Catatan", "galat Excel (#REF!)"),
        ({"Volume": "NaN"}, "Volume", "tidak bisa dibaca"),
        ({"Anggaran": "nan"}, "Anggaran", "bukan jumlah uang"),
        ({"Anggaran": str(10**18)}, "Anggaran", "terlalu besar"),
        ({"Anggaran": "-1"}, "Anggaran", "terlalu kecil"),
        ({"Tanggal usul": "2206-01-01"}, "Tanggal usul", "tidak masuk akal"),
        ({"Status": "Entah"}, "Status", "tidak dikenal"),
        ({"Status": "Masuk rancangan RKPD"}, "Status", "hanya dapat ditetapkan di portal"),
        ({"ID usulan": "9001"}, "ID usulan", "sudah ada pada baris 2"),
        ({"Alamat": "a" * 301}, "Alamat", "paling banyak 300"),
    ],
)
def test_refused_row(world, cells, column, sentence):
    places = (RW.objects.count(), RT.objects.count(), Organisation.objects.count())
    bad = monitor_row(2, Masalah="Gelap (RW 09 P2)") | cells

    report = bring(world, monitor(monitor_row(1), bad, monitor_row(3)))

    assert outcomes(report) == ["created", "refused", "created"]
    refused = report.rows[1]
    assert (refused.row, refused.column) == (3, column)
    assert sentence in refused.message
    assert places == (RW.objects.count(), RT.objects.count(), Organisation.objects.count())
    numbers = Proposal.objects.order_by("number").values_list("number", flat=True)
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Kelurahan": "Kenanga"}, "tidak ada di portal"),
        ({"Kelurahan": ""}, "kosong"),
        ({"Kecamatan": "Contoh Barat"}, "tidak ada di portal"),
    ],
)
def test_the_file_names_the_kelurahan(world, cells, sentence):
    other = monitor_row(1, Kelurahan="Kel. Melati", Masalah="Gelap (RW 01 P1)")
    report = bring(world, monitor(monitor_row(1), other, monitor_row(3, **cells)), kelurahan=None)

    assert outcomes(report) == ["created", "created", "refused"]
    assert sentence in report.rows[2].message
    assert set(Proposal.objects.values_list("number", flat=True)) == {
        "2024/99.75.01.1001/0001",
        "2024/99.75.01.1002/0001",
    }


def test_a_namesake_elsewhere_is_told_by_its_kecamatan(world):
    west = Kecamatan.objects.create(
        city=world.city, code="99.75.02", name="Contoh Barat", name_local="Contoh Barat"
    )
    Kelurahan.objects.create(kecamatan=west, code="99.75.02.1001", name="Mawar", name_local="Mawar")

    report = bring(world, monitor(monitor_row(Kecamatan="Kec. Contoh Barat")))

    assert report.rows[0].message == (
        "Baris ini untuk “Mawar” di Kecamatan “Contoh Barat”, "
        "bukan Mawar di Kecamatan Contoh Timur."
    )


def test_a_price_that_follows_from_value_and_volume_is_no_difference(world):
    usulan = make_proposal(world, Status.FORWARDED, volume=Decimal(3), value=1_000_000)
    Proposal.objects.filter(pk=usulan.pk).update(unit_price=None)
    perform(usulan, "agree", actor=make_user(world, Role.KECAMATAN), details=Details(opd=world.opd))
    file = BytesIO(b"".join(stream_csv(SipdResource(), for_export(Proposal.objects.all()))))

    assert outcomes(bring(world, file)) == ["unchanged"]


def test_a_kelurahan_whose_two_names_are_spelt_alike_is_one(world):
    world.kelurahan.name, world.kelurahan.name_local = "Mawarindah", "Mawar Indah"
    world.kelurahan.save()

    report = bring(world, monitor(monitor_row(Kelurahan="Mawar Indah")), kelurahan=None)

    assert outcomes(report) == ["created"]


def test_what_the_portal_decided_stands(world):
    rows = [monitor_row(1), monitor_row(2)]
    bring(world, monitor(*rows))
    kecamatan = make_user(world, Role.KECAMATAN)
    usulan = Proposal.objects.get(external_id="9001")
    perform(usulan, "agree", actor=kecamatan, details=Details(opd=world.opd))

    report = bring(world, monitor(*rows))

    assert outcomes(report) == ["refused", "unchanged"]
    assert "sudah diproses di portal (Disepakati kecamatan)" in report.rows[0].message
    assert "status" in report.rows[0].message
    usulan.refresh_from_db()
    assert usulan.status == Status.AGREED

    rows[0]["Status"] = "Diteruskan ke Forum SKPD"
    assert outcomes(bring(world, monitor(*rows))) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_own_list_comes_back_unchanged(world, form):
    bring(world, recap(recap_row(1), recap_row(2, permasalahan="Lomba (Sanggar Melati P1)")))
    bring(world, monitor(monitor_row(3), monitor_row(4, Masalah="Gelap (RT 02 RW 01 P4)")))
    written = make_proposal(
        world,
        Status.IN_RKPD,
        rank=9,
        landmark="Dekat pos",
        latitude=Decimal("-6.251"),
        longitude=Decimal("107.001"),
        problem="Gelap  (RW 01)",
        volume=Decimal("0.5"),
        unit_price=100_001,
        value=50_001,
    )
    file = BytesIO()
    rows = for_export(Proposal.objects.order_by("number"))
    if form == "csv":
        file.writelines(stream_csv(SipdResource(), rows))
    else:
        write_xlsx(SipdResource(), rows, file, title="Usulan", notes=["Daftar usulan"])
    file.seek(0)

    report = bring(world, file, kelurahan=None)

    assert outcomes(report) == ["unchanged"] * 5, [row.sentence() for row in report]
    assert Proposal.objects.count() == 5
    written.refresh_from_db()
    assert written.status == Status.IN_RKPD
    assert report.counts[Outcome.UNCHANGED] == 5
