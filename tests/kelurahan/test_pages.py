"""Frame and pages that anyone may open: what they say, and nothing inline."""

import re

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from tests.factories import make_cycle, make_user

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:|https?://(?!www\.w3\.org)",
    re.IGNORECASE,
)


def text_of(response):
    text = response.content.decode()
    assert not INLINE.search(text), INLINE.search(text)
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    return text


@pytest.mark.parametrize("name", ["home", "kelurahan:login", "kelurahan:activate"])
def test_visitors_pages(client, db, name):
    text = text_of(client.get(reverse(name)))
    assert '<html lang="id">' in text
    assert 'href="#isi"' in text
    for landmark in ("<header", "<nav", "<main", "<footer"):
        assert landmark in text


def test_home_without_a_cycle(client, db):
    assert "Jadwal belum ditetapkan" in text_of(client.get("/"))


@pytest.mark.parametrize(
    ("is_open", "sentence"), [(True, "sedang dibuka"), (False, "sudah ditutup")]
)
def test_home_tells_theme_and_dates(client, db, is_open, sentence):
    make_cycle(is_open=is_open)
    text = text_of(client.get("/"))
    assert "Tema contoh" in text
    assert "RKPD 2024" in text
    assert sentence in text
    assert str(timezone.localdate().year) in text


def test_the_header_says_who_and_where(client, world):
    user = make_user(world, Role.RT)
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    text = text_of(client.get(reverse("kelurahan:password")))
    assert user.full_name in text
    assert "Ketua RT, RT 001/RW 001 Mawar" in text
    assert re.search(r'<form method="post" action="/keluar/">', text)


def test_somebody_without_a_post_is_told_what_to_do(client, world):
    client.force_login(make_user(world), backend="kelurahan.backends.RoleBackend")
    assert "belum punya penugasan" in text_of(client.get("/"))


def test_names_are_shown_as_text(client, world):
    user = make_user(world, Role.RT)
    user.full_name = "<script>alert(1)</script>"
    user.save()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    assert "&lt;script&gt;" in text_of(client.get(reverse("kelurahan:password")))


@override_settings(DEBUG=False)
def test_error_pages(client, world, rf):
    assert "Halaman tidak ditemukan" in text_of(client.get("/tidak-ada/"))
    client.force_login(make_user(world, Role.RT), backend="kelurahan.backends.RoleBackend")
    assert "bukan untuk akun Anda" in text_of(client.get(reverse("admin:login")))


def test_an_old_form_is_explained(world, client):
    client.handler.enforce_csrf_checks = True
    answer = client.post(reverse("kelurahan:login"), {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "tulisan Anda biasanya masih ada" in text_of(answer)


def test_the_page_of_last_resort_needs_no_database():
    from django.template.loader import render_to_string

    assert "sedang ada gangguan" in render_to_string("500.html")


def office_pages(world):
    post = make_user(world, Role.PAMOR).assignments.get()
    place = {"rw": world.rw, "rt": world.rt, "organisation": world.organisation}
    for model, row in (*place.items(), ("user", post.user), ("assignment", post)):
        yield reverse(f"admin:kelurahan_{model}_changelist")
        yield reverse(f"admin:kelurahan_{model}_change", args=[row.pk])
        yield reverse(f"admin:kelurahan_{model}_history", args=[row.pk])
    for model in place:
        yield reverse(f"admin:kelurahan_{model}_add")
    yield reverse("admin:kelurahan_user_appoint")
    yield reverse("admin:kelurahan_user_table")
    yield reverse("admin:kelurahan_user_cards") + f"?akun={post.user_id}"
    yield reverse("admin:kelurahan_assignment_end", args=[post.pk])
    yield reverse("admin:kelurahan_assignment_replace", args=[post.pk])


def test_office_pages_hold_nothing_inline(client, world):
    client.force_login(make_user(world, Role.STAFF), backend="kelurahan.backends.RoleBackend")
    for url in office_pages(world):
        answer = client.get(url)
        assert answer.status_code == 200, url
        text_of(answer)
    user = make_user(world, Role.RT)
    text_of(client.post(reverse("admin:kelurahan_user_cards"), {"akun": user.pk}))
