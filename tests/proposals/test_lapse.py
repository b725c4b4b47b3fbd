"""A returned usulan that was not sent again in time: said to both sides, ended by the office."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.indonesia import date_long
from kelurahan.roles import Role
from planning.models import Cycle
from proposals.bank import bank_of
from proposals.models import Proposal
from proposals.progress import LAPSED
from proposals.services import carry_forward
from proposals.statuses import Status
from proposals.workflow import (
    ConditionsNotMet,
    Details,
    NoteRequired,
    available_actions,
    perform,
)
from publik.sharing import path_of
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import LIST, act, change, rows_behind, signed_in

WORDS = "Lewat batas perbaikan"


def day(shift: int) -> date:
    return timezone.localdate() + timedelta(days=shift)


def returned(world: World, due: int, **more: object) -> Proposal:
    return make_proposal(world, Status.RETURNED, due=day(due), **more)


def actions(proposal: Proposal, user: object) -> set[str]:
    return {row.action for row in available_actions(proposal, user)}


@pytest.mark.parametrize(("due", "is_said"), [(-1, True), (0, False), (2, False)])
def test_both_sides_and_the_public_read_that_the_date_has_passed(
    world: World, rt_client: Client, due: int, is_said: bool
) -> None:
    usulan = returned(world, due)
    office, _ = signed_in(world, Role.STAFF)
    pages = (
        rt_client.get(usulan.get_absolute_url()),
        rt_client.get(reverse("proposals:mine")),
        office.get(change(usulan)),
        office.get(f"{LIST}?status=returned"),
        Client().get(path_of(usulan)),
        Client().get(reverse("publik:list")),
    )
    for page in pages:
        text = page.content.decode()
        assert usulan.title in text
        # The filter of the public list offers the words to everybody.
        assert (WORDS in re.sub("<option.*?</option>", "", text)) is is_said


def test_the_proposer_is_told_what_can_be_done_and_not_led_to_a_closed_door(
    world: World, rt_client: Client
) -> None:
    open_one, lapsed = returned(world, 1), returned(world, -1)
    mend = {row.pk: reverse("proposals:step", args=[row.pk, "apa"]) for row in (open_one, lapsed)}
    for address in (open_one.get_absolute_url(), reverse("proposals:mine")):
        assert mend[open_one.pk] in rt_client.get(address).content.decode()
    for address in (lapsed.get_absolute_url(), reverse("proposals:mine")):
        page = rt_client.get(address).content.decode()
        assert mend[lapsed.pk] not in page
        assert LAPSED.plain in page
        assert "Petugas dapat memberi waktu lagi" in page


def test_more_time_lets_the_proposer_send_it(world: World) -> None:
    head, staff = make_user(world, Role.RT), make_user(world, Role.STAFF)
    usulan = returned(world, -1)
    with pytest.raises(ConditionsNotMet, match="sudah lewat"):
        perform(usulan, "submit", actor=head)
    event = perform(usulan, "extend", actor=staff, note="Banjir.", details=Details(due=day(5)))
    assert (usulan.status, usulan.due) == (Status.RETURNED, day(5))
    assert event.changes == {"due": [date_long(day(-1)), date_long(day(5))]}
    perform(usulan, "submit", actor=head)
    assert usulan.status == Status.SUBMITTED


def test_a_mistyped_year_is_no_date(world: World) -> None:
    usulan, staff = make_proposal(world, Status.SUBMITTED), make_user(world, Role.STAFF)
    details = Details(reason=world.reason, due=day(61))
    with pytest.raises(ConditionsNotMet, match="paling lama 60 hari"):
        perform(usulan, "return", actor=staff, note="-", details=details)


@pytest.mark.parametrize("due", [0, 2, 3])
def test_more_time_is_later_than_before(world: World, due: int) -> None:
    usulan = returned(world, 3)
    with pytest.raises(ConditionsNotMet):
        perform(
            usulan,
            "extend",
            actor=make_user(world, Role.STAFF),
            note="-",
            details=Details(due=day(due)),
        )


def test_it_is_closed_with_a_reason_and_only_after_its_date(world: World) -> None:
    staff, lurah = make_user(world, Role.STAFF), make_user(world, Role.LURAH)
    running, lapsed = returned(world, 0), returned(world, -1)
    assert "lapse" not in actions(running, staff)
    assert {"extend", "lapse"} <= actions(lapsed, staff)
    with pytest.raises(ConditionsNotMet, match="masih dapat memperbaiki"):
        perform(running, "lapse", actor=staff, note="x", details=Details(reason=world.reason))
    with pytest.raises(ConditionsNotMet, match="Pilih alasan"):
        perform(lapsed, "lapse", actor=staff, note="Sudah ditelepon.")
    with pytest.raises(NoteRequired):
        perform(lapsed, "lapse", actor=staff, details=Details(reason=world.reason))
    perform(lapsed, "lapse", actor=staff, note="x", details=Details(reason=world.reason))
    assert (lapsed.status, lapsed.due) == (Status.REJECTED, None)
    perform(lapsed, "reopen", actor=lurah, note="Pengusul sakit.")
    assert lapsed.status == Status.SUBMITTED


def test_the_office_does_both_on_its_pages(world: World) -> None:
    first, second = returned(world, -1), returned(world, -2)
    client, _ = signed_in(world, Role.STAFF)
    pile = f"tahun=2024&kelurahan={world.kelurahan.pk}&menunggu=perbaikan-lewat"
    assert f"<b>2</b> usulan {WORDS.lower()}" in client.get(reverse("admin:index")).content.decode()
    assert rows_behind(client, pile) == 2
    for usulan, action, data in (
        (first, "extend", {"due": day(6).isoformat(), "note": "Diberi waktu."}),
        (second, "lapse", {"reason": world.reason.pk, "note": "Sudah ditelepon."}),
    ):
        assert client.get(act(usulan, action)).status_code == 200
        client.post(act(usulan, action), {"seen_revision": usulan.revision, **data})
        usulan.refresh_from_db()
    assert (first.due, second.status) == (day(6), Status.REJECTED)
    assert rows_behind(client, pile) == 0


def test_one_that_nobody_closed_waits_in_the_bank_of_the_next_year(world: World) -> None:
    head = make_user(world, Role.RT)
    old = Cycle.objects.create(fiscal_year=2023, theme="Tema lama")
    lapsed = returned(world, -1, cycle=old, number="2023/99.75.01.1001/0001")
    returned(world, 1, cycle=old, number="2023/99.75.01.1001/0002")
    returned(world, -1)
    assert list(bank_of(head, world.cycle)) == [lapsed]
    draft = carry_forward(lapsed, actor=head, cycle=world.cycle)
    assert draft.carried_from == lapsed
