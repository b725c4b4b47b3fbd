"""Pages that only tell: they take nothing in, and machines are told which of them to collect."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Proposal
from publik.sharing import path_of

PAGES = (
    "publik:list",
    "publik:search",
    "publik:figures",
    "publik:data",
    "publik:data_csv",
    "publik:data_json",
    "publik:data_dictionary",
    "publik:robots",
    "planning:kamus",
    "home",
    "help",
    "health",
)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_sent_there_is_told_that_nothing_is_taken(db: None, name: str) -> None:
    """With the check of form tokens on, as in service: no word of a form that grew old."""
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse(name), {"nomor": "1"})
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


def test_nor_by_the_page_of_a_code(submitted: Proposal) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in (path_of(submitted), f"{path_of(submitted)}qr.svg"):
        assert strict.post(address).status_code == 405
        assert strict.head(address).status_code == 200


def test_machines_are_told_what_to_collect(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    rules = answer.content.decode().splitlines()
    assert rules[0] == "User-agent: *"
    assert set(rules[1:]) == {
        f"Disallow: {each}" for each in ("/l/", "/usulan/", "/admin/", "/api/")
    }
    public = [reverse(f"publik:{name}") for name in ("list", "search", "figures", "data")]
    closed = [rule.removeprefix("Disallow: ") for rule in rules[1:]]
    assert not [page for page in public if page.startswith(tuple(closed))]
