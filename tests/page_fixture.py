"""Graphs for the page's tests, made by hand in the shape that graph.assemble gives: a small one told by the seeds,
a hostile one, tiny ones, and large made-up ones."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx

from graphkit.model import (
    Claim,
    Code,
    Entity,
    Fact,
    Money,
    PartialDate,
    RankedClaim,
    Source,
    Span,
    Text,
    Thing,
    Value,
    digest,
)

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SYMMETRIC = ("partnerOf", "competitorOf")

SOURCES = {
    "000": ("000_7ca4eb82fc6b8359.txt", "Mistral AI 为运营其在法国的首个数据中心筹集了 8.3 亿美元的债务资金", "", "Maddyness", "2026-03-30", "zh"),
    "001": ("001_5762bea7d7ed9eaa.txt", "Mistral is rumored to be raising €3B at €20B valuation", "", "AI News", "", "en"),
    "002": ("002_423a05fe4c732023.txt", "欧洲Mistral受益于AI替代方案需求", "", "", "2025-06-08", "zh"),
    "003": ("003_f98615fb0d0219bb.txt", "米斯特拉尔（Mistral）获得6亿欧元的融资，估值飙升近60亿欧元",
            "https://ft.com/content/7a70a8a6-4a2a-47c5-8483-d0b829f32ae6", "Financial Times", "2024-06-11", "zh"),
    "004": ("004_44e2ba91edd8149b.txt", "快被遗忘的Mistral AI 的最新动向跟踪", "", "", "", "zh"),
}  # fmt: skip

M = "agent/mistral-ai"
SEED, A, MS, JUNE, C, TALKS, DEBT = (
    f"round/mistral-ai-{x}"
    for x in ("2023-06", "2023-12", "2024-02", "2024-06", "2023-09", "talks-eur-3000000000", "2026-03")
)

NAMES: dict[str, tuple[str, str, str]] = {
    # id: kind, name, other names "text@lang"
    M: ("Company", "Mistral AI", "Mistral@en 米斯特拉尔@zh"),
    "agent/openai": ("Company", "OpenAI", ""),
    "agent/anthropic": ("Company", "Anthropic", ""),
    "agent/google": ("Company", "Google", "谷歌@zh"),
    "agent/deepmind": ("Company", "DeepMind", ""),
    "agent/meta": ("Company", "Meta", ""),
    "agent/alan": ("Company", "Alan", ""),
    "agent/microsoft": ("Company", "Microsoft", "微软@zh"),
    "agent/nvidia": ("Company", "Nvidia", "NVIDIA@en 英伟达@zh"),
    "agent/afp": ("PublicOrganization", "Agence France-Presse", "AFP@fr 法新社@zh"),
    "agent/armee-francaise": ("PublicOrganization", "Armée française", "French_army@en 法国军队@zh"),
    "agent/france-travail": ("PublicOrganization", "France Travail", "就业机构@zh"),
    "agent/cma-cgm": ("Company", "CMA CGM", "CMA-CGM@en 航运巨头@zh"),
    "agent/helsing": ("Company", "Helsing", ""),
    "agent/ibm": ("Company", "IBM", ""),
    "agent/orange": ("Company", "Orange", ""),
    "agent/stellantis": ("Company", "Stellantis", ""),
    "agent/mgx": ("InvestmentFirm", "MGX", ""),
    "agent/bpifrance": ("InvestmentFirm", "Bpifrance", ""),
    "agent/cisco": ("Company", "Cisco", "思科@zh"),
    "agent/samsung": ("Company", "Samsung", "三星@zh"),
    "agent/salesforce": ("Company", "Salesforce", ""),
    "agent/lightspeed": ("InvestmentFirm", "Lightspeed", "Lightspeed_Venture_Partners@en"),
    "agent/general-catalyst": ("InvestmentFirm", "General Catalyst", ""),
    "agent/andreessen-horowitz": ("InvestmentFirm", "Andreessen Horowitz", "a16z@en"),
    "agent/bnp-paribas": ("InvestmentFirm", "BNP Paribas", ""),
    "agent/dst-global": ("InvestmentFirm", "DST Global", ""),
    "agent/conviction": ("InvestmentFirm", "Conviction", ""),
    "agent/elad-gil": ("Person", "Elad Gil", ""),
    "agent/eric-schmidt": ("Person", "Eric Schmidt", ""),
    "agent/exor-ventures": ("InvestmentFirm", "Exor Ventures", ""),
    "agent/first-minute-capital": ("InvestmentFirm", "First Minute Capital", ""),
    "agent/headline": ("InvestmentFirm", "Headline", ""),
    "agent/jcdecaux-holding": ("InvestmentFirm", "JCDecaux Holding", ""),
    "agent/la-famiglia": ("InvestmentFirm", "La Famiglia", ""),
    "agent/localglobe": ("InvestmentFirm", "LocalGlobe", ""),
    "agent/motier-ventures": ("InvestmentFirm", "Motier Ventures", ""),
    "agent/rodolphe-saade": ("Person", "Rodolphe Saadé", ""),
    "agent/sofina": ("InvestmentFirm", "Sofina", ""),
    "agent/xavier-niel": ("Person", "Xavier Niel", ""),
    "agent/arthur-mensch": ("Person", "Arthur Mensch", "Mensch@en"),
    "agent/timothee-lacroix": ("Person", "Timothée Lacroix", ""),
    "agent/guillaume-lample": ("Person", "Guillaume Lample", ""),
    "agent/jean-charles-samuelian-werve": ("Person", "Jean-Charles Samuelian-Werve", ""),
    "agent/charles-gorintin": ("Person", "Charles Gorintin", ""),
    "agent/cedric-o": ("Person", "Cédric O", ""),
    "place/paris": ("Place", "Paris", "巴黎@zh"),
    "product/le-chat": ("Product", "Le Chat", ""),
    "product/chatgpt": ("Product", "ChatGPT", ""),
    "product/mistral-large-2": ("Product", "Mistral Large 2", ""),
    "product/pixtral-large": ("Product", "Pixtral Large", ""),
    "product/mistral-medium-3": ("Product", "Mistral Medium 3", ""),
    "product/devstral": ("Product", "Devstral", ""),
    "product/codestral": ("Product", "Codestral", ""),
    "product/les-ministraux": ("Product", "Les Ministraux", ""),
    "product/mistral-saba": ("Product", "Mistral Saba", ""),
    "product/mistral-ocr": ("Product", "Mistral OCR", ""),
    "product/mistral-nemo": ("Product", "Mistral NeMo", ""),
    SEED: ("FundingRound", "Mistral AI, June 2023", ""),
    A: ("FundingRound", "Mistral AI, December 2023", ""),
    MS: ("FundingRound", "Mistral AI, February 2024", ""),
    JUNE: ("FundingRound", "Mistral AI, June 2024", ""),
    C: ("FundingRound", "Mistral AI, September 2023", ""),
    TALKS: ("FundingRound", "Mistral AI, in talks", ""),
    DEBT: ("FundingRound", "Mistral AI, March 2026", ""),
}  # fmt: skip

Q_SEED = (
    "004",
    "参与本轮种子轮融资的其他投资者包括 Bpifrance、Eric Schmidt、Exor Ventures、First Minute Capital、Headline、JCDecaux Holding、La Famiglia、LocalGlobe、Motier Ventures、Rodolphe Saadé、Sofina 和 Xavier Niel。",
    "zh",
)
Q_A = (
    "004",
    "该轮融资由 Andreessen Horowitz (a16z) 领投，现有支持者 Lightspeed 以及 BNP Paribas、CMA-CGM、Conviction、Elad Gil、General Catalyst 和 Salesforce 也参与其中。",
    "zh",
)
Q_A_SUM = (
    "004",
    "该公司完成了 [3.85 亿欧元的 A 轮融资](https://techcrunch.com/2023/12/11/mistral-ai-a-paris-based-openai-rival-closed-its-415-million-funding-round/)（当时约为 4.15 亿美元），据报道估值为 20 亿美元",
    "zh",
)
Q_SEED_SUM = (
    "004",
    "早在 2023 年 6 月，甚至在其发布首个模型之前，Mistral AI 就完成了由 Lightspeed Venture Partners 领投的[破纪录的 1.12 亿美元种子轮融资]",
    "zh",
)
Q_JUNE_EN = (
    "003",
    "General Catalyst led the latest investment round, with participation from Lightspeed, Andreessen Horowitz, Bpifrance, BNP Paribas, Nvidia, Salesforce, Samsung, IBM, and DST Global as a new investor.",
    "en",
)
Q_JUNE_ZH = (
    "003",
    "General Catalyst领导了最近的投资轮次，Lightspeed、Andreessen Horowitz、Bpifrance、BNP Paribas、英伟达、Salesforce、三星、IBM和DST Global也参与了投资",
    "zh",
)
Q_JUNE_4 = (
    "004",
    "融资由 General Catalyst 领投，估值为 60 亿美元，包括思科、IBM、英伟达、三星 Venture Investment Corporation 等知名投资者参与",
    "zh",
)
Q_JUNE_SUM = ("003", "reaching almost €6bn after raising €600mn in new funding", "en")
Q_JUNE_SUM4 = ("004", "2024 年 6 月，Mistral AI 又筹集了 [6 亿欧元的股权和]", "zh")
Q_MS = ("004", "微软在 2024 年 2 月宣布与 Mistral AI 建立合作关系，并对其进行了 [1630 万美元的可转换投资]", "zh")
Q_MS_EN = (
    "003",
    "Microsoft did not participate in this funding round but had previously invested €15mn in February",
    "en",
)
Q_MS_2 = ("002", "微软宣布将向这家法国公司投资1500万欧元（约合1600万美元）", "zh")
Q_TALKS = ("001", "Mistral AI is in early talks to raise €3B ($3.5B) at a €20B valuation.", "en")
Q_C = ("001", "The €20B valuation is nearly double its €11.7B Series C from September.", "en")
Q_DEBT_EN = (
    "000",
    "Mistral AI has secured $830 million in debt financing to operate its first data center in France.",
    "en",
)
Q_DEBT_FR = ("000", "Mistral AI a annoncé avoir sécurisé 830 millions de dollars de dette", "fr")
Q_PARTNERS = (
    "004",
    "德国国防科技初创公司 [Helsing](https://helsing.ai/newsroom/helsing-and-mistral-announce-strategic-partnership-in-defence-ai)、[IBM](https://www.ibm.com/new/announcements/ibm-launches-mistral-ai)、[Orange](https://newsroom.orange.com/orange-and-mistral-ai-join-forces-to-accelerate-artificial-intelligence-development-in-europe/) 和 [Stellantis]",
    "zh",
)
Q_ARMY = ("004", "Mistral AI 还与法国[军队]", "zh")
Q_PARK = ("004", "阿联酋投资公司 MGX、NVIDIA 和法国国有投资银行 [Bpifrance]", "zh")
Q_FOUNDERS = ("004", "Mistral AI 的三位创始人均有在巴黎设有重要业务的美国大型科技公司从事人工智能研究的背景", "zh")
Q_POSTS = (
    "004",
    "首席执行官 Arthur Mensch 曾在谷歌的 DeepMind 工作，而首席技术官 Timothée Lacroix 和首席科学家 Guillaume Lample 则是 Meta 的前员工",
    "zh",
)
Q_ADVISERS = ("004", "（也是董事会成员）和来自健康保险初创公司 Alan 的 Charles Gorintin，以及前数字部长 Cédric O", "zh")
Q_PARIS = ("003", "an artificial intelligence start-up based in Paris", "en")
Q_RIVALS = ("003", "competitors like Google and Meta", "en")


def usd(value: int) -> Money:
    return Money(Decimal(value), "USD")


def eur(value: int) -> Money:
    return Money(Decimal(value), "EUR")


class Maker:
    """Collects facts and makes the graph that graph.assemble would make of them."""

    def __init__(self, sources: dict[str, Source], texts: dict[str, str]) -> None:
        self.sources, self.texts = sources, texts
        self.graph = nx.MultiDiGraph()
        self.value_facts: dict[str, list[Fact]] = {}
        self.edges: dict[tuple[str, str, str], Fact] = {}

    def thing(self, id: str, kind: str, name: str, names: str = "") -> None:
        texts = [Text(name, "en")] + [Text(*reversed_name(part)) for part in names.split()]
        self.graph.add_node(id, entity=Entity(id, kind, name, tuple(texts)), kind=kind, label=name)

    def claim(
        self, s: str, p: str, value: Value, quote: tuple[str, str, str], status: Any = "closed", **qualifiers: str
    ) -> Claim:
        doc, words, lang = quote
        start = self.texts[doc].index(words)
        entity = self.graph.nodes[s]["entity"]
        return Claim(
            Span(doc, start, start + len(words)), Thing(doc, s, entity.kind, entity.name), p, value, words, lang,
            rule=f"{p}: a rule of {lang}", status=status, confidence=Decimal("0.9"), qualifiers=tuple(sorted(qualifiers.items())),
        )  # fmt: skip

    def says(
        self,
        s: str,
        p: str,
        o: str | Value,
        *quotes: tuple[str, str, str],
        followed: bool = True,
        reason: str = "",
        status: Any = "closed",
        **qualifiers: str,
    ) -> None:
        value: Value
        if isinstance(o, str):
            entity = self.graph.nodes[o]["entity"]
            value = Thing(quotes[0][0], o, entity.kind, entity.name)
        else:
            value = o
        rank: Any = "Preferred" if reason and followed else "Normal"
        claims = tuple(
            RankedClaim(self.claim(s, p, value, quote, status, **qualifiers), rank, reason if followed else "")
            for quote in quotes
        )
        if isinstance(o, str) and p in SYMMETRIC and s > o:
            s, o = o, s
        fact = Fact(s, p, o, claims, followed)
        if isinstance(o, str) and followed:
            old = self.edges.get((s, o, p))
            self.edges[s, o, p] = Fact(s, p, o, old.claims + claims, True) if old else fact
        else:
            self.value_facts.setdefault(s, []).append(fact)

    def done(self) -> nx.MultiDiGraph:
        g = self.graph
        status = {
            s: str(f.object).lower().replace("intalks", "in_talks")
            for s, facts in self.value_facts.items()
            for f in facts
            if f.predicate == "status"
        }
        company = {s: o for (s, o, p) in self.edges if p == "raisedBy"}
        for (s, o, p), fact in list(self.edges.items()):
            if p in ("investor", "leadInvestor") and status.get(s) == "closed" and s in company:
                key = (o, company[s], "investedIn")
                old = self.edges.get(key)
                claims = (old.claims if old else ()) + tuple(c for c in fact.claims if not old or c not in old.claims)
                self.edges[key] = Fact(o, "investedIn", company[s], claims)
        roles: dict[str, set[str]] = {}
        for s, o, p in self.edges:
            if p == "investedIn":
                roles.setdefault(s, set()).add("Investor")
            if p == "partnerOf":
                roles.setdefault(s, set()).add("Partner")
                roles.setdefault(o, set()).add("Partner")
        for id in list(g.nodes):
            facts = tuple(self.value_facts.get(id, ()))
            seen = [f.predicate for f in facts if f.predicate in ("amount", "valuation", "announcedOn")]
            g.nodes[id].update(
                roles=tuple(sorted(roles.get(id, ()))),
                facts=facts,
                conflict=any(not f.followed for f in facts if f.predicate in seen),
            )
        for (s, o, p), fact in sorted(self.edges.items()):
            g.add_edge(
                s, o, key=p, predicate=p, fact=fact, claims=fact.claims, status=status.get(s, status.get(o, "closed"))
            )
        g.graph.update(
            sources=self.sources,
            base="https://w3id.org/graphkit/id/",
            possible=(),
            dropped=(),
            counts={},
            texts=self.texts,
            licence="",
        )
        return g


def reversed_name(part: str) -> tuple[str, str]:
    text, lang = part.rsplit("@", 1)
    return text.replace("_", " "), lang


def seeds_graph() -> nx.MultiDiGraph:
    """What the five seeds say, by hand: 65 things, seven rounds, two conflicts."""
    sources, texts = {}, {}
    for doc, (path, title, url, outlet, published, lang) in SOURCES.items():
        texts[doc] = (SEEDS / path).read_text(encoding="utf-8")
        sources[doc] = Source(
            doc, path, title, url, outlet, PartialDate.parse(published) if published else None, lang, "0" * 64
        )
    m = Maker(sources, texts)
    for id, (kind, name, names) in NAMES.items():
        m.thing(id, kind, name, names)
    for round_, date, kind, status, quotes in (
        (SEED, "2023-06", "Seed", "Closed", [Q_SEED_SUM]), (A, "2023-12", "SeriesA", "Closed", [Q_A_SUM]), (MS, "2024-02", "", "Closed", [Q_MS, Q_MS_EN, Q_MS_2]),
        (JUNE, "2024-06", "", "Closed", [Q_JUNE_SUM, Q_JUNE_SUM4]), (C, "2023-09", "SeriesC", "Closed", [Q_C]), (TALKS, "", "", "InTalks", [Q_TALKS]),
        (DEBT, "2026-03", "", "Closed", [Q_DEBT_EN, Q_DEBT_FR]),
    ):  # fmt: skip
        word: Any = "in_talks" if status == "InTalks" else "closed"
        m.says(round_, "raisedBy", M, *quotes, status=word)
        m.says(round_, "status", Code(status), *quotes, status=word)
        if date:
            m.says(round_, "announcedOn", PartialDate.parse(date), quotes[0])
        if kind:
            m.says(round_, "roundKind", Code(kind), quotes[0])
    m.says(SEED, "amount", usd(112_000_000), Q_SEED_SUM)
    m.says(SEED, "valuation", usd(260_000_000), ("004", "对这家成立仅一个月的初创公司的估值为 2.6 亿美元", "zh"))
    m.says(A, "amount", eur(385_000_000), Q_A_SUM)
    m.says(A, "amount", usd(415_000_000), Q_A_SUM, ("002", "成功筹集了4.15亿美元", "zh"), followed=False)
    m.says(A, "valuation", usd(2_000_000_000), Q_A_SUM, ("002", "近期完成了估值达20亿美元的A轮融资", "zh"))
    m.says(MS, "amount", eur(15_000_000), Q_MS_EN, Q_MS_2, reason="more-documents")
    m.says(MS, "amount", usd(16_300_000), Q_MS, followed=False)
    m.says(MS, "amount", usd(16_000_000), Q_MS_2, followed=False, approximation="about")
    m.says(MS, "instrument", Code("Convertible"), Q_MS)
    m.says(JUNE, "amount", eur(600_000_000), Q_JUNE_SUM, Q_JUNE_SUM4)
    m.says(
        JUNE,
        "amount",
        usd(640_000_000),
        ("004", "按当时汇率计算约为 6.4 亿美元", "zh"),
        followed=False,
        approximation="about",
    )
    m.says(
        JUNE,
        "valuation",
        eur(6_000_000_000),
        Q_JUNE_SUM,
        ("003", "最近筹集了6亿欧元资金，估值接近60亿欧元", "zh"),
        reason="nearest-to-event",
        approximation="under",
    )
    m.says(JUNE, "valuation", usd(6_000_000_000), Q_JUNE_4, followed=False)
    m.says(C, "valuation", eur(11_700_000_000), Q_C)
    m.says(TALKS, "amount", eur(3_000_000_000), Q_TALKS, status="in_talks")
    m.says(TALKS, "amount", usd(3_500_000_000), Q_TALKS, followed=False, status="in_talks")
    m.says(TALKS, "valuation", eur(20_000_000_000), Q_TALKS, status="in_talks")
    m.says(DEBT, "amount", usd(830_000_000), Q_DEBT_EN, Q_DEBT_FR)
    m.says(DEBT, "instrument", Code("Debt"), Q_DEBT_EN)
    m.says(SEED, "leadInvestor", "agent/lightspeed", Q_SEED_SUM)
    m.says(SEED, "investor", "agent/lightspeed", Q_SEED_SUM)
    for name in [
        "bpifrance",
        "eric-schmidt",
        "exor-ventures",
        "first-minute-capital",
        "headline",
        "jcdecaux-holding",
        "la-famiglia",
        "localglobe",
        "motier-ventures",
        "rodolphe-saade",
        "sofina",
        "xavier-niel",
    ]:
        m.says(SEED, "investor", f"agent/{name}", Q_SEED)
    m.says(A, "leadInvestor", "agent/andreessen-horowitz", Q_A)
    for name in [
        "andreessen-horowitz",
        "lightspeed",
        "bnp-paribas",
        "cma-cgm",
        "conviction",
        "elad-gil",
        "general-catalyst",
        "salesforce",
    ]:
        m.says(A, "investor", f"agent/{name}", Q_A)
    m.says(MS, "investor", "agent/microsoft", Q_MS, Q_MS_EN, Q_MS_2)
    m.says(JUNE, "leadInvestor", "agent/general-catalyst", Q_JUNE_EN, Q_JUNE_ZH, Q_JUNE_4)
    for name in [
        "general-catalyst",
        "lightspeed",
        "andreessen-horowitz",
        "bpifrance",
        "bnp-paribas",
        "nvidia",
        "salesforce",
        "samsung",
        "ibm",
        "dst-global",
    ]:
        m.says(JUNE, "investor", f"agent/{name}", Q_JUNE_EN, Q_JUNE_ZH)
    for name in ["cisco", "ibm", "nvidia", "samsung"]:
        m.says(JUNE, "investor", f"agent/{name}", Q_JUNE_4)
    for name in ["helsing", "ibm", "orange", "stellantis"]:
        m.says(M, "partnerOf", f"agent/{name}", Q_PARTNERS)
    for name in ["mgx", "nvidia", "bpifrance"]:
        m.says(M, "partnerOf", f"agent/{name}", Q_PARK)
    m.says(M, "partnerOf", "agent/armee-francaise", Q_ARMY)
    m.says(M, "partnerOf", "agent/france-travail", ("004", "和[就业]", "zh"))
    m.says(M, "partnerOf", "agent/cma-cgm", ("004", "[航运巨头 CMA]", "zh"))
    m.says(M, "partnerOf", "agent/afp", ("004", "2025 年 1 月，Mistral AI [与法新社签署了一项协议]", "zh"))
    m.says(M, "partnerOf", "agent/microsoft", ("004", "2024 年，Mistral AI 与 Microsoft 达成协议", "zh"))
    for name in ["arthur-mensch", "timothee-lacroix", "guillaume-lample"]:
        m.says(f"agent/{name}", "founded", M, Q_FOUNDERS)
    m.says("agent/arthur-mensch", "worksFor", M, Q_POSTS, ("003", "Mistral's CEO, Arthur Mensch", "en"), role="CEO")
    m.says("agent/timothee-lacroix", "worksFor", M, Q_POSTS, role="首席技术官")
    m.says("agent/guillaume-lample", "worksFor", M, Q_POSTS, role="首席科学家")
    m.says("agent/arthur-mensch", "workedFor", "agent/deepmind", Q_POSTS)
    m.says("agent/timothee-lacroix", "workedFor", "agent/meta", Q_POSTS)
    m.says("agent/guillaume-lample", "workedFor", "agent/meta", Q_POSTS)
    m.says("agent/deepmind", "subsidiaryOf", "agent/google", ("004", "谷歌的 DeepMind", "zh"))
    m.says("agent/charles-gorintin", "worksFor", "agent/alan", Q_ADVISERS)
    m.says("agent/jean-charles-samuelian-werve", "worksFor", "agent/alan", Q_ADVISERS)
    m.says("agent/cedric-o", "worksFor", M, Q_ADVISERS, role="顾问")
    m.says("agent/jean-charles-samuelian-werve", "worksFor", M, Q_ADVISERS, role="董事会成员")
    m.says(M, "headquarteredIn", "place/paris", Q_PARIS)
    for name in ["google", "meta"]:
        m.says(M, "competitorOf", f"agent/{name}", Q_RIVALS)
    m.says(M, "competitorOf", "agent/openai", ("003", "disrupted OpenAI's business model", "en"))
    m.says(M, "competitorOf", "agent/anthropic", ("001", "far less than U.S. rivals OpenAI and Anthropic", "en"))
    m.says("agent/openai", "develops", "product/chatgpt", ("002", "ChatGPT制造商OpenAI", "zh"))
    m.says("agent/openai", "totalRaised", usd(186_000_000_000), ("001", "OpenAI Total Funding Raised $186B", "en"))
    m.says(
        M,
        "totalRaised",
        eur(1_000_000_000),
        ("004", "截至 2025 年 2 月，Mistral AI 迄今已筹集约 10 亿欧元资金", "zh"),
        approximation="about",
        asOf="2025-02",
    )
    products = {
        "le-chat": ("Le Chat，现在也已", "2025-02"), "mistral-large-2": ("[Mistral Large 2]", ""), "pixtral-large": ("[Pixtral Large]", "2024"),
        "mistral-medium-3": ("[Mistral Medium 3](https://techcrunch.com/2025/05/07/mistral-claims-its-newest-ai-model-delivers-leading-performance-for-the-price/)，于 2025 年 5 月发布", "2025-05"),
        "devstral": ("[Devstral]", ""), "codestral": ("[Codestral]", ""), "les-ministraux": ("“Les Ministraux”，一系列", ""), "mistral-saba": ("Mistral Saba，", ""),
        "mistral-ocr": ("2025 年 3 月，该公司[推出了 Mistral OCR]", "2025-03"), "mistral-nemo": ("例如 Mistral NeMo，该模型是与 Nvidia 合作构建的，初创公司于 2024 年 7 月将其", "2024-07"),
    }  # fmt: skip
    for name, (words, launched) in products.items():
        m.says(M, "develops", f"product/{name}", ("004", words, "zh"))
        if launched:
            m.says(f"product/{name}", "launchedOn", PartialDate.parse(launched), ("004", words, "zh"))
    m.says("agent/nvidia", "develops", "product/mistral-nemo", ("004", products["mistral-nemo"][0], "zh"))
    return m.done()


NASTY = [
    "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\"><svg onload=alert(3)>", "javascript:alert(4)",
    "{{7*7}}{% raw %}", "\u202egnp.exe\u2069", "<!--<script>", "\u2028\u2029]]>&lt;b&gt;",
]  # fmt: skip


def hostile_graph() -> nx.MultiDiGraph:
    """Names, quotes, titles, paths and addresses that try to run."""
    text = "\n".join(f"{word} invested in {word} today." for word in NASTY)
    urls = [
        "javascript:alert(5)",
        "data:text/html,<script>alert(6)</script>",
        'https://example.org/"onmouseover=alert(7)',
        " javascript:alert(8)",
    ]
    sources = {
        f"d{n}": Source(f"d{n}", f"{NASTY[n]}.txt", NASTY[n], url, NASTY[-n], None, "en") for n, url in enumerate(urls)
    }
    m = Maker(sources, dict.fromkeys(sources, text))
    for n, word in enumerate(NASTY):
        m.thing(f"agent/{word}", "Company", word, f"{word.replace(' ', '_')}@en")
        m.thing(f"product/{n}", "Product", word)
    for n, word in enumerate(NASTY):
        m.says(f"agent/{word}", "develops", f"product/{n}", (f"d{n % 4}", f"{word} invested in {word} today.", "en"))
        m.says(
            f"agent/{word}",
            "investedIn",
            f"agent/{NASTY[n - 1]}",
            (f"d{n % 4}", f"{word} invested in {word} today.", "en"),
            role=word,
        )
    return m.done()


def made_up_graph(count: int) -> nx.MultiDiGraph:
    """A graph of `count` things that looks like a market: few hubs, many small ones, a quote on every relation."""
    shares = (("Company", 0.3), ("FundingRound", 0.22), ("InvestmentFirm", 0.16), ("Person", 0.16), ("Product", 0.16))
    kinds = [kind for kind, share in shares for _ in range(int(count * share))]
    kinds += ["Product"] * (count - len(kinds))
    prefix = {
        "Company": "agent/firm",
        "InvestmentFirm": "agent/fund",
        "Person": "agent/person",
        "Product": "product/thing",
        "FundingRound": "round/firm",
    }
    words = {
        "Company": "Firm",
        "InvestmentFirm": "Fund",
        "Person": "Person",
        "Product": "Thing",
        "FundingRound": "Round",
    }
    ids: dict[str, list[str]] = {}
    doc_count = max(1, count // 10)
    sources = {
        f"d{n}": Source(
            f"d{n}",
            f"{n}.txt",
            f"Article {n}",
            f"https://example.org/{n}",
            "Example Post",
            PartialDate(2020 + n % 6, 1 + n % 12, 1 + n % 28),
            "en",
        )
        for n in range(doc_count)
    }
    m = Maker(sources, {})
    for n, kind in enumerate(kinds):
        id = f"{prefix[kind]}-{n}"
        ids.setdefault(kind, []).append(id)
        m.thing(id, kind, f"{words[kind]} {n}")
    written = 0
    sentence: list[str] = []

    def pick(kind: str, *seed: object) -> str:
        """Some of that kind, the first ones far more often (a hub is a hub)."""
        part = int(digest(*map(str, seed), length=8), 16) / 2**32
        return ids[kind][int(len(ids[kind]) * part**2.2)]

    def says(s: str, p: str, o: str | Value, **more: Any) -> None:
        nonlocal written
        written += isinstance(
            o, str
        )  # a round's amount, date and status stand in the sentence that tells who raised it
        what = m.graph.nodes[o]["label"] if isinstance(o, str) else str(o)
        if isinstance(o, str):
            doc = f"d{int(digest(s, p, o, length=6), 16) % doc_count}"
            words = f"In article line {written}, {m.graph.nodes[s]['label']} is told to be linked ({p}) with {what}."
            sentence[:] = doc, words
        doc, words = sentence
        entity = m.graph.nodes[s]["entity"]
        value: Value = Thing(doc, o, m.graph.nodes[o]["kind"], what) if isinstance(o, str) else o
        claim = Claim(
            Span(doc, written * 200, written * 200 + len(words)),
            Thing(doc, s, entity.kind, entity.name),
            p,
            value,
            words,
            "en",
            rule=f"{p} by rule",
        )
        fact = Fact(s, p, o, (RankedClaim(claim),))
        if isinstance(o, str):
            if p in SYMMETRIC and s > o:
                s, o = o, s
            m.edges[s, o, p] = Fact(s, p, o, fact.claims)
        else:
            m.value_facts.setdefault(s, []).append(fact)

    for n, id in enumerate(ids["FundingRound"]):
        says(id, "raisedBy", pick("Company", "raiser", n))
        says(id, "status", Code("Closed" if n % 9 else "InTalks"))
        says(id, "announcedOn", PartialDate(2018 + n % 8, 1 + n % 12))
        says(id, "amount", usd(1_000_000 * (1 + n % 300)))
        for k in range(2):
            says(id, "investor", pick("InvestmentFirm", "investor", n, k))
    for n, id in enumerate(ids["Product"]):
        says(pick("Company", "maker", n), "develops", id)
    for n, id in enumerate(ids["Person"]):
        says(id, "worksFor", pick("Company", "employer", n))
    for n in range(count // 12):
        a, b = pick("Company", "partner", n), pick("Company", "other", n)
        if a != b:
            says(a, "partnerOf", b)
    return m.done()


def tiny_graph(count: int) -> nx.MultiDiGraph:
    """No thing at all, or one without a relation."""
    m = Maker({}, {})
    for n in range(count):
        m.thing(f"agent/lonely-{n}", "Company", f"Lonely {n}")
    return m.done()
