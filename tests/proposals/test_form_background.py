"""Saving while the person writes: the same rules as a button, told in JSON."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.views.kept import SESSION_KEY
from tests.factories import World, make_proposal, make_user
from tests.proposals.how_much import STORY, typed


def url_of(proposal: Proposal, step: str = "volume") -> str:
    return reverse("proposals:step", args=[proposal.pk, step])


def save(client: Client, proposal: Proposal, step: str = "volume", **changes: str):
    data = typed(proposal, aksi="simpan") | changes
    return client.post(url_of(proposal, step), data, headers={"Accept": "application/json"})


def test_a_text_is_stored_and_the_new_revision_told(rt_client: Client, draft: Proposal) -> None:
    answer = save(rt_client, draft)
    draft.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json() == {"revisi": draft.revision, "salah": {}}
    assert draft.problem == STORY


def test_the_next_save_with_that_revision_is_no_conflict(rt_client, draft) -> None:
    revision = save(rt_client, draft).json()["revisi"]
    again = save(rt_client, draft, problem=STORY + " Lanjut.", revisi=str(revision))
    assert again.status_code == 200
    draft.refresh_from_db()
    assert draft.problem.endswith("Lanjut.")


def test_what_is_wrong_is_told_and_waits_while_the_rest_is_stored(rt_client, draft) -> None:
    answer = save(rt_client, draft, people="banyak sekali")
    assert list(answer.json()["salah"]) == ["people"]
    draft.refresh_from_db()
    assert (draft.problem, draft.people) == (STORY, 120)
    assert "banyak sekali" in rt_client.get(url_of(draft)).content.decode()


def test_mended_it_no_longer_waits(rt_client, draft) -> None:
    revision = save(rt_client, draft, people="banyak").json()["revisi"]
    save(rt_client, draft, people="90", revisi=str(revision))
    assert url_of(draft) not in rt_client.session[SESSION_KEY]


def test_a_page_that_is_old_changes_nothing(rt_client, draft) -> None:
    Proposal.objects.filter(pk=draft.pk).update(problem="Ditulis di HP lain.", revision=3)
    answer = save(rt_client, draft)
    assert (answer.status_code, answer.json()["kode"]) == (409, "diubah-lain")
    draft.refresh_from_db()
    assert (draft.problem, draft.revision) == ("Ditulis di HP lain.", 3)


def test_an_old_page_that_says_the_same_learns_the_revision(rt_client, draft) -> None:
    revision = save(rt_client, draft).json()["revisi"]
    assert save(rt_client, draft).json() == {"revisi": revision, "salah": {}}
    draft.refresh_from_db()
    assert draft.revision == revision > 0


def test_handed_in_meanwhile_it_is_too_late(rt_client, draft) -> None:
    Proposal.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    answer = save(rt_client, draft)
    assert (answer.status_code, answer.json()["kode"]) == (409, "sudah-dikirim")


def test_a_returned_usulan_keeps_its_history_short(rt_client, draft) -> None:
    """Typing waits in the session; only a button writes the change down."""
    Proposal.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    draft.refresh_from_db()
    assert save(rt_client, draft).json() == {"revisi": draft.revision, "salah": {}}
    draft.refresh_from_db()
    assert draft.problem != STORY
    assert not draft.events.filter(action="edit").exists()
    assert STORY in rt_client.get(url_of(draft)).content.decode()


def test_who_only_reads_saves_nothing(world: World, client: Client) -> None:
    rw = make_user(world, Role.RW)
    client.force_login(rw, backend="kelurahan.backends.RoleBackend")
    other = make_proposal(world, created_by=make_user(world))
    assert save(client, other).status_code == 409
    other.refresh_from_db()
    assert other.problem != STORY


def test_signed_out_the_page_is_told_and_the_text_waits(draft: Proposal) -> None:
    client = Client()
    answer = save(client, draft)
    assert (answer.status_code, answer.json()["kode"]) == (401, "masuk")
    assert client.session[SESSION_KEY][url_of(draft)]["problem"] == [STORY]


@pytest.mark.django_db
def test_an_old_token_is_told_in_json() -> None:
    strict = Client(enforce_csrf_checks=True)
    address = reverse("proposals:step", args=[uuid4(), "apa"])
    answer = strict.post(address, {"title": "x"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["kode"]) == (403, "halaman-lama")


@pytest.mark.parametrize(
    ("step", "field", "text"),
    [("apa", "title", "Saluran Gang Baru"), ("lokasi", "address", "Gang Baru, dekat pos")],
)
def test_every_screen_saves(rt_client, draft, step: str, field: str, text: str) -> None:
    data = {field: text, "revisi": str(draft.revision), "aksi": "simpan"}
    answer = rt_client.post(url_of(draft, step), data, headers={"Accept": "application/json"})
    assert answer.json()["salah"] == {}
    draft.refresh_from_db()
    assert getattr(draft, field) == text
