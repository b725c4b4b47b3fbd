"""Bappeda keeps the references, the others read them; a lurah may only give more time."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import (
    KamusItem,
    Nomenclature,
    QuotaRule,
    Stage,
    StageWindow,
    WindowGrace,
)
from planning.selectors import stages_out_of_order
from tests.factories import make_item, make_user

MODELS = (
    "cycle",
    "windowgrace",
    "quotarule",
    "pagu",
    "reasoncode",
    "kamusitem",
    "issuegroup",
    "synonym",
    "nomenclature",
    "nomenclatureversion",
    "opdmandate",
)
KEPT_BY_LURAH = {"windowgrace"}


def as_role(client, world, role):
    user = make_user(world, role)
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", [Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.OBSERVER])
@pytest.mark.parametrize("model", MODELS)
def test_others_read_and_do_not_write(client, world, role, model):
    as_role(client, world, role)
    assert client.get(reverse(f"admin:planning_{model}_changelist")).status_code == 200
    may_add = role == Role.LURAH and model in KEPT_BY_LURAH
    added = client.get(reverse(f"admin:planning_{model}_add")).status_code
    assert added == (200 if may_add else 403)


@pytest.mark.parametrize("model", MODELS)
def test_bappeda_keeps_them(client, world, model):
    as_role(client, world, Role.BAPPEDA)
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:planning_{model}_{page}")).status_code == 200


def test_others_may_open_a_row_but_not_post_it(client, world):
    as_role(client, world, Role.LURAH)
    address = reverse("admin:planning_kamusitem_change", args=[world.item.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Lain"}).status_code == 403
    assert (
        client.post(reverse("admin:planning_cycle_change", args=[world.cycle.pk])).status_code
        == 403
    )


def item_form(item: KamusItem, **changes) -> dict[str, str]:
    variable = item.variables.get()
    return {
        "cycle": str(item.cycle_id),
        "code": item.code,
        "issue": str(item.issue_id),
        "bidang": item.bidang,
        "name": item.name,
        "unit": item.unit,
        "unit_price": "1.250.000",
        "min_photos": "2",
        "documents": "rab",
        "proposer_kinds": "rt",
        "is_active": "on",
        "variables-TOTAL_FORMS": "1",
        "variables-INITIAL_FORMS": "1",
        "variables-0-id": str(variable.pk),
        "variables-0-item": str(item.pk),
        "variables-0-order": "1",
        "variables-0-name": "panjang",
        "variables-0-unit": "m",
        "variables-0-minimum": "0",
    } | changes


def test_bappeda_changes_an_item_with_its_measures(client, world):
    as_role(client, world, Role.BAPPEDA)
    address = reverse("admin:planning_kamusitem_change", args=[world.item.pk])
    answer = client.post(address, item_form(world.item), follow=True)
    assert "Usulan yang sudah ditulis tetap memakai harga lamanya" in answer.content.decode()
    item = KamusItem.objects.get(pk=world.item.pk)
    assert (item.unit_price, item.documents, item.proposer_kinds) == (1_250_000, ["rab"], ["rt"])


@pytest.mark.parametrize("price", ["-1", "1" + "0" * 18, "undefined", ""])
def test_a_wrong_price_is_not_saved(client, world, price):
    as_role(client, world, Role.BAPPEDA)
    address = reverse("admin:planning_kamusitem_change", args=[world.item.pk])
    assert client.post(address, item_form(world.item, unit_price=price)).status_code == 200
    assert KamusItem.objects.get(pk=world.item.pk).unit_price == 1_000_000


def grace_form(world, **changes) -> dict[str, str]:
    window = StageWindow.objects.get(stage=Stage.INTAKE)
    moment = timezone.localtime(window.closes_at + timedelta(days=2))
    return {
        "window": str(window.pk),
        "kelurahan": str(world.kelurahan.pk),
        "closes_at_0": moment.strftime("%d-%m-%Y"),
        "closes_at_1": "20:00",
        "reason": "Banjir, warga mengungsi.",
    } | changes


@pytest.fixture
def kecamatan_later(world) -> None:
    closes = StageWindow.objects.get(stage=Stage.INTAKE).closes_at
    StageWindow.objects.filter(stage=Stage.KECAMATAN).update(
        opens_at=closes + timedelta(days=20), closes_at=closes + timedelta(days=40)
    )


@pytest.mark.usefixtures("kecamatan_later")
def test_lurah_gives_more_time_once_and_it_is_on_record(client, world):
    lurah = as_role(client, world, Role.LURAH)
    address = reverse("admin:planning_windowgrace_add")
    assert client.post(address, grace_form(world)).status_code == 302
    grace = WindowGrace.objects.get()
    assert (grace.granted_by, grace.kelurahan) == (lurah, world.kelurahan)
    assert LogEntry.objects.filter(user=lurah, object_id=str(grace.pk)).exists()
    assert "sudah mendapat perpanjangan" in client.post(address, grace_form(world)).content.decode()
    change = reverse("admin:planning_windowgrace_change", args=[grace.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, grace_form(world)).status_code == 403
    assert (
        client.post(reverse("admin:planning_windowgrace_delete", args=[grace.pk])).status_code
        == 403
    )


@pytest.mark.usefixtures("kecamatan_later")
def test_lurah_gives_none_to_another_kelurahan_or_stage(client, world):
    as_role(client, world, Role.LURAH)
    address = reverse("admin:planning_windowgrace_add")
    opd = StageWindow.objects.get(stage=Stage.OPD)
    for changes in ({"kelurahan": str(world.other_kelurahan.pk)}, {"window": str(opd.pk)}):
        assert client.post(address, grace_form(world, **changes)).status_code == 200
    assert not WindowGrace.objects.exists()


@pytest.mark.usefixtures("kecamatan_later")
def test_graces_of_others_are_not_seen(client, world):
    window = StageWindow.objects.get(stage=Stage.INTAKE)
    foreign = WindowGrace.objects.create(
        window=window,
        kelurahan=world.other_kelurahan,
        closes_at=window.closes_at + timedelta(days=1),
        reason="Alasan tetangga",
    )
    as_role(client, world, Role.LURAH)
    listed = client.get(reverse("admin:planning_windowgrace_changelist"))
    assert "Alasan tetangga" not in listed.content.decode()
    change = reverse("admin:planning_windowgrace_change", args=[foreign.pk])
    assert client.get(change).status_code in (302, 404)


def test_cycle_page_refuses_a_quota_that_does_not_fit(client, world):
    as_role(client, world, Role.BAPPEDA)
    answer = client.post(
        reverse("admin:planning_quotarule_add"),
        {
            "cycle": world.cycle.pk,
            "scope": "kelurahan",
            "kind": "count",
            "value": "20",
            "rw": world.rw.pk,
        },
    )
    assert "Kosongkan: aturan ini berlaku per kelurahan" in answer.content.decode()
    assert not QuotaRule.objects.exists()


def test_sub_kegiatan_choices_are_those_of_a_city(client, world):
    Nomenclature.objects.create(
        version=world.sub_kegiatan.version,
        code="1.03.06.4.01.0001",
        level="sub_kegiatan",
        name="Khusus daerah lain",
        applies_to="Papua",
    )
    as_role(client, world, Role.BAPPEDA)
    answer = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "planning",
            "model_name": "kamusitem",
            "field_name": "sub_kegiatan",
            "term": "",
        },
    )
    assert [row["id"] for row in answer.json()["results"]] == [str(world.sub_kegiatan.pk)]


@pytest.mark.parametrize("model", ["kamusitem", "nomenclature", "windowgrace", "quotarule", "pagu"])
def test_lists_cost_the_same_for_few_and_many(client, world, django_assert_max_num_queries, model):
    as_role(client, world, Role.BAPPEDA)
    for _ in range(3):
        make_item(world.cycle, opd=world.opd)
    with django_assert_max_num_queries(12):
        client.get(reverse(f"admin:planning_{model}_changelist"))


def test_a_stage_that_ends_before_the_one_in_front_of_it_is_told(world):
    intake = StageWindow.objects.get(cycle=world.cycle, stage=Stage.INTAKE)
    assert not stages_out_of_order(world.cycle)
    StageWindow.objects.filter(cycle=world.cycle, stage=Stage.VERIFICATION).update(
        opens_at=intake.opens_at, closes_at=intake.closes_at - timedelta(days=1)
    )
    (sentence,) = stages_out_of_order(world.cycle)
    assert sentence.startswith(f"{Stage.VERIFICATION.label} berakhir sebelum {Stage.INTAKE.label}")
