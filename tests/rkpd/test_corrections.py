"""The wording of a line: every correction leaves who, when, old and new."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from rkpd.corrections import corrections_of
from rkpd.models import LineCorrection
from rkpd.services import correct_line, freeze_draft
from tests.factories import World
from tests.rkpd.makers import make_bappeda, make_draft


def correct(line, actor, **changes) -> None:
    wording = {name: getattr(line, name) for name in ("indicator", "locations", "forward_estimate")}
    correct_line(line, actor=actor, **(wording | changes))


def test_old_and_new_are_kept_with_who_and_when(world: World) -> None:
    actor = make_bappeda(world)
    line = make_draft(world, actor).lines.get()
    correct(line, actor, indicator=" Panjang drainase ", forward_estimate=11_000_000)
    correct(line, actor, indicator="")
    newest, first = corrections_of(line)
    assert (first.who, first.at.date()) == (str(actor), newest.at.date())
    assert [(each.label, each.old, each.new) for each in first.changes] == [
        ("Indikator", "Panjang saluran", "Panjang drainase"),
        ("Prakiraan maju", "Rp10.500.000", "Rp11.000.000"),
    ]
    assert [(each.old, each.new) for each in newest.changes] == [("Panjang drainase", "(kosong)")]


def test_saving_the_same_leaves_nothing(world: World) -> None:
    actor = make_bappeda(world)
    line = make_draft(world, actor).lines.get()
    correct(line, actor, indicator=f"  {line.indicator} ")
    assert not LineCorrection.objects.exists()


def test_the_page_of_the_line_shows_it(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    line = draft.lines.get()
    client = Client()
    client.force_login(actor)
    page = reverse("admin:rkpd_line_change", args=[line.pk])
    assert "Riwayat perbaikan" not in client.get(page).content.decode()
    given = {
        "indicator": "Panjang drainase",
        "locations": line.locations,
        "forward_estimate": line.forward_estimate,
    }
    client.post(page, given)
    freeze_draft(draft, actor=actor)
    text = client.get(page).content.decode()
    assert "Riwayat perbaikan" in text
    assert "Panjang saluran → <strong>Panjang drainase</strong>" in text
    assert actor.full_name in text


def test_the_history_is_only_appended_to(world: World) -> None:
    actor = make_bappeda(world)
    line = make_draft(world, actor).lines.get()
    correct(line, actor, indicator="Lain")
    kept = LineCorrection.objects.get()
    for deed in (
        kept.save,
        kept.delete,
        LineCorrection.objects.all().delete,
        lambda: LineCorrection.objects.update(actor_name="Orang lain"),
    ):
        with pytest.raises(ValidationError):
            deed()
    assert LineCorrection.objects.get().actor_name == str(actor)
