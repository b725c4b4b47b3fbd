"""The three screens: what is sound is saved, what is not stays beside its field."""

import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import RT
from kelurahan.roles import Role
from planning.models import CityPriority, KamusVariable
from planning.models.kamus import ProposerKind
from proposals.models import Attachment, Proposal
from proposals.statuses import LandStatus, Status
from tests.factories import World, make_item, make_proposal, make_user


def step_url(proposal: Proposal, step: str) -> str:
    return reverse("proposals:step", args=[proposal.pk, step])


def log_in(client: Client, user) -> Client:
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def measure(proposal: Proposal) -> str:
    return f"measure_{proposal.kamus_item.variables.get().pk}"


class TestStart:
    def test_the_same_page_sent_twice_is_one_draft(self, world: World, rt_client: Client) -> None:
        page = rt_client.get(reverse("proposals:new"))
        sent = {"id": str(page.context["form"]["id"].value()), "seat": f"rt-{world.rt.pk}"}
        first = rt_client.post(reverse("proposals:new"), sent)
        second = rt_client.post(reverse("proposals:new"), sent)
        draft = Proposal.objects.get()
        assert first.url == second.url == step_url(draft, "apa")
        assert (draft.proposer_kind, draft.rt, draft.rw) == (ProposerKind.RT, world.rt, world.rw)
        assert list(draft.rts.all()) == [world.rt]

    def test_one_seat_is_not_asked_for(self, world: World, rt_client: Client) -> None:
        page = rt_client.get(reverse("proposals:new")).content.decode()
        assert "Siapa yang mengusulkan?" not in page
        assert "RT 001/RW 001" in page

    def test_a_foreign_seat_is_refused(self, world: World, rt_client: Client) -> None:
        sent = {"id": str(uuid.uuid4()), "seat": f"rt-{world.foreign_rt.pk}"}
        page = rt_client.post(reverse("proposals:new"), sent)
        assert "Pilih siapa yang mengusulkan dari daftar." in page.content.decode()
        assert not Proposal.objects.exists()

    def test_another_ones_draft_is_not_taken_over(self, world: World, client: Client) -> None:
        foreign = make_proposal(
            world, kelurahan=world.other_kelurahan, rw=world.foreign_rw, rt=world.foreign_rt
        )
        log_in(client, make_user(world, Role.RT))
        sent = {"id": str(foreign.pk), "seat": f"rt-{world.rt.pk}"}
        assert client.post(reverse("proposals:new"), sent).url == reverse("proposals:new")

    @pytest.mark.parametrize(
        ("role", "seats"), [(Role.RW, 1), (Role.PAMOR, 3), (Role.ORGANISATION, 1), (Role.STAFF, 6)]
    )
    def test_each_role_has_its_seats(
        self, world: World, client: Client, role: Role, seats: int
    ) -> None:
        log_in(client, make_user(world, role))
        assert len(client.get(reverse("proposals:new")).context["seats"]) == seats

    def test_who_helps_is_written_down(self, world: World, client: Client) -> None:
        pamor = make_user(world, Role.PAMOR)
        log_in(client, pamor)
        sent = {"id": str(uuid.uuid4()), "seat": f"rt-{world.other_rt.pk}"}
        client.post(reverse("proposals:new"), sent)
        assert Proposal.objects.get().assisted_by == pamor

    def test_a_closed_window_says_so_and_leaves_nothing(
        self, world: World, rt_client: Client
    ) -> None:
        window = world.cycle.windows.get(stage="intake")
        window.closes_at = window.opens_at.replace(hour=window.opens_at.hour)
        window.opens_at = window.opens_at.replace(year=window.opens_at.year - 1)
        window.save()
        sent = {"id": str(uuid.uuid4()), "seat": f"rt-{world.rt.pk}"}
        page = rt_client.post(reverse("proposals:new"), sent)
        assert "sudah ditutup" in page.content.decode()
        assert not Proposal.objects.exists()

    def test_offices_above_do_not_write_here(self, world: World, client: Client) -> None:
        log_in(client, make_user(world, Role.KECAMATAN))
        assert client.get(reverse("proposals:new")).url == "/"


class TestWhat:
    @pytest.fixture
    def empty(self, world: World, rt_head) -> Proposal:
        return make_proposal(
            world,
            created_by=rt_head,
            kamus_item=None,
            title="",
            opd=None,
            measures=[],
            volume=None,
            unit="",
            unit_price=None,
            value=None,
        )

    def test_everyday_words_find_the_item(self, rt_client: Client, empty: Proposal) -> None:
        page = rt_client.get(step_url(empty, "apa"), {"cari": "selokan"}).content.decode()
        assert "Pembangunan saluran lingkungan" in page
        assert "Rp1.000.000 per m" in page
        assert "Dinas Air" in page

    def test_choosing_freezes_price_opd_and_suggests_a_title(
        self, world: World, rt_client: Client, empty: Proposal
    ) -> None:
        rt_client.post(step_url(empty, "apa"), {"pilih": world.item.pk, "revisi": "0"})
        empty.refresh_from_db()
        assert (empty.kamus_item, empty.opd) == (world.item, world.opd)
        assert (empty.unit_price, empty.unit) == (1_000_000, "m")
        assert empty.title == "Pembangunan saluran lingkungan di RT 001/RW 001"

    def test_an_own_title_survives_another_choice(
        self, world: World, rt_client: Client, draft: Proposal
    ) -> None:
        other = make_item(world.cycle, name="Lampu jalan", unit="titik", unit_price=5)
        rt_client.post(step_url(draft, "apa"), {"pilih": other.pk, "revisi": "0"})
        draft.refresh_from_db()
        assert draft.title.startswith("Saluran contoh")
        assert draft.kamus_item == other
        assert (draft.volume, draft.value) == (10, 50)

    def test_free_text_asks_for_a_title(self, rt_client: Client, empty: Proposal) -> None:
        page = rt_client.post(step_url(empty, "apa"), {"pilih": "bebas"}, follow=True)
        assert "Usulan di luar kamus" in page.content.decode()
        rt_client.post(step_url(empty, "apa"), {"title": "Pagar makam", "aksi": "lanjut"})
        empty.refresh_from_db()
        assert (empty.title, empty.kamus_item) == ("Pagar makam", None)

    @pytest.mark.parametrize("wanted", ["0", "999999", "x", "9" * 40, "²"])
    def test_an_unknown_item_is_refused(
        self, rt_client: Client, empty: Proposal, wanted: str
    ) -> None:
        page = rt_client.post(step_url(empty, "apa"), {"pilih": wanted}, follow=True)
        assert "Item ini tidak ada di kamus" in page.content.decode()

    def test_a_changed_price_is_shown_and_taken_by_a_button(
        self, world: World, rt_client: Client, draft: Proposal
    ) -> None:
        world.item.unit_price = 1_500_000
        world.item.save()
        page = rt_client.get(step_url(draft, "apa")).content.decode()
        assert "Harga kamus berubah" in page
        assert "Rp1.000.000" in page
        assert "Rp1.500.000" in page
        sent = {"title": "Judul baru", "aksi": "harga", "revisi": "0"}
        rt_client.post(step_url(draft, "apa"), sent)
        draft.refresh_from_db()
        assert (draft.unit_price, draft.value) == (1_500_000, 15_000_000)
        assert draft.title == "Judul baru"

    def test_priorities_of_the_cycle_can_be_chosen(
        self, world: World, rt_client: Client, draft: Proposal
    ) -> None:
        priority = CityPriority.objects.create(cycle=world.cycle, number=1, name="Banjir")
        sent = {"title": "Judul", "city_priority": priority.pk, "revisi": "0"}
        rt_client.post(step_url(draft, "apa"), sent)
        draft.refresh_from_db()
        assert draft.city_priority == priority


class TestWhere:
    def send(self, client: Client, draft: Proposal, **typed):
        sent = {
            "rts": [draft.rt.pk],
            "address": "Jalan A",
            "landmark": "",
            "point": "",
            "land_status": LandStatus.GOVERNMENT,
            "revisi": draft.revision,
        }
        return client.post(step_url(draft, "lokasi"), sent | typed)

    def test_saved_and_on_to_the_next(self, world, rt_client, draft) -> None:
        answer = self.send(
            rt_client,
            draft,
            point="-6,3 107,0",
            landmark="Dekat masjid",
            rts=[world.rt.pk, world.other_rt.pk],
        )
        assert answer.url == step_url(draft, "volume")
        draft.refresh_from_db()
        assert (draft.latitude, draft.longitude) == (Decimal("-6.3"), Decimal("107"))
        assert draft.landmark == "Dekat masjid"
        assert set(draft.rts.all()) == {world.rt, world.other_rt}

    def test_an_rt_of_another_rw_is_refused_and_the_rest_saved(
        self, world: World, rt_client: Client, draft: Proposal
    ) -> None:
        elsewhere = RT.objects.create(rw=world.other_rw, label="009")
        page = self.send(rt_client, draft, rts=[elsewhere.pk], address="Jalan Baru")
        assert "Ada RT yang bukan dari wilayah Anda" in page.content.decode()
        draft.refresh_from_db()
        assert draft.address == "Jalan Baru"
        assert list(draft.rts.all()) == [world.rt]

    @pytest.mark.parametrize(
        "typed",
        ["-6.3, 107.0", "-6,3; 107,0", "-6.3 107.0", "-6,3, 107,0", "−6.3,107.0", "(-6.3, 107.0)"],
    )
    def test_points_in_many_spellings(self, rt_client, draft, typed: str) -> None:
        self.send(rt_client, draft, point=typed)
        draft.refresh_from_db()
        assert (draft.latitude, draft.longitude) == (Decimal("-6.3"), Decimal("107"))

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("di depan masjid", "Tulis dua angka"),
            ("-6.3", "Tulis dua angka"),
            ("107.0, -6.3", "Angkanya terbalik"),
            ("6.7, 107.0", "di luar Indonesia"),
            ("1" * 500, "Tulis dua angka"),
        ],
    )
    def test_a_bad_point_stays_beside_its_field(
        self, rt_client, draft, typed: str, sentence: str
    ) -> None:
        page = self.send(rt_client, draft, point=typed, address="Jalan Baru").content.decode()
        assert sentence in page
        assert typed in page
        draft.refresh_from_db()
        assert draft.latitude is None
        assert draft.address == "Jalan Baru"

    def test_what_each_land_status_needs_is_told(self, rt_client, draft) -> None:
        page = rt_client.get(step_url(draft, "lokasi")).content.decode()
        assert "Minta pengembang menyerahkan fasos-fasum" in page
        assert page.count('type="radio"') == len(LandStatus)

    def test_organisations_tick_rts_of_their_kelurahan(self, world: World, client) -> None:
        officer = make_user(world, Role.ORGANISATION)
        draft = make_proposal(
            world,
            created_by=officer,
            proposer_kind=ProposerKind.ORGANISATION,
            rw=None,
            rt=None,
            organisation=world.organisation,
        )
        log_in(client, officer)
        client.post(step_url(draft, "lokasi"), {"rts": [world.rt.pk], "address": "X"})
        assert list(draft.rts.all()) == [world.rt]
        page = client.post(step_url(draft, "lokasi"), {"rts": [world.foreign_rt.pk]})
        assert "Ada RT yang bukan dari wilayah Anda" in page.content.decode()


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
