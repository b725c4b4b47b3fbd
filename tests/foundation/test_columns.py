"""Columns at a time and cell by cell: the same rules, the same bytes."""

import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from foundation.cells import csv_line, csv_text, neutralise, typed
from foundation.columns import ROWS, blocks_of, csv_lines, is_harmless, typed_column
from foundation.sheets import SheetBook, write_sheet

ODD = "=+-@＝; ,\"'\t\r\n\u200b\u00a0\x0bax1é–<&"

TEXTS = st.text(ODD, max_size=8) | st.text(max_size=8)
KINDS = (
    TEXTS,
    st.integers(),
    st.booleans(),
    st.floats(),
    st.decimals(),
    st.decimals(-9999, 9999, places=2),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC), min_value=datetime(1950, 1, 1)),  # noqa: DTZ001
    st.none() | st.integers() | TEXTS | st.dates(),
)


@st.composite
def columns(draw, size=4):
    """Columns of one kind or mixed, with empty cells."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    return [draw(st.lists(st.none() | kind, min_size=size, max_size=size)) for kind in kinds]


@given(columns())
def test_a_column_is_typed_as_its_cells_are(block):
    for column in block:
        made, wanted = typed_column(column), [typed(value) for value in column]
        assert list(map(repr, made)) == list(map(repr, wanted))


@given(columns())
def test_the_lines_of_a_block_are_those_of_its_rows(block):
    cells = [typed_column(column) for column in block]
    assert csv_lines(cells) == "".join(csv_line(row) for row in zip(*block, strict=True))


@given(st.lists(st.none() | TEXTS, max_size=4))
def test_harmless_is_what_no_rule_would_change(texts):
    if is_harmless(texts):
        for text in filter(None, texts):
            assert neutralise(text) == text == csv_text(text)


@pytest.mark.parametrize("texts", [["Jalan Mawar 5, RT 01"], ["8-10 m²", None, ""], []])
def test_usual_texts_are_seen_to_be_harmless(texts):
    assert is_harmless(texts)


def test_blocks_hold_so_many_rows_and_all_of_them():
    blocks = list(blocks_of([number, "=x"] for number in range(ROWS + 1)))
    assert [len(block[0]) for block in blocks] == [ROWS, 1]
    assert [list(column) for column in blocks[1]] == [[ROWS], ["'=x"]]


# --- in a workbook ----------------------------------------------------------------------------
def in_workbook(block):
    """The columns as a worksheet reads them back."""
    file = io.BytesIO()
    with SheetBook(file) as book:
        titles = [f"Kolom {number}" for number in range(len(block))]
        write_sheet(book, zip(*block, strict=True), title="x", columns=titles)
    page = openpyxl.load_workbook(file).active
    return [
        [page.cell(row, column).value for row in range(2, 2 + len(block[0]))]
        for column in range(1, len(block) + 1)
    ]


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=4))
def test_text_is_read_back_as_it_was(texts):
    (read,) = in_workbook([texts])
    wanted = [neutralise(text) or None for text in texts]
    assert [unescape(text) if text else None for text in read] == wanted


@pytest.mark.parametrize(
    "column",
    [
        [1, None, -(2**53), 2**53],
        [Decimal("0.10"), Decimal(7), None],
        [datetime(2024, 2, 29, 23, 59, 59), datetime(1900, 1, 1), datetime(1900, 3, 1)],  # noqa: DTZ001
        [1, "dua", Decimal("3.5"), None],
    ],
)
def test_numbers_and_moments_are_read_back(column):
    (read,) = in_workbook([column])
    assert read == [float(cell) if isinstance(cell, Decimal) else cell for cell in column]


def test_days_and_hours_are_read_back():
    days, hours = in_workbook([[date(2024, 5, 1)], [time(8, 30)]])
    assert days == [datetime(2024, 5, 1)]  # noqa: DTZ001
    assert hours == [time(8, 30)]


@pytest.mark.parametrize("text", ["<r>x</r>", "a & b", "<r><t>=1</t></r>", "_x000D_", " tepi "])
def test_text_cannot_become_markup(text):
    (read,) = in_workbook([[text, "biasa"]])
    assert [unescape(cell) for cell in read] == [text, "biasa"]


def test_moments_of_one_column_may_have_several_clocks():
    zone = datetime.fromisoformat("2024-01-01T00:00:00+09:00")
    column = [zone, zone.replace(tzinfo=None), None, zone.astimezone(UTC) + timedelta(days=1)]
    assert typed_column(column) == [typed(value) for value in column]
