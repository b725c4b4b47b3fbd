"""A list that comes a second time: what is as it was, what changed, what the file says now."""

from proposals.models import NumberSequence, Proposal, ProposalEvent
from proposals.statuses import Status
from tests.proposals.importing import bring, outcomes
from tests.proposals.sipd_files import (
    monitor,
    monitor_row,
    recap,
    recap_row,
)


def test_second_import_changes_nothing(world):
    rows = [recap_row(serial) for serial in (1, 2, 3)]
    bring(world, recap(*rows))
    before = list(Proposal.objects.order_by("pk").values())

    report = bring(world, recap(*rows))

    assert outcomes(report) == ["unchanged"] * 3
    assert list(Proposal.objects.order_by("pk").values()) == before
    assert ProposalEvent.objects.count() == 3
    assert NumberSequence.objects.get().last == 3


def test_sipds_id_outweighs_a_number_that_looks_the_same(world):
    """A list of another portal: its numbers are ids here, and ours are counted anew."""
    other = "2024/99.75.01.1001/0001"
    rows = [recap_row(1, id_usulan="2024/99.75.01.1001/0007"), recap_row(2, id_usulan=other)]
    bring(world, recap(*rows))
    assert Proposal.objects.get(external_id=rows[0]["id_usulan"]).number == other

    report = bring(world, recap(*rows))

    assert outcomes(report) == ["unchanged", "unchanged"]


def test_an_update_tells_old_and_new_as_people_read_them(world):
    bring(world, recap(recap_row()))

    changed = recap_row(
        koefisien="60,5 m", anggaran="75.000.000", keterangan="Tidak Diakomodir", alamat="Gang 2"
    )
    report = bring(world, recap(changed))

    assert [tuple(change) for change in report.rows[0].changes] == [
        ("alamat", "RT 01, 02 RW 01, Kota Contoh", "Gang 2"),
        ("volume", "60", "60,5"),
        ("harga satuan", "Rp1.000.000", "Rp1.239.669"),
        ("nilai", "Rp60.000.000", "Rp75.000.000"),
        ("RT lokasi", "RT 001/RW 001, RT 002/RW 001", ""),
        ("status", "Diakomodir", "Tidak diakomodir"),
    ]


def test_an_update_changes_what_the_file_says(world):
    bring(world, monitor(monitor_row(1), monitor_row(2)))
    usulan = Proposal.objects.get(external_id="9001")
    Proposal.objects.filter(pk=usulan.pk).update(landmark="Dekat pos", people=40)
    silent = {"Alamat": "", "OPD tujuan awal": "", "OPD tujuan akhir": "", "Tanggal usul": ""}

    report = bring(
        world,
        monitor(monitor_row(1, Volume="70", Anggaran="70.000.000", **silent), monitor_row(2)),
    )

    assert outcomes(report) == ["updated", "unchanged"]
    changed = Proposal.objects.get(pk=usulan.pk)
    assert (changed.volume, changed.value, changed.unit_price) == (70, 70_000_000, 1_000_000)
    assert (changed.landmark, changed.people) == ("Dekat pos", 40)
    assert (changed.address, changed.opd) == (usulan.address, usulan.opd)
    assert (changed.number, changed.status_since) == (usulan.number, usulan.status_since)
    assert changed.revision == usulan.revision + 1
    event = changed.events.order_by("at").last()
    assert (event.source, event.target) == (Status.FORWARDED, Status.FORWARDED)
    assert event.changes == {"volume": ["60", "70"], "value": [60_000_000, 70_000_000]}


def test_an_update_moves_status_place_and_owner(world):
    bring(world, monitor(monitor_row()))
    changes = {
        "Status": "Diteruskan ke Forum SKPD",
        "Masalah": "Air menggenang (RT 02 RW 01 P4)",
        "Alamat": "Gang Contoh RT 02 RW 01",
    }

    report = bring(world, monitor(monitor_row(**changes)))

    assert outcomes(report) == ["updated"]
    usulan = Proposal.objects.get()
    assert (usulan.proposer_kind, usulan.rt, usulan.rank) == ("rt", world.other_rt, 4)
    assert usulan.status == Status.AGREED
    assert usulan.routed_at is not None
    assert list(usulan.rts.all()) == [world.other_rt]
    event = usulan.events.order_by("at").last()
    assert (event.source, event.target) == (Status.FORWARDED, Status.AGREED)
    assert event.changes["rank"] == [1, 4]
    assert event.changes["rts"] == ["RT 001/RW 001", "RT 002/RW 001"]


def test_two_usulan_change_places(world):
    bring(world, recap(recap_row(1), recap_row(2)))
    first = recap_row(1, permasalahan="Air menggenang di gang 1 (RW 01 P2)")
    second = recap_row(2, permasalahan="Air menggenang di gang 2 (RW 01 P1)")

    report = bring(world, recap(first, second))

    assert outcomes(report) == ["updated", "updated"]
    ranks = dict(Proposal.objects.values_list("external_id", "rank"))
    assert ranks == {"1": 2, "2": 1}
