"""Relate: from the mentions of one sentence to drafts of statements, by the rules of grammar/relate/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graphkit.cues import Cues
from graphkit.grammar import cells
from graphkit.masks import Masked, mask
from graphkit.model import Code, Mention, Sentence
from graphkit.rules import MEMBER, OWNER, READ, Rule, item_pattern, last_join, list_parts, possessive, rules


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule matched: plain[start:end], and which mentions play which role. Ends may be open: a claim that names a
    role nobody plays is closed in bind.py. `words` is what the match skipped; less is better."""

    start: int
    end: int
    sentence: int
    rule: Rule
    roles: tuple[tuple[str, tuple[Mention, ...]], ...]
    status: str
    words: int
    post: str = ""

    def played(self, role: str) -> tuple[Mention, ...]:
        """The mentions in that role, in reading order."""
        return next((mentions for name, mentions in self.roles if name == role), ())


@cache
def _cues() -> Cues:
    return Cues([rule.needs for rule in rules()])


@cache
def _members(kinds: str, lang: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """One member of a list, a member with what joins it to the one before, and the "and" of a last member."""
    item = possessive(item_pattern(kinds, lang)).replace(MEMBER, "(?P<member>").replace(OWNER, "(?P<owner>")
    return (
        re.compile(item),
        re.compile(rf"(?P<gap>{list_parts(lang)[1]}){item}"),
        re.compile(f",?{last_join(lang)}"),
    )


@cache
def advises(lang: str) -> re.Pattern[str]:
    """What is said of a member of a list that only advised."""
    words = cells("lang").get(lang, {}).get("list", {}).get("advises", [])
    return re.compile("|".join(words) or r"(?!)")


def members(
    masked: Masked, start: int, end: int, kinds: str, lang: str, *, before_words: bool = False, own: bool = False
) -> tuple[Mention, ...]:
    """The members of a list that was matched at masked.text[start:end]; employers in brackets are not members.

    After "A and B" a bare comma ends the list: "founded by A and B, C sells pumps". Of the two lists the one next to
    the words of the rule is meant: the last where these follow (`before_words`). `own` ends it at a member that is
    told to be another's: "Norvex's Plover, Ostra's Kestrel" are not both Norvex's.
    """
    item, further, last = _members(kinds, lang)
    lists: list[list[Mention]] = [[]]
    step = item.match(masked.text, start, end)
    closed, gaps = False, set()
    while step:
        if not advises(lang).search(step.group()):  # 甲资本（财务顾问）
            lists[-1].append(masked.mentions[masked.at[step.start("member")]])
        step = further.match(masked.text, step.end(), end)
        if step and own and step["owner"]:
            break
        if step:
            gaps.add(step.group("gap").strip())
            if closed and step.group("gap").strip() == ",":
                lists.append([])
            # "and existing investors C, D and E" goes on: words stand between the "and" and the member
            closed = bool(last.fullmatch(step.group("gap"))) and step.end("gap") == step.start("member")
    found = lists[-1 if before_words else 0]
    if not before_words and len(found) > 1 and gaps == {","} and _goes_on(lang).match(masked.text, end):
        found = found[:-1]  # "led by A, B plans to hire": B begins what is said next
    return tuple(found)


@cache
def _goes_on(lang: str) -> re.Pattern[str]:
    """A word after a list that its last member must be the subject of."""
    onward = cells("lang").get(lang, {}).get("list", {}).get("onward", [])
    return re.compile(rf" (?!(?:{'|'.join(onward)})\b)[a-z]" if onward else r"(?!)")


OWNING = frozenset({"develops", "worksFor", "workedFor"})


@cache
def _owned(rule: Rule, role: str) -> bool:
    """Does the rule name the firm whose the members of this list are?"""
    return any(
        predicate in OWNING and role in (a, b) and {a, b} - {role} <= rule.roles for a, predicate, b in rule.claims
    )


def _draft(rule: Rule, match: re.Match[str], masked: Masked, sentence: int) -> Draft:
    many = dict(rule.lists)
    roles: list[tuple[str, tuple[Mention, ...]]] = []
    taken = 0
    for role, (start, end) in sorted((name, match.span(name)) for name in rule.pattern.groupindex):
        if start < 0 or role.startswith(READ):
            continue
        base = role.rstrip("0123456789")
        if role in many:
            fillers = members(
                masked, start, end, many[role], rule.lang, before_words=end < match.end(), own=_owned(rule, base)
            )
        else:
            fillers = tuple(masked.mentions[masked.at[i]] for i in range(start, end) if masked.at[i] >= 0)
        taken += end - start
        roles.append((base, fillers))
    whole: dict[str, tuple[Mention, ...]] = {}
    for role, fillers in roles:
        whole[role] = whole.get(role, ()) + fillers
    start, end = match.span()
    while start < end - 1 and masked.text[start] in " ,，、":
        start += 1
    while end > start + 1 and masked.text[end - 1] in " ,，、":
        end -= 1
    return Draft(
        start=masked.plain_start(start),
        end=masked.plain_end(end),
        sentence=sentence,
        rule=rule,
        roles=tuple(sorted(whole.items())),
        status=rule.status,
        words=match.end() - match.start() - taken,
    )


def relate_masked(masked: Masked, sentence: int) -> Iterator[Draft]:
    """All drafts that the rules see in one masked sentence."""
    everything = rules()
    for index in _cues().woken(masked.text):
        rule = everything[index]
        if not rule.may_match(masked.text):
            continue
        here = 0
        while True:
            match = rule.pattern.search(masked.text, here)
            if not match or match.end() == match.start():
                break
            draft = _draft(rule, match, masked, sentence)
            if ("stage", "True") not in rule.options or any(isinstance(m.value, Code) for m in draft.played("round")):
                yield draft  # some rules hold for a "Series A" and not for mere "funding"
            # the next match may begin inside this one, after its first mention: "A led B's round and C's"
            overlaps = ("overlap", "True") in rule.options or any(_owned(rule, name) for name, _ in rule.lists)
            here = match.start() + 1 if overlaps else match.end()


def relate(sentence: Sentence, mentions: Sequence[Mention], index: int) -> tuple[Masked, tuple[Draft, ...]]:
    """The masked sentence and its drafts, in reading order."""
    masked = mask(sentence.text, sentence.start, mentions)
    drafts = sorted(relate_masked(masked, index), key=lambda d: (d.start, d.end, d.rule.id))
    return masked, tuple(drafts)
