"""The names graphkit knows from the start, the ones that must be kept apart, the places, and the word lists."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import graphkit

GRAMMAR = Path(graphkit.__file__).parent / "grammar" if graphkit.__file__ else Path("graphkit/grammar")
WORDS = sorted((GRAMMAR / "words").glob("*.toml"))
HAN = re.compile(r"[\u3400-\u9fff]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (GRAMMAR / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def words(name: str) -> dict[str, Any]:
    return tomllib.loads((GRAMMAR / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def ids_called(spelling: str) -> set[str]:
    return {row["id"] for row in table("names.csv") if row["name"] == spelling}


def places_called(spelling: str) -> set[str]:
    return {row["id"] for row in table("places.csv") if row["name"] == spelling}


# --- names ----------------------------------------------------------------------------------------


def test_a_thing_has_one_kind_an_own_name_and_a_plain_id() -> None:
    kinds, own = defaultdict(set), set()
    for row in table("names.csv"):
        kinds[row["id"]].add(row["kind"])
        if row["reason"] == "own name":
            own.add(row["id"])
    assert [thing for thing, held in kinds.items() if len(held) > 1] == []
    assert sorted(set(kinds) - own) == []
    assert [thing for thing in kinds if not SLUG.match(thing)] == []
    allowed = {"Company", "InvestmentFirm", "PublicOrganization", "Person", "Product"}
    assert {kind for held in kinds.values() for kind in held} == allowed


def test_rows_are_filled_sorted_by_id_and_never_repeated() -> None:
    rows = table("names.csv")
    assert [row for row in rows if not all((row["id"], row["kind"], row["name"], row["lang"], row["reason"]))] == []
    assert [row["name"] for row in rows if row["name"] != row["name"].strip()] == []
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert [pair for pair, seen in Counter((row["id"], row["name"]) for row in rows).items() if seen > 1] == []
    assert {row["lang"] for row in rows} <= {"zh", "en", "fr", "de", "und"}
    assert {row["ambiguous"] for row in rows} == {"", "1"}


def test_a_spelling_that_two_things_share_is_marked_as_ambiguous_in_both() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    sure: set[str] = set()
    for row in table("names.csv"):
        owners[row["name"].casefold()].add(row["id"])
        if not row["ambiguous"]:
            sure.add(row["name"].casefold())
    assert [spelling for spelling, things in owners.items() if len(things) > 1 and spelling in sure] == []


def test_spellings_in_han_characters_say_that_they_are_chinese() -> None:
    wrong = [row["name"] for row in table("names.csv") if HAN.search(row["name"]) and row["lang"] not in ("zh", "und")]
    assert wrong == []


@pytest.mark.parametrize(
    "spellings",
    [
        ("Nvidia", "NVIDIA", "英伟达", "輝達"),
        ("Microsoft", "微软", "微軟"),
        ("Andreessen Horowitz", "a16z"),
        ("Commission européenne", "European Commission", "欧盟委员会"),
        ("Agence France-Presse", "AFP", "法新社"),
        ("Mistral AI", "米斯特拉尔"),
        ("HongShan", "红杉中国", "Sequoia China"),
        ("GV", "Google Ventures"),
        ("Bpifrance", "Banque publique d'investissement", "法国国家投资银行"),
        ("CMA CGM", "达飞"),
        ("Xavier Niel", "Niel"),
    ],
)
def test_one_thing_is_known_by_all_its_names(spellings: tuple[str, ...]) -> None:
    assert set.intersection(*(ids_called(spelling) for spelling in spellings)) != set()


@pytest.mark.parametrize("spelling", ["Orange", "Meta", "Apple", "Index", "Block", "Visa", "苹果", "小米", "Claude"])
def test_an_ordinary_word_is_marked_as_ambiguous(spelling: str) -> None:
    marks = {row["ambiguous"] for row in table("names.csv") if row["name"] == spelling}
    assert marks == {"1"}


def test_hardly_any_thing_is_known_by_ambiguous_spellings_alone() -> None:
    sure = {row["id"] for row in table("names.csv") if not row["ambiguous"]}
    every = {row["id"] for row in table("names.csv")}
    assert len(every - sure) < len(every) / 20


def test_the_list_is_wide() -> None:
    kinds = Counter({row["id"]: row["kind"] for row in table("names.csv")}.values())
    assert kinds["InvestmentFirm"] >= 1000
    assert kinds["Company"] >= 1500
    assert kinds["PublicOrganization"] >= 500
    assert kinds["Product"] >= 250
    assert kinds["Person"] >= 150


# --- kept apart -----------------------------------------------------------------------------------


def test_pairs_to_keep_apart_are_two_known_things_with_a_reason() -> None:
    known = {row["id"] for row in table("names.csv")}
    pairs = [(row["id_a"], row["id_b"]) for row in table("apart.csv")]
    assert [pair for pair in pairs if not set(pair) <= known] == []
    assert [pair for pair in pairs if not pair[0] < pair[1]] == []
    assert pairs == sorted(set(pairs))
    assert [row for row in table("apart.csv") if not row["reason"]] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Competition and Markets Authority", "CMA CGM"),
        ("Sequoia Capital", "HongShan"),
        ("Samsung", "Samsung Ventures"),
        ("Alibaba", "Alibaba Cloud"),
        ("BlackRock", "Blackstone"),
    ],
)
def test_lookalikes_are_kept_apart(one: str, other: str) -> None:
    pairs = {(row["id_a"], row["id_b"]) for row in table("apart.csv")}
    assert any(tuple(sorted((a, b))) in pairs for a in ids_called(one) for b in ids_called(other))


# --- places ---------------------------------------------------------------------------------------


def test_a_place_lies_in_a_known_country() -> None:
    rows = table("places.csv")
    countries = {row["id"] for row in rows if row["kind"] == "country"}
    assert {row["kind"] for row in rows} == {"country", "region", "city"}
    assert [row["id"] for row in rows if row["in_country"] not in countries] == []
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert [key for key, seen in Counter((r["id"], r["name"], r["lang"]) for r in rows).items() if seen > 1] == []


def test_every_country_is_named_in_three_languages_with_its_adjectives() -> None:
    named: dict[str, set[str]] = defaultdict(set)
    adjectives: set[str] = set()
    for row in table("places.csv"):
        if row["kind"] == "country":
            named[row["id"]].add(row["lang"])
            if row["adjective_en"]:
                adjectives.add(row["id"])
    assert [country for country, langs in named.items() if not {"en", "fr", "zh"} <= langs] == []
    assert sorted(set(named) - adjectives) == []


def test_a_place_name_shared_by_two_places_is_marked() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    sure: set[tuple[str, str]] = set()
    for row in table("places.csv"):
        owners[row["name"], row["lang"]].add(row["id"])
        if not row["ambiguous"]:
            sure.add((row["name"], row["lang"]))
    assert [name for name, things in owners.items() if len(things) > 1 and name in sure] == []


@pytest.mark.parametrize(
    "spellings",
    [
        ("Paris", "巴黎"),
        ("London", "Londres", "伦敦"),
        ("Munich", "München", "慕尼黑"),
        ("Beijing", "Pékin", "北京"),
        ("Bengaluru", "Bangalore", "班加罗尔"),
    ],
)
def test_a_town_is_known_in_each_language(spellings: tuple[str, ...]) -> None:
    assert set.intersection(*(places_called(spelling) for spelling in spellings)) != set()


def test_a_place_and_another_thing_never_share_an_id() -> None:
    assert {row["id"] for row in table("places.csv")} & {row["id"] for row in table("names.csv")} == set()


# --- word lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WORDS, ids=lambda file: file.stem)
def test_word_lists_are_sorted_without_repeats_and_say_what_they_hold(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ")
    lists = tomllib.loads(text)
    titles = lists.pop("title", [])
    named = [(name, entries) for name, entries in lists.items() if isinstance(entries, list)]
    for name, entries in [*named, *((title["role"], title["words"]) for title in titles)]:
        assert entries == sorted(set(entries), key=lambda word: (word.casefold(), word)), name
        assert [word for word in entries if not word.strip() or word != word.strip()] == [], name
    assert [title["role"] for title in titles] == sorted({title["role"] for title in titles}, key=str.casefold)


def test_every_language_has_heads_titles_and_common_words() -> None:
    stems = {file.stem for file in WORDS}
    assert {f"{topic}_{lang}" for topic in ("common", "heads", "titles") for lang in ("de", "en", "fr", "zh")} <= stems


def test_a_founder_is_a_founder_in_every_language() -> None:
    for lang, title in {"en": "co-founder", "fr": "cofondatrice", "de": "Mitgründer", "zh": "联合创始人"}.items():
        found = [entry for entry in words(f"titles_{lang}")["title"] if title in entry["words"]]
        assert [entry["founder"] for entry in found] == [True], lang


def test_roles_are_the_same_words_in_every_language() -> None:
    english = {entry["role"] for entry in words("titles_en")["title"]}
    for lang in ("fr", "de", "zh"):
        assert {entry["role"] for entry in words(f"titles_{lang}")["title"]} <= english, lang


def test_the_lists_of_words_that_are_no_names_are_long_enough() -> None:
    assert len(words("common_en")["sentence_starts"]) >= 1500
    assert len(words("common_fr")["sentence_starts"]) >= 1000
    assert len(words("common_de")["sentence_starts"]) >= 400
    assert len(words("given_names")["names"]) >= 1500


def test_no_word_that_is_no_name_hides_a_well_known_firm() -> None:
    sure = {row["name"] for row in table("names.csv") if not row["ambiguous"] and row["kind"] != "Person"}
    for lang in ("de", "en", "fr"):
        assert sorted(sure & set(words(f"common_{lang}")["sentence_starts"])) == [], lang


def test_chinese_surnames_are_single_characters() -> None:
    chinese = words("chinese_names")
    for name in ("surnames", "rare_surnames", "transliteration", "not_given"):
        assert [char for char in chinese[name] if len(char) != 1] == []
    assert set("王李张刘陈") <= set(chinese["surnames"])
    assert {"欧阳", "司马", "诸葛"} <= set(chinese["compound_surnames"])
