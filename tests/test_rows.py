"""A table of rounds is read by the heads of its columns."""

from __future__ import annotations

import pytest

from graphkit.extract import read_document
from graphkit.read import read_text

ENGLISH = """# Funding in May

| Company | Round | Amount | Date | Lead | Investors |
|---|---|---|---|---|---|
| Ostra | Seed | $5M | May 2024 | Quartz Ventures | Alder, Holm Capital |
| Norvex Robotics | Series B | €40m | May 2024 | Big Fund | |
"""
CHINESE = """| 公司 | 轮次 | 金额 | 投资方 |
|---|---|---|---|
| 栖谷食品 | A轮 | 2亿元 | 鸣泉资本、白鹭创投 |
"""
UNITS = """Company | Amt. (M$) | Type | Investor, partner | Date |
---|---|---|---|---|
Calder Robotics | 31.76 | Series B | Alder Capital, Holm Ventures | May 2024 |
Norvex Robotics | | seed | Quartz Ventures | May 2024 |
"""
OTHER = """| Model | Price | Weight |
|---|---|---|
| Kestrel 4 | $500 | 2 kg |
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            UNITS,
            [
                "raisedBy Calder Robotics",
                "amount USD 31760000",
                "investor Alder Capital",
                "investor Holm Ventures",
                "roundKind SeriesB",
                "investor Quartz Ventures",
            ],
        ),
        (
            ENGLISH,
            [
                "raisedBy Ostra",
                "amount USD 5000000",
                "investor Alder",
                "leadInvestor Quartz Ventures",
                "roundKind SeriesB",
                "announcedOn 2024-05",
            ],
        ),
        (CHINESE, ["raisedBy 栖谷食品", "amount CNY 200000000", "investor 白鹭创投", "roundKind SeriesA"]),
    ],
)
def test_each_row_is_a_round(text: str, said: list[str]) -> None:
    found = [f"{claim.predicate} {claim.object}" for claim in read_document(read_text(text, "table.md")).claims]
    assert not [wanted for wanted in said if wanted not in found]


def test_a_table_of_other_things_tells_of_no_round() -> None:
    assert not [
        claim for claim in read_document(read_text(OTHER, "table.md")).claims if claim.subject.kind == "FundingRound"
    ]
