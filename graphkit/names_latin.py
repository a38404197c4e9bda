"""Spot names in Latin script: runs of capitalised words, cut where an ordinary word is only capitalised by its place.

What counts as an ordinary word comes from grammar/words/ and from the document itself: a word that also stands there in
lower case is no name at the start of a sentence.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from graphkit.grammar import cells
from graphkit.model import Mention, Text
from graphkit.small import any_of as small_words

LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
TOKEN = re.compile(
    rf"[{LETTER}0-9][{LETTER}0-9_]*(?:(?:['’](?![sS]\b)|[&+@]|\.(?=[{LETTER}0-9]{{2}}|[A-Z]\b|(?<=[0-9]\.)[0-9]))[{LETTER}0-9_]+|-[{LETTER}0-9_]+)*[+²³]?"
)
INITIALS = re.compile(r"[A-Z](?:\.[A-Z])*\Z")  # "J. Roe", "W.I. Harper"
ASIAN = re.compile("[\u3001-\u3017\u3400-\u9fff\uff01-\uff1f]")  # Chinese characters and marks
JOINED = re.compile(r"[ \u00a0\u202f]{1,2}\Z")
CAMEL = re.compile(rf"[{LETTER}]*[a-z][A-Z]|[a-z]+\d+[a-z]|[a-z]\d{{1,3}}[a-z]*\Z|\d+[A-Za-z]*[A-Z]")
UPPER = re.compile(r"[A-ZÀ-ÖØ-Þ]")
DOMAIN = re.compile(r"[a-z0-9-]+\.(?:ai|io|com|co|app|org|net|fr|tech|dev|cn)\Z", re.I)
ELIDED = re.compile(rf"(?:[ldnscjmtLDNSCJMT]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)['’](?=[{LETTER}])")
OWN_AI = re.compile(r"[A-Z][a-z]{2,}AI\Z")  # HumeAI
MEASURED = re.compile(
    r"\d+(?:[.,]\d+)?(?:[kMGT]W(?:h|p)?|[kMGT]?Hz|[KMGTP]i?B|[kMGT]bps|mAh|[mnk]m|[km]g|[MB]n|MT)\Z"
)  # 150MW, 8GB
SHORTENED = re.compile(r"['’](?:m|re|ve|ll|d|t)\Z")  # I'm, we've, don't
BATCH = re.compile(r"[WSFX]'?\d{2}")  # "(W21)", "YC S20": a season of an accelerator's start-ups
# a word in small letters that is no part of an address: "norvex.io", "@norvex", "jane@norvex.com"
LOWER = re.compile(r"(?<![\w'’@/.-])[a-zß-öø-ÿ][a-zß-öø-ÿ'’]+(?![\w@/]|\.[a-z]{2})")
VERSION = re.compile(r"v?\d+(?:\.\d+)*\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text. `cap` tells whether its shape is that of a name."""

    start: int
    end: int
    text: str
    cap: bool


@dataclass(frozen=True)
class Lexicon:
    """The word lists that all Latin-script languages share."""

    hard: frozenset[str]  # never the first or last word of a name
    soft: frozenset[str]  # ordinary words: no name on their own at the start of a sentence
    inner: frozenset[str]  # small words inside a name: of, de, &
    of_heads: frozenset[str]  # Bank of …, Université de …
    given: frozenset[str]
    suffixes: dict[str, str]  # last word -> kind
    heads: dict[str, str]  # any word of an organization's own name -> kind
    products: frozenset[str]
    dropped_anywhere: frozenset[
        str
    ]  # cut from the front of a name even inside a sentence ("Not So Dark" keeps its "Not")
    adjectives: frozenset[str]
    dotted: frozenset[str]  # last words that are written with a full stop: Inc., Jr.
    tails: frozenset[str]  # what a comma may stand before inside a name: Inc., Jr.


@cache
def listed(name: str) -> frozenset[str]:
    found: set[str] = set()
    for cell in cells("spot/Name").values():
        found.update(word.casefold() for word in cell.get("latin", {}).get(name, []))
    return frozenset(found)


def _listed(*keys: str) -> set[str]:
    """Words under any of the keys, in every list of grammar/words/."""
    found: set[str] = set()

    def walk(node: Any, inside: bool) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, inside or key in keys)
        elif inside and isinstance(node, list):
            found.update(value.casefold() for value in node)

    for cell in cells("words").values():
        walk(cell, False)
    return found


def _listed_in(file: str, key: str) -> set[str]:
    return {word.casefold() for word in cells("words").get(file, {}).get(key, [])}


@cache
def lexicon() -> Lexicon:
    """Built once a process from grammar/words/ and the [latin] tables of grammar/spot/Name/."""
    from graphkit.gazetteer import adjectives

    suffixes = dict.fromkeys(_listed("company_words", "company_suffixes"), "Company")
    suffixes.update(dict.fromkeys(_listed("investor_suffixes"), "InvestmentFirm"))
    hard = listed("hard")
    return Lexicon(
        hard=hard,
        soft=frozenset(_listed("sentence_starts", "title_words", "acronyms", "calendar") | hard),
        inner=listed("inner"),
        of_heads=listed("of_heads"),
        given=frozenset(
            _listed_in("given_names", "names") - _listed_in("given_names", "also_words") - listed("not_given")
        ),
        suffixes=suffixes,
        heads=dict.fromkeys(_listed("public_suffixes"), "PublicOrganization"),
        products=frozenset(_listed("product_suffixes")),
        dropped_anywhere=listed("dropped_anywhere"),
        adjectives=frozenset(adjectives() | listed("adjectives") | _listed("nationalities")),
        dotted=frozenset(word.rstrip(".") for word in _listed("company_suffixes") if word.endswith("."))
        | listed("person_tails"),
        tails=frozenset(word.rstrip(".") for word in _listed("company_suffixes")) | listed("person_tails"),
    )


@cache
def _tail() -> re.Pattern[str]:
    """'Paris-based', 'Microsoft-backed': what may follow a name after a hyphen."""
    return re.compile(rf"-(?:{'|'.join(sorted(listed('hyphen_tails')))})\Z")


@cache
def _head() -> re.Pattern[str]:
    """'ex-Norvex': what may stand before a name and a hyphen."""
    return re.compile(rf"(?:{'|'.join(sorted(listed('hyphen_heads')))})-(?=[{LETTER}0-9]*[A-ZÀ-Þ])", re.IGNORECASE)


def tokens(text: str) -> list[Token]:
    """The words of `text`, with the shape of each."""
    found = []
    for match in TOKEN.finditer(text):
        word = match.group()
        if word.islower() and word.isalpha():  # most words, and the cheapest question
            found.append(Token(match.start(), match.end(), word, False))
            continue
        elided = ELIDED.match(word) or _head().match(word)
        if elided:  # "l'article", "d'Orange": what was elided is no part of the name
            found.append(Token(match.start(), match.start() + elided.end(), elided.group(), False))
            word = word[elided.end() :]
            cap = bool(UPPER.match(word)) or bool(CAMEL.match(word))
            found.append(Token(match.start() + elided.end(), match.end(), word, cap))
            continue
        joined = _tail().search(word)
        if joined:  # "Paris-based", "Microsoft-backed": the name ends at the hyphen
            word = word[: joined.start()]
            cap = bool(UPPER.match(word)) or bool(CAMEL.match(word))
            found.append(Token(match.start(), match.start() + len(word), word, cap))
            found.append(
                Token(match.start() + joined.start() + 1, match.end(), match.group()[joined.start() + 1 :], False)
            )
            continue
        cap = bool(UPPER.match(word)) or bool(CAMEL.match(word)) or bool(DOMAIN.match(word) and len(word) > 4)
        if cap and (SHORTENED.search(word) or MEASURED.match(word)):
            cap = False
        cap = cap and not (BATCH.fullmatch(word) and not _goes_with(found, text, match.start()))
        if cap and "-" in word and word.rpartition("-")[2].casefold() in listed("compound_tails"):
            cap = False  # "Tech-Gigant"
        found.append(Token(match.start(), match.end(), word, cap))
    return found


def _goes_with(before: Sequence[Token], text: str, start: int) -> bool:
    """Does a word of a letter and a figure belong to the name before it? In "Galaxy S22" it does, in "YC S22" not."""
    last = before[-1] if before else None
    return bool(last and last.cap and JOINED.fullmatch(text[last.end : start])) and (
        last is not None and last.text.casefold() not in listed("batch_of")
    )


def lower_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in lower case in the document."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(LOWER.findall(text))
    return counts


def title_case(words: Sequence[Token], text: str) -> bool:
    """Is this a headline in which nearly every word has a capital? Then a capital tells nothing. `text` ends with it."""
    long = [word for word in words if len(word.text) > 3 and not word.text[0].isdigit()]
    caps = sum(1 for word in long if UPPER.match(word.text))
    if len(long) < 4 or caps < 0.7 * len(long):
        return False
    if text.rstrip().endswith(".") and any(word.text in listed("sentence_words") for word in words):
        return False  # a sentence full of names: it has its verb in small letters and a full stop
    small = lexicon().hard | {"based", "backed"}
    lower = sum(1 for word in words if word.text[:2].islower() and not word.cap and word.text.casefold() not in small)
    return lower == 0 or (lower <= len(long) // 10 and not text.rstrip().endswith("."))


def _runs(text: str, words: Sequence[Token], lex: Lexicon, taken: Sequence[tuple[int, int]]) -> list[list[Token]]:
    """Stretches of capitalised words with nothing but a space, an '&' or a small word between them."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    barred = iter([*taken, (len(text) + 1, len(text) + 2)])
    bar = next(barred)

    def close() -> None:
        if run:
            runs.append(list(run))
            run.clear()

    index = 0
    while index < len(words):
        word = words[index]
        while bar[1] <= word.start:
            close()
            bar = next(barred)
        if word.end > bar[0]:
            close()
            index += 1
            continue
        if not word.cap:
            number = (
                run
                and VERSION.match(word.text)
                and JOINED.match(text[run[-1].end : word.start])
                and len(word.text) <= 4
            )
            if number and not re.match(r" ?[%$€£]| ?(?:million|billion|percent|%)", text[word.end : word.end + 10]):
                run.append(word)
                index += 1
                continue
            follows = words[index + 1] if index + 1 < len(words) else None
            if run and follows and follows.cap and _inside(text, run, word, follows, lex):
                run.extend((word, follows))
                index += 2
                continue
            close()
            index += 1
            continue
        gap = text[run[-1].end : word.start] if run else ""
        if run and _nickname(text, run, word, words[index + 1 : index + 2], lex):
            run.extend((word, words[index + 1]))
            index += 2
            continue
        if run and not (
            JOINED.match(gap)
            or (
                re.fullmatch(r" & | ?\+ ?|\. ", gap if gap != " + " or not ASIAN.search(text) else "")
                and (gap != ". " or _initials(run, lex))
            )
        ):
            after_legal = run[-1].text.casefold() in lex.tails and gap in (". ", "., ")  # "Norvex Co. Ltd."
            if (re.fullmatch(r",? ", gap) or after_legal) and word.text.casefold().rstrip(".") in lex.tails:
                pass  # "Medgenics, Inc.", "John Roe, Jr."
            else:
                close()
        run.append(word)
        index += 1
    close()
    return runs


@cache
def _terms(key: str) -> frozenset[str]:
    """Technical terms that name no firm."""
    return frozenset(_listed(key))


def _initials(run: Sequence[Token], lex: Lexicon) -> bool:
    """The first letters of a person's names, after which a full stop ends no sentence; but "in the U.S. Acme said"."""
    word = run[-1].text
    if len(word) == 1 and len(run) > 1 and run[-2].text.casefold() in lex.given:
        return True  # "Matthew D. Roe"
    return bool(INITIALS.match(word)) and word.casefold() not in lex.adjectives | lex.soft | listed("no_initials")


NICK = re.compile(r" [“\"(‘'][\w.-]{2,14}[”\")’'] ")


def _nickname(text: str, run: Sequence[Token], word: Token, follows: Sequence[Token], lex: Lexicon) -> bool:
    """'Robert (Bob) Roe', 'William "Bill" Roe': the name goes on behind it."""
    return (
        len(run) == 1
        and run[0].text.casefold() in lex.given
        and bool(follows and follows[0].cap)
        and bool(NICK.fullmatch(text[run[0].end : follows[0].start]))
    )


def _inside(text: str, run: Sequence[Token], word: Token, follows: Token, lex: Lexicon) -> bool:
    """May this small word stand inside the name? 'Bank of America', 'Caisse des Dépôts', 'Ursula von der Leyen'."""
    if not JOINED.match(text[run[-1].end : word.start]) or not JOINED.match(text[word.end : follows.start]):
        return False
    small = word.text.casefold()
    if small not in lex.inner:
        return False
    if small in listed("particles"):
        return True
    heads = {token.text.casefold() for token in run}
    headed = bool(heads & lex.of_heads)
    joins = small in listed("joins")
    if joins and headed and len(run) > 2 and not run[-2].cap:
        # "College of Art and Design": both are everyday words
        return run[-1].text.casefold() in lex.soft and follows.text.casefold() in lex.soft
    if joins:
        return headed and follows.text.casefold() in lex.of_heads | listed("of_tails")
    return headed or (small in listed("de") and run[0].text.casefold() in lex.given)


def _is_full_name(run: Sequence[Token], lex: Lexicon, lowered: Counter[str]) -> bool:
    """'Jana Short', 'Per Holt': two words, the first a given name, though one of them is an everyday word elsewhere."""
    if len(run) != 2 or not all(UPPER.match(token.text) for token in run):
        return False
    first, last = (token.text.casefold() for token in run)
    if first in listed("given_abroad"):
        return not lowered[first] and last not in lex.soft
    return first in lex.given and not lowered[last] and last not in lex.hard


def _split_title(run: list[Token], lex: Lexicon, lowered: Counter[str], heading: bool) -> list[list[Token]]:
    """In a headline, ordinary words divide names."""
    if not heading and _is_full_name(run, lex, lowered):
        return [run]
    parts: list[list[Token]] = [[]]
    for word in run:
        folded = word.text.casefold()
        ordinary = (
            (folded in lex.soft or lowered[folded] > 0) and not CAMEL.match(word.text) and folded not in lex.suffixes
        )
        if ordinary:
            if parts[-1]:
                parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _numbered(text: str, name: list[Token], words: Sequence[Token], lex: Lexicon) -> list[Token]:
    """'137 Ventures', '3i Partners': before words that only end the names of firms a figure begins the name."""
    if not name or not all(lex.suffixes.get(token.text.casefold()) == "InvestmentFirm" for token in name):
        return name
    before = re.search(r"(?<![\w$€£.,])\d[\da-z]{0,5} \Z", text[max(0, name[0].start - 9) : name[0].start])
    figure = next((word for word in words if before and word.end == name[0].start - 1), None)
    return [figure, *name] if figure else name


@cache
def _all_given() -> frozenset[str]:
    """Given names, those that are everyday words too among them."""
    return frozenset(_listed_in("given_names", "names"))


def _two_persons(text: str, run: list[Token], lex: Lexicon) -> list[list[Token]]:
    """'Jane Roe & John Ashby': the names of two persons, and of no firm."""
    for size in range(2, len(run) - 1):
        both = {run[0].text.casefold(), run[size].text.casefold()} <= _all_given()
        if both and text[run[size - 1].end : run[size].start] == " & ":
            return [run[:size], run[size:]]
    return [run]


def _before_verb(text: str, run: list[Token], lex: Lexicon, context: Context) -> list[list[Token]]:
    """'Norvex Gets $5M': the verb of a short headline ends the name; a person may follow a firm named elsewhere."""
    for size in range(1, len(run) - 1):
        firm = " ".join(token.text for token in run[:size])
        if run[size].text.casefold() in lex.given and len(run) - size in (2, 3) and firm in context.firm:
            named = run[0].text.casefold() in lex.given or run[-1].text.casefold() in lex.suffixes
            return [run] if named else [run[:size], run[size:]]
    for size in range(1, min(6, len(run))):
        if _strong_after().match(text, run[size - 1].end):
            return [run[:size]]
    return [run]


def _parts_of_title(
    text: str, run: list[Token], lex: Lexicon, lowered: Counter[str], heading: bool
) -> list[list[Token]]:
    """The names of a headline: ordinary words divide them, but for those before 'Raises $5M' and after 'Round for', which
    all are the name."""
    if len(run) < 5 and _title_object().search(text[max(0, run[0].start - 64) : run[0].start]):
        return [run]
    for size in range(1, min(6, len(run))):
        if _strong_after().match(text, run[size - 1].end):
            firms = [i for i, word in enumerate(run[: size - 1], 1) if word.text.casefold() in called() | lex.hard]
            after = max(firms, default=0)  # "AI Startup Norvex Labs Raises": the name is Norvex Labs
            return [run[after:size], *_split_title(run[size:], lex, lowered, heading)]
    return _split_title(run, lex, lowered, heading)


@dataclass(frozen=True, slots=True)
class Context:
    """What the document tells about its words: which stand in lower case, which runs stand inside sentences."""

    lowered: Counter[str]
    firm: frozenset[str]


def _trim(run: list[Token], starts: bool, lex: Lexicon, context: Context, amid: bool = False) -> list[Token]:
    """Cut words from both ends that are capitalised for another reason than being part of the name."""
    if run and run[0].text.casefold() in listed("given_abroad") and _is_full_name(run, lex, context.lowered):
        return run
    while run:
        first = run[0].text.casefold()
        rest = run[1:]
        if amid and first == "a" and rest and rest[-1].text.casefold() in lex.suffixes:
            break  # ，A Capital、: a Chinese sentence has no article
        if (
            (
                first in lex.hard
                and (starts or not rest or not rest[0].cap or first in lex.dropped_anywhere or run[0].text.isupper())
            )
            or (
                first in lex.adjectives
                and rest
                and not _of_common_words(rest, lex, starts)
                and not (first in listed("compass") and not starts and rest[0].cap)
                and f"{run[0].text} {rest[0].text}" not in _place_names()
            )
            or (
                starts
                and rest
                and first in lex.soft
                and first not in lex.given
                and " ".join(t.text for t in rest) in context.firm
                and not _opens_a_firm(run, lex)
            )
            or (
                starts
                and rest
                and first in lex.soft
                and context.lowered[first] >= 1
                and rest[0].text.casefold() not in lex.suffixes
            )
        ):
            run = rest
        else:
            break
        starts = False if run and first in lex.hard else starts
        while run and not run[0].cap and run[0].text.casefold() in lex.inner:
            run = run[1:]  # "Übernahme der Nordlicht GmbH": nor does the name begin with the small word
    while run and run[-1].text.casefold() in lex.hard and run[-1].text.casefold() not in lex.suffixes:
        if amid and len(run) > 1 and len(run[-1].text) > 1 and run[-1].text.isupper():
            break  # Sonora IM 和
        if len(run) > 2 and run[-1].text.casefold() in listed("closing_nouns"):
            break  # "Big Rig Power Products"
        run = run[:-1]
    while len(run) > 1 and run[-1].text.casefold() in lex.inner and not run[-1].cap:
        run = run[:-1]
    return run


def _of_common_words(rest: Sequence[Token], lex: Lexicon, starts: bool) -> bool:
    """'Public Media Group': nothing here could be a name without the adjective before it."""
    words = [token.text.casefold().rstrip(".") for token in rest]
    return (
        (len(words) > 1 or not (starts or words[-1] in lex.hard))
        and (words[-1] in lex.suffixes or words[-1] in lex.heads)
        and all(word in lex.soft or word in lex.suffixes or word in lex.heads for word in words)
    )


def _opens_a_firm(run: Sequence[Token], lex: Lexicon) -> bool:
    """'Blue Bottle Coffee, Inc.' at the start of a sentence: a firm's name may begin with an everyday word, but not
    with what firms are called ('Startup Norvex Labs') nor with a verb ('Acquiring Norvex Labs')."""
    first = run[0].text.casefold()
    told = first in called() or first.endswith(tuple(sorted(listed("verb_endings")))) or "-" in first
    return not told and (len(run) > 2 or run[-1].text.casefold() in lex.soft)


@cache
def called() -> frozenset[str]:
    """Single words that firms, investors and products are called: startup, rival, maker."""
    return frozenset(
        word.split()[-1] for word in _listed("company_heads", "investor_heads", "product_heads", "public_heads")
    )


def _kind(run: Sequence[Token], lex: Lexicon) -> tuple[str, int, str]:
    """(kind, weight, why) from the words of the name alone."""
    words = [token.text.casefold().rstrip(".") for token in run]
    last = words[-1]
    for size in (3, 2, 1):
        end = " ".join(words[-size:])
        if len(words) > size and end in lex.suffixes:
            return lex.suffixes[end], 6, f"ends in '{' '.join(t.text for t in run[-size:])}'"
    if len(words) > 1 and words[0] in listed("company_openers"):
        return "Company", 9, f"begins with '{run[0].text}'"
    for word, token in zip(words, run, strict=True):
        if word in lex.heads and len(words) > 1:
            return lex.heads[word], 6, f"has '{token.text}' in it"
    if (
        2 <= len(run) <= 4
        and (words[0] in lex.given or words[0] in listed("given_abroad"))
        and last not in lex.of_heads
        and all(UPPER.match(t.text) for t in run if t.cap)
        and not any(c.isdigit() for w in words for c in w)
    ):
        return "Person", 5, f"begins with the given name '{run[0].text}'"
    if 2 <= len(run) <= 5 and words[0] in listed("person_openers") and (len(run) == 3 or words[1] in lex.given):
        return "Person", 5, f"begins with the honorific '{run[0].text}'"
    if len(run) == 2 and VERSION.match(run[-1].text) and words[0] in listed("counted"):
        return "Name", 0, "a part by its number"  # "Version 1.2", "Section 4"
    if len(run) >= 2 and VERSION.match(run[-1].text):
        return "Product", 4, "ends in a version number"
    if len(run) >= 2 and last in lex.products:
        return "Product", 3, f"ends in '{run[-1].text}'"
    if re.search(r"-\d+(?:\.\d+)?[a-z]?\Z", run[-1].text) and re.match(r"[A-Z]", run[-1].text):
        return "Product", 4, "ends in a version number"
    if len(run) == 1 and OWN_AI.search(run[-1].text):
        return "Company", 3, "ends in 'AI'"
    return "Name", 3 if len(run) > 1 or CAMEL.match(run[0].text) else 2, "capitalised"


def find(
    text: str, taken: Sequence[tuple[int, int]], starts: frozenset[int], context: Context, *, heading: bool = False
) -> list[Mention]:
    """Names in one block. `taken` are stretches already spoken for, sorted; `starts` the offsets where sentences begin.

    A name that only stands at the start of a sentence has weight 1: it needs another witness.
    """
    lex = lexicon()
    words = tokens(text)
    if not any(word.cap for word in words):
        return []
    found: list[Mention] = []
    bounds = sorted(starts | {len(text)})
    title_spans = set()
    here = 0
    for left, right in itertools.pairwise(bounds):
        inside = []
        while here < len(words) and words[here].start < right:
            if words[here].start >= left:
                inside.append(words[here])
            here += 1
        if title_case(inside, text[left:right]) and not re.search("[\u3400-\u9fff]", text[left:right]):
            title_spans.add(left)
    for run in (part for whole in _runs(text, words, lex, taken) for part in _two_persons(text, whole, lex)):
        at = (
            max((b for b in bounds if b <= run[0].start), default=0)
            if len(bounds) < 40
            else bounds[_bisect(bounds, run[0].start)]
        )
        parts = (
            _parts_of_title(text, run, lex, context.lowered, heading)
            if at in title_spans
            else _before_verb(text, run, lex, context)
        )
        for part in parts:
            opens = not re.search(rf"[{LETTER}0-9\u4e00-\u9fff]", text[at : part[0].start])
            if text[max(0, part[0].start - 16) : part[0].start].rstrip()[-1:] in (":", "|", "“", "«", '"'):
                opens = True
            name = _trim(list(part), opens, lex, context, _amid_han(text, part[0].start, part[-1].end))
            name = _before_share(text, _numbered(text, name, words, lex))
            if name:
                mention = _mention(text, name, opens and name[0] is part[0], at in title_spans, lex, context)
                if mention:
                    found.append(mention)
    return _by_acronym(text, found)


ACRONYM = re.compile(r" ?\((?:the )?[“\"]?([A-Z]{3,9})[”\"]?\)")


@cache
def _parted() -> re.Pattern[str]:
    """Small words between two parts of a name: " and ", " of the "."""
    words = "|".join(re.escape(word) for word in sorted(listed("inner") - listed("particles")))
    return re.compile(rf" (?:{words}|&) (?:{small_words('article')} )?")


def _by_acronym(text: str, found: list[Mention]) -> list[Mention]:
    """'American Research and Development Corporation (ARDC)': the letters in brackets tell that it is one name."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        letters = ACRONYM.match(text, mention.end)
        if last and letters and _parted().fullmatch(text[last.end : mention.start]):
            words = text[last.start : mention.end]
            capitals = "".join(word[0] for word in re.findall(rf"[{LETTER}]+", words) if word[0].isupper())
            if capitals == letters[1]:
                joined[-1] = replace(mention, start=last.start, text=words, weight=max(last.weight, mention.weight))
                continue
        joined.append(mention)
    return joined


SHARE = re.compile(rf"(?P<name>[{LETTER}.&-]{{3,}})\d{{1,3}}(?:\.\d+)?\Z")


def _before_share(text: str, run: list[Token]) -> list[Token]:
    """收购Norvex100%股权: the number is how much of Norvex was bought."""
    share = SHARE.match(run[-1].text) if run and text[run[-1].end : run[-1].end + 1] == "%" else None
    return [*run[:-1], replace(run[-1], text=share["name"], end=run[-1].start + share.end("name"))] if share else run


def _bisect(bounds: Sequence[int], place: int) -> int:
    from bisect import bisect_right

    return max(bisect_right(bounds, place) - 1, 0)


@cache
def _places_in_capitals() -> dict[str, str]:
    """'SAN FRANCISCO' in a dateline."""
    from graphkit.gazetteer import places

    return {row.name.upper(): row.id for row in places() if row.name.isascii() and len(row.name) > 3}


@cache
def _strong_after() -> re.Pattern[str]:
    """Words after which even an ordinary word at the start of a sentence must be a name: 'Factory raises $150M'."""
    bodies = [body for cell in cells("spot/Name").values() for body in cell.get("latin", {}).get("strong_after", [])]
    return re.compile("|".join(bodies) or r"(?!)")


@cache
def _strong_before() -> re.Pattern[str]:
    """Words after which an ordinary word with a capital inside a sentence is a name: 'an investment in Parallel'."""
    bodies = [body for cell in cells("spot/Name").values() for body in cell.get("latin", {}).get("strong_before", [])]
    return re.compile(rf"(?:{'|'.join(bodies) or '(?!)'})\Z")


@cache
def _title_object() -> re.Pattern[str]:
    """What stands in a headline before the name of the firm that it is about."""
    bodies = [body for cell in cells("spot/Name").values() for body in cell.get("latin", {}).get("title_object", [])]
    return re.compile(rf"(?:{'|'.join(bodies) or '(?!)'})\Z")


def _told_by_neighbours(text: str, start: int, end: int, inside: bool) -> bool:
    """Do the words beside it tell that an ordinary word with a capital is a name?"""
    return bool(
        _strong_after().match(text, end) or (inside and _strong_before().search(text[max(0, start - 48) : start]))
    )


def _mention(
    text: str, run: Sequence[Token], opens: bool, headline: bool, lex: Lexicon, context: Context
) -> Mention | None:
    start, end = run[0].start, run[-1].end
    words = text[start:end]
    if words.isupper() and len(words) > 3:
        place = _places_in_capitals().get(words)
        if place:
            return Mention(start, end, "Place", words, value=Text(place), rule="a listed place", weight=20)
    if not re.search(r"[A-Za-zÀ-ɏ]", words) or (len(words) < 2 and not opens and words not in context.firm):
        return None
    if len(run) == 1 and (len(words) == 1 or words.casefold() in lex.adjectives):
        return None
    folded = words.casefold()
    alone = len(run) == 1
    if folded in _terms("terms") or (alone and folded in _terms("acronyms") and _amid_han(text, start, end)):
        return None  # Python, SQL: of no firm; RAG, ASR in a Chinese sentence, where capitals are no matter of place
    kind, weight, why = _kind(run, lex)
    if (
        alone
        and STATE_BEFORE.search(text[max(0, start - 48) : start])
        and (
            (folded in listed("state_codes") and words.isupper())
            or (folded in listed("state_short") and text[end : end + 1] == ".")
        )
    ):
        return Mention(start, end, "Place", words, rule="a state after a town", weight=6)
    if kind in ("Name", "Person") and _is_town(text, end):
        return Mention(start, end, "Place", words, rule="a town, as its state stands after it", weight=6)
    if kind in ("Name", "Person") and _is_place(text, run):
        return Mention(start, end, "Place", words, rule="a place of the region named with it", weight=6)
    if alone and _is_adjective(text, start, end):
        return None
    if len(run) == 1 and not CAMEL.match(words):
        ordinary = folded in lex.soft
        if ordinary and folded not in lex.hard and _told_by_neighbours(text, start, end, not (opens or headline)):
            weight = 3
        elif ordinary and (opens or headline or context.lowered[folded] or folded in lex.hard):
            if words not in context.firm or folded in lex.hard:
                return None
            weight = 1
        elif context.lowered[folded] and (opens or headline):
            weight = 1 if words in context.firm else 0
        elif folded in lex.given or ordinary:
            weight = 1
    elif len(run) > 1 and kind == "Name" and all(t.text.casefold() in lex.soft for t in run):
        weak = (headline or folded in lex.soft) and not _amid_han(text, start, end)
        weak = weak and not (headline and _title_object().search(text[max(0, start - 64) : start]))
        weight = 1 if weak and not _strong_after().match(text, end) else max(weight, 2)
    if weight <= 0:
        return None
    if text[end : end + 4] in (" A/S", " S/A") and not text[end + 4 : end + 5].isalnum():
        end, kind, weight, why = end + 4, "Company", max(weight, 6), f"ends in '{text[end + 1 : end + 4]}'"
    elif text[end : end + 1] == "." and run[-1].text.casefold() in lex.dotted:
        end += 1
    return Mention(start, end, kind, text[start:end], rule=why, weight=weight)


@cache
def _regions() -> tuple[frozenset[str], frozenset[str]]:
    """(regions, countries) by their names."""
    from graphkit.gazetteer import places

    return (
        frozenset(row.name for row in places() if row.reason == "region"),
        frozenset(row.name for row in places() if row.reason == "country"),
    )


def _of_places(key: str) -> str:
    """What stands beside towns, of every language, as one pattern."""
    bodies = [body for cell in cells("spot/Name").values() for body in cell.get("latin", {}).get(key, [])]
    return rf"(?:{'|'.join(bodies) or '(?!)'})"


@cache
def _place_before() -> re.Pattern[str]:
    return re.compile(rf"{_of_places('place_before')}\Z")


@cache
def _place_after() -> re.Pattern[str]:
    return re.compile(_of_places("place_after"))


def _is_town(text: str, end: int) -> bool:
    """'Chelmsford, Mass.-based Norvex', 'of Emeryville, Calif., said', 'Bothell, WA-based': a state stands after it."""
    state = STATE_AFTER.match(text, end)
    if not state:
        return False
    return state[1].casefold() in listed("state_short" if state[2] else "state_codes")


STATE_AFTER = re.compile(r", ([A-Z][a-z]{1,4}|[A-Z]{2})(?:(\.)(?=[-,;) ])|(?<=[A-Z]{2})-(?:based|headquartered))")
STATE_BEFORE = re.compile(r"[A-Z][a-z]+, \Z")
CODE = re.compile(r",? (?P<code>[A-Z]{2})(?: (?P<zip>\d{5}))?(?![\w-])")


@cache
def _place_names() -> frozenset[str]:
    """Every listed name of a place: 'New York' in "New York World"."""
    from graphkit.gazetteer import places

    return frozenset(row.name for row in places())


WIDER = re.compile(rf", ((?:[A-Z][{LETTER}.'-]+ ?){{1,3}})")


def _is_place(text: str, run: Sequence[Token]) -> bool:
    """'in Marshall Texas', 'near Ocala, Florida': the region that it lies in is named behind it."""
    before = text[max(0, run[0].start - 24) : run[0].start]
    led = _place_before().search(before)
    if not led and before[-2:] not in (", ", "; "):
        return False
    code = CODE.match(text, run[-1].end)
    if code and code["code"].casefold() in listed("state_codes") and (code["zip"] or (led and code[0][0] == ",")):
        return True  # "12 Main Street, Merrowby, CA 94583"
    if led and _place_after().match(text, run[-1].end):
        return True
    regions, countries = _regions()
    tails = (text[run[-size].start : run[-1].end] for size in (1, 2, 3) if len(run) > size)
    if led and any(tail in regions for tail in tails):
        return True
    wider = WIDER.match(text, run[-1].end)
    named = wider.group(1).split() if wider else []
    heads = {" ".join(named[:size]).rstrip(".") for size in range(1, len(named) + 1)}
    return bool(heads & (regions | countries if led else regions))


def _is_adjective(text: str, start: int, end: int) -> bool:
    """'a Maldivian economist', 'a Marxist writer': a capital, yet no name."""
    return bool(
        text[start:end].endswith(tuple(listed("adjective_endings")))
        and re.search(r"(?:\A|[^\w])[Aa]n? \Z", text[max(0, start - 4) : start])
        and re.match(r" [a-z]{2}", text[end : end + 3])
    )


def _amid_han(text: str, start: int, end: int) -> bool:
    """In a Chinese sentence capitals are no matter of place: 获Jump City投资."""
    return any(
        ASIAN.match(beside)
        for beside in (text[max(0, start - 3) : start].rstrip()[-1:], text[end : end + 3].lstrip()[:1])
    )


def firm_runs(blocks: Iterable[tuple[str, frozenset[int]]]) -> frozenset[str]:
    """Single words and runs that are capitalised inside a sentence that is no headline: a capital by their own right."""
    lex = lexicon()
    found: set[str] = set()
    for text, starts in blocks:
        words = tokens(text)
        if title_case(words, text):
            continue
        for run in _runs(text, words, lex, ()):
            if run[0].start in starts or text[max(0, run[0].start - 16) : run[0].start].rstrip()[-1:] in (
                "",
                ":",
                "|",
                "“",
                "«",
            ):
                run = run[1:] if len(run) > 1 and run[0].text.casefold() in lex.soft else []
            if run:
                found.add(" ".join(token.text for token in run))
                if len(run) == 1:
                    found.add(run[0].text)
    return frozenset(found)
