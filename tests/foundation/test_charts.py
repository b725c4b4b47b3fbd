"""Bars as SVG: lengths, words, patterns, and nothing that a strict policy would stop."""

import re
from xml.etree import ElementTree

import pytest

from foundation.charts import Bar, Chart


def chart(*rows: tuple[str, tuple[Bar, ...]], series: tuple[str, ...] = ("Masuk",)) -> Chart:
    return Chart("contoh", "Judul", "Isi", series, rows)


def test_lengths_are_shares_of_the_longest() -> None:
    svg = chart(("A", (Bar(50, "50"),)), ("B", (Bar(200, "200"),)), ("C", (Bar(0, "0"),))).svg()
    lengths = [float(found) for found in re.findall(r'width="([\d.]+)%" height="11"', svg)]
    assert lengths == [16.5, 66.0, 0.0]


def test_every_bar_says_its_value_and_every_row_its_name() -> None:
    svg = chart(("Rawalumbu", (Bar(5, "5 usulan"),))).svg()
    words = [node.text for node in ElementTree.fromstring(svg).iter("text")]
    assert words == ["Rawalumbu", "5 usulan"]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_series_differ_without_colour(count: int) -> None:
    names = tuple(f"Deret {index}" for index in range(count))
    svg = chart(("A", tuple(Bar(1, "1") for _ in names)), series=names).svg()
    fills = re.findall(r'height="11" fill="([^"]+)"', svg)
    assert len(fills) == len(set(fills)) == count
    assert all((name in svg) == (count > 1) for name in names)


def test_words_of_people_are_only_words() -> None:
    svg = chart(("<script>&", (Bar(1, '"><b>'),))).svg()
    words = [node.text for node in ElementTree.fromstring(svg).iter("text")]
    assert words == ["<script>&", '"><b>']


def test_long_names_are_cut() -> None:
    svg = chart(("Dinas " * 20, (Bar(1, "1"),))).svg()
    (name, _) = [node.text for node in ElementTree.fromstring(svg).iter("text")]
    assert name.endswith("…")
    assert len(name) == 38


def test_nothing_inline_that_a_policy_stops() -> None:
    svg = chart(("A", (Bar(1, "1"), Bar(2, "2"))), series=("x", "y")).svg()
    assert not re.search(r"style|script|href|class=\"(?!grafik)", svg)
