"""A rebuild after one of many articles changed: how many were read, and its CPU seconds beside the full build's.

    python bench/rebuild.py [ARTICLES]        (1000 unless said otherwise)

The articles are made up, the same every time: a page each in English, French or Chinese, of what news of rounds say.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from scale import World, word

SAID = {
    "en": (
        "{firm}, a start-up based in Ghent, raised ${sum} million in a {kind} round led by {lead}.",
        "{fund} and {lead} took part in the round, said {person}, CEO of {firm}.",
        "{firm} was founded in 2019 and competes with {other}.",
        "The market for such tools grows by a tenth a year, and customers ask for more of them every month.",
        "In March 2023 it had closed a seed round of ${small} million with {fund}.",
    ),
    "fr": (
        "La start-up {firm} a levé {sum} millions d'euros en {kind} auprès de {lead} et {fund}.",
        "« Nous allons recruter », explique {person}, PDG de {firm}.",
        "Fondée en 2019, {firm} est une concurrente de {other}.",
        "Le marché de ces outils croît d'un dixième par an, et les clients en demandent davantage chaque mois.",
    ),
    "zh": (
        "初创公司 {firm} 宣布完成{sum}00万美元{kind}融资，由 {lead} 领投，{fund} 跟投。",
        "{firm} 成立于2019年，首席执行官 {person} 表示，资金将用于研发。",
        "此前，{firm} 曾获得 {fund} 的天使轮投资。",
        "业内人士认为，这一市场每年增长一成，客户的需求也在逐月上升。",
    ),
}
# What stands between the facts of a real article: no two sentences of these are likely to be the same.
PROSE = {
    "en": (
        "The {a} {n} of such {m} grows by {x} percent a year, and {m} ask for more of them every {t}",
        "Analysts see {a} {n} ahead, although the {m} of the past {x} {t}s were {b}",
        "Those who buy {m} look at the {n} first, then at the {b} {m} that come with it",
        "It took {x} {t}s until the {n} was {a} enough to be shown to {m} at a {b} fair",
    ),
    "fr": (
        "Le {n} {a} de ces {m} croît de {x} pour cent par an, et les {m} en demandent davantage chaque {t}",
        "Les observateurs attendent un {n} {a}, même si les {m} des {x} derniers {t}s étaient {b}s",
        "Ceux qui achètent des {m} regardent d'abord le {n}, puis les {m} {b}s qui vont avec",
        "Il a fallu {x} {t}s pour que le {n} soit assez {a} pour être montré lors d'un salon {b}",
    ),
    "zh": (
        "这类{m}的{a}{n}每{t}增长百分之{x}，需求也在{b}上升",
        "业内人士预计{n}将更加{a}，尽管过去{x}{t}的{m}表现{b}",
        "购买{m}的人首先看{n}，然后才看{b}的{m}是否合适",
        "经过{x}{t}的努力，{n}终于足够{a}，可以展示给{m}的用户",
    ),
}
WORDS = {
    "en": {
        "n": ["market", "demand", "supply", "hardware", "trust", "margin", "quality", "weather", "harvest", "turnout"],
        "m": ["pumps", "sensors", "valves", "pupils", "drivers", "growers", "tools", "boats", "ovens", "looms"],
        "a": ["slow", "steady", "narrow", "cautious", "rough", "early", "open", "mixed", "sober"],
        "b": ["cheap", "heavy", "quiet", "rare", "plain", "sturdy", "local", "seasonal"],
        "t": ["week", "month", "year", "quarter"],
    },
    "fr": {
        "n": ["marché", "besoin", "parc", "choix", "climat", "stock", "rythme", "rendement"],
        "m": ["pompes", "capteurs", "vannes", "bateaux", "fours", "métiers", "outils"],
        "a": ["lent", "stable", "étroit", "prudent", "précoce", "ouvert", "sobre"],
        "b": ["rare", "solide", "local", "calme", "simple", "modeste"],
        "t": ["an", "trimestre", "semestre"],
    },
    "zh": {
        "n": ["市场", "需求", "供应", "质量", "利润", "销量", "口碑"],
        "m": ["水泵", "阀门", "烤炉", "渔船", "工具", "农具"],
        "a": ["缓慢", "稳定", "谨慎", "成熟", "开放"],
        "b": ["平稳", "便宜", "普通", "结实", "少见"],
        "t": ["年", "季", "月"],
    },
}
KINDS = {"en": ("Series A", "Series B"), "fr": ("série A", "série B"), "zh": ("A轮", "B轮")}
PARAGRAPHS = {"en": (2, 8), "fr": (2, 6), "zh": (2, 12)}  # with facts, and of nothing but prose


def prose(rng: random.Random, lang: str) -> str:
    """Three sentences that tell of no firm."""
    said = []
    for sentence in rng.sample(PROSE[lang], 3):
        picked = {slot: rng.choice(words) for slot, words in WORDS[lang].items()}
        said.append(sentence.format(x=rng.randint(2, 97), **picked))
    return "".join(f"{one}。" for one in said) if lang == "zh" else " ".join(f"{one}." for one in said)


def article(world: World, number: int) -> str:
    """The text of one made-up article: about as many facts to a page as news of rounds have (see the command's output)."""
    rng = random.Random(number)
    lang = rng.choice(sorted(SAID))
    told, told_of_nothing = PARAGRAPHS[lang]
    paragraphs = []
    for _ in range(told):
        facts = {
            "firm": rng.choice(world.firms)[0],
            "other": rng.choice(world.firms)[0],
            "lead": rng.choice(world.funds),
            "fund": rng.choice(world.funds),
            "person": rng.choice(world.people),
            "sum": rng.randint(2, 90),
            "small": rng.randint(1, 3),
            "kind": rng.choice(KINDS[lang]),
        }
        paragraphs.append(" ".join(sentence.format(**facts) for sentence in SAID[lang]))
    paragraphs += [prose(rng, lang) for _ in range(told_of_nothing)]
    rng.shuffle(paragraphs)
    return f"# {word(rng, 3)}\n\n" + "\n\n".join(paragraphs) + "\n"


def write(folder: Path, articles: int) -> None:
    """So many articles into a folder."""
    world = World(articles)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        (folder / f"{number:05}.md").write_text(article(world, number), encoding="utf-8")


def build(folder: Path, out: Path) -> float:
    """CPU seconds of `graphkit build` in a process of its own, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "graphkit", "build", str(folder), "--out", str(out), "--quiet"]
    subprocess.run(command, check=True, timeout=3600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def read(out: Path) -> int:
    """How many articles the last build read, by its report."""
    counts = json.loads((out / "report.json").read_text(encoding="utf-8"))["counts"]
    return int(counts["files"]) - int(counts["reused"])


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "articles"), Path(place, "out")
        write(folder, articles)
        full = build(folder, out)
        print(f"full build of {articles:,} articles   read {read(out):5}  {full:7.1f} CPU s", flush=True)
        changed = folder / "00000.md"
        changed.write_text(changed.read_text(encoding="utf-8") + "\nAnother sentence.\n", encoding="utf-8")
        again = build(folder, out)
        print(f"rebuild, one article changed     read {read(out):5}  {again:7.1f} CPU s   {again / full:.0%}")


if __name__ == "__main__":
    main()
