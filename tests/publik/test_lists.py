"""Public lists, rates and open data: all that was handed in, nothing private."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Proposal
from proposals.statuses import Status
from publik import listing
from publik.opendata import COLUMNS
from publik.rates import rates_by_year, rates_of
from publik.views.data import FILES_A_MINUTE
from tests.factories import World, make_item, make_proposal
from tests.publik.conftest import SECRETS

PAGES = ("list", "data_csv", "data_json")


def text_of(client: Client, name: str, **asked: str) -> str:
    response = client.get(reverse(f"publik:{name}"), asked)
    assert response.status_code == 200
    body = b"".join(response) if response.streaming else response.content
    return body.decode("utf-8-sig")


@pytest.mark.parametrize("name", PAGES)
def test_reasons_are_told_and_nothing_private(client: Client, told: Proposal, name: str) -> None:
    page = text_of(client, name)
    assert told.number in page
    assert "Lahannya bukan milik kota." in page
    assert "[nama]" in page
    secret = [*SECRETS.values(), "Sutrisna", "0812", "Catatan untuk", told.tracking_code]
    secret += [told.tracking_code[:5], str(told.pk), told.created_by.full_name]
    assert [word for word in secret if word in page] == []


@pytest.mark.parametrize("name", PAGES)
def test_drafts_and_withdrawn_are_not_public(client: Client, world: World, name: str) -> None:
    shown = make_proposal(world, Status.SUBMITTED, title="Pos ronda")
    make_proposal(world, title="Masih ditulis")
    make_proposal(world, Status.WITHDRAWN, title="Sudah ditarik")
    page = text_of(client, name)
    assert shown.number in page
    assert "Masih ditulis" not in page
    assert "Sudah ditarik" not in page


def test_each_choice_narrows(client: Client, world: World) -> None:
    item = make_item(world.cycle, opd=world.opd, name="Lampu jalan")
    make_proposal(world, Status.SUBMITTED, title="Di RW satu")
    make_proposal(world, Status.VERIFIED, title="Sudah diperiksa")
    make_proposal(world, Status.SUBMITTED, title="Penerangan", kamus_item=item)
    make_proposal(
        world,
        Status.SUBMITTED,
        title="Di Melati",
        kelurahan=world.other_kelurahan,
        rw=world.foreign_rw,
        rt=world.foreign_rt,
    )
    every = {"Di RW satu", "Sudah diperiksa", "Penerangan", "Di Melati"}

    def shown(**asked: str) -> set[str]:
        page = text_of(client, "list", **asked)
        return {title for title in every if title in page}

    assert shown() == every
    assert shown(kelurahan=world.other_kelurahan.code) == {"Di Melati"}
    assert shown(kelurahan=world.kelurahan.code, rw="001") == every - {"Di Melati"}
    assert shown(kelurahan=world.kelurahan.code, rw="002") == set()
    assert shown(item=item.code) == {"Penerangan"}
    assert shown(status="verified") == {"Sudah diperiksa"}
    assert shown(status="draft", tahun="9x", rw="²", item="tidak ada") == every


def test_pages_follow_each_other(client: Client, world: World, monkeypatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    rows = [make_proposal(world, Status.SUBMITTED) for _ in range(5)]
    seen, query = [], "?tahun=2024"
    while query:
        response = client.get(reverse("publik:list") + query)
        seen += [row.proposal.number for row in response.context["rows"]]
        following = response.context["next"]
        query = f"?{following}" if following else ""
    assert seen == sorted(row.number for row in rows)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    client: Client, world: World, django_assert_num_queries, count: int
) -> None:
    for _ in range(count):
        make_proposal(world, Status.DECLINED)
    with django_assert_num_queries(7):
        text_of(client, "list")
    with django_assert_num_queries(2):
        text_of(client, "data_csv")


def test_rates(client: Client, world: World) -> None:
    for status in (Status.ACCOMMODATED, Status.IN_RKPD, Status.DECLINED, Status.SUBMITTED):
        make_proposal(world, status)
    make_proposal(world)
    make_proposal(world, Status.WITHDRAWN)
    places, offices = rates_of(world.cycle)
    assert [(rate.label, rate.asked, rate.taken, rate.percent) for rate in places] == [
        ("Mawar", 4, 2, 50.0)
    ]
    assert [(rate.asked, rate.taken) for rate in offices] == [(4, 2)]
    assert [(rate.label, rate.percent) for rate in rates_by_year()] == [("2024", 50.0)]
    assert "50%" in text_of(client, "figures")


def test_files_agree_with_their_dictionary(client: Client, told: Proposal) -> None:
    names = [column.name for column in COLUMNS]
    (row,) = csv.DictReader(io.StringIO(text_of(client, "data_csv")))
    document = json.loads(text_of(client, "data_json"))
    known = json.loads(text_of(client, "data_dictionary"))
    assert list(row) == names == [column["nama"] for column in known["kolom"]]
    (same,) = document["usulan"]
    assert list(same) == names
    assert (row["nomor"], row["nilai"]) == (same["nomor"], str(same["nilai"]))
    assert "CC BY 4.0" in document["lisensi"]["name"]
    page = text_of(client, "data")
    assert all(column.meaning in page for column in COLUMNS)
    assert "CC BY 4.0" in page


def test_files_are_not_drawn_endlessly(client: Client, submitted: Proposal) -> None:
    address = reverse("publik:data_csv")
    codes = [client.get(address).status_code for _ in range(FILES_A_MINUTE * 2 + 2)]
    assert 429 in codes


@pytest.mark.django_db
def test_an_empty_portal_answers(client: Client) -> None:
    for name in ("list", "figures", "data"):
        text_of(client, name)
    assert client.get(reverse("publik:data_csv")).status_code == 404
