"""Articles made by hand: say what they state, get the claims an extractor would give, each with a true quote."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from graphkit.model import Claim, Code, Money, PartialDate, Source, Span, Status, Text, Thing, Value, digest


def money(text: str) -> Money:
    """'EUR 600m', 'USD 2bn', 'CNY 500'."""
    currency, figure = text.split(" ")
    for unit, size in (("bn", 10**9), ("m", 10**6), ("k", 10**3)):
        if figure.endswith(unit):
            return Money(Decimal(figure.removesuffix(unit)) * size, currency)
    return Money(Decimal(figure), currency)


class Article:
    """One article; every statement adds a sentence to its text and a claim about it."""

    def __init__(self, name: str, *, published: str = "", lang: str = "en") -> None:
        self.name, self.lang = name, lang
        self.id = digest(name)
        self.published = PartialDate.parse(published) if published else None
        self.text = ""
        self.claims: list[Claim] = []
        self.rounds = 0

    @property
    def source(self) -> Source:
        """What is known of the article as a whole."""
        return Source(self.id, f"{self.name}.txt", title=self.name, published=self.published, lang=self.lang)

    def sentence(self, words: str) -> Span:
        """Adds words to the text and gives their place."""
        start = len(self.text)
        self.text += words + "\n"
        return Span(self.id, start, start + len(words))

    def thing(self, kind: str, *names: str, weight: int | None = None, lang: str = "") -> Thing:
        """A thing with its spellings in this article; `weight` is the strength of the type evidence."""
        thing = Thing(self.id, f"{kind}:{names[0]}", kind, names[0])
        for name in names:
            told: list[tuple[str, str]] = [("kind", kind), ("why", "as the test has it")]
            if weight is not None:
                told.append(("weight", str(weight)))
            self._claim(self.sentence(name), thing, "name", Text(name, lang or self.lang), qualifiers=tuple(told))
        return thing

    def say(
        self,
        subject: Thing,
        predicate: str,
        value: Value,
        *,
        words: str = "",
        at: Span | None = None,
        status: Status = "closed",
        **qualifiers: str,
    ) -> Claim:
        """States one thing. `words` is its sentence, `at` one that stands in the text already."""
        span = at or self.sentence(words or f"{subject} {predicate} {value}")
        return self._claim(span, subject, predicate, value, status=status, qualifiers=tuple(sorted(qualifiers.items())))

    def round(
        self,
        company: Thing,
        *amounts: str,
        kind: str = "",
        date: str = "",
        valuation: Iterable[str] = (),
        lead: Iterable[Thing] = (),
        investors: Iterable[Thing] = (),
        instrument: str = "",
        status: Status = "closed",
        words: str = "",
        **qualifiers: str,
    ) -> Thing:
        """A funding round and what the article says of it."""
        self.rounds += 1
        told = Thing(self.id, f"r{self.rounds}", "FundingRound", kind or "round")
        at = self.sentence(words or f"{company} round {self.rounds} {' '.join(amounts)} {kind} {date} {status}")
        self.say(told, "raisedBy", company, at=at, status=status, **qualifiers)
        for amount in amounts:
            self.say(told, "amount", money(amount), at=at, status=status)
        for value in (valuation,) if isinstance(valuation, str) else valuation:
            hedge = {"approximation": "under"} if value.startswith("~") else {}
            self.say(told, "valuation", money(value.lstrip("~")), at=at, status=status, **hedge)
        if kind:
            self.say(told, "roundKind", Code(kind), at=at, status=status)
        if instrument:
            self.say(told, "instrument", Code(instrument), at=at, status=status)
        if date:
            self.say(told, "announcedOn", PartialDate.parse(date), at=at, status=status)
        for agent in lead:
            self.say(told, "leadInvestor", agent, at=at, status=status)
        for agent in investors:
            self.say(told, "investor", agent, at=at, status=status)
        return told

    def _claim(
        self,
        span: Span,
        subject: Thing,
        predicate: str,
        value: Value,
        status: Status = "closed",
        qualifiers: tuple[tuple[str, str], ...] = (),
    ) -> Claim:
        quote = self.text[span.start : span.end]
        claim = Claim(
            span, subject, predicate, value, quote, self.lang, "as the test has it", status, qualifiers=qualifiers
        )
        self.claims.append(claim)
        return claim


def claims_of(*articles: Article) -> list[Claim]:
    """The claims of several articles."""
    return [claim for article in articles for claim in article.claims]


def sources_of(*articles: Article) -> dict[str, Source]:
    """Their sources by id."""
    return {article.id: article.source for article in articles}
