"""Reading: what a reader sees of a file, and the way back to the file's own characters."""

import codecs
import html
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.model import Document, PartialDate
from graphkit.read import ReadError, decode, find_date, read, read_text


def words(document: Document) -> list[str]:
    """The words of the blocks."""
    return [document.plain[block.start : block.end] for block in document.blocks]


def kinds(document: Document) -> list[tuple[str, str]]:
    """Each block's kind and words."""
    return [(block.kind, document.plain[block.start : block.end]) for block in document.blocks]


def quoted(document: Document, what: str) -> str:
    """The file's own slice for words of the reading text."""
    at = document.plain.index(what)
    return document.quote(document.span(at, at + len(what)))


# --- encodings ------------------------------------------------------------------------------------

CHINESE = "蓝湖科技今天宣布完成了一亿元的融资，这是公司成立以来的第二轮融资。"


@pytest.mark.parametrize(
    "encoding, mark",
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("gb18030", b""),
    ],
)
def test_an_article_reads_the_same_in_every_encoding(encoding: str, mark: bytes) -> None:
    assert decode(mark + CHINESE.encode(encoding))[0] == CHINESE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert decode("Bluelake raises $5m".encode(encoding))[0] == "Bluelake raises $5m"


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"a\r\nb\rc\n")[0] == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    "data, why",
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04word/document.xml", "ZIP"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (b"\x01\x02\x03\x04\x05\x06" * 50, "binary"),
        ("Société Générale investit à Genève où l'été".encode("latin-1"), "not UTF-8"),
        (b"good \xff\xfe bad", "not UTF-8"),
        (b"a\0" * 20 + "\ud800".encode("utf-16-le", "surrogatepass"), "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decode(data)


@given(st.binary(max_size=400))
def test_bytes_are_text_or_a_reason(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert "\0" not in text and encoding


# --- files ----------------------------------------------------------------------------------------


def test_a_file_with_line_end_and_quotes_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "odd\n\"name' 文.txt"
    path.write_text("Bluelake raises $5 million.", "utf-8")
    assert read(path, tmp_path).source.path == path.name
    path.write_bytes(b"%PDF-")
    with pytest.raises(ReadError) as refused:
        read(path, tmp_path)
    assert "\n" not in str(refused.value) and "PDF" in str(refused.value)


def test_a_missing_path_and_a_folder_are_refused_in_one_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path, tmp_path / "nul\0.txt"):
        with pytest.raises(ReadError, match=r"^[^\n]*cannot be read"):
            read(path)


def test_paths_are_shown_relative_to_the_folder_given(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "a.md").write_text("Bonjour", "utf-8")
    assert read(tmp_path / "fr" / "a.md", tmp_path).source.path == "fr/a.md"
    assert read(tmp_path / "fr" / "a.md").source.path == "a.md"


def test_the_id_comes_from_the_text_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(codecs.BOM_UTF8 + CHINESE.encode())
    (tmp_path / "b.txt").write_bytes(CHINESE.encode("gb18030"))
    a, b = read(tmp_path / "a.txt"), read(tmp_path / "b.txt")
    assert a.source.id == b.source.id == f"d{a.source.sha256[:12]}"


@pytest.mark.parametrize("text", ["", "\n\r\n \t", "---\n---\n", "<!-- nothing -->"])
def test_an_empty_article_has_no_blocks(text: str) -> None:
    assert read_text(text, "a.md").blocks == ()


def test_an_article_of_emoji_only() -> None:
    document = read_text("🎉🚀\n\n👩‍💻", "a.txt")
    assert words(document) == ["🎉🚀", "👩‍💻"]
    assert document.source.lang == "und"


# --- Markdown -------------------------------------------------------------------------------------


def test_a_link_is_read_as_its_words_and_quoted_as_it_stands() -> None:
    document = read_text("Bluelake [raised $5m](https://news.example/a_(b)?c=d) from *Oak*.", "a.md")
    assert words(document) == ["Bluelake raised $5m from Oak."]
    assert quoted(document, "Bluelake raised") == "Bluelake [raised"
    assert quoted(document, "$5m from Oak.") == "$5m](https://news.example/a_(b)?c=d) from *Oak*."
    ((start, end, url),) = document.links
    assert (document.plain[start:end], url) == ("raised $5m", "https://news.example/a_(b)?c=d")


@pytest.mark.parametrize(
    "said, seen",
    [
        ("**Blue**lake __raises__ _five_ million", "Bluelake raises five million"),
        ("snake_case_name and 3 * 4 * 5 and ~$4B, ~~not~~ so", "snake_case_name and 3 * 4 * 5 and ~$4B, not so"),
        ("***all*** of `the *code*` and ``a ` b``", "all of the *code* and a ` b"),
        (r"\*not\* \[so\] \$5", "*not* [so] $5"),
        ("![logo](a.png) Bluelake [![x](y.png)](z)", "Bluelake"),
        ("说法[^1][^note]属实 [RSS]", "说法属实 [RSS]"),
        ("[[Medianama](https://m.example/a)]", "[Medianama]"),
        ("see [[folder/Blue|Bluelake]] and [[Oak]] ![[shot.png]]", "see Bluelake and Oak"),
        ("a &amp; b &#34;c&#34; d&nbsp;e &copy; &bogus; &", 'a & b "c" d\xa0e © &bogus; &'),
        ("<b>Blue</b>lake <span class='x>y'>raises</span> <!-- no --> now", "Bluelake raises  now"),
        ("before <script>var a = 1;</script> after", "before  after"),
        ("<https://a.example/x> here", "https://a.example/x here"),
        ("{{< video id=3 >}} Bluelake {% raw %}", "Bluelake"),
        ("an unclosed [bracket and **mark", "an unclosed [bracket and **mark"),
        ("[label][ref] and [ref]\n\n[ref]: https://r.example/x", "label and ref"),
    ],
)
def test_marks_are_left_out(said: str, seen: str) -> None:
    assert words(read_text(said, "a.md"))[0] == seen


def test_blocks_of_a_markdown_article() -> None:
    text = (
        "# Bluelake raises #\n\nFirst\nparagraph.\n\n- one\n- [x] two\n  1. three\n\n> quoted\n\nUnderlined\n---\n\n"
        "***\n\n**Key points:**\n\nLast.\n"
    )
    assert kinds(read_text(text, "a.md")) == [
        ("heading", "Bluelake raises"),
        ("paragraph", "First paragraph."),
        ("item", "one"),
        ("item", "two"),
        ("item", "three"),
        ("paragraph", "quoted"),
        ("heading", "Underlined"),
        ("heading", "Key points:"),
        ("paragraph", "Last."),
    ]


def test_blocks_know_the_heading_they_stand_under() -> None:
    document = read_text("intro\n\n# One\n\na\n\n## Two\n\n- b\n", "a.md")
    above = [document.blocks[b.section] if b.section >= 0 else None for b in document.blocks]
    assert [document.plain[b.start : b.end] if b else "" for b in above] == ["", "", "One", "", "Two"]


def test_a_table_gives_a_row_a_block_with_its_cells_and_column_names() -> None:
    document = read_text("| Company | Round |\n|:--|--:|\n| [Blue](u) | **A** |\n|  | 5\\|6 |\n\nAfter", "a.md")
    rows = [block for block in document.blocks if block.kind == "row"]
    assert [[document.plain[a:b] for a, b in row.cells] for row in rows] == [
        ["Company", "Round"],
        ["Blue", "A"],
        ["", "5|6"],
    ]
    assert [row.header for row in rows] == [(), ("Company", "Round"), ("Company", "Round")]
    assert kinds(document)[-1] == ("paragraph", "After")


@pytest.mark.parametrize(
    "said, seen",
    [
        ("这家公司\n今天宣布", "这家公司\n今天宣布"),
        (
            "这家公司在今天上午举行的新闻发布会上正式对外宣布了一项非常重要的\n消息。",
            "这家公司在今天上午举行的新闻发布会上正式对外宣布了一项非常重要的消息。",
        ),
        ("the company said\nthat it raised", "the company said that it raised"),
        ("**Summary:**  \nBluelake raised", "Summary:\nBluelake raised"),
        ("**Updated:** 2026-02-15\n**Tier:** three", "Updated: 2026-02-15\nTier: three"),
        ("one<br>two", "one\ntwo"),
    ],
)
def test_a_line_end_in_a_paragraph(said: str, seen: str) -> None:
    assert words(read_text(said, "a.md")) == [seen]


def test_references_are_marked_and_end_with_the_next_heading() -> None:
    text = "Told here[^1].\n\n## References\n\n[^1]: A paper. [Link](https://x.example)\n- another\n\n## More\n\nback\n"
    assert kinds(read_text(text, "a.md"))[2:] == [
        ("reference", "A paper. Link"),
        ("reference", "another"),
        ("heading", "More"),
        ("paragraph", "back"),
    ]


@pytest.mark.parametrize("heading", ["参考资料", "References", "Sources", "Références", "Quellen"])
def test_reference_headings_of_several_languages(heading: str) -> None:
    assert read_text(f"# T\n\n## {heading}\n\n- x", "a.md").blocks[-1].kind == "reference"


def test_code_is_left_out_but_a_nameless_fence_is_not() -> None:
    assert words(read_text("a\n\n```python\nimport x\n```\n\n~~~\nwords\n~~~\n", "a.md")) == ["a", "words"]


# --- front matter ---------------------------------------------------------------------------------

FRONT = """---
title: "Bluelake said: \\"we raised\\""
date: 2024-06-11T19:53:40.373Z
description: It's the second
  round this year
tags:
- technology
provider:
  name: The Wire
source_url: https://wire.example/2024/bluelake
---
Body.
"""


def test_front_matter_gives_title_summary_date_address_and_outlet() -> None:
    document = read_text(FRONT, "a.md")
    assert kinds(document) == [
        ("title", 'Bluelake said: "we raised"'),
        ("summary", "It's the second round this year"),
        ("paragraph", "Body."),
    ]
    assert document.source.title == 'Bluelake said: "we raised"'
    assert document.source.published == PartialDate(2024, 6, 11)
    assert (document.source.url, document.source.outlet) == ("https://wire.example/2024/bluelake", "The Wire")
    assert quoted(document, 'said: "we') == 'said: \\"we'


RELATED = """---
title: "Tiny pumps find a backer"
related:
  - title: "Norvex raises money"
    excerpt: "Norvex closed its seed round."
---
"""


def test_related_articles_are_read_when_the_file_holds_nothing_else() -> None:
    alone = read_text(RELATED, "x.md")
    assert [alone.plain[b.start : b.end] for b in alone.blocks] == [
        "Tiny pumps find a backer",
        "Norvex raises money",
        "Norvex closed its seed round.",
    ]
    followed = read_text(RELATED + "\nThe pumps are blue.\n", "x.md")
    assert [followed.plain[b.start : b.end] for b in followed.blocks] == [
        "Tiny pumps find a backer",
        "The pumps are blue.",
    ]


def test_toml_front_matter() -> None:
    document = read_text('+++\ntitle = "Un titre"\ndate = 2024-03-28T12:49:12+00:00\n+++\nTexte.', "a.md")
    assert (document.source.title, str(document.source.published)) == ("Un titre", "2024-03-28")


@pytest.mark.parametrize(
    "text", ["---\nNo front matter here.\n---\n", "---\n\ntitle: after a rule", "---\ntitle: never closed"]
)
def test_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    document = read_text(text, "a.md")
    assert document.blocks and all(block.kind != "title" for block in document.blocks) and document.meta == ()


@pytest.mark.parametrize(
    "value, meant",
    [
        ("2026/02/15", "2026-02-15"),
        ("'2017-03-07T15:55:53.000Z'", "2017-03-07"),
        ("Sun, 30 Jan 2022 05:55:58 GMT", "2022-01-30"),
        ("2025年5月5日", "2025-05-05"),
        ("20240611", "2024-06-11"),
        ("2024-06", "2024-06"),
        ("3 mars 2021", "2021-03-03"),
        ("soon", "None"),
        ("2024-13-45", "None"),
    ],
)
def test_dates_of_front_matter(value: str, meant: str) -> None:
    assert str(read_text(f"---\ndate: {value}\n---\nx", "a.md").source.published) == meant


# --- the date, address and language of the page ---------------------------------------------------


@pytest.mark.parametrize(
    "line, meant",
    [
        ("Dec 8, 2025", "2025-12-08"),
        ("2021-02-03 20:17:10", "2021-02-03"),
        ("The Wire by A. Writer 2026-03-30 10:04 Original", "2026-03-30"),
        ("作者: 某人 | 发布日期: 2025-05-05 | 评论: 3", "2025-05-05"),
        ("PARIS, March 10, 2026 /PRNewswire/ -- Bluelake today announced a round of funding.", "2026-03-10"),
        ("**LYON - October 09, 2017** - Today Bluelake announced a round of funding.", "2017-10-09"),
        ("Publié le 3 mars 2021", "2021-03-03"),
        ("**Last Updated:** 2026-02-15", "2026-02-15"),
        ("Daily digest | 2026-08-22", "2026-08-22"),
        ("Bluelake was founded on 3 March 2021 in Lyon.", "None"),
        ("该公司于2021年3月3日成立。", "None"),
        ("- Bluelake raises a round 2026-09-30 13:20 (Wire)", "None"),
        ("6/9/2025", "None"),
    ],
)
def test_the_dateline(line: str, meant: str) -> None:
    assert str(read_text(f"# A heading\n\n{line}\n\nThe company has raised money.", "a.md").source.published) == meant


def test_a_day_may_come_first_in_french() -> None:
    text = "# Titre\n\nRecherche effectuée le : 30/07/2026\n\nLa société a levé des fonds pour le marché.\n"
    assert read_text(text, "a.md").source.published == PartialDate(2026, 7, 30)
    assert find_date("le 6/9/2025", day_first=True) == (3, 11, PartialDate(2025, 9, 6))
    assert find_date("on 6/9/2025") is None


def test_dated_addresses_count_when_they_agree() -> None:
    same = "See [a](https://n.example/2016/09/16/x) and [b](https://m.example/2016/09/16/y)."
    month = "See [a](https://n.example/2016/09/x) and [b](https://m.example/2016/09/16/y)."
    apart = "See [a](https://n.example/2016/09/16/x) and [b](https://m.example/2017/01/02/y)."
    assert [str(read_text(text, "a.md").source.published) for text in (same, month, apart)] == [
        "2016-09-16",
        "2016-09",
        "None",
    ]


def test_a_date_in_the_file_name_is_not_used() -> None:
    assert read_text("Bluelake raises.", "2016-09-17-bluelake.md").source.published is None


@pytest.mark.parametrize(
    "line",
    [
        "[原文链接](https://wire.example/story)",
        "原文链接: https://wire.example/story",
        "> 原文：<https://web.archive.org/web/2019/https://wire.example/story>",
        "[Source Link](https://wire.example/story)",
    ],
)
def test_the_address_that_the_page_names_as_its_source(line: str) -> None:
    source = read_text(f"# T\n\n{line}\n\ntext [other](https://o.example/b)", "a.md").source
    assert (source.url, source.outlet) == ("https://wire.example/story", "wire.example")


def test_a_digest_with_many_sources_has_none() -> None:
    assert read_text("原文：[a](https://a.example/1)\n\n原文：[b](https://b.example/2)", "a.md").source.url == ""


@pytest.mark.parametrize(
    "text, lang",
    [
        (
            "Lightbridge Ventures、Oak Hill Capital、Pine Tree Partners 和 Redwood Growth Equity 参与了本轮的融资。",
            "zh",
        ),
        ("La société a levé des fonds auprès de Lightbridge Ventures et Oak Hill.", "fr"),
        ("Das Startup hat eine Runde mit Lightbridge Ventures abgeschlossen.", "de"),
        ("The start-up 蓝湖 has raised a round of funding from Oak.", "en"),
        ("1234 !!", "und"),
    ],
)
def test_names_do_not_vote_on_the_language(text: str, lang: str) -> None:
    assert read_text(text).source.lang == lang


# --- plain text -----------------------------------------------------------------------------------


def test_plain_text_has_title_headings_bullets_and_lines() -> None:
    text = (
        "Bluelake raises five million\n\nThe Wire\nSummary\nBluelake, a start-up that sells lakes to other lakes, has "
        "raised money.\n\nKey points\n\n  • One thing\n  • Another\nlabel\n\nMore *raw* [text](x) &#34;here&#34;\n"
    )
    assert kinds(read_text(text, "a.txt")) == [
        ("title", "Bluelake raises five million"),
        ("paragraph", "The Wire"),
        ("heading", "Summary"),
        ("paragraph", "Bluelake, a start-up that sells lakes to other lakes, has raised money."),
        ("heading", "Key points"),
        ("item", "One thing"),
        ("item", "Another"),
        ("heading", "label"),
        ("paragraph", 'More *raw* [text](x) "here"'),
    ]


def test_hard_wrapped_lines_are_joined_and_others_are_not() -> None:
    wrapped = "The company said on Monday that it would use the money to hire more\nengineers in Lyon.\n"
    lines = "Mistral Lake\nnew valuation\n"
    assert words(read_text(wrapped, "a.txt")) == [wrapped.strip().replace("\n", " ")]
    assert words(read_text(lines, "a.txt")) == ["Mistral Lake\nnew valuation"]


def test_a_text_file_that_holds_markdown_is_read_as_such() -> None:
    assert words(read_text("# One\n\nis **bold**", "a.txt")) == ["One", "is bold"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_part_paragraphs(end: str) -> None:
    assert words(read_text(f"One.{end}{end}Two.{end}Three.", "a.txt")) == ["One.", "Two.\nThree."]


# --- HTML -----------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="en"><head>
<title>Bluelake raises &amp; grows | The Wire</title><meta property="og:site_name" content="The Wire">
<meta name="description" content='The start-up&#39;s second round'>
<meta property="article:published_time" content="2025-04-03T10:00:00Z">
<link rel="canonical" href="https://wire.example/bluelake"><style>p { color: red }</style></head>
<body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Bluelake raises &amp; grows</h1><p>The   start-up <a href="https://bluelake.example/">Bluelake</a>
has raised <b>$5</b>&nbsp;million.</p><div class="share-buttons"><p>Share this</p></div>
<table><tr><th>Round</th><th>Sum</th></tr><tr><td>Seed</td><td> $1m </td></tr></table>
<ul><li>one<li>two</ul><script>if (a < b) { "<p>no</p>" }</script></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_web_page_is_read_without_its_menus() -> None:
    assert kinds(read_text(PAGE, "a.html")) == [
        ("title", "Bluelake raises & grows"),
        ("summary", "The start-up's second round"),
        ("heading", "Bluelake raises & grows"),
        ("paragraph", "The start-up Bluelake has raised $5\xa0million."),
        ("row", "Round | Sum"),
        ("row", "Seed | $1m"),
        ("item", "one"),
        ("item", "two"),
    ]


def test_a_web_page_tells_where_it_is_from() -> None:
    source = read_text(PAGE, "a.html").source
    assert (source.url, source.outlet, str(source.published)) == (
        "https://wire.example/bluelake",
        "The Wire",
        "2025-04-03",
    )


def test_the_rows_of_a_web_page_know_their_columns() -> None:
    document = read_text(PAGE, "a.html")
    row = [block for block in document.blocks if block.kind == "row"][1]
    assert row.header == ("Round", "Sum")
    assert [document.plain[a:b] for a, b in row.cells] == ["Seed", "$1m"]


def test_an_entity_at_the_end_of_a_quote_is_whole() -> None:
    document = read_text("<p>thirty &#34;ghost&#34; kitchens &amp; AT&T</p><p>x;</p>", "a.html")
    assert quoted(document, '"ghost"') == "&#34;ghost&#34;"
    assert quoted(document, "kitchens &") == "kitchens &amp;"
    assert quoted(document, "AT&") == "AT&"


def test_json_ld_and_wrappers_named_like_menus() -> None:
    text = (
        '<html><head><script>{"datePublished": "2024-05-06T08:00:00Z"}</script></head><body>'
        '<div class="content no-sidebar"><p>All of the article stands in here.</p></div></body></html>'
    )
    document = read_text(text, "a.html")
    assert words(document) == ["All of the article stands in here."]
    assert document.source.published == PartialDate(2024, 5, 6)


# --- whatever comes -------------------------------------------------------------------------------

PIECES = [
    *"[]()<>*_`~#|\\-!&;:.\"' aX中。\n\r\t😀",
    *("](", "[[", "]]", "&amp;", "&#34;", "\n\n", "\r\n", "# ", "- ", "> ", "1. ", "---\n", "+++\n", "title: "),
    *("<p>", "</p>", "<td>", "<tr>", "<table>", "<script>", "</script>", "<!--", "-->", "<nav>", "</nav>", "<br>"),
    *("<a href='u'>", "</a>", "https://a.example/b", "2024-01-02", "<title>", "</title>", "```\n", "[^1]", "[x]: y\n"),
    *("|-|-|\n", "References", "  \n"),
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200)
ENDINGS = st.sampled_from(["a.md", "a.txt", "a.html"])


@settings(max_examples=300, deadline=None)
@given(HOSTILE, ENDINGS)
def test_every_block_cell_and_link_leads_back_to_the_file(text: str, name: str) -> None:
    document = read_text(text, name)
    offsets = list(document.offsets)
    assert len(document.plain) == len(offsets)
    assert offsets == sorted(offsets) and all(0 <= at < len(text) for at in offsets)
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end
        end = block.end
        seen = document.plain[block.start : block.end]
        assert seen == seen.strip()
        assert all(block.start <= a <= b <= block.end for a, b in block.cells)
        span = document.span(block.start, block.end)
        assert document.quote(span) == text[span.start : span.end] != ""
    for start, stop, url in document.links:
        assert url and any(block.start <= start < stop <= block.end for block in document.blocks)


@settings(max_examples=200, deadline=None)
@given(HOSTILE, ENDINGS)
def test_the_reading_text_is_the_file_less_its_markup(text: str, name: str) -> None:
    """Each character seen is the file's own there, or stands for an entity, a line end or a tag."""
    document = read_text(text, name)
    for seen, at in zip(document.plain, document.offsets, strict=True):
        raw = text[at]
        assert seen == raw or seen in "\n |" or (raw == "&" and seen in html.unescape(text[at : at + 40]))


UNITS = [
    *("[", "<", "*", "**a ", "_a_", "`", "![", "[a](", "](a(b", '](a "', "<a '", "<a \"'", "<!--", "<script>", "&"),
    *("|", "<div class=menu>", "\\", "{{<", "a: '\n", "[^1]:", "|a|\n|-|\n", "https://", "<title>", "- ", "> "),
    "a\n===\n",
]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_only(unit: str, name: str) -> None:
    """Sixteen times the text may take about sixteen times as long, not two hundred and fifty-six times."""

    def seconds(size: int) -> float:
        begin = time.process_time()
        read_text(unit * (size // len(unit)), name)
        return time.process_time() - begin

    small, large = seconds(1000) + 0.002, seconds(16_000)
    assert large < 80 * small, f"{unit!r}: {small:.4f} s, then {large:.4f} s"
