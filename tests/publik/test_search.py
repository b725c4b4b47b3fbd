"""What is printed on the receipt leads somewhere: the number to a little, the code to all of it.

Numbers can be counted through: little is told of them, and not endlessly.
"""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Proposal
from proposals.statuses import Status
from proposals.tracking import grouped, new_code
from publik.sharing import path_of
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


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')} ",
        lambda code: code.replace("-", " – "),
    ],
)
def test_the_printed_code_leads_to_its_page(client: Client, submitted: Proposal, typed) -> None:
    code = grouped(submitted.tracking_code or "")
    answer = client.get(reverse("publik:search"), {"nomor": typed(code)})
    assert answer.status_code == 302
    assert answer["Location"] == path_of(submitted)


def test_a_code_of_nothing_is_not_found(client: Client, world: World) -> None:
    draft = make_proposal(world, tracking_code=new_code())
    for code in (new_code(), draft.tracking_code):
        assert "Tidak ada usulan dengan nomor itu atau kode itu" in found(client, code)


def test_zeros_before_the_running_number_may_be_left_away(client: Client, world: World) -> None:
    head = f"2024/{world.kelurahan.code}"
    usulan = make_proposal(world, Status.SUBMITTED, number=f"{head}/0004", title="Pos ronda")
    for running in ("4", "04", "0004", "00004"):
        assert usulan.title in found(client, f"{head}/{running}"), running
    for other in (f"{head}/40", f"{head}/²", f"{head}/", "4"):
        assert usulan.title not in found(client, other), other
    as_it_came = make_proposal(world, Status.SUBMITTED, number=f"{head}/4", title="Sumur resapan")
    assert as_it_came.title in found(client, f"{head}/4")


def test_the_short_address_without_its_code(client: Client) -> None:
    assert client.get("/l/")["Location"] == reverse("publik:search")


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
