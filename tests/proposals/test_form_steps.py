"""The three screens: what is sound is saved, what is not stays beside its field."""

import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import RT
from kelurahan.roles import Role
from planning.models import CityPriority
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.statuses import LandStatus
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

    def test_words_lead_straight_to_what_the_kamus_has(self, world, rt_client: Client) -> None:
        sent = {"id": str(uuid.uuid4()), "seat": f"rt-{world.rt.pk}", "cari": "got & <b>"}
        answer = rt_client.post(reverse("proposals:new"), sent)
        draft = Proposal.objects.get()
        assert answer.url == f"{step_url(draft, 'apa')}?cari=got+%26+%3Cb%3E"
        page = rt_client.get(answer.url)
        assert page.context["words"] == "got & <b>"
        assert "<b>" not in page.content.decode()

    def test_an_item_of_the_kamus_brings_its_name_along(self, world, rt_client: Client) -> None:
        item = make_item(world.cycle, name="Pemasangan tiang lampu", code="LMP-7")
        retired = make_item(world.cycle, name="Menara jam", code="LMP-8", is_active=False)
        for code, words in ((item.code, item.name), (retired.code, ""), ("NIHIL", ""), ("", "")):
            page = rt_client.get(reverse("proposals:new"), {"item": code})
            assert page.context["form"]["cari"].value() == words

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


class TestFields:
    """How a field is written into the page."""

    def test_what_was_typed_is_shown_as_text(self, rt_client: Client, draft: Proposal) -> None:
        typed = {"problem": "</textarea><b>banjir", "people": '"><i>', "revisi": "0"}
        page = rt_client.post(step_url(draft, "volume"), typed).content.decode()
        assert "&lt;/textarea&gt;&lt;b&gt;banjir</textarea>" in page
        assert 'value="&quot;&gt;&lt;i&gt;"' in page
        assert "<b>banjir" not in page

    def test_fault_and_hint_are_tied_to_their_field(self, rt_client: Client, draft) -> None:
        sent = {"people": "banyak", "revisi": "0"}
        page = rt_client.post(step_url(draft, "volume"), sent).content.decode()
        assert 'aria-describedby="id_people_helptext id_people_error"' in page
        assert 'aria-invalid="true"' in page
        assert 'id="id_people_helptext"' in page
        assert 'id="id_people_error" class="invalid-feedback"' in page
        assert '<label for="id_people"' in page

    def test_a_sound_field_has_no_fault(self, rt_client: Client, draft: Proposal) -> None:
        page = rt_client.get(step_url(draft, "volume")).content.decode()
        assert "is-invalid" not in page
        assert "invalid-feedback" not in page
