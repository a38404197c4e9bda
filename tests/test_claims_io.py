"""Claims written as lines of JSON and read back are the same claims; a bad line is named."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.claims_io import ClaimsError, lines, parse, read, union
from graphkit.model import Claim, Code, Extraction, Money, PartialDate, Source, Span, Text, Thing, Value

DOC = "d0123456789ab"
ACME = Thing(DOC, "acme", "Company", "Acme")
BETA = Thing(DOC, "beta", "InvestmentFirm", "Beta Capital")


def claim(value: Value = BETA, *, start: int = 0, quote: str = "Beta backed Acme", **more: object) -> Claim:
    return Claim(
        evidence=Span(DOC, start, start + len(quote)),
        subject=ACME,
        predicate="investedIn",
        object=value,
        quote=quote,
        lang="en",
        rule="X backed Y",
        **more,  # type: ignore[arg-type]
    )


def extraction(*claims: Claim, **about: object) -> Extraction:
    return Extraction(Source(DOC, "a.txt", **about), tuple(claims))  # type: ignore[arg-type]


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
values = st.one_of(
    st.builds(Thing, st.just(DOC), texts, st.sampled_from(["Company", "Person"]), texts),
    st.builds(
        Money,
        st.decimals(min_value=0, max_value=Decimal(10) ** 15, places=2, allow_nan=False),
        st.sampled_from(["EUR", "CNY"]),
    ),
    st.builds(PartialDate, st.integers(1000, 9999), st.integers(1, 12), st.integers(1, 28)),
    st.builds(Text, texts, st.sampled_from(["zh", "en", "und"])),
    st.builds(Code, st.sampled_from(["SeriesA", "Debt"])),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(values, texts, st.integers(0, 999)), min_size=1, max_size=6))
def test_what_is_written_reads_back_the_same(told: list[tuple[Value, str, int]]) -> None:
    claims = {claim(value, start=start, quote=quote) for value, quote, start in told}
    (back,) = parse("".join(lines([extraction(*claims)])))
    assert set(back.claims) == claims
    assert "".join(lines([back])) == "".join(lines([extraction(*claims)]))


def test_a_line_holds_the_claim_and_its_document() -> None:
    about = Source(DOC, "a.txt", "Acme raises", "https://example.org/a", "The Herald", PartialDate(2024, 6), "en", "ff")
    told = claim(Money(Decimal("14.99"), "EUR"), status="rumoured", qualifiers=(("approximation", "about"),))
    (line,) = lines([Extraction(about, (told,))])
    fields = json.loads(line)
    assert fields["object"] == {"money": {"value": 14.99, "currency": "EUR"}}
    assert (fields["published"], fields["outlet"], fields["status"]) == ("2024-06", "The Herald", "rumoured")
    assert fields["qualifiers"] == {"approximation": "about"}
    assert parse(line) == (Extraction(about, (told,)),)


def test_a_large_sum_keeps_every_digit() -> None:
    told = claim(Money(Decimal("123456789012345678.91"), "JPY"))
    ((back,),) = (found.claims for found in parse("".join(lines([extraction(told)]))))
    assert back.object == told.object


def test_a_line_separator_inside_a_quote_does_not_end_the_line() -> None:
    told = claim(quote="Beta\u2028backed\u0085Acme\x0c")
    text = "".join(lines([extraction(told)]))
    assert text.count("\n") == 1
    assert parse(text)[0].claims == (told,)


def test_the_union_of_shards_knows_neither_order_nor_overlap() -> None:
    claims = [claim(start=start) for start in range(20)]
    whole = "".join(lines([extraction(*claims)]))
    shards = [extraction(*claims[:12]), extraction(*claims[8:]), extraction(*claims[5:6])]
    random.Random(5).shuffle(shards)
    assert "".join(lines(union(shards))) == whole


@pytest.mark.parametrize(
    "change, words",
    [
        ({"start": 9, "end": 9}, "empty or backward span"),
        ({"status": "sure"}, "unknown status"),
        ({"object": {"colour": "red"}}, "unknown kind"),
        ({"object": {"money": {"value": 5, "currency": "euros"}}}, "ISO 4217"),
        ({"published": "June"}, "YYYY"),
        ({"subject": None}, "NoneType"),
    ],
)
def test_a_bad_line_is_named_with_its_fault(change: dict[str, object], words: str) -> None:
    (line,) = lines([extraction(claim())])
    bad = json.dumps({**json.loads(line), **change})
    with pytest.raises(ClaimsError, match=f"^part.jsonl, line 2: .*{words}"):
        parse(f"{line}{bad}\n", name="part.jsonl")


def test_a_missing_field_and_a_broken_line_are_named() -> None:
    (line,) = lines([extraction(claim())])
    short = {key: value for key, value in json.loads(line).items() if key != "quote"}
    with pytest.raises(ClaimsError, match="line 1: no field 'quote'"):
        parse(json.dumps(short))
    with pytest.raises(ClaimsError, match="line 1: "):
        parse(line[:40])


def test_a_file_that_is_no_utf8_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "part.jsonl"
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(ClaimsError, match="not UTF-8"):
        read(file)
