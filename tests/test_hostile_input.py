"""Whatever is in the folder: the good articles are read, the bad ones are told in a line each, nothing breaks out."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.rebuild import Built, rebuild

HERE = Path(__file__).resolve().parent.parent
GOOD = "Velora, a start-up based in Ghent, raised a $5 million Series A led by Oakmere Capital in March 2024."
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good article."""
    place = tmp_path / "articles"
    place.mkdir()
    (place / "good.txt").write_text(GOOD, encoding="utf-8")
    return place


def run(*args: object, **more: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "graphkit", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=HERE, **more)  # type: ignore[call-overload,no-any-return]


def built(folder: Path) -> Built:
    return rebuild([folder], out=folder.parent / "out")


def the_good_article_is_read(done: Built) -> None:
    assert "agent/velora" in done.graph and "agent/oakmere-capital" in done.graph
    assert parses(done)


def parses(done: Built) -> bool:
    """Is the Turtle Turtle, for a parser that is not ours?"""
    import pyoxigraph

    return bool(list(pyoxigraph.parse(path=str(done.files["graph.ttl"]), format=pyoxigraph.RdfFormat.TURTLE)))


# --- folders and files ----------------------------------------------------------------------------


def test_an_empty_folder_is_told_in_one_line(tmp_path: Path) -> None:
    told = run("build", tmp_path, "--out", tmp_path / "out")
    assert told.returncode == 1 and "no articles here" in told.stderr and len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_missing_path_is_2() -> None:
    told = run("build", "/no/such/folder")
    assert told.returncode == 2 and told.stderr == "graphkit: /no/such/folder: no such file or folder\n"


def test_a_folder_of_other_files_has_no_articles(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / ".hidden.txt").write_text(GOOD, encoding="utf-8")
    assert run("build", tmp_path, "--out", tmp_path / "out").returncode == 1


BAD_BYTES = {
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "zip.md": b"PK\x03\x04" + os.urandom(0) + bytes(1000),
    "random.html": bytes((i * 7919) % 256 for i in range(5000)),
}


@pytest.mark.parametrize("name", sorted(BAD_BYTES))
def test_a_binary_file_costs_no_other_its_place(name: str, folder: Path) -> None:
    (folder / name).write_bytes(BAD_BYTES[name])
    the_good_article_is_read(built(folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("space.txt", b" \n\t\n"),
        ("emoji.txt", "🚀🎉👩‍👩‍👧‍👦🇫🇷".encode()),
        ("marks.txt", "．，！？；：「」".encode()),
        ("combining.txt", ("Z" + "\u0301" * 4000).encode()),
        ("zero.txt", "\u200b\u200c\u200d\u2060\ufeff".encode()),
    ],
)
def test_what_says_nothing_is_no_error(name: str, content: bytes, folder: Path) -> None:
    (folder / name).write_bytes(content)
    the_good_article_is_read(built(folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.txt", b"\xef\xbb\xbf" + GOOD.encode()),
        ("utf16le.txt", b"\xff\xfe" + GOOD.encode("utf-16-le")),
        ("utf16be.txt", b"\xfe\xff" + GOOD.encode("utf-16-be")),
        ("crlf.txt", GOOD.replace(" raised", "\r\nraised").encode()),
        ("cr.txt", b"Title\r\r" + GOOD.encode() + b"\r"),
        ("nul.txt", GOOD.encode() + b"\x00\x00 and so on"),
        ("gb18030.txt", "初创公司 Velora 完成500万美元A轮融资，由 Oakmere Capital 领投。".encode("gb18030")),
        ("latin1.txt", (GOOD + " Décidément très bien, se félicite l'équipe.").encode("latin-1")),
        ("invalid.txt", GOOD.encode() + b" \xff\xfe\xfa broken"),
    ],
)
def test_an_article_in_any_encoding_is_read_and_its_quotes_are_true(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).write_bytes(content)
    try:
        done = built(tmp_path / "a")
    except ValueError as error:  # a file that cannot be read is told, with its name
        assert name in str(error)
        return
    assert "agent/velora" in done.graph
    told = run("check", tmp_path / "out", "--no-shapes", "--texts", tmp_path / "a")
    assert told.returncode == 0, told.stdout


NAMES = (
    *("line\nbreak.txt", "tab\there.txt", "quote'\".txt", "back\\slash.txt", "文章（一）.txt", "-rf.txt", "--out.txt"),
    *(
        "spa ce .txt",
        "a#b?c=d&e.txt",
        "<script>.txt",
        "percent%20.txt",
        "\u202egnp.txt",
        "\u00e9.txt",
        "e\u0301.txt",
        "🦊.txt",
    ),
    *("*.txt", "$(touch x).txt", "a;b.txt", "." * 3 + "x.txt", "N" * 240 + ".txt"),
)


def test_files_of_any_name_are_read_and_reports_stay_on_their_lines(tmp_path: Path) -> None:
    place = tmp_path / "articles"
    place.mkdir()
    for number, name in enumerate(NAMES):
        (place / name).write_text(GOOD.replace("Velora", f"Velora{number}"), encoding="utf-8")
    (place / os.fsdecode(b"bytes\xff.txt")).write_text(GOOD.replace("Velora", "Velorabytes"), encoding="utf-8")
    done = built(place)
    read = len(done.graph.graph["reading"].extractions)
    assert read == len(set(NAMES))  # one begins with a dot and is hidden; one is named in bytes that are no UTF-8
    assert parses(done)
    report = (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
    assert json.loads(report)
    page = (tmp_path / "out" / "graph.html").read_text(encoding="utf-8")
    assert "<script>.txt" not in page


def test_a_file_named_like_an_option_can_be_given_after_two_dashes(tmp_path: Path) -> None:
    (tmp_path / "-rf.txt").write_text(GOOD, encoding="utf-8")
    command = [sys.executable, "-m", "graphkit", "extract", "--", "-rf.txt"]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=100, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HERE)}
    )
    assert told.returncode == 0 and "Velora" in told.stdout


def test_links_that_go_in_circles_or_nowhere(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "again.txt").symlink_to(folder / "good.txt")
    done = built(folder)
    the_good_article_is_read(done)
    assert len(done.graph.graph["reading"].extractions) == 1
    assert {drop.where for drop in done.failed} == {"nowhere.txt", "self.txt"}


def test_what_is_no_file_at_all_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.txt").mkdir()
    told = run("build", folder, "--out", folder.parent / "out")
    assert "pipe.txt" in told.stderr and told.returncode == 1
    assert (folder.parent / "out" / "graph.ttl").exists()


# --- where to write -------------------------------------------------------------------------------


def test_out_that_is_a_file_is_told_and_left_alone(folder: Path) -> None:
    place = folder.parent / "taken"
    place.write_text("mine", encoding="utf-8")
    told = run("build", folder, "--out", place)
    assert told.returncode == 1 and "taken" in told.stderr and "Traceback" not in told.stderr
    assert place.read_text(encoding="utf-8") == "mine"


def test_out_that_is_the_folder_of_articles_is_refused(folder: Path) -> None:
    told = run("build", folder, "--out", folder)
    assert told.returncode == 1
    assert sorted(path.name for path in folder.iterdir()) == ["good.txt"]


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[list[str]]:
    """How to run the command without root's powers: root may write anywhere."""
    if not ROOT:
        yield []
        return
    setpriv = shutil.which("setpriv")
    if not setpriv:
        pytest.skip("running as root, who may read and write everything, and there is no setpriv to step down with")
    place = HERE
    while place != place.parent:  # what nobody cannot enter, it cannot run
        if not place.stat().st_mode & stat.S_IXOTH:
            pytest.skip(f"running as root, and others may not enter {place}")
        place = place.parent
    if not os.access(sys.executable, os.X_OK) or not Path(sys.executable).resolve().stat().st_mode & stat.S_IXOTH:
        pytest.skip("running as root, and others may not run this Python")
    for parent in (tmp_path, *tmp_path.parents):
        if parent.owner() == "root" and parent != Path("/") and "pytest" in str(parent):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    step_down = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    probe = subprocess.run(
        [*step_down, sys.executable, "-c", "import graphkit.cli, os, sys; os.listdir(sys.argv[1])", str(tmp_path)],
        cwd=HERE,
        capture_output=True,
        timeout=60,
    )
    if probe.returncode:
        pytest.skip("running as root, and this Python does not start without root's powers")
    yield step_down


def as_nobody(nobody: list[str], *args: object) -> subprocess.CompletedProcess[str]:
    command = [*nobody, sys.executable, "-m", "graphkit", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=HERE)


def test_an_out_folder_that_may_not_be_written_is_told(folder: Path, nobody: list[str]) -> None:
    locked = folder.parent / "locked"
    locked.mkdir(mode=0o555)
    told = as_nobody(nobody, "build", folder, "--out", locked / "out")
    assert told.returncode == 1 and "locked" in told.stderr and "Traceback" not in told.stderr


def test_an_article_that_may_not_be_read_costs_no_other_its_place(folder: Path, nobody: list[str]) -> None:
    (folder / "secret.txt").write_text(GOOD.replace("Velora", "Tindle"), encoding="utf-8")
    (folder / "secret.txt").chmod(0)
    place = folder.parent / "out"
    place.mkdir()
    place.chmod(0o777)
    told = as_nobody(nobody, "build", folder, "--out", place)
    assert told.returncode == 1 and "secret.txt: cannot be read" in told.stderr
    assert "Velora" in (place / "graph.ttl").read_text(encoding="utf-8")


# --- what articles say ----------------------------------------------------------------------------

LONG = {
    "one line of a million characters": GOOD + " and so on" * 100_000,
    "one word of 300,000 characters": "a" * 300_000 + " " + GOOD,
    "200,000 Chinese characters without a stop": GOOD + "\n\n" + "融资完成轮投资" * 30_000,
    "a hundred thousand brackets": GOOD + "\n\n" + "(" * 50_000 + ")" * 50_000,
    "a hundred thousand quotation marks": GOOD + "\n\n" + '"«“' * 40_000,
    "twenty thousand capitals": GOOD + "\n\n" + "Velora Oakmere " * 10_000,
    "ten thousand sums": GOOD + "\n\n" + "$5 million " * 10_000,
    "deep quotes": GOOD + "\n\n" + ">" * 50_000 + " deep",
    "deep lists": GOOD + "\n\n" + "\n".join("  " * depth + "- item" for depth in range(2_000)),
    "deep emphasis": GOOD + "\n\n" + "*_" * 20_000 + "x" + "_*" * 20_000,
    "open links": GOOD + "\n\n" + "[a](" * 20_000,
    "deep tags": "<p>" + GOOD + "</p>" + "<div>" * 30_000 + "x" + "</div>" * 30_000,
    "a table of a thousand columns": GOOD + "\n\n" + "|".join("ab") * 1_000 + "\n" + "|-" * 1_000 + "\n" + "|x" * 1_000,
}


@pytest.mark.parametrize("what", sorted(LONG))
def test_a_large_or_deep_article_is_read_in_time(what: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "long.md").write_text(LONG[what], encoding="utf-8")
    begun = time.process_time()
    done = built(tmp_path / "a")
    assert time.process_time() - begun < 30
    assert "agent/velora" in done.graph


EVIL = (
    '<script>alert("1")</script>',
    "</script><img src=x onerror=alert(1)>",
    "\u202eevil\u202c",
    '"""\n<urn:a> <urn:b> <urn:c> .',
    "\\u0022 \\",
    "}} {{ $x }} ${y} `z`",
    "-->]]>",
    "'; DROP TABLE x; --",
    '=HYPERLINK("http://127.0.0.1")',
    "\x1b[31mred\x1b[0m",
)


@pytest.mark.parametrize("evil", EVIL)
def test_words_that_mean_something_to_a_format_stay_words(evil: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    text = f"{GOOD.replace('raised', f'(“{evil}”) raised')}\n\nThe start-up “Qorvane {evil} Labs” raised $7 million.\n"
    (tmp_path / "a" / "evil.txt").write_text(f"{evil}\n\n{text}", encoding="utf-8")
    done = built(tmp_path / "a")
    assert parses(done)
    page = done.files["graph.html"].read_text(encoding="utf-8")
    assert 'alert("1")</script>' not in page and "<img src=x" not in page and "\u202e" not in page
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)
    assert not any("alert(1)" in script and "<img" in script for script in scripts)
    for place in (done.files["claims.jsonl"], done.files["report.json"]):
        lines = place.read_text(encoding="utf-8").splitlines() if place.suffix == ".jsonl" else [place.read_text()]
        assert all(json.loads(line) for line in lines)
    told = run("explain", "Velora", "--in", tmp_path / "out")
    assert told.returncode in (0, 1) and "\x1b" not in told.stdout


def test_a_line_that_tells_of_one_round_after_another_takes_time_in_line_with_its_length() -> None:
    """Rounds of one line were compared with all others of it once; four times the line must not take sixteen times as long."""
    from graphkit.extract import read_document
    from graphkit.read import read_text

    def seconds(rounds: int) -> float:
        told = " ".join(
            f"Velora{number} raised ${number % 90 + 3} million in a Series A round led by Quartz Ventures."
            for number in range(rounds)
        )
        begun = time.process_time()
        read_document(read_text(f"---\ndate: 2024-06-11\n---\n\n{told}", "line.md"))
        return time.process_time() - begun

    seconds(10)  # compiles the rules
    few, many = min(seconds(400) for _ in range(3)), min(seconds(1600) for _ in range(2))
    assert many < 8 * few
