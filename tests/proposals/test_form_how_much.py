"""The third screen and the check page: figures, files, handing in."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from planning.models import KamusVariable
from proposals.models import Attachment, Proposal
from proposals.statuses import LandStatus, Status
from tests.factories import World, make_proposal


def step_url(proposal: Proposal, step: str) -> str:
    return reverse("proposals:step", args=[proposal.pk, step])


def log_in(client: Client, user) -> Client:
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def measure(proposal: Proposal) -> str:
    return f"measure_{proposal.kamus_item.variables.get().pk}"


class TestHowMuch:
    def send(self, client: Client, draft: Proposal, **typed):
        stored = {
            "problem": draft.problem,
            "urgency": draft.urgency,
            "benefit": draft.benefit,
            "people": "120",
            "households": "30",
            "contribution": "",
            "revisi": draft.revision,
        }
        return client.post(step_url(draft, "volume"), stored | typed)

    def test_the_server_works_the_value_out(self, rt_client, draft) -> None:
        self.send(
            rt_client, draft, **{measure(draft): "1.234,5"}, value="1", unit_price="1", volume="1"
        )
        draft.refresh_from_db()
        assert draft.volume == Decimal("1234.5")
        assert (draft.unit_price, draft.value) == (1_000_000, 1_234_500_000)
        assert draft.measures == [{"name": "panjang", "unit": "m", "value": "1234.5"}]

    def test_several_measures_multiply(self, world: World, rt_client, draft) -> None:
        wide = KamusVariable.objects.create(item=world.item, order=2, name="lebar", unit="m")
        self.send(
            rt_client, draft, **{measure_of(world, "panjang"): "10", f"measure_{wide.pk}": "2,5"}
        )
        draft.refresh_from_db()
        assert (draft.volume, draft.value) == (25, 25_000_000)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("dua belas", "bukan angka"),
            ("-1", "terlalu kecil"),
            ("0", "lebih dari nol"),
            ("1,234", "dua angka di belakang koma"),
            ("9" * 30, "terlalu besar"),
            ("9999999999", "Nilai usulan terlalu besar"),
        ],
    )
    def test_a_bad_measure_keeps_the_stored_one(
        self, rt_client, draft, typed: str, sentence: str
    ) -> None:
        page = self.send(rt_client, draft, **{measure(draft): typed}, urgency="Baru sekali")
        assert sentence in page.content.decode()
        assert f'value="{typed}"' in page.content.decode()
        draft.refresh_from_db()
        assert (draft.volume, draft.value) == (10, 10_000_000)
        assert draft.urgency == "Baru sekali"

    def test_an_emptied_measure_empties_volume_and_value(self, rt_client, draft) -> None:
        self.send(rt_client, draft, **{measure(draft): ""})
        draft.refresh_from_db()
        assert (draft.volume, draft.value, draft.measures) == (None, None, [])

    def test_free_text_takes_an_estimate(self, world: World, rt_client, rt_head) -> None:
        draft = make_proposal(
            world,
            created_by=rt_head,
            kamus_item=None,
            measures=[],
            volume=None,
            unit="",
            unit_price=None,
            value=None,
        )
        page = rt_client.get(step_url(draft, "volume")).content.decode()
        assert "perkiraan pengusul" in page
        self.send(rt_client, draft, volume="12", unit="unit", value="4,5 juta")
        draft.refresh_from_db()
        assert (draft.volume, draft.unit, draft.value) == (12, "unit", 4_500_000)
        assert draft.unit_price is None

    @pytest.mark.parametrize("typed", ["banyak", "-3", "1,5", "9999999999"])
    def test_bad_people(self, rt_client, draft, typed: str) -> None:
        page = self.send(rt_client, draft, people=typed)
        assert page.status_code == 200
        assert page.context["form"]["people"].errors

    def test_count_button_stays_on_the_screen(self, rt_client, draft) -> None:
        answer = self.send(rt_client, draft, **{measure(draft): "7"}, aksi="hitung")
        assert answer.url == f"{step_url(draft, 'volume')}#hitungan"
        assert "Rp7.000.000" in rt_client.get(step_url(draft, "volume")).content.decode()


def measure_of(world: World, name: str) -> str:
    return f"measure_{world.item.variables.get(name=name).pk}"


class TestFiles:
    def send(self, client: Client, draft: Proposal, **files):
        sent = {
            "problem": "Masalah yang baru saja ditulis.",
            "revisi": draft.revision,
            measure(draft): "10",
        }
        return client.post(step_url(draft, "volume"), sent | files)

    def test_several_photos_at_once(self, rt_client, draft, photo) -> None:
        self.send(rt_client, draft, photos=[photo("red"), photo("blue")])
        assert draft.attachments.filter(kind="foto").count() == 2

    def test_the_same_photo_twice_is_kept_once(self, rt_client, draft, photo) -> None:
        self.send(rt_client, draft, photos=[photo("red")])
        draft.refresh_from_db()
        self.send(rt_client, draft, photos=[photo("red")])
        assert draft.attachments.count() == 1

    def test_a_bad_file_is_named_and_the_rest_saved(self, rt_client, draft, photo) -> None:
        bad = photo("green", "laporan.jpg")
        bad.seek(0)
        bad.write(b"MZ not a picture")
        bad.seek(0)
        page = self.send(rt_client, draft, photos=[bad, photo("blue")]).content.decode()
        assert "laporan.jpg: Jenis berkas ini tidak bisa diterima" in page
        assert draft.attachments.count() == 1
        draft.refresh_from_db()
        assert draft.problem == "Masalah yang baru saja ditulis."

    def test_too_big_a_file(self, rt_client, draft, photo) -> None:
        big = photo()
        big.seek(0, 2)
        big.write(b"\0" * (5 * 1024 * 1024))
        big.seek(0)
        page = self.send(rt_client, draft, photos=[big]).content.decode()
        assert "lebih besar dari 5 MB" in page
        assert not draft.attachments.exists()

    def test_at_most_ten(self, rt_client, draft, photo) -> None:
        colours = [(index * 20, 0, 0) for index in range(12)]
        page = self.send(rt_client, draft, photos=[photo(colour) for colour in colours])
        assert "Paling banyak 10 berkas" in page.content.decode()
        assert draft.attachments.count() == 10

    def test_papers_that_the_item_demands(self, world: World, rt_client, draft, photo) -> None:
        world.item.documents = ["rab"]
        world.item.save()
        assert (
            "Unggah Rincian anggaran" in rt_client.get(step_url(draft, "volume")).content.decode()
        )
        self.send(rt_client, draft, document_rab=photo())
        assert draft.attachments.get().document == "rab"

    def test_unclear_land_offers_its_letter(self, rt_client, draft, photo) -> None:
        draft.land_status = LandStatus.RESIDENTS
        draft.save()
        self.send(rt_client, draft, document_surat_lahan=photo())
        assert draft.attachments.get().kind == "lahan"

    def test_removing_saves_the_rest_too(
        self, rt_client, draft, photo, django_capture_on_commit_callbacks
    ) -> None:
        self.send(rt_client, draft, photos=[photo()])
        file = draft.attachments.get()
        draft.refresh_from_db()
        sent = {
            "problem": "Ditulis sebelum menghapus foto.",
            "revisi": draft.revision,
            "hapus": str(file.pk),
        }
        with django_capture_on_commit_callbacks(execute=True):
            answer = rt_client.post(step_url(draft, "volume"), sent)
        assert answer.url.endswith("#berkas")
        draft.refresh_from_db()
        assert draft.problem == "Ditulis sebelum menghapus foto."
        assert not Attachment.objects.exists()
        assert not file.file.storage.exists(file.file.name)

    def test_another_usulans_file_is_not_removed(self, world, rt_client, draft, photo) -> None:
        other = make_proposal(world, created_by=draft.created_by)
        self.send(rt_client, other, photos=[photo()])
        rt_client.post(step_url(draft, "volume"), {"hapus": str(other.attachments.get().pk)})
        assert other.attachments.exists()


class TestSubmit:
    def test_complete_goes_to_the_receipt(self, rt_client, draft) -> None:
        page = rt_client.get(step_url(draft, "periksa")).content.decode()
        assert "Isinya sudah lengkap" in page
        answer = rt_client.post(step_url(draft, "periksa"), {"revisi": "0"}, follow=True)
        draft.refresh_from_db()
        assert draft.status == Status.SUBMITTED
        assert draft.number in answer.content.decode()
        assert "Tanda terima" in answer.content.decode()

    def test_pressed_twice_is_handed_in_once(self, rt_client, draft) -> None:
        rt_client.post(step_url(draft, "periksa"), {"revisi": "0"})
        answer = rt_client.post(step_url(draft, "periksa"), {"revisi": "0"})
        assert answer.url == reverse("proposals:receipt", args=[draft.pk])
        assert draft.events.filter(action="submit").count() == 1

    def test_what_is_missing_links_to_its_field(self, rt_client, draft) -> None:
        draft.address, draft.problem = "", "pendek"
        draft.save()
        page = rt_client.post(step_url(draft, "periksa"), {"revisi": "0"}).content.decode()
        assert f"{step_url(draft, 'lokasi')}#id_address" in page
        assert f"{step_url(draft, 'volume')}#id_problem" in page
        draft.refresh_from_db()
        assert draft.status == Status.DRAFT

    def test_a_closed_window_is_told(self, world: World, rt_client, draft) -> None:
        window = world.cycle.windows.get(stage="intake")
        window.opens_at, window.closes_at = (
            window.opens_at.replace(year=window.opens_at.year - 1),
            window.opens_at,
        )
        window.save()
        page = rt_client.post(step_url(draft, "periksa"), {"revisi": "0"}).content.decode()
        assert "sudah ditutup" in page
        draft.refresh_from_db()
        assert draft.status == Status.DRAFT

    def test_changed_meanwhile_is_looked_at_again(self, rt_client, draft) -> None:
        Proposal.objects.filter(pk=draft.pk).update(revision=5)
        answer = rt_client.post(step_url(draft, "periksa"), {"revisi": "0"})
        assert answer.url == step_url(draft, "periksa")
        draft.refresh_from_db()
        assert draft.status == Status.DRAFT
