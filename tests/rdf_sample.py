"""A small graph put together by hand: two articles, one round that they value differently, people, products, rivals."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import networkx

from graphkit.model import (
    Approximation,
    Claim,
    Code,
    Entity,
    Fact,
    Merge,
    Money,
    PartialDate,
    Rank,
    RankedClaim,
    Source,
    Span,
    Status,
    Text,
    Thing,
)

ENGLISH = (
    "Lumen Robotics raises €40m\n\n"
    "Lumen Robotics (流明机器人) has raised €40m in a Series A led by Nordvik Ventures, with Hexa Capital joining. "
    "The round values the Oslo start-up at almost €300m. Kite Labs, its rival, is backed by Hexa Capital too. "
    "Ada Moen, chief executive, founded the firm after years at Kite Labs. Its robot Fjord came out in 2023.\n"
    "Bjorn AS works with Lumen Robotics and holds a stake in it. A Series B of $90m is being discussed."
)
CHINESE = "流明机器人完成4000万欧元A轮融资，北维创投领投，估值3亿美元。比约恩没有参与本轮融资。"


def source_of(text: str, path: str, title: str, lang: str, published: str, url: str = "") -> Source:
    """A document named by the digest of its text, as the reader names it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    when = PartialDate.parse(published) if published else None
    return Source(f"d{digest[:12]}", path, title, url, "Example Wire", when, lang, digest)


EN = source_of(ENGLISH, "lumen.txt", "Lumen Robotics raises €40m", "en", "2024-03-12", "https://example.org/a?b=1#c")
ZH = source_of(CHINESE, "zh/流明.txt", "", "zh", "2024-03", "javascript:alert(1)")
TEXTS = {EN.id: ENGLISH, ZH.id: CHINESE}

KINDS = {
    "agent/lumen-robotics": ("Company", "Lumen Robotics"),
    "agent/kite-labs": ("Company", "Kite Labs"),
    "agent/bjorn-as": ("Company", "Bjorn AS"),
    "agent/nordvik-ventures": ("InvestmentFirm", "Nordvik Ventures"),
    "agent/hexa-capital": ("InvestmentFirm", "Hexa Capital"),
    "agent/ada-moen": ("Person", "Ada Moen"),
    "product/fjord": ("Product", "Fjord"),
    "place/oslo": ("Place", "Oslo"),
    "round/lumen-robotics-2024-03": ("FundingRound", "Lumen Robotics, Series A, March 2024"),
    "round/lumen-robotics-intalks-usd-90000000": ("FundingRound", "Lumen Robotics, Series B, in talks"),
}
ROUND, TALKS = "round/lumen-robotics-2024-03", "round/lumen-robotics-intalks-usd-90000000"
LUMEN, KITE, BJORN = "agent/lumen-robotics", "agent/kite-labs", "agent/bjorn-as"
NORDVIK, HEXA, ADA = "agent/nordvik-ventures", "agent/hexa-capital", "agent/ada-moen"


def thing(source: Source, id_: str) -> Thing:
    """The thing as that document names it."""
    kind, name = KINDS[id_]
    return Thing(source.id, id_, kind, name)


def said(
    words: str,
    subject: str,
    predicate: str,
    value: str | Money | PartialDate | Text | Code,
    *,
    rank: Rank = "Normal",
    reason: str = "",
    status: Status = "closed",
    approximation: Approximation = "",
    **qualifiers: str,
) -> RankedClaim:
    """A claim read from the one article that holds the words."""
    source = EN if words in ENGLISH else ZH
    start = TEXTS[source.id].index(words)
    if approximation:
        qualifiers["approximation"] = approximation
    claim = Claim(
        evidence=Span(source.id, start, start + len(words)),
        subject=thing(source, subject),
        predicate=predicate,
        object=thing(source, value) if isinstance(value, str) else value,
        quote=words,
        lang=source.lang,
        rule=f"by hand: {predicate}",
        status=status,
        confidence=Decimal("0.90"),
        qualifiers=tuple(sorted(qualifiers.items())),
    )
    return RankedClaim(claim, rank, reason)


def euros(value: int) -> Money:
    """So many euros."""
    return Money(Decimal(value), "EUR")


def dollars(value: int) -> Money:
    """So many dollars."""
    return Money(Decimal(value), "USD")


RAISED = "Lumen Robotics (流明机器人) has raised €40m in a Series A"
RAISED_ZH = "流明机器人完成4000万欧元A轮融资"
LED = "led by Nordvik Ventures, with Hexa Capital joining"
TALK = "A Series B of $90m is being discussed"
ABSENT = "比约恩没有参与本轮融资"


def facts() -> list[Fact]:
    """What the two articles say, ranked, losers and denials included."""

    def fact(
        subject: str, predicate: str, value: str | Money | PartialDate | Text | Code, *claims: RankedClaim
    ) -> Fact:
        return Fact(subject, predicate, value, claims)

    both = (said(RAISED, ROUND, "amount", euros(40_000_000)), said(RAISED_ZH, ROUND, "amount", euros(40_000_000)))
    almost = said(
        "values the Oslo start-up at almost €300m",
        ROUND,
        "valuation",
        euros(300_000_000),
        rank="Preferred",
        reason="nearest-to-event",
        approximation="under",
        basis="post",
    )
    rival = said("估值3亿美元", ROUND, "valuation", dollars(300_000_000))
    denial = said(ABSENT, ROUND, "investor", BJORN, rank="Deprecated", reason="denied", status="denied")
    stake = "Bjorn AS works with Lumen Robotics and holds a stake in it"
    named, named_zh = Text("Lumen Robotics", "en"), Text("流明机器人", "zh")
    lead = said(LED, ROUND, "leadInvestor", NORDVIK)
    return [
        fact(LUMEN, "name", named, said(RAISED, LUMEN, "name", named)),
        fact(LUMEN, "name", named_zh, said(RAISED_ZH, LUMEN, "name", named_zh)),
        fact(ROUND, "raisedBy", LUMEN, said(RAISED, ROUND, "raisedBy", LUMEN)),
        fact(ROUND, "amount", euros(40_000_000), *both),
        fact(ROUND, "valuation", euros(300_000_000), almost),
        Fact(ROUND, "valuation", dollars(300_000_000), (rival,), followed=False),
        fact(ROUND, "leadInvestor", NORDVIK, lead, said("北维创投领投", ROUND, "leadInvestor", NORDVIK)),
        fact(ROUND, "investor", NORDVIK, lead),
        fact(ROUND, "investor", HEXA, said(LED, ROUND, "investor", HEXA)),
        Fact(ROUND, "investor", BJORN, (denial,), followed=False),
        fact(ROUND, "roundKind", Code("SeriesA"), said(RAISED, ROUND, "roundKind", Code("SeriesA"))),
        fact(ROUND, "status", Code("Closed"), said(RAISED, ROUND, "status", Code("Closed"))),
        fact(ROUND, "announcedOn", PartialDate(2024, 3), said(RAISED, ROUND, "announcedOn", PartialDate(2024, 3))),
        fact(TALKS, "raisedBy", LUMEN, said(TALK, TALKS, "raisedBy", LUMEN, status="in_talks")),
        fact(TALKS, "amount", dollars(90_000_000), said(TALK, TALKS, "amount", dollars(90_000_000), status="in_talks")),
        fact(TALKS, "status", Code("InTalks"), said(TALK, TALKS, "status", Code("InTalks"), status="in_talks")),
        fact(TALKS, "follows", ROUND, said(TALK, TALKS, "follows", ROUND, status="in_talks")),
        fact(NORDVIK, "investedIn", LUMEN, lead),
        fact(HEXA, "investedIn", LUMEN, said(LED, ROUND, "investor", HEXA)),
        fact(BJORN, "investedIn", LUMEN, said(stake, BJORN, "investedIn", LUMEN)),
        fact(BJORN, "partnerOf", LUMEN, said(stake, BJORN, "partnerOf", LUMEN)),
        fact(
            HEXA, "investedIn", KITE, said("Kite Labs, its rival, is backed by Hexa Capital", HEXA, "investedIn", KITE)
        ),
        fact(KITE, "competitorOf", LUMEN, said("Kite Labs, its rival", KITE, "competitorOf", LUMEN)),
        fact(ADA, "founded", LUMEN, said("Ada Moen, chief executive, founded the firm", ADA, "founded", LUMEN)),
        fact(ADA, "worksFor", LUMEN, said("Ada Moen, chief executive", ADA, "worksFor", LUMEN, role="chief executive")),
        fact(ADA, "workedFor", KITE, said("after years at Kite Labs", ADA, "workedFor", KITE)),
        fact(LUMEN, "develops", "product/fjord", said("Its robot Fjord", LUMEN, "develops", "product/fjord")),
        fact(
            "product/fjord",
            "launchedOn",
            PartialDate(2023),
            said("Fjord came out in 2023", "product/fjord", "launchedOn", PartialDate(2023)),
        ),
        fact(LUMEN, "headquarteredIn", "place/oslo", said("the Oslo start-up", LUMEN, "headquarteredIn", "place/oslo")),
    ]


def sample(*extra: Fact, base: str = "https://w3id.org/graphkit/id/") -> networkx.MultiDiGraph:
    """The graph as `assemble` would hand it over, with further facts where a test wants them."""
    return assembled([*facts(), *extra], base=base)


def assembled(told: list[Fact], *, base: str = "https://w3id.org/graphkit/id/") -> networkx.MultiDiGraph:
    """A graph of these facts, over the things and articles of this file."""
    graph = networkx.MultiDiGraph()
    possible = Merge(thing(EN, KITE), thing(EN, BJORN), "possible", "made up")
    graph.graph.update(sources={s.id: s for s in (ZH, EN)}, base=base, possible=(possible,), texts=TEXTS, licence="")
    investors = {fact.subject for fact in told if fact.predicate == "investedIn" and fact.followed}
    partners = {end for fact in told if fact.predicate == "partnerOf" for end in (fact.subject, fact.object)}
    for id_, (kind, name) in KINDS.items():
        entity = Entity(id_, kind, name, (), (thing(EN, id_), thing(ZH, id_)))
        roles = (("Investor",) if id_ in investors else ()) + (("Partner",) if id_ in partners else ())
        own = tuple(f for f in told if f.subject == id_ and not (f.followed and isinstance(f.object, str)))
        graph.add_node(id_, entity=entity, kind=kind, label=name, roles=roles, facts=own, conflict=False)
    for fact in told:
        if fact.followed and isinstance(fact.object, str):
            graph.add_edge(fact.subject, fact.object, fact.predicate, predicate=fact.predicate, fact=fact)
    return graph
