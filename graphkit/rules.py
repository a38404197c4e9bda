"""Relation rules: from the words of a grammar cell to a compiled pattern over masked sentences.

    match  = '{lead:Agent+} (?:co-?)?led{~words}{round:FundingRound}'
    claims = ["round leadInvestor lead"]

`{x:Kind}` is one mention, `{x:Kind+}` a list of them as people write lists, `{x:Kind&}` a list that ends where others are
only with these ("A and B, alongside C": A, B), `{x:Kind?}` may be missing, `{~name}` is a shared fragment of lang/*.toml. Matching is on lower-case text; a slot of a language without spaces may have a space on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphkit import masks, small
from graphkit.cues import Need, needs
from graphkit.grammar import GrammarError, cells, folders

SLOT = re.compile(r"\{(?P<name>\w*):(?P<kinds>[A-Za-z|]+)(?P<many>[+&])?(?P<maybe>\?)?\}")
FRAGMENT = re.compile(r"\{~(?P<name>\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule. Every match contains a word of each of its `needs`; `types` say what a slot's filler is by trade."""

    name: str
    cell: str
    lang: str
    text: str
    claims: tuple[tuple[str, str, str], ...]
    lists: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    status: str
    types: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    priority: int
    confidence: str
    options: tuple[tuple[str, str], ...] = ()
    outline: tuple[str, ...] = ()

    def may_match(self, text: str) -> bool:
        """Does what the rule says between its lists stand in the text, in its order? Far less to compile than the whole."""
        place = 0
        for part in self.outline:
            found = _pattern(part).search(text, place)
            if found is None:
                return False
            place = found.start()
        return True

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first wanted: an article wakes some rules, not all."""
        return _pattern(self.text)

    @property
    def roles(self) -> frozenset[str]:
        """What its slots are called: 'company' for company and company2."""
        return frozenset(name.rstrip("0123456789") for name in self.pattern.groupindex if not name.startswith(READ))

    @property
    def id(self) -> str:
        """'leadInvestor/fr: tour mené par X'."""
        return f"{self.cell}/{self.lang}: {self.name}"


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


def _phrases(lang: str, key: str) -> list[str]:
    """The patterns under that key of the language's [list], spelled out."""
    phrases: list[str] = cells("lang").get(lang, {}).get("list", {}).get(key, [])
    return [
        SLOT.sub(lambda m: masks.char_class(m["kinds"]), _spelled(words, lang, f"[list] {key}")) for words in phrases
    ]


@cache
def list_parts(lang: str) -> tuple[str, str, str]:
    """(join, beside, before): what stands between two members of a list, what joins those who are only with them, and
    which words may stand before a member.

    Those of the language, and of the languages whose words stand in its sentences as well (`also` in its [list] table).
    """
    befores = {
        rf"(?:{words})(?![\w-])" if words.isascii() and words[-1] not in "']" and r"\u" not in words else words
        for words in _in_lists("before", lang)
    }
    joins = _in_lists("join", lang)
    return _longest_first(joins), _longest_first([*joins, *_in_lists("beside", lang)]), _longest_first(befores)


@cache
def _in_lists(key: str, lang: str) -> tuple[str, ...]:
    """The patterns under a key of the [list] tables of the language and of those that it names as `also`."""
    own = cells("lang").get(lang, {}).get("list", {})
    return tuple(words for name in (lang, *own.get("also", ())) for words in _phrases(name, key))


@cache
def _before_person() -> str:
    """What a person of a list may be called before the name, "top-grossing comedian Jane Roe": words in small letters
    but those that tell of something else."""
    stops = sorted({word for cell in cells("lang").values() for word in cell.get("list", {}).get("person_stops", [])})
    return rf"(?:(?!(?:{'|'.join(stops)})\b)[a-zà-ÿ][a-zà-ÿ/-]* ){{0,5}}" if stops else ""


OWNER = "(?:(?#owner)"  # whose the member is, told before it
MEMBER = "(?:(?#member)"  # where a member of a list begins; what reads the list out makes it a group with a name


@cache
def _employer(lang: str) -> str:
    """' of Norvex', « de la start-up Norvex »."""
    employed = _longest_first(_in_lists("employed", lang))
    return rf"(?: ?(?:{employed}) ?(?:[a-zà-ÿ'-]+ ){{0,3}}{masks.char_class('Organization')})"


@cache
def last_join(lang: str) -> str:
    """The "and" that stands before the last member of a list."""
    return rf" (?:{_longest_first(_in_lists('and', lang)) or '(?!)'}) "


@cache
def item_pattern(kinds: str, lang: str) -> str:
    """One member of a list: words that may stand before it, the member, and what is said of it in brackets or commas.

    Before an investor, phrases that name none are stepped over: in "angels from A and B, and C" the member is C.
    """
    _, _, before = list_parts(lang)
    org, post, person, place = (masks.char_class(kind) for kind in ("Organization", "Post", "Person", "Place"))
    article, both = (_longest_first(_in_lists(key, lang)) for key in ("article", "and"))
    head = rf"(?:(?:{before})(?:,? (?:{both}) (?=(?:{before}) )| )?){{0,8}}(?:[«“\"‘] ?)?" if before else ""
    employed = _employer(lang)
    opens = small.spaced("article", space=" ")
    examples = _longest_first(_in_lists("examples", lang)) or "(?!)"
    said = rf"(?:, {opens}[^.;,()\ue000-\ue00d]{{3,70}}(?=,(?! (?:{examples}) )))?"
    if kinds in ("Person", "Human"):
        head += _before_person()
        said = rf"(?:, {opens}?[a-z][a-z -]{{2,40}}(?=,|;|\.| {small.any_of('and')} |\Z))?"
    elif kinds == "Investor":
        head = _nobody(lang) + head
        said = "".join(f"(?:{words})?" for words in _phrases(lang, "after")) or said
    tail = (
        rf"(?: ?[»”\"])?"
        rf"(?: ?\([^()]{{0,80}}\))?"
        rf"(?:'s? {post})?"
        rf"(?:,? (?:(?:{article}) ?)?{post}"
        rf"(?:,? ?(?:{both}) {post})?{employed}?)?"
        rf"(?: (?:{_longest_first(_in_lists('employed', lang))}) ?{org})?"
        rf"(?: (?:{_longest_first(_in_lists('located', lang)) or '(?!)'}) {small.spaced('article')}?{place})?"
        rf"(?: (?:{_longest_first(_in_lists('dated', lang)) or '(?!)'}) {masks.char_class('Date')}(?=,))?"
        rf"{said}"
    )
    # "Alphabet's GV", "Acme CEO Jane Roe", "the founder of Acme, Jane Roe": the member is GV, is Jane Roe
    owned = rf"{OWNER}{org}'s? (?:[a-z-]+ ){{0,2}}|{org} {post},? (?={person})|{post}{employed},? (?={person}))?"
    if kinds == "Investor":  # but "Quartz Ventures' Jane Roe", "Quartz partner Jane Roe": it is the firm that invests
        partner = _longest_first([*_in_lists("partner", lang), post])
        theirs = rf"(?:'s? (?:[a-z-]+ ){{0,2}}|(?:'s?)? (?:{partner}),? ){person}"
        firm = masks.CHAR["InvestmentFirm"]
        owned = rf"(?:(?!{firm}{theirs}){owned[:-1]})?"
        tail = rf"(?:(?<={firm}){theirs}(?: (?:{both}) {person})?)?{tail}"
    return head + owned + MEMBER + masks.char_class(kinds) + ")" + tail


def _nobody(lang: str) -> str:
    """Phrases of a list that name no investor, each with what joins the next member to it."""
    phrases = "|".join(_phrases(lang, "nobody"))
    step = rf"(?:(?:{phrases})(?:{list_parts(lang)[1]}))?"
    return rf"{step}{step}(?!{phrases})" if phrases else ""


READ = "read_"  # begins the names of groups that are no roles


@cache
def _member(kinds: str, lang: str) -> str:
    """A member of a list, the same in every rule that asks for these kinds."""
    return possessive(item_pattern(kinds, lang))


@cache
def list_pattern(kinds: str, lang: str, mark: str, tight: bool = False) -> str:
    """Two or more members, or one. Written so that it cannot backtrack without bound: each step eats a member."""
    join, beside, _ = list_parts(lang)
    item = _member(kinds, lang)
    # Its length is what a rule costs to compile, so the member stands there once: a mark, empty, tells that one was read.
    return rf"(?>(?:(?({mark})(?:{join if tight else beside})){item}(?P<{mark}>)){{1,61}})"


GROUP = re.compile(r"\\.|\(\?\(\w+\)|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<group>\((?:\?P<(?P<name>\w+)>|(?!\?)))")


def _numbered(pattern: str) -> str:
    """The marks of lists by number: by its name, a group is known only after the place that asks whether it was read."""
    groups = [found["name"] for found in GROUP.finditer(pattern) if found["group"]]
    numbers = {name: number for number, name in enumerate(groups, 1)}
    return re.sub(rf"\(\?\(({READ}\w+)\)", lambda found: f"(?({numbers[found[1]]})", pattern)


def _slot(match: re.Match[str], lang: str, spaced: bool) -> str:
    kinds, many = match["kinds"], match["many"]
    body = list_pattern(kinds, lang, f"{READ}{match.start()}", many == "&") if many else masks.char_class(kinds)
    group = f"(?P<{match['name']}>{body})" if match["name"] else f"(?:{body})"
    if spaced:
        group = f" ?{group} ?"
    return f"(?:{group})?" if match["maybe"] else group


def _spelled(words: str, lang: str, where: str) -> str:
    """The pattern with its fragments put in."""
    cell = cells("lang").get(lang, {})
    fragments: dict[str, str] = cell.get("fragment", {})

    def fragment(match: re.Match[str]) -> str:
        if match["name"] not in fragments:
            raise GrammarError(f"{where}: no fragment '{match['name']}' in grammar/lang/{lang}.toml")
        return f"(?:{fragments[match['name']]})"

    for _ in range(3):  # a fragment may use fragments
        words = FRAGMENT.sub(fragment, words)
    return words


def expand(words: str, lang: str, where: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The pattern with its fragments and slots spelled out, and which slots are lists. GrammarError names what is unknown."""
    cell = cells("lang").get(lang, {})
    words = _spelled(words, lang, where)
    lists = tuple((m["name"], m["kinds"]) for m in SLOT.finditer(words) if m["many"] and m["name"])
    for m in SLOT.finditer(words):
        for kind in m["kinds"].split("|"):
            if kind not in masks.FITS and kind not in masks.CHAR:
                raise GrammarError(f"{where}: slot '{m['name']}' asks for '{kind}', which is no kind of mention")
    spaced = bool(cell.get("slot_space", False))
    return _numbered(SLOT.sub(lambda m: _slot(m, lang, spaced), possessive(words))), lists


QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")


def outline(words: str, lang: str) -> tuple[str, ...]:
    """Patterns that every match of the spelled-out pattern contains, in this order: what stands between its lists.

    A list, or a group with a list inside, is left out, but for a member of a list that must be there. () where the
    pattern has no list, or is a choice of several.
    """
    parts, here, at = [], "", 0
    while at < len(words):
        slot = SLOT.match(words, at)
        end = slot.end() if slot else _element_end(words, at)
        element = words[at:end]
        if element == "|":
            return ()
        if not any(found["many"] for found in SLOT.finditer(element)):
            here += element
        else:
            if quantifier := QUANTIFIER.match(words, end):
                end = quantifier.end()
            parts.append(here)
            here = ""
            if slot and not slot["maybe"] and not quantifier:
                parts.append(masks.char_class(slot["kinds"]))
        at = end
    if not parts:
        return ()
    spaced = bool(cells("lang").get(lang, {}).get("slot_space", False))
    each = (SLOT.sub(lambda m: _slot(m, lang, spaced), possessive(part)) for part in (*parts, here))
    return tuple(part for part in each if part.strip())


def _element_end(words: str, at: int) -> int:
    """Where the character, the class or the group that begins here ends."""
    if words[at] == "\\":
        return at + 2
    if words[at] == "[":
        return words.index("]", at + (2 if words[at + 1] != "^" else 3)) + 1
    if words[at] != "(":
        return at + 1
    at += 1
    while words[at] != ")":
        at = _element_end(words, at)
    return at + 1


def _captures(pattern: str) -> bool:
    return "(?P<" in pattern or any(m["name"] or m["many"] for m in SLOT.finditer(pattern))


LOOP = re.compile(r"\)(\*|\+|\{\d*,\d*\})(?![?+])")


def possessive(pattern: str) -> str:
    """Make every repeated group keep what it took: a rule must not try the ways to divide the same words again and again.

    A group that captures is left as it is: CPython 3.11 loses the span of a capture inside a possessive repeat.
    """
    opened: list[int] = []
    spans: dict[int, int] = {}
    in_class = False
    i = 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            i += 2
            continue
        if char == "[" and not in_class:
            in_class = True
            if pattern[i + 1 : i + 2] == "]" or pattern[i + 1 : i + 3] == "^]":
                i += 2
        elif char == "]":
            in_class = False
        elif not in_class and char == "(":
            opened.append(i)
        elif not in_class and char == ")":
            spans[i] = opened.pop()
        i += 1
    return LOOP.sub(
        lambda m: (
            m.group() if m.start() not in spans or _captures(pattern[spans[m.start()] : m.start()]) else m.group() + "+"
        ),
        pattern,
    )


# --- loading ------------------------------------------------------------------------------------------


def _compile(cell: str, lang: str, data: dict[str, Any]) -> Rule:
    where = f"grammar/relate/{cell}/{lang}.toml, rule {data.get('name', '?')!r}"
    try:
        words, claims = data["match"], data["claims"]
    except KeyError as err:
        raise GrammarError(f"{where}: it has no {err}") from err
    text, lists = expand(words, lang, where)
    bare = SLOT.sub(lambda m: masks.char_class(m["kinds"]) + ("?" if m["maybe"] else ""), _spelled(words, lang, where))
    try:
        found = needs(bare)  # a list is as good as one of its members here, and quicker to look through
    except re.error as err:
        raise GrammarError(f"{where}: {err} in {bare!r}") from err
    triples = []
    for claim in claims:
        parts = claim.split()
        if len(parts) != 3:
            raise GrammarError(f"{where}: {claim!r} is not 'subject property object'")
        triples.append((parts[0], parts[1], parts[2]))
    return Rule(
        name=data.get("name", words),
        cell=cell,
        lang=lang,
        text=text,
        claims=tuple(triples),
        lists=lists,
        needs=(frozenset(data["cue"]), *found) if "cue" in data else found,
        status=data.get("status", ""),
        types=tuple(sorted(data.get("types", {}).items())),
        marks=tuple(data.get("marks", ())),
        priority=int(data.get("priority", 0)),
        confidence=str(data.get("confidence", "0.9")),
        options=tuple(sorted((str(k), str(v)) for k, v in data.get("set", {}).items())),
        outline=outline(_spelled(words, lang, where), lang),
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of every cell under relate/, in a fixed order. Raises GrammarError with all that is wrong, a line each."""
    found: list[Rule] = []
    wrong: list[str] = []
    for cell in folders("relate"):
        for lang, data in cells(f"relate/{cell}").items():
            for rule in data.get("rule", []):
                try:
                    found.append(_compile(cell, lang, rule))
                except GrammarError as err:
                    wrong.append(str(err))
    if wrong:
        raise GrammarError("\n".join(wrong))
    return tuple(found)
