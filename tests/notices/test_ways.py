"""Cara menerima kabar: each channel on or off, to an address that agreed; off with one press."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kelurahan.models import User
from kelurahan.roles import Role
from notices.choices import recipients, switch, ways_of
from notices.kinds import KINDS, Kind
from notices.links import NewAddress, address_url, off_url
from notices.models import Choice, Digest, State
from tests.factories import World, make_user
from tests.notices.conftest import EMAIL, PHONE
from tests.notices.running import run, run_and_fail
from tests.notices.servers import Gateway, Postbox
from tests.notices.test_inbox import INBOX, enter, returned
from tests.test_every_page import Page

WAYS = "notices:ways"
SMS, WHATSAPP, MAIL = KINDS["sms"], KINDS["whatsapp"], KINDS["email"]
NEW = "baru@contoh.test"


def wants(user: User, kind: Kind) -> bool:
    return recipients(kind).filter(pk=user.pk).exists()


def page(user: User) -> str:
    return enter(user).get(reverse(WAYS)).content.decode()


def path_of(url: str) -> str:
    return url.removeprefix("https://portal.contoh.test")


class TestWays:
    def test_the_portal_always(self, reached: User) -> None:
        assert "selalu ada di halaman" in page(reached)

    def test_nothing_is_offered_that_is_not_there(self, reached: User) -> None:
        text = page(reached) + enter(reached).get(reverse(INBOX)).content.decode()
        for word in ("WhatsApp", "SMS", "E-mail", "e-mail", "Cara menerima kabar</a>"):
            assert word not in text

    def test_what_is_there_is_found_from_kabar(self, reached: User, by_sms: Gateway) -> None:
        assert reverse(WAYS) in enter(reached).get(reverse(INBOX)).content.decode()
        text = page(reached)
        assert "Lewat SMS, ke 0812 0000 0001" in text.replace("\N{NO-BREAK SPACE}", " ")
        assert "WhatsApp" not in text
        assert "Alamat e-mail" not in text

    def test_off_and_on(self, reached: User, by_sms: Gateway, by_mail: Postbox) -> None:
        client = enter(reached)
        client.post(reverse(WAYS), {"email": "on"})
        assert (wants(reached, MAIL), wants(reached, SMS)) == (True, False)
        client.post(reverse(WAYS), {"email": "on", "sms": "on"})
        assert (wants(reached, MAIL), wants(reached, SMS)) == (True, True)
        # What nobody touched stays undecided.
        assert list(Choice.objects.values_list("channel", flat=True)) == ["sms"]

    def test_all_off(self, reached: User, by_sms: Gateway) -> None:
        enter(reached).post(reverse(WAYS))
        assert not wants(reached, SMS)

    def test_one_of_two_to_the_same_telephone(
        self, reached: User, by_whatsapp: Gateway, by_sms: Gateway
    ) -> None:
        assert {way.kind.key: way.is_on for way in ways_of(reached)} == {
            "whatsapp": True,
            "sms": False,
        }
        enter(reached).post(reverse(WAYS), {"sms": "on"})
        assert (wants(reached, WHATSAPP), wants(reached, SMS)) == (False, True)

    def test_without_a_number_there_is_nothing_to_tick(self, world: World, by_sms: Gateway) -> None:
        head = make_user(world, Role.RT)
        text = page(head)
        assert "Nomor telepon Anda belum tercatat" in text
        assert 'type="checkbox"' not in text
        enter(head).post(reverse(WAYS), {"sms": "on"})
        assert not Choice.objects.exists()

    def test_what_fails_is_said(self, world: World, reached: User, by_sms: Gateway) -> None:
        returned(world, make_user(world, Role.STAFF))
        by_sms.answers = [(400, "")]
        run_and_fail()
        assert "belum terkirim" not in page(reached)
        Digest.objects.update(state=State.ENDED)
        assert "Periksa apakah nomor telepon di atas masih benar" in page(reached)

    @pytest.mark.parametrize("address", [WAYS, "notices:email"])
    def test_only_for_those_who_write_usulan(
        self, world: World, by_mail: Postbox, address: str
    ) -> None:
        lurah = make_user(world, Role.LURAH, email=EMAIL)
        answer = enter(lurah).post(reverse(address), {"email": NEW})
        assert (answer.status_code, answer.url) == (302, "/")
        assert not Choice.objects.exists()
        assert by_mail.messages == []
        assert Client().get(reverse(WAYS)).url.startswith("/masuk/")

    def test_nothing_that_the_browser_would_stop(
        self, reached: User, by_sms: Gateway, by_mail: Postbox
    ) -> None:
        address = address_url(NewAddress(reached.pk, EMAIL, NEW))
        for url in (off_url(reached.pk, SMS), address, address[:-3]):
            assert Page(Client().get(path_of(url)).content.decode()).inline == []
        assert Page(page(reached)).inline == []

    @pytest.mark.parametrize("rows", [1, 3])
    def test_literal_query_count(
        self, reached: User, by_sms: Gateway, rows: int, django_assert_num_queries: Any
    ) -> None:
        for key in list(KINDS)[:rows]:
            switch(reached.pk, KINDS[key], on=False)
        client = enter(reached)
        with django_assert_num_queries(5):
            client.get(reverse(WAYS))


class TestAddress:
    def link_in(self, postbox: Postbox) -> str:
        [message] = postbox.messages
        found = re.search(r"https://portal\.contoh\.test(\S+)", message.get_content())
        assert found
        return found[1]

    def test_only_after_its_reader_agrees(self, reached: User, by_mail: Postbox) -> None:
        enter(reached).post(reverse("notices:email"), {"email": NEW})
        reached.refresh_from_db()
        assert reached.email == EMAIL
        assert by_mail.recipients == [NEW]
        link, anybody = self.link_in(by_mail), Client()
        assert NEW in anybody.get(link).content.decode()
        reached.refresh_from_db()
        assert reached.email == EMAIL
        assert "sudah dipakai" in anybody.post(link).content.decode()
        reached.refresh_from_db()
        assert reached.email == NEW

    def test_an_old_letter_does_not_bring_an_old_address_back(
        self, reached: User, by_mail: Postbox
    ) -> None:
        enter(reached).post(reverse("notices:email"), {"email": NEW})
        User.objects.filter(pk=reached.pk).update(email="lain@contoh.test")
        assert Client().post(self.link_in(by_mail)).status_code == 409
        reached.refresh_from_db()
        assert reached.email == "lain@contoh.test"

    def test_pressed_twice_it_says_that_the_address_is_used_already(
        self, reached: User, by_mail: Postbox
    ) -> None:
        enter(reached).post(reverse("notices:email"), {"email": NEW})
        link, anybody = self.link_in(by_mail), Client()
        anybody.post(link)
        for again in (anybody.get(link), anybody.post(link)):
            assert again.status_code == 200
            assert "Alamat e-mail ini sudah dipakai" in again.content.decode()
            assert "<form" not in again.content.decode().partition("<main")[2]

    def test_after_three_days_it_is_too_late(
        self, reached: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from time import time

        from django.core import signing

        old = time() - 3 * 24 * 3600 - 60
        with monkeypatch.context() as patch:
            patch.setattr(signing.time, "time", lambda: old)
            link = path_of(address_url(NewAddress(reached.pk, EMAIL, NEW)))
        assert Client().post(link).status_code == 404
        reached.refresh_from_db()
        assert reached.email == EMAIL

    def test_taken_away_at_once(self, reached: User, by_mail: Postbox) -> None:
        enter(reached).post(reverse("notices:email"), {"email": ""})
        reached.refresh_from_db()
        assert reached.email == ""
        assert by_mail.messages == []

    def test_what_is_no_address(self, reached: User, by_mail: Postbox) -> None:
        answer = enter(reached).post(reverse("notices:email"), {"email": "ketua"})
        assert "Tulis alamat e-mail lengkap" in answer.content.decode()
        assert by_mail.messages == []

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.test", "terlalu panjang"),
            (f"ketua@{'b' * 400}.test", "terlalu panjang"),
            ("ketua\x00@contoh.test", "Tulis alamat e-mail lengkap"),
        ],
    )
    def test_what_is_wrong_is_said_in_plain_words(
        self, reached: User, by_mail: Postbox, typed: str, sentence: str
    ) -> None:
        page = enter(reached).post(reverse("notices:email"), {"email": typed}).content.decode()
        assert sentence in page
        for foreign in ("karakter", "Null", "Ensure", "Pastikan"):
            assert foreign not in page

    def test_strangers_are_not_flooded(self, reached: User, by_mail: Postbox) -> None:
        client = enter(reached)
        for number in range(7):
            client.post(reverse("notices:email"), {"email": f"orang{number}@contoh.test"})
        assert len(by_mail.messages) == 5
        answer = client.get(reverse(WAYS)).content.decode()
        assert "terlalu sering" in answer

    def test_a_letter_that_does_not_go(self, reached: User, by_mail: Postbox) -> None:
        by_mail.refuses = NEW
        answer = enter(reached).post(reverse("notices:email"), {"email": NEW}, follow=True)
        assert "belum dapat dikirim" in answer.content.decode()

    def test_without_e_mail_there_is_no_such_door(self, reached: User, by_sms: Gateway) -> None:
        enter(reached).post(reverse("notices:email"), {"email": NEW})
        assert mail.outbox == []


class TestOff:
    @pytest.fixture
    def link(self, reached: User, by_sms: Gateway) -> str:
        return path_of(off_url(reached.pk, SMS))

    def test_looking_turns_nothing_off(self, reached: User, link: str) -> None:
        assert "Berhenti menerima kabar lewat SMS?" in Client().get(link).content.decode()
        assert wants(reached, SMS)

    def test_one_press_without_log_in_and_without_cookie(self, reached: User, link: str) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post(link, {"List-Unsubscribe": "One-Click"})
        assert "sudah dimatikan" in answer.content.decode()
        assert not wants(reached, SMS)
        assert client.cookies == {}

    def test_nothing_else_is_shown(self, world: World, reached: User, link: str) -> None:
        usulan = returned(world, make_user(world, Role.STAFF))
        for answer in (Client().get(link), Client().post(link)):
            text = answer.content.decode()
            for secret in (reached.full_name, reached.username, "0812", EMAIL, usulan.title):
                assert secret not in text
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert "no-store" in answer["Cache-Control"]

    def test_only_this_channel_of_this_person(
        self, world: World, reached: User, link: str, by_mail: Postbox
    ) -> None:
        other = make_user(world, Role.RT, world.other_rt, phone="+6281200000002")
        Client().post(link)
        assert wants(reached, MAIL)
        assert wants(other, SMS)

    @pytest.mark.parametrize("change", ["number", "channel", "cut", "nothing"])
    def test_a_link_that_is_not_ours(
        self, world: World, reached: User, link: str, change: str
    ) -> None:
        other = make_user(world, Role.RT, world.other_rt, phone="+6281200000002")
        wrong = {
            "number": link.replace(f"sms-{reached.pk}.", f"sms-{other.pk}."),
            "channel": link.replace("sms-", "email-"),
            "cut": f"{link[:-6]}/",
            "nothing": reverse("notices:off", args=["x"]),
        }[change]
        assert wrong != link
        assert Client().post(wrong).status_code == 404
        assert wants(reached, SMS)
        assert wants(other, SMS)
        assert not Choice.objects.exists()

    def test_of_an_account_that_is_gone(self, reached: User, by_sms: Gateway) -> None:
        link = path_of(off_url(reached.pk + 1, SMS))
        for answer in (Client().get(link), Client().post(link)):
            assert answer.status_code == 404
            assert "Tautan ini tidak berlaku" in answer.content.decode()

    def test_the_link_in_a_message_works(
        self, world: World, reached: User, by_mail: Postbox
    ) -> None:
        returned(world, make_user(world, Role.STAFF))
        run()
        [message] = by_mail.messages
        link = path_of(message["List-Unsubscribe"].strip(" <>"))
        Client().post(link)
        assert not wants(reached, MAIL)
        assert PHONE not in str(message)


class TestAdministrators:
    def test_they_see_what_did_not_go_and_change_nothing(
        self, world: World, reached: User, by_sms: Gateway
    ) -> None:
        returned(world, make_user(world, Role.STAFF))
        by_sms.answers = [(503, f"no such number {PHONE}")]
        run_and_fail()
        client = enter(make_user(world, is_superuser=True))
        text = client.get(reverse("admin:notices_digest_changelist")).content.decode()
        assert reached.full_name in text
        assert "Gateway menjawab 503." in text
        assert PHONE not in text
        one = reverse("admin:notices_digest_change", args=[Digest.objects.get().pk])
        assert client.get(one).status_code == 200
        assert client.post(one, {"state": "terkirim"}).status_code == 403
        assert client.get(reverse("admin:notices_digest_add")).status_code == 403

    @pytest.mark.parametrize("role", [Role.STAFF, Role.LURAH, Role.BAPPEDA])
    def test_offices_do_not(self, world: World, reached: User, by_sms: Gateway, role: Role) -> None:
        returned(world, make_user(world, Role.STAFF))
        run()
        client = enter(make_user(world, role))
        assert client.get(reverse("admin:notices_digest_changelist")).status_code == 403
