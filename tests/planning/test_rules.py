"""Limits of windows, quota, pagu and kamus; each wrong entry gets a sentence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import ValidationError as FormError
from django.utils import timezone

from kelurahan.roles import Role
from planning.forms import RupiahField
from planning.models import (
    KamusItem,
    KamusVariable,
    Pagu,
    QuotaRule,
    ReasonCode,
    Stage,
    StageWindow,
    WindowGrace,
)
from planning.services import check_grace, may_grant_grace
from tests.factories import make_user


def faults(row) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


def rule(world, **changes) -> QuotaRule:
    values = {"cycle": world.cycle, "scope": "rw", "kind": "count", "value": 4} | changes
    return QuotaRule(**values)


@pytest.mark.parametrize(
    ("scope", "owners"),
    [
        ("rw", ()),
        ("rw", ("kelurahan",)),
        ("rw", ("kelurahan", "rw")),
        ("kelurahan", ()),
        ("kelurahan", ("kelurahan",)),
        ("opd", ("opd",)),
    ],
)
def test_quota_that_fits_its_scope(world, scope, owners):
    made = rule(world, scope=scope, **{name: getattr(world, name) for name in owners})
    made.full_clean()
    made.save()


@pytest.mark.parametrize(
    ("scope", "owner"),
    [("rw", "opd"), ("kelurahan", "rw"), ("kelurahan", "opd"), ("opd", "kelurahan"), ("opd", "rw")],
)
def test_quota_that_does_not_fit_its_scope(world, scope, owner):
    wrong = rule(world, scope=scope, **{owner: getattr(world, owner)})
    assert "Kosongkan" in faults(wrong)[owner][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_quota_of_an_rw_elsewhere(world):
    wrong = rule(world, kelurahan=world.other_kelurahan, rw=world.rw)
    assert "bukan bagian" in faults(wrong)["rw"][0]


def test_the_same_quota_twice(world):
    rule(world).save()
    assert "sudah ada" in faults(rule(world, value=9))["__all__"][0]
    rule(world, kind="amount").full_clean()
    rule(world, kelurahan=world.kelurahan).full_clean()
    again = QuotaRule.objects.get()
    again.value = 5
    again.full_clean()


@pytest.mark.parametrize("value", [-1, 10**18])
def test_amounts_out_of_range(world, value):
    assert faults(rule(world, value=value))["value"]
    assert faults(Pagu(cycle=world.cycle, opd=world.opd, amount=value))["amount"]
    world.item.unit_price = value
    assert faults(world.item)["unit_price"]
    with pytest.raises(IntegrityError), transaction.atomic():
        KamusItem.objects.filter(pk=world.item.pk).update(unit_price=value)


def test_pagu_of_exactly_one(world):
    two = Pagu(cycle=world.cycle, opd=world.opd, kelurahan=world.kelurahan, amount=1)
    assert "tepat satu" in faults(two)["__all__"][0]
    assert "tepat satu" in faults(Pagu(cycle=world.cycle, amount=1))["__all__"][0]


def test_window_dates(world):
    now = timezone.now()
    wrong = StageWindow.objects.get(stage=Stage.OPD)
    wrong.opens_at, wrong.closes_at = now, now - timedelta(days=1)
    wrong.cycle.fiscal_year = now.year + 1
    assert "sesudah waktu buka" in faults(wrong)["__all__"][0]
    wrong.closes_at = now.replace(year=2206)
    assert "2206 tidak masuk akal" in faults(wrong)["closes_at"][0]


def test_item_knows_its_papers_and_proposers(world):
    world.item.documents = ["ijazah"]
    world.item.proposer_kinds = ["camat"]
    world.item.code = "a b"
    assert set(faults(world.item)) == {"documents", "proposer_kinds", "code"}


def test_variable_range(world):
    wrong = KamusVariable(item=world.item, name="x", unit="m", minimum=5, maximum=Decimal(2))
    assert "paling besar" in faults(wrong)["__all__"][0]


def grace(world, **changes) -> WindowGrace:
    window = changes.pop("window", None) or StageWindow.objects.get(stage=Stage.INTAKE)
    values = {
        "window": window,
        "kelurahan": world.kelurahan,
        "closes_at": window.closes_at + timedelta(days=2),
        "reason": "Banjir.",
    }
    return WindowGrace(**(values | changes))


def kecamatan_opens(world, days: int) -> None:
    intake = StageWindow.objects.get(stage=Stage.INTAKE)
    StageWindow.objects.filter(stage=Stage.KECAMATAN).update(
        opens_at=intake.closes_at + timedelta(days=days),
        closes_at=intake.closes_at + timedelta(days=days + 20),
    )


def test_grace_is_later_than_the_window(world):
    early = grace(world)
    early.closes_at = early.window.closes_at
    assert "sesudah waktu tutup" in faults(early)["closes_at"][0]


def test_lurah_gives_grace_to_the_own_kelurahan(world):
    kecamatan_opens(world, 10)
    lurah = make_user(world, Role.LURAH)
    check_grace(grace(world), actor=lurah)
    with pytest.raises(ValidationError, match="kelurahan Anda sendiri"):
        check_grace(grace(world, kelurahan=world.other_kelurahan), actor=lurah)
    with pytest.raises(ValidationError, match="hanya dapat diperpanjang oleh Bappeda"):
        check_grace(grace(world, window=StageWindow.objects.get(stage=Stage.OPD)), actor=lurah)
    kecamatan_opens(world, 1)
    with pytest.raises(ValidationError, match="sebelum Musrenbang kecamatan"):
        check_grace(grace(world), actor=lurah)
    check_grace(grace(world, kelurahan=world.other_kelurahan), actor=make_user(world, Role.BAPPEDA))


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        (Role.LURAH, True, False),
        (Role.BAPPEDA, True, True),
        (Role.STAFF, False, False),
        (Role.KECAMATAN, False, False),
        (Role.OPD, False, False),
        (Role.OBSERVER, False, False),
        (Role.RW, False, False),
    ],
)
def test_who_may_give_grace(world, role, own, other):
    user = make_user(world, role)
    assert may_grant_grace(user, world.kelurahan.pk) is own
    assert may_grant_grace(user, world.other_kelurahan.pk) is other
    assert may_grant_grace(user) is (own or other)


@pytest.mark.parametrize(
    ("typed", "amount"), [("1.250.000", 1_250_000), ("Rp 1,5 juta", 1_500_000), ("2000", 2000)]
)
def test_rupiah_as_people_write_it(typed, amount):
    assert RupiahField().clean(typed) == amount


@pytest.mark.parametrize("typed", ["-1", "10^18", "1" + "0" * 18, "undefined", "1,5", ""])
def test_no_rupiah(typed):
    with pytest.raises(FormError):
        RupiahField(minimum=1).clean(typed)


def test_rupiah_field_shows_dots_and_sees_no_change_in_them():
    field = RupiahField(required=False)
    assert field.prepare_value(1_250_000) == "1.250.000"
    assert field.prepare_value("abc") == "abc"
    assert not field.has_changed(1_250_000, "1.250.000")
    assert field.has_changed(1_250_000, "x")
    assert field.clean("") is None


@pytest.mark.parametrize(
    ("sentence", "is_sound"),
    [
        ("Usulan ini dapat diajukan kembali tahun depan.", True),
        ("Silakan berembuk dengan pengurus Bandar Lestari.", True),
        ("Tahun depan Anda dapat mengusulkannya kembali.", False),
        ("Lengkapi surat anda.", False),
    ],
)
def test_a_reason_speaks_of_the_usulan_and_not_to_its_reader(sentence: str, is_sound: bool) -> None:
    reason = ReasonCode(code="T01", public_sentence=sentence)
    if is_sound:
        reason.clean()
        return
    with pytest.raises(ValidationError, match="halaman publik"):
        reason.clean()
