"""The office's own words in the admin: corrections, sub kegiatan, ranks, the minutes."""

from decimal import Decimal

from django.urls import reverse

from kelurahan.roles import Role
from planning.models import OPDMandate
from proposals.models import KelurahanList
from proposals.statuses import Level, Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_sub_kegiatan
from tests.proposals.office import act, change, signed_in

FINAL_REASON = {
    "code": "T02",
    "public_sentence": "Tahun ini ada yang lebih mendesak.",
    "at_kecamatan": True,
    "at_opd": True,
    "at_city": True,
}


def post(client, proposal, action, **data):
    proposal.refresh_from_db()
    return client.post(
        act(proposal, action), {"seen_revision": proposal.revision, **data}, follow=True
    )


def test_correction_stands_beside_the_proposers_figures(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    url = reverse("admin:proposals_proposal_assess", args=[proposal.pk])
    data = {
        "seen_revision": proposal.revision,
        "volume": "7,5",
        "unit_price": "900.000",
        "opd": world.other_opd.pk,
        "note": "Diukur ulang.",
    }
    answer = client.post(url, data, follow=True)
    assert "Koreksi kelurahan tersimpan" in answer.content.decode()
    proposal.refresh_from_db()
    assert (proposal.volume, proposal.value) == (Decimal(10), 10_000_000)
    assert proposal.opd == world.other_opd
    assert proposal.first_opd == world.opd
    own = proposal.assessments.get(level=Level.KELURAHAN)
    assert (own.volume, own.unit_price, own.value) == (Decimal("7.5"), 900_000, 6_750_000)
    stale = client.post(url, data, follow=True)
    assert "sudah diubah petugas lain" in stale.content.decode()
    for wrong in ({"volume": "abc"}, {"volume": "-1"}, {"unit_price": "10" * 10}, {}):
        answer = client.post(url, {"seen_revision": proposal.revision, **wrong})
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode() or "errornote" in answer.content.decode()


def test_correction_ends_with_the_kelurahans_turn(world: World) -> None:
    proposal = make_proposal(world, Status.AGREED)
    client, _ = signed_in(world, Role.STAFF)
    assert "Koreksi kelurahan</h2>" not in client.get(change(proposal)).content.decode()
    url = reverse("admin:proposals_proposal_assess", args=[proposal.pk])
    client.post(url, {"seen_revision": proposal.revision, "volume": "5"})
    assert not proposal.assessments.exists()


def test_sub_kegiatan_are_those_of_the_opds_mandates(world: World) -> None:
    other = make_sub_kegiatan("2.11.01.2.01.0001")
    OPDMandate.objects.create(opd=world.opd, bidang_code="1.03")
    proposal = make_proposal(world, Status.AGREED)
    client, _ = signed_in(world, Role.OPD)
    page = client.get(act(proposal, "accommodate")).content.decode()
    assert f'value="{world.sub_kegiatan}"' in page
    assert other.code not in page
    figures = {"volume": "10", "value": "10 juta", "funding_source": "apbd_kota"}
    answer = post(client, proposal, "accommodate", sub_kegiatan=other.code, **figures)
    assert "tidak ada dalam bidang" in answer.content.decode()
    post(client, proposal, "accommodate", sub_kegiatan=world.sub_kegiatan.code, **figures)
    proposal.refresh_from_db()
    assert proposal.status == Status.ACCOMMODATED


def test_rank_is_the_next_free_one_and_taken_ones_are_named(world: World) -> None:
    taken = make_proposal(world, Status.PRIORITISED, kelurahan_rank=4)
    proposal = make_proposal(world, Status.VERIFIED)
    client, _ = signed_in(world, Role.LURAH)
    assert 'name="rank" value="5"' in client.get(act(proposal, "prioritise")).content.decode()
    answer = post(client, proposal, "prioritise", rank="4")
    assert f"Urutan 4 sudah dipakai usulan {taken.number}" in answer.content.decode()


class TestMinutes:
    URL = reverse("admin:proposals_proposal_minutes")
    GOOD = {"minutes_number": "BA/7", "minutes_date": "2020-01-15", "agreed": "on"}

    def test_only_the_lurah_of_that_kelurahan(self, world: World) -> None:
        make_proposal(world, Status.PRIORITISED, kelurahan_rank=1)
        for role in (Role.STAFF, Role.KECAMATAN, Role.BAPPEDA):
            client, _ = signed_in(world, role)
            assert client.get(self.URL).status_code == 404
            assert client.post(self.URL, self.GOOD).status_code == 404
        client, _ = signed_in(world, Role.LURAH)
        other = reverse("admin:proposals_proposal_minutes_of", args=[world.other_kelurahan.pk])
        assert client.post(other, self.GOOD).status_code == 404
        assert not KelurahanList.objects.exists()

    def test_shows_what_goes_and_what_stays(self, world: World) -> None:
        goes = make_proposal(world, Status.PRIORITISED, kelurahan_rank=1)
        make_proposal(world, Status.SUBMITTED)
        client, _ = signed_in(world, Role.LURAH)
        text = client.get(self.URL).content.decode()
        assert goes.title in text
        assert "Diajukan: 1" in text

    def test_bad_input_locks_nothing(self, world: World) -> None:
        make_proposal(world, Status.PRIORITISED, kelurahan_rank=1)
        client, _ = signed_in(world, Role.LURAH)
        for wrong, sentence in (
            ({"minutes_number": ""}, "Tulis nomor berita acara."),
            ({"minutes_date": "2999-01-01"}, "tidak boleh sesudah hari ini"),
            ({"minutes_date": "kemarin"}, "Tulis tanggal yang benar."),
            ({"agreed": ""}, "Centang bila"),
        ):
            assert sentence in client.post(self.URL, self.GOOD | wrong).content.decode()
        assert not KelurahanList.objects.exists()

    def test_locked_once(self, world: World) -> None:
        proposal = make_proposal(world, Status.VERIFIED)
        client, user = signed_in(world, Role.LURAH)
        text = client.post(self.URL, self.GOOD).content.decode()
        assert "Belum ada usulan prioritas" in text
        post(client, proposal, "prioritise", rank="1")
        assert "BA/7" in client.post(self.URL, self.GOOD, follow=True).content.decode()
        late = make_proposal(world, Status.VERIFIED)
        perform(late, "reserve", actor=user, note="x")
        assert "sudah dikunci" in client.post(self.URL, self.GOOD, follow=True).content.decode()
        assert KelurahanList.objects.count() == 1
