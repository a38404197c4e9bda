"""Resolve, reconcile and assemble at 1,250 to 10,000 documents' worth of made-up claims: CPU seconds and memory a step.

    python bench/scale.py [DOCUMENTS…]

The claims are generated, the same every time: firms, funds and people of invented names, some told in two scripts or
with a legal form, some sharing a name, rounds told by several articles in one or two currencies.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from graphkit.model import Claim, Code, Money, PartialDate, Source, Span, Status, Text, Thing, Value, digest

SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su"),
    *("ta", "ve", "wi", "xo", "yu", "za", "bre", "cla", "dro", "fli", "gra"),
)
HAN = "星河光海蓝云深北辰远航高山天泽明智和信安泰华瑞启"
KINDS = ("Seed", "SeriesA", "SeriesB", "SeriesC", "SeriesD")


def word(rng: random.Random, parts: int) -> str:
    """An invented name of so many syllables."""
    return "".join(rng.choice(SYLLABLES) for _ in range(parts)).capitalize()


class World:
    """Firms with funds, people and rounds, of which articles tell parts. Grows with the number of articles."""

    def __init__(self, documents: int, seed: int = 1) -> None:
        rng = random.Random(seed)
        self.rng = rng
        self.firms = [
            (word(rng, 3) + rng.choice((" AI", "", "", " Labs")), "".join(rng.choice(HAN) for _ in range(4)))
            for _ in range(max(20, documents // 4))
        ]
        self.funds = [
            f"{word(rng, 3)} {rng.choice(('Capital', 'Ventures', 'Partners'))}" for _ in range(documents // 10 + 20)
        ]
        self.people = [f"{word(rng, 2)} {word(rng, 3)}" for _ in range(documents // 4 + 20)]
        self.towns = [word(rng, 2) + "burg" for _ in range(60)]
        self.deals = [self._deals() for _ in self.firms]

    def _deals(self) -> list[tuple[str, PartialDate, Money, list[str]]]:
        rng = self.rng
        year, deals = rng.randint(2012, 2022), []
        for kind in KINDS[: rng.randint(1, 5)]:
            money = Money(Decimal(rng.randint(2, 400) * 10**6), "EUR")
            deals.append((kind, PartialDate(year, rng.randint(1, 12)), money, rng.sample(self.funds, 4)))
            year += rng.randint(1, 2)
        return deals


def article(world: World, number: int) -> tuple[Source, list[Claim]]:
    """The claims of one made-up article: about 45, on one or two firms."""
    rng = random.Random(number)
    doc = digest("article", str(number))
    claims: list[Claim] = []
    at = 0

    def say(subject: Thing, predicate: str, value: Value, status: Status = "closed", **more: str) -> None:
        nonlocal at
        quote = f"{subject.name} {predicate} {value}"
        span = Span(doc, at, at + len(quote))
        at += len(quote) + 1
        claims.append(
            Claim(
                span, subject, predicate, value, quote, "en", "made up", status, qualifiers=tuple(sorted(more.items()))
            )
        )

    def thing(kind: str, *names: str) -> Thing:
        made = Thing(doc, f"{kind} {names[0]}", kind, names[0])
        for name in names:
            say(made, "name", Text(name, "en"), kind=kind, weight="3")
        return made

    for _ in range(rng.randint(1, 2)):
        which = int(len(world.firms) * rng.random() ** 2)  # some firms are in the news much more than others
        latin, han = world.firms[which]
        firm = thing("Company", *rng.choice(((latin,), (latin, han), (f"{latin} Inc.", latin), (han, latin))))
        say(firm, "headquarteredIn", thing("Place", world.towns[which % len(world.towns)]))
        person = thing("Person", world.people[which % len(world.people)])
        say(person, "founded", firm)
        say(person, "worksFor", firm, role="CEO")
        say(firm, "competitorOf", thing("Company", world.firms[(which + 1) % len(world.firms)][0]))
        say(firm, "develops", thing("Product", f"{latin.split()[0]} One"))
        deals = world.deals[which]
        for number_, (kind, date, money, funds) in enumerate(rng.sample(deals, min(len(deals), rng.randint(1, 3)))):
            told = Thing(doc, f"r{which}-{number_}", "FundingRound", kind)
            say(told, "raisedBy", firm)
            say(told, "amount", money)
            if rng.random() < 0.4:
                say(told, "amount", Money(money.value * Decimal("1.08"), "USD"))
            if rng.random() < 0.7:
                say(told, "announcedOn", date)
            if rng.random() < 0.7:
                say(told, "roundKind", Code(kind))
            for place, fund in enumerate(funds):
                say(told, "leadInvestor" if not place else "investor", thing("InvestmentFirm", fund))
    return Source(doc, f"{number}.txt", published=PartialDate(2024, rng.randint(1, 12), 1)), claims


def corpus(documents: int) -> Iterator[tuple[Source, list[Claim]]]:
    """So many made-up articles."""
    world = World(documents)
    for number in range(documents):
        yield article(world, number)


def measure(documents: int) -> str:
    """One row of the table, measured in this process."""
    from graphkit.graph import assemble
    from graphkit.reconcile import reconcile
    from graphkit.resolve import resolve

    sources: dict[str, Source] = {}
    claims: list[Claim] = []
    for source, said in corpus(documents):
        sources[source.id] = source
        claims += said
    begun = [time.process_time()]
    found = resolve(claims)
    begun.append(time.process_time())
    facts = reconcile(claims, found, sources=sources)
    begun.append(time.process_time())
    graph = assemble(found, facts, sources)
    begun.append(time.process_time())
    steps = [after - before for before, after in pairwise(begun)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = "  ".join(f"{step:7.1f}" for step in (*steps, sum(steps)))
    size = f"{graph.number_of_nodes():7}  {graph.number_of_edges():7}"
    return f"{documents:9}  {len(claims):8}  {told}  {memory:7.0f}  {size}"


def main() -> None:
    """A table, one process a row."""
    sizes = [int(size) for size in sys.argv[1:]] or [1250, 2500, 5000, 10000]
    if len(sizes) == 1:
        print(measure(sizes[0]))
        return
    print("documents    claims  resolve  reconcile  assemble    all s       MB    nodes    edges   ratio")
    before = 0.0
    for size in sizes:
        command = [sys.executable, Path(__file__), str(size)]
        row = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()
        total = float(row.split()[5])
        print(row, f"  {total / before:.2f}" if before else "", flush=True)
        before = total


if __name__ == "__main__":
    main()
