"""People type what they call a thing; the kamus answers with what it calls it."""

import pytest
from django.utils.html import escape

from planning.models import Cycle, KamusItem, Synonym
from planning.search import find_in_kamus, plain, search_kamus
from tests.factories import make_cycle, make_item

FIRST_HIT = [
    ("got", "DRN"),
    ("selokan", "DRN"),
    ("parit", "DRN"),
    ("comberan", "DRN"),
    ("got mampet", "DRN"),
    ("drainase", "DRN"),
    ("drain", "DRN"),
    ("banjir", "DRN"),
    ("gorong-gorong", "DRN"),
    ("lampu jalan", "PJU"),
    ("PJU", "PJU"),
    ("jalan gelap", "PJU"),
    ("polisi tidur", "PJU"),
    ("gang becek", "JLN"),
    ("jalan rusak", "JLN"),
    ("konblok", "JLN"),
    ("tong sampah", "SMP"),
    ("gerobak", "SMP"),
    ("pos yandu", "GDG"),
    ("posyandu", "GDG"),
    ("pos ronda", "GDG"),
    ("kuburan", "RTH"),
    ("bedah rumah", "RTL"),
    ("wc umum", "SAN"),
    ("septic tank", "SAN"),
    ("kursi roda", "SOS"),
    ("modal usaha", "EKO"),
    ("mohon perbaikan selokan di rt 03", "DRN"),
]
MISSPELT = [
    ("drainasi", "DRN"),
    ("drenase", "DRN"),
    ("selokann", "DRN"),
    ("posiandu", "GDG"),
    ("pafing", "JLN"),
    ("gerobag", "SMP"),
    ("stanting", "KES"),
    ("lampunya", "PJU"),
]


@pytest.mark.parametrize(("typed", "issue"), FIRST_HIT + MISSPELT)
def test_everyday_words_lead_to_what_is_meant(bekasi: Cycle, typed: str, issue: str):
    found = list(search_kamus(typed, cycle=bekasi))
    assert found, f"“{typed}” tidak menemukan apa-apa"
    assert found[0].code.startswith(issue), [item.name for item in found[:3]]


def test_every_shipped_synonym_finds_something(bekasi: Cycle):
    barren = [
        word
        for word in Synonym.objects.values_list("word", flat=True)
        if not find_in_kamus(word, cycle=bekasi).ids
    ]
    assert barren == []


def test_short_words_are_whole_words(world):
    make_item(world.cycle, name="Gotong royong", synonyms="")
    drain = world.item
    assert list(search_kamus("got", cycle=world.cycle)) == [drain]


def test_says_how_a_misspelt_word_was_read(bekasi: Cycle):
    finding = find_in_kamus("selokann", cycle=bekasi)
    assert finding.read_as == "selokan"
    assert not finding.is_partial


def test_says_when_only_some_words_fit(bekasi: Cycle):
    finding = find_in_kamus("lampu qwxyz", cycle=bekasi)
    assert finding.is_partial
    assert finding.ids


def test_retired_and_foreign_items_are_not_found(world):
    KamusItem.objects.update(is_active=False)
    other = make_item(make_other_cycle())
    assert not search_kamus("got", cycle=world.cycle).exists()
    assert list(search_kamus("got", cycle=other.cycle)) == [other]


def make_other_cycle() -> Cycle:
    return Cycle.objects.create(fiscal_year=2031, theme="Lain")


def test_empty_query_gives_the_whole_kamus(world):
    assert list(search_kamus("  - ", cycle=world.cycle)) == [world.item]


@pytest.mark.parametrize("typed", ["%", "_", "'", "a" * 5000, "x " * 3000, "😀", "(((", "di"])
def test_odd_input_is_harmless(client, world, typed: str):
    answer = client.get("/kamus/", {"q": typed})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_query_is_shown_escaped(client, world):
    answer = client.get("/kamus/", {"q": "<b>got</b>"})
    assert escape("<b>got</b>") in answer.content.decode()


def test_plain_text():
    assert plain("  Gorong-gorong, (Ø 40 cm)") == "gorong gorong ø 40 cm"


def test_search_costs_the_same_for_few_and_many(django_assert_num_queries, db):
    cycle = make_cycle()
    make_item(cycle)
    with django_assert_num_queries(3):
        assert len(search_kamus("got", cycle=cycle)) == 1
    for _ in range(2):
        make_item(cycle)
    with django_assert_num_queries(3):
        assert len(search_kamus("got", cycle=cycle)) == 3
