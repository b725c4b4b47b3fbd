"""Admin pages of accounts and posts: cards, endings, tables of heads."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kelurahan.models import ActivationCard, Assignment, User
from kelurahan.roles import OFFICE_ROLES, Role
from tests.factories import make_user
from tests.kelurahan.pages import page

CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
KEPT = ("rw", "rt", "organisation")
KEEPERS = (Role.STAFF, Role.LURAH)


# --- accounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", KEEPERS)
def test_a_new_account_ends_on_a_card_that_works(client, log_in, world, role):
    log_in(role)
    assert client.get(page("user", "add")).url == page("user", "appoint")
    assert client.get(page("user", "appoint")).status_code == 200
    form = {"role": "rt", "rt": world.rt.pk, "rw": world.rw.pk, "full_name": "Contoh Ketua"}
    done = client.post(page("user", "appoint"), form)
    assert "no-store" in done["Cache-Control"]
    text = done.content.decode()
    (code,) = CODE.findall(text)
    assert "rt001rw001.mawar" in text
    client.logout()
    first = client.post("/aktivasi/", {"username": "rt001rw001.mawar", "code": code})
    assert first.url == "/aktivasi/kata-sandi/"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"role": "rt", "full_name": "A"}, "rt"),
        ({"role": "rw", "full_name": "A"}, "rw"),
        ({"role": "organisasi", "full_name": "A"}, "organisation"),
        ({"role": "staf", "full_name": "A"}, "role"),
        ({"role": "rt", "rt": "foreign_rt", "full_name": "A"}, "rt"),
        ({"role": "rw", "rw": "foreign_rw", "full_name": "A"}, "rw"),
        ({"role": "rt", "rt": "rt", "rw": "other_rw", "full_name": "A"}, "rw"),
        ({"role": "rw", "rw": "rw", "rt": "rt", "full_name": "A"}, "rt"),
        ({"role": "rw", "rw": "rw"}, "full_name"),
        ({"role": "rw", "rw": "rw", "full_name": "A", "phone": "12"}, "phone"),
        ({"role": "rw", "rw": "rw", "full_name": "A", "username": "ada spasi"}, "username"),
        ({"role": "rw", "rw": "rw", "full_name": "A", "user": "foreign"}, "user"),
        ({"role": "rt", "rt": "other_rt", "full_name": "A"}, "__all__"),
    ],
)
def test_what_the_form_refuses(client, log_in, world, form, field):
    log_in()
    make_user(world, Role.RT, world.other_rt)
    foreigner = make_user(world, Role.RT, world.foreign_rt)
    places = {name: getattr(world, value).pk for name, value in form.items() if name in KEPT}
    sent = form | places
    if sent.get("user"):
        sent["user"] = foreigner.pk
    people = User.objects.count()
    answer = client.post(page("user", "appoint"), sent)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert User.objects.count() == people


@pytest.mark.parametrize("view", ["appoint", "table"])
@pytest.mark.parametrize("role", sorted(set(OFFICE_ROLES) - set(KEEPERS)))
def test_only_a_kelurahan_has_a_desk(client, log_in, role, view):
    log_in(role)
    assert client.get(page("user", view)).status_code == 403


def test_correcting_name_and_telephone_only(client, log_in, world):
    log_in()
    user = make_user(world, Role.RT)
    form = {
        "full_name": "Nama Betul",
        "phone": "0812-3456 7890",
        "username": "lain",
        "is_superuser": "on",
        "password": "x",
    }
    assert client.post(page("user", "change", user.pk), form).status_code == 302
    changed = User.objects.get(pk=user.pk)
    assert (changed.full_name, changed.phone) == ("Nama Betul", "+6281234567890")
    assert (changed.username, changed.is_superuser) == (user.username, False)
    assert changed.is_active


UNTOUCHABLE = {
    "foreign head": lambda world: make_user(world, Role.RT, world.foreign_rt),
    "lurah": lambda world: make_user(world, Role.LURAH),
    "colleague": lambda world: make_user(world, Role.STAFF),
    "bappeda": lambda world: make_user(world, Role.BAPPEDA),
    "superuser": lambda world: make_user(world, Role.RT, is_superuser=True),
}


@pytest.mark.parametrize("kind", UNTOUCHABLE)
def test_other_accounts_do_not_exist_for_staff(client, log_in, world, kind):
    log_in()
    user = UNTOUCHABLE[kind](world)
    mine = make_user(world, Role.PAMOR)
    assert client.get(page("user", "change", user.pk)).status_code == 404
    assert client.get(page("assignment", "change", user.assignments.get().pk)).status_code in (
        (200,) if kind == "superuser" else (404,)
    )
    assert user not in client.get(page("user")).context["cl"].queryset
    cards = page("user", "cards")
    assert client.get(cards, {"akun": [mine.pk, user.pk]}).status_code == 404
    assert client.post(cards, {"akun": [mine.pk, user.pk]}).status_code == 404
    chosen = {"action": "print_cards", "_selected_action": [user.pk]}
    assert client.post(page("user"), chosen, follow=True).status_code == 404
    assert not ActivationCard.objects.exists()


def test_cards_for_many(client, log_in, world):
    log_in()
    users = [make_user(world, Role.PAMOR) for _ in range(9)]
    chosen = {"action": "print_cards", "_selected_action": [user.pk for user in users]}
    asked = client.post(page("user"), chosen)
    question = client.get(asked.url)
    assert not ActivationCard.objects.exists(), "asking is not doing"
    assert users[0].username in question.content.decode()
    done = client.post(page("user", "cards"), {"akun": [user.pk for user in users]})
    text = done.content.decode()
    assert len(set(CODE.findall(text))) == 9
    assert text.count('class="card-sheet"') == 2


@pytest.mark.parametrize("akun", [[], ["abc"], ["9" * 30], ["-1"]])
def test_odd_choices_of_accounts(client, log_in, akun):
    log_in()
    assert client.get(page("user", "cards"), {"akun": akun}).status_code == 404


def test_the_administrator_makes_an_office_account_in_two_steps(client, log_in, world):
    log_in(None, is_superuser=True)
    form = {"username": "Lurah.Mawar", "full_name": "Contoh Lurah", "phone": "", "is_active": "on"}
    assert client.post(page("user", "add"), form).status_code == 302
    user = User.objects.get(username="lurah.mawar")
    assert not user.has_usable_password()
    form = {
        "user": user.pk,
        "role": "lurah",
        "kelurahan": world.kelurahan.pk,
        "since": timezone.localdate(),
    }
    assert client.post(page("assignment", "add"), form).status_code == 302
    done = client.post(page("user", "cards"), {"akun": user.pk})
    assert CODE.search(done.content.decode())


@pytest.mark.parametrize("role", KEEPERS)
def test_posts_are_not_edited_by_hand(client, log_in, world, role):
    log_in(role)
    post = make_user(world, Role.RT).assignments.get()
    assert client.get(page("assignment", "add")).status_code == 403
    assert client.post(page("assignment", "change", post.pk), {"until": ""}).status_code == 403


# --- posts --------------------------------------------------------------------------------------


def head_of_rt(world, territory=None, role=Role.RT):
    post = make_user(world, role, territory).assignments.get()
    post.since = timezone.localdate() - timedelta(days=30)
    post.save()
    return post


def test_ending_a_post(client, log_in, world):
    log_in()
    post = head_of_rt(world)
    url = page("assignment", "end", post.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.get(url).context["form"]["last_day"].initial == yesterday
    assert (
        client.post(url, {"last_day": timezone.localdate() + timedelta(days=1)}).status_code == 200
    )
    assert client.post(url, {"last_day": yesterday}).status_code == 302
    post.refresh_from_db()
    assert post.until == yesterday
    assert client.get(url).status_code == 404


def test_replacing_a_head(client, log_in, world):
    log_in()
    post = head_of_rt(world)
    url = page("assignment", "replace", post.pk)
    assert client.get(url).status_code == 200
    done = client.post(url, {"full_name": "Contoh Pengganti"})
    assert CODE.search(done.content.decode())
    assert Assignment.objects.get(rt=world.rt, until=None).user.full_name == "Contoh Pengganti"


@pytest.mark.parametrize("deed", ["end", "replace"])
@pytest.mark.parametrize(
    ("role", "territory"), [(Role.RT, "foreign_rt"), (Role.LURAH, "kelurahan"), (Role.OPD, "opd")]
)
def test_foreign_posts_are_not_found(client, log_in, world, *, role, territory, deed):
    log_in()
    post = head_of_rt(world, getattr(world, territory), role)
    form = {"last_day": timezone.localdate(), "full_name": "Contoh"}
    assert client.post(page("assignment", deed, post.pk), form).status_code == 404
    post.refresh_from_db()
    assert post.until is None


@pytest.mark.parametrize(("masa", "shown"), [("berjalan", {"rt"}), ("berakhir", {"rw"})])
def test_the_filter_of_running_and_ended(client, log_in, world, masa, shown):
    log_in()
    head_of_rt(world)
    ended = head_of_rt(world, role=Role.RW)
    ended.until = timezone.localdate() - timedelta(days=1)
    ended.save()
    rows = client.get(page("assignment"), {"masa": masa}).context["cl"].queryset
    assert {row.role for row in rows} == shown


# --- from a table -------------------------------------------------------------------------------


def upload(client, text, name="akun.csv"):
    return client.post(page("user", "table"), {"file": SimpleUploadedFile(name, text.encode())})


def test_preview_then_all_cards(client, log_in, world):
    log_in()
    preview = upload(client, "nama,peran,rw,rt\nSatu,Ketua RT,1,1\nDua,Ketua RW,2,\n")
    assert not User.objects.filter(full_name="Satu").exists(), "a preview makes nothing"
    sealed = preview.context["sealed"]
    done = client.post(page("user", "table"), {"plan": sealed})
    assert len(CODE.findall(done.content.decode())) == 2
    again = client.post(page("user", "table"), {"plan": sealed}, follow=True)
    assert "sudah punya ketua" in again.content.decode()
    assert User.objects.filter(full_name="Satu").count() == 1


def test_a_table_with_a_fault_cannot_be_confirmed(client, log_in, world):
    log_in()
    preview = upload(client, "nama,peran,rw,rt\nSatu,Ketua RT,1,1\nDua,Ketua RT,1,9\n")
    assert not preview.context["sealed"]
    text = preview.content.decode()
    assert "RT 009 belum ada di RW 001. Tambahkan dulu RT itu." in text


def test_what_somebody_else_checked_is_not_confirmed(client, log_in, world):
    log_in()
    sealed = upload(client, "nama,peran,rw\nSatu,Pamor,1\n").context["sealed"]
    for actor in ({}, {"territory": world.other_kelurahan}):
        log_in(Role.STAFF, **actor)
        for plan in (sealed, sealed[:-3] + "abc", ""):
            client.post(page("user", "table"), {"plan": plan})
    assert not User.objects.filter(full_name="Satu").exists()


@pytest.mark.parametrize(
    "text",
    ["", "nama,peran\n", "nama\nSatu\n", "\x89PNG\r\n", "a" * 10, "nama,peran\n" + "x,rt\n" * 501],
)
def test_unusable_files_get_a_sentence(client, log_in, text):
    log_in()
    answer = upload(client, text)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_rows_without_account_columns_and_hostile_text(client, log_in, world):
    log_in()
    answer = upload(client, "nama,peran,rw\n<script>alert(1)</script>,Pamor,1\n")
    assert "<script>alert" not in answer.content.decode()
