"""Nothing is lost between the systems without standing here by name, on the day it was sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from proposals.models import Proposal, ProposalEvent, SipdExport
from proposals.models.proposal import LAPSED
from proposals.statuses import Status
from tests.factories import World, make_proposal
from tests.intake.device import send, send_photo, written
from tests.proposals.office import change, signed_in

PAGE = reverse("admin:desk_reconciliation")
DOWNLOAD = reverse("admin:proposals_proposal_download", args=["sipd", "csv"])
QUERIES = 20


def elsewhere(world: World) -> dict:
    return {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}


def event(proposal: Proposal, action: str, source: str, target: str) -> None:
    ProposalEvent.objects.create(
        proposal=proposal,
        actor_name="A",
        actor_role="B",
        action=action,
        source=source,
        target=target,
    )


def named(client: Client, **query: str) -> set:
    return {usulan.pk for usulan in client.get(PAGE, query).context["usulan"]}


def test_a_usulan_is_named_until_sipd_has_it_and_again_until_it_answers(world: World) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    sent_on = make_proposal(world, Status.FORWARDED)
    make_proposal(world, Status.SUBMITTED)
    assert named(client, kurang="sipd") == {sent_on.pk}
    assert change(sent_on) in client.get(PAGE, {"kurang": "sipd"}).content.decode()
    b"".join(client.get(DOWNLOAD).streaming_content)
    assert named(client, kurang="sipd") == set()
    assert named(client, kurang="jawaban") == {sent_on.pk}
    event(sent_on, "sipd_agree", Status.FORWARDED, Status.AGREED)
    assert named(client, kurang="jawaban") == set()


def test_the_day_counts_what_happened_and_what_is_lacking(world: World) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    first, second = (make_proposal(world, Status.FORWARDED) for _ in range(2))
    waiting = make_proposal(world, Status.SUBMITTED)
    Proposal.objects.update(submitted_at=timezone.now())
    for usulan in (first, second):
        event(usulan, "verify", Status.SUBMITTED, Status.VERIFIED)
    event(first, "sipd_agree", Status.FORWARDED, Status.AGREED)
    event(first, "sipd_id", Status.AGREED, Status.AGREED)
    b"".join(client.get(DOWNLOAD).streaming_content)
    [day] = client.get(PAGE).context["days"]
    assert (day.day, day.place.kelurahan) == (timezone.localdate(), world.kelurahan.pk)
    # The factory's usulan came out of a file, each with its deed of import.
    assert day.flows == [3, 0, 3, 2, 3, 1]
    none = [("lewat", 0), ("gabungan", 0)]
    assert day.lacks == [("foto", 0), ("kelurahan", 1), ("sipd", 0), ("jawaban", 1), *none]
    there = {"hari": day.iso, "kelurahan": str(world.kelurahan.pk)}
    assert named(client, kurang="kelurahan", **there) == {waiting.pk}
    assert named(client, kurang="jawaban", **there) == {second.pk}
    assert named(client, kurang="kelurahan", hari="2001-01-01") == set()
    assert client.get(PAGE, {"hari": "2001-99-99", "p": "x", "kurang": "?"}).status_code == 200


def test_photos_that_a_device_still_keeps_are_missed_by_name(world: World) -> None:
    office, _ = signed_in(world, Role.STAFF)
    device, _ = signed_in(world, Role.RT)
    draft = written(world, photos=1)
    send(device, draft)
    make_proposal(world, Status.SUBMITTED)
    assert named(office, kurang="foto") == {draft.id}
    [day] = office.get(PAGE).context["days"]
    assert day.counts["perangkat"] == 1
    (key,) = draft.photos
    send_photo(device, draft, key)
    assert named(office, kurang="foto") == set()


def test_a_kelurahan_sees_its_own_alone(world: World) -> None:
    own = make_proposal(world, Status.FORWARDED)
    foreign = make_proposal(world, Status.FORWARDED, **elsewhere(world))
    city, _ = signed_in(world, Role.BAPPEDA)
    assert named(city, kurang="sipd") == {own.pk, foreign.pk}
    client, _ = signed_in(world, Role.STAFF)
    assert named(client, kurang="sipd") == {own.pk}
    assert named(client, kurang="sipd", kelurahan=str(world.other_kelurahan.pk)) == set()
    assert {day.place.kelurahan for day in client.get(PAGE).context["days"]} == {own.kelurahan_id}


def download(world: World, role: Role) -> None:
    client, _ = signed_in(world, role)
    b"".join(client.get(DOWNLOAD).streaming_content)


@pytest.mark.parametrize("status", list(Status))
def test_a_decision_in_the_portal_does_not_hide_what_sipd_never_saw(
    world: World, status: Status
) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)
    usulan = make_proposal(world, status)
    missed = status in {
        *(Status.FORWARDED, Status.AGREED, Status.DEFERRED),
        *(Status.ACCOMMODATED, Status.IN_RKPD, Status.IN_APBD),
    }
    assert named(client, kurang="sipd") == ({usulan.pk} if missed else set())
    Proposal.objects.filter(pk=usulan.pk).update(external_id="SIPD-1")
    assert named(client, kurang="sipd") == set()


@pytest.mark.parametrize(
    ("role", "feeds"),
    [
        (Role.STAFF, True),
        (Role.LURAH, True),
        (Role.KECAMATAN, True),
        (Role.BAPPEDA, True),
        (Role.OPD, False),
    ],
)
def test_a_file_counts_in_the_hands_of_those_who_feed_sipd(
    world: World, role: Role, feeds: bool
) -> None:
    city, _ = signed_in(world, Role.BAPPEDA)
    usulan = make_proposal(world, Status.AGREED)
    download(world, role)
    assert SipdExport.objects.get().made_by_role == role.value
    assert named(city, kurang="sipd") == (set() if feeds else {usulan.pk})
    assert named(city, kurang="jawaban") == ({usulan.pk} if feeds else set())
    assert sum(day.counts["diunduh"] for day in city.get(PAGE).context["days"]) == feeds


def test_of_several_posts_the_one_that_feeds_sipd_is_written_down(world: World) -> None:
    make_proposal(world, Status.AGREED)
    client, _ = signed_in(world, Role.OPD, Role.LURAH)
    b"".join(client.get(DOWNLOAD).streaming_content)
    assert SipdExport.objects.get().made_by_role == Role.LURAH.value


def test_files_from_before_roles_were_written_down_count_as_they_did(world: World) -> None:
    city, _ = signed_in(world, Role.BAPPEDA)
    make_proposal(world, Status.AGREED)
    download(world, Role.OPD)
    SipdExport.objects.update(made_by_role="")
    assert named(city, kurang="sipd") == set()


def test_what_lapsed_stands_in_a_list_of_its_own(world: World) -> None:
    client, _ = signed_in(world, Role.STAFF)
    today = timezone.localdate()
    lapsed = make_proposal(world, Status.RETURNED, due=today - timedelta(days=1))
    make_proposal(world, Status.RETURNED, due=today)
    assert named(client, kurang="lewat") == {lapsed.pk}
    page = client.get(PAGE, {"kurang": "lewat"}).content.decode()
    assert change(lapsed) in page
    assert f"{LAPSED}</span>" in page


def test_what_was_merged_into_something_that_ended_is_named(world: World) -> None:
    client, _ = signed_in(world, Role.STAFF)
    alive, ended = make_proposal(world, Status.VERIFIED), make_proposal(world, Status.REJECTED)
    make_proposal(world, Status.MERGED, merged_into=alive)
    stranded = make_proposal(world, Status.MERGED, merged_into=ended)
    assert named(client, kurang="gabungan") == {stranded.pk}
    page = client.get(PAGE, {"kurang": "gabungan"}).content.decode()
    assert f"Digabung, ke {ended.number} (tidak diteruskan kelurahan)" in page


@pytest.mark.parametrize("role", [Role.RT, Role.RW, Role.ORGANISATION, None])
def test_others_find_no_door(world: World, role: Role | None) -> None:
    client = signed_in(world, role)[0] if role else Client()
    assert client.get(PAGE).status_code in (302, 403)


def test_queries_do_not_grow(world: World) -> None:
    client, _ = signed_in(world, Role.BAPPEDA)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    make_proposal(world, Status.FORWARDED)
    one = cost()
    for _ in range(2):
        make_proposal(world, Status.FORWARDED, **elsewhere(world))
    assert (one, cost()) == (QUERIES, QUERIES)
