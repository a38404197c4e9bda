"""Names in Chinese script: their edges, their kinds, their other spellings, and what is no name."""

from __future__ import annotations

import itertools
import time
from decimal import Decimal

import pytest

from graphkit.grammar import cells
from graphkit.model import Mention, Money
from graphkit.names_zh import find

CELL = cells("spot/Name")["zh"]
EXAMPLES = [(example["text"], example["gives"]) for example in CELL["example"]]
ORDINARY = [text for group in CELL["none"] for text in group["texts"]]
WEAK = 3  # a name below this weight is taken only where something else wants it


def test_the_cell_has_enough_examples() -> None:
    assert sum(len(gives) for _, gives in EXAMPLES) >= 150
    assert len(ORDINARY) >= 60


@pytest.mark.parametrize(("text", "gives"), EXAMPLES, ids=[text[:16] for text, _ in EXAMPLES])
def test_names_with_their_very_edges(text: str, gives: list[str]) -> None:
    found = {f"{mention.text} {mention.kind}" for mention in find(text)}
    assert set(gives) <= found


@pytest.mark.parametrize("text", ORDINARY, ids=[text[:16] for text in ORDINARY])
def test_ordinary_phrases_are_no_names(text: str) -> None:
    assert [mention for mention in find(text) if mention.weight >= WEAK] == []


def test_a_mention_is_a_slice_of_the_text() -> None:
    text = "".join(text for text, _ in EXAMPLES)
    found = find(text)
    assert found
    assert all(mention.text == text[mention.start : mention.end] for mention in found)
    assert all(1 <= mention.weight <= 9 for mention in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def names_of(text: str, name: str, taken: list[Mention] | None = None) -> tuple[str, ...]:
    return next(mention.names for mention in find(text, taken or []) if mention.text == name)


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("米斯特拉尔（Mistral）宣布完成融资。", "米斯特拉尔", "Mistral"),
        ("深圳市澜桥科技有限公司（以下简称“澜桥科技”）成立于2018年。", "深圳市澜桥科技有限公司", "澜桥科技"),
        ("深圳市澜桥科技有限公司(下称澜桥科技)公告。", "深圳市澜桥科技有限公司", "澜桥科技"),
        ("千岭资本（Qianling Ventures）领投。", "千岭资本", "Qianling Ventures"),
    ],
)
def test_another_spelling_in_brackets(text: str, name: str, other: str) -> None:
    assert names_of(text, name) == (other,)


@pytest.mark.parametrize(
    "text", ["千岭资本（领投）、晖泽创投跟投。", "中晟股份（600999）公告。", "千岭资本（成立于2015年）领投。"]
)
def test_a_role_a_stock_code_or_a_remark_is_no_spelling(text: str) -> None:
    assert all(mention.names == () for mention in find(text))


def test_what_is_taken_bounds_names() -> None:
    text = "高瓴湾完成3亿元融资，谷歌和晖泽创投跟投。"
    money = Mention(5, 8, "Money", "3亿元", Money(Decimal(300_000_000), "CNY"))
    google = Mention(11, 13, "Company", "谷歌")
    assert [mention.text for mention in find(text, [money, google])] == ["高瓴湾", "晖泽创投"]


def test_a_name_may_hold_latin_letters_and_a_place_that_are_taken() -> None:
    text = "本轮由CMG资本领投，北京玄烁智能科技有限公司获投。"
    taken = [Mention(3, 6, "Name", "CMG"), Mention(11, 13, "Place", "北京")]
    assert [mention.text for mention in find(text, taken)] == ["CMG资本", "北京玄烁智能科技有限公司"]


def test_a_news_source_is_no_name() -> None:
    assert find("岭南网讯，记者获悉：") == []
    assert find("岭南网记者了解到，该公司正在裁员。") == []


def test_time_is_linear_whatever_the_text_repeats() -> None:
    for part in ("由千岭资本、", "公司收购公司", "有限公司", "（（（“““", "和和和和玉", "·尔·", "千岭科技"):
        begin = time.process_time()
        find(part * (60_000 // len(part)))
        assert time.process_time() - begin < 3, part
