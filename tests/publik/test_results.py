"""What proposers say of finished work is public; their own words and pictures are not."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.indonesia import date_long
from foundation.uploads import CleanUpload, clean_upload
from kelurahan.models import User
from proposals.models import Proposal
from proposals.services import answer_result
from proposals.statuses import Answer, Status
from publik.rates import Rate, rates_by_year, rates_of
from publik.sharing import path_of
from tests.factories import World, make_proposal
from tests.publik.test_lists import text_of

YES, NO = Answer.CONFIRMED, Answer.DISPUTED
WRONG = "Saluran depan rumah Pak Sutrisna masih retak."


@pytest.fixture
def picture(photo: Any) -> CleanUpload:
    return clean_upload(photo())


def finished(world: World, **more: Any) -> Proposal:
    return make_proposal(world, Status.REALISED, **more)


def page_of(client: Client, usulan: Proposal) -> str:
    return client.get(path_of(usulan)).content.decode()


def test_the_page_of_a_code_tells_who_confirmed_and_when(
    client: Client, world: World, rt_head: User, picture: CleanUpload
) -> None:
    usulan = finished(world)
    today = date_long(timezone.localdate())
    assert "Pengusul belum menyatakan" in page_of(client, usulan)
    answer_result(usulan, actor=rt_head, answer=NO, note=WRONG)
    page = page_of(client, usulan)
    assert f"Pengusul menyatakan belum sesuai (RT 001/RW 001) pada {today}." in page
    told = [WRONG, "retak", "Sutrisna", rt_head.full_name, "Anda", str(usulan.pk)]
    assert [word for word in told if word in page.partition("<footer")[0]] == []
    answer_result(usulan, actor=rt_head, answer=YES, photo=picture)
    assert f"Dikonfirmasi RT 001/RW 001 pada {today}." in page_of(client, usulan)


def test_others_have_no_such_line(client: Client, world: World) -> None:
    page = page_of(client, make_proposal(world, Status.IN_APBD))
    assert "Dikerjakan pada tahun 2024." in page
    assert "menyatakan" not in page


def test_rates_by_kelurahan_office_and_year(
    client: Client, world: World, rt_head: User, picture: CleanUpload
) -> None:
    first, second, third, other = (
        finished(world),
        finished(world),
        finished(world),
        finished(world, opd=world.other_opd),
    )
    make_proposal(world, Status.SUBMITTED)
    answer_result(first, actor=rt_head, answer=YES, photo=picture)
    answer_result(second, actor=rt_head, answer=YES, photo=picture)
    answer_result(third, actor=rt_head, answer=NO, note=WRONG)
    answer_result(other, actor=rt_head, answer=NO, note=WRONG)
    Proposal.objects.filter(pk=other.pk).update(status=Status.IN_APBD)

    def told(rate: Rate) -> tuple[Any, ...]:
        figures = (rate.realised, rate.confirmed, rate.disputed, rate.unanswered)
        return rate.label, *figures, rate.confirmed_percent

    finished(world)
    places, offices = rates_of(world.cycle)
    assert [told(rate) for rate in places] == [("Mawar", 4, 2, 1, 1, 50.0)]
    assert [told(rate) for rate in offices] == [
        ("Dinas Air", 4, 2, 1, 1, 50.0),
        ("Dinas Jalan", 0, 0, 0, 0, None),
    ]
    assert [told(rate) for rate in rates_by_year()] == [("2024", 4, 2, 1, 1, 50.0)]
    page = text_of(client, "figures")
    assert page.count('<td data-label="Persen dikonfirmasi">50%</td>') == 3


@pytest.mark.parametrize("count", [1, 3])
def test_rates_cost_the_same_for_any_number(
    world: World, rt_head: User, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        answer_result(finished(world), actor=rt_head, answer=NO, note=WRONG)
    with django_assert_num_queries(5):
        rates_of(world.cycle)


def test_open_data_tells_the_answer_and_its_day(
    client: Client, world: World, rt_head: User, picture: CleanUpload
) -> None:
    confirmed, disputed, silent = (finished(world) for _ in range(3))
    running = make_proposal(world, Status.IN_APBD)
    answer_result(confirmed, actor=rt_head, answer=YES, photo=picture)
    answer_result(disputed, actor=rt_head, answer=NO, note=WRONG)
    text = text_of(client, "data_csv")
    assert "retak" not in text
    rows = {row["nomor"]: row for row in csv.DictReader(io.StringIO(text))}
    today = timezone.localdate().isoformat()
    assert {number: (row["tanggapan"], row["tanggapan_hari"]) for number, row in rows.items()} == {
        confirmed.number: ("benar", today),
        disputed.number: ("dibantah", today),
        silent.number: ("belum", ""),
        running.number: ("", ""),
    }


def test_the_meaning_of_the_answers_is_in_the_dictionary(client: Client, db: None) -> None:
    known = client.get(reverse("publik:data_dictionary")).json()
    (column,) = [each for each in known["kolom"] if each["nama"] == "tanggapan"]
    assert all(answer.value in column["arti"] for answer in Answer)
