"""Admin pages of territory, accounts and posts: role x page, foreign rows, query counts."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import OPD, RT, RW, ActivationCard, Assignment, Organisation, User
from kelurahan.roles import OFFICE_ROLES, PROPOSER_ROLES, Role
from tests.factories import make_user

CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
KEPT = ("rw", "rt", "organisation")
KEEPERS = (Role.STAFF, Role.LURAH)


@pytest.fixture
def log_in(client, world):
    def enter(role=Role.STAFF, territory=None, **changes):
        user = make_user(world, role, territory, **changes)
        client.force_login(user, backend="kelurahan.backends.RoleBackend")
        return user

    return enter


def page(model, name="changelist", *args):
    return reverse(f"admin:kelurahan_{model}_{name}", args=args)


# --- the door -----------------------------------------------------------------------------------


def test_visitors_are_sent_to_the_one_throttled_door(client, db):
    first = client.get(reverse("admin:index"))
    assert client.get(first.url).url == "/masuk/?next=/admin/"


@pytest.mark.parametrize("role", sorted(PROPOSER_ROLES))
def test_the_office_is_closed_to_proposers(client, log_in, role):
    log_in(role)
    first = client.get(reverse("admin:index"))
    assert client.get(first.url).status_code == 403


@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_the_office_is_open_to_offices(client, log_in, role):
    log_in(role)
    assert client.get(reverse("admin:index")).status_code == 200


MODELS = ("city", "kecamatan", "kelurahan", "opd", "rw", "rt", "organisation", "user", "assignment")
MAY_SEE = {
    Role.STAFF: {"rw", "rt", "organisation", "user", "assignment"},
    Role.LURAH: {"rw", "rt", "organisation", "user", "assignment"},
    Role.BAPPEDA: {"city", "kecamatan", "kelurahan", "opd", "rw", "rt", "organisation"},
    Role.KECAMATAN: set(),
    Role.OPD: set(),
    Role.OBSERVER: set(),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", sorted(OFFICE_ROLES))
def test_who_sees_which_list(client, log_in, role, model):
    log_in(role)
    seen = client.get(page(model)).status_code
    assert seen == (200 if model in MAY_SEE[role] else 403)


@pytest.mark.parametrize("model", MODELS)
def test_the_administrator_sees_every_list_and_form(client, log_in, model):
    log_in(None, is_superuser=True)
    assert client.get(page(model)).status_code == 200
    assert client.get(page(model, "add")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["staf", "lurah", "bappeda", "superuser"])
def test_nothing_is_ever_deleted(client, log_in, world, who, model):
    holder = make_user(world, Role.RT)
    admin = who == "superuser"
    log_in(None if admin else Role(who), is_superuser=admin)
    row = {"user": holder, "assignment": holder.assignments.get()}.get(model)
    row = row or getattr(world, model)
    deleted = client.post(page(model, "delete", row.pk), {"post": "yes"})
    assert deleted.status_code in (403, 404)
    assert type(row).objects.filter(pk=row.pk).exists()


# --- territory ----------------------------------------------------------------------------------


def foreign(world, model):
    if model == "organisation":
        return Organisation.objects.create(
            kelurahan=world.other_kelurahan, kind="pkk", name="PKK Melati"
        )
    return getattr(world, f"foreign_{model}")


@pytest.mark.parametrize("deed", ["change", "history"])
@pytest.mark.parametrize("model", KEPT)
@pytest.mark.parametrize("role", KEEPERS)
def test_foreign_territory_is_not_found(client, log_in, world, *, role, model, deed):
    log_in(role, world.kelurahan)
    row = foreign(world, model)
    assert client.get(page(model, deed, row.pk)).status_code == 404
    assert client.get(page(model, deed, getattr(world, model).pk)).status_code == 200


@pytest.mark.parametrize("model", KEPT)
def test_lists_hold_only_our_own(client, log_in, world, model):
    log_in()
    row = foreign(world, model)
    shown = set(client.get(page(model)).context["cl"].queryset)
    assert row not in shown
    assert getattr(world, model) in shown


def test_choices_are_our_own(client, log_in, world):
    log_in()
    for model, field, own in (
        ("rw", "kelurahan", world.kelurahan),
        ("organisation", "kelurahan", world.kelurahan),
        ("rt", "rw", world.rw),
    ):
        form = client.get(page(model, "add")).context["adminform"].form
        choices = set(form.fields[field].queryset)
        assert own in choices
        assert not choices & {world.other_kelurahan, world.foreign_rw}


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("rw", {"kelurahan": "other_kelurahan", "label": "9"}),
        ("rt", {"rw": "foreign_rw", "label": "9"}),
        ("organisation", {"kelurahan": "other_kelurahan", "kind": "pkk", "name": "PKK"}),
    ],
)
def test_nothing_is_added_across_the_border(client, log_in, world, model, fields):
    log_in()
    form = {
        name: getattr(getattr(world, value, value), "pk", value) for name, value in fields.items()
    }
    form |= NO_INLINES
    klass = {"rw": RW, "rt": RT, "organisation": Organisation}[model]
    before = klass.objects.count()
    assert client.post(page(model, "add"), form).status_code == 200
    assert klass.objects.count() == before


NO_INLINES = {"rts-TOTAL_FORMS": 0, "rts-INITIAL_FORMS": 0}


def test_a_new_rw_with_its_rt(client, log_in, world):
    log_in()
    form = {
        "kelurahan": world.kelurahan.pk,
        "label": "rw 6a",
        "rts-TOTAL_FORMS": 2,
        "rts-INITIAL_FORMS": 0,
        "rts-0-label": "1",
        "rts-1-label": "II",
    }
    assert client.post(page("rw", "add"), form).status_code == 302
    rw = RW.objects.get(label="006A")
    assert sorted(rw.rts.values_list("label", flat=True)) == ["001", "002"]


@pytest.mark.parametrize("label", ["", "satu", "12345", "1"])
def test_bad_or_double_labels(client, log_in, world, label):
    log_in()
    form = {"kelurahan": world.kelurahan.pk, "label": label} | NO_INLINES
    before = RW.objects.count()
    assert client.post(page("rw", "add"), form).status_code == 200
    assert RW.objects.count() == before


def test_an_rt_does_not_move_house(client, log_in, world):
    log_in()
    client.post(page("rt", "change", world.rt.pk), {"rw": world.other_rw.pk, "label": "1"})
    world.rt.refresh_from_db()
    assert world.rt.rw == world.rw


def test_territory_ends_only_when_nobody_serves_there(client, log_in, world):
    log_in()
    make_user(world, Role.RT)
    today = timezone.localdate()
    url, form = page("rt", "change", world.rt.pk), {"label": "1", "valid_until": today}
    assert client.post(url, form).status_code == 200
    Assignment.objects.filter(rt=world.rt).update(until=today)
    assert client.post(url, form).status_code == 302
    world.rt.refresh_from_db()
    assert world.rt.valid_until == today


def test_autocomplete_gives_only_our_own_and_says_where(client, log_in, world):
    log_in()
    query = {"app_label": "kelurahan", "model_name": "rt", "field_name": "rw", "term": "001"}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in results] == ["RW 001 Mawar"]


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


# --- query counts -------------------------------------------------------------------------------

QUERIES = {"rw": 5, "rt": 5, "organisation": 5, "user": 6, "assignment": 5}


def add_row(world, model, serial):
    if model == "rw":
        RW.objects.create(kelurahan=world.kelurahan, label=f"10{serial}")
    elif model == "rt":
        RT.objects.create(rw=world.rw, label=f"10{serial}")
    elif model == "organisation":
        Organisation.objects.create(kelurahan=world.kelurahan, kind="pkk", name=f"PKK {serial}")
    else:
        make_user(world, Role.PAMOR)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", QUERIES)
def test_lists_cost_the_same_at_any_length(
    client, log_in, world, django_assert_num_queries, *, model, rows
):
    log_in()
    for serial in range(rows):
        add_row(world, model, serial)
    with django_assert_num_queries(QUERIES[model]):
        client.get(page(model))


def test_opds_of_the_city_only(client, log_in, world):
    log_in(Role.BAPPEDA)
    assert client.get(page("opd", "change", world.opd.pk)).status_code == 200
    assert client.get(page("opd", "add")).status_code == 403
    assert OPD.objects.count() == 2
