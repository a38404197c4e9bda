"""Sentences: where they end, and where a full stop belongs to a name or a number."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.read import read_text
from graphkit.split import LONGEST, split, stretches


def sentences(text: str) -> list[str]:
    """The sentences of one stretch of reading text."""
    return [text[a:b] for a, b in stretches(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "蓝湖完成融资。|本轮由橡树领投！|为什么？|投资方表示：“我们看好。”|他说……“好。”|（完）",
        "蓝湖获投1.5亿元；|橡树获投3亿元。",
        "估值合理吗?|A轮之后还有吗?",
        "声明中，W.I. Harper 与 Y.K. Chu 参与了融资。",
        "Bluelake raised $1.5 million at 3.2x. |It will hire 20 people!| Why?| “Because we can.” |She left.",
        "Acme Inc. CEO Jo Lin left Oak Ltd. in May. |Oak Corp. also left. |Acme Co. The round follows.".replace(
            ". The", ". |The"
        ),
        "In the U.S. Bluelake leads. |It left the U.S. |The U.K. is next.",
        "Mr. Lee, Dr. Kim and J. K. Rowling met vs. Prof. Wu. |They agreed.",
        "It comes at no. 5, i.e. approx. 30 of Dec. 8. |We said no. |Then we left.",
        "It closed its Series A. |Oak led. |A Series B. |Pine followed.",
        "Yahoo! Japan and Booking.com invest... |Kahoot! |The rest is known… |Then Node.js.",
        "He waited... and left! and so on.",
        "1. The first company of the list.",
        "It has raised.[1] |Oak led.[2][3]",
        "Upstarts has learned.|Bluelake is next, sources say.|Get it from Booking.Com now.",
        "M. Dupont et Mme. Martin ont levé 6,5 M€ env. 7 M$. |Le tour est clos. |L’opération suit.",
        "« C’est fini. » |Il part. |« Pourquoi ? » |Elle reste. |« Trop cher », dit M. Roux.",
        "C’est long […] |Nous attendons.",
        "Das ist Nr. 5 vom 3. März. |Die Runde z.B. von Oak usw. ist zu. |n8n wächst.",
        "El Sr. López invirtió. |La ronda cerró en EE.UU. |Los fondos siguen.",
        "Il dott. Rossi di Lago S.p.A. ha investito. |Il round continua.",
        "Line one\n|Line two",
    ],
)
def test_sentences_end_where_the_bar_stands(text: str) -> None:
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def test_a_sentence_knows_its_block_and_never_crosses_one() -> None:
    document = read_text("# A heading\n\nOne. Two\n\n- three\n- four", "a.md")
    found = [(sentence.text, document.blocks[sentence.block].kind) for sentence in split(document)]
    assert found == [
        ("A heading", "heading"),
        ("One.", "paragraph"),
        ("Two", "paragraph"),
        ("three", "item"),
        ("four", "item"),
    ]


@pytest.mark.parametrize("text", ["word, " * 2000, "word " * 2000, "字" * 9000, "橡树，" * 3000])
def test_a_sentence_without_end_is_cut(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert max(map(len, found)) <= LONGEST and min(map(len, found[:-1])) >= LONGEST // 2


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*'aB 。.!?…\n"”»)(,1字；', "U.S.", "Inc.", " A.", "[1]"]), max_size=60).map("".join))
def test_sentences_hold_all_the_words_in_order(text: str) -> None:
    found = stretches(text, 0, len(text))
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in found)
    assert all(b <= a for (_, b), (a, _) in pairwise(found))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


@pytest.mark.parametrize("unit", ["a. ", "A. ", "U.S. ", "...", "! ", "“", "。", "a.B ", " »", ".)", "1. "])
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        begin = time.process_time()
        sentences(unit * (size // len(unit)))
        return time.process_time() - begin

    small, large = seconds(2000) + 0.002, seconds(32_000)
    assert large < 80 * small, f"{unit!r}: {small:.4f} s, then {large:.4f} s"
