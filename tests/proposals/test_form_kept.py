"""Nothing typed is lost: stale pages, lost sessions, old tokens, going back."""

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.views.kept import MOST_CHARACTERS, SESSION_KEY
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.proposals.how_much import STORY, typed

HOST = "http://testserver"


def url_of(proposal: Proposal, step: str = "volume") -> str:
    return reverse("proposals:step", args=[proposal.pk, step])


def sign_in(client: Client, user) -> None:
    client.force_login(user, backend="kelurahan.backends.RoleBackend")


class TestFailedCheck:
    def test_going_back_keeps_the_bad_text_for_later(self, rt_client, draft) -> None:
        sent = typed(draft, people="kira-kira banyak", aksi="kembali")
        assert rt_client.post(url_of(draft), sent).url == url_of(draft, "lokasi")
        draft.refresh_from_db()
        assert (draft.problem, draft.people) == (STORY, 120)
        page = rt_client.get(url_of(draft)).content.decode()
        assert "kira-kira banyak" in page
        assert 'href="#id_people"' in page

    def test_mended_it_no_longer_waits(self, rt_client, draft) -> None:
        rt_client.post(url_of(draft), typed(draft, people="banyak"))
        draft.refresh_from_db()
        answer = rt_client.post(url_of(draft), typed(draft, people="90"))
        assert answer.url == url_of(draft, "periksa")
        assert url_of(draft) not in rt_client.session[SESSION_KEY]
        draft.refresh_from_db()
        assert draft.people == 90

    def test_save_for_later_goes_home(self, rt_client, draft) -> None:
        answer = rt_client.post(url_of(draft), typed(draft, aksi="simpan"))
        assert answer.url == reverse("proposals:mine")
        draft.refresh_from_db()
        assert draft.problem == STORY


class TestStale:
    def test_both_texts_are_shown_and_saving_again_takes_the_typed(self, rt_client, draft) -> None:
        Proposal.objects.filter(pk=draft.pk).update(problem="Ditulis di HP lain.", revision=3)
        page = rt_client.post(url_of(draft), typed(draft)).content.decode()
        assert "sudah diubah dari halaman atau perangkat lain" in page
        assert STORY in page
        assert "Ditulis di HP lain." in page
        draft.refresh_from_db()
        assert draft.problem == "Ditulis di HP lain."
        assert 'name="revisi" value="3"' in page
        rt_client.post(url_of(draft), typed(draft, revisi="3"))
        draft.refresh_from_db()
        assert draft.problem == STORY

    def test_walking_away_keeps_the_typed_text(self, rt_client, draft) -> None:
        Proposal.objects.filter(pk=draft.pk).update(problem="Ditulis di HP lain.", revision=3)
        rt_client.post(url_of(draft), typed(draft))
        assert STORY in rt_client.get(url_of(draft)).content.decode()

    def test_an_old_page_that_says_the_same_is_no_conflict(self, rt_client, draft) -> None:
        Proposal.objects.filter(pk=draft.pk).update(problem=STORY, revision=3)
        assert rt_client.post(url_of(draft), typed(draft)).url == url_of(draft, "periksa")

    def test_photos_of_a_stale_page_are_kept(self, rt_client, draft, photo) -> None:
        Proposal.objects.filter(pk=draft.pk).update(problem="Lain.", revision=3)
        rt_client.post(url_of(draft), typed(draft) | {"photos": [photo()]})
        assert draft.attachments.count() == 1

    def test_handed_in_meanwhile_shows_what_was_typed(self, rt_client, rt_head, draft) -> None:
        perform(draft, "submit", actor=rt_head)
        answer = rt_client.post(url_of(draft), typed(draft))
        assert answer.status_code == 409
        assert STORY in answer.content.decode()
        draft.refresh_from_db()
        assert draft.problem != STORY


class TestLostSession:
    def log_in_again(self, client: Client, user, address: str) -> str:
        """Through the log-in page itself, as a person would."""
        user.set_password("kata sandi contoh 1")
        user.save()
        sent = {"username": user.username, "password": "kata sandi contoh 1"}
        path, _, query = address.partition("?")
        answer = client.post(f"{path}?{query}", sent, follow=True)
        return answer.content.decode()

    def test_typed_text_is_there_after_log_in(self, rt_client, rt_head, draft) -> None:
        rt_client.session.flush()
        answer = rt_client.post(url_of(draft), typed(draft))
        assert answer.url.startswith(reverse("kelurahan:login"))
        assert "Tulisan Anda aman" in rt_client.get(answer.url).content.decode()
        draft.refresh_from_db()
        assert draft.problem != STORY
        page = self.log_in_again(rt_client, rt_head, answer.url)
        assert STORY in page
        assert "kami tampilkan lagi" in page
        rt_client.post(url_of(draft), typed(draft))
        draft.refresh_from_db()
        assert draft.problem == STORY

    def test_someone_else_on_the_same_phone_does_not_read_it(
        self, world: World, rt_client, draft
    ) -> None:
        rt_client.session.flush()
        rt_client.post(url_of(draft), typed(draft))
        sign_in(rt_client, make_user(world, Role.RT, world.other_rt))
        assert rt_client.get(url_of(draft)).status_code == 404

    def test_strangers_cannot_fill_the_store(self, client: Client, draft) -> None:
        nowhere = url_of(draft).replace(str(draft.pk), "0" * 8 + "-0000-4000-8000-" + "0" * 12)
        client.post(nowhere, typed(draft))
        assert SESSION_KEY not in client.session
        client.post(url_of(draft), typed(draft, problem="x" * (MOST_CHARACTERS + 1)))
        assert SESSION_KEY not in client.session

    def test_changed_elsewhere_in_between_is_told(self, rt_client, rt_head, draft) -> None:
        rt_client.session.flush()
        rt_client.post(url_of(draft), typed(draft))
        Proposal.objects.filter(pk=draft.pk).update(problem="Ditulis di HP lain.", revision=9)
        sign_in(rt_client, rt_head)
        assert 'name="revisi" value="0"' in rt_client.get(url_of(draft)).content.decode()
        page = rt_client.post(url_of(draft), typed(draft)).content.decode()
        assert "Ditulis di HP lain." in page


class TestOldToken:
    @pytest.fixture
    def strict(self, rt_head) -> Client:
        client = Client(enforce_csrf_checks=True)
        sign_in(client, rt_head)
        return client

    def test_text_returns_on_the_same_page(self, strict: Client, draft) -> None:
        sent = typed(draft, csrfmiddlewaretoken="a" * 64)
        answer = strict.post(url_of(draft), sent, headers={"origin": HOST}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(url_of(draft), 302)]
        assert STORY in page
        assert "terlalu lama terbuka" in page
        draft.refresh_from_db()
        assert draft.problem != STORY

    @pytest.mark.parametrize("headers", [{}, {"origin": "https://jahat.example"}])
    def test_strange_pages_put_nothing_in(self, strict: Client, draft, headers: dict) -> None:
        answer = strict.post(url_of(draft), typed(draft), headers=headers)
        assert answer.status_code == 403
        assert SESSION_KEY not in strict.session

    def test_signed_out_it_waits_for_the_log_in(self, draft, rt_head) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post(
            url_of(draft), typed(draft), headers={"referer": f"{HOST}{url_of(draft)}"}
        )
        assert answer.url == url_of(draft)
        assert client.get(answer.url).url.startswith(reverse("kelurahan:login"))
        sign_in(client, rt_head)
        assert STORY in client.get(url_of(draft)).content.decode()


def test_a_foreign_draft_is_not_there(world: World, rt_client: Client) -> None:
    foreign = make_proposal(
        world, kelurahan=world.other_kelurahan, rw=world.foreign_rw, rt=world.foreign_rt
    )
    for step in ("apa", "lokasi", "volume", "periksa"):
        assert rt_client.get(url_of(foreign, step)).status_code == 404
        assert rt_client.post(url_of(foreign, step), {"title": "x"}).status_code == 404


def test_an_rw_head_reads_but_does_not_write_for_the_rt(world: World, client, draft) -> None:
    sign_in(client, make_user(world, Role.RW))
    assert client.get(url_of(draft)).url == draft.get_absolute_url()
    assert client.post(url_of(draft), typed(draft)).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.problem != STORY
