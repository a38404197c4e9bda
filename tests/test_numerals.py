"""Figures and number words."""

from decimal import Decimal

import pytest

from graphkit import numerals


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1,500", "1500"),
        ("1,5", "1.5"),
        ("1.600.000", "1600000"),
        ("1\u202f600\u202f000", "1600000"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("12'000", "12000"),
        ("3.625", "3.625"),
        ("３．85", "3.85"),
        ("1,00,000", "100000"),
    ],
)
def test_a_figure_in_digits(said: str, meant: str) -> None:
    assert numerals.figure(said) == Decimal(meant)


def test_the_comma_before_three_digits_is_what_the_caller_says() -> None:
    assert numerals.figure("1,625") == 1625
    assert numerals.figure("1,625", comma_decimal=True) == Decimal("1.625")


def test_the_dot_before_three_digits_is_what_the_caller_says() -> None:
    assert numerals.figure("1.600") == Decimal("1.6")
    assert numerals.figure("1.600", dot_groups=True) == 1600


def test_what_is_no_figure_gives_none() -> None:
    assert numerals.figure("n/a") is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("一亿五千万", 150_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("3亿5000万", 350_000_000),
        ("8.3 亿", 830_000_000),
        ("千万", 10_000_000),
        ("亿", 100_000_000),
        ("两千", 2000),
        ("十五", 15),
        ("二〇二四", 2024),
        ("五百零三", 503),
        ("一百二十", 120),
        ("八点三亿", 830_000_000),
        ("兩億", 200_000_000),
        ("5,972万", 59_720_000),
    ],
)
def test_a_chinese_number(said: str, meant: int) -> None:
    assert numerals.han(said) == meant


def test_what_is_no_chinese_number_gives_none() -> None:
    assert numerals.han("三个") is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("twenty-five", 25),
        ("one hundred", 100),
        ("one hundred and ten", 110),
        ("deux", 2),
        ("vingt-cinq", 25),
        ("quatre-vingt-dix", 90),
        ("quatre-vingts", 80),
        ("deux cents", 200),
        ("zwölf", 12),
    ],
)
def test_a_number_in_words(said: str, meant: int) -> None:
    assert numerals.spelled(said) == meant


def test_an_unknown_number_word_gives_none() -> None:
    assert numerals.spelled("umpteen") is None
