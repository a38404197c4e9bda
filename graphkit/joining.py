"""Puts local things together, block by block, and notes why; what is doubtful is left open for a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from . import fold
from .decisions import Decisions
from .evidence import (
    BARRIERS,
    Group,
    arm_beside_company,
    bare_forms,
    differs_by_legal_form,
    first_line,
    full_texts,
    glossed,
    last_name_here,
    listed_alias,
    put_together_by_hand,
    same_body,
    same_core_and_kin,
    same_spelling,
    short_form,
    short_form_here,
    tied,
)
from .gather import Corpus
from .model import Merge

MOST_NAMESAKES = 24  # groups of one spelling that a new one is compared with


class Joiner:
    """Union-find over local things with the marks of each group; notes every merge, and every pair left open."""

    def __init__(self, corpus: Corpus, apart: Mapping[str, frozenset[str]]) -> None:
        self.corpus = corpus
        self.parent = list(range(len(corpus.keys)))
        self.apart = apart
        self.merges: list[Merge] = []
        self.open: dict[tuple[int, int], Merge] = {}

    def find(self, number: int) -> int:
        """The number that stands for the group."""
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def group(self, number: int) -> Group:
        """The marks of its group."""
        return self.corpus.groups[self.find(number)]

    def barrier(self, a: int, b: int, extra: Sequence[Callable[[Group, Group], bool]] = ()) -> str:
        """Why the two must stay apart; '' when nothing stands against it."""
        x, y = self.group(a), self.group(b)
        if put_together_by_hand(x, y):
            return ""
        names = (x.full | x.short | x.listed) if len(x.members) <= len(y.members) else (y.full | y.short | y.listed)
        others = y if len(x.members) <= len(y.members) else x
        others_names = others.full | others.short | others.listed
        for name in names:
            if not others_names.isdisjoint(self.apart.get(name, frozenset())):
                return "They are listed as not the same."
        return next((first_line(against) for against in (*BARRIERS, *extra) if against(x, y)), "")

    def join(self, a: int, b: int, reason: str) -> None:
        """Makes two groups one."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return
        if (len(self.corpus.groups[a].members), -a) < (len(self.corpus.groups[b].members), -b):
            a, b = b, a
        first, second = self.corpus.things[a], self.corpus.things[b]
        self.merges.append(Merge(first, second, "same", reason, self.corpus.where[b]))
        self.corpus.groups[a].absorb(self.corpus.groups[b])
        self.parent[b] = a

    def leave_open(self, a: int, b: int, reason: str, verdict: str = "possible") -> None:
        """Notes a pair that is not merged, for a person to look at."""
        a, b = sorted((self.find(a), self.find(b)))
        if a != b and (a, b) not in self.open:
            self.open[a, b] = Merge(
                self.corpus.things[a],
                self.corpus.things[b],
                "apart" if verdict == "apart" else "possible",
                reason,
                self.corpus.where[b],
            )


def _block(
    joiner: Joiner,
    numbers: Iterable[int],
    fits: Callable[[Group, Group], str],
    extra: Sequence[Callable[[Group, Group], bool]] = (),
) -> None:
    """Joins what fits inside one block. `fits` gives the reason, or '?…' for a pair to leave open, or ''."""
    roots = sorted(
        {joiner.find(number) for number in numbers}, key=lambda n: (-joiner.group(n).told, joiner.corpus.keys[n])
    )
    settled: list[int] = []
    for root in roots:
        fitting: list[tuple[int, str]] = []
        for known in settled[:MOST_NAMESAKES]:
            against = joiner.barrier(known, root, extra)
            if against:
                joiner.leave_open(known, root, against, "apart")
                continue
            why = fits(joiner.group(known), joiner.group(root))
            if why.startswith("?"):
                joiner.leave_open(known, root, why[1:])
            elif why:
                fitting.append((known, why))
        if len(fitting) > 1:
            close = [pair for pair in fitting if tied(joiner.group(pair[0]), joiner.group(root))]
            by_kind = [
                pair for pair in fitting if joiner.group(pair[0]).kind == joiner.group(root).kind != "Organization"
            ]
            fitting_best = next((found for found in (close, by_kind) if len(found) == 1), None)
            if fitting_best is None:
                for known, _ in fitting:
                    joiner.leave_open(
                        known, root, "Two different things have this name, and nothing tells which is meant."
                    )
                settled.append(root)
                continue
            fitting = fitting_best
        if fitting:
            joiner.join(fitting[0][0], root, fitting[0][1])
        else:
            settled.append(root)


def _blocks(joiner: Joiner, keys_of: Callable[[Group], Iterable[str]]) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number in range(len(joiner.parent)):
        if joiner.parent[number] == number:
            for key in keys_of(joiner.corpus.groups[number]):
                found[key].append(number)
    return sorted((key, numbers) for key, numbers in found.items() if len(numbers) > 1)


def _by_spelling(a: Group, b: Group) -> str:
    """The reason why two things of one spelling are one; '?…' where that is not enough."""
    shared = a.full & b.full
    if not shared:
        return ""
    people = a.family == b.family == "person"
    if people and not a.docs & b.docs and not a.listed & b.listed and not tied(a, b):
        names = [text.text for text in a.raw if fold.fold(text.text) in shared]
        if any(fold.has_han(name) and len(name) <= 4 for name in names):
            return "?The same name, which many people have, and no employer or firm in common."
        if all(len(fold.tokens(name)) < 2 for name in names):
            return "?The same single name, and no employer or firm in common."
        if a.near and b.near:
            return "?The same name, with different employers or firms."
    return first_line(glossed if glossed(a, b) else same_spelling)


def join_all(joiner: Joiner, decisions: Decisions) -> None:
    """Every step in order: a person's word, listed names, short forms inside an article, then across articles."""
    for names, why in decisions.same:
        _by_hand(joiner, names, why)
    for _, numbers in _blocks(joiner, lambda g: g.listed):
        _block(joiner, numbers, lambda a, b: first_line(same_body if same_body(a, b) else listed_alias))
    _inside_documents(joiner)
    for people in (False, True):  # people last: whom they work for is known by then
        for _, numbers in _blocks(joiner, lambda g: g.full):
            if any((joiner.group(n).family == "person") == people for n in numbers):
                chosen = [
                    n
                    for n in numbers
                    if people or joiner.group(n).family != "person" or not joiner.group(n).sure("Person")
                ]
                _block(joiner, chosen, _by_spelling)
        if not people:
            for _, numbers in _blocks(joiner, lambda g: bare_forms(g) if g.family == "organization" else ()):
                _block(
                    joiner,
                    numbers,
                    lambda a, b: first_line(differs_by_legal_form) if differs_by_legal_form(a, b) else "",
                )
            _short_forms(joiner)
            _cores(joiner)


def _by_hand(joiner: Joiner, names: Sequence[str], why: str) -> None:
    wanted = {fold.fold(name.split("/", 1)[-1]) for name in names}
    mark = "|".join(sorted(wanted))
    numbers = [n for n, group in enumerate(joiner.corpus.groups) if wanted & (group.full | group.short)]
    families = Counter(joiner.corpus.groups[n].family for n in numbers)
    if not families:
        return
    main = min(families, key=lambda family: (-families[family], family))
    chosen = [n for n in numbers if joiner.corpus.groups[n].family == main]
    reason = first_line(put_together_by_hand) + (f" {why}" if why else "")
    for number in chosen:
        joiner.corpus.groups[number].said.add(mark)
    for number in chosen[1:]:
        joiner.join(chosen[0], number, reason)


def _inside_documents(joiner: Joiner) -> None:
    """Short forms beside full names inside one document: at most a few dozen things each."""
    of_doc: dict[str, list[int]] = defaultdict(list)
    for number, thing in enumerate(joiner.corpus.things):
        of_doc[thing.doc].append(number)
    for doc in sorted(of_doc):
        by_core: dict[str, list[int]] = defaultdict(list)
        for number in of_doc[doc]:
            group = joiner.group(number)
            for name in full_texts(group):
                if group.family == "organization":
                    by_core[f"org {fold.core(name)}"].append(number)
                elif group.family == "person" and len(fold.tokens(name)) > 1:
                    by_core[f"person {fold.tokens(name)[-1]}"].append(number)
                elif group.family == "person":
                    by_core[f"person {fold.fold(name)}"].append(number)
        for key in sorted(by_core):
            if len(by_core[key]) > 1:
                _one_core(joiner, sorted(set(by_core[key])), key.startswith("person"))
        _chinese_short_forms(joiner, of_doc[doc])


def _one_core(joiner: Joiner, numbers: list[int], people: bool) -> None:
    roots = sorted({joiner.find(n) for n in numbers})
    longest = {n: max(len(fold.tokens(t)) for t in full_texts(joiner.group(n))) for n in roots}
    short = [n for n in roots if longest[n] == 1]
    long = [n for n in roots if longest[n] > 1]
    reason = first_line(last_name_here if people else short_form_here)
    if not people and all(fold.has_han(t) for n in roots for t in full_texts(joiner.group(n))):
        short = sorted(roots, key=lambda n: min(map(len, full_texts(joiner.group(n)))))[:1]
        long = [n for n in roots if n not in short]
    for number in short:
        against = [joiner.barrier(other, number, (arm_beside_company,)) for other in long]
        free = [other for other, why in zip(long, against, strict=True) if not why]
        if len(free) == 1:
            joiner.join(free[0], number, reason)
        for other in free if len(free) > 1 else ():
            joiner.leave_open(other, number, "A short form that fits two full names of the article.")
        for other, why in zip(long, against, strict=True):
            if why:
                joiner.leave_open(other, number, why, "apart")


def _chinese_short_forms(joiner: Joiner, numbers: list[int]) -> None:
    """执宇航天 beside 执宇航天科技（湖南）有限公司: a part of a registered name of the same article."""
    roots = sorted({joiner.find(n) for n in numbers})
    registered = [
        (n, t) for n in roots for t in full_texts(joiner.group(n)) if t.endswith(("公司", "（有限合伙）", "(有限合伙)"))
    ]
    if not registered:
        return
    for number in roots:
        group = joiner.group(number)
        if group.family != "organization":
            continue
        shorts = [t for t in full_texts(group) if fold.has_han(t) and not t.endswith("公司") and len(t) >= 3]
        found = sorted(
            {
                joiner.find(n)
                for n, full in registered
                for t in shorts
                if fold.fold(t) in fold.fold(full) and not _shortened_otherwise(t, joiner.group(n), full)
            }
            - {joiner.find(number)}
        )
        if len(found) == 1 and not joiner.barrier(found[0], number):
            joiner.join(found[0], number, first_line(short_form_here))
        elif len(found) > 1:
            for other in found:
                joiner.leave_open(other, number, "A short form that fits two full names of the article.")


def _shortened_otherwise(short: str, group: Group, full: str) -> bool:
    """Has the registered name a short form of its own that has nothing of this one?"""
    own = [text.text for text in group.raw if fold.has_han(text.text) and len(text.text) < len(full)]
    return bool(own) and not any(short in name or name in short for name in own)


def _short_forms(joiner: Joiner) -> None:
    """Across documents: 'Lightspeed' here, 'Lightspeed Venture Partners (Lightspeed)' there."""
    for key, numbers in _blocks(joiner, lambda g: (*g.short, *g.full) if g.family == "organization" else ()):
        roots = sorted({joiner.find(n) for n in numbers})
        having = [n for n in roots if key in joiner.group(n).short]
        bare = [n for n in roots if key in joiner.group(n).full]
        if not having or not bare:
            continue
        for number in bare:
            against = {other: joiner.barrier(other, number, (arm_beside_company,)) for other in having}
            free = sorted({joiner.find(other) for other, why in against.items() if not why} - {joiner.find(number)})
            if len(free) > 1:
                close = [n for n in free if tied(joiner.group(n), joiner.group(number))]
                kinds = [n for n in free if joiner.group(n).kind == joiner.group(number).kind]
                free = close if len(close) == 1 else kinds if len(kinds) == 1 and len(key) > 5 else free
            acronym = len(key) <= 4 and fold.plain(key) == key
            doubtful = len(free) == 1 and (acronym or _known_alone(joiner.group(number), joiner.group(free[0])))
            if len(free) == 1 and not (doubtful and not _vouched(joiner.group(free[0]), joiner.group(number))):
                joiner.join(free[0], number, first_line(short_form))
                continue
            for other in free:
                joiner.leave_open(
                    other, number, "Another article uses this short form for it; nothing here tells that it is meant."
                )
            for other, why in against.items():
                if why:
                    joiner.leave_open(other, number, why, "apart")


def _known_alone(bare: Group, having: Group) -> bool:
    """Is the short form the name of a well-known thing, and the other not known to be that thing?"""
    return bool(bare.listed and not having.listed)


def _vouched(a: Group, b: Group) -> bool:
    """An acronym stands for many things: the same kind and a tie in common are needed, or the same listed thing."""
    return bool(a.listed & b.listed) or (a.kind == b.kind and tied(a, b))


def _cores(joiner: Joiner) -> None:
    """'Acme' here, 'Acme AI' there: merged where they share a founder or a product, else left open."""

    def keys(group: Group) -> Iterable[str]:
        return {fold.core(name) for name in full_texts(group)} if group.family == "organization" else ()

    def fits(a: Group, b: Group) -> str:
        if a.short & b.short and {fold.core(n) for n in full_texts(a)} & {fold.core(n) for n in full_texts(b)}:
            return first_line(short_form)
        if same_core_and_kin(a, b):
            return first_line(same_core_and_kin)
        return (
            "?The names differ by a word many firms share (AI, Capital, Group, 科技); no founder or product in common."
        )

    for _, numbers in _blocks(joiner, keys):
        _block(joiner, numbers, fits, (arm_beside_company,))
