"""Admin pages of territory: role x page, foreign rows, query counts."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import OPD, RT, RW, Assignment, Organisation
from kelurahan.roles import OFFICE_ROLES, PROPOSER_ROLES, Role
from tests.factories import make_user
from tests.kelurahan.pages import page

CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
KEPT = ("rw", "rt", "organisation")
KEEPERS = (Role.STAFF, Role.LURAH)


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
