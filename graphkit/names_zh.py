"""Names in Chinese script that no list knows, found by what stands around them and what they end in.

Chinese puts no space around a name, so its edges are the hard part. The text is cut at the words we know (grammar
words, verbs, heads such as 公司, ordinary nouns, suffixes such as 资本); each stretch between two cuts is weighed by
what stands before it, what it is made of, and what stands after it. The words are data: `grammar/spot/Name/zh.toml`
and `grammar/words/`. There is no list of names, no segmentation library, no model; the time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from graphkit.fold import firm_words, simplified_in_place
from graphkit.gazetteer import doubtful
from graphkit.grammar import cells
from graphkit.model import Mention, Text

# What a word tells, as bits: one word may tell several things (投资 ends a firm's name and is a verb too).
WALL, NEVER, PREPOSITION, WITHIN, DOES, HEAD, TAKES, GIVER, GAVE = 1, 2, 4, 8, 16, 32, 64, 128, 256
ORDINARY, TRADE, PLACE, POST, SAYS, SUFFIX, LEGAL = 512, 1024, 2048, 4096, 8192, 16384, 32768
UNKNOWN, LATIN, BREAK, TAKEN = 65536, 131072, 262144, 524288
ADVERB, VERB, FUNCTION, REPORTS, MORPHEME = 1 << 20, 1 << 21, 1 << 22, 1 << 23, 1 << 24
GEOGRAPHY, LISTED = 1 << 25, 1 << 26
PARTICLE = NEVER | PREPOSITION | WITHIN | ADVERB
KEPT = (
    WALL | DOES | HEAD | TAKES | GIVER | GAVE | PLACE | POST | SAYS | SUFFIX | LEGAL
)  # words that no ambiguity undoes

BITS = {
    "wall": WALL,
    "never": NEVER,
    "before": PREPOSITION,
    "within": WITHIN,
    "does": DOES,
    "takes": TAKES,
    "giver": GIVER,
    "gave": GAVE,
    "trade": TRADE,
    "place": PLACE,
    "says": SAYS,
    "adverb": ADVERB | NEVER,
    "adverb_within": ADVERB | WITHIN,
    "reports": REPORTS,
    "morpheme": MORPHEME,
}

HAN = re.compile(r"[\u3400-\u4e27\u4e29-\u9fff\uf900-\ufaff]")  # not 丨 (4E28), which editors use as a bar
PIECE = re.compile(
    r"[\u3400-\u4e27\u4e29-\u9fff\uf900-\ufaff]+|[\ue000-\ue003]+|[0-9][0-9.,]*(?![A-Za-z])"
    r"|[A-Za-z0-9À-ɏ²³][A-Za-z0-9À-ɏ²³.&'’+_-]*|.",
    re.DOTALL,
)
NAME_MASK, MONEY_MASK, DATE_MASK = "\ue000", "\ue001", "\ue002"
NAMED = frozenset(["Company", "InvestmentFirm", "PublicOrganization", "Organization", "Person", "Product", "Name"])
ORGANIZED = frozenset(["Company", "InvestmentFirm", "Organization"])
LONGEST, LONGEST_REGISTERED = 16, 40  # characters of a name

Token = tuple[int, int, int]
"""Start, end, bits."""


class Candidate(NamedTuple):
    """A stretch that may be a name, with the weight of its evidence."""

    start: int
    end: int
    kind: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the cell, ready for matching: an automaton that finds them, what each tells, what it is worth."""

    automaton: Any
    bits: tuple[int, ...]
    known: Mapping[str, int]
    suffix_kind: Mapping[str, str]
    head_kind: Mapping[str, str]
    surnames: frozenset[str]
    not_given: frozenset[str]
    may_given: frozenset[str]
    stop: frozenset[str]
    raises: frozenset[str]
    launches: frozenset[str]
    maker: frozenset[str]
    weak_gave: frozenset[str]
    weak_giver: frozenset[str]
    subjects: frozenset[str]
    generic: frozenset[str]
    cuts: frozenset[str]
    together: frozenset[str]
    spelling: frozenset[str]
    same: frozenset[str]
    kin: frozenset[str]
    other: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The cell `spot/Name/zh` and the word lists it builds on."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    cell, shared = cells("spot/Name")["zh"], cells("words")
    bits: dict[str, int] = {}

    def add(words: Iterable[str], bit: int) -> None:
        for word in words:
            bits[word] = bits.get(word, 0) | bit

    common = shared["ordinary_zh"]
    add(common["words"].split(), ORDINARY)
    add(common["verbs"].split(), ORDINARY | VERB)
    add(common["function"].split(), ORDINARY | FUNCTION)
    add(common["geography"].split(), ORDINARY | GEOGRAPHY)
    add(common["places"].split(), PLACE)
    never = {word for key in ("never", "adverb") for word in cell["words"][key].split()}
    add((word for word in common["function"].split() if word[0] in never), WALL)  # 拟将, 并且, 已经
    for name, bit in BITS.items():
        add(cell["words"][name].split(), bit)
    add(shared["common_zh"]["calendar"], WALL)
    suffix_kind = _kinds(cell["suffix"], shared["suffixes"], SUFFIX_LISTS)
    head_kind = _kinds(cell["head"], shared["heads_zh"], HEAD_LISTS)
    for word in cell["words"]["no_suffix"].split():
        suffix_kind.pop(word, None)
    add(suffix_kind, SUFFIX)
    add(head_kind, HEAD)
    titles = (word for title in shared["titles_zh"]["title"] for word in title["words"])
    add((word for word in titles if word[:2] not in ("基金", "集团")), POST)  # 某某基金|合伙人
    add((word for word in shared["suffixes"]["company_suffixes_zh"] if len(word) > 3 or word == "分公司"), LEGAL)
    for word in cell["words"]["plain"].split():  # among the shared heads and titles, yet too common a word
        bits[word] = bits.get(word, 0) & ~(HEAD | POST) | (0 if word in suffix_kind else TRADE)
    words = tuple(sorted(bits))
    people = shared["chinese_names"]
    return Lexicon(
        AhoCorasick(words, matchkind=MatchKind.LeftmostLongest),
        tuple(bits[word] for word in words),
        bits,
        suffix_kind,
        head_kind,
        frozenset(people["surnames"]) | frozenset(people["compound_surnames"]),
        frozenset(people["not_given"]),
        frozenset(people["may_given"]),
        frozenset(cell["words"]["stop"].split()) | frozenset(shared["common_zh"]["never_names"]),
        frozenset(cell["words"]["raises"].split()),
        frozenset(cell["words"]["launches"].split()),
        frozenset(cell["words"]["maker"].split()),
        frozenset(cell["words"]["weak_gave"].split()),
        frozenset(cell["words"]["weak_giver"].split()),
        frozenset(cell["words"]["subjects"].split()),
        frozenset(cell["words"]["generic"].split()),
        frozenset(cell["words"]["cuts"].split()),
        frozenset(cell["words"]["together"].split()),
        frozenset(people["transliteration"]),
        frozenset(cell["words"]["same"].split()),
        frozenset(cell["words"]["kin"].split()),
        frozenset(cell["words"]["other"].split()),
    )


SUFFIX_LISTS = {
    "investor_suffixes_zh": "InvestmentFirm",
    "public_suffixes_zh": "PublicOrganization",
    "company_words_zh": "Company",
    "product_suffixes_zh": "Product",
}
HEAD_LISTS = {
    "company_heads": "Company",
    "investor_heads": "InvestmentFirm",
    "product_heads": "Product",
    "public_heads": "PublicOrganization",
}


def _kinds(own: Mapping[str, str], shared: Mapping[str, list[str]], lists: Mapping[str, str]) -> dict[str, str]:
    """Word to kind: the cell's own words first, then those of the shared lists, the surer kind winning."""
    kinds = {word: kind for kind, words in own.items() for word in words.split()}
    for name, kind in lists.items():
        for word in shared[name]:
            if len(word) > 1:
                kinds.setdefault(word, kind)
    return kinds


def find(text: str, taken: Sequence[Mention] = ()) -> list[Mention]:
    """The names in Chinese script of one block of reading text, in order, none overlapping another.

    `taken` is what is already spotted there (offsets within `text`): amounts, dates, rounds, known names; they bound
    names and are neighbours in lists. A name found here may hold a Latin-script name, a place or a common noun of
    `taken` whole (CMC资本, 北京某某有限公司, 某某公司) and overlaps nothing else of it. `kind` is Company, InvestmentFirm,
    PublicOrganization, Person, Product, or Name where the words do not tell; `weight` runs from 1 (take it only if
    something else wants it) to 9 (certain); `rule` names the cues; `names` are further spellings in brackets after it.
    """
    if not HAN.search(text):
        return []
    masked = simplified_in_place(_masked(text, taken))
    listed = {(mention.start, mention.end): mention for mention in taken if _is_listed(mention)}
    page = Page(masked, _tokens(masked, listed))
    page.zones.update(_zones(page))
    page.pairs.update(_pairs(page))
    found = [*_registered(page), *_weighed(page), *_persons(page), *_quoted(page), *_cell(page), *_shown(page)]
    found = [one for one in found if not _no_name().fullmatch(masked, one.start, one.end)]
    return [_mention(text, masked, candidate, listed) for candidate in _best(found, taken)]


@cache
def _no_name() -> re.Pattern[str]:
    """集团股份有限公司: words at the ends of names that are no name by themselves."""
    forms = sorted(firm_words("legal_forms_zh"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(sorted(firm_words('common_zh')))})*(?:{'|'.join(forms)})")


@dataclass(frozen=True, slots=True)
class Page:
    """The text under work, its tokens, which of them stand in a list of givers of money and how surely, and which are
    the "and" between two that act together."""

    text: str
    tokens: list[Token]
    zones: dict[int, float]
    pairs: set[int]

    def __init__(self, text: str, tokens: list[Token]) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "zones", {})
        object.__setattr__(self, "pairs", set())

    def word(self, index: int) -> str:
        """The words of one token; nothing where there is none."""
        if not 0 <= index < len(self.tokens):
            return ""
        start, end, _ = self.tokens[index]
        return self.text[start:end]

    def bits(self, index: int) -> int:
        """What one token tells; a break where there is none."""
        return self.tokens[index][2] if 0 <= index < len(self.tokens) else BREAK


def _masked(text: str, taken: Sequence[Mention]) -> str:
    """The text with amounts, figured dates and Chinese names that are taken blanked, one private-use character for
    each. What else is taken stays: 公司 and 创始人 tell of the name beside them, CMC and 深圳 may open one."""
    parts, at = [], 0
    for mention in sorted(taken, key=lambda one: one.start):
        mask = _mask(mention)
        if mask and mention.start >= at:
            parts.append(text[at : mention.start])
            parts.append(mask * (mention.end - mention.start))
            at = mention.end
    parts.append(text[at:])
    return "".join(parts)


def _mask(mention: Mention) -> str:
    """The character that stands for a taken mention; nothing where its words stay."""
    if mention.kind == "Money":
        return MONEY_MASK
    if mention.kind == "Date":
        return DATE_MASK if any(char.isdigit() for char in mention.text) else ""
    return NAME_MASK if mention.kind in NAMED and HAN.search(mention.text) and not _is_listed(mention) else ""


def _is_listed(mention: Mention) -> bool:
    """A short name of the list, in Han characters: a longer name may hold it (特步 in 特步国际)."""
    return (
        (mention.kind in ORGANIZED or mention.end - mention.start == 2)
        and mention.kind in NAMED
        and mention.value is not None
        and mention.end - mention.start <= 4
        and all(HAN.match(char) for char in mention.text)
    )


def _tokens(text: str, listed: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """The text cut at known words; between them runs of unknown Han, Latin words, single marks. A listed name is one."""
    tokens: list[Token] = []
    at = 0
    for start, end in sorted(listed):
        _cut(text, at, start, tokens)
        tokens.append((start, end, LISTED | TAKEN))
        at = end
    _cut(text, at, len(text), tokens)
    return tokens


def _cut(whole: str, first: int, stop: int, tokens: list[Token]) -> None:
    """The tokens of one stretch."""
    lex, at, text = lexicon(), first, whole[:stop]
    for word, start, end in lex.automaton.find_matches_as_indexes(text[first:]):
        start, end = start + first, end + first
        if start < at:
            continue
        if start > at:
            at = _recut(text, tokens, at)
            if start < at:
                continue
            if start > at:
                _gap(text, at, start, tokens)
        tokens.append((start, end, lex.bits[word]))
        at = end
    at = _recut(text, tokens, at)
    if at < len(text):
        _gap(text, at, len(text), tokens)


def _recut(text: str, tokens: list[Token], at: int) -> int:
    """Where a word is followed by unknown characters, its end may belong with them: 在编|程 is 在|编程, 音乐人|工|智能
    is 音乐|人工智能. Cuts the last token anew if so; gives the place that is reached."""
    if not tokens or at >= len(text):
        return at
    start, end, bits = tokens[-1]
    if end != at or end - start < 2 or bits & KEPT or not HAN.match(text[at]):
        return at
    known = lexicon().known
    for cut in range(end - 1, start, -1):
        head = known.get(text[start:cut])
        if head is None:
            continue
        for stop in range(min(cut + 4, len(text)), end, -1):
            tail = known.get(text[cut:stop])
            if tail is not None:
                tokens[-1] = (start, cut, head)
                tokens.append((cut, stop, tail))
                return stop
    return at


def _gap(text: str, start: int, end: int, tokens: list[Token]) -> None:
    for found in PIECE.finditer(text, start, end):
        first = text[found.start()]
        if "\ue000" <= first <= "\ue003":
            bits = TAKEN | BREAK
        elif HAN.match(first):
            bits = UNKNOWN
        elif first.isdigit() and found.group().replace(".", "").replace(",", "").isdigit():
            opens = (not tokens or tokens[-1][2] & BREAK) and found.end() - found.start() <= 3 and found.end() == end
            bits = LATIN if opens else BREAK
        elif first.isalnum() and first < "\u2e80":
            bits = TRADE if found.group().rstrip("+") in lexicon().generic else LATIN
        else:
            bits = BREAK
        tokens.append((found.start(), found.end(), bits))


# --- who gives money: lists ----------------------------------------------------------------------

BRACKETS = frozenset("（(")
CLAUSE_END = frozenset("，。；！？\n：,;!?:")
JOINTS = frozenset("、和及与跟/&") | {"以及"}
CLOSED = -1.0  # the verb that ends a list is no part of a name: 获四川某某投资。


def _zones(page: Page) -> Iterator[tuple[int, float]]:
    """The tokens that stand in a list of givers, between 由, 获, 投资方为 … and 领投, 跟投, 等 …, and how surely."""
    lex, tokens, text = lexicon(), page.tokens, page.text
    start, giver = 0, -1
    for index, (a, b, bits) in enumerate(tokens):
        if bits & BREAK:
            if text[a] in CLAUSE_END and not (text[a] in "：:" and giver == index - 1):
                if giver >= 0 and page.word(giver) not in "由获":
                    yield from _zone(page, giver + 1, index, 2.0 if page.word(giver) in lex.weak_giver else 3.0)
                elif giver >= 0 and text[a - 2 : a] == "投资":
                    yield from _zone(page, giver + 1, index - 1, 3.0)
                start, giver = index + 1, -1
            continue
        if bits & (GAVE | GIVER) and text[a - 1 : a] in BRACKETS and a:
            continue  # 甲资本（领投）、乙资本投资: a role in brackets ends no list
        listing = giver >= 0 and page.word(giver) in lex.weak_giver  # 成员包括腾湾投资。
        if bits & GAVE and index > start and not (bits & SUFFIX and (listing or _ends_name(page, index))):
            sure = 3.0 if giver >= 0 or page.word(index) not in lex.weak_gave else 1.0
            joined = page.word(giver) in JOINTS and page.word(index) not in lex.weak_gave  # 甲以及乙资本跟投
            if giver >= 0 or sure > 1:
                yield from _zone(page, giver + 1 if giver >= 0 and not joined else start, index, sure)
                yield index, CLOSED
                start, giver = index + 1, -1
                continue
        listed = bits & HEAD and index - 1 >= start and page.word(index - 1) in JOINTS  # 甲资本和|老股东|乙跟投
        again = giver >= 0 and page.word(index) in JOINTS
        if bits & GIVER and (b - a > 1 or text[a] in "由获") and not (listed or again):
            giver = index
    if giver >= 0 and page.word(giver) not in "由获":
        yield from _zone(page, giver + 1, len(tokens), 2.0 if page.word(giver) in lex.weak_giver else 3.0)


def _zone(page: Page, first: int, last: int, sure: float) -> Iterator[tuple[int, float]]:
    """The tokens of a list, if its first members hold something that is no ordinary word."""
    members = page.tokens[first : min(last, first + 8)]
    if any(bits & (UNKNOWN | TAKEN | LATIN | SUFFIX) for _, _, bits in members):
        if sure == 2.0 and not any(
            bits & TAKEN or _is_firm(page, at) for at, (_, _, bits) in enumerate(members, first)
        ):
            sure = 1.0  # 包括 opens lists of anything
        for index in range(first, last):
            yield index, sure


def _is_firm(page: Page, index: int) -> bool:
    """Is this token the last word of a firm's name?"""
    bits = page.bits(index)
    if not bits & SUFFIX:
        return False
    kind = lexicon().suffix_kind[page.word(index)]
    return kind == "InvestmentFirm" or (kind == "Company" and not bits & TRADE)


def _pairs(page: Page) -> Iterator[int]:
    """The 与 of A与B签署, A与B达成: the tokens that join two names that act together."""
    together = lexicon().together
    joints: list[int] = []
    for index, (a, b, bits) in enumerate(page.tokens):
        if bits & BREAK and page.text[a] in CLAUSE_END:
            joints = []
        elif b - a == 1 and page.text[a] in "与和同跟":
            joints.append(index)
        elif joints and page.text[a:b] in together:
            yield from joints
            joints = []


def _ends_name(page: Page, index: int) -> bool:
    """投资 ends a firm's name where a list goes on or a verb follows (盛景投资等跟投); else it is the verb."""
    bits, word = page.bits(index + 1), page.word(index + 1)
    return bool(bits & (GAVE | DOES)) or word in JOINTS or word in ("（", "(")


# --- weighing ------------------------------------------------------------------------------------

OPENING = frozenset('“「『‘"')
BEFORE = {
    DATE_MASK: 1.2,
    "\n": 1.5,
    "。": 1.5,
    "，": 1.0,
    ",": 1.0,
    "、": 1.2,
    "！": 1.5,
    "：": 1.2,
    ":": 1.0,
    "；": 1.2,
    "“": 1.0,
    "《": 0.3,
}
AFTER = {"”": 0.5, "」": 0.5, "（": 1.2, "(": 1.2, "、": 1.2, "。": 0.3, "，": 0.3, "：": 1.5, ":": 1.5}
STOCK = re.compile(
    r"\s?[（(](?:[A-Z]{1,6}[.:：]\s?[A-Z0-9]{1,6}|\d{4,6}(?:\.[A-Z]{1,2})?|行情\d*|[Ss][HhZz]\d{6}"
    r"|证券代码|股票代码|股票简称|[\d.,+\-% ]{4,30})[）)，,：:]"
)
PART = re.compile(r"[（(](?:约|近|超)?(?:\ue001|[\d.]+\s?[万亿])")  # 某某（3亿美元）、…: who gave how much
STAKE = re.compile(r"\s?\d{1,3}(?:\.\d+)?[%％](?:的)?股[权份]")
ROLE = re.compile(r"\s?[（(](?:联合|独家)?(?:领投方?|跟投方?|参投|财务顾问|老股东)[）)]")


def _left(page: Page, index: int) -> tuple[float, str, str]:
    """How well a name may begin at this token: score, the kind that the words before it tell, the cue."""
    start, end, bits = page.tokens[index - 1] if index else (0, 0, BREAK)
    if index == 0:
        return 1.5, "", "start"
    if page.text[start] in OPENING and page.bits(index - 2) & (HEAD | TAKES | GIVER) and page.zones.get(index) is None:
        start, end, bits = page.tokens[index - 2]
    word = page.text[start:end]
    zone = max(0.0, page.zones.get(index, 0.0))
    listed = zone and (page.zones.get(index - 1, CLOSED) == CLOSED or word in JOINTS)
    if listed and word in "和与及跟" and page.word(index - 2) == "、":
        listed = False  # 、和玉资本: no "and" follows the list mark
    if bits & HEAD:
        alone = page.bits(index - 2) & BREAK and word in lexicon().subjects  # 公司择机…: the head is the subject
        return (1.0 if alone else 3.0), lexicon().head_kind[word], "head"
    if listed:
        return zone, "", "list"
    if bits & (BREAK | LISTED):
        return BEFORE.get(page.text[start], 0.8), "", "start"
    if index - 1 in page.pairs:
        return 2.0, "", "pair"
    if bits & (TAKES | GIVER) and end - start > 1:
        return 2.2, "", "object"
    if bits & (WALL | SAYS):
        return 1.5, "", "wall"
    if bits & (DOES | GAVE) and end - start > 1:
        return 1.0, "", "verb"
    if bits & NEVER:
        return 1.1, "", "particle"
    if bits & PREPOSITION:
        return 1.0, "", "particle"
    if bits & WITHIN and end - start == 1:
        return 0.4, "", "particle"
    if bits & POST:
        return 0.0, "", "post"
    if bits & (UNKNOWN | LATIN):
        return -4.0, "", ""
    if bits & FUNCTION:
        return 0.9, "", "word"
    return (0.6 if bits & VERB else 0.2), "", "word"


def _right(page: Page, index: int) -> tuple[float, str, str]:
    """How well a name may end before this token: score, the kind that the words after it tell, the cue."""
    if index >= len(page.tokens):
        return 0.3, "", "end"
    start, end, bits = page.tokens[index]
    word = page.text[start:end]
    zone = max(0.0, page.zones.get(index - 1, 0.0))
    if word[0] == DATE_MASK:
        return _right(page, index + 1)  # 某某2021年完成 …
    if bits & REPORTS:
        return NO, "", ""  # 某某网讯, 某某报5月1日讯, 某某报记者: the outlet, not the story
    if bits & BREAK and word in "（(":
        if STOCK.match(page.text, start):
            return 6.0, "Company", "stock code"
        if ROLE.match(page.text, start) or (zone and PART.match(page.text, start)):
            return 3.5, "", "role"
    if zone and (page.zones.get(index, CLOSED) == CLOSED or word in JOINTS):
        return zone - 0.5, "", "list"
    if bits & (BREAK | LISTED):
        if STAKE.match(page.text, start):
            return 2.0, "Company", "stake"
        return AFTER.get(page.text[start], 0.3), "", "end"
    if index in page.pairs:
        return 2.0, "", "pair"
    raises = lexicon().raises
    if word in raises and bits & DOES:
        return (2.5 if end - start > 1 else 2.0), "Company", "does"
    if word in lexicon().maker and _makes(page, index):
        return NO, "", "head"
    if bits & DOES and end - start > 1:
        return 2.5, "Company" if page.word(index + 1) in raises else "", "does"
    if bits & GAVE and end - start > 1:
        return 2.5, "", "gave"
    if bits & POST:
        return 2.5, "", "post"
    if bits & SAYS:
        return 2.0, "", "says"
    if bits & WALL:
        return (1.8 if word[0] in "将已拟曾" else 1.2), "", "wall"
    if bits & ADVERB:
        return 1.8, "", "does"
    if bits & PARTICLE and end - start == 1:
        return (0.3 if bits & WITHIN and word not in JOINTS else 0.9), "", "particle"
    if bits & (UNKNOWN | LATIN):
        return -4.0, "", ""
    if bits & HEAD:
        if word not in lexicon().kin and lexicon().head_kind[word] != "Product" and _introduces(page, index):
            return NO, "", "head"  # 动图传播|媒体平台“某某”: what the next name is
        return 0.3, "", "head"
    return (1.0 if bits & (VERB | FUNCTION) else -0.5), "", "word"


def _makes(page: Page, index: int) -> bool:
    """芯片|生产|制造|研发商|某某: is the verb the first part of a head that a name follows?"""
    after = index
    while page.word(after) in lexicon().maker:
        after += 1
    return bool(page.bits(after) & HEAD) and _introduces(page, after)


def _introduces(page: Page, index: int) -> bool:
    """Does a name follow this head, or the one it is the first part of?"""
    after = index + 1
    while page.bits(after) & (HEAD | TRADE) and after - index < 4:
        after += 1
    start = page.tokens[after][0] if after < len(page.tokens) else -1
    return start >= 0 and (bool(page.bits(after) & (UNKNOWN | LATIN | TAKEN)) or page.text[start] in OPENING)


def _opens(page: Page, index: int, left: float, cue: str) -> float:
    """What it costs that a name would open with this token; very much where no name does."""
    start, end, bits = page.tokens[index]
    if bits & (WALL | POST | BREAK | NEVER):
        return NO
    if bits & PARTICLE and end - start == 1:
        before = page.bits(index - 1)
        if page.text[start] in JOINTS and before & (SUFFIX | UNKNOWN | TAKEN | LATIN | PLACE | ORDINARY):
            return NO  # A科技和B科技
        if cue == "list" or (left >= 2 and before & BREAK):
            return -0.3
        if bits & PREPOSITION:
            return -2.2 if cue == "start" else NO
        return -1.5 if cue in ("head", "word", "verb", "wall") else -0.3
    if bits & (DOES | TAKES | GIVER | GAVE | SAYS) and not bits & (SUFFIX | TRADE):
        return NO
    if bits & SUFFIX:
        return -0.3
    return -1.5 if bits & (VERB | FUNCTION) else 0.0


NO = -9.0


def _weighed(page: Page) -> Iterator[Candidate]:
    """Every stretch between cuts that could be a name, with its score."""
    for index in range(len(page.tokens)):
        left, kind, cue = _left(page, index)
        if left >= 0:
            cost = _opens(page, index, left, cue)
            if cost > -5:
                yield from _stretches(page, index, left + cost, kind, cue)


def _stretches(page: Page, index: int, left: float, left_kind: str, cue: str) -> Iterator[Candidate]:
    """The names that may begin at one token."""
    lex, start = lexicon(), page.tokens[index][0]
    core = latin = soft = hard = placed = held = said = 0
    cost, suffixed = 0.0, False
    for last in range(index, len(page.tokens)):
        a, b, bits = page.tokens[last]
        first = last == index
        if b - start > LONGEST or bits & BREAK or (not first and bits & (WALL | POST | NEVER | SAYS)):
            return
        if page.zones.get(last) == CLOSED:
            return
        if bits & LISTED:
            core, held = core + b - a, held + 1
        elif bits & UNKNOWN:
            core += b - a
        elif bits & LATIN:
            if not first and not core and page.bits(last - 1) & HEAD:
                return  # 外卖平台|Norvex
            latin += b - a
        elif bits & (PARTICLE | MORPHEME) and b - a == 1:
            if not first and page.text[a] in JOINTS and page.bits(last - 1) & SUFFIX:
                return
            amid = not first and page.bits(last - 1) & UNKNOWN
            beside = page.bits(last + 1) & UNKNOWN or amid
            if not first:
                amid = amid and page.bits(last + 1) & UNKNOWN
                joint = page.text[a] in JOINTS
                cost -= 2.0 if bits & PREPOSITION else 1.5 if joint else 0.6 if bits & PARTICLE and not amid else 0.2
            beside = beside or (not first and page.bits(last - 1) & MORPHEME)  # 三全食品
            core += 1 if beside and (cue == "list" or not bits & PREPOSITION) else 0
        elif not first and bits & (DOES | TAKES | GIVER) and not bits & (SUFFIX | TRADE):
            return
        elif not first and bits & HEAD and not bits & SUFFIX:
            cost -= 0.3 if core >= 2 and page.word(last).endswith(FIRM) else 1.5
        elif bits & PLACE:
            placed += 1
            cost += 0.3 if first else 0.0
        elif bits & GEOGRAPHY and first:
            core += 1
        elif first or not bits & SUFFIX:
            hard, soft = (hard + 1, soft) if bits & TRADE else (hard, soft + 1)
            said += 1 if bits & VERB else 0
            cost -= 0.0 if first else 1.0 if bits & VERB else 0.6 if bits & FUNCTION else 0.0
        headed = not first and core >= 2 and bits & HEAD > 0 and page.word(last).endswith(FIRM)  # 灿芯|半导体公司
        suffixed = headed or (not first and bool(bits & SUFFIX or (suffixed and bits & LATIN)))
        if not first and bits & PREPOSITION and b - a == 1:
            continue  # 房产|为
        right, right_kind, right_cue = _right(page, last + 1)
        between = cue == "list" and right_cue in LISTING
        taking = cue in OPENS and page.word(last + 1) in lex.raises and b - start <= 5  # 海思|盖德|完成融资
        if right < -1 or (held and not _lengthens(page, index, last, listed=between or taking)):
            if page.word(last).endswith(FIRM):
                return
            continue
        word = page.text[a:b]
        if page.text[start:b] in doubtful() and not core and right_cue in ACTS:
            score = left + right + 1.0  # 小米|宣布, not 理想|的
            if score >= 4.0:
                yield Candidate(
                    start, b, doubtful()[page.text[start:b]].kind, score, _rule(cue, "a listed name", right_cue)
                )
            continue
        firm = suffixed and lex.suffix_kind.get(word) == "InvestmentFirm"
        if firm and not core + latin and ((said and soft > 1) or word in lex.stop):
            continue  # 阵容|横跨|产业资本
        score = left + cost + right - (0.25 if firm else 0.5) * soft - hard
        if suffixed:
            score += (
                1.0
                if core == 1 and not latin and bits & TRADE
                else 2.2
                if core + latin
                else 1.2
                if soft + placed and not bits & TRADE
                else 0.2
            )
            score -= 0.5 if soft + hard > 1 else 0.0
        if core >= 2 or (core and latin):
            score += 1.0
        elif core == 1:
            score += -3.0 if first else 0.5 if soft + hard + placed or latin else -0.3
        elif not latin:
            score -= (0.3 if firm and right > 2 else 1.0) if soft + placed and not first else 3.0
        if b - start > 8:
            score -= 0.3 * (b - start - 8)
        if suffixed and placed and lex.suffix_kind.get(word) == "PublicOrganization":
            score += 1.0
        own = core + soft + hard or (suffixed and (latin or (placed and not bits & TRADE)))
        if placed and not core + latin + soft and page.bits(last + 1) & (TRADE | ORDINARY):
            continue  # 台湾|移动|服务提供商
        if not core + latin and not suffixed and not first and right_cue == "does" and left >= 1.0 and not said:
            score += _raised(page, index, last)
        least = 2.2 if suffixed and core + latin + soft else 2.6 if core and right > 2 else 3.2
        if own and score >= least and b - start > 1 and (word != "公司" or core + latin):
            kind = lex.suffix_kind.get(word, "Company") if suffixed else left_kind or right_kind or "Name"
            if page.text[start:b] not in lex.stop and page.text[start : b + 1][-2:] not in ("司司", "处处", "科科"):
                yield Candidate(start, b, kind, score, _rule(cue, "suffix" if suffixed else "", right_cue))
        if word.endswith(FIRM):
            return


def _raised(page: Page, first: int, last: int) -> float:
    """What it tells that ordinary words are followed by the taking of a sum or a round: 酒店阿姐获2000万美元B轮融资."""
    after = last + 1
    if page.word(after) not in lexicon().raises or page.tokens[last][1] - page.tokens[first][0] > 6:
        return 0.0
    if any(
        page.bits(at) & (HEAD | PARTICLE | PLACE) or page.word(at) in lexicon().stop for at in range(first, last + 1)
    ):
        return 0.0
    start = page.tokens[after][1]
    return 3.0 if SUM.match(page.text, start) else 0.0


def _lengthens(page: Page, first: int, last: int, *, listed: bool) -> bool:
    """Does this stretch make a name of its own of the listed name it holds? 特步|国际 does, 高瓴|数字化 does not; what
    stands between two marks of a list of investors is one name."""
    lex, bits = lexicon(), page.bits(last)
    if listed and last > first:
        return all(page.bits(at) & (LISTED | UNKNOWN | LATIN | PLACE | SUFFIX) for at in range(first, last + 1))
    if page.word(last) not in lex.other and page.word(last) not in lex.same:
        return False
    if bits & (TAKES | GAVE | DOES) and not _ends_name(page, last):
        return False  # 高瓴投资了
    held = [at for at in range(first, last) if page.bits(at) & LISTED]
    if len(held) > 1 or not all(
        page.bits(at) & (LISTED | UNKNOWN | LATIN | PLACE | SUFFIX) for at in range(first, last)
    ):
        return False
    start, end, _ = page.tokens[held[0]]
    return not page.bits(held[0] + 1) & UNKNOWN or (end - start == 2 and page.bits(held[0] - 1) & UNKNOWN > 0)


FIRM = "公司"
ACTS = ("does", "gave", "list", "role", "post", "pair", "stock code", "says")
LISTING = ("list", "role")
OPENS = ("start", "head", "list")
SUM = re.compile(r"(?:了|近|约|超|逾|过|数|上)*(?:\ue001|[数千百十]*[万亿]|(?:Pre-?)?[A-H][+1-9]?\s?轮|天使|种子)")


def _rule(*cues: str) -> str:
    """The cues that spoke for a name, for the record."""
    return "+".join(cue for cue in cues if cue)


# --- registered names ----------------------------------------------------------------------------

INVESTS = re.compile(
    r"(?:投资|基金|创投|资本|资产管理|股权)(?:管理|集团|控股|中心|合伙企业|基金)*(?:股份)?(?:有限|合伙|（|\()"
)
PLACED = re.compile(r"[（(][\u3400-\u9fff]{2,6}[）)]\Z")


def _registered(page: Page) -> Iterator[Candidate]:
    """Names that end in a legal form: 北京某某科技有限公司, 某某科技（上海）有限公司, 某某有限公司杭州分公司."""
    for index, (_, end, bits) in enumerate(page.tokens):
        if bits & LEGAL and page.word(index) != "分公司":
            begin = _registered_start(page, index)
            start = page.tokens[begin][0]
            if page.bits(index + 1) & PLACE and page.word(index + 2) == "分公司":
                end = page.tokens[index + 2][1]
            owned = any(not bits & (SUFFIX | LEGAL | HEAD) for _, _, bits in page.tokens[begin:index])
            if begin < index and end - start > 5 and owned:  # 集团股份有限公司 is no name
                kind = "InvestmentFirm" if INVESTS.search(page.text[start:end]) else "Company"
                yield Candidate(start, end, kind, 10.0, "legal form")


def _registered_start(page: Page, index: int) -> int:
    """The token that a registered name begins with: the place it is registered in, or the first after a cut."""
    tokens, limit = page.tokens, page.tokens[index][1] - LONGEST_REGISTERED
    begin, at = index, index - 1
    while at >= 0 and tokens[at][0] >= limit:
        start, end, bits = tokens[at]
        if bits & BREAK:
            bracket = PLACED.search(page.text, max(0, end - 8), end) if page.text[start] in "）)" else None
            if not bracket:
                break
            while at >= 0 and tokens[at][0] >= bracket.start():
                at -= 1
            begin = at + 1
            continue
        if bits & PLACE:
            return at - 1 if page.bits(at - 1) & PLACE else at
        if bits & WALL and at >= 3 and page.bits(at - 2) & PLACE and page.bits(at - 3) & (BREAK | TAKES | PARTICLE):
            return at - 2  # 德阳美好明天医院有限公司
        if bits & (NEVER | WALL | POST) or (bits & PREPOSITION and begin - at == 1 and end - start == 1):
            break
        if at < index - 1 and bits & (HEAD | DOES | TAKES | SAYS) and end - start > 1 and not bits & (SUFFIX | TRADE):
            break  # but 风电开发有限公司
        if page.text[start:end] in lexicon().cuts or (
            page.text[start:end] in JOINTS and not page.bits(at - 1) & UNKNOWN
        ):
            break
        begin = at
        at -= 1
    return begin


# --- people --------------------------------------------------------------------------------------

DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・‧][\u3400-\u9fff]{1,8}(?:-[\u3400-\u9fff]{1,5})?){1,3}")
NOT_IN_PERSON = POST | WALL | SAYS | HEAD | SUFFIX | DOES | TAKES | NEVER


def _persons(page: Page) -> Iterator[Candidate]:
    """Names of people: beside a post, before 表示, or written with a dot (阿瑟·门施)."""
    lex, text, tokens = lexicon(), page.text, page.tokens
    ends = {token[1]: position for position, token in enumerate(tokens)}
    for index, (start, _end, _bits) in enumerate(tokens):
        compound = text[start : start + 2] in lex.surnames
        if not compound and text[start] not in lex.surnames:
            continue
        before = page.bits(index - 1)
        if not before & (BREAK | LISTED | WALL | POST | DOES | PARTICLE | HEAD | SAYS | SUFFIX):
            continue
        for length in (4, 3) if compound else (3, 2):
            position = ends.get(start + length)
            if position is None or not _given(page, index, position, start + (2 if compound else 1)):
                continue
            after = page.bits(position + 1)
            score, cue = _person_score(before, after, length > 2)
            if score and text[start : start + length] not in lex.stop:
                yield Candidate(start, start + length, "Person", score, cue)
                break
    yield from _dotted(page)


def _given(page: Page, index: int, position: int, given: int) -> bool:
    """Could these tokens be a surname and a given name? After a post it may be written with commoner characters."""
    barred = lexicon().not_given - (lexicon().may_given if page.bits(index - 1) & POST else frozenset())
    start, end = page.tokens[index][0], page.tokens[position][1]
    if not all(HAN.match(char) for char in page.text[start:end]) or end - given > 2:
        return False
    if any(char in barred for char in page.text[given:end]):
        return False
    if index == position and page.tokens[index][2] & ORDINARY:
        return False  # 文章表示
    return not any(bits & NOT_IN_PERSON and b - a > 1 for a, b, bits in page.tokens[index : position + 1])


def _person_score(before: int, after: int, long: bool) -> tuple[float, str]:
    if before & POST:
        if after & (BREAK | SAYS | DOES | WALL | PARTICLE | GAVE | TAKES | MORPHEME | VERB | FUNCTION):
            return 8.0, "post"
        return (6.0, "post") if long and after & ORDINARY else (0.0, "")
    if after & SAYS:
        return 5.5, "says"
    return (5.0, "before post") if after & POST and before & (BREAK | WALL) else (0.0, "")


def _dotted(page: Page) -> Iterator[Candidate]:
    if not any(mark in page.text for mark in "·•・‧"):
        return
    starts = [token[0] for token in page.tokens]
    for found in DOTTED.finditer(page.text):
        start = found.start()
        dot = min(found.group().index(mark) for mark in "·•・‧" if mark in found.group()) + start
        end = found.end()
        last_dot = max(found.group().rfind(mark) for mark in "·•・‧") + found.start()
        for a, b, bits in page.tokens[max(0, bisect_right(starts, start) - 1) :]:
            if a >= end:
                break
            if b - a > 1 and bits & (POST | HEAD | WALL | DOES | TAKES | TRADE | SAYS | GAVE):
                if b <= dot:
                    start = b  # the words before it: 创始人阿瑟·门施
                elif a > last_dot + 1:
                    end = a  # the words after it: 阿瑟·门施表示
            elif bits & (NEVER | SAYS) and a > last_dot + 1:
                end = a
        letters = [char for char in page.text[start:end] if HAN.match(char)]
        if start < dot and sum(char in lexicon().spelling for char in letters) * 2 >= len(letters):
            yield Candidate(start, end, "Person", 9.0, "dotted")


# --- quotes --------------------------------------------------------------------------------------

QUOTED = re.compile(
    r"“([^“”\n]{2,16})”|「([^「」\n]{2,16})」|『([^『』\n]{2,16})』|《([^《》\n]{2,16})》"
    r"|\"([^\"\n]{2,16})\"|‘([^‘’\n]{2,16})’"
)
TITLE_MARKS = 4  # the group of 《…》, which may hold a book, a law, a film


def _quoted(page: Page) -> Iterator[Candidate]:
    """Names in quotation marks, where a head stands before or a verb after: 品牌“某某”, “某某”宣布."""
    lex = lexicon()
    starts = [token[0] for token in page.tokens]
    for found in QUOTED.finditer(page.text):
        start, end = found.span(found.lastindex or 0)
        words = page.text[start:end]
        if not HAN.search(words) or words in lex.stop or NO_NAME.search(words):
            continue
        score, kind, cue = 0.0, "Name", ""
        before = bisect_right(starts, found.start()) - 2
        bits, word = page.bits(before), page.word(before)
        if word in lex.head_kind:
            score, kind, cue = 4.0, lex.head_kind[word], "head"
        elif word in lex.launches:
            score, kind, cue = 3.0, "Product", "launched"
        elif bits & TAKES and len(word) > 1:
            score, cue = 2.0, "object"
        after = bisect_right(starts, found.end() - 1)
        bits, word = page.bits(after), page.word(after)
        if found.lastindex != TITLE_MARKS and bits & DOES and (len(word) > 1 or word in lex.raises):
            score, cue = score + 3.0, _rule(cue, "does")
            if kind == "Name" and (word in lex.raises or page.word(after + 1) in lex.raises):
                kind, score = "Company", score + 1.0
        if score >= 3.0:
            score -= _plain_words(page, starts, start, end, kind, cue)
            if score > 0:
                yield Candidate(start, end, kind, score + 1.5, _rule("quoted", cue))


def _plain_words(page: Page, starts: list[int], start: int, end: int, kind: str, cue: str) -> float:
    """What it costs a quoted name to be made of ordinary words: a company may be called so, a remark more often."""
    inside = page.tokens[bisect_right(starts, start) - 1 : bisect_right(starts, end - 1)]
    if any(bits & (UNKNOWN | LATIN) for _, _, bits in inside):
        return 0.0
    said = any(bits & (VERB | NEVER | WALL | FUNCTION) for _, _, bits in inside)
    if kind == "Product" and cue == "head":
        return 4.0  # 大模型「背答案」: a head before a remark is no sign
    return (2.0 if kind == "Company" else 3.0) if said else 1.0 if kind == "Company" else 2.0


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str, float, bool], ...]:
    """The phrases of the cell that show a name whole: pattern, kind, score, and whether known words will do."""
    shown = cells("spot/Name")["zh"].get("shown", [])
    return tuple((re.compile(one["match"]), one["kind"], float(one["score"]), bool(one.get("sure"))) for one in shown)


def _personal(words: str, told: Sequence[int]) -> bool:
    """A surname and a given name of which no part is an ordinary word."""
    lex = lexicon()
    compound = len(words) > 2 and words[:2] in lex.surnames
    given = words[2 if compound else 1 :]
    plain = any(bits & (NOT_IN_PERSON | PLACE | ADVERB) for bits in told) or (len(told) == 1 and told[0] & ORDINARY)
    return (compound or words[0] in lex.surnames) and not plain and not any(char in lex.not_given for char in given)


def _shown(page: Page) -> Iterator[Candidate]:
    """Names that a phrase shows whole: 收购某某51%股权, 中标某某县…项目."""
    lex = lexicon()
    for pattern, kind, score, sure in _phrases():
        for found in pattern.finditer(page.text):
            start, end = found.span(1)
            words = page.text[start:end]
            told = [bits for _, _, bits in _tokens(words)]
            if kind == "Person":
                if _personal(words, told) and words not in lex.stop:
                    yield Candidate(start, end, kind, score, "phrase")
                continue
            barred = any(bits & (NEVER | BREAK) and not (sure and bits & ADVERB) for bits in told[1:])
            if words in lex.stop or barred or told[0] & (NEVER | BREAK):
                continue
            core = any(bits & (UNKNOWN | LATIN) for bits in told)
            placed = len(told) > 1 and any(bits & (PLACE | GEOGRAPHY) for bits in told)
            trade = told[0] & TRADE or told[-1] & HEAD or not told[-1] & SUFFIX
            if (
                core
                or (placed and not told[-1] & HEAD)
                or (sure and not told[-1] & HEAD)
                or (len(told) > 1 and not trade)
            ):
                yield Candidate(start, end, kind, score, "phrase")


NO_NAME = re.compile("[，。！？；：、…\ue000-\ue003]")


def _cell(page: Page) -> Iterator[Candidate]:
    """A table cell or a heading that is nothing but a few Han characters, not all of them ordinary words."""
    words = page.text.strip()
    if not 2 <= len(words) <= 12 or not all(HAN.match(char) for char in words) or words in lexicon().stop:
        return
    told = [bits for _, _, bits in page.tokens if not bits & BREAK]
    if any(bits & UNKNOWN for bits in told) and not any(bits & (WALL | NEVER | DOES | VERB) for bits in told):
        start = page.text.index(words)
        yield Candidate(start, start + len(words), "Name", 2.0, "cell")


# --- choosing ------------------------------------------------------------------------------------


def _best(found: Iterable[Candidate], taken: Sequence[Mention]) -> list[Candidate]:
    """The candidates that stand: best score first, none overlapping a better one or what is taken."""
    chosen: list[Candidate] = []
    spans = sorted((mention.start, mention.end, not _mask(mention)) for mention in taken)
    starts = [start for start, _, _ in spans]
    used: set[int] = set()
    for one in sorted(found, key=lambda c: (-c.score, c.start - c.end, c)):
        reach = range(one.start, one.end)
        if used.isdisjoint(reach) and not _clashes(one, spans, starts):
            used.update(reach)
            chosen.append(one)
    return sorted(chosen)


def _clashes(one: Candidate, spans: Sequence[tuple[int, int, bool]], starts: Sequence[int]) -> bool:
    """Does it overlap something taken that it may not swallow whole?"""
    at = bisect_right(starts, one.end - 1) - 1
    while at >= 0 and spans[at][1] > one.start:
        start, end, may_hold = spans[at]
        within = one.start <= start and end <= one.end and end - start < one.end - one.start
        if not (within and may_hold):
            return True
        at -= 1
    return False


GLOSS = re.compile(
    r"[”」』》\"]?\s?[（(](?:以下简称|下称|简称|又称|英文名|即|原名)?(?:为|是)?[:：]?\s?[“「\"‘']?"
    r"([^（）()“”「」\"，。；、：:,\ue001\ue002\ue003]{2,40})[”」\"’']?[）)]"
)


def _mention(text: str, masked: str, one: Candidate, listed: Mapping[tuple[int, int], Mention]) -> Mention:
    names: tuple[str, ...] = ()
    gloss = GLOSS.match(masked, one.end)
    if gloss and not STOCK.match(masked, one.end) and not ROLE.match(masked, one.end):
        start, end = gloss.span(1)
        if _is_spelling(masked[start:end]):
            names = (text[start:end].strip(),)
    weight = max(1, min(9, round(one.score - 1)))
    found = Mention(one.start, one.end, one.kind, text[one.start : one.end], names=names, rule=one.rule, weight=weight)
    if (row := doubtful().get(masked[one.start : one.end])) is not None:
        return replace(found, kind=row.kind, value=Text(row.id, row.lang))
    for (start, end), known in listed.items():
        if start == one.start and end < one.end and masked[end : one.end] in lexicon().same:
            return replace(found, kind=known.kind, value=known.value, weight=known.weight)  # 特步|国际 is 特步
    return found


def shortens(short: str, long: str) -> bool:
    """Is the first a firm's long name less the place before it and the words that end it? 云朔 of 北京云朔科技有限公司."""
    tokens = [token for token in _tokens(simplified_in_place(long)) if not token[2] & BREAK]
    short = simplified_in_place(short)
    while tokens and tokens[0][2] & PLACE and not long.startswith(short):
        long, cut = long[tokens[0][1] - tokens[0][0] :], tokens[0][1]
        tokens = [(a - cut, b - cut, bits) for a, b, bits in tokens[1:]]
    if not simplified_in_place(long).startswith(short) or len(long) == len(short):
        return False
    rest = [bits for a, _, bits in tokens if a >= len(short)]
    cut_clean = any(a == len(short) for a, _, _ in tokens)
    return cut_clean and bool(rest) and all(bits & (SUFFIX | LEGAL | TRADE) for bits in rest)


def _is_spelling(words: str) -> bool:
    """Could the words in brackets be another spelling of a name, not a remark?"""
    if "\ue000" in words:
        return True
    tokens = _tokens(words)
    if words in lexicon().stop or any(bits & (WALL | NEVER | SAYS | VERB | DOES) for _, _, bits in tokens):
        return False
    return any(bits & (UNKNOWN | LATIN) or (bits & SUFFIX and len(tokens) > 1) for _, _, bits in tokens)
