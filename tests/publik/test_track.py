"""The page of a tracking code: what it tells, to whom, and what never."""

import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.indonesia import date_long
from kelurahan.roles import Role
from planning.models import Stage, StageWindow
from proposals.models import Proposal
from proposals.progress import UNDECIDED
from proposals.statuses import FunnelStage, Status
from proposals.tracking import ALPHABET, as_stored, grouped, new_code
from proposals.workflow import Details, perform
from publik.road import ENDED, STEP_OF_STATUS, STEPS
from publik.sharing import path_of
from tests.factories import World, make_proposal, make_user
from tests.publik.conftest import SECRETS

MOST = 50_000


def page_of(client: Client, proposal: Proposal) -> str:
    response = client.get(path_of(proposal))
    assert response.status_code == 200
    return response.content.decode()


class TestCode:
    def test_cannot_be_guessed_and_can_be_read_aloud(self) -> None:
        codes = {new_code() for _ in range(2000)}
        assert len(codes) == 2000
        assert len(ALPHABET) ** 15 > 2**60
        assert not set("0O1IL") & set("".join(codes))

    def test_however_it_is_typed(self) -> None:
        code = new_code()
        assert as_stored(grouped(code).lower()) == code
        assert as_stored(f" {code[:5]} {code[5:]} ") == code
        assert as_stored(code[:-1]) == as_stored(code[:-1] + "0") == ""

    def test_comes_with_the_number_and_stays(self, world: World) -> None:
        head = make_user(world, Role.RT)
        draft = make_proposal(world, created_by=head)
        assert draft.tracking_code is None
        perform(draft, "submit", actor=head)
        draft.refresh_from_db()
        assert draft.number
        code = draft.tracking_code
        assert as_stored(code or "") == code
        perform(draft, "withdraw", actor=head)
        draft.refresh_from_db()
        assert draft.tracking_code == code


class TestNeverTold:
    def test_persons_places_and_notes(self, client: Client, told: Proposal, rt_head) -> None:
        page = page_of(client, told)
        assert "Lahannya bukan milik kota." in page
        assert "Saluran depan rumah Pak [nama]" in page
        secret = [*SECRETS.values(), "Sutrisna", "0812", "Catatan untuk", "6.1234", "106.98"]
        secret += [rt_head.full_name, rt_head.username, "81298765432", str(told.pk)]
        assert [word for word in secret if word in page] == []

    def test_a_draft_has_no_page(self, client: Client, world: World, submitted: Proposal) -> None:
        draft = make_proposal(world)
        assert path_of(draft) == ""
        for code in (new_code(), str(draft.pk), submitted.number.replace("/", "-"), "x"):
            assert client.get(reverse("publik:track", args=[code])).status_code == 404
        assert client.get(path_of(submitted)).status_code == 200

    def test_of_a_withdrawn_one_only_that_it_was_withdrawn(
        self, client: Client, world: World
    ) -> None:
        head = make_user(world, Role.RT)
        own = make_proposal(world, created_by=head, title="Saluran Gang Melon")
        perform(own, "submit", actor=head)
        assert "Saluran Gang Melon" in page_of(client, own)
        perform(own, "withdraw", actor=head, note="Sudah dikerjakan warga.")
        page = page_of(client, own)
        assert "Usulan ini dicabut oleh pengusulnya" in page
        told = (own.title, own.number, "10 m", "Rp10.000.000", "RW 001", "Mawar", "dikerjakan")
        assert [word for word in told if word in page] == []
        assert "noindex" in client.get(path_of(own))["X-Robots-Tag"]
        client.force_login(head, backend="kelurahan.backends.RoleBackend")
        page = client.get(own.get_absolute_url()).content.decode()
        assert "Saluran Gang Melon" in page
        assert "Ikuti tanpa masuk" not in page

    def test_nobody_is_told_of_the_address(self, client: Client, submitted: Proposal) -> None:
        response = client.get(path_of(submitted))
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "sessionid" not in response.cookies
        assert "csrftoken" not in response.cookies


class TestTold:
    def test_what_where_and_whose(self, client: Client, submitted: Proposal) -> None:
        page = page_of(client, submitted)
        for words in (
            submitted.number,
            submitted.title,
            "Pembangunan saluran lingkungan",
            "10 m",
            "Rp10.000.000",
            "RW 001, Kelurahan Mawar",
            "Menunggu diperiksa kelurahan",
            "paling lambat",
        ):
            assert words.lower() in page.lower(), words
        assert page.count("road__step ") == len(STEPS) == 9

    def test_weighs_little_and_runs_nothing(self, client: Client, told: Proposal) -> None:
        page = page_of(client, told)
        files = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
        assert "css/publik.css" in files
        weight = len(page.encode())
        for file in files:
            with open(finders.find(file), "rb") as opened:
                weight += len(opened.read())
        assert weight < MOST, weight
        assert "<script" not in page

    def test_a_card_for_messages(self, client: Client, submitted: Proposal) -> None:
        page = page_of(client, submitted)
        link = f"http://testserver{path_of(submitted)}"
        assert f'property="og:url" content="{link}"' in page
        image = re.search(r'og:image" content="http://testserver/static/([^"]+)"', page)
        assert image
        assert finders.find(image[1])
        assert "https://wa.me/?text=" in page

    def test_days_of_waiting_and_past_the_date(self, client: Client, submitted: Proposal) -> None:
        since = timezone.now() - timedelta(days=12)
        Proposal.objects.filter(pk=submitted.pk).update(status_since=since)
        page = page_of(client, submitted)
        assert "Menunggu 12 hari" in page
        assert "Lewat" not in page
        windows = StageWindow.objects.filter(cycle=submitted.cycle, stage=Stage.VERIFICATION)
        windows.update(closes_at=timezone.now() - timedelta(days=4))
        assert "Lewat 4 hari dari batas waktunya." in page_of(client, submitted)

    def test_what_came_after_the_date_is_late_only_since_it_came(
        self, client: Client, submitted: Proposal
    ) -> None:
        Proposal.objects.filter(pk=submitted.pk).update(
            status_since=timezone.now() - timedelta(days=3)
        )
        windows = StageWindow.objects.filter(cycle=submitted.cycle, stage=Stage.VERIFICATION)
        windows.update(closes_at=timezone.now() - timedelta(days=12))
        assert "Lewat 3 hari dari batas waktunya." in page_of(client, submitted)

    @pytest.mark.parametrize("status", UNDECIDED)
    def test_once_the_plan_is_made_nothing_is_promised(
        self, client: Client, world: World, status: Status
    ) -> None:
        usulan = make_proposal(world, status)
        now = timezone.now()
        for stage in Stage:
            StageWindow.objects.update_or_create(
                cycle=world.cycle,
                stage=stage,
                defaults={
                    "opens_at": now - timedelta(days=99),
                    "closes_at": now - timedelta(days=9),
                },
            )
        page = page_of(client, usulan)
        assert "lewat Bank usulan" in page
        assert "Paling lambat" not in page

    def test_one_that_lapsed_waits_for_the_office_and_is_late_by_its_own_date(
        self, client: Client, world: World
    ) -> None:
        due = timezone.localdate() - timedelta(days=4)
        usulan = make_proposal(world, Status.RETURNED, due=due)
        Proposal.objects.filter(pk=usulan.pk).update(
            status_since=timezone.now() - timedelta(days=9)
        )
        page = page_of(client, usulan)
        assert "Menunggu 4 hari</strong> (Kelurahan)" in page
        assert "Lewat 4 hari dari batas waktunya." in page

    def test_more_time_and_another_office_are_told_and_end_no_waiting(
        self, client: Client, world: World
    ) -> None:
        since = timezone.now() - timedelta(days=8)
        due = timezone.localdate() + timedelta(days=9)
        agreed = make_proposal(world, Status.AGREED, routed_at=since)
        back = make_proposal(world, Status.RETURNED, due=timezone.localdate())
        Proposal.objects.update(status_since=since)
        bappeda, staff = make_user(world, Role.BAPPEDA), make_user(world, Role.STAFF)
        perform(agreed, "reroute", actor=bappeda, note="-", details=Details(opd=world.other_opd))
        perform(back, "extend", actor=staff, note="Banjir.", details=Details(due=due))
        page = page_of(client, agreed)
        assert "Menunggu 8 hari" in page
        assert f"Perangkat Daerah lain: {world.other_opd}." in page
        page = page_of(client, back)
        assert "Menunggu 8 hari" in page
        assert f"memperbaiki usulan, sampai {date_long(due)}." in page

    def test_one_that_was_merged_tells_how_the_other_stands(
        self, client: Client, world: World
    ) -> None:
        target = make_proposal(world, Status.FORWARDED, rt=world.other_rt)
        page = page_of(client, make_proposal(world, Status.MERGED, merged_into=target))
        assert f"{target.number}</a>, yang sekarang berstatus" in page
        assert "Sudah diteruskan ke kecamatan." in page

    def test_the_proposer_is_spoken_of(self, client: Client, world: World) -> None:
        back = make_proposal(world, Status.RETURNED)
        page = page_of(client, back)
        assert "Dikembalikan kepada pengusul" in page
        assert "Anda perbaiki" not in page

    @pytest.mark.parametrize(
        "status", [each for each in Status if each not in (Status.DRAFT, Status.WITHDRAWN)]
    )
    def test_every_status_has_its_place(self, client: Client, world: World, status: Status) -> None:
        page = page_of(client, make_proposal(world, status))
        here = page.count('aria-current="step"')
        assert here == (0 if status == Status.REALISED else 1)
        assert ("road__step--stop" in page) == (status in ENDED - {Status.MERGED})
        assert ("road__step--join" in page) == (status == Status.MERGED)

    def test_what_ended_is_what_the_funnel_calls_so(self) -> None:
        from proposals.statuses import FUNNEL

        assert set(FUNNEL[FunnelStage.ENDED]) == ENDED
        assert set(Status) == set(STEP_OF_STATUS) | ENDED

    def test_queries_do_not_grow_with_the_history(
        self, client: Client, told: Proposal, submitted: Proposal, django_assert_num_queries
    ) -> None:
        for proposal in (told, submitted):
            with django_assert_num_queries(4):
                page_of(client, proposal)

    def test_a_code_in_small_letters_leads_there(self, client: Client, submitted: Proposal) -> None:
        address = reverse("publik:track", args=[submitted.tracking_code.lower()])
        assert client.get(address)["Location"] == path_of(submitted)


class TestQr:
    def test_is_a_picture_that_the_policy_allows(self, client: Client, submitted: Proposal) -> None:
        response = client.get(path_of(submitted) + "qr.svg")
        assert response["Content-Type"] == "image/svg+xml"
        assert b"<svg" in response.content
        assert b"style" not in response.content

    def test_on_the_receipt_and_the_owners_page(self, client: Client, world: World) -> None:
        head = make_user(world, Role.RT)
        client.force_login(head, backend="kelurahan.backends.RoleBackend")
        own = make_proposal(world, Status.SUBMITTED, created_by=head)
        for name in ("receipt", "detail"):
            page = client.get(reverse(f"proposals:{name}", args=[own.pk])).content.decode()
            assert f"http://testserver{path_of(own)}" in page
            assert f'src="{path_of(own)}qr.svg"' in page
            assert "https://wa.me/?text=" in page
        draft = make_proposal(world, created_by=head)
        page = client.get(draft.get_absolute_url()).content.decode()
        assert "qr.svg" not in page
