"""The vocabulary: terms by name, their labels, what may stand at either end."""

import subprocess
import sys

import pytest

from graphkit import vocabulary
from graphkit.vocabulary import GK, NAMESPACE


def test_a_term_is_its_full_iri() -> None:
    assert GK.leadInvestor == NAMESPACE + "leadInvestor"
    assert GK["SeriesA"] == NAMESPACE + "SeriesA"
    assert "Company" in GK and "Unicorn" not in GK


def test_a_name_that_does_not_exist_is_refused_with_the_nearest_that_do() -> None:
    with pytest.raises(AttributeError, match=r"'leadInvester' is not in ontology/graphkit.ttl; did you mean 'leadInv"):
        _ = GK.leadInvester
    with pytest.raises(KeyError, match="did you mean 'SeriesA'"):
        _ = GK["seriesa"]
    with pytest.raises(AttributeError, match=r"ttl$"):
        _ = GK.zzz


@pytest.mark.parametrize(
    ("sub", "above", "so"),
    [
        ("Company", "Organization", True),
        ("Company", "Agent", True),
        ("Person", "Agent", True),
        ("leadInvestor", "investor", True),
        ("Product", "Agent", False),
        ("Agent", "Company", False),
        ("Post", "Post", True),
        ("Post", "Agent", False),
    ],
)
def test_kinds_stand_below_each_other(sub: str, above: str, so: bool) -> None:
    assert vocabulary.is_a(sub, above) is so


@pytest.mark.parametrize(
    ("predicate", "domain", "range_"),
    [
        ("investedIn", "Agent", "Organization"),  # not Investor: it becomes one by investing
        ("partnerOf", "Agent", "Agent"),
        ("leadInvestor", "FundingRound", "Agent"),
        ("amount", "FundingRound", "Money"),
        ("amountText", "FundingRound", "Text"),
        ("announcedOn", "FundingRound", "Date"),
        ("roundKind", "FundingRound", "RoundKind"),
        ("competitorOf", "", ""),
    ],
)
def test_ends_of_a_property(predicate: str, domain: str, range_: str) -> None:
    assert vocabulary.domain_of(predicate) == domain
    assert vocabulary.range_of(predicate) == range_


def test_what_may_stand_at_either_end() -> None:
    assert vocabulary.subject_fits("investedIn", "Person")
    assert not vocabulary.subject_fits("investedIn", "Product")
    assert vocabulary.object_fits("competitorOf", "Product") and vocabulary.object_fits("competitorOf", "Company")
    assert not vocabulary.object_fits("competitorOf", "Person")
    assert vocabulary.object_fits("valuation", "Money") and not vocabulary.object_fits("valuation", "Company")


def test_labels_in_three_languages() -> None:
    assert [vocabulary.label("leadInvestor", lang) for lang in ("en", "fr", "zh")] == [
        "lead investor",
        "investisseur principal",
        "领投方",
    ]
    assert vocabulary.label("leadInvestor", "de") == "lead investor"


def test_code_lists_hold_every_kind_of_round_instrument_status_and_rank() -> None:
    kinds = set(vocabulary.codes("RoundKind"))
    assert {f"Series{letter}" for letter in "ABCDEFGHIJ"} <= kinds
    assert kinds >= {"PreSeed", "Seed", "Angel", "Bridge", "Growth", "Strategic", "Secondary", "Ipo", "Spac"}
    assert kinds >= {"PrivateEquity", "Crowdfunding"} and "Grant" not in kinds
    assert set(vocabulary.codes("Instrument")) == {"Equity", "Debt", "Convertible", "Grant"}
    assert set(vocabulary.codes("Status")) == {"Closed", "InTalks", "Rumoured", "Planned", "Denied"}
    assert set(vocabulary.codes("Rank")) == {"Preferred", "Normal", "Deprecated"}


def test_relations_that_hold_both_ways() -> None:
    assert {name for name in vocabulary.properties() if vocabulary.is_symmetric(name)} == {"competitorOf", "partnerOf"}
    assert not vocabulary.is_symmetric("name")


def test_what_the_page_draws_has_a_colour_of_its_own() -> None:
    drawn = [
        "Company",
        "InvestmentFirm",
        "PublicOrganization",
        "Organization",
        "Person",
        "Product",
        "Place",
        "FundingRound",
    ]
    colours = [vocabulary.classes()[name].colour for name in drawn]
    assert all(len(colour) == 7 and colour.startswith("#") for colour in colours)
    assert len(set(colours)) == len(drawn)


def test_rdflib_stays_out_of_the_start() -> None:
    code = "import sys; from graphkit import vocabulary; vocabulary.terms(); print('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
