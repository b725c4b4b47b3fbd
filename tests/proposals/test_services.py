"""Drafts, their content, the priority series and the kamus prices they carry."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from kelurahan.models import RT
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Assessment, Proposal, ProposalEvent
from proposals.services import (
    NotEditable,
    StaleForm,
    assess_at_kelurahan,
    create_draft,
    reorder_series,
    update_content,
)
from proposals.statuses import Status
from proposals.valuation import value_of, volume_of
from proposals.workflow import ActionNotAllowed, ConditionsNotMet, TransitionConflict, perform
from tests.factories import World, make_proposal, make_user


def draft_for(world: World, actor, kind=ProposerKind.RT, **territory):
    places = {"rw": world.rw, "rt": world.rt} if kind == ProposerKind.RT else {"rw": world.rw}
    if kind in (ProposerKind.ORGANISATION, ProposerKind.KELURAHAN):
        places = {}
    if kind == ProposerKind.ORGANISATION:
        places = {"organisation": world.organisation}
    return create_draft(
        actor=actor,
        cycle=world.cycle,
        kind=kind,
        kelurahan=world.kelurahan,
        **(places | territory),
    )


class TestCreateDraft:
    @pytest.mark.parametrize(
        ("role", "kind", "helped"),
        [
            (Role.RT, ProposerKind.RT, False),
            (Role.RW, ProposerKind.RW, False),
            (Role.PAMOR, ProposerKind.RT, True),
            (Role.PAMOR, ProposerKind.RW, True),
            (Role.STAFF, ProposerKind.RT, True),
            (Role.STAFF, ProposerKind.RW, True),
            (Role.STAFF, ProposerKind.ORGANISATION, True),
            (Role.STAFF, ProposerKind.KELURAHAN, False),
            (Role.ORGANISATION, ProposerKind.ORGANISATION, False),
        ],
    )
    def test_who_may_write_for_whom(
        self, world: World, role: Role, kind: str, helped: bool
    ) -> None:
        actor = make_user(world, role)
        proposal = draft_for(world, actor, kind)
        assert proposal.assisted_by == (actor if helped else None)
        assert proposal.status == Status.DRAFT

    @pytest.mark.parametrize(
        ("role", "kind"),
        [
            (Role.RT, ProposerKind.RW),
            (Role.RW, ProposerKind.RT),
            (Role.RT, ProposerKind.KELURAHAN),
            (Role.PAMOR, ProposerKind.KELURAHAN),
            (Role.ORGANISATION, ProposerKind.RT),
            (Role.LURAH, ProposerKind.KELURAHAN),
            (Role.KECAMATAN, ProposerKind.KELURAHAN),
            (Role.BAPPEDA, ProposerKind.RT),
        ],
    )
    def test_who_may_not(self, world: World, role: Role, kind: str) -> None:
        with pytest.raises(ActionNotAllowed):
            draft_for(world, make_user(world, role), kind)
        assert not Proposal.objects.exists()

    @pytest.mark.parametrize("crossed", ["rt of another rw", "rw of another kelurahan"])
    def test_crossed_borders(self, world: World, crossed: str) -> None:
        staff = make_user(world, Role.STAFF)
        territory = (
            {"rt": world.foreign_rt}
            if crossed == "rt of another rw"
            else {"rw": world.foreign_rw, "rt": world.foreign_rt}
        )
        with pytest.raises(ValidationError):
            draft_for(world, staff, **territory)
        assert not Proposal.objects.exists()

    def test_the_same_id_twice_is_the_same_draft_and_nobody_elses(self, world: World) -> None:
        head, other = make_user(world, Role.RT), make_user(world, Role.RT, world.other_rt)
        pk = uuid.uuid4()
        first = draft_for(world, head, pk=pk, title="Saluran")
        again = draft_for(world, head, pk=pk, title="Lain")
        assert (again, again.title) == (first, "Saluran")
        with pytest.raises(ActionNotAllowed):
            draft_for(world, other, pk=pk, rt=world.other_rt)


class TestUpdateContent:
    def test_saves_and_counts_the_revision(self, world: World) -> None:
        head = make_user(world, Role.RT)
        proposal = draft_for(world, head)
        saved = update_content(
            proposal, actor=head, seen_revision=0, title="Got mampet", rts=[world.rt]
        )
        assert (saved.title, saved.revision) == ("Got mampet", 1)
        with pytest.raises(StaleForm):
            update_content(proposal, actor=head, seen_revision=0, title="Lain")
        proposal.refresh_from_db()
        assert proposal.title == "Got mampet"

    def test_only_while_it_is_with_its_owner(self, world: World) -> None:
        head = make_user(world, Role.RT)
        for status in set(Status) - {Status.DRAFT, Status.RETURNED}:
            proposal = make_proposal(world, status)
            with pytest.raises(NotEditable):
                update_content(proposal, actor=head, seen_revision=proposal.revision, title="Lain")

    def test_nobody_else_writes_in_it(self, world: World) -> None:
        proposal = make_proposal(world)
        for role in set(Role) - {Role.RT, Role.PAMOR}:
            with pytest.raises(ActionNotAllowed):
                update_content(
                    proposal, actor=make_user(world, role), seen_revision=0, title="Lain"
                )

    @pytest.mark.parametrize(
        "content",
        [
            {"unit_price": -1},
            {"unit_price": 10**18},
            {"value": -1},
            {"volume": Decimal(-1)},
            {"volume": Decimal("1e12")},
            {"latitude": Decimal(91)},
            {"title": "x" * 201},
            {"land_status": "punya saya"},
        ],
    )
    def test_senseless_content_leaves_nothing(self, world: World, content: dict) -> None:
        head = make_user(world, Role.RT)
        proposal = make_proposal(world)
        with pytest.raises(ValidationError):
            update_content(proposal, actor=head, seen_revision=0, **content)
        proposal.refresh_from_db()
        assert proposal.revision == 0

    def test_an_rt_of_another_rw_leaves_nothing(self, world: World) -> None:
        head = make_user(world, Role.RT)
        proposal = make_proposal(world)
        stranger = RT.objects.create(rw=world.other_rw, label="009")
        with pytest.raises(ValidationError, match="RW Anda"):
            update_content(proposal, actor=head, seen_revision=0, title="Baru", rts=[stranger])
        proposal.refresh_from_db()
        assert list(proposal.rts.all()) == [world.rt]
        assert proposal.title != "Baru"

    def test_status_and_number_are_no_content(self, world: World) -> None:
        head = make_user(world, Role.RT)
        proposal = make_proposal(world)
        for name in ("status", "number", "rank", "kelurahan"):
            with pytest.raises(TypeError):
                update_content(proposal, actor=head, seen_revision=0, **{name: 1})

    def test_a_returned_usulan_remembers_old_and_new(self, world: World) -> None:
        head = make_user(world, Role.RT)
        proposal = make_proposal(world, Status.RETURNED, title="Lama")
        update_content(proposal, actor=head, seen_revision=proposal.revision, title="Baru")
        event = ProposalEvent.objects.get(proposal=proposal, action="edit")
        assert event.changes == {"title": ["Lama", "Baru"]}


class TestSeries:
    def test_the_rw_orders_one_series_of_its_own_and_its_rts(self, world: World) -> None:
        rw = make_user(world, Role.RW)
        own = make_proposal(world, Status.SUBMITTED, rank=1)
        of_other_rt = make_proposal(world, Status.SUBMITTED, rt=world.other_rt, rank=2)
        of_rw = make_proposal(world, Status.SUBMITTED, rt=None, proposer_kind="rw", rank=3)
        reorder_series([of_rw, own, of_other_rt], actor=rw, among=own)
        ranks = dict(Proposal.objects.values_list("pk", "rank"))
        assert [ranks[p.pk] for p in (of_rw, own, of_other_rt)] == [1, 2, 3]
        assert ProposalEvent.objects.filter(action="rank").count() == 3

    def test_half_a_list_or_a_strangers_is_refused(self, world: World) -> None:
        own, second = (make_proposal(world, Status.SUBMITTED, rank=n) for n in (1, 2))
        rw = make_user(world, Role.RW)
        for wanted in ([own], [own, own], [own, second, make_proposal(world)]):
            with pytest.raises(ValidationError):
                reorder_series(wanted, actor=rw, among=own)
        for role, territory in (
            (Role.RT, world.rt),
            (Role.RW, world.foreign_rw),
            (Role.LURAH, world.kelurahan),
        ):
            with pytest.raises(ActionNotAllowed):
                reorder_series([second, own], actor=make_user(world, role, territory), among=own)
        ranked = Proposal.objects.filter(rank__isnull=False).order_by("rank")
        assert list(ranked) == [own, second]


class TestAssess:
    def test_figures_of_the_kelurahan_stand_beside_the_proposers(self, world: World) -> None:
        staff = make_user(world, Role.STAFF)
        proposal = make_proposal(world, Status.SUBMITTED)
        assess_at_kelurahan(
            proposal,
            actor=staff,
            seen_revision=proposal.revision,
            volume=Decimal(8),
            opd=world.other_opd,
            note="Diukur ulang.",
        )
        row = Assessment.objects.get()
        assert (row.volume, row.value, row.opd) == (8, 8_000_000, world.other_opd)
        assert (proposal.volume, proposal.value) == (10, 10_000_000)
        assert (proposal.opd, proposal.first_opd) == (world.other_opd, world.opd)
        changes = ProposalEvent.objects.get(action="assess").changes
        assert changes["kelurahan.volume"] == [None, "8"]

    def test_the_second_officer_with_an_old_page_is_told(self, world: World) -> None:
        proposal = make_proposal(world, Status.SUBMITTED)
        seen = proposal.revision
        for_both = {"seen_revision": seen, "volume": Decimal(8)}
        assess_at_kelurahan(proposal, actor=make_user(world, Role.STAFF), **for_both)
        with pytest.raises(TransitionConflict):
            assess_at_kelurahan(proposal, actor=make_user(world, Role.LURAH), **for_both)
        assert Assessment.objects.count() == 1

    def test_not_after_it_has_left_the_kelurahan_nor_by_others(self, world: World) -> None:
        staff = make_user(world, Role.STAFF)
        gone = make_proposal(world, Status.FORWARDED)
        with pytest.raises(ConditionsNotMet):
            assess_at_kelurahan(gone, actor=staff, seen_revision=gone.revision, volume=Decimal(1))
        here = make_proposal(world, Status.SUBMITTED)
        for role in set(Role) - {Role.STAFF, Role.LURAH}:
            with pytest.raises(ActionNotAllowed):
                assess_at_kelurahan(
                    here,
                    actor=make_user(world, role),
                    seen_revision=here.revision,
                    volume=Decimal(1),
                )


class TestValuation:
    @pytest.mark.parametrize(
        ("measures", "price", "value"),
        [
            (["120", "3"], 320_000, 115_200_000),
            (["0.1"], 15, 2),
            (["12.5"], 1_000_001, 12_500_013),
        ],
    )
    def test_product_times_price_in_whole_rupiah(self, measures, price, value) -> None:
        assert value_of(volume_of(map(Decimal, measures)), price) == value

    def test_what_is_too_large_is_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="Volume terlalu besar"):
            volume_of([Decimal(10**6), Decimal(10**6)])
        with pytest.raises(ValueError, match="Nilai usulan terlalu besar"):
            value_of(Decimal(10**9), 10**9)


def test_a_frozen_price_outlives_a_change_of_the_kamus(world: World) -> None:
    proposal = make_proposal(world)
    world.item.unit_price = 2_000_000
    world.item.save()
    perform(proposal, "submit", actor=make_user(world, Role.RT))
    proposal.refresh_from_db()
    assert (proposal.unit_price, proposal.value) == (1_000_000, 10_000_000)
