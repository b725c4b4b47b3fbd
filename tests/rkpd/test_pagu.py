"""Pagu of OPD and kecamatan beside a draft, and freezing above one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.models import City, Kecamatan, Kelurahan
from kelurahan.roles import Role
from planning.models import Pagu
from planning.models.kamus import ProposerKind
from proposals.models import Proposal
from proposals.statuses import Status
from rkpd.ceilings import Ceiling, ceilings_of
from rkpd.errors import OverPagu
from rkpd.models import Draft
from rkpd.services import freeze_draft
from tests.factories import World, make_proposal, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft

AS_OFFICE = {"proposer_kind": ProposerKind.KELURAHAN, "rw": None, "rt": None}


@pytest.fixture
def far(world: World) -> Kelurahan:
    """A kelurahan of another kecamatan of the same city."""
    kecamatan = Kecamatan.objects.create(
        city=world.city, code="99.75.09", name="Barat", name_local="Barat"
    )
    return Kelurahan.objects.create(
        kecamatan=kecamatan, code="99.75.09.1001", name="Teratai", name_local="Teratai"
    )


def figures(ceilings: Any) -> dict[str, tuple[int, int | None, int]]:
    return {each.name: (each.planned, each.pagu, each.over) for each in ceilings}


def test_without_any_pagu_nothing_is_flagged_and_the_page_says_so(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    ceilings = ceilings_of(draft)
    assert (ceilings.is_any_set, ceilings.over) == (False, [])
    assert figures(ceilings.opds) == {"Dinas Air": (10_000_000, None, 0)}
    client = Client()
    client.force_login(actor)
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk])).content.decode()
    assert "Belum ada pagu Perangkat Daerah atau kecamatan" in page
    freeze_draft(draft, actor=actor)


def test_each_opd_and_kecamatan_has_its_own_sums(world: World, far: Kelurahan) -> None:
    make_accommodated(world, value=1)
    make_accommodated(world, value=20, opd=world.other_opd)
    make_accommodated(world, value=300, kelurahan=far, **AS_OFFICE)
    Pagu.objects.create(cycle=world.cycle, opd=world.opd, amount=300)
    Pagu.objects.create(cycle=world.cycle, opd=world.other_opd, amount=20)
    Pagu.objects.create(cycle=world.cycle, kecamatan=world.kecamatan, amount=21)
    Pagu.objects.create(cycle=world.cycle, kecamatan=far.kecamatan, amount=299)
    # A pagu of a kelurahan is for its own Musrenbang and measures nothing here.
    Pagu.objects.create(cycle=world.cycle, kelurahan=far, amount=1)
    ceilings = ceilings_of(make_draft(world))
    assert figures(ceilings.opds) == {"Dinas Air": (301, 300, 1), "Dinas Jalan": (20, 20, 0)}
    assert figures(ceilings.kecamatan) == {
        "Kecamatan Contoh Timur": (21, 21, 0),
        "Kecamatan Barat": (300, 299, 1),
    }
    assert [each.name for each in ceilings.over] == ["Dinas Air", "Kecamatan Barat"]


def test_what_was_asked_is_the_proposers_value_of_all_that_an_opd_received(world: World) -> None:
    asked = make_accommodated(world, value=5)
    refused = make_proposal(world, Status.DECLINED)
    waiting = make_proposal(world, Status.VERIFIED)
    Proposal.objects.filter(pk__in=[asked.pk, refused.pk]).update(
        opd=world.opd, routed_at=asked.created_at, value=100
    )
    Proposal.objects.filter(pk=waiting.pk).update(opd=world.opd, routed_at=None, value=7000)
    ceilings = ceilings_of(make_draft(world))
    assert [(each.asked, each.planned) for each in ceilings.opds] == [(200, 5)]
    assert [(each.asked, each.planned) for each in ceilings.kecamatan] == [(200, 5)]


def test_pagu_of_another_city_or_year_measures_nothing_here(world: World) -> None:
    draft = make_draft(world)
    elsewhere = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    kecamatan = Kecamatan.objects.create(
        city=elsewhere, code="98.01.01", name="Lain", name_local="Lain"
    )
    Pagu.objects.create(cycle=world.cycle, kecamatan=kecamatan, amount=0)
    assert not ceilings_of(draft).is_any_set


@pytest.mark.parametrize("owner", ["opd", "kecamatan"])
def test_freezing_above_a_pagu_needs_a_note(world: World, owner: str) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    Pagu.objects.create(cycle=world.cycle, amount=9_999_999, **{owner: getattr(world, owner)})
    for empty in ("", "  \n"):
        with pytest.raises(OverPagu, match="lebih Rp1") as caught:
            freeze_draft(draft, actor=actor, note=empty)
        assert [each.over for each in caught.value.ceilings] == [1]
    assert not Draft.objects.get().is_frozen
    assert not Proposal.objects.filter(status=Status.IN_RKPD).exists()
    frozen = freeze_draft(draft, actor=actor, note="Disepakati rapat 3 April.")
    assert (frozen.is_frozen, frozen.note) == (True, "Disepakati rapat 3 April.")


def test_exactly_the_pagu_is_not_above_it(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    Pagu.objects.create(cycle=world.cycle, opd=world.opd, amount=10_000_000)
    assert freeze_draft(draft, actor=actor).is_frozen


def test_the_pages_flag_it_and_the_form_asks(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    Pagu.objects.create(cycle=world.cycle, opd=world.opd, amount=4_000_000)
    client = Client()
    client.force_login(actor)
    freeze = reverse("admin:rkpd_draft_freeze", args=[draft.pk])
    for page in (reverse("admin:rkpd_draft_change", args=[draft.pk]), freeze):
        text = client.get(page).content.decode()
        assert "<strong>Dinas Air</strong> lebih Rp6.000.000" in text
    refused = client.post(freeze, {"sure": "on", "note": " "}).content.decode()
    assert "Tulis catatan mengapa tetap dibekukan" in refused
    assert not Draft.objects.get().is_frozen
    client.post(freeze, {"sure": "on", "note": "Sudah disepakati."})
    assert Draft.objects.get().is_frozen


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.BAPPEDA])
def test_the_flag_is_for_all_who_read_drafts(world: World, role: Role) -> None:
    draft = make_draft(world)
    Pagu.objects.create(cycle=world.cycle, opd=world.opd, amount=1)
    client = Client()
    client.force_login(make_user(world, role))
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk]))
    assert "melebihi pagu" in page.content.decode()


@pytest.mark.parametrize(
    ("planned", "pagu", "over", "left"),
    [(5, None, 0, None), (5, 5, 0, 0), (6, 5, 1, 0), (0, 5, 0, 5), (5, 0, 5, 0)],
)
def test_over_and_left(planned: int, pagu: int | None, over: int, left: int | None) -> None:
    ceiling = Ceiling(1, "X", 0, planned, 1, pagu)
    assert (ceiling.over, ceiling.left) == (over, left)


def test_queries_do_not_grow(world: World, django_assert_num_queries: Any) -> None:
    actor = make_bappeda(world)
    for serial in range(3):
        make_accommodated(world, unit=f"satuan {serial}")
        draft = make_draft(world, actor)
        with django_assert_num_queries(5):
            ceilings_of(draft)
