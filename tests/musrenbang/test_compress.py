"""What is compressed on its way: pages for telephones, and nothing that would not gain by it."""

import gzip

import pytest
from django.test import Client

from kelurahan.roles import Role
from proposals.statuses import Status
from tests.factories import World, make_proposal
from tests.proposals.office import signed_in


def packed(client: Client, address: str) -> bool:
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, address
    return response.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("address", ["/", "/kamus/", "/publik/", "/bantuan/", "/sw.js"])
def test_pages_for_everybody(world: World, address: str) -> None:
    assert packed(Client(), address)
    assert not Client().get(address).headers.get("Content-Encoding")


def test_the_heads_pages_and_the_devices_reference(world: World) -> None:
    head, _ = signed_in(world, Role.RT)
    for address in ("/usulan/", "/usulan/tulis/", "/api/v1/rujukan"):
        assert packed(head, address), address


def test_no_two_answers_are_of_one_length(world: World) -> None:
    """So that the length tells nothing of a secret in the page."""
    client = Client()
    pages = [client.get("/masuk/", headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    assert len({len(page.content) for page in pages}) > 3
    assert b"Masuk" in gzip.decompress(pages[0].content)


def test_neither_the_offices_pages_nor_downloads(world: World) -> None:
    make_proposal(world, Status.SUBMITTED)
    office, _ = signed_in(world, Role.BAPPEDA)
    assert not packed(office, "/admin/")
    assert not packed(Client(), "/publik/data/usulan.csv")
