"""The kamus is open to everyone and says in words what an item costs and asks for."""

import re
from decimal import Decimal

import pytest

from planning.explain import in_one_line, price_sentence, proofs_of, worked_example
from planning.models import Cycle, KamusItem
from tests.factories import make_cycle, make_item


@pytest.fixture
def area(world) -> KamusItem:
    """An item by the square metre with every proof demanded."""
    item = make_item(
        world.cycle,
        code="JLN-09",
        name="Paving gang",
        unit="m2",
        unit_price=280_000,
        price_is_example=True,
        opd=world.opd,
        definition="Memasang paving.",
        criteria="Jalan milik umum.",
        min_photos=2,
        needs_point=True,
        needs_land_status=True,
        documents=["rab"],
        proposer_kinds=["rt", "rw"],
        kelurahan_fund_allowed=True,
        price_source="Contoh: daftar harga",
        price_year=2023,
    )
    item.variables.create(name="lebar", unit="m", order=2)
    return item


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_anyone_reads_the_start_page(client, world, area):
    answer = client.get("/kamus/")
    assert answer.status_code == 200
    assert "Drainase (2)" in text_of(answer)
    assert f"?isu={world.item.issue_id}" in answer.content.decode()
    assert "2.024" not in text_of(answer)


def test_one_issue_group(client, world, area):
    answer = client.get("/kamus/", {"isu": world.item.issue_id})
    assert "Paving gang" in text_of(answer)
    assert "Rp280.000 per m² (harga contoh)" in text_of(answer)
    assert "Siapkan 2 foto, titik lokasi pada peta, status lahan dan Rincian" in text_of(answer)


@pytest.mark.parametrize("isu", ["", "x", "-1", "²", "9" * 30, "999999"])
def test_unknown_issue_shows_all_groups(client, world, isu):
    answer = client.get("/kamus/", {"isu": isu})
    assert answer.status_code == 200
    assert "Drainase (1)" in text_of(answer)


def test_nothing_found_helps_on(client, world):
    text = text_of(client.get("/kamus/", {"q": "xyzzy"}))
    assert "Belum ada yang cocok dengan “xyzzy”" in text
    assert "tidak ada di kamus" in text
    assert "Drainase (1)" in text


def test_item_page_tells_everything(client, area):
    answer = client.get("/kamus/JLN-09/")
    text = text_of(answer)
    for words in (
        "Memasang paving.",
        "Jalan milik umum.",
        "Contoh: panjang 20 m × lebar 2 m",
        "= 40 m² × Rp280.000 per m²",
        "= Rp11.200.000",
        "2 foto",
        "Rincian anggaran biaya (RAB)",
        "RT dan RW",
        "Boleh dibiayai dana kelurahan",
        "Contoh: daftar harga",
        "Dinas Air",
    ):
        assert words in text, words
    assert "/usulan/baru/?item=JLN-09" in answer.content.decode()


def test_retired_item_says_so_and_cannot_be_proposed(client, area):
    KamusItem.objects.filter(pk=area.pk).update(is_active=False)
    answer = client.get("/kamus/JLN-09/")
    assert "tidak dipakai lagi" in text_of(answer)
    assert "/usulan/baru/" not in answer.content.decode()


def test_unknown_addresses_are_not_found(client, world):
    for address in ("/kamus/NIHIL/", "/kamus/cetak/lain/"):
        assert client.get(address).status_code == 404


def test_without_any_cycle_the_pages_still_open(client, db):
    assert "belum diisi" in text_of(client.get("/kamus/"))
    assert client.get("/kamus/cetak/fisik/").status_code == 200
    assert client.get("/kamus/X/").status_code == 404


def test_print_page_holds_the_bidang_and_no_other(client, world, area):
    make_item(world.cycle, name="Pelatihan kue", bidang="ekonomi")
    text = text_of(client.get("/kamus/cetak/fisik/"))
    assert "Paving gang" in text
    assert "Rp280.000*" in text
    assert "Pelatihan kue" not in text


def test_nothing_inline_and_nothing_from_outside(client, world, area):
    for address in ("/kamus/", "/kamus/?q=got", "/kamus/JLN-09/", "/kamus/cetak/fisik/"):
        html = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|https?://", html)


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/kamus/", 2), ("/kamus/?q=got", 5), ("/kamus/{code}/", 3), ("/kamus/cetak/fisik/", 3)],
)
def test_pages_cost_the_same_for_one_and_three_items(
    client, db, django_assert_num_queries, address, queries
):
    cycle = make_cycle()
    code = make_item(cycle).code
    for more in (0, 2):
        for _ in range(more):
            make_item(cycle)
        with django_assert_num_queries(queries):
            assert client.get(address.format(code=code)).status_code == 200


def test_example_stays_within_the_limits(world):
    item = world.item
    item.variables.update(minimum=Decimal("2.5"), maximum=Decimal(8))
    example = worked_example(KamusItem.objects.get(pk=item.pk))
    assert example is not None
    assert example.measures == ("panjang 8 m",)
    assert example.value == "Rp8.000.000"
    item.variables.all().delete()
    assert worked_example(KamusItem.objects.get(pk=item.pk)) is None


def test_words(world):
    assert proofs_of(world.item) == []
    assert price_sentence(world.item) == "Rp1.000.000 per m"
    assert in_one_line([]) == ""
    assert in_one_line(["a", "b", "c"]) == "a, b dan c"


def test_the_running_cycle_is_shown_else_the_latest(client, world):
    late = Cycle.objects.create(fiscal_year=2031, theme="Nanti")
    make_item(late, name="Usulan nanti", code="Z-1")
    assert client.get("/kamus/Z-1/").status_code == 404
    Cycle.objects.filter(pk=world.cycle.pk).update(is_current=False)
    assert client.get("/kamus/Z-1/").status_code == 200
