"""The help page: for everybody, the whole road, and no dead end in its index."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from kelurahan.roles import Role
from musrenbang.help import SENTENCES
from publik.road import STEPS
from tests.factories import World, make_user

LIGHT = 20_000


@pytest.mark.django_db
def test_nobody_needs_to_log_in(client: Client) -> None:
    page = client.get("/bantuan/")
    assert page.status_code == 200
    assert len(page.content) < LIGHT
    assert b"<img" not in page.content


@pytest.mark.django_db
def test_every_step_of_the_road_is_told_in_its_order(client: Client) -> None:
    words = client.get("/bantuan/").content.decode()
    places = [words.index(f"<strong>{step}.</strong> {SENTENCES[step]}") for step in STEPS]
    assert places == sorted(places)


def test_no_sentence_is_about_a_step_that_is_gone() -> None:
    assert tuple(SENTENCES) == STEPS


@pytest.mark.django_db
def test_the_index_leads_to_every_chapter(client: Client) -> None:
    words = client.get("/bantuan/").content.decode()
    chapters = re.findall(r'<section aria-labelledby="([\w-]+)">', words)
    assert chapters == re.findall(r'<a href="#((?!isi")[\w-]+)"', words)
    assert all(f'<h2 id="{chapter}">' in words for chapter in chapters)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["“Lewat batas perbaikan”", "“Usulkan lagi”", "“Sampaikan hasilnya”", "“Cara menerima kabar”"],
)
def test_what_stands_on_a_button_or_a_usulan_is_explained(client: Client, words: str) -> None:
    assert words in client.get("/bantuan/").content.decode()


def test_one_word_for_e_mail() -> None:
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    assert [page.name for page in pages if re.search(r"\bsurel\b", page.read_text(), re.I)] == []


def test_proposers_find_it_in_the_menu(client: Client, world: World) -> None:
    entry = '<a href="/bantuan/">Bantuan</a>'
    client.force_login(make_user(world, Role.RT), backend="kelurahan.backends.RoleBackend")
    assert entry in client.get("/usulan/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/masuk/", "/lacak/", "/publik/"])
def test_whoever_has_not_logged_in_finds_it_too(client: Client, page: str) -> None:
    assert 'href="/bantuan/"' in client.get(page).content.decode()
