"""`graphkit check`: the sample passes; each fault planted into it is found and told in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rdf_sample as s

from graphkit import check, claims_io, query, turtle
from graphkit.check import Violation
from graphkit.model import Extraction
from graphkit.turtle import Literal, Statement, Term
from graphkit.vocabulary import GK, PREFIXES, folder

ID = "https://w3id.org/graphkit/id/"
RDF, RDFS, SKOS, SCHEMA, XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "skos", "schema", "xsd"))
TYPE, LABEL = RDF + "type", RDFS + "label"
ROUND, TALKS = ID + s.ROUND, ID + s.TALKS
LUMEN, KITE, BJORN, NORDVIK, HEXA, ADA = (ID + x for x in (s.LUMEN, s.KITE, s.BJORN, s.NORDVIK, s.HEXA, s.ADA))
FJORD, OSLO = f"{ID}product/fjord", f"{ID}place/oslo"
EURO_ROUND, EURO_WORTH = f"{ID}money/EUR-40000000", f"{ID}money/EUR-300000000"
EN, ZH = f"{ID}doc/{s.EN.id}", f"{ID}doc/{s.ZH.id}"


def day(text: str) -> Literal:
    return Literal(text, "", XSD + "date")


def number(text: str) -> Literal:
    return Literal(text, "", XSD + "integer")


def statements() -> set[Statement]:
    """The sample without its header, which counts the triples."""
    return {t for t in turtle.triples(s.sample()) if not t[0].endswith("/dataset")}


def claim_of(subject: str, predicate: str, value: Term) -> str:
    told = statements()
    wanted = {(RDF + "subject", subject), (RDF + "predicate", predicate), (RDF + "object", value)}
    (found,) = (
        x for x, p, o in told if p == RDF + "object" and o == value and wanted <= {t[1:] for t in told if t[0] == x}
    )
    return found


LEAD_CLAIM = claim_of(HEXA, GK.investedIn, KITE)
WORTH_CLAIM = claim_of(ROUND, GK.valuation, EURO_WORTH)


def part(subject: str, predicate: str) -> str:
    (found,) = (o for x, p, o in statements() if (x, p) == (subject, predicate))
    assert isinstance(found, str)
    return found


QUOTE = part(LEAD_CLAIM, GK.quote)


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two articles as files."""
    home = tmp_path_factory.mktemp("articles")
    (home / "zh").mkdir()
    for source in (s.EN, s.ZH):
        (home / source.path).write_text(s.TEXTS[source.id], encoding="utf-8")
    return home


def checked(
    tmp_path: Path,
    add: tuple[Statement, ...] = (),
    drop: tuple[tuple[str, str], ...] = (),
    articles: Path | None = None,
    shapes: bool = True,
) -> list[Violation]:
    """What is found once statements were added and others, by subject and predicate, taken away."""
    told = {t for t in statements() if t[:2] not in drop} | set(add)
    path = tmp_path / "graph.ttl"
    path.write_text(turtle.serialise(told, turtle.prefixes()), encoding="utf-8")
    return check.check(path, [articles] if articles else [], shapes=shapes)


def test_a_sound_export_has_no_violation(tmp_path: Path, articles: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(turtle.write(s.sample()), encoding="utf-8")
    claims = {ranked.claim for fact in s.facts() for ranked in fact.claims}
    lines = claims_io.lines(
        Extraction(source, tuple(c for c in claims if c.evidence.doc == source.id)) for source in (s.EN, s.ZH)
    )
    (tmp_path / "claims.jsonl").write_text("".join(lines), encoding="utf-8")
    assert check.check(path, [articles], tmp_path / "claims.jsonl") == []


# --- quotes ---------------------------------------------------------------------------------------


def test_a_quote_that_is_not_in_its_article_is_told_with_claim_sentence_and_file(
    tmp_path: Path, articles: Path
) -> None:
    other = s.ENGLISH.replace("Kite Labs, its rival, is", "Kite Labs, a rival, is")
    (articles / "lumen.txt").write_text(other, encoding="utf-8")
    try:
        found = checked(tmp_path, articles=articles, shapes=False)
    finally:
        (articles / "lumen.txt").write_text(s.ENGLISH, encoding="utf-8")
    wrong = [v for v in found if v.rule == "quote-is-the-slice" and v.claim == LEAD_CLAIM]
    assert len(wrong) == 1 and len(found) > 10
    assert "Hexa Capital · invested in · Kite Labs" in wrong[0].message
    assert "is not among the files given, or has changed" in wrong[0].message
    assert wrong[0].sentence == "Kite Labs, its rival, is backed by Hexa Capital" and wrong[0].file == "lumen.txt"
    assert all(v.file == "lumen.txt" for v in found)


def test_offsets_that_are_off_by_one_are_found(tmp_path: Path, articles: Path) -> None:
    start = next(int(o[0]) for x, p, o in statements() if (x, p) == (QUOTE, GK.start))
    end = next(int(o[0]) for x, p, o in statements() if (x, p) == (QUOTE, GK.end))
    moved = ((QUOTE, GK.start, number(str(start + 1))), (QUOTE, GK.end, number(str(end + 1))))
    found = checked(tmp_path, moved, ((QUOTE, GK.start), (QUOTE, GK.end)), articles)
    assert [v.rule for v in found] == ["quote-is-the-slice"]
    assert "the article has «ite Labs, its rival" in found[0].message
    beyond = ((QUOTE, GK.start, number(str(start + 9000))), (QUOTE, GK.end, number(str(end + 9000))))
    found = checked(tmp_path, beyond, ((QUOTE, GK.start), (QUOTE, GK.end)), articles)
    assert "lie outside the article" in found[0].message


def test_claims_lines_are_compared_with_the_articles(tmp_path: Path, articles: Path) -> None:
    (ranked,) = (r for f in s.facts() for r in f.claims if f.predicate == "founded")
    (line,) = claims_io.lines([Extraction(s.EN, (ranked.claim,))])
    path = tmp_path / "claims.jsonl"
    path.write_text(
        line + line.replace("founded the firm", "funded the firm") + '{"doc": 1}\nnot json\n', encoding="utf-8"
    )
    found = check.check_claims(path, check.Articles.of([articles]))
    assert [(v.line, v.message.split(":")[0].split(",")[0]) for v in found] == [
        (2, "founded of Ada Moen"),
        (3, "this line is no claim"),
        (4, "this line is no claim"),
    ]
    (result, *_) = json.loads(check.as_sarif(found))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}


def test_a_document_named_by_another_digest_is_found(tmp_path: Path, articles: Path) -> None:
    found = checked(tmp_path, ((EN, GK.sha256, Literal("0" * 64)),), ((EN, GK.sha256),), articles)
    assert [v.rule for v in found] == ["document-digest"]


# --- the file -------------------------------------------------------------------------------------


def test_what_is_no_turtle_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("<a> <b> .", encoding="utf-8")
    (found,) = check.check(path)
    assert found.rule == "turtle" and "line 1" in found.message


def test_a_term_that_the_ontology_does_not_have_is_told_with_the_nearest(tmp_path: Path) -> None:
    invented = PREFIXES["gk"] + "leadInvester"
    found = checked(tmp_path, ((ROUND, invented, NORDVIK),), shapes=False)
    assert [v.message for v in found if v.rule == "declared-terms"] == [
        "'leadInvester' is not in ontology/graphkit.ttl; did you mean 'leadInvestor' or 'investor'?"
    ]


def test_a_header_that_counts_wrong_is_found(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    text = turtle.write(s.sample())
    path.write_text(re.sub(r"void:triples \d+", "void:triples 7", text), encoding="utf-8")
    (found,) = check.check(path, shapes=False)
    assert found.message.startswith("the header counts 7 triples, the file has ")


# --- one planted fault per rule -------------------------------------------------------------------

BY_RULE: dict[str, tuple[tuple[Statement, ...], tuple[tuple[str, str], ...], str]] = {
    "amount-below-valuation": (
        ((EURO_WORTH, GK.value, number("30000")),),
        ((EURO_WORTH, GK.value),),
        "brings in more (EUR 40000000) than it values the whole organization at (EUR 30000)",
    ),
    "both-directions": ((), ((KITE, GK.competitorOf),), 'Lumen Robotics is "competitor of" Kite Labs, but the other'),
    "claim-is-about-something": (
        ((LEAD_CLAIM, RDF + "subject", ID + "agent/nobody"),),
        ((LEAD_CLAIM, RDF + "subject"),),
        f"is about {ID}agent/nobody, of which the graph says nothing",
    ),
    "denied-is-no-fact": (
        ((ROUND, GK.investor, BJORN),),
        (),
        'Lumen Robotics, Series A, March 2024 "investor" Bjorn AS, but every passage about it denies it',
    ),
    "fact-beats-no-preferred": (
        ((ROUND, GK.valuation, f"{ID}money/USD-300000000"),),
        ((ROUND, GK.valuation),),
        'The graph states "valuation" of Lumen Robotics, Series A, March 2024 as USD 300000000, but prefers',
    ),
    "fact-has-a-claim": (
        ((LUMEN, GK.acquired, KITE),),
        (),
        'The graph states that Lumen Robotics "acquired" Kite Labs, but no claim that it has not rejected says so',
    ),
    "investor-has-invested": (
        (),
        ((NORDVIK, GK.investedIn),),
        "Nordvik Ventures took part in Lumen Robotics, Series A, March 2024, which is closed, but is not said to have",
    ),
    "lead-is-an-investor": (
        (),
        ((ROUND, GK.investor),),
        "Nordvik Ventures leads Lumen Robotics, Series A, March 2024 but is not among its investors",
    ),
    "nobody-invests-in-itself": (
        ((TALKS, GK.investor, LUMEN),),
        (),
        "Lumen Robotics is an investor of Lumen Robotics, Series B, in talks, the round that it raises itself",
    ),
    "nothing-relates-to-itself": (
        ((LUMEN, GK.acquired, LUMEN),),
        (),
        'Lumen Robotics stands at both ends of "acquired"',
    ),
    "one-core-class": (
        ((ADA, TYPE, GK.Company),),
        (),
        'Ada Moen is both "company" and "person"; these exclude each other',
    ),
    "preferred-claim-is-a-fact": ((), ((ROUND, GK.valuation),), "is ranked preferred, but the graph does not state it"),
    "quote-as-long-as-its-offsets": (
        ((QUOTE, GK.end, number("999")),),
        ((QUOTE, GK.end),),
        "The offsets of the quote “Kite Labs, its rival, is backed by Hexa Capital” span",
    ),
    "quote-has-a-claim": (
        (
            (f"{ID}quote/q0-0-3", TYPE, GK.Quote),
            (f"{ID}quote/q0-0-3", GK.inDocument, EN),
            (f"{ID}quote/q0-0-3", GK.text, Literal("Lum", "en")),
            (f"{ID}quote/q0-0-3", GK.start, number("0")),
            (f"{ID}quote/q0-0-3", GK.end, number("3")),
        ),
        (),
        "No claim rests on the quote “Lum”",
    ),
    "quote-in-the-source": (
        ((LEAD_CLAIM, GK.source, ZH),),
        ((LEAD_CLAIM, GK.source),),
        "Hexa Capital · invested in · Kite Labs” lies in another document than the source of the claim",
    ),
    "role-has-its-relation": (
        ((ADA, TYPE, GK.Investor),),
        (),
        'Ada Moen is typed "investor", but no relation of the graph',
    ),
    "round-after-foundation": (
        ((LUMEN, GK.foundedOn, Literal("2025", "", XSD + "gYear")), (LUMEN, GK.sortDate, day("2025-01-01"))),
        (),
        "Lumen Robotics, Series A, March 2024 took place on 2024-03, before Lumen Robotics was founded (2025)",
    ),
    "round-follows-no-later-one": (
        ((ROUND, GK.follows, TALKS),),
        (),
        "is said to follow Lumen Robotics, Series A, March 2024, which in turn follows it",
    ),
    "sort-date-is-the-date": (
        ((ROUND, GK.sortDate, day("2023-03-01")),),
        ((ROUND, GK.sortDate),),
        "Lumen Robotics, Series A, March 2024 sorts by 2023-03-01, but its date is 2024-03",
    ),
    "talk-is-no-investment": (
        ((LEAD_CLAIM, GK.statedAs, GK.InTalks),),
        (),
        "Hexa Capital is said to have invested in Kite Labs, but every passage only talks of it or denies it",
    ),
}


def test_every_rule_has_its_planted_fault() -> None:
    assert {rule.name for rule in check.rules()} == set(BY_RULE)
    assert len(BY_RULE) == 20


@pytest.mark.parametrize("name", sorted(BY_RULE))
def test_a_rule_finds_its_fault_and_nothing_in_a_sound_graph(tmp_path: Path, name: str) -> None:
    add, drop, message = BY_RULE[name]
    found = [v for v in checked(tmp_path, add, drop, shapes=False) if v.rule == name]
    assert found and any(message in violation.message for violation in found), found
    assert not checked(tmp_path, shapes=False)


def test_a_fault_of_a_statement_shows_the_passage_behind_it(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, ((LEAD_CLAIM, GK.statedAs, GK.InTalks),), shapes=False)
    assert found.claim == LEAD_CLAIM and found.sentence == "Kite Labs, its rival, is backed by Hexa Capital"
    assert (found.file, s.ENGLISH[found.start : found.end]) == ("lumen.txt", found.sentence)


# --- one planted fault per shape ------------------------------------------------------------------


NUMBER, WORDS = number("5"), Literal("words")
BY_MESSAGE: dict[str, tuple[tuple[Statement, ...], tuple[tuple[str, str], ...]]] = {
    "A thing has exactly one display name": (((ADA, LABEL, Literal("Ada M.")),), ()),
    "There is at most one skos:prefLabel per language": (
        ((ADA, SKOS + "prefLabel", Literal("A", "fr")), (ADA, SKOS + "prefLabel", Literal("B", "fr"))),
        (),
    ),
    "A further name (skos:altLabel) carries the tag": (((ADA, SKOS + "altLabel", Literal("Ada")),), ()),
    "Whoever invests, founds, buys, partners or is a customer": (((FJORD, GK.customerOf, LUMEN),), ()),
    "Only an organization can stand at this end": (((HEXA, GK.investedIn, ADA),), ()),
    "Only a person works for somebody": (((KITE, GK.worksFor, LUMEN),), ()),
    "What is developed or launched is a product": (((LUMEN, GK.develops, KITE),), ()),
    "A head office is in a place": (((KITE, GK.headquarteredIn, LUMEN),), ()),
    "Rivals are organizations or products": (((OSLO, GK.competitorOf, LUMEN),), ()),
    "What is raised, led, valued or followed is a funding round": (((KITE, GK.leadInvestor, HEXA),), ()),
    "Who has invested in something is typed gk:Investor": ((), ((NORDVIK, TYPE),)),
    "Who is a partner of somebody is typed gk:Partner": (((ADA, GK.partnerOf, BJORN),), ()),
    "At most one total raised is accepted": (
        ((LUMEN, GK.totalRaised, EURO_ROUND), (LUMEN, GK.totalRaised, EURO_WORTH)),
        (),
    ),
    "At most one head office is accepted": (
        ((LUMEN, GK.headquarteredIn, f"{ID}place/bergen"), (f"{ID}place/bergen", TYPE, GK.Place)),
        (),
    ),
    "A date of foundation is one real year, month or day": (
        ((LUMEN, GK.foundedOn, Literal("2024-13", "", XSD + "gYearMonth")),),
        (),
    ),
    "A launch date is one real year, month or day": (((FJORD, GK.launchedOn, WORDS),), ()),
    "Whatever has a date has one sort date": ((), ((ROUND, GK.sortDate),)),
    "A round has exactly one organization that raises it": (((ROUND, GK.raisedBy, KITE),), ()),
    "A round says whether it happened": (((ROUND, GK.status, GK.Denied),), ((ROUND, GK.status),)),
    "At most one amount is accepted": (((ROUND, GK.amount, EURO_WORTH),), ()),
    "An amount in words carries the tag": (((ROUND, GK.amountText, WORDS),), ()),
    "At most one valuation is accepted": (((ROUND, GK.valuation, EURO_ROUND),), ()),
    "The date of a round is one real year, month or day": (
        ((ROUND, GK.announcedOn, Literal("2024-13", "", XSD + "gYearMonth")),),
        ((ROUND, GK.announcedOn),),
    ),
    "At most one kind of round is accepted": (((ROUND, GK.roundKind, GK.SeriesB),), ()),
    "An instrument is equity, debt, convertible or a grant": (((ROUND, GK.instrument, GK.Seed),), ()),
    "Money has one value": (((EURO_ROUND, GK.value, number("-1")),), ((EURO_ROUND, GK.value),)),
    "Money has one currency": (((EURO_ROUND, GK.currency, Literal("euro")),), ((EURO_ROUND, GK.currency),)),
    "A claim is about one thing": ((), ((LEAD_CLAIM, RDF + "subject"),)),
    "A claim uses one property": (((LEAD_CLAIM, RDF + "predicate", LABEL),), ((LEAD_CLAIM, RDF + "predicate"),)),
    "A claim states one thing or value": (((LEAD_CLAIM, RDF + "object", LUMEN),), ()),
    "A claim has one source": (((LEAD_CLAIM, GK.source, ZH),), ()),
    "A claim has one quote": ((), ((LEAD_CLAIM, GK.quote),)),
    "A claim has one rank": (((LEAD_CLAIM, GK.rank, GK.Preferred),), ()),
    "A claim has at most one reason": (((WORTH_CLAIM, GK.rankReason, Literal("manual")),), ()),
    "A claim has one confidence": (
        ((LEAD_CLAIM, GK.confidence, Literal("1.5", "", XSD + "decimal")),),
        ((LEAD_CLAIM, GK.confidence),),
    ),
    "A claim names the program that read it": ((), ((LEAD_CLAIM, GK.extractor),)),
    "A claim has at most one rule": (((LEAD_CLAIM, GK.rule, Literal("another")),), ()),
    "A statement not put as done is planned": (((LEAD_CLAIM, GK.statedAs, GK.Closed),), ()),
    "A figure is about, under or over": (((LEAD_CLAIM, GK.approximation, Literal("roughly")),), ()),
    "A valuation is before (pre) or after (post)": (((WORTH_CLAIM, GK.basis, Literal("pre")),), ()),
    "A post carries the tag": (((LEAD_CLAIM, GK.role, WORDS),), ()),
    "A figure holds for one year, month or day": (((LEAD_CLAIM, GK.asOf, WORDS),), ()),
    "An investor's part of the round is one amount": (((LEAD_CLAIM, GK.contribution, LUMEN),), ()),
    "A quote lies in one document": (((QUOTE, GK.inDocument, ZH),), ()),
    "A quote has its words": (((QUOTE, GK.text, Literal("Kite Labs", "fr")),), ()),
    "A quote starts at one place, before its end": (((QUOTE, GK.start, number("5000")),), ((QUOTE, GK.start),)),
    "A quote ends at one place": (((QUOTE, GK.end, number("5000")),), ()),
    "A document has its SHA-256": ((), ((EN, GK.sha256),)),
    "A document has at most one path": (((EN, GK.path, Literal("other.txt")),), ()),
    "The address of a document is one http or https address": (((EN, SCHEMA + "url", "ftp://a.example/x"),), ()),
    "A document has at most one headline": (((EN, SCHEMA + "headline", Literal("Other", "en")),), ()),
    "A document is published on one real year": (
        ((EN, SCHEMA + "datePublished", Literal("2024", "", XSD + "gYear")),),
        (),
    ),
}


def test_every_shape_has_its_planted_fault() -> None:
    messages = re.findall(r'sh:message "([^"]+)"', (folder() / "shapes.ttl").read_text(encoding="utf-8"))
    assert len(messages) == len(set(messages)) == len(BY_MESSAGE)
    uncovered = [message for message in messages if sum(message.startswith(start) for start in BY_MESSAGE) != 1]
    assert not uncovered


@pytest.mark.parametrize("start", list(BY_MESSAGE))
def test_a_shape_finds_its_fault(tmp_path: Path, start: str) -> None:
    add, drop = BY_MESSAGE[start]
    found = [v for v in checked(tmp_path, add, drop) if v.rule.startswith("shape ")]
    assert any(f": {start}" in violation.message for violation in found), [v.message for v in found]
    assert all(violation.node for violation in found)


def test_a_value_that_its_datatype_does_not_have_is_told_and_stops_nothing(tmp_path: Path) -> None:
    date = PREFIXES["xsd"] + "date"
    for value, datatype in (
        ("NaN", "decimal"),
        ("1e400", "decimal"),
        ("2024-02-30", "date"),
        ("5.0", "integer"),
        ("yes", "boolean"),
    ):
        odd = Literal(value, "", PREFIXES["xsd"] + datatype)
        found = checked(tmp_path, ((EURO_WORTH, GK.value, odd),), ((EURO_WORTH, GK.value),))
        assert any(v.rule == "literal-form" and f"{value!r} is no xsd:{datatype}" in v.message for v in found), found
    fine = tmp_path / "fine.ttl"
    fine.write_text(f'<a:b> <a:c> "2024-02-29"^^<{date}>, 1, -1.50, true, "x" .')
    assert not check.check_literals(check.Described(query.load(fine)))


def test_an_empty_graph_is_not_well(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("# nothing\n")
    assert [v.message for v in check.check(path)] == ["holds no triple"]


# --- telling --------------------------------------------------------------------------------------


def test_violations_can_be_told_as_lines_json_and_sarif(tmp_path: Path) -> None:
    warning = checked(tmp_path, ((EURO_WORTH, GK.value, number("30000")),), ((EURO_WORTH, GK.value),), shapes=False)
    error = checked(tmp_path, ((LEAD_CLAIM, GK.statedAs, GK.InTalks),), shapes=False)
    assert check.worst(warning) == 0 and check.worst(error) == 1 and check.worst([]) == 0
    (line,) = check.as_text(error).splitlines()
    assert line.startswith("lumen.txt: error: Hexa Capital is said to have invested in Kite Labs, but")
    assert "«Kite Labs, its rival, is backed by Hexa Capital» (characters " in line
    assert json.loads(check.as_json(error))[0]["claim"] == LEAD_CLAIM
    run = json.loads(check.as_sarif([*error, *warning]))["runs"][0]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert s.ENGLISH[region["charOffset"] :][: region["charLength"]] == error[0].sentence == region["snippet"]["text"]


def test_sarif_shows_line_and_column_the_claim_and_the_rule_in_words(
    tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(articles)
    (found,) = checked(tmp_path, ((LEAD_CLAIM, GK.statedAs, GK.InTalks),), articles=articles, shapes=False)
    assert str(found).startswith("lumen.txt:3:")
    run = json.loads(check.as_sarif([found], "out/graph.ttl"))["runs"][0]
    (result,) = run["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = s.ENGLISH.splitlines()[region["startLine"] - 1]
    assert region["endLine"] == region["startLine"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == found.sentence
    assert result["properties"] == {"node": HEXA, "claim": LEAD_CLAIM, "sentence": found.sentence}
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == result["ruleId"] and rule["shortDescription"]["text"].startswith("{this} is said to have")


def test_sarif_shows_a_fault_without_a_passage_at_the_graph_and_the_shape_by_its_name(tmp_path: Path) -> None:
    found = checked(tmp_path, ((ADA, LABEL, Literal("Ada M.")),))
    assert [violation.rule for violation in found] == ["shape named-thing-label"]
    (result,) = json.loads(check.as_sarif(found, "out/graph.ttl"))["runs"][0]["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "out/graph.ttl"}}
    assert place["logicalLocations"] == [{"fullyQualifiedName": ADA}]
    again = json.loads(check.as_sarif(found))["runs"][0]["results"][0]
    assert again["partialFingerprints"] == result["partialFingerprints"]


# What SARIF 2.1.0 has of the objects that are written here (OASIS standard, section 3; nothing else may stand in them).


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    more = {"properties": {"type": "object"}}
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties | more}


_TEXT = {"type": "string"}
_FROM_1 = {"type": "integer", "minimum": 1}
_FROM_0 = {"type": "integer", "minimum": 0}
_MESSAGE = _object(["text"], text=_TEXT)
_REGION = _object(
    [],
    **dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), _FROM_1),
    charOffset=_FROM_0,
    charLength=_FROM_0,
    snippet=_object([], text=_TEXT),
)
_LOCATION = _object(
    [],
    physicalLocation=_object(
        ["artifactLocation"],
        artifactLocation=_object([], uri={"type": "string", "format": "uri-reference"}),
        region=_REGION,
    ),
    logicalLocations={"type": "array", "uniqueItems": True, "items": _object([], fullyQualifiedName=_TEXT)},
)
_RESULT = _object(
    ["message"],
    ruleId=_TEXT,
    ruleIndex=_FROM_0,
    level={"enum": ["none", "note", "warning", "error"]},
    message=_MESSAGE,
    locations={"type": "array", "items": _LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
)
_RULE = _object(["id"], id=_TEXT, shortDescription=_MESSAGE)
_RUN = _object(
    ["tool"],
    tool=_object(
        ["driver"],
        driver=_object(
            ["name"], name=_TEXT, version=_TEXT, rules={"type": "array", "uniqueItems": True, "items": _RULE}
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": _RESULT},
)
SARIF = _object(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": _RUN},
)


def test_sarif_keeps_to_the_standard(tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    monkeypatch.chdir(tmp_path)
    (articles / "rest 100%: über.txt").write_bytes(b"\xff\xfe\x00")
    everything = [
        *checked(tmp_path, ((LEAD_CLAIM, GK.statedAs, GK.InTalks),), articles=articles),
        *checked(
            tmp_path, ((ADA, LABEL, Literal("Ada M.")), (ADA, PREFIXES["gk"] + "sponsors", LUMEN)), articles=articles
        ),
        *checked(tmp_path, ((EURO_WORTH, GK.value, number("30000")),), ((EURO_WORTH, GK.value),), articles=articles),
        Violation("error", "claims", "this line is no claim", file="out/claims.jsonl", line=3, column=1),
        Violation(
            "error", "quote-is-the-slice", "odd", sentence="a\nb", file="/a/b c.txt", start=0, end=3, line=1, column=1
        ),
    ]
    assert len(everything) >= 6
    for found in (everything, []):
        log = json.loads(check.as_sarif(found, "out/graph.ttl"))
        jsonschema.validate(log, SARIF, cls=jsonschema.Draft7Validator)
        (run,) = log["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"] and result["locations"]
            for place in result["locations"]:
                assert re.fullmatch(r"(?:file:///)?[\w.%/~-]+", place["physicalLocation"]["artifactLocation"]["uri"])
                region = place["physicalLocation"].get("region", {})
                ends = [region[name] for name in ("startLine", "endLine") if name in region]
                assert ends == sorted(ends) and ("startColumn" not in region or "startLine" in region)


def test_every_rule_is_described(tmp_path: Path) -> None:
    known = check._described_rules()
    source = (Path(check.__file__)).read_text(encoding="utf-8")
    named = set(re.findall(r'[Vv]iolation\("error", "([a-z-]+)"', source))
    assert len(named) > 5 and named | {rule.name for rule in check.rules()} <= set(known)
    assert all(text.endswith(".") for text in known.values())


@pytest.mark.parametrize(("add", "code"), [((), 0), (((LUMEN, GK.acquired, LUMEN),), 1)], ids=["sound", "faulty"])
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_the_command_exits_for_scripts(tmp_path: Path, add: tuple[Statement, ...], code: int, form: str) -> None:
    from typer.testing import CliRunner

    from graphkit.cli import app

    path = tmp_path / "graph.ttl"
    path.write_text(turtle.serialise(statements() | set(add), turtle.prefixes()), encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(path), "--format", form, "--no-shapes"])
    assert done.exit_code == code, done.output
    if form != "text":
        json.loads(done.stdout)
    assert CliRunner().invoke(app, ["check", str(tmp_path / "nowhere")]).exit_code == 2


def test_no_rule_grows_with_the_square_of_the_graph() -> None:
    import time

    from pyoxigraph import RdfFormat, Store
    from rdf_big import big_graph

    store = Store()
    store.bulk_load(turtle.write(big_graph(400)).encode(), RdfFormat.TURTLE)
    assert len(store) > 50_000
    for rule in check.rules():
        began = time.process_time()
        list(check._select(store, rule.query))
        assert time.process_time() - began < 1, rule.name
