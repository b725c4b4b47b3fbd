"""Indonesian money, numbers and dates, written and read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from foundation import indonesia

SUMS = st.integers(0, indonesia.RUPIAH_MAXIMUM)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "Rp0"), (999, "Rp999"), (1_250_000, "Rp1.250.000"), (-5_000, "-Rp5.000")],
)
def test_rupiah(amount, text):
    assert indonesia.rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (1_250_000_000, "Rp1,25 miliar"),
        (300_000_000, "Rp300 juta"),
        (999_999_999, "Rp1 miliar"),
        (628_400_000_000, "Rp628,4 miliar"),
        (2_000_000_000_000, "Rp2 triliun"),
        (1_000_000, "Rp1 juta"),
        (990_000, "Rp990.000"),
        (994_999, "Rp994.999"),
        (0, "Rp0"),
        (-1_500_000, "-Rp1,5 juta"),
    ],
)
def test_rupiah_short(amount, text):
    assert indonesia.rupiah_short(amount) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("1E+3"), "1.000"),
        (1000, "1.000"),
        (0.1, "0,1"),
        (Decimal("-0.00"), "0"),
        (Decimal("-1234.05"), "-1.234,05"),
    ],
)
def test_number(value, text):
    assert indonesia.number(value) == text


def test_dates_are_written_out_in_local_time():
    moment = datetime(2023, 1, 19, 18, 14, tzinfo=UTC)
    assert indonesia.date_long(date(2023, 1, 19)) == "19 Januari 2023"
    assert indonesia.date_long(moment) == "20 Januari 2023"
    assert indonesia.datetime_long(moment) == "20 Januari 2023 pukul 01.14"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "hari ini"),
        (1, "besok"),
        (-1, "kemarin"),
        (3, "3 hari lagi"),
        (-4, "4 hari yang lalu"),
    ],
)
def test_in_words_days(days, words):
    assert indonesia.in_words_days(days) == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        (" 4.500.000 ", 4_500_000),
        ("Rp.100 jt", 100_000_000),
        ("Rp 1,5 miliar", 1_500_000_000),
        ("rp1.5 milyar", 1_500_000_000),
        ("10500000", 10_500_000),
        ("10500000.00", 10_500_000),
        ("2.000.000,00", 2_000_000),
        ("2,000,000.00", 2_000_000),
        ("2,000,000", 2_000_000),
        ("100 ribu", 100_000),
        ("Rp 5.000,-", 5_000),
        ("Rp 5.000.-", 5_000),
        ("1.500 juta", 1_500_000_000),
        ("\u00a0Rp\u00a075.000", 75_000),
        ("IDR 75.000", 75_000),
        ("300juta", 300_000_000),
        ("0", 0),
    ],
)
def test_parse_rupiah(text, amount):
    assert indonesia.parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "undefined", "Rp", "satu juta", "-1", "\u2212 1", "10" * 9, "1" + "0" * 18,
        "1,5", "4,500", "12.125.5", "1.2.3", "1..000", "1e9", "٣", "５", "5 karung", "1 juta 5",
        "9" * 5000, "100000 triliun", "1.500.50", "Rp1.000,5", "nan", "Infinity",
        "=1+1", " " * 20_000 + "1",
    ],
)  # fmt: skip
def test_parse_rupiah_refuses_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"^[“A].*\.$") as refusal:
        indonesia.parse_rupiah(text)
    assert len(str(refusal.value)) < 160


def test_limits_are_named():
    assert indonesia.parse_rupiah("-5.000", minimum=-10_000) == -5_000
    with pytest.raises(ValueError, match=r"Paling kecil Rp0"):
        indonesia.parse_rupiah("-1")
    with pytest.raises(ValueError, match=r"Paling besar Rp1\.000\.000\.000\.000\.000"):
        indonesia.parse_rupiah("1000000000000001")
    with pytest.raises(ValueError, match=r"Paling besar 90"):
        indonesia.parse_decimal("91", maximum=90)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234", "1234"),
        ("0.125", "0.125"),
        ("12.1250", "12.125"),
        ("1,234.5", "1234.5"),
        (" 7 ", "7"),
        ("0,50", "0.5"),
    ],
)
def test_parse_decimal(text, value):
    assert indonesia.parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "NaN", "1e5", "-3", "1 2", "12 m", ".5", "5,"])
def test_parse_decimal_refuses_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        indonesia.parse_decimal(text)


def test_parse_decimal_reads_a_latitude():
    assert indonesia.parse_decimal("-6,2383", minimum=-90, maximum=90) == Decimal("-6.2383")


@given(SUMS)
def test_what_we_write_we_can_read(amount):
    assert indonesia.parse_rupiah(indonesia.rupiah(amount)) == amount
    assert indonesia.parse_rupiah(str(amount)) == amount


@given(SUMS)
def test_headline_sums_stay_close(amount):
    read = indonesia.parse_rupiah(indonesia.rupiah_short(amount), maximum=2 * 10**15)
    assert abs(read - amount) <= amount * 0.005


@given(st.decimals(-(10**9), 10**9, places=4))
def test_numbers_come_back(value):
    assert indonesia.parse_decimal(indonesia.number(value), minimum=None) == value


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_is_refused(text):
    try:
        amount = indonesia.parse_rupiah(text)
    except ValueError:
        amount = 0
    assert 0 <= amount <= indonesia.RUPIAH_MAXIMUM


def test_filters_are_built_in():
    template = engines["django"].from_string(
        "{{ a|rupiah }} {{ a|rupiah_short }} {{ b|angka }} {{ d|tanggal }} {{ none|rupiah }}"
        "{{ none|rupiah_short }}{{ none|angka }}{{ none|tanggal }}{{ none|waktu }} {{ m|waktu }}"
    )
    moment = datetime(2023, 1, 19, 13, 14, tzinfo=UTC)
    values = {"a": 1_250_000, "b": Decimal("2.50"), "d": date(2023, 8, 1), "m": moment}
    assert template.render({**values, "none": None}) == (
        "Rp1.250.000 Rp1,25 juta 2,5 1 Agustus 2023 ––––– 19 Januari 2023 pukul 20.14"
    )
