"""What a device may keep is decided by the server, and logging out takes it away."""

import gzip
import json
from pathlib import Path

import pytest
from django.test import Client

from kelurahan.roles import Role
from musrenbang.offline import assets, writing
from musrenbang.offline.keeping import HEADER
from musrenbang.offline.writing import WriteForm
from musrenbang.static_files import small
from proposals.forms import HowMuchForm, WhatForm, WhereForm
from tests.factories import World, make_proposal, make_user

LIMIT = 60_000
OWN_PAGES = ("/usulan/", "/usulan/baru/", "/kamus/", "/bantuan/")


@pytest.fixture
def head(client: Client, world: World) -> Client:
    client.force_login(make_user(world, Role.RT), backend="kelurahan.backends.RoleBackend")
    return client


def test_own_pages_are_marked_with_the_account(head: Client) -> None:
    marks = {head.get(path).get(HEADER) for path in OWN_PAGES}
    assert len(marks) == 1
    assert marks != {None}
    assert marks.pop() in head.get("/usulan/").content.decode()


def test_two_accounts_never_share_a_mark(head: Client, world: World) -> None:
    other = Client()
    other.force_login(make_user(world, Role.RW), backend="kelurahan.backends.RoleBackend")
    assert other.get("/usulan/")[HEADER] != head.get("/usulan/")[HEADER]


def test_nothing_else_is_marked(head: Client, client: Client, world: World) -> None:
    draft = make_proposal(world, title="Saluran Gang Contoh")
    for path in ("/", "/kata-sandi/", "/admin/", "/luring/", "/sw.js", f"/usulan/{draft.pk}/"):
        assert HEADER not in head.get(path), path
    assert HEADER not in head.post("/usulan/baru/", {})
    assert HEADER not in Client().get("/kamus/")
    assert HEADER not in Client().get("/bantuan/")
    assert HEADER not in Client().get("/usulan/")


def test_a_page_with_a_message_for_once_is_not_marked(world: World) -> None:
    """The message rides in a cookie that the page takes back."""
    person = make_user(world, Role.RT)
    person.set_password("kunci-rumah-7714")
    person.save()
    client = Client()
    client.force_login(person, backend="kelurahan.backends.RoleBackend")
    words = {"old_password": "kunci-rumah-7714"}
    words |= dict.fromkeys(("new_password1", "new_password2"), "kunci-baru-8825")
    assert client.post("/kata-sandi/", words).status_code == 302
    with_message = client.get("/usulan/")
    assert "sudah diganti" in with_message.content.decode()
    assert HEADER not in with_message
    assert HEADER in client.get("/usulan/")


def test_the_browser_itself_keeps_no_page_of_a_person(head: Client, world: World) -> None:
    """Or Back would show it to whoever comes after the log-out."""
    draft = make_proposal(world, title="Saluran Gang Contoh")
    for path in (*OWN_PAGES, "/", "/kabar/", "/kata-sandi/", f"/usulan/{draft.pk}/"):
        assert "no-store" in head.get(path)["Cache-Control"], path
    assert "Cache-Control" not in Client().get("/bantuan/")


def test_logging_out_clears_what_the_browser_kept_but_not_the_locked_queue(head: Client) -> None:
    assert head.post("/keluar/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_worker_and_manifest_name_files_that_exist(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    known = json.loads(answer.content.decode().split("\n")[0][len("const KNOWN = ") : -1])
    manifest = client.get("/portal.webmanifest").json()
    assert manifest["start_url"] == "/usulan/"
    for address in known["assets"] + [icon["src"] for icon in manifest["icons"]]:
        assert Path(address.replace("/static/", "static/")).exists() or "bootstrap" in address


def test_all_scripts_together_stay_small() -> None:
    scripts = [*Path("static/js").rglob("*.js"), Path("musrenbang/offline/worker.js")]
    assert sum(len(gzip.compress(small(script.read_bytes()))) for script in scripts) < LIMIT


@pytest.mark.django_db
def test_the_form_for_the_device_is_the_same_for_everybody(head: Client) -> None:
    own, stranger = head.get("/usulan/tulis/"), Client().get("/usulan/tulis/")
    assert own.content == stranger.content
    assert not own.cookies
    assert b"csrf" not in own.content


@pytest.mark.django_db
def test_it_asks_with_the_names_and_words_of_the_portals_own_screens(world: World) -> None:
    item = world.item
    screens: dict[str, str] = {}
    for draft in (make_proposal(world), make_proposal(world, kamus_item=None)):
        for screen in (WhatForm, WhereForm, HowMuchForm):
            form = screen(proposal=draft, user=draft.created_by)
            screens |= {name: str(form[name].label) for name in form.fields}
    assert item.variables.exists()
    page = Client().get("/usulan/tulis/").content.decode()
    for name, field in WriteForm().fields.items():
        assert name in screens
        # Whether a point is needed is known once an item was chosen.
        assert screens[name].removesuffix(" (boleh dikosongkan)") in page
        assert f'name="{name}"' in page
        assert str(field.help_text) in page


@pytest.mark.django_db
def test_a_changed_form_is_a_new_version_for_the_device(monkeypatch, client: Client) -> None:
    before = client.get("/sw.js").content.split(b"\n")[0]
    assets._fingerprint_once.cache_clear()
    monkeypatch.setattr(writing, "MAX_FILES", 11)
    after = client.get("/sw.js").content.split(b"\n")[0]
    assets._fingerprint_once.cache_clear()
    assert before != after


def test_every_module_of_the_device_is_kept_by_it() -> None:
    modules = {f"js/perangkat/{path.name}" for path in Path("static/js/perangkat").glob("*.js")}
    assert len(modules) > 10
    assert modules < set(assets.ASSETS)
