"""Search by number, which can be counted through: little is told, and not endlessly."""

from django.test import Client
from django.urls import reverse

from proposals.models import Proposal
from proposals.statuses import Status
from publik.views.tracking import SEARCHES_A_MINUTE
from tests.factories import World, make_proposal
from tests.publik.conftest import SECRETS


def found(client: Client, number: str) -> str:
    return client.get(reverse("publik:search"), {"nomor": number}).content.decode()


def test_tells_place_and_status_and_no_more(client: Client, told: Proposal) -> None:
    page = found(client, f" {told.number} ")
    assert "RW 001, Kelurahan Mawar" in page
    assert told.get_status_display() in page
    secret = [*SECRETS.values(), told.tracking_code, told.tracking_code[:5], str(told.pk)]
    secret += ["Lahannya bukan", "Sutrisna", "Rp10"]
    assert [word for word in secret if word in page] == []


def test_withdrawn_and_unknown_are_the_same(client: Client, world: World) -> None:
    gone = make_proposal(world, Status.WITHDRAWN)
    for number in (gone.number, "2024/1/9999", "x" * 300):
        assert "Tidak ada usulan dengan nomor itu" in found(client, number)


def test_nobody_counts_through_all_numbers(client: Client, submitted: Proposal) -> None:
    address = reverse("publik:search")
    answers = [
        client.get(address, {"nomor": submitted.number}) for _ in range(SEARCHES_A_MINUTE + 20)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    # A minute may turn over once in between.
    assert refused
    assert submitted.title not in refused[-1].content.decode()
    assert refused[-1]["Retry-After"]
    other = client.get(address, {"nomor": submitted.number}, REMOTE_ADDR="10.9.8.7")
    assert other.status_code == 200
