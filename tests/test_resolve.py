"""Which things are one: across articles, scripts and spellings, and which are not."""

from __future__ import annotations

import random

import pytest
from claims_fixture import Article, claims_of

from graphkit.decisions import Decisions
from graphkit.model import Thing
from graphkit.resolve import Resolution, resolve


def entity(found: Resolution, thing: Thing) -> str:
    return found.of[thing.doc, thing.key]


def rounds_of(found: Resolution) -> list[str]:
    return [e.id for e in found.entities if e.kind == "FundingRound"]


def test_one_firm_in_two_spellings() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("Company", "Zéphyr-Lab"), b.thing("Company", "Zephyr Lab")
    found = resolve(claims_of(a, b))
    assert entity(found, one) == entity(found, two) == "agent/zephyr-lab"
    assert [m.reason for m in found.merges] == [
        "The same name, apart from case, width, accents, spaces, hyphens or the form of its characters."
    ]


def test_a_gloss_joins_two_scripts_across_articles() -> None:
    a, b, c = Article("a"), Article("b"), Article("c")
    both = a.thing("Company", "星河光子", "Galaxy Photonics")
    zh, en = b.thing("Company", "星河光子"), c.thing("Company", "Galaxy Photonics")
    found = resolve(claims_of(a, b, c))
    assert entity(found, both) == entity(found, zh) == entity(found, en) == "agent/galaxy-photonics"


def test_a_regulator_and_a_shipping_line_of_one_acronym_are_two() -> None:
    a = Article("a")
    ships, office = a.thing("Company", "CMA-CGM", "CMA"), a.thing("PublicOrganization", "竞争与市场管理局", "CMA")
    b = Article("b")
    again = b.thing("Company", "CMA CGM")
    found = resolve(claims_of(a, b))
    assert entity(found, ships) == entity(found, again)
    assert entity(found, ships) != entity(found, office)


def test_a_product_that_bears_the_company_name_is_another_thing() -> None:
    a = Article("a")
    names = [
        a.thing("Company", "Borealis AI"),
        a.thing("Product", "Borealis Large"),
        a.thing("Product", "Borealis Small"),
    ]
    assert len({entity(resolve(a.claims), thing) for thing in names}) == 3


def test_a_name_in_one_list_twice_over_is_not_merged() -> None:
    a = Article("a")
    company = a.thing("Company", "Quillon")
    investors = [a.thing("InvestmentFirm", "Tamarind Capital"), a.thing("InvestmentFirm", "Tamarind")]
    a.round(company, "EUR 5m", investors=investors)
    found = resolve(a.claims)
    assert entity(found, investors[0]) != entity(found, investors[1])
    assert any("lists both" in merge.reason for merge in found.merges)


def test_a_short_form_is_joined_only_where_one_full_name_fits() -> None:
    a, b, c = Article("a"), Article("b"), Article("c")
    long = a.thing("InvestmentFirm", "Lanternfish Venture Partners", "Lanternfish")
    short = b.thing("InvestmentFirm", "Lanternfish")
    found = resolve(claims_of(a, b))
    assert entity(found, long) == entity(found, short)
    other = c.thing("InvestmentFirm", "Lanternfish Growth Fund", "Lanternfish")
    found = resolve(claims_of(a, b, c))
    assert len({entity(found, thing) for thing in (long, short, other)}) == 3
    assert found.possible


def test_a_chinese_short_form_beside_the_registered_name() -> None:
    a = Article("a", lang="zh")
    full, short = a.thing("Company", "云帆航天科技（湖北）有限公司"), a.thing("Company", "云帆航天")
    found = resolve(a.claims)
    assert entity(found, full) == entity(found, short)


def test_people_of_a_common_name_need_a_firm_in_common() -> None:
    a, b, c = Article("a", lang="zh"), Article("b", lang="zh"), Article("c", lang="zh")
    people = [article.thing("Person", "王磊") for article in (a, b, c)]
    a.say(people[0], "worksFor", a.thing("Company", "星河光子"))
    b.say(people[1], "founded", b.thing("Company", "星河光子"))
    c.say(people[2], "worksFor", c.thing("Company", "海蓝重工"))
    found = resolve(claims_of(a, b, c))
    assert entity(found, people[0]) == entity(found, people[1]) != entity(found, people[2])
    assert any("many people have" in merge.reason for merge in found.possible)


def test_firms_of_one_name_in_two_towns_are_two_with_names_that_tell_them_apart() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("Company", "Mercator"), b.thing("Company", "Mercator")
    a.say(one, "headquarteredIn", a.thing("Place", "Ghent"))
    b.say(two, "headquarteredIn", b.thing("Place", "Porto"))
    found = resolve(claims_of(a, b))
    iris = {entity(found, one), entity(found, two)}
    assert iris in ({"agent/mercator", "agent/mercator-porto"}, {"agent/mercator", "agent/mercator-ghent"})


def test_a_guess_at_the_kind_keeps_nothing_apart() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("Person", "Ilse Vandermeer"), b.thing("Organization", "Ilse Vandermeer", weight=1)
    found = resolve(claims_of(a, b))
    assert entity(found, one) == entity(found, two)
    assert found.entities[0].kind == "Person"


def seven_rounds() -> list[Article]:
    """A company whose rounds five articles tell as real ones do: in part, in other currencies, as talk."""
    debt = Article("debt", published="2030-03-30", lang="zh")
    debt.round(debt.thing("Company", "Orrery AI", "Orrery"), "USD 830m", date="2030-03", instrument="Debt")

    talk = Article("talk")
    firm = talk.thing("Company", "Orrery AI", "Orrery")
    talk.round(firm, "EUR 3bn", "USD 3.5bn", status="in_talks", valuation=["EUR 20bn", "USD 23.15bn"])
    talk.round(firm, kind="SeriesC", date="2023-09", valuation="EUR 11.7bn")

    recent = Article("recent", published="2025-06-08", lang="zh")
    firm = recent.thing("Company", "Orrery AI", "Orrery")
    giant = recent.thing("Company", "Gigantic", "巨象")
    recent.round(firm, "USD 415m", kind="SeriesA", valuation="USD 2bn")
    recent.round(firm, "EUR 15m", "USD 16m", investors=[giant])

    news = Article("news", published="2024-06-11")
    firm = news.thing("Company", "Orrery AI", "Orrery", "奥雷里")
    names = ["General Kinetics", "Swift Partners", "Banque Dupont"]
    general, swift, dupont = (news.thing("InvestmentFirm", name) for name in names)
    giant = news.thing("Company", "Gigantic")
    news.round(
        firm, "EUR 600m", date="2024-06", valuation="~EUR 6bn", lead=[general], investors=[general, swift, dupont]
    )
    news.round(firm, "EUR 15m", date="2024-02", investors=[giant])

    story = Article("story", lang="zh")
    firm = story.thing("Company", "Orrery AI", "Orrery")
    swift, dupont = story.thing("InvestmentFirm", "Swift Partners"), story.thing("InvestmentFirm", "Banque Dupont")
    general, giant = story.thing("InvestmentFirm", "General Kinetics"), story.thing("Company", "Gigantic", "巨象")
    story.round(firm, "USD 112m", kind="Seed", date="2023-06", valuation="USD 260m", lead=[swift])
    story.round(
        firm, "EUR 385m", "USD 415m", kind="SeriesA", date="2023-12", valuation="USD 2bn", investors=[swift, dupont]
    )
    story.round(firm, "EUR 15m", date="2024", investors=[giant])
    story.round(firm, "USD 16.3m", date="2024-02", instrument="Convertible", investors=[giant])
    story.round(firm, "EUR 600m", "USD 640m", date="2024-06", valuation="USD 6bn", lead=[general])
    return [debt, talk, recent, news, story]


def test_ten_tellings_of_seven_rounds_are_seven() -> None:
    found = resolve(claims_of(*seven_rounds()))
    assert rounds_of(found) == [
        "round/orrery-ai-2023-06",
        "round/orrery-ai-2023-12",
        "round/orrery-ai-2024-02",
        "round/orrery-ai-2024-06",
        "round/orrery-ai-2030-03",
        "round/orrery-ai-in-talks-eur-3000000000",
        "round/orrery-ai-series-c",
    ]


def test_the_date_that_the_other_rounds_contradict_is_suspect() -> None:
    found = resolve(claims_of(*seven_rounds()))
    assert {(iri, str(day)) for iri, day in found.suspect} == {("round/orrery-ai-series-c", "2023-09")}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_claims_changes_nothing(seed: int) -> None:
    claims = claims_of(*seven_rounds())
    before = resolve(claims)
    random.Random(seed).shuffle(claims)
    assert resolve(claims) == before


def test_a_talk_that_became_a_deal_is_linked_not_merged() -> None:
    a, b = Article("a"), Article("b")
    a.round(a.thing("Company", "Quillon"), "EUR 40m", kind="SeriesB", status="in_talks")
    b.round(b.thing("Company", "Quillon"), "EUR 40m", kind="SeriesB", date="2024-05")
    found = resolve(claims_of(a, b))
    assert [(deal, talk) for deal, talk, _ in found.follows] == [("round/quillon-2024-05", "round/quillon-series-b")]


def test_a_persons_word_comes_first_and_is_the_reason() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("InvestmentFirm", "Old Name Capital"), b.thing("InvestmentFirm", "New Name")
    said = Decisions(same=((("Old Name Capital", "New Name"), "renamed in 2023"),))
    found = resolve(claims_of(a, b), said)
    assert entity(found, one) == entity(found, two)
    assert found.merges[0].reason == "A person said so in decisions.toml. renamed in 2023"


def test_a_person_can_keep_two_of_one_spelling_family_apart() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("Company", "Acorn"), b.thing("Company", "Acorn Ltd")
    assert entity(resolve(claims_of(a, b)), one) == entity(resolve(claims_of(a, b)), two)
    found = resolve(claims_of(a, b), Decisions(apart=((("Acorn", "Acorn Ltd"), ""),)))
    assert entity(found, one) != entity(found, two)


def test_a_talk_repeated_in_a_table_without_its_may_is_still_the_talk() -> None:
    a = Article("a")
    firm = a.thing("Company", "Quillon")
    a.round(firm, "EUR 3bn", "USD 3.5bn", status="in_talks")
    a.round(firm, "EUR 3bn")
    found = resolve(a.claims)
    assert rounds_of(found) == ["round/quillon-in-talks-eur-3000000000"]
    assert set(found.status.values()) == {"in_talks"}


def test_two_series_of_letters_and_two_far_dates_are_two_rounds() -> None:
    a = Article("a")
    firm, fund = a.thing("Company", "Quillon"), a.thing("InvestmentFirm", "Tamarind")
    a.round(firm, "EUR 5m", kind="SeriesA", date="2023-01", lead=[fund])
    a.round(firm, "EUR 5m", kind="SeriesB", date="2023-01", lead=[fund])
    a.round(firm, "EUR 7m", date="2024-01", lead=[fund])
    assert len(rounds_of(resolve(a.claims))) == 3


def test_other_versions_are_other_products() -> None:
    a, b = Article("a"), Article("b")
    one, two = a.thing("Product", "GPT-4"), b.thing("Product", "GPT-4.1")
    found = resolve(claims_of(a, b))
    assert entity(found, one) != entity(found, two)


def test_a_firm_is_called_by_its_everyday_name_not_its_registered_one() -> None:
    a = Article("a", lang="zh")
    a.thing("Company", "云帆航天科技（湖北）有限公司", "云帆航天")
    assert [e.name for e in resolve(a.claims).entities] == ["云帆航天"]


def test_two_articles_may_each_name_one_of_two_founders() -> None:
    a, b = Article("a"), Article("b")
    firms = []
    for article, founder in ((a, "Ada Bright"), (b, "Ben Stone")):
        firm = article.thing("Company", "Quillon")
        article.say(article.thing("Person", founder), "founded", firm)
        article.round(firm, "EUR 5m", lead=[article.thing("InvestmentFirm", "Tamarind")])
        firms.append(firm)
    found = resolve(claims_of(a, b))
    assert entity(found, firms[0]) == entity(found, firms[1])


def test_a_town_told_in_two_scripts_is_one_head_office() -> None:
    a, b = Article("a"), Article("b", lang="zh")
    one, two = a.thing("Company", "Quillon"), b.thing("Company", "Quillon")
    a.say(one, "headquarteredIn", a.thing("Place", "Paris"))
    b.say(two, "headquarteredIn", b.thing("Place", "巴黎"))
    found = resolve(claims_of(a, b))
    assert entity(found, one) == entity(found, two)
