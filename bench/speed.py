"""Prints the speed figures of the README: CPU seconds of whole processes on the sample articles, best of three."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def cpu(*args: str) -> float:
    """CPU seconds, children included, of one run of graphkit; raises CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "graphkit", *args]
    subprocess.run(command, cwd=HERE, check=True, timeout=120, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as out:
        build = ("build", "seeds", "--quiet", "--out", out)
        runs = {"build seeds --fresh": (*build, "--fresh"), "build seeds, unchanged": build, "--help": ("--help",)}
        for name, args in runs.items():
            print(f"{min(cpu(*args) for _ in range(3)):6.2f} CPU s  graphkit {name}")
        once = cpu("extract", "seeds", "--jobs", "1")
    characters = sum(len(path.read_text(encoding="utf-8")) for path in (HERE / "seeds").glob("*.txt"))
    print(f"{once:6.2f} CPU s  graphkit extract seeds ({characters:,} characters, loading the grammar included)")


if __name__ == "__main__":
    main()
