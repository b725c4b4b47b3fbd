"""Bank usulan: what waits from earlier years, for whom, and its history when it comes again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import User
from kelurahan.roles import Role
from planning.models import Cycle, StageWindow
from proposals.bank import asked, bank_of
from proposals.models import Proposal
from proposals.services import carry_forward
from proposals.services.carry import CARRIABLE, may_be_carried
from proposals.statuses import Status
from tests.factories import World, make_item, make_proposal, make_user

BANK = "proposals:bank"


@pytest.fixture
def head(world: World) -> User:
    return make_user(world, Role.RT)


@pytest.fixture
def old(world: World) -> Cycle:
    return earlier(world, 1)


def earlier(world: World, years: int) -> Cycle:
    return Cycle.objects.create(fiscal_year=world.cycle.fiscal_year - years, theme="Tema lama")


def ended(world: World, cycle: Cycle, status: Status = Status.DECLINED, **more: Any) -> Proposal:
    item = make_item(cycle)
    number = f"{cycle.fiscal_year}/99.75.01.1001/{Proposal.objects.count() + 1:04d}"
    return make_proposal(world, status, cycle=cycle, kamus_item=item, number=number, **more)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT}))
def test_what_waits_is_what_ended_without_a_plan(
    world: World, head: User, old: Cycle, status: Status
) -> None:
    usulan = ended(world, old, status)
    waits = list(bank_of(head, world.cycle)) == [usulan]
    assert waits == (status in CARRIABLE)
    assert (usulan.title in enter(head).get(reverse(BANK)).content.decode()) == waits


def test_this_years_end_waits_until_next_year(world: World, head: User) -> None:
    make_proposal(world, Status.DECLINED)
    assert not bank_of(head, world.cycle)


def test_another_rts_bank_is_not_shown(world: World, head: User, old: Cycle) -> None:
    foreign = ended(world, old, rt=world.other_rt)
    own = ended(world, old)
    page = enter(head).get(reverse(BANK)).content.decode()
    assert own.title in page
    assert foreign.title not in page


def test_one_press_proposes_it_again_and_it_waits_no_more(
    world: World, head: User, old: Cycle
) -> None:
    usulan = ended(world, old)
    client = enter(head)
    again = reverse("proposals:act", args=[usulan.pk, "usulkan-lagi"])
    assert again in client.get(reverse(BANK)).content.decode()
    answer = client.post(again, follow=True)
    draft = Proposal.objects.get(carried_from=usulan)
    assert answer.redirect_chain[-1][0] == reverse("proposals:step", args=[draft.pk, "apa"])
    assert usulan.title not in client.get(reverse(BANK)).content.decode()
    sentence = f"Diusulkan ke-2 kali sejak {old.fiscal_year}"
    assert sentence in client.get(reverse("proposals:detail", args=[draft.pk])).content.decode()


def test_the_office_reads_how_often_it_was_asked_for(world: World, head: User) -> None:
    first = ended(world, earlier(world, 2))
    second = ended(world, earlier(world, 1), carried_from=first)
    third = make_proposal(world, Status.SUBMITTED, carried_from=second)
    page = reverse("admin:proposals_proposal_change", args=[third.pk])
    sentence = f"Diusulkan ke-3 kali sejak {world.cycle.fiscal_year - 2}"
    assert sentence in enter(make_user(world, Role.STAFF)).get(page).content.decode()
    assert {pk: str(said) for pk, said in asked([first, second, third]).items()} == {
        second.pk: f"Diusulkan ke-2 kali sejak {world.cycle.fiscal_year - 2}",
        third.pk: sentence,
    }


def test_what_was_taken_over_and_withdrawn_waits_again(
    world: World, head: User, old: Cycle
) -> None:
    usulan = ended(world, old)
    make_proposal(world, Status.WITHDRAWN, carried_from=usulan)
    assert list(bank_of(head, world.cycle)) == [usulan]
    carry_forward(usulan, actor=head, cycle=world.cycle)
    assert not bank_of(head, world.cycle)


def test_a_draft_that_was_never_sent_does_not_take_the_wish_along(
    world: World, head: User, old: Cycle
) -> None:
    usulan = ended(world, old)
    carry_forward(usulan, actor=head, cycle=world.cycle)
    later = Cycle.objects.create(fiscal_year=world.cycle.fiscal_year + 1, theme="Tahun depan")
    assert list(bank_of(head, later)) == [usulan]


@pytest.mark.parametrize("of_target", sorted(set(Status) - {Status.DRAFT, Status.MERGED}))
def test_what_was_merged_goes_with_what_it_was_merged_into(
    world: World, head: User, old: Cycle, of_target: Status
) -> None:
    target = ended(world, old, of_target, rt=world.other_rt)
    merged = ended(world, old, Status.MERGED, merged_into=target)
    assert (merged in bank_of(head, world.cycle)) == (of_target in CARRIABLE)
    assert may_be_carried(merged, world.cycle) == (of_target in CARRIABLE)


def test_with_the_own_one_that_it_was_merged_into_it_waits_only_once(
    world: World, head: User, old: Cycle
) -> None:
    target = ended(world, old)
    ended(world, old, Status.MERGED, merged_into=target)
    assert list(bank_of(head, world.cycle)) == [target]


def test_the_old_page_leads_to_where_it_was_asked_for_again(
    world: World, head: User, old: Cycle
) -> None:
    usulan = ended(world, old)
    copy = make_proposal(world, Status.SUBMITTED, carried_from=usulan)
    page = enter(head).get(usulan.get_absolute_url()).content.decode()
    assert f'<a href="{copy.get_absolute_url()}">{copy.number}</a>' in page
    assert "usulkan-lagi" not in page
    office = enter(make_user(world, Role.STAFF))
    page = office.get(reverse("admin:proposals_proposal_change", args=[usulan.pk]))
    assert "Sudah diajukan lagi" in page.content.decode()


def test_the_same_wish_stands_once_in_a_year(world: World, old: Cycle) -> None:
    usulan = ended(world, old)
    make_proposal(world, Status.DRAFT, carried_from=usulan)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_proposal(world, Status.DRAFT, carried_from=usulan)


def test_after_the_end_of_intake_there_is_no_button_and_no_draft(
    world: World, head: User, old: Cycle
) -> None:
    usulan = ended(world, old)
    now = timezone.now()
    StageWindow.objects.filter(cycle=world.cycle, stage="intake").update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1)
    )
    client = enter(head)
    page = client.get(reverse(BANK)).content.decode()
    assert usulan.title in page
    assert "sudah ditutup" in page
    again = reverse("proposals:act", args=[usulan.pk, "usulkan-lagi"])
    assert again not in page
    assert "sudah ditutup" in client.post(again, follow=True).content.decode()
    assert Proposal.objects.count() == 1


def test_offices_have_no_bank_of_their_own(world: World) -> None:
    assert enter(make_user(world, Role.OPD)).get(reverse(BANK)).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_literal_query_count(
    world: World, head: User, rows: int, django_assert_num_queries: Any
) -> None:
    first, second = earlier(world, 2), earlier(world, 1)
    for _ in range(rows):
        ended(world, second, carried_from=ended(world, first))
    client = enter(head)
    with django_assert_num_queries(9):
        client.get(reverse(BANK))
