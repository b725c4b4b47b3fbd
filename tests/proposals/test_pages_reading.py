"""Detail, receipt, files, deeds of the owner, and the gates."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.attachments import store_attachment
from proposals.gates import already_proposed, kamus_gate, land_gate
from proposals.models import Proposal, ProposalEvent
from proposals.progress import MEANINGS
from proposals.services import assess_at_kelurahan
from proposals.statuses import FundingSource, LandStatus, Status
from proposals.timeline import timeline_of
from proposals.tracking import grouped
from proposals.workflow import Details, perform
from tests.factories import World, make_cycle, make_item, make_proposal, make_user


def sign_in(client: Client, user) -> Client:
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def store(proposal: Proposal, photo, content_type: str = ""):
    from foundation.uploads import CleanUpload, clean_upload

    upload = clean_upload(photo())
    if content_type:
        upload = CleanUpload(b"%PDF-1.4", content_type, ".pdf", "0" * 64)
    return store_attachment(proposal, upload, kind="foto", uploaded_by=proposal.created_by)


class TestDetail:
    def test_figures_of_each_level_side_by_side(self, world: World, rt_client, rt_head) -> None:
        proposal = make_proposal(world, Status.SUBMITTED, created_by=rt_head)
        staff = make_user(world, Role.STAFF)
        assess_at_kelurahan(
            proposal,
            actor=staff,
            seen_revision=proposal.revision,
            volume=Decimal(8),
            note="Diukur ulang.",
        )
        perform(proposal, "verify", actor=staff)
        perform(proposal, "prioritise", actor=make_user(world, Role.LURAH), details=Details(rank=1))
        page = rt_client.get(proposal.get_absolute_url()).content.decode()
        assert "Rp10.000.000" in page
        assert "Rp8.000.000" in page
        assert "Dibahas" not in page
        assert "Menjadi prioritas kelurahan." in page

    def test_timeline_in_plain_words(self, world: World, rt_head) -> None:
        proposal = make_proposal(world, created_by=rt_head)
        perform(proposal, "submit", actor=rt_head)
        staff = make_user(world, Role.STAFF)
        due = timezone.localdate() + timedelta(days=3)
        perform(
            proposal,
            "return",
            actor=staff,
            note="Tulis nomor rumah.",
            details=Details(reason=world.reason, due=due),
        )
        latest, first, draft = timeline_of(proposal)
        assert draft.done == "menulis draf"
        assert first.done == "mengajukan usulan"
        assert first.role == "Ketua RT, RT 001/RW 001 Mawar"
        assert (latest.reason, latest.note) == ("Alamat belum jelas.", "Tulis nomor rumah.")
        assert latest.changes[0].label == "Diperbaiki paling lambat"

    def test_changes_are_told_with_labels(self, world: World, rt_head) -> None:
        proposal = make_proposal(world, Status.RETURNED, created_by=rt_head)
        ProposalEvent.objects.create(
            proposal=proposal,
            actor=rt_head,
            actor_name="X",
            actor_role="Y",
            action="edit",
            source=proposal.status,
            target=proposal.status,
            changes={
                "value": [10_000_000, 12_000_000],
                "land_status": ["", "warga"],
                "opd.volume": ["10.00", "8.50"],
                "opd.funding_source": [None, FundingSource.APBD],
                "measures": [[], [{"name": "panjang", "unit": "m", "value": "8.5"}]],
                "odd": "not a pair",
            },
        )
        shown = {c.label: (c.old, c.new) for c in timeline_of(proposal)[0].changes}
        assert shown == {
            "Nilai": ("Rp10.000.000", "Rp12.000.000"),
            "Status lahan": ("", "Milik warga"),
            "Volume menurut Perangkat Daerah": ("10", "8,5"),
            "Sumber dana menurut Perangkat Daerah": ("", "APBD Kota"),
            "Ukuran": ("", "panjang 8,5 m"),
        }

    def test_every_status_has_words(self) -> None:
        assert set(MEANINGS) == set(Status)

    @pytest.mark.parametrize("status", list(Status))
    def test_every_status_opens(self, world: World, rt_client, rt_head, status: Status) -> None:
        proposal = make_proposal(world, status, created_by=rt_head)
        page = rt_client.get(proposal.get_absolute_url())
        assert page.status_code == 200
        assert MEANINGS[status].plain in page.content.decode()

    @pytest.mark.parametrize("role", [Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OBSERVER])
    def test_offices_read_without_buttons(self, world: World, client, role: Role) -> None:
        proposal = make_proposal(world, Status.SUBMITTED)
        page = sign_in(client, make_user(world, role)).get(proposal.get_absolute_url())
        assert page.status_code == 200
        assert "Cabut usulan" not in page.content.decode()

    def test_foreign_is_not_found(self, world: World, client) -> None:
        proposal = make_proposal(world, Status.SUBMITTED)
        sign_in(client, make_user(world, Role.RT, world.foreign_rt))
        for name in ("detail", "receipt"):
            assert client.get(reverse(f"proposals:{name}", args=[proposal.pk])).status_code == 404
        act = reverse("proposals:act", args=[proposal.pk, "withdraw"])
        assert client.post(act).status_code == 404

    def test_queries_do_not_grow_with_the_history(
        self, world: World, rt_client, rt_head, django_assert_num_queries
    ) -> None:
        proposal = make_proposal(world, Status.RETURNED, created_by=rt_head)
        for more in (1, 20):
            for _ in range(more):
                ProposalEvent.objects.create(
                    proposal=proposal,
                    actor_name="X",
                    actor_role="Y",
                    action="edit",
                    source=proposal.status,
                    target=proposal.status,
                    reason=world.reason,
                )
            with django_assert_num_queries(14):
                rt_client.get(proposal.get_absolute_url())


class TestReceipt:
    def test_number_time_and_next_step(self, world: World, rt_client, draft) -> None:
        url = reverse("proposals:step", args=[draft.pk, "periksa"])
        page = rt_client.post(url, {"revisi": "0"}, follow=True).content.decode()
        draft.refresh_from_db()
        assert draft.number in page
        assert "Petugas kelurahan memeriksa usulan ini." in page
        assert "Paling lambat" in page
        assert f"http://testserver/l/{grouped(draft.tracking_code)}/" in page

    def test_a_draft_has_none(self, rt_client, draft) -> None:
        answer = rt_client.get(reverse("proposals:receipt", args=[draft.pk]))
        assert answer.url == draft.get_absolute_url()


class TestAct:
    def test_withdraw_asks_first(self, rt_client, draft) -> None:
        url = reverse("proposals:act", args=[draft.pk, "withdraw"])
        assert "Cabut usulan?" in rt_client.get(url).content.decode()
        draft.refresh_from_db()
        assert draft.status == Status.DRAFT
        rt_client.post(url, {"note": "Sudah dikerjakan warga."})
        draft.refresh_from_db()
        assert draft.status == Status.WITHDRAWN
        assert draft.events.get().note == "Sudah dikerjakan warga."

    @pytest.mark.parametrize("action", ["verify", "return", "nothing", "usulkan-lagi"])
    def test_other_deeds_are_not_here(self, rt_client, draft, action: str) -> None:
        url = reverse("proposals:act", args=[draft.pk, action])
        assert rt_client.post(url).status_code == 404

    def test_resubmit(self, world: World, rt_client, rt_head) -> None:
        proposal = make_proposal(world, Status.RETURNED, created_by=rt_head)
        rt_client.post(reverse("proposals:act", args=[proposal.pk, "submit"]))
        proposal.refresh_from_db()
        assert proposal.status == Status.SUBMITTED

    def test_proposing_again_in_the_next_year(self, world: World, rt_client, rt_head) -> None:
        old = make_proposal(world, Status.DEFERRED, created_by=rt_head)
        world.cycle.is_current = False
        world.cycle.save()
        cycle = make_cycle(2025)
        item = make_item(cycle, code=world.item.code, unit_price=2_000_000)
        url = reverse("proposals:act", args=[old.pk, "usulkan-lagi"])
        first, second = rt_client.post(url), rt_client.post(url)
        new = Proposal.objects.get(carried_from=old)
        assert first.url == second.url == reverse("proposals:step", args=[new.pk, "apa"])
        assert (new.cycle, new.kamus_item, new.status) == (cycle, item, Status.DRAFT)
        assert (new.volume, new.value) == (10, 20_000_000)
        assert list(new.rts.all()) == [world.rt]
        assert old.number in rt_client.get(new.get_absolute_url()).content.decode()


class TestFiles:
    def test_pictures_are_shown_in_a_sandbox(self, rt_client, draft, photo) -> None:
        file = store(draft, photo)
        answer = rt_client.get(reverse("proposals:attachment", args=[draft.pk, file.pk]))
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "private" in answer.headers["Cache-Control"]
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")

    def test_small_pictures_for_lists(self, rt_client, draft, photo) -> None:
        file = store(draft, photo)
        url = reverse("proposals:attachment", args=[draft.pk, file.pk])
        assert rt_client.get(url, {"ukuran": "kecil"}).content.startswith(b"\xff\xd8")

    def test_papers_are_downloaded(self, rt_client, draft, photo) -> None:
        file = store(draft, photo, "application/pdf")
        answer = rt_client.get(
            reverse("proposals:attachment", args=[draft.pk, file.pk]), {"ukuran": "kecil"}
        )
        assert answer.headers["Content-Disposition"].startswith("attachment")
        answer.close()

    def test_only_within_the_borders(self, world: World, client, draft, photo) -> None:
        file = store(draft, photo)
        url = reverse("proposals:attachment", args=[draft.pk, file.pk])
        assert client.get(url).url.startswith(reverse("kelurahan:login"))
        for role, place in ((Role.RT, world.other_rt), (Role.KECAMATAN, None), (Role.OPD, None)):
            sign_in(client, make_user(world, role, place))
            assert client.get(url).status_code == 404

    def test_through_another_usulan_it_is_not_there(
        self, world: World, rt_client, draft, photo
    ) -> None:
        foreign = make_proposal(world, rt=world.other_rt)
        file = store(foreign, photo)
        url = reverse("proposals:attachment", args=[draft.pk, file.pk])
        assert rt_client.get(url).status_code == 404


class TestGates:
    def test_same_item_same_rw(self, world: World, rt_head, draft) -> None:
        own = make_proposal(world, Status.SUBMITTED)
        make_proposal(world, Status.WITHDRAWN)
        make_proposal(world)
        make_proposal(world, Status.SUBMITTED, kamus_item=make_item(world.cycle))
        hidden = make_proposal(world, Status.SUBMITTED, rt=world.other_rt)
        found = already_proposed(draft, rt_head)
        assert found.shown == (own,)
        assert found.hidden == 1
        assert hidden not in found.shown

    def test_near_but_across_the_border_is_only_counted(
        self, world: World, rt_client, rt_head, draft
    ) -> None:
        draft.latitude, draft.longitude = Decimal("-6.300000"), Decimal("107.000000")
        draft.save()
        elsewhere = {
            "kelurahan": world.other_kelurahan,
            "rw": world.foreign_rw,
            "rt": world.foreign_rt,
            "longitude": Decimal("107.0"),
        }
        near = make_proposal(
            world,
            Status.SUBMITTED,
            latitude=Decimal("-6.3008"),
            title="Rahasia tetangga",
            **elsewhere,
        )
        make_proposal(world, Status.SUBMITTED, latitude=Decimal("-6.3010"), **elsewhere)
        found = already_proposed(draft, rt_head)
        assert (found.shown, found.hidden) == ((), 1)
        page = rt_client.get(reverse("proposals:step", args=[draft.pk, "lokasi"]))
        assert near.title not in page.content.decode()
        assert "1 usulan serupa" in page.content.decode()

    def test_three_years_back_and_no_further(self, world: World, rt_head, draft) -> None:
        for year in (2021, 2020):
            cycle = type(world.cycle).objects.create(fiscal_year=year, theme="x")
            item = make_item(cycle, code=world.item.code)
            make_proposal(world, Status.SUBMITTED, cycle=cycle, kamus_item=item)
        found = already_proposed(draft, rt_head)
        assert [row.cycle.fiscal_year for row in found.shown] == [2021]

    def test_at_most_five_are_listed(self, world: World, rt_head, draft) -> None:
        for _ in range(7):
            make_proposal(world, Status.SUBMITTED)
        found = already_proposed(draft, rt_head)
        assert (len(found.shown), found.more, found.hidden) == (5, 2, 0)

    def test_kamus_and_land(self, draft) -> None:
        assert kamus_gate(draft).tone == "good"
        assert land_gate(draft).tone == "good"
        draft.kamus_item, draft.land_status = None, LandStatus.RESIDENTS
        assert kamus_gate(draft).tone == "todo"
        assert "surat pernyataan" in land_gate(draft).advice
        draft.land_status, draft.proposer_kind = "", ProposerKind.ORGANISATION
        assert land_gate(draft).answer == "Tidak perlu lahan"
