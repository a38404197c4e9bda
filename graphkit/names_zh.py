"""Names in Chinese script that no list knows, found by what stands around them and what they end in.

Chinese puts no space around a name, so its edges are the hard part. The text is cut at the words of
`grammar/spot/Name/zh.toml` (grammar words, verbs, heads such as 公司, ordinary nouns, suffixes such as 资本); what
lies between two cuts is weighed: what stands before it, what it is made of, what stands after it. No dictionary of
names, no segmentation library, no model; the time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphkit.grammar import cells
from graphkit.model import Mention

# What a word tells, as bits: one word may tell several things (投资 ends a firm's name and is a verb too).
WALL, PARTICLE, DOES, HEAD, TAKES, GIVER, GAVE = 1, 2, 4, 8, 16, 32, 64
ORDINARY, PLACE, POST, SAYS, SUFFIX, LEGAL = 128, 256, 512, 1024, 2048, 4096
UNKNOWN, LATIN, BREAK, TAKEN, JOINT = 8192, 16384, 32768, 65536, 131072

WORDS = {
    "wall": WALL,
    "particle": PARTICLE,
    "does": DOES,
    "head": HEAD,
    "takes": TAKES,
    "giver": GIVER,
    "gave": GAVE,
    "ordinary": ORDINARY,
    "place": PLACE,
    "post": POST,
    "says": SAYS,
    "joint": JOINT,
}

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[A-Za-z0-9À-ɏ²³][A-Za-z0-9À-ɏ²³.&'’+_-]*|.", re.DOTALL)
NAME_MASK, MONEY_MASK, DATE_MASK, OTHER_MASK = "\ue000", "\ue001", "\ue002", "\ue003"
LONGEST = 16  # characters of a name that is not a registered one
LONGEST_LEGAL = 40

Token = tuple[int, int, int]
"""Start, end, bits."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name, with the weight of its evidence."""

    start: int
    end: int
    kind: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of the cell: an automaton that finds them, and what each tells."""

    automaton: Any
    words: tuple[str, ...]
    bits: tuple[int, ...]
    suffix_kind: dict[str, str]
    head_kind: dict[str, str]
    surnames: frozenset[str]
    stop: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The cell `spot/Name/zh`, made ready for matching."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    cell = cells("spot/Name")["zh"]
    bits: dict[str, int] = {}
    for name, bit in WORDS.items():
        for word in cell["words"].get(name, "").split():
            bits[word] = bits.get(word, 0) | bit
    suffix_kind: dict[str, str] = {}
    for kind, words in cell["suffix"].items():
        for word in words.split():
            bits[word] = bits.get(word, 0) | SUFFIX
            suffix_kind.setdefault(word, kind)
    head_kind: dict[str, str] = {}
    for kind, words in cell["head"].items():
        for word in words.split():
            bits[word] = bits.get(word, 0) | HEAD
            head_kind.setdefault(word, kind)
    for word in cell["legal"]["ends"].split():
        bits[word] = bits.get(word, 0) | LEGAL
    words = tuple(sorted(bits))
    return Lexicon(
        AhoCorasick(words, matchkind=MatchKind.LeftmostLongest),
        words,
        tuple(bits[word] for word in words),
        suffix_kind,
        head_kind,
        frozenset(cell["person"]["surnames"].split()),
        frozenset(cell["words"]["stop"].split()),
    )


def find(text: str, taken: Sequence[Mention] = ()) -> list[Mention]:
    """The names in Chinese script of one block of reading text, in order, none overlapping another or `taken`.

    `taken` is what is already spotted there (offsets within `text`): amounts, dates, rounds, known names; they bound
    names and are neighbours in lists. `kind` is Company, InvestmentFirm, PublicOrganization, Person, Product, or Name
    where the words do not tell; `weight` runs from 1 (take it only if something else wants it) to 9 (certain);
    `rule` names the cue; `names` are further spellings that follow in brackets.
    """
    if not HAN.search(text):
        return []
    masked = _masked(text, taken)
    tokens = _tokens(masked)
    found = list(_registered(masked, tokens))
    zones = _zones(masked, tokens)
    for first, last in _pieces(masked, tokens):
        found.extend(_weighed(masked, tokens, first, last, zones))
    found.extend(_persons(masked, tokens))
    found.extend(_quoted(masked, tokens))
    chosen = _best(found, taken)
    return [_mention(text, candidate) for candidate in chosen]


def _masked(text: str, taken: Sequence[Mention]) -> str:
    """The text with each taken stretch blanked by a private-use character per kind. Latin-script names stay, since a
    name may go on in Chinese (CMC资本)."""
    if not taken:
        return text
    parts, at = [], 0
    for mention in sorted(taken, key=lambda one: one.start):
        if mention.start < at or (mention.kind not in MASKS and not HAN.search(mention.text)):
            continue
        parts.append(text[at : mention.start])
        parts.append(MASKS.get(mention.kind, NAME_MASK) * (mention.end - mention.start))
        at = mention.end
    parts.append(text[at:])
    return "".join(parts)


MASKS = {
    "Money": MONEY_MASK,
    "Date": DATE_MASK,
    "FundingRound": OTHER_MASK,
    "RoundKind": OTHER_MASK,
    "Post": OTHER_MASK,
}


def _tokens(text: str) -> list[Token]:
    """The text cut at known words; between them runs of unknown Han, Latin words, single marks."""
    lex = lexicon()
    tokens: list[Token] = []
    at = 0
    for word, start, end in lex.automaton.find_matches_as_indexes(text):
        if start > at:
            _gap(text, at, start, tokens)
        tokens.append((start, end, lex.bits[word]))
        at = end
    if at < len(text):
        _gap(text, at, len(text), tokens)
    return tokens


def _gap(text: str, start: int, end: int, tokens: list[Token]) -> None:
    for found in PIECE.finditer(text, start, end):
        first = text[found.start()]
        if first in "\ue000\ue001\ue002\ue003":
            bits = TAKEN | BREAK
            if tokens and tokens[-1][2] & TAKEN and tokens[-1][1] == found.start() and text[tokens[-1][0]] == first:
                tokens[-1] = (tokens[-1][0], found.end(), bits)
                continue
        elif HAN.match(first):
            bits = UNKNOWN
        elif first.isalnum():
            bits = LATIN
        else:
            bits = BREAK
        tokens.append((found.start(), found.end(), bits))


def _pieces(text: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Runs of tokens between punctuation, as index ranges [first, last)."""
    first = 0
    for index, token in enumerate(tokens):
        if token[2] & BREAK:
            if index > first:
                yield first, index
            first = index + 1
    if first < len(tokens):
        yield first, len(tokens)


# --- who gives money: lists ----------------------------------------------------------------------

CLAUSE_END = "，。；！？\n：,;!?:"
JOINTS = frozenset("、和及与與跟") | {"以及", "/", "&"}


def _zones(text: str, tokens: list[Token]) -> set[int]:
    """Indexes of the tokens that stand in a list of givers: between 由, 获, 投资方为 … and 领投, 跟投, 等 …"""
    inside: set[int] = set()
    start, giver = 0, -1
    for index, (a, b, bits) in enumerate(tokens):
        if bits & BREAK and text[a] in CLAUSE_END and not (text[a] in "：:" and index and tokens[index - 1][2] & GIVER):
            if giver >= 0 and _names_given(tokens, giver, index):
                inside.update(range(giver + 1, index))
            start, giver = index + 1, -1
            continue
        if bits & GAVE and (index > start):
            begin = giver + 1 if giver >= 0 else start
            if text[a:b] != "投资" or not _ends_name(text, tokens, index):
                if giver >= 0 or text[a:b] not in WEAK_GAVE:
                    inside.update(range(begin, index))
                start, giver = index + 1, -1
                continue
        if bits & GIVER and (b - a > 1 or text[a] in "由获獲") and not (giver >= 0 and text[a:b] in JOINTS):
            giver = index
    if giver >= 0 and _names_given(tokens, giver, len(tokens)):
        inside.update(range(giver + 1, len(tokens)))
    return inside


WEAK_GAVE = frozenset(["等", "投资", "投資", "参与", "參與", "共同", "联合", "聯合", "独家", "认购", "出资", "增持", "入股", "注资"])


def _names_given(tokens: list[Token], giver: int, end: int) -> bool:
    """A giver word opens a list only if something unknown or taken follows it in the clause."""
    return any(bits & (UNKNOWN | TAKEN | LATIN) for _, _, bits in tokens[giver + 1 : min(end, giver + 8)])


def _ends_name(text: str, tokens: list[Token], index: int) -> bool:
    """投资 ends a firm's name where a list goes on or a verb follows (盛宇投资等跟投); else it is the verb."""
    if index + 1 >= len(tokens):
        return False
    start, end, bits = tokens[index + 1]
    return bool(bits & (GAVE | DOES)) or text[start:end] in JOINTS or text[start] in "（("


# --- weighing ------------------------------------------------------------------------------------

OPENING = '“"「『《【‘'
CLOSING = '”"」』》】’'


def _left(text: str, tokens: list[Token], index: int, first: int, zones: set[int]) -> tuple[float, str, str]:
    """How well a name may begin at this token: score, kind the words before it tell, cue."""
    if index == 0:
        return 1.5, "", "start"
    start, end, bits = tokens[index - 1]
    word = text[start:end]
    listed = index in zones and (index - 1 not in zones or word in JOINTS or word == "、")
    if listed and word in "和与及與" and index >= 2 and text[tokens[index - 2][0]] == "、":
        listed = False  # 、和玉资本: no "and" follows the list mark
    if bits & BREAK:
        if listed:
            return 3.0, "", "list"
        return BEFORE.get(text[start], 0.8), "", "start"
    if bits & HEAD:
        return 3.0, lexicon().head_kind[word], "head"
    if listed:
        return 3.0, "", "list"
    if bits & (TAKES | GIVER) and end - start > 1:
        return 2.2, "", "object"
    if bits & (WALL | SAYS):
        return 1.5, "", "wall"
    if bits & (DOES | GAVE) and end - start > 1:
        return 1.0, "", "verb"
    if bits & PARTICLE:
        return 0.9, "", "particle"
    if bits & POST:
        return 0.0, "", "post"
    if bits & (UNKNOWN | LATIN):
        return -4.0, "", ""
    if bits & SUFFIX and not bits & ORDINARY:
        return -1.0, "", ""
    return 0.0, "", "word"


BEFORE = {
    "\n": 1.5,
    "。": 1.5,
    "，": 1.2,
    "、": 1.0,
    "！": 1.5,
    "：": 1.2,
    "“": 2.0,
    "「": 2.0,
    "《": 1.0,
    "【": 1.0,
    "（": 0.5,
    "(": 0.5,
}
AFTER = {"”": 1.5, "」": 1.5, "（": 1.2, "(": 1.2, "、": 1.0, "。": 0.3, "，": 0.3}


def _right(text: str, tokens: list[Token], index: int, zones: set[int]) -> tuple[float, str, str]:
    """How well a name may end before this token: score, kind the words after it tell, cue."""
    if index >= len(tokens):
        return 0.3, "", "end"
    start, end, bits = tokens[index]
    word = text[start:end]
    listed = index - 1 in zones and (index not in zones or word in JOINTS or word == "、")
    if bits & BREAK:
        if text[start] in "（(" and STOCK.match(text, start):
            return 5.0, "Company", "stock code"
        if text[start] in "（(" and ROLE.match(text, start):
            return 3.5, "", "role"
        if listed:
            return 2.5, "", "list"
        return AFTER.get(text[start], 0.3), "", "end"
    if listed:
        return 2.5, "", "list"
    if bits & DOES and end - start > 1:
        return 2.5, "Company" if word in RAISES else "", "does"
    if bits & GAVE and end - start > 1:
        return 2.5, "", "gave"
    if bits & POST:
        return 2.5, "", "post"
    if bits & SAYS:
        return 2.0, "", "says"
    if bits & WALL:
        return 1.2, "", "wall"
    if bits & PARTICLE:
        return 0.9, "", "particle"
    if bits & (UNKNOWN | LATIN):
        return -4.0, "", ""
    if bits & HEAD:
        return 0.6, "", "head"
    return -0.5, "", "word"


STOCK = re.compile(
    r"[（(](?:[A-Z]{1,6}[.:：]\s?[A-Z0-9]{1,6}|\d{4,6}(?:\.[A-Z]{2})?|[A-Z]{2}[.:：]\d{4,6}|证券代码|股票代码|[\d.,+\-% ]+)[）)，,：:]"
)
ROLE = re.compile(r"[（(](?:联合)?(?:领投|領投|跟投|财务顾问|独家财务顾问|老股东)[）)]")
RAISES = frozenset(["完成", "获投", "獲投", "获", "获得", "獲得", "融资", "融資", "正式完成", "成立于", "成立於", "再获", "连获", "拿到", "斩获", "上市", "挂牌"])


def _weighed(text: str, tokens: list[Token], first: int, last: int, zones: set[int]) -> Iterator[Candidate]:
    """Every stretch of a piece that could be a name, with its score."""
    lex = lexicon()
    for index in range(first, last):
        bits = tokens[index][2]
        if bits & (WALL | POST) or (
            bits & (DOES | TAKES)
            and tokens[index][1] - tokens[index][0] > 1
            and not bits & SUFFIX
            and not bits & ORDINARY
        ):
            continue
        left, left_kind, cue = _left(text, tokens, index, first, zones)
        if left < 0:
            continue
        inside, core, known, latin = 0.0, 0, 0, 0
        start = tokens[index][0]
        for end_index in range(index, last):
            a, b, bits = tokens[end_index]
            if b - start > LONGEST:
                break
            if bits & UNKNOWN:
                core += b - a
            elif bits & LATIN:
                latin += b - a
            elif bits & (WALL | POST | SAYS) and not bits & SUFFIX:
                break
            elif bits & PARTICLE and b - a == 1 and not bits & SUFFIX:
                inside -= 1.2
                core += 1
            elif bits & (DOES | TAKES) and not bits & (SUFFIX | ORDINARY):
                break
            elif bits & HEAD and not bits & SUFFIX:
                inside -= 1.5
                known += 1
            elif bits & PLACE and end_index == index:
                inside += 0.3
            else:
                known += 1
            right, right_kind, right_cue = _right(text, tokens, end_index + 1, zones)
            if right < -1:
                continue
            word = text[a:b]
            score, kind = left + inside + right, ""
            length = b - start
            if bits & SUFFIX and end_index > index:
                kind = lex.suffix_kind[word]
                score += 2.2 if core + latin else 0.6
                score -= 0.7 * (known - 1)
                ended = "suffix"
            else:
                score -= 0.8 * known
                ended = ""
            if core >= 2 or (core and latin) or (core == 1 and known):
                score += 1.0
            elif core == 0 and not latin:
                score -= 2.5 if known >= 2 or end_index > index else 5.0
            if length < 2 or core + known * 2 + latin == 0 or core + known == 0:
                continue
            if length > 8:
                score -= 0.3 * (length - 8)
            if score < 3.2:
                continue
            name = text[start:b]
            if name in lex.stop or not HAN.search(name):
                continue
            yield Candidate(start, b, kind or left_kind or right_kind or "Name", score, cue_name(cue, ended, right_cue))


def cue_name(*cues: str) -> str:
    """The cues that spoke for a name, for the record."""
    return "+".join(cue for cue in cues if cue)


# --- registered names ----------------------------------------------------------------------------

STRONG = frozenset("的了由被对向将已为是對將為")


def _registered(text: str, tokens: list[Token]) -> Iterator[Candidate]:
    """Names that end in a legal form: 北京某某科技有限公司, 某某科技（上海）有限公司."""
    for index, (_, end, bits) in enumerate(tokens):
        if not bits & LEGAL:
            continue
        begin = _registered_start(text, tokens, index)
        if begin < index:
            start = tokens[begin][0]
            if end - start > 5:
                yield Candidate(start, end, _registered_kind(text[start:end]), 9.0, "legal form")


def _registered_start(text: str, tokens: list[Token], index: int) -> int:
    """Index of the token that a registered name begins with; the place it is registered in where there is one."""
    begin, placed = index, -1
    at = index - 1
    limit = tokens[index][1] - LONGEST_LEGAL
    while at >= 0 and tokens[at][0] >= limit:
        start, end, bits = tokens[at]
        if bits & BREAK:
            opened = (
                text.rfind("（", max(0, start - 8), start)
                if text[start] == "）"
                else text.rfind("(", max(0, start - 8), start)
                if text[start] == ")"
                else -1
            )
            if opened < 0:
                break
            while at >= 0 and tokens[at][0] > opened:
                at -= 1
            at -= 1
            begin = at + 1
            continue
        if (
            (bits & WALL
            and end - start > 1)
            or text[start:end] in STRONG
            or (bits & TAKES and end - start > 1 and not bits & SUFFIX)
        ):
            break
        if bits & DOES and end - start > 1 and not bits & (SUFFIX | ORDINARY | HEAD):
            break
        begin = at
        if bits & PLACE:
            placed = at
        elif placed >= 0 and placed == at + 1 and bits & (HEAD | PARTICLE | POST):
            break
        at -= 1
    return placed if placed >= 0 else begin


def _registered_kind(name: str) -> str:
    return "InvestmentFirm" if INVESTS.search(name) else "Company"


INVESTS = re.compile(
    r"(?:投资|基金|创投|资本|资产管理|股权)(?:管理|集团|控股|中心|合伙企业|基金)*(?:股份)?(?:有限|合伙|（|\()"
)


# --- people --------------------------------------------------------------------------------------

FOREIGN = re.compile(r"[\u3400-\u9fff]{1,6}(?:[·•・‧][\u3400-\u9fff]{1,8}(?:-[\u3400-\u9fff]{1,5})?){1,3}")


def _persons(text: str, tokens: list[Token]) -> Iterator[Candidate]:
    """Names of people: beside a post, before 表示, or written with a dot (阿瑟·门施)."""
    lex = lexicon()
    ends = {token[1]: position for position, token in enumerate(tokens)}
    for index, (start, _end, _bits) in enumerate(tokens):
        if text[start] not in lex.surnames and text[start : start + 2] not in lex.surnames:
            continue
        before = tokens[index - 1][2] if index else BREAK
        if not before & (BREAK | WALL | POST | DOES | PARTICLE | HEAD | SAYS | JOINT | SUFFIX):
            continue
        compound = text[start : start + 2] in lex.surnames
        for length in (3, 2) if not compound else (4, 3):
            stop = start + length
            if stop > len(text) or not all(HAN.match(ch) for ch in text[start:stop]):
                continue
            position = ends.get(stop)
            if position is None:
                continue
            if any(
                token[2] & (POST | WALL | SAYS | HEAD | SUFFIX | DOES) and token[1] - token[0] > 1
                for token in tokens[index : position + 1]
            ):
                continue
            after = tokens[position + 1][2] if position + 1 < len(tokens) else BREAK
            score = 0.0
            if before & POST:
                score = 7.0 if after & (BREAK | SAYS | DOES | WALL | PARTICLE | GAVE | JOINT) else 0.0
            elif after & SAYS:
                score = 5.0
            elif after & POST:
                score = 4.0
            if score and text[start:stop] not in lex.stop:
                yield Candidate(
                    start, stop, "Person", score, "post" if before & POST else "says" if after & SAYS else "before post"
                )
                break
    if "·" in text or "•" in text or "・" in text or "‧" in text:
        for found in FOREIGN.finditer(text):
            start = found.start()
            dot = min(found.group().index(mark) for mark in "·•・‧" if mark in found.group()) + start
            for a, b, bits in tokens:  # trimmed by the words that stand before it
                if b <= start or a >= dot:
                    continue
                if b < dot and b - a > 1 and bits & (POST | HEAD | WALL | DOES | TAKES | ORDINARY | SAYS):
                    start = b
            yield Candidate(start, found.end(), "Person", 7.0, "dotted")


# --- quotes --------------------------------------------------------------------------------------

QUOTED = re.compile(
    r"“([^“”\n]{2,16})”|「([^「」\n]{2,16})」|『([^『』\n]{2,16})』|《([^《》\n]{2,16})》|\"([^\"\n]{2,16})\"|‘([^‘’\n]{2,16})’"
)
PRODUCT_VERBS = frozenset(["推出", "推出了", "发布", "发布了", "發佈", "上线", "开发", "研发", "打造"])


def _quoted(text: str, tokens: list[Token]) -> Iterator[Candidate]:
    """Names in quotation marks, where a head stands before or a verb after: 品牌“某某”, “某某”宣布."""
    lex = lexicon()
    starts = [token[0] for token in tokens]
    for found in QUOTED.finditer(text):
        group = found.lastindex or 0
        start, end = found.span(group)
        words = text[start:end]
        if (
            not HAN.search(words)
            or words in lex.stop
            or any(mark in words for mark in "，。！？；：、…\ue001\ue002\ue003")
        ):
            continue
        before = bisect_right(starts, found.start()) - 2
        after = bisect_right(starts, found.end() - 1)
        score, kind, cue = 0.0, "Name", ""
        if before >= 0:
            a, b, bits = tokens[before]
            if bits & HEAD:
                score, kind, cue = score + 4.0, lex.head_kind[text[a:b]], "head"
            elif text[a:b] in PRODUCT_VERBS:
                score, kind, cue = score + 3.0, "Product", "launched"
            elif bits & TAKES and b - a > 1:
                score, cue = score + 2.0, "object"
        if after < len(tokens) and group != 4:
            a, b, bits = tokens[after]
            if bits & DOES and b - a > 1:
                score, cue = score + 3.0, cue_name(cue, "does")
                if text[a:b] in RAISES and kind == "Name":
                    kind = "Company"
        if score >= 3.0:
            yield Candidate(start, end, kind, score + 1.5, cue_name("quoted", cue))


# --- choosing ------------------------------------------------------------------------------------


def _best(found: Iterable[Candidate], taken: Sequence[Mention]) -> list[Candidate]:
    """The candidates that stand: best score first, none overlapping a better one or what is taken."""
    chosen: list[Candidate] = []
    spans = sorted((mention.start, mention.end) for mention in taken)
    starts = [start for start, _ in spans]
    used: set[int] = set()
    for one in sorted(found, key=lambda c: (-c.score, c.start - c.end, c.start, c.kind, c.rule)):
        if any(at in used for at in range(one.start, one.end)) or _clashes(one, spans, starts):
            continue
        used.update(range(one.start, one.end))
        chosen.append(one)
    return sorted(chosen, key=lambda c: c.start)


def _clashes(one: Candidate, spans: list[tuple[int, int]], starts: list[int]) -> bool:
    at = bisect_right(starts, one.end - 1) - 1
    while at >= 0 and spans[at][1] > one.start:
        start, end = spans[at]
        if not (one.start <= start and end <= one.end and end - start < one.end - one.start):
            return True
        at -= 1
    return False


GLOSS = re.compile(
    r"[”」』》\"]?[（(](?:以下简称|以下簡稱|下称|下稱|简称|簡稱|又称|英文名|即|原名)?[:：]?\s?[“「\"]?([^（）()“”「」\"，。；、：:\ue001\ue002\ue003]{2,40})[”」\"]?[）)]"
)


def _mention(text: str, one: Candidate) -> Mention:
    names: tuple[str, ...] = ()
    gloss = GLOSS.match(text, one.end)
    if gloss and not STOCK.match(text, one.end) and not ROLE.match(text, one.end) and one.kind != "Person":
        names = (gloss.group(1).strip(),)
    weight = max(1, min(9, round(one.score - 1)))
    return Mention(one.start, one.end, one.kind, text[one.start : one.end], names=names, rule=one.rule, weight=weight)
