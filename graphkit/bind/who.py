"""Who is meant: the company of the document, of a section, of a clause; the person whom "he" stands for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import cast

from graphkit import vocabulary
from graphkit.bind.told import REACH, Told, settle, without_givers
from graphkit.grammar import cells
from graphkit.model import Claim, Document, Dropped, Mention, PartialDate, Status, Thing, Value
from graphkit.relate import Draft
from graphkit.spot import NAMED, ORGS, Local, Spotted

TOPICS = frozenset(
    {"topic", "firm"}
)  # whom the clauses before are about; a firm may also be the paragraph's or document's
ENTRY = re.compile(
    r"\s*(?:[:：|–—•·]|- |\Z|[(（][^()（）]{1,60}[)）]\s*(?:[:：|–—•·.]|- |\Z))"
)  # after the name that an entry opens with
LINE = re.compile(r"[ \u00a0]?(?:[,:：–—(（|]|- |\Z|\n)")  # after the name that a line of a list begins with


class Who:
    """One document with its drafts: whom words and open ends mean. `dropped` is what could not be used."""

    def __init__(
        self,
        document: Document,
        spotted: Spotted,
        drafts: Sequence[Draft],
        moods: Mapping[int, Sequence[tuple[int, int, str]]],
        lang_of: Mapping[int, str],
    ) -> None:
        self.document = document
        self.spotted = spotted
        self.moods = moods
        self.lang_of = lang_of
        self.dropped: list[Dropped] = []
        self.sentences_of: dict[int, list[int]] = defaultdict(list)
        for index, sentence in enumerate(spotted.sentences):
            self.sentences_of[sentence.block].append(index)
        self.kept, lost = settle(drafts)
        for mention, draft in lost:
            self._drop(
                mention.start, mention.end, f"another rule read this figure with fewer words between ({draft.rule.id})"
            )
        self.kept = list(without_givers(self.kept))
        self.backers = {
            self.who(mention)
            for draft, claims in self.kept
            for _, predicate, obj in claims
            if predicate in ("investor", "leadInvestor")
            for mention in draft.played(obj)
        }
        self.subjects: set[str] = set()
        self.tellings: list[Told] = []
        self.main = self._main_company()

    def _drop(self, start: int, end: int, reason: str) -> None:
        span = self.document.span(start, end)
        self.dropped.append(
            Dropped(f"{self.document.source.path}:{span.start}-{span.end}", reason, self.document.quote(span)[:200])
        )

    def who(self, mention: Mention) -> str:
        """The key of the thing that a named mention means, or ''."""
        return self.spotted.who.get((mention.start, mention.end), "")

    def local(self, key: str) -> Local | None:
        """The thing with that key."""
        return self.spotted.locals.get(key)

    def is_org(self, key: str) -> bool:
        """Could it raise money?"""
        local = self.local(key)
        return local is not None and local.kind in (*ORGS, "Name")

    def _main_company(self) -> str:
        """The company that the document is about: raises most often, stands in the title, is named most."""
        self.page_of = ""  # whom the page's title names as what it is about
        self.alone = False  # is the document about one company and no other?
        score: Counter[str] = Counter()
        raised: set[str] = set()
        for draft, claims in self.kept:
            for _subject, predicate, obj in claims:
                if predicate == "raisedBy":
                    for mention in draft.played(obj):
                        key = self.who(mention)
                        if key and self.is_org(key):
                            score[key] += 6
                            raised.add(key)
        for index, sentence in enumerate(self.spotted.sentences):
            block = self.document.blocks[sentence.block]
            for mention in self.spotted.mentions[index]:
                if mention.kind in (*ORGS, "Name") and (key := self.who(mention)):
                    local = self.local(key)
                    if local is None or local.kind in ("InvestmentFirm", "PublicOrganization") or key in self.backers:
                        continue
                    score[key] += 3 if block.kind in ("title", "summary") or sentence.start < 200 else 1
                    if sentence.block == 0 and block.kind in ("title", "heading") and mention.start == block.start:
                        score[key] += 8  # "Norvex: a profile", "Norvex raises $5m"
        if not score:
            return ""
        self.page_of = "" if self.spotted.entries else self._dossier(score)
        if titled := self.page_of:
            score[titled] += max(score.values())  # "Norvex — a profile": a page about one company says so
        best = sorted(score.items(), key=lambda item: (-item[1], item[0]))
        self.alone = not self.spotted.entries and (len(best) == 1 or best[0][1] >= 2 * best[1][1])
        if not self.page_of and len(raised) > 3 and best[0][1] < 2 * max((n for k, n in best[1:2]), default=0):
            return ""
        return best[0][0]

    def _dossier(self, named: Counter[str]) -> str:
        """The company that the page's title begins or ends with, set off from the rest: 'Norvex — company profile'."""
        for index, block in enumerate(self.document.blocks[:3]):
            if block.kind not in ("title", "heading"):
                continue
            titled = self._titled(index)
            for sentence in self.sentences_of[index]:
                for mention in self.spotted.mentions[sentence][-1:]:
                    before = self.document.plain[block.start : mention.start].rstrip(' \u00a0“"«')
                    if not titled and mention.end >= block.end - 1 and before[-1:] in (":", "：", "|", "—", "–"):
                        titled = self.who(mention)
            return titled if titled in named else ""
        return ""

    def company_near(self, sentence: int, before: int, *, stands_for: bool) -> str:
        """The company that 'the company' or nothing at all means here: the paragraph's, else the section's, else the document's."""
        here = self.spotted.sentences[sentence]
        block = self.document.blocks[here.block]
        other = self._told_apart(sentence, before) if stands_for else ""
        seen: list[str] = []
        index = sentence
        while index >= max(0, sentence - REACH) and self.spotted.sentences[index].block == here.block:
            for mention in reversed(self.spotted.mentions[index]):
                if mention.end <= before and mention.kind in (*ORGS, "Name"):
                    key = self.who(mention)
                    local = self.local(key)
                    if (
                        key
                        and local is not None
                        and local.kind in ("Company", "Organization", "Name")
                        and (key not in self.backers or key == self.main)
                        and key != other
                    ):
                        seen.append(key)
            index -= 1
        if other and other == self.main:
            return seen[0] if seen else ""
        titled = self._titled(here.block) or self._titled(block.section)
        fits = not seen or titled in seen or here.block in self.spotted.entries
        if titled and fits and not self._mere_heading(titled, here.block):
            return titled
        if not seen and not self.page_of and block.kind in ("item", "row") and len(self.subjects) > 3:
            return ""  # an entry of a round-up that names no company of its own
        subjects = [key for key in seen if key in self.subjects]
        if subjects and (not self.main or self.main not in seen):
            return subjects[0]
        if self.main and (self.main in seen or not seen or self.alone):
            return self.main
        if subjects:
            return subjects[0]
        if seen and (stands_for or len(set(seen)) == 1):
            return seen[-1]
        if self.main:
            return self.main
        if block.section >= 0:
            for i in self.sentences_of[block.section]:
                for mention in self.spotted.mentions[i]:
                    key = self.who(mention)
                    if mention.kind in ("Company", "Name", "Organization") and key:
                        return key
        return seen[-1] if seen else self.previous_block_company(here.block)

    def _told_apart(self, sentence: int, start: int) -> str:
        """The company that 'the company bought by Ostra' is not: the one named within the same words."""
        plain = self.document.plain
        for mention in self.spotted.mentions[sentence]:
            if mention.start > start and mention.kind in ORGS:
                between = plain[start : mention.start]
                return self.who(mention) if len(between) < 50 and not re.search(r"[,;:.()«“\"]", between) else ""
        return ""

    def _nearest(self, draft: Draft) -> list[Mention | str]:
        """The organization named last before the draft in its sentence: 'backed by Ostra, founded by Jane Roe'; in an
        entry, what the entry begins with: 'Norvex: a rival of Ostra, based in Lyon'."""
        if titled := self._titled(self.spotted.sentences[draft.sentence].block):
            return [titled]
        for mention in reversed(self.spotted.mentions[draft.sentence]):
            if mention.end <= draft.start and mention.kind in (*ORGS, "Name"):
                return [mention]
            if mention.end <= draft.start and mention.kind == "TheCompany":
                near = self.company_near(draft.sentence, mention.start, stands_for=True)
                return [near] if near else []
        return []

    def _titled(self, section: int) -> str:
        """The company that a heading or an item begins with: '3. Norvex', 'Norvex (Lyon)', 'Norvex: pumps for all'."""
        if section < 0:
            return ""
        if section in self.spotted.entries:
            return self.spotted.entries[section]
        kind = self.document.blocks[section].kind
        for sentence in self.sentences_of[section][:1]:
            text = self.spotted.sentences[sentence]
            mentions = self.spotted.mentions[sentence]
            for number, mention in enumerate(mentions[:2]):
                before = self.document.plain[text.start : mention.start]
                after = self.document.plain[mention.end : text.end]
                if mention.kind not in ("Company", "Organization", "Name") or re.search(r"[^\W\d_]", before):
                    continue
                if kind == "paragraph":
                    follows = mentions[number + 1 : number + 2]
                    summed = bool(follows) and follows[0].kind == "Money" and follows[0].start <= mention.end + 3
                    return self.who(mention) if ENTRY.match(after) or summed else ""
                after = after.lstrip()[:1]
                raised = kind == "heading" and self.who(mention) in self.subjects  # "Norvex raises €5M"
                if (
                    kind == "item"
                    or raised
                    or not after
                    or after in ":：(（|–—"
                    or (after in ",，-" and kind == "heading")
                ):
                    return self.who(mention)
        return ""

    def _mere_heading(self, key: str, block: int) -> bool:
        """Words over a section that nothing tells to be a firm ('Deep Dive'), where the section names the document's firm."""
        local = self.local(key)
        if local is None or local.kind != "Name" or not self.main or self.main == key:
            return False
        return any(self.who(m) == self.main for i in self.sentences_of[block] for m in self.spotted.mentions[i])

    def previous_block_company(self, block: int) -> str:
        """The raiser told of last before this block."""
        return next(
            (told.company for told in reversed(self.tellings[-REACH:]) if told.company and told.block < block), ""
        )

    def thing(self, key: str) -> Thing:
        """The thing as claims name it."""
        local = self.spotted.locals[key]
        kind = local.kind if local.kind != "Name" else "Organization"
        return Thing(self.document.source.id, key, kind, local.name)

    def _claim(
        self,
        draft: Draft,
        subject: Thing,
        predicate: str,
        obj: Value,
        *,
        status: str = "",
        qualifiers: Iterable[tuple[str, str]] = (),
    ) -> Claim:
        span = self.document.span(draft.start, draft.end)
        return Claim(
            evidence=span,
            subject=subject,
            predicate=predicate,
            object=obj,
            quote=self.document.quote(span),
            lang=self.lang_of[draft.sentence],
            rule=draft.rule.id,
            status=cast(Status, status or draft.status or "closed"),
            confidence=Decimal(draft.rule.confidence),
            qualifiers=tuple(sorted((k, v) for k, v in qualifiers if v)),
        )

    def _draft_mood(self, draft: Draft) -> str:
        if draft.status:
            return "" if draft.status == "closed" else draft.status
        for a, b, mood in self.moods.get(draft.sentence, ()):
            if a <= draft.end and b >= draft.start:
                return "denied" if mood == "supposed" else mood
        return ""

    def _items(self, draft: Draft) -> list[Mention | str]:
        """What the list items after this sentence begin with: 'Its models are:' and a bullet for each."""
        block = self.spotted.sentences[draft.sentence].block + 1
        if lines := self._lines(draft.sentence, block):
            return lines
        found: list[Mention | str] = []
        while block < len(self.document.blocks) and self.document.blocks[block].kind == "item":
            for index in self.sentences_of[block][:1]:
                first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED), None)
                if first is not None and first.start <= self.document.blocks[block].start + 5:
                    found.append(first)
            block += 1
        return found

    def _lines(self, sentence: int, block: int) -> list[Mention | str]:
        """What the lines after this sentence begin with, where it is lines that it lists: a name and what is said of it."""
        after = [i for i in self.sentences_of[block - 1] if i > sentence]
        if not after and block < len(self.document.blocks) and self.document.blocks[block].kind == "paragraph":
            after = self.sentences_of[block]
        found: list[Mention | str] = []
        for index in after:
            line = self.spotted.sentences[index]
            first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED), None)
            if first is None or first.start > line.start + 4:
                return []
            if not LINE.match(self.document.plain, first.end, line.end):
                return []
            found.append(first)
        return found if len(found) > 1 else []

    def _named_before(self, key: str, before: int) -> bool:
        return any(
            self.who(m) == key for row in self.spotted.mentions for m in row if m.end <= before and m.kind in NAMED
        )

    def topic(
        self, sentence: int, before: int, wanted: str, but: frozenset[str] = frozenset(), *, back: int = 0
    ) -> str:
        """Whom the clauses before this place are about: the agent that the nearest of them opens with, in this sentence
        or so many back. A clause that names no subject keeps the last one; languages whose cell has no [topic] know none."""
        for index in range(sentence, sentence - back - 1, -1):
            if index < 0 or self.spotted.sentences[index].block != self.spotted.sentences[sentence].block:
                break
            cues = _topic(self.lang_of[index])
            if cues is None:
                break
            opens, goes_on = cues
            start, plain = self.spotted.sentences[index].start, self.document.plain
            for mention in reversed(self.spotted.mentions[index]):
                key = self.who(mention)
                if mention.end > before or not key or key in but or not self._may_be(key, wanted):
                    continue
                if opens.search(plain[start : mention.start]) and not goes_on.match(plain, mention.end):
                    return key
        return ""

    def _may_be(self, key: str, wanted: str) -> bool:
        """Is the thing of that class, as far as is known?"""
        local = self.local(key)
        return local is not None and (local.kind in ("Name", "Organization") or vocabulary.is_a(local.kind, wanted))

    def _only_company(self, draft: Draft) -> str:
        """The one company of the sentence that plays no part in the draft: 'OpenAI | Total raised | $186B'.

        Before and between the members of a list, a company is the employer or owner of one and not what the list is about.
        """
        taken = {self.who(m) for _, mentions in draft.roles for m in mentions}
        mentions = self.spotted.mentions[draft.sentence]
        if any(m.kind == "TheCompany" and m.end <= draft.start for m in mentions):
            return ""  # "the company, based in Lyon, competes with Ostra": of the company, not of Ostra
        lists = [mentions for _, mentions in draft.roles if len(mentions) > 1]
        inside = range(draft.start, max(mentions[-1].end for mentions in lists)) if lists else range(0)
        found = {
            self.who(m)
            for m in mentions
            if m.kind in ("Company", "Organization", "Name") and self.who(m) not in taken and m.start not in inside
        }
        return found.pop() if len(found) == 1 and not found & self.backers else ""

    def person_before(self, sentence: int, before: int) -> str:
        """The first person named in this sentence before the place, else in the nearest of three sentences back, as who a
        sentence is about comes first; else a name without a type that opens this sentence or the one before it."""
        for index in range(sentence, max(-1, sentence - 4), -1):
            for mention in self.spotted.mentions[index]:
                if mention.kind == "Person" and mention.end <= before:
                    return self.who(mention)
        for index in range(sentence, max(-1, sentence - 2), -1):
            first = next((m for m in self.spotted.mentions[index] if m.kind in NAMED and m.end <= before), None)
            if first is not None and first.kind == "Name":
                return self.who(first)
        return ""

    def named_for(self, sentence: int, before: int) -> str:
        """The name without a type that a "he" later in the same sentence stands for: the one that opens it."""
        row = [m for m in self.spotted.mentions[sentence] if m.end <= before and m.kind in NAMED]
        opens = row and row[0].start - self.spotted.sentences[sentence].start <= 1
        return self.who(row[0]) if opens and row[0].kind == "Name" else ""


@cache
def _topic(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """What stands before a mention that opens a clause, and after one that does not; None where the language tells neither."""
    cell = cells("lang").get(lang, {}).get("topic")
    return cell and (re.compile(rf"(?:{cell['opens']})\Z"), re.compile(cell["goes_on"]))


@cache
def _not_event() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before or after a date that give it to something else: founded in, since, as of, by."""
    before, after = [], []
    for cell in cells("lang").values():
        before += cell.get("date", {}).get("not_event_before", [])
        after += cell.get("date", {}).get("not_event_after", [])
    return re.compile(rf"(?:{'|'.join(before) or '(?!)'})[ ]?\Z", re.IGNORECASE), re.compile(
        rf"[ ]?(?:{'|'.join(after) or '(?!)'})", re.IGNORECASE
    )


@cache
def vague_words() -> frozenset[str]:
    """Words for a time that no date can be had from: recently, 近期."""
    return frozenset(word for cell in cells("lang").values() for word in cell.get("date", {}).get("vague", []))


def date_beside(binder: Who, told: Told) -> tuple[PartialDate, Mention] | None:
    """The date nearest to the words that tell of the round, in the same sentence and not given to something else."""
    before, after = _not_event()
    vague = vague_words()
    plain = binder.document.plain
    start = min((s.draft.start for s in told.said), default=0)
    end = max((s.draft.end for s in told.said), default=0)
    found = []
    for mention in binder.spotted.mentions[told.sentence]:
        if mention.kind == "Date" and isinstance(mention.value, PartialDate):
            if (
                mention.text in vague
                or before.search(plain[max(0, mention.start - 24) : mention.start])
                or after.match(plain[mention.end : mention.end + 16])
            ):
                continue
            distance = 0 if start <= mention.start < end else min(abs(mention.end - start), abs(mention.start - end))
            found.append((distance, mention.start, mention))
    if not found:
        return None
    mention = min(found)[2]
    return cast(PartialDate, mention.value), mention
