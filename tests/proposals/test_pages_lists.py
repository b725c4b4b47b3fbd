"""Usulan saya and the priority series."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import QuotaRule
from planning.models.kamus import ProposerKind
from proposals.models import KelurahanList, Proposal
from proposals.selectors import PILES, owned_by
from proposals.services import reorder_series
from proposals.statuses import Status
from proposals.workflow import ConditionsNotMet, Details, owner_post, perform
from proposals.workflow.engine import scope_of
from tests.factories import World, make_proposal, make_user

MINE = "proposals:mine"
SERIES = "proposals:rw_list"


def sign_in(client: Client, user) -> Client:
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


class TestMine:
    def test_every_status_lies_on_exactly_one_pile(self) -> None:
        held = [status for pile in PILES for status in pile.statuses]
        assert sorted(held) == sorted(Status)

    def test_what_needs_doing_comes_first(self, world: World, rt_client, rt_head) -> None:
        for status in (Status.REALISED, Status.SUBMITTED, Status.DRAFT, Status.REJECTED):
            make_proposal(world, status, created_by=rt_head)
        target = make_proposal(world, Status.ACCOMMODATED, rt=world.other_rt)
        make_proposal(world, Status.MERGED, created_by=rt_head, merged_into=target)
        back = make_proposal(world, Status.SUBMITTED, created_by=rt_head)
        due = timezone.localdate() + timedelta(days=3)
        perform(
            back,
            "return",
            actor=make_user(world, Role.STAFF),
            note="Tulis nomor rumah.",
            details=Details(reason=world.reason, due=due),
        )
        page = rt_client.get(reverse(MINE)).content.decode()
        headings = [pile.label for pile in PILES]
        places = [page.index(f">{heading} <") for heading in headings]
        assert places == sorted(places)
        assert "Alamat belum jelas." in page
        assert "Tulis nomor rumah." in page
        assert "(3 hari lagi)" in page
        assert f"Digabung ke usulan {target.number}, yang sekarang berstatus" in page

    @pytest.mark.parametrize("role", [Role.RT, Role.RW, Role.PAMOR, Role.ORGANISATION, Role.STAFF])
    def test_own_means_what_the_workflow_means(self, world: World, role: Role) -> None:
        user, staff = make_user(world, role), make_user(world, Role.STAFF)
        kinds = {
            ProposerKind.RT: {},
            ProposerKind.RW: {"rt": None},
            ProposerKind.ORGANISATION: {"rw": None, "rt": None, "organisation": world.organisation},
            ProposerKind.KELURAHAN: {"rw": None, "rt": None},
        }
        for kind, place in kinds.items():
            make_proposal(world, proposer_kind=kind, **place)
            make_proposal(world, proposer_kind=kind, assisted_by=staff, **place)
        make_proposal(world, rt=world.other_rt)
        make_proposal(
            world, kelurahan=world.other_kelurahan, rw=world.foreign_rw, rt=world.foreign_rt
        )
        wanted = {row for row in Proposal.objects.all() if owner_post(scope_of(user), row)}
        assert wanted
        assert set(owned_by(user)) == wanted

    def test_quota_line(self, world: World, rt_client, rt_head) -> None:
        QuotaRule.objects.create(cycle=world.cycle, scope="rw", kind="count", value=4)
        for _ in range(3):
            make_proposal(world, Status.SUBMITTED, created_by=rt_head)
        make_proposal(world, created_by=rt_head)
        page = rt_client.get(reverse(MINE)).content.decode()
        assert "Maks 4, terkirim 3, sisa 1" in page

    def test_empty_helps(self, rt_client) -> None:
        page = rt_client.get(reverse(MINE)).content.decode()
        assert "Belum ada usulan" in page
        assert reverse("proposals:new") in page

    @pytest.mark.parametrize("role", [Role.RT, Role.RW, Role.PAMOR, Role.STAFF])
    def test_queries_do_not_grow(
        self, world: World, client, role: Role, django_assert_num_queries
    ) -> None:
        user = make_user(world, role)
        QuotaRule.objects.create(cycle=world.cycle, scope="rw", kind="count", value=4)
        kind = {Role.RW: ProposerKind.RW, Role.STAFF: ProposerKind.KELURAHAN}.get(
            role, ProposerKind.RT
        )
        place = {} if kind == ProposerKind.RT else {"rt": None}
        place |= {"rw": None} if kind == ProposerKind.KELURAHAN else {}
        sign_in(client, user)
        counts = []
        for rows in (1, 3):
            while owned_by(user).count() < rows:
                make_proposal(world, Status.RETURNED, proposer_kind=kind, **place)
            with django_assert_num_queries(QUERIES_OF_MINE[role]) as seen:
                client.get(reverse(MINE))
            counts.append(len(seen))
        assert max(counts) <= 13

    def test_fifty_to_a_page(self, world: World, rt_client, rt_head) -> None:
        for _ in range(51):
            make_proposal(world, Status.SUBMITTED, created_by=rt_head)
        first = rt_client.get(reverse(MINE))
        assert first.content.decode().count("card-usulan__title") == 50
        assert "(51)" in first.content.decode()
        second = rt_client.get(reverse(MINE), {"hal": "2"})
        assert second.content.decode().count("card-usulan__title") == 1

    def test_offices_above_go_to_their_own_room(self, world: World, client) -> None:
        sign_in(client, make_user(world, Role.BAPPEDA))
        assert client.get(reverse(MINE)).url == "/"


QUERIES_OF_MINE = {Role.RT: 13, Role.RW: 13, Role.PAMOR: 13, Role.STAFF: 10}


class TestSeries:
    @pytest.fixture
    def three(self, world: World):
        rows = [
            make_proposal(world, Status.SUBMITTED, rank=1),
            make_proposal(world, Status.SUBMITTED, rank=2, rt=world.other_rt),
            make_proposal(world, Status.SUBMITTED, rank=3, rt=None, proposer_kind=ProposerKind.RW),
        ]
        make_proposal(world)
        make_proposal(
            world,
            Status.SUBMITTED,
            rank=1,
            rw=world.other_rw,
            rt=None,
            proposer_kind=ProposerKind.RW,
        )
        return rows

    @pytest.fixture
    def rw_client(self, world: World, client: Client) -> Client:
        return sign_in(client, make_user(world, Role.RW))

    def order(self) -> list:
        rows = Proposal.objects.filter(rw__label="001", rank__isnull=False)
        return list(rows.order_by("rank"))

    def test_shows_what_was_handed_in(self, rw_client, three) -> None:
        rows = rw_client.get(reverse(SERIES)).context["rows"]
        assert [row["proposal"] for row in rows] == three

    def test_up_and_down(self, rw_client, three) -> None:
        one, two, three_ = three
        rw_client.post(reverse(SERIES), {"naik": str(three_.pk)})
        assert self.order() == [one, three_, two]
        rw_client.post(reverse(SERIES), {"turun": str(one.pk)})
        assert self.order() == [three_, one, two]

    @pytest.mark.parametrize(
        ("numbers", "wanted"),
        [((3, 1, 2), "bca"), ((1, 2, 1), "cab"), ((3, 2, 3), "bca"), ((9, 2, 3), "bca")],
    )
    def test_by_numbers(self, rw_client, three, numbers, wanted) -> None:
        names = dict(zip("abc", three, strict=True))
        sent = {f"urutan_{row.pk}": n for row, n in zip(three, numbers, strict=True)}
        rw_client.post(reverse(SERIES), sent)
        assert self.order() == [names[letter] for letter in wanted]

    @pytest.mark.parametrize("typed", ["0", "-1", "x", "", "99999", "²"])
    def test_a_bad_number_is_told(self, rw_client, three, typed: str) -> None:
        sent = {f"urutan_{three[0].pk}": typed}
        page = rw_client.post(reverse(SERIES), sent, follow=True).content.decode()
        assert "belum benar" in page
        assert self.order() == three

    def test_locked_list_stays(self, world: World, rw_client, three) -> None:
        lurah = make_user(world, Role.LURAH)
        KelurahanList.objects.create(
            cycle=world.cycle,
            kelurahan=world.kelurahan,
            minutes_number="1",
            minutes_date=timezone.localdate(),
            locked_by=lurah,
        )
        page = rw_client.post(reverse(SERIES), {"naik": str(three[2].pk)}, follow=True)
        assert "sudah dikunci" in page.content.decode()
        assert self.order() == three
        with pytest.raises(ConditionsNotMet):
            reorder_series(three[::-1], actor=make_user(world, Role.PAMOR), among=three[0])

    def test_an_organisation_orders_its_own(self, world: World, client) -> None:
        officer = make_user(world, Role.ORGANISATION)
        own = [
            make_proposal(
                world,
                Status.SUBMITTED,
                rank=rank,
                rw=None,
                rt=None,
                organisation=world.organisation,
                proposer_kind=ProposerKind.ORGANISATION,
            )
            for rank in (1, 2)
        ]
        sign_in(client, officer).post(reverse(SERIES), {"naik": str(own[1].pk)})
        own[1].refresh_from_db()
        assert own[1].rank == 1

    def test_an_rt_head_orders_nothing(self, rt_client, three) -> None:
        assert rt_client.get(reverse(SERIES)).url == reverse(MINE)
        rt_client.post(reverse(SERIES), {"naik": str(three[2].pk)})
        assert self.order() == three

    def test_queries_do_not_grow(self, world, rw_client, django_assert_num_queries) -> None:
        for rank in (1, 2, 3):
            make_proposal(world, Status.SUBMITTED, rank=rank)
            if rank in (1, 3):
                with django_assert_num_queries(11):
                    rw_client.get(reverse(SERIES))
