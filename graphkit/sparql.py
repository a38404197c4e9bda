"""Reads the text of a SPARQL query without asking it: what it must not do, and where it is wrong, in words.

undeclared("SELECT ?x { ?x a gk:Compny }")    # line 1: 'Compny' is not in ontology/graphkit.ttl; did you mean …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graphkit.vocabulary import NAMESPACE, PREFIXES, missing, terms

# What is no keyword: an IRI, a string, a comment, an escaped sign, a variable, the last part of a name. Then the words.
_PIECES = (
    r'"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3}'
    r"|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|\#[^\n\r]*"
    r"|\\."
    r"|[?$:]\w+"
    r"|(?P<word>\w+)"
)
_TOKEN = re.compile(r"""(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)|""" + _PIECES, re.DOTALL)
_READING = re.compile("(?P<less><)|" + _PIECES, re.DOTALL)
_PERHAPS_IRI = re.compile("<[^<>]*>")
_SERVICE = re.compile("service", re.IGNORECASE)  # with the letters that only look otherwise, as rdflib takes them
_AFTER_SERVICE = re.compile(r"""\Z|[\s#<?$]|[^\s<>/#?"'{}()\[\]]*:""")
_ESCAPE = re.compile(r"\\[uU]([0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{4})?)")  # as rdflib expands them, before it parses
_UPDATES = {"insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add"}
_PROLOGUE = re.compile(r"(?:\s+|#[^\n]*|(?:prefix\s+[\w.-]*:|base)\s*<[^>]*>)*", re.IGNORECASE)


def _words(text: str) -> Iterator[str]:
    """The words that may be keywords, in lower case, with and without escapes."""
    for read in dict.fromkeys((text, _ESCAPE.sub(_character, text))):
        for found in _TOKEN.finditer(read):
            if found["word"]:
                yield found["word"].lower()


def _character(escape: re.Match[str]) -> str:
    point = int(escape[1], 16)
    return chr(point) if point <= 0x10FFFF else escape[0]


def asks_elsewhere(text: str) -> bool:
    """Does a query use SERVICE? Both engines would send a request.

    A word that only contains it counts: neither engine wants a space after a number or before a name. Each '<' is read
    both as an operator and as the beginning of an IRI, since which one it is decides what is inside of a string.
    """
    return any(_says_service(read) for read in dict.fromkeys((text, _ESCAPE.sub(_character, text))))


def _says_service(text: str) -> bool:
    if not _SERVICE.search(text):
        return False
    begins, seen = [0], {0}  # where a reading is outside of strings, comments and IRIs
    while begins:
        found = _READING.search(text, begins.pop())
        if found is None:
            continue
        if found["word"] and _SERVICE.search(found["word"]) and _may_be_keyword(text, found.start(), found.end()):
            return True
        goes_on = {found.end()}
        if found["less"] and (iri := _PERHAPS_IRI.match(text, found.start())):
            goes_on.add(iri.end())
        begins += goes_on - seen
        seen |= goes_on
    return False


def _may_be_keyword(text: str, start: int, end: int) -> bool:
    """Not in the middle of an address: no keyword follows '/', and after this one comes a blank, an IRI or a name."""
    return text[start - 1 : start] not in ("/", "-", "%") and _AFTER_SERVICE.match(text, end) is not None


def names_graphs(text: str) -> bool:
    """Does a query say by FROM which graphs it is asked of?"""
    return "from" in _words(text)


def updates(text: str) -> bool:
    """Is it an update?"""
    begun = _PROLOGUE.match(text)
    rest = text[begun.end() :] if begun else text
    return re.split(r"\W", rest, maxsplit=1)[0].lower() in _UPDATES and ("{" in rest or "<" in rest)


# --- terms ----------------------------------------------------------------------------------------

_NAME = re.compile(r"(?<![\w.:?$@-])(?P<prefix>[A-Za-z][\w.-]*)?:(?P<local>[A-Za-z_][\w-]*)?")


def _names(text: str) -> Iterator[tuple[int, str, str]]:
    """Place, prefix and last part of every name with a prefix, outside IRIs, strings and comments."""
    for found in _NAME.finditer(_bare(text)):
        if found["prefix"]:
            yield found.start(), found["prefix"], found["local"] or ""


def _bare(text: str) -> str:
    """The text with blanks in place of IRIs, strings and comments."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found["word"] or found[0][0] in "?$:\\" else re.sub(r"[^\n]", " ", found[0])

    return _TOKEN.sub(blank, text)


def _declared(text: str) -> dict[str, str]:
    """The prefixes that a query declares itself."""
    return dict(re.findall(r"\bprefix\s+([\w.-]*):\s*<([^>]*)>", text, re.IGNORECASE))


def undeclared(text: str) -> list[str]:
    """A line for each gk: term of a query that the ontology does not have: such a query runs and finds nothing."""
    if _declared(text).get("gk", NAMESPACE) != NAMESPACE:
        return []
    found = [(place, local) for place, prefix, local in _names(text) if prefix == "gk" and local]
    found += [
        (token.start(), token["iri"][1 + len(NAMESPACE) : -1])
        for token in _TOKEN.finditer(text)
        if token["iri"] and token["iri"].startswith(f"<{NAMESPACE}")
    ]
    lines: dict[str, str] = {}
    for place, name in sorted(found):
        if name and name not in terms():
            lines.setdefault(name, f"line {_line(text, place)}: {missing(name)}")
    return list(lines.values())


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


# --- faults ---------------------------------------------------------------------------------------

_PLACE = re.compile(r"(?:error )?at (\d+):(\d+):?|\(at char \d+\),\s*\(line:(\d+), col:(\d+)\)")
_SHOWN = 50  # characters of the query on either side of a fault
LONGEST_FAULT = 160
# Reasons that stand among all that a parser would have taken, and what they mean.
_REASONS = {
    "IRI parsing failed": "this is no absolute IRI",
    "unbound": "a variable after SELECT is neither grouped nor in an aggregate such as COUNT or SAMPLE",
}


def placed(error: Exception, text: str, known: Mapping[str, str] = PREFIXES, *, thorough: bool = True) -> str:
    """The error of an engine in one line: the place in the query, the words before and after it, and why.

    `known` are the prefixes that need no declaration. pyoxigraph often names the end of the query, however early the
    fault is; then, if `thorough`, the parser of rdflib is asked too, which has to be loaded.
    """
    message = " ".join(str(error).split())
    found = _PLACE.search(message)
    own = _unknown_prefix(text, known) or _unbalanced(text)
    if own is None and found is None:
        return f"the query cannot be run: {_short(message)}"
    if own is not None:
        offset, why = own
    else:
        assert found is not None
        offset, why = _offset(text, found), _why(message.replace(found[0], "").strip())
        if thorough and offset >= len(text.rstrip()) and why not in _REASONS.values():
            offset, why = _second_opinion(text, offset), ""
    line, column = _line(text, offset), offset - text.rfind("\n", 0, offset)
    because = f": {why}" if why else ""
    return f"the query is wrong in line {line}, column {column}, {_between(text, offset)}{because}"


def _offset(text: str, found: re.Match[str]) -> int:
    line, column = (int(part) for part in found.groups() if part)
    return sum(map(len, text.split("\n")[: line - 1])) + line - 1 + column - 1


def _unknown_prefix(text: str, known: Mapping[str, str]) -> tuple[int, str] | None:
    has = {*known, *_declared(text), "_"}
    for place, prefix, _ in _names(text):
        if prefix not in has and not text.startswith("//", place + len(prefix) + 1):
            return place, f"the prefix {prefix}: is not declared"
    return None


def _unbalanced(text: str) -> tuple[int, str] | None:
    """The first string that is not closed or bracket that closes nothing, or the last bracket that is not closed."""
    opened: list[tuple[int, str]] = []
    bare = _bare(text)
    if quote := re.search("[\"']", bare):
        return quote.start(), "this string is not closed"
    for found in re.finditer(r"[][(){}]", bare):
        sign = found[0]
        if sign in "([{":
            opened.append((found.start(), sign))
        elif opened and opened[-1][1] + sign in ("()", "[]", "{}"):
            opened.pop()
        else:
            at, inner = opened[-1] if opened else (found.start(), "")
            return at, f"this {inner} is not closed" if inner else f"this {sign} closes nothing"
    return (opened[-1][0], f"this {opened[-1][1]} is not closed") if opened else None


def _why(message: str) -> str:
    for part, meaning in _REASONS.items():
        if part in message:
            return meaning
    if message.startswith("Expected"):
        return ""  # rdflib names the rule of its grammar
    if not message.startswith("expected"):
        return _short(message)
    # of what would fit there the signs and words; classes of characters are noise
    fits = re.findall(r'"(?:[^"\\]|\\.)+"|\b[A-Z]{2,}\b', re.sub(r"\[.*?'\]|\[_\]", "", message))
    return f"there could be {', '.join(fits)}" if 0 < len(fits) <= 8 else ""


def _second_opinion(text: str, otherwise: int) -> int:
    """Where rdflib finds the fault."""
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except Exception as error:  # its parser raises kinds of its own
        found = _PLACE.search(" ".join(str(error).split()))
        return _offset(text, found) if found else otherwise
    return otherwise


def _short(message: str) -> str:
    return message if len(message) <= LONGEST_FAULT else message[: LONGEST_FAULT - 1] + "…"


def _between(text: str, offset: int) -> str:
    before, after = (" ".join(part.split()) for part in (text[:offset], text[offset:]))
    before = before if len(before) <= _SHOWN else "…" + before[-_SHOWN:]
    after = after if len(after) <= _SHOWN else after[:_SHOWN] + "…"
    if not after:
        return f"at its end, after «{before}»"
    return f"between «{before}» and «{after}»" if before else f"at «{after}»"
