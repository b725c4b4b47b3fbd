"""Public lists, rates and open data: all that was handed in, nothing private."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planning.models import Stage, StageWindow
from proposals.models import Proposal
from proposals.models.proposal import LAPSED
from proposals.statuses import Status
from publik import listing
from publik.choice import LAPSED_KEY
from publik.opendata import COLUMNS
from publik.rates import rates_by_year, rates_of
from publik.sharing import path_of
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
    assert shown(status="", tahun="", kelurahan="", rw="", item="") == every


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"status": "draft"}, "Status “draft” tidak dapat dipilih di sini."),
        ({"status": "withdrawn"}, "Status “withdrawn” tidak dapat dipilih di sini."),
        ({"kelurahan": "xx"}, "Kelurahan dengan kode “xx” tidak ada."),
        ({"kelurahan": "99.75.01.1001", "rw": "²"}, "RW “²” tidak ada di Kelurahan Mawar."),
        ({"rw": "005"}, "RW 005 ada di banyak kelurahan. Pilih kelurahannya dahulu"),
        ({"item": "tidak ada"}, "Item kamus “tidak ada” tidak ada pada tahun 2024."),
        ({"tahun": "9999"}, "Tahun “9999” tidak ada di portal ini."),
        ({"tahun": "9x", "status": "x" * 99}, f"Status “{'x' * 40}” tidak dapat dipilih"),
    ],
)
def test_what_does_not_exist_is_said_and_nothing_shown_instead(
    client: Client, submitted: Proposal, asked: dict[str, str], told: str
) -> None:
    page = text_of(client, "list", **asked)
    assert told in page
    assert submitted.number not in page
    assert "cards__one" not in page
    assert 'id="status"' in page


def test_a_year_that_does_not_exist_has_no_file_and_no_figures(
    client: Client, submitted: Proposal
) -> None:
    for name in ("data_csv", "data_json"):
        answer = client.get(reverse(f"publik:{name}"), {"tahun": "9999"})
        assert answer.status_code == 404
        assert "Tahun “9999” tidak ada di portal ini." in answer.content.decode()
        assert submitted.number in text_of(client, name, tahun="")
    page = text_of(client, "figures", tahun="9999")
    assert "Tahun “9999” tidak ada di portal ini." in page
    assert "Per kelurahan" not in page
    assert '<option value="2024"' in page


def rows_of(client: Client) -> dict[str, dict[str, str]]:
    return {row["nomor"]: row for row in csv.DictReader(io.StringIO(text_of(client, "data_csv")))}


def test_what_lapsed_is_called_so_everywhere_and_can_be_chosen(
    client: Client, world: World
) -> None:
    today = timezone.localdate()
    lapsed = make_proposal(world, Status.RETURNED, due=today - timedelta(days=1))
    others = [make_proposal(world, Status.RETURNED, due=due) for due in (today, None)]
    said = {number: row["status"] for number, row in rows_of(client).items()}
    assert said == {lapsed.number: LAPSED} | {row.number: "Perlu diperbaiki" for row in others}
    assert LAPSED in json.loads(text_of(client, "data_dictionary"))["status"]
    chosen = {state: text_of(client, "list", status=state) for state in (LAPSED_KEY, "returned")}
    numbers = {row.number for row in (lapsed, *others)}
    shown = {state: {n for n in numbers if n in page} for state, page in chosen.items()}
    assert shown == {LAPSED_KEY: {lapsed.number}, "returned": {row.number for row in others}}
    assert f'<span class="status">{LAPSED}</span>' in chosen[LAPSED_KEY]
    assert LAPSED in text_of(client, "search", nomor=lapsed.number or "")


def test_every_page_says_how_long_and_past_which_date_it_waits(
    client: Client, world: World
) -> None:
    waiting, answered = (
        make_proposal(world, Status.SUBMITTED),
        make_proposal(world, Status.DECLINED),
    )
    since = timezone.now() - timedelta(days=12)
    Proposal.objects.filter(pk=waiting.pk).update(status_since=since)
    columns = ("menunggu_siapa", "menunggu_hari", "lewat_hari")

    def told() -> list[str]:
        places = (
            text_of(client, "list"),
            text_of(client, "search", nomor=waiting.number or ""),
            client.get(path_of(waiting)).content.decode(),
        )
        words = [re.findall(r"Menunggu \d+ hari|Lewat \d+ hari dari batas", at) for at in places]
        assert words[0] == words[1] == words[2]
        return words[0]

    assert told() == ["Menunggu 12 hari"]
    windows = StageWindow.objects.filter(cycle=world.cycle, stage=Stage.VERIFICATION)
    windows.update(closes_at=timezone.now() - timedelta(days=3))
    assert told() == ["Menunggu 12 hari", "Lewat 3 hari dari batas"]
    rows = rows_of(client)
    assert [rows[waiting.number or ""][name] for name in columns] == ["Kelurahan", "12", "3"]
    assert [rows[answered.number or ""][name] for name in columns] == ["", "", ""]
    document = json.loads(text_of(client, "data_json"))["usulan"]
    assert {row["nomor"]: row["menunggu_hari"] for row in document} == {
        waiting.number: 12,
        answered.number: None,
    }


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
        make_proposal(world, Status.SUBMITTED)
        make_proposal(world, Status.RETURNED, due=timezone.localdate() - timedelta(days=1))
    with django_assert_num_queries(9):
        text_of(client, "list")
    with django_assert_num_queries(4):
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
