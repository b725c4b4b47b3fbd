"""Every status x action x role: what the table of domain page 13 permits happens, nothing else.

The table is written out here a second time, by hand, so that a slip in the code shows.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from foundation.uploads import CleanUpload
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Confirmation, KelurahanList, Proposal, ProposalEvent
from proposals.statuses import Answer, FundingSource, Status
from proposals.workflow import (
    TRANSITIONS,
    ActionNotAllowed,
    Details,
    TransitionConflict,
    UnknownAction,
    available_actions,
    perform,
)
from tests.factories import World, make_proposal, make_user

OFFICE = ("staf", "lurah")
# action: (target, {role: sources}); the usulan is one of the RT, entered by the RT head
TABLE: dict[str, tuple[str, dict[tuple[str, ...], tuple[str, ...]]]] = {
    "submit": ("submitted", {("rt", "pamor"): ("draft", "returned")}),
    "withdraw": ("withdrawn", {("rt", "pamor"): ("draft", "submitted", "returned")}),
    "return": ("returned", {OFFICE: ("submitted",)}),
    "extend": ("returned", {OFFICE: ("returned",)}),
    "lapse": ("rejected", {OFFICE: ("returned",)}),
    "verify": ("verified", {OFFICE: ("submitted",)}),
    "reject": ("rejected", {OFFICE: ("submitted", "verified")}),
    "merge": ("merged", {OFFICE: ("submitted", "verified")}),
    "unmerge": ("submitted", {OFFICE: ("merged",)}),
    "release": ("submitted", {}),
    "reopen": ("submitted", {("lurah",): ("rejected",)}),
    "prioritise": ("prioritised", {("lurah",): ("verified", "reserve")}),
    "reserve": ("reserve", {("lurah",): ("verified", "prioritised")}),
    "fund_kelurahan": ("kelurahan_funded", {("lurah",): ("prioritised", "reserve")}),
    "forward": ("forwarded", {("lurah",): ("prioritised",)}),
    "agree": ("agreed", {("kecamatan",): ("forwarded",)}),
    "disagree": ("not_agreed", {("kecamatan",): ("forwarded",)}),
    "accommodate": ("accommodated", {("opd",): ("agreed", "deferred")}),
    "reroute": ("agreed", {("opd", "bappeda"): ("agreed",)}),
    "defer": ("deferred", {("opd",): ("agreed",)}),
    "decline": ("declined", {("opd",): ("agreed", "deferred")}),
    "sipd_agree": ("agreed", {("bappeda",): ("forwarded",)}),
    "sipd_disagree": ("not_agreed", {("bappeda",): ("forwarded",)}),
    "sipd_accommodate": (
        "accommodated",
        {("bappeda",): ("agreed", "deferred", "accommodated")},
    ),
    "sipd_decline": ("declined", {("bappeda",): ("agreed", "deferred")}),
    "include": ("in_rkpd", {("bappeda",): ("accommodated",)}),
    "budget": ("in_apbd", {("bappeda",): ("in_rkpd",)}),
    "realise": ("realised", {("opd",): ("in_apbd",), ("lurah",): ("kelurahan_funded",)}),
    "rework": ("realised", {("opd", "lurah"): ("realised",)}),
    "cancel": (
        "cancelled",
        {("bappeda",): ("in_rkpd", "in_apbd"), ("lurah",): ("kelurahan_funded",)},
    ),
    "divert": (
        "diverted",
        {
            ("lurah",): ("verified", "prioritised", "reserve"),
            ("kecamatan",): ("not_agreed",),
            ("bappeda",): ("declined", "deferred"),
        },
    ),
}
LOCKED_BEFORE = {"forward"}
DISPUTED_BEFORE = {"rework"}


def allowed(action: str) -> set[tuple[str, str]]:
    """Every (role, source) that may do ``action``."""
    return {
        (role, source)
        for roles, sources in TABLE[action][1].items()
        for role in roles
        for source in sources
    }


def a_photo() -> CleanUpload:
    return CleanUpload(b"gambar", "image/png", ".png", "0" * 64, 8, 8)


def all_details(world: World, other: Proposal) -> Details:
    """Enough of everything for any action."""
    return Details(
        reason=world.reason,
        due=timezone.localdate() + timedelta(days=7),
        target=other,
        rank=7,
        opd=world.other_opd,
        sub_kegiatan=world.sub_kegiatan,
        volume=Decimal(10),
        value=10_000_000,
        funding_source=FundingSource.APBD,
        diverted_to=FundingSource.POKIR,
        realised_on=timezone.localdate(),
        realised_volume=Decimal(9),
        photos=(a_photo(),),
        rkpd_line="RKPD 2024 versi 1",
    )


@pytest.fixture
def people(world: World) -> dict[str, object]:
    """One person per role over the world's own territory, and one with no role."""
    return {role.value: make_user(world, role) for role in Role} | {"none": make_user(world)}


def test_the_code_has_exactly_the_actions_of_the_table() -> None:
    assert set(TRANSITIONS) == set(TABLE)


@pytest.mark.parametrize("action", TABLE)
def test_every_status_and_role(world: World, people: dict, action: str) -> None:
    target, _ = TABLE[action]
    other = make_proposal(world, Status.VERIFIED)
    proposal = make_proposal(world, Status.SUBMITTED, routed_at=timezone.now())
    proposal.merged_into = other
    proposal.save(update_fields=["merged_into"])
    if action in LOCKED_BEFORE:
        _lock(world, people["lurah"])
    if action in DISPUTED_BEFORE:
        dispute(proposal, people["rt"])
    details = all_details(world, other)
    for status in Status.values:
        for role, person in people.items():
            Proposal.objects.filter(pk=proposal.pk).update(status=status)
            before = ProposalEvent.objects.count()
            sid = transaction.savepoint()
            if (role, status) in allowed(action):
                event = perform(proposal, action, actor=person, note="Sebab.", details=details)
                assert proposal.status == target, (status, role)
                assert (event.source, event.target) == (status, target)
                assert event.actor_role == Role(role).label
                assert ProposalEvent.objects.count() == before + 1
            else:
                with pytest.raises((ActionNotAllowed, TransitionConflict)):
                    perform(proposal, action, actor=person, note="Sebab.", details=details)
                assert ProposalEvent.objects.count() == before, (status, role)
                assert Proposal.objects.get(pk=proposal.pk).status == status
            transaction.savepoint_rollback(sid)


def dispute(proposal: Proposal, head: object) -> None:
    Confirmation.objects.create(
        proposal=proposal, answer=Answer.DISPUTED, note="Retak.", answered_by=head, role="Ketua RT"
    )


def _lock(world: World, lurah: object) -> None:
    KelurahanList.objects.create(
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        minutes_number="1/BA",
        minutes_date=timezone.localdate(),
        locked_by=lurah,
    )


@pytest.mark.parametrize("action", TABLE)
def test_the_same_role_elsewhere_may_not(world: World, action: str) -> None:
    """Heads and offices of another territory, over a usulan that their own kind could move."""
    strangers = {
        "rt": make_user(world, Role.RT, world.other_rt),
        "rw": make_user(world, Role.RW, world.foreign_rw),
        "pamor": make_user(world, Role.PAMOR, world.other_rw),
        "staf": make_user(world, Role.STAFF, world.other_kelurahan),
        "lurah": make_user(world, Role.LURAH, world.other_kelurahan),
        "opd": make_user(world, Role.OPD, world.other_opd),
    }
    other = make_proposal(world, Status.VERIFIED)
    proposal = make_proposal(world, Status.SUBMITTED, routed_at=timezone.now())
    if action in LOCKED_BEFORE:
        _lock(world, strangers["lurah"])
    for role, source in allowed(action):
        if role not in strangers:
            continue
        Proposal.objects.filter(pk=proposal.pk).update(status=source)
        with pytest.raises(ActionNotAllowed):
            perform(
                proposal,
                action,
                actor=strangers[role],
                note="Sebab.",
                details=all_details(world, other),
            )
        assert not [t for t in available_actions(proposal, strangers[role]) if t.action == action]


@pytest.mark.parametrize(
    ("kind", "helped", "owners"),
    [
        (ProposerKind.RT, False, {"rt", "pamor"}),
        (ProposerKind.RT, True, {"rt", "pamor", "staf"}),
        (ProposerKind.RW, False, {"rw", "pamor"}),
        (ProposerKind.RW, True, {"rw", "pamor", "staf"}),
        (ProposerKind.ORGANISATION, False, {"organisasi"}),
        (ProposerKind.ORGANISATION, True, {"organisasi", "staf"}),
        (ProposerKind.KELURAHAN, False, {"staf"}),
    ],
)
def test_owner_of_each_kind_of_usulan(
    world: World, people: dict, kind: str, helped: bool, owners: set[str]
) -> None:
    of_kind = {
        ProposerKind.RT: {},
        ProposerKind.RW: {"rt": None},
        ProposerKind.ORGANISATION: {"rt": None, "rw": None, "organisation": world.organisation},
        ProposerKind.KELURAHAN: {"rt": None, "rw": None},
    }[kind]
    proposal = make_proposal(
        world,
        proposer_kind=kind,
        assisted_by=people["staf"] if helped else None,
        **of_kind,
    )
    can_submit = {
        role
        for role, person in people.items()
        if any(t.action == "submit" for t in available_actions(proposal, person))
    }
    assert can_submit == owners


def test_the_technical_administrator_sees_all_and_decides_nothing(world: World) -> None:
    admin = make_user(world, is_superuser=True)
    proposal = make_proposal(world, Status.SUBMITTED)
    assert Proposal.objects.visible_to(admin).get() == proposal
    assert available_actions(proposal, admin) == []
    with pytest.raises(ActionNotAllowed):
        perform(proposal, "verify", actor=admin)


def test_an_ended_assignment_ends_the_deeds(world: World) -> None:
    staff = make_user(world, Role.STAFF)
    yesterday = timezone.localdate() - timedelta(days=1)
    staff.assignments.update(since=yesterday - timedelta(days=9), until=yesterday)
    proposal = make_proposal(world, Status.SUBMITTED)
    with pytest.raises(ActionNotAllowed):
        perform(proposal, "verify", actor=staff)
    assert not Proposal.objects.visible_to(staff).exists()


def test_unknown_action(world: World) -> None:
    with pytest.raises(UnknownAction):
        perform(make_proposal(world), "explode", actor=make_user(world, Role.LURAH))
