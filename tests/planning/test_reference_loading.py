"""What ships with the portal can be loaded at any time, again and again."""

from datetime import date, datetime, time

import pytest
from django.core.management import call_command
from django.utils import timezone

from kelurahan.models import OPD, Kelurahan
from planning.models import (
    CityPriority,
    Cycle,
    KamusItem,
    KamusVariable,
    Nomenclature,
    OPDMandate,
    ReasonCode,
    Stage,
    StageWindow,
    Synonym,
)
from planning.reference import load_reference, running_year, windows
from planning.selectors import window_for

MODELS = (
    Kelurahan,
    OPD,
    OPDMandate,
    Nomenclature,
    ReasonCode,
    Synonym,
    StageWindow,
    CityPriority,
    KamusItem,
    KamusVariable,
)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


def test_all_of_it_is_there(bekasi: Cycle):
    found = counts()
    assert found["Kelurahan"] == 56
    assert found["OPD"] == 43
    assert found["KamusItem"] == 68
    assert found["StageWindow"] == len(Stage)
    assert found["CityPriority"] == 6
    assert found["ReasonCode"] == 28
    assert bekasi.is_current
    assert not KamusItem.objects.filter(opd=None).exists()
    assert not KamusItem.objects.filter(sub_kegiatan=None).exists()
    assert not KamusItem.objects.filter(variables=None).exists()
    for window in bekasi.windows.all():
        window.full_clean()


def test_loading_again_adds_nothing_and_keeps_what_the_office_changed(bekasi: Cycle):
    before = counts()
    KamusItem.objects.filter(code="DRN-01").update(unit_price=5)
    ReasonCode.objects.filter(code="R01").update(public_sentence="Kalimat kantor.")
    StageWindow.objects.filter(stage=Stage.OPD).delete()
    CityPriority.objects.filter(number=6).delete()
    load_reference(year=2027)
    assert counts() == before | {"CityPriority": 5, "StageWindow": len(Stage) - 1}
    assert KamusItem.objects.get(code="DRN-01").unit_price == 5
    assert ReasonCode.objects.get(code="R01").public_sentence == "Kalimat kantor."


def test_a_second_year_has_its_own_kamus_and_does_not_take_over(bekasi: Cycle):
    other = load_reference(year=2028)
    assert not other.is_current
    assert other.kamus.count() == 68
    assert Nomenclature.objects.filter(code="1.03").count() == 1


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2025, 12, 4), 2027), (date(2026, 1, 8), 2027), (date(2026, 7, 1), 2028)],
)
def test_the_year_that_is_being_prepared(day, year):
    assert running_year(day) == year


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 3, 15), date(2026, 6, 30)])
def test_windows_can_be_laid_around_a_day(day):
    cycle = load_reference(year=2027, intake_open_on=day)
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    assert window_for(cycle, Stage.INTAKE).is_open(noon)
    for window in cycle.windows.all():
        window.full_clean()


def test_usual_calendar():
    cycle = Cycle(fiscal_year=2027)
    intake, *_, city = windows(cycle)
    assert timezone.localtime(intake.opens_at).date() == date(2025, 11, 1)
    assert timezone.localtime(city.closes_at).date() == date(2026, 6, 30)


@pytest.mark.django_db
def test_the_command(capsys):
    call_command("load_reference", "--year", "2027", "--open-now")
    assert capsys.readouterr().out.strip() == "RKPD 2027 siap: 68 item kamus usulan."
