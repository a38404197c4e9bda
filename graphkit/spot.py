"""Spot: everything in the reading text that a rule can point at; names twice, so that what a strong place taught is known in a weak one.

The first reading collects candidates with what their words and neighbours tell of their type. `locals_of` then decides, for the
document as a whole, which candidates are names, which spellings are one thing, and what it is. The second reading finds the
spellings of those names wherever they stand.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from graphkit import gazetteer, names_latin, names_zh, nations, small
from graphkit.cues import Alternatives, Cues, needs
from graphkit.fold import initials, simplified_in_place, version
from graphkit.grammar import cells
from graphkit.masks import straight
from graphkit.model import Document, Mention, Money, PartialDate, Sentence, Text

READ_KINDS = ("title", "heading", "paragraph", "item", "row", "summary")
NAMED = ("Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Product", "Name")
ORGS = ("Company", "InvestmentFirm", "PublicOrganization", "Organization")


@dataclass
class Local:
    """One named thing of one document while it is being gathered: its spellings and the votes for its kind."""

    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)
    why: dict[str, str] = field(default_factory=dict)
    best: int = 0
    listed: str = ""
    first: int = 1 << 60  # where the text first names it; headlines come last

    @property
    def kind(self) -> str:
        """The kind with most votes; 'Name' while nothing has voted."""
        ranked = sorted(
            ((weight, kind) for kind, weight in self.votes.items() if weight > 0 and kind != "Media"),
            key=lambda v: (-v[0], v[1]),
        )
        return ranked[0][1] if ranked else "Name"

    @property
    def name(self) -> str:
        """The fullest spelling that is no mere gloss: longest among those used most."""
        return max(self.spellings, key=lambda s: (self.spellings[s] > 0, len(s), s))

    def vote(self, kind: str, weight: int, why: str) -> None:
        """Evidence that it is of that kind."""
        if kind != "Name" and weight > 0:
            self.votes[kind] += weight
            self.why.setdefault(kind, why)


@dataclass(frozen=True, slots=True)
class Spotted:
    """What was spotted in a document: the mentions of each sentence, and which thing each named mention means."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[tuple[Mention, ...], ...]
    locals: dict[str, Local]
    who: dict[tuple[int, int], str]
    entries: dict[int, str] = field(default_factory=dict)  # of a list of companies: whom each block is about


# --- words that stand for a company, a round, a person -----------------------------------------------


EDGES = r"(?<![\w'’-])(?:{})(?![\w-])"
NO_EDGES = r"(?:(?<![A-Za-z])|(?![A-Za-z]))(?:{})(?:(?![A-Za-z])|(?<![A-Za-z]))"  # for words of a script without spaces


@cache
def _patterns(folder: str, table: str) -> tuple[tuple[Alternatives, str], ...]:
    """The patterns under [table] of every language's cell, each with the value it is listed under."""
    found = []
    for cell in cells(folder).values():
        edges = NO_EDGES if cell.get("no_word_edges") else EDGES
        for value, words in sorted(cell.get(table, {}).items()):
            if words:
                found.append((Alternatives(tuple(sorted(words, key=lambda w: (-len(w), w))), edges), value))
    return tuple(found)


def _nouns(text: str, lowered: str, folder: str, kind: str) -> list[Mention]:
    even = straight(text)
    return [
        Mention(match.start(), match.end(), kind, text[match.start() : match.end()], rule=value, weight=2)
        for patterns, value in _patterns(folder, "words")
        for match in patterns.find(even, lowered)
    ]


def _ends_a_firm(text: str, post: Mention) -> bool:
    """'Quartz Venture Partners': a title's words with capitals after another such word end the name of a firm."""
    return post.text.casefold() in names_latin.lexicon().suffixes and bool(
        post.text[0].isupper() and re.search(r"[A-Z][\w.&-]* \Z", text[max(0, post.start - 24) : post.start])
    )


@cache
def _chain() -> re.Pattern[str]:
    """What stands between two titles of one person: ", ", " and ", 兼."""
    joins = rf",? (?:{small.any_of('and')}|&)|,|[ ]?/|、|{small.any_of('held_joint')}"
    return re.compile(rf"(?:{joins})[ ]?{small.spaced('held')}*", re.IGNORECASE)


def _chained(text: str, posts: Sequence[Mention]) -> list[Mention]:
    """'Chairman, CEO and founder' is one title; 'Jane Roe, CEO, and CFO John Ashby' has two."""
    found: list[Mention] = []
    for post in posts:
        last = found[-1] if found else None
        gap = text[last.end : post.start] if last else ""
        if (
            last
            and _chain().fullmatch(gap)
            and not ("," in gap and re.match(r",? [A-Z]", text[post.end : post.end + 3]) and last.rule != "founder")
        ):
            rule = "founder" if "founder" in (last.rule, post.rule) else post.rule
            found[-1] = replace(last, end=post.end, text=text[last.start : post.end], rule=rule)
        else:
            found.append(post)
    return found


@cache
def names_a_job(title: str) -> bool:
    """Does a founder's title name a post as well? 'co-founder and CEO' does, 'co-founder' does not."""
    return any(
        value == "post" and patterns.find(straight(title), straight(title).lower())
        for patterns, value in _patterns("spot/Post", "words")
    )


@cache
def _round_parts() -> tuple[
    tuple[Alternatives, Alternatives], re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]
]:
    latin: list[str] = []
    asian: list[str] = []
    marks: dict[str, list[str]] = defaultdict(list)
    for cell in cells("spot/FundingRound").values():
        (asian if cell.get("no_word_edges") else latin).extend(cell.get("nouns", []))
        for mark, words in cell.get("mark", {}).items():
            marks[mark].extend(words)

    def longest(words: list[str]) -> tuple[str, ...]:
        return tuple(sorted(words, key=lambda w: (-len(w), w)))

    nouns = Alternatives(longest(latin), r"(?<![\w-])(?:{})(?![\w-])"), Alternatives(longest(asian))
    between = re.compile(
        rf"[ \u00a0-]{{0,2}}(?:{small.any_of('series')}|(?:{small.any_of('of', 'article')})[ ]?)?\Z", re.IGNORECASE
    )
    before = tuple(
        (
            re.compile(rf"(?:{'|'.join(sorted(words, key=lambda w: (-len(w), w)))})[^.;。；]{{0,12}}\Z", re.IGNORECASE),
            mark,
        )
        for mark, words in sorted(marks.items())
    )
    return nouns, between, before


@cache
def _of_a() -> re.Pattern[str]:
    """Between a round and its kind: "a round of Series A", "a financing in its seed stage"."""
    return re.compile(rf"[ \u00a0]{small.any_of('of')}?[ ]?{small.any_of('article', 'own')}?[ ]?", re.IGNORECASE)


def rounds_in(text: str, kinds: Sequence[Mention], taken: Sequence[Mention]) -> list[Mention]:
    """Round mentions: a kind ('Series A'), a noun ('funding round', 本轮融资), or both in one. `rule` is its mark: 'this', 'earlier', 'new', ''."""
    nouns, between, before = _round_parts()
    barred = [(m.start, m.end) for m in taken]
    found: list[Mention] = []
    lowered = text.lower()
    every = sorted((m for part in nouns for m in part.find(text, lowered)), key=lambda m: m.start())
    free = [match for match in every if not _overlaps_sorted(match.start(), match.end(), barred)]
    begins = [match.start() for match in free]
    reach = max((match.end() - match.start() for match in free), default=0) + 8
    used: set[int] = set()
    for kind in kinds:
        start, end = kind.start, kind.end
        for index in range(bisect_left(begins, start - reach), len(free)):
            match = free[index]
            if match.start() > end + 8:
                break
            if index in used:
                continue
            if match.start() < end and match.end() > start:
                start, end = min(start, match.start()), max(end, match.end())
                used.add(index)
            elif match.start() >= end and match.start() - end < 6 and between.match(text[end : match.start()]):
                end = match.end()
                used.add(index)
            elif match.end() <= start and start - match.end() < 8 and _of_a().fullmatch(text[match.end() : start]):
                start = match.start()
                used.add(index)
        found.append(replace(kind, start=start, end=end, text=text[start:end], kind="FundingRound", rule=""))
    for index, match in enumerate(free):
        if index not in used:
            found.append(Mention(match.start(), match.end(), "FundingRound", match.group()))
    marked = []
    for mention in sorted(found, key=lambda m: m.start):
        lead = text[max(0, mention.start - 24) : mention.start] + mention.text
        mark = next(
            (
                name
                for pattern, name in before
                if pattern.search(lead[: len(lead) - max(0, len(mention.text) - 6)]) or pattern.match(mention.text)
            ),
            "",
        )
        marked.append(replace(mention, rule=mark))
    return marked


def _clear(known: Sequence[Mention], seen: Sequence[Mention]) -> list[Mention]:
    """Listed names that no sum, date or round stands across; one that lies inside the name does not count."""
    barred = [m for m in seen if m.kind in ("Money", "Date", "FundingRound")]
    begins = [m.start for m in barred]

    def crossed(name: Mention) -> bool:
        near = barred[max(0, bisect_right(begins, name.start) - 1) : bisect_left(begins, name.end)]
        return any(m.end > name.start and not _inside(m, name) for m in near)

    return [name for name in known if not crossed(name)]


# --- the first reading --------------------------------------------------------------------------------


UNCOUNTED = re.compile(r"[万萬亿億兆]+[^\d一二三四五六七八九十百千]*\Z")  # 万亿美金: an order of magnitude, no figure


@cache
def _orders() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An order of magnitude that stands for a sum, and what must follow it: 亿元级A轮 is about a hundred million."""
    cell = cells("spot/FundingRound")["zh"]
    return re.compile(rf"(?:{cell['order']})\Z"), re.compile(cell["after_order"])


def _uncounted(text: str, sum_: Mention) -> bool:
    """Is it no more than a word for very much? 亿元级A轮融资 is a figure, as far as it goes."""
    order, follows = _orders()
    told = order.match(sum_.text) and follows.match(text, sum_.end)
    return bool(UNCOUNTED.match(sum_.text)) and not told


def values_in(text: str, published: PartialDate | None, before: PartialDate | None) -> list[Mention]:
    """Money, dates, rounds, posts and standing-for words of one block, not overlapping. Traditional Chinese is read as
    simplified, and quoted as written."""
    plain = simplified_in_place(text)
    found = _values_in(plain, published, before)
    return found if plain == text else [_as_written(text, mention) for mention in found]


def _as_written(text: str, mention: Mention) -> Mention:
    words = text[mention.start : mention.end]
    value = mention.value
    if isinstance(value, Text) and value.text == mention.text:
        value = replace(value, text=words)
    return replace(mention, text=words, value=value)


def _values_in(text: str, published: PartialDate | None, before: PartialDate | None) -> list[Mention]:
    from graphkit import amounts, dates, rounds

    money = [
        replace(m, value=Text(m.text, "zh")) if isinstance(m.value, Money) and _uncounted(text, m) else m
        for m in amounts.find(text)
    ]
    when = dates.find(text, published, before)
    chosen = _choose([*money, *when])
    spans = [(c.start, c.end) for c in chosen]
    kinds = [m for m in rounds.find(text) if not _overlaps_sorted(m.start, m.end, spans)]
    raised = rounds_in(text, kinds, chosen)
    lowered = straight(text).lower()
    titles = _choose(_nouns(text, lowered, "spot/Post", "Post"))
    posts = _chained(text, [m for m in titles if not _ends_a_firm(text, m)])
    alone = [m for m in _nouns(text, lowered, "spot/TheCompany", "TheCompany") if not _introduces(text, m.end)]
    pronouns = [*alone, *_nouns(text, lowered, "spot/ThePerson", "ThePerson")]
    return _choose([*chosen, *raised, *posts, *pronouns])


NEXT_WORD = re.compile(r"[ \u00a0]([“\"«]?)[ \u00a0]?([\w'-]+)")


def _introduces(text: str, end: int) -> bool:
    """Does a name follow? 'the start-up Norvex', 'le géant américain Norvex': only words that stand alone stand for a firm."""
    lex = names_latin.lexicon()
    for _ in range(3):
        follows = NEXT_WORD.match(text, end)
        if not follows:
            return False
        word = follows.group(2)
        if names_latin.UPPER.match(word):
            return True
        if follows.group(1) or word.casefold() not in lex.adjectives | names_latin.listed("qualifiers"):
            return False
        end = follows.end()
    return False


def _inside(word: Mention, name: Mention) -> bool:
    """A round or a day that a longer listed name holds: 'First Round Capital', 今日资本."""
    within = name.start <= word.start and word.end <= name.end and word.end - word.start < name.end - name.start
    return within and word.kind in ("Date", "FundingRound")


def _choose(mentions: Iterable[Mention]) -> list[Mention]:
    """Of overlapping mentions keep the longer, then the heavier, then the first."""
    kept: list[Mention] = []
    ends: list[tuple[int, int]] = []
    for mention in sorted(mentions, key=lambda m: (-(m.end - m.start), -m.weight, m.start, m.kind)):
        place = bisect_right(ends, (mention.start, 1 << 60))
        if (place and ends[place - 1][1] > mention.start) or (place < len(ends) and ends[place][0] < mention.end):
            continue
        ends.insert(place, (mention.start, mention.end))
        kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _with_heads(body: str, lang: str) -> str:
    """The pattern with `{company_heads}` and the like spelled out from the nouns of its language."""
    listed = cells("words").get(f"heads_{lang}", {})
    for key in HEAD_KINDS:
        if f"{{{key}}}" in body:
            nouns = sorted(listed.get(key, []), key=lambda noun: (-len(noun), noun))
            body = body.replace(f"{{{key}}}", "(?:" + "|".join(map(re.escape, nouns)) + ")")
    return body


@cache
def _contexts() -> tuple[Cues, tuple[tuple[re.Pattern[str], str, int, bool], ...]]:
    found, needed = [], []
    for lang, cell in cells("spot/Name").items():
        for entry in cell.get("context", []):
            before = "before" in entry
            body = _with_heads(entry["before"] if before else entry["after"], lang)
            pattern = re.compile(rf"(?:{body})\Z" if before else rf"(?:{body})", re.IGNORECASE)
            found.append((pattern, entry["kind"], int(entry.get("weight", 3)), before))
            needed.append(needs(body)[:1])
    return Cues(needed), tuple(found)


@lru_cache(maxsize=4)
def _woken(text: str) -> tuple[tuple[re.Pattern[str], str, int, bool], ...]:
    cues, contexts = _contexts()
    return tuple(contexts[i] for i in cues.woken(straight(text).lower()))


HEAD_KINDS = {
    "company_heads": "Company",
    "investor_heads": "InvestmentFirm",
    "product_heads": "Product",
    "public_heads": "PublicOrganization",
}


@cache
def _apposed() -> re.Pattern[str]:
    """What is said of a name just after it: ", a French maker of pumps", " is the …", " – l'éditeur …"."""
    leads = rf", (?:{small.spaced('is', 'and')})?| {small.any_of('is')} | [-–—] "
    return re.compile(rf"(?:{leads}){small.spaced('article')}([^,.;:!?()]{{3,90}})", re.IGNORECASE)


@cache
def heads() -> dict[str, str]:
    """'startup' -> Company, 'fonds' -> InvestmentFirm: the nouns that stand beside names in Latin script."""
    found: dict[str, str] = {}
    for name, cell in sorted(cells("words").items()):
        if name.startswith("heads_") and not name.endswith("zh"):
            for key, kind in HEAD_KINDS.items():
                for word in cell.get(key, []):
                    found.setdefault(word.casefold(), kind)
    return found


@cache
def _trades() -> frozenset[str]:
    """'designer', 'developer': what a person may be as well as a firm."""
    lists = [cell["title"] for name, cell in sorted(cells("words").items()) if name.startswith("titles_")]
    return frozenset(word.casefold() for titles in lists for title in titles for word in title["words"])


def _headed(words: Sequence[str]) -> tuple[str, str]:
    """(kind, noun) of a phrase that ends in such a noun: 'the French chip start-up' is a Company."""
    for size in (3, 2, 1):
        phrase = " ".join(words[-size:])
        if len(words) >= size and phrase in heads():
            return heads()[phrase], phrase
    return "", ""


@cache
def heads_zh() -> dict[str, str]:
    """公司 -> Company, 基金 -> InvestmentFirm: the Chinese nouns that stand before names, and are none themselves."""
    found: dict[str, str] = {}
    cell = cells("words").get("heads_zh", {})
    for key, kind in HEAD_KINDS.items():
        for word in cell.get(key, []):
            found.setdefault(word, kind)
    return found


def _by_heads(left: str, right: str) -> Iterator[tuple[str, int, str]]:
    bare = left.rstrip(' “「"')
    for size in range(7, 1, -1):
        if len(bare) >= size and bare[-size:] in heads_zh():
            yield heads_zh()[bare[-size:]], 3, f"'{bare[-size:]}' before it"
            break
    words = re.findall(r"[\w'-]+", left.casefold())
    if words and re.search(r"[\w-][ \u00a0]*[“\"«‘]?[ \u00a0]?\Z", left):
        kind, noun = _headed(words)
        if kind == "Product" and noun in names_latin.listed("either") and not set(words) & names_latin.listed("owned"):
            yield "Company", 1, f"'{noun}' before it"  # "payments platform Norvex": as often a firm as a product
        elif kind:
            yield kind, 3, f"'{noun}' before it"
    apposed = _apposed().match(right)
    if apposed:
        words = re.findall(r"[\w'-]+", apposed.group(1).casefold())[:9]
        stop = next((i for i, w in enumerate(words) if w in names_latin.listed("apposed_stops")), len(words))
        for end in range(stop, 0, -1):
            kind, noun = _headed(words[:end])
            if kind:
                if not (kind == "Product" and noun in names_latin.listed("either")):
                    yield kind, 3 if noun in _trades() else 4, f"', … {noun}' after it"
                break


def typed_by_neighbours(text: str, start: int, end: int) -> list[tuple[str, int, str]]:
    """(kind, weight, why): what the words just before and after a name tell of it."""
    left, right = straight(text[max(0, start - 48) : start]), straight(text[end : end + 260])
    found = list(_by_heads(left, right))
    for pattern, kind, weight, before in _woken(text):
        match = pattern.search(left) if before else pattern.match(right)
        if match:
            found.append((kind, weight, f"'{match.group().strip()[:60]}' {'before' if before else 'after'} it"))
    return found


def spot(document: Document, sentences: Sequence[Sentence]) -> Spotted:
    """All mentions of a document. Linear in its length."""
    from graphkit import amounts, columns

    blocks = [(i, b) for i, b in enumerate(document.blocks) if b.kind in READ_KINDS]
    texts = {i: document.plain[b.start : b.end] for i, b in blocks}
    starts: dict[int, frozenset[int]] = {}
    by_block: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_block[sentence.block].append(sentence)
    for i, b in blocks:
        starts[i] = frozenset({0} | {s.start - b.start for s in by_block[i]} | {a - b.start for a, _ in b.cells})
    context = names_latin.Context(
        names_latin.lower_words(texts.values()),
        names_latin.firm_runs((texts[i], starts[i]) for i, b in blocks if b.kind in ("paragraph", "item", "summary")),
    )
    hits: dict[int, list[Mention]] = {}
    values: dict[int, list[Mention]] = {}
    before: PartialDate | None = None
    for i, b in blocks:
        text = texts[i]
        seen = values_in(text, document.source.published, before)
        if b.kind == "row":
            seen = _choose([*seen, *columns.sums_in(b, document.plain, amounts.find)])
        for m in seen:
            if isinstance(m.value, PartialDate):
                before = m.value
        known = _listed_in(text, starts[i], context)
        chosen = _choose(
            [
                *seen,
                *_clear(known, seen),
            ]
        )
        values[i] = [m for m in chosen if m.kind not in NAMED and m.kind != "Place"]
        spans = [(m.start, m.end) for m in values[i]]
        latin = names_latin.find(text, spans, starts[i], context, heading=b.kind in ("title", "heading"))
        latin += gazetteer.bodies(text)
        latin = _prefer(latin, [m for m in chosen if m.kind in NAMED or m.kind == "Place"])
        named = _choose([*latin, *[m for m in chosen if m.kind in NAMED or m.kind == "Place"]])
        named = _two_scripts(text, named)
        if b.kind == "row":
            named = _choose(
                [*named, *columns.names_in(b, document.plain, [(m.start, m.end) for m in [*values[i], *named]])]
            )
        if re.search("[\u3400-\u9fff]", text):
            asian = [
                m
                for m in names_zh.find(text, sorted([*values[i], *named], key=lambda m: m.start))
                if m.text not in heads_zh()
            ]
            asian += nations.bodies(text)
            named = _without_sources(text, _choose([*named, *asian]))
        hits[i] = named
    headlines = frozenset(i for i in texts if document.blocks[i].kind in ("title", "heading"))
    locals_, spelled, homonyms = gather(texts, hits, values, headlines)
    listed = _entries(document, texts, hits, values, locals_, spelled)
    spotted = second_reading(document, sentences, texts, values, hits, locals_, spelled, homonyms)
    return replace(spotted, entries=listed)


def _entries(
    document: Document,
    texts: dict[int, str],
    hits: dict[int, list[Mention]],
    values: dict[int, list[Mention]],
    things: dict[str, Local],
    spelled: dict[str, str],
) -> dict[int, str]:
    """Whom each block of a list of companies is about; what its entries open with are companies, whatever they make."""
    from graphkit.entries import entries

    def company(block: int, mention: Mention) -> str:
        key = spelled.get(fold(mention.text), "")
        thing = things.get(key)
        fits = thing is not None and mention.kind != "Place" and _accepted(thing)
        return key if fits and thing and thing.kind in ("Company", "Organization", "Name", "Product") else ""

    found = entries(document.blocks, texts, hits, values, company)
    for key in sorted(set(found.values())):
        if not things[key].listed:
            things[key].vote("Company", 6, "an entry of a list of companies")
    return found


@cache
def _source_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """What stands before and after the name of whoever reports; ways to name no more than a channel; what makes an
    outlet the story itself; the outlets."""
    cell = cells("spot/Name")["zh"]["source"]
    before, after, channel, story = (
        re.compile(f"(?:{'|'.join(cell[key])})") for key in ("before", "after", "channel", "story")
    )
    return re.compile(rf"{before.pattern}\Z"), after, channel, story, frozenset(fold(name) for name in cell["outlets"])


@cache
def _party() -> re.Pattern[str]:
    """Words just before an outlet with which others act: 与, 收购."""
    return re.compile("|".join(cells("spot/Name")["zh"]["source"]["party"]))


@cache
def _outlets() -> Any:
    from ahocorasick_rs import AhoCorasick, MatchKind

    names = sorted(cells("spot/Name")["zh"]["source"]["outlets"])
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)


def _without_sources(text: str, named: Sequence[Mention]) -> list[Mention]:
    """The mentions of a Chinese block less those that only say who reports, who wrote, where to follow: 36氪获悉, 作者 | 某某."""
    before, after, channel, story, outlets = _source_words()
    told = cells("spot/Name")["zh"]["source"]["told"]
    papers = [
        (start, end)
        for _, start, end in _outlets().find_matches_as_indexes(text)
        if _word_edges(text, start, end)
        and not story.match(text[end : end + 24])
        and not _party().search(text[max(0, start - 8) : start])
    ]
    found = []
    for mention in named:
        rest = text[mention.end : mention.end + 24]
        if mention.kind != "Place" and (
            (after.match(rest) and text[mention.start - 1 : mention.start] not in told)
            or before.search(text[max(0, mention.start - 24) : mention.start])
            or channel.match(text[mention.start : mention.end + 8])
            or (
                fold(mention.text) in outlets
                and not story.match(rest)
                and not _party().search(text[max(0, mention.start - 8) : mention.start])
            )
            or any(start <= mention.start and mention.end <= end for start, end in papers)
        ):
            continue
        found.append(mention)
    return found


def _listed_in(text: str, starts: frozenset[int], context: names_latin.Context) -> list[Mention]:
    """Listed names and places as the text spells them, Traditional spellings of Simplified ones too."""
    known = gazetteer.find(text, starts, context)
    plain = simplified_in_place(text)
    if plain == text:
        return known
    taken = [(mention.start, mention.end) for mention in known]
    more = [
        replace(mention, text=text[mention.start : mention.end])
        for mention in gazetteer.find(plain, starts, context)
        if not _overlaps_sorted(mention.start, mention.end, taken)
    ]
    return sorted([*known, *more], key=lambda mention: mention.start)


def _prefer(latin: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """A longer run around a listed name is a name of its own (Google Cloud, Orange Bank), unless the rest is ordinary
    or a person's: "told Reuters Jane Roe"."""
    begins = [k.start for k in known]

    def held(m: Mention) -> bool:
        place = bisect_right(begins, m.start)
        return place > 0 and m.end <= known[place - 1].end

    opening = {k.start: k for k in known if k.kind in ORGS}
    return [_person_after(m, opening.get(m.start)) for m in latin if not held(m)]


def _person_after(run: Mention, first: Mention | None) -> Mention:
    """The person of a run that begins with `first`, a listed name, or the run as it is."""
    words = run.text[first.end - run.start :].split() if first else []
    if first and len(words) > 1 and words[0].casefold() in names_latin.lexicon().given:
        start = run.end - len(run.text[first.end - run.start :].lstrip())
        return Mention(
            start,
            run.end,
            "Person",
            run.text[start - run.start :],
            rule=f"begins with the given name '{words[0]}'",
            weight=5,
        )
    return run


def _two_scripts(text: str, named: Sequence[Mention]) -> list[Mention]:
    """三星 Venture Investment Corporation is one name: a Chinese one with a Latin tail of such words as end the names of firms."""
    suffixes = names_latin.lexicon().suffixes
    found: list[Mention] = []
    for mention in named:
        last = found[-1] if found else None
        if (
            last
            and last.kind != "Place"
            and gazetteer.HAN.match(last.text[-1])
            and text[last.end : mention.start] in ("", " ")
        ):
            words = mention.text.casefold().split()
            if all(word.rstrip(".") in suffixes for word in words):
                found[-1] = Mention(
                    last.start,
                    mention.end,
                    suffixes[words[0]],
                    text[last.start : mention.end],
                    rule=f"ends in '{mention.text}'",
                    weight=8,
                )
                continue
        found.append(mention)
    return found


BESIDE_BEFORE = re.compile(r"[ \u00a0]?(?:[:：，,·、]|—|–)?[ \u00a0“\"«]?\Z")


@cache
def _beside_after() -> re.Pattern[str]:
    """Between a name and a title that follows: ", ", " is the former "."""
    led = small.spaced("article", "own", "is", "as", space="[ \u00a0]?")
    return re.compile(
        rf"[ \u00a0]?(?:[,，(（]|—|–|-)?[ \u00a0]?{led}?{small.any_of('former')}?[ \u00a0]?\Z", re.IGNORECASE
    )


@cache
def _joined_before() -> re.Pattern[str]:
    """Words after which a name that stands before a job title is the employer's: 'joined Norvex as head of sales'."""
    bodies = [body for cell in cells("spot/Name").values() for body in cell.get("latin", {}).get("joined_before", [])]
    return re.compile(rf"(?:{'|'.join(bodies) or '(?!)'})\Z")


def _by_posts(text: str, mention: Mention, posts: Sequence[Mention]) -> bool:
    """Does a job title stand right before or after the name? Then it is a person's."""
    for post in posts:
        if _in_brackets(text, post, mention):
            continue
        if post.end <= mention.start <= post.end + 3 and BESIDE_BEFORE.fullmatch(text[post.end : mention.start]):
            apposed = "," in text[post.end : mention.start] and text[
                max(0, post.start - 8) : post.start
            ].rstrip().endswith(",")
            if not apposed:  # "Jane Roe, CFO, Norvex": hers
                return True
        if (
            mention.end <= post.start <= mention.end + 14
            and post.start > mention.end
            and _beside_after().fullmatch(text[mention.end : post.start])
        ):
            between = text[mention.end : post.start]
            if _joined_before().search(text[max(0, mention.start - 14) : mention.start]):
                continue
            if between.strip() or gazetteer.HAN.search(mention.text):
                return True
    return False


def _in_brackets(text: str, post: Mention, mention: Mention) -> bool:
    """'Jane Roe (Partner, Saltmarsh Capital)': a title and a name in brackets, a comma between, are post and firm."""
    opened = max(text.rfind(sign, max(0, post.start - 40), post.start) for sign in "(（")
    alone = opened >= 0 and not any(sign in text[opened : post.start] for sign in ")）,，")
    return alone and post.end < mention.start and text[post.end : mention.start].strip() in (",", "，")


# --- the document decides -----------------------------------------------------------------------------


def fold(name: str) -> str:
    """Case, width, punctuation and spaces aside."""
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s\-–_.'’·&]+", "", folded) or folded


@cache
def _gloss_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between a name and another spelling of it: in brackets, between commas."""
    told: dict[str, str] = {}
    for where in ("bracket", "apposed"):
        words = {word for cell in cells("lang").values() for word in cell.get("gloss", {}).get(where, [])}
        told[where] = "|".join(sorted(words, key=lambda w: (-len(w), w))) or "(?!)"
    return (
        re.compile(rf"\s?[（(]\s?(?:{told['bracket']})?[:：]?\s?[“\"「'‘]?", re.IGNORECASE),
        re.compile(rf"\s?[,，（(]?\s?(?:{told['apposed']})[:：]?\s?[“\"«「]?\s?", re.IGNORECASE),
    )


BRACKETED = re.compile(r"\s?[（(]\s?([^（）()\n]{2,24}?)\s?[）)]")


def gather(
    texts: dict[int, str],
    hits: dict[int, list[Mention]],
    values: dict[int, list[Mention]],
    headlines: frozenset[int] = frozenset(),
) -> tuple[dict[str, Local], dict[str, str], dict[tuple[int, int], str]]:
    """The named things of the document, which spelling means which, and the places where a spelling means another."""
    things: dict[str, Local] = {}
    spelled: dict[str, str] = {}
    homonyms: dict[tuple[int, int], str] = {}

    def thing_for(spelling: str, listed: str = "") -> Local:
        folded = fold(spelling)
        key = spelled.get(folded) or (f"id:{listed}" if listed else folded)
        spelled.setdefault(folded, key)
        if key not in things:
            things[key] = Local(key, listed=listed)
        return things[key]

    def place(i: int, mention: Mention) -> int:
        """Where it stands; a headline, which shortens names, counts as told last."""
        return (i + (1_000_000 if i in headlines else 0)) * 10_000_000 + mention.start

    for i in sorted(hits):
        text = texts[i]
        posts = [m for m in values[i] if m.kind == "Post"]
        for mention in hits[i]:
            if mention.kind == "Place":
                continue
            listed = mention.value.text if isinstance(mention.value, Text) else ""
            if listed and mention.kind == "Product" and version(mention.text):
                listed += f"#{version(mention.text)}"  # Mistral Large 2 is another product than Mistral Large
            told = typed_by_neighbours(text, mention.start, mention.end)
            if (
                listed
                and mention.kind == "PublicOrganization"
                and any(kind == "Company" and weight >= 3 for kind, weight, _ in told)
            ):
                listed = ""  # 航运巨头 CMA is not the authority of that name
                thing = things.setdefault(f"{fold(mention.text)}#", Local(f"{fold(mention.text)}#"))
                homonyms[(i, mention.start)] = thing.key
                thing.spellings[mention.text] += 1
                thing.best = max(thing.best, 3)
                thing.first = min(thing.first, place(i, mention))
                for kind, weight, why in told:
                    thing.vote(kind, weight, why)
                continue
            thing = thing_for(mention.text, listed)
            thing.spellings[mention.text] += 1
            thing.best = max(thing.best, mention.weight)
            thing.first = min(thing.first, place(i, mention))
            thing.vote(mention.kind, mention.weight, mention.rule)
            for kind, weight, why in told:
                thing.vote(kind, weight, why)
                thing.best = max(thing.best, min(weight, 3))
            if mention.text.casefold() in names_latin.listed("outlets"):
                thing.vote("Media", 4, "an outlet")
            elif mention.text.casefold() in names_latin.listed("background"):
                thing.vote("Media", 4, "a system that products run on")
            if posts and _by_posts(text, mention, posts):
                thing.vote("Person", 4, "a job title beside it")
                thing.best = max(thing.best, 3)
            for other in mention.names:
                spelled.setdefault(fold(other), thing.key)
                thing.spellings.setdefault(other, 0)
    _glosses(texts, hits, things, spelled)
    _short_forms(things, spelled)
    _short_in_han(things, spelled)
    _bare_in_han(things, spelled)
    return things, spelled, {place: _survivor(key, things, spelled) for place, key in homonyms.items()}


def _survivor(key: str, things: dict[str, Local], spelled: dict[str, str]) -> str:
    return key if key in things else spelled.get(key, key)


def _merge_into(a: str, b: str, things: dict[str, Local], spelled: dict[str, str]) -> None:
    """Thing b was thing a all along."""
    if a == b or a not in things or b not in things:
        return
    keep, gone = things[a], things.pop(b)
    keep.spellings.update(gone.spellings)
    keep.votes.update(gone.votes)
    for kind, why in gone.why.items():
        keep.why.setdefault(kind, why)
    keep.best = max(keep.best, gone.best)
    keep.first = min(keep.first, gone.first)
    keep.listed = keep.listed or gone.listed
    spelled[b] = a
    for spelling in gone.spellings:
        if spelled.get(fold(spelling)) == b:
            spelled[fold(spelling)] = a


def _glosses(
    texts: dict[int, str], hits: dict[int, list[Mention]], things: dict[str, Local], spelled: dict[str, str]
) -> None:
    """`Andreessen Horowitz (a16z)`, 米斯特拉尔（Mistral）: the second is another spelling of the first."""
    bracket, apposed = _gloss_patterns()
    for i in sorted(hits):
        text, row = texts[i], hits[i]
        _bare_glosses(text, row, things, spelled)
        for left, right in itertools.pairwise(row):
            if left.kind == "Place" or right.kind == "Place":
                continue
            closes = text[right.end : right.end + 2].strip()[:1] in (")", "）") or text[right.end : right.end + 1] in (
                "”",
                '"',
                "」",
            )
            closes = closes or text[right.end : right.end + 2] in ("')", "’)")
            between = text[left.end : right.start]
            renamed = apposed.fullmatch(between) is not None
            if not (renamed or (closes and bracket.fullmatch(between))):
                continue
            a, b = spelled[fold(left.text)], spelled[fold(right.text)]
            if a == b or a not in things or b not in things:
                continue
            kinds = {things[a].kind, things[b].kind} - {"Name"}
            acronym = right.text.isupper() and right.text.casefold() == initials(left.text)
            if len(kinds) > 1 and ("Person" in kinds or "Product" in kinds) and not acronym:
                continue
            if things[a].listed and things[b].listed and things[a].listed != things[b].listed:
                continue
            if renamed and bool(things[a].listed) != bool(things[b].listed):
                continue  # "Jane Roe, formerly Google"
            if renamed and (things[a].kind == "Person") != (things[b].kind == "Person"):
                continue  # "Jane Roe (ex-Norvex)"
            if renamed or _glossable(left.text, right.text):
                _merge_into(a, b, things, spelled)


def _bare_glosses(text: str, row: Sequence[Mention], things: dict[str, Local], spelled: dict[str, str]) -> None:
    """Velora（维罗拉）: what stands in brackets is a name elsewhere in the article, or spells a foreign one by its sound."""
    taken = [(m.start, m.end) for m in row]
    for mention in row:
        told = BRACKETED.match(text, mention.end)
        if mention.kind == "Place" or not told or _overlaps_sorted(*told.span(1), taken):
            continue
        other, key = told[1], spelled[fold(mention.text)]
        if not gazetteer.HAN.search(other) or gazetteer.HAN.search(mention.text) or key not in things:
            continue
        if fold(other) in spelled:
            if not things.get(spelled[fold(other)], things[key]).listed:
                _merge_into(key, spelled[fold(other)], things, spelled)
        elif len(other) <= 8 and set(other) <= names_zh.lexicon().spelling:
            spelled[fold(other)] = key
            things[key].spellings[other] += 1


def _glossable(long: str, short: str) -> bool:
    """An acronym, a shortening, or a name in another script."""
    asian = bool(re.search("[\u3400-\u9fff]", long)), bool(re.search("[\u3400-\u9fff]", short))
    if asian[0] != asian[1]:
        return True
    if asian[0]:
        return all(c in long for c in short)
    initials = "".join(w[0] for w in re.findall(r"\w+", long) if w[0].isupper() or w[0].isdigit())
    a, b = fold(long), fold(short)
    return (
        b in a
        or a in b
        or short.upper() == initials.upper()
        or (len(short) <= 6 and len(re.sub(r"[\W\d_]", "", b)) > 1 and _subsequence(b, a))
        or short[:2].casefold() == long[:2].casefold()
    )


def _subsequence(short: str, long: str) -> bool:
    letters = iter(re.sub(r"\W", "", long))
    return all(c in letters for c in re.sub(r"\d", "", short))


def _shortened_otherwise(short: str, owner: Local) -> bool:
    """Has the long name a short form of its own? 云州医药健康云商股份有限公司（下称“云药健康”） is not its parent 云州医药."""
    own = [name for name in owner.spellings if gazetteer.HAN.match(name) and len(name) < len(owner.name)]
    return bool(own) and not any(short in name or name in short for name in own)


def _bare_in_han(things: dict[str, Local], spelled: dict[str, str]) -> None:
    """云朔科技 wherever it stands, where 云朔科技有限公司 is named: a registered name less its legal form."""
    from graphkit.legal import without_legal_form

    bare: dict[str, list[str]] = defaultdict(list)
    for key in sorted(things):
        for spelling in things[key].spellings:
            short = without_legal_form(spelling)
            if short != spelling and len(short) >= 4 and all(gazetteer.HAN.match(char) for char in short):
                bare[short].append(key)
    for short, keys in bare.items():
        if len(set(keys)) == 1 and fold(short) not in spelled:
            spelled[fold(short)] = keys[0]
            things[keys[0]].spellings.setdefault(short, 0)


def _short_in_han(things: dict[str, Local], spelled: dict[str, str]) -> None:
    """云朔 after 北京云朔科技有限公司: the same firm, if only one long name begins so."""
    firms = {
        key: thing
        for key, thing in things.items()
        if not thing.listed
        and thing.kind in (*ORGS, "Name")
        and all(gazetteer.HAN.match(c) or c in "（）()" for c in thing.name)
    }
    for key, thing in sorted(firms.items()):
        if len(thing.name) < 2 or key not in things:
            continue
        long = [
            other
            for other, owner in firms.items()
            if other != key
            and other in things
            and owner.name[:12].find(thing.name) >= 0
            and names_zh.shortens(thing.name, owner.name)
            and not _shortened_otherwise(thing.name, owner)
        ]
        kinds = {things[other].kind for other in long} | {thing.kind}
        if len(long) == 1 and not {"InvestmentFirm", "Company"} <= kinds:
            _merge_into(long[0], key, things, spelled)


def _short_forms(things: dict[str, Local], spelled: dict[str, str]) -> None:
    """A first word, a surname, a name without its legal form, used after the full name: the same thing."""
    from graphkit.legal import without_legal_form

    full: dict[str, list[str]] = defaultdict(list)
    legal: set[tuple[str, str]] = set()
    sure: set[tuple[str, str]] = set()
    family: dict[str, set[str]] = defaultdict(set)
    for key in sorted(things):
        for spelling in things[key].spellings:
            words = re.split(r"[ \u00a0-]", spelling)
            if len(words) > 1 and things[key].kind != "Person":
                family[fold(words[0])].add(key)
            bare = without_legal_form(spelling)
            if bare != spelling:
                full[fold(bare)].append(key)
                legal.add((fold(bare), key))
                sure.add((fold(bare), key))
            if len(words) > 1:
                if things[key].kind == "Person":
                    full[fold(words[-1])].append(key)
                    sure.update({(fold(words[-1]), key), (fold(words[0]), key)})
                    if words[0].casefold() in names_latin.lexicon().given:
                        full[fold(words[0])].append(key)
                elif not _another(spelling, things[key], things, spelled) and (
                    (things[key].kind != "Product" and words[-1].casefold() in names_latin.lexicon().suffixes)
                    or (things[key].kind == "Company" and len(words) == 2)
                ):
                    full[fold(" ".join(words[:-1]))].append(key)
                    if words[-1].casefold() in names_latin.lexicon().suffixes:
                        sure.add((fold(" ".join(words[:-1])), key))
                    if len(words) > 2:
                        full[fold(words[0])].append(key)
    for key, spellings in [(key, sorted(things[key].spellings)) for key in sorted(things)]:
        for short in map(fold, spellings):  # as they were: what a thing takes over is no short form of a third
            fitting = [
                other
                for other in dict.fromkeys(full.get(short, ()))
                if other != key
                and other in things
                and key in things
                and _may_be_short(things[key], things[other], (short, other) in legal)
                and ((short, other) in sure or len(family[short]) < 2)  # Norvex Pay, Norvex People: Norvex is neither
            ]
            people = [other for other in fitting if things[other].kind == "Person"]
            if fitting and len(people) < 2:
                _merge_into(min(fitting, key=lambda other: (things[other].first, other)), key, things, spelled)


def _another(spelling: str, thing: Local, things: dict[str, Local], spelled: dict[str, str]) -> bool:
    """'Norvex Cloud', 'Norvex Health', where Norvex was told of before: a full name comes first, so it is another thing."""
    from graphkit.fold import firm_words

    words = re.split(r"[ \u00a0]", spelling)
    short = things.get(spelled.get(fold(words[0]), ""))
    told_before = len(words) == 2 and short is not None and short.first < thing.first
    return told_before and words[-1].casefold() not in firm_words("common") | firm_words("legal_forms")


SURELY_LISTED = 20  # the weight of a listed name that is no ordinary word besides


def _may_be_short(short: Local, full: Local, legal: bool) -> bool:
    """May the one be a short form of the other? A listed firm is not its unlisted arm or product (Adobe Creative Cloud)."""
    before = short.best >= SURELY_LISTED or short.first < full.first
    known = short.listed and (full.listed or (before and not legal))
    if known and short.listed != full.listed:
        return False
    if (
        full.kind == "Person"
        and short.kind in ORGS
        and short.votes[short.kind] >= (3 if short.first < full.first else 4)
    ):
        return False  # Merrow, a retailer that Arthur Merrow founded
    if full.kind == "InvestmentFirm" and short.kind == "Company" and short.votes["Company"] >= 3:
        return False  # Baxter Ventures, the investment arm of the drugmaker Baxter
    kinds = {short.kind, full.kind} - {"Name"}
    return len(kinds) < 2 or not ("Product" in kinds or ("Person" in kinds and short.listed))


# --- the second reading -------------------------------------------------------------------------------


def _accepted(thing: Local) -> bool:
    return bool(thing.listed) or thing.best >= 2 or sum(thing.spellings.values()) >= 2


def second_reading(
    document: Document,
    sentences: Sequence[Sentence],
    texts: dict[int, str],
    values: dict[int, list[Mention]],
    hits: dict[int, list[Mention]],
    things: dict[str, Local],
    spelled: dict[str, str],
    homonyms: dict[tuple[int, int], str],
) -> Spotted:
    """Find every spelling of every accepted name, give each mention its thing's kind, and hand the mentions to their sentences."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    spellings = sorted(
        {
            s
            for thing in things.values()
            if _accepted(thing)
            for s in thing.spellings
            if len(s) > 1 and _recurs(s, thing)
        }
    )
    automaton = AhoCorasick(spellings, matchkind=MatchKind.LeftmostLongest) if spellings else None
    who: dict[tuple[int, int], str] = {}
    per_sentence: list[tuple[Mention, ...]] = []
    rows: dict[int, list[Mention]] = {}
    for i, text in texts.items():
        offset = document.blocks[i].start
        named = _accepted_names(
            text, hits[i], [things.get(homonyms.get((i, m.start)) or spelled.get(fold(m.text), "")) for m in hits[i]]
        )
        spans = sorted((m.start, m.end) for m in [*named, *values[i]])
        again = []
        if automaton:
            for which, start, end in automaton.find_matches_as_indexes(text):
                spelling = spellings[which]
                if _word_edges(text, start, end) and not _overlaps_sorted(start, end, spans):
                    again.append(Mention(start, end, "Name", spelling, rule="seen elsewhere in the document", weight=2))
        row = []
        for mention in [*named, *again]:
            if mention.kind != "Place" and fold(mention.text) not in spelled and (i, mention.start) not in homonyms:
                continue
            if mention.kind != "Place":
                thing = things[homonyms.get((i, mention.start)) or spelled[fold(mention.text)]]
                if mention.rule == "seen elsewhere in the document":
                    thing.spellings[mention.text] += 1
                mention = replace(mention, kind=thing.kind if thing.kind in (*NAMED, "Place") else "Name")
            row.append(mention)
        rows[i] = sorted([*row, *values[i]], key=lambda m: m.start)
        rows[i] = [replace(m, start=m.start + offset, end=m.end + offset) for m in _choose(rows[i])]
        for mention in rows[i]:
            if mention.kind in NAMED:
                who[(mention.start, mention.end)] = (
                    homonyms.get((i, mention.start - offset)) or spelled[fold(mention.text)]
                )
    begins = {i: [m.start for m in row] for i, row in rows.items()}
    for sentence in sentences:
        row, places = rows.get(sentence.block, []), begins.get(sentence.block, [])
        inside = row[bisect_left(places, sentence.start) : bisect_left(places, sentence.end)]
        per_sentence.append(tuple(m for m in inside if m.end <= sentence.end))
    return Spotted(tuple(sentences), tuple(per_sentence), things, who)


@cache
def _between() -> re.Pattern[str]:
    """What joins two members of a list."""
    each = small.any_of("and")
    return re.compile(rf" ?(?:,|、|，|/|;|；)(?: {each})? ?| (?:{each}|&) ?| ?{small.any_of('joint')} ?")


def _accepted_names(text: str, hits: Sequence[Mention], meant: Sequence[Local | None]) -> list[Mention]:
    """Names the document accepts, and weak ones that stand in a list between others: 'Alder Capital, Factory, Modern and Neo'."""
    sure = [m.kind == "Place" or (thing is not None and _accepted(thing)) for m, thing in zip(hits, meant, strict=True)]
    found = []
    for index, mention in enumerate(hits):
        if not sure[index]:
            before = (
                index > 0
                and sure[index - 1]
                and hits[index - 1].kind != "Place"
                and _between().fullmatch(text[hits[index - 1].end : mention.start])
            )
            after = (
                index + 1 < len(hits)
                and hits[index + 1].kind != "Place"
                and _between().fullmatch(text[mention.end : hits[index + 1].start])
            )
            shared = (
                after and hits[index + 1].kind == "Person" and mention.text.casefold() in names_latin.lexicon().given
            )  # "founded by Ken and Roberta Roe"
            if not shared and not (before and (after or not text[mention.end : mention.end + 1].isalnum())):
                continue
            sure[index] = True
        found.append(mention)
    return found


def _recurs(spelling: str, thing: Local) -> bool:
    """May this spelling be looked for everywhere? Not when it is also an everyday word or a lone given name."""
    lex = names_latin.lexicon()
    folded = spelling.casefold()
    if re.search("[\u3400-\u9fff]", spelling):
        return len(spelling) >= 2
    return not (folded in lex.hard or (folded in lex.soft and thing.spellings[spelling] < 2)) and any(
        c.isupper() or c.isdigit() for c in spelling
    )


def _word_edges(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    left = text[start - 1] if start else " "
    right = text[end] if end < len(text) else " "
    return not (
        (first.isascii() and first.isalnum() and left.isascii() and (left.isalnum() or left in "-_@/"))
        or (
            (last.isascii() and last.isalnum() and right.isascii() and (right.isalnum() or right in "_@"))
            or (right == "-" and last.isascii() and False)
        )
    )


def _overlaps_sorted(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (start, 1 << 60))
    return (place > 0 and spans[place - 1][1] > start) or (place < len(spans) and spans[place][0] < end)
