"""The output folder gets all of its files or none of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphkit.write import WriteError, put


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    paths = put(tmp_path / "new/out", {"a": "é\n", "b": "乙"})
    assert contents(tmp_path / "new/out") == {"a": "é\n", "b": "乙"}
    assert paths == {"a": tmp_path / "new/out/a", "b": tmp_path / "new/out/b"}


def test_a_file_that_is_no_longer_wanted_goes(tmp_path: Path) -> None:
    put(tmp_path, {"a": "1", "b": "1"})
    put(tmp_path, {"a": "2", "b": None})
    assert contents(tmp_path) == {"a": "2"}


@pytest.mark.parametrize("failing", [0, 1])
def test_a_full_disk_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    put(tmp_path, {"a": "old", "b": "old"})
    calls = []

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) > failing:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="cannot be written: No space left on device"):
        put(tmp_path, {"a": "new", "b": "new"})
    assert contents(tmp_path) == {"a": "old", "b": "old"}


def test_a_failed_first_build_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError):
        put(tmp_path / "out", {"a": "new"})
    assert not (tmp_path / "out").exists()


def test_an_interrupt_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a": "old"})

    def interrupted(number: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, {"a": "new"})
    assert contents(tmp_path) == {"a": "old"}


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(WriteError, match="out: cannot be written"):
        put(tmp_path / "out", {"a": "new"})
    assert (tmp_path / "out").read_text() == "mine"


def test_the_system_itself_refusing_to_write_leaves_the_earlier_files(tmp_path: Path) -> None:
    """A real refusal by the kernel: files may not grow beyond 4 kB in that process."""
    put(tmp_path, {"a": "old", "b": "old"})
    program = (
        "import resource, sys; from pathlib import Path; from graphkit.write import put, WriteError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: put(Path(sys.argv[1]), {'a': 'new', 'b': 'x' * 100_000})\n"
        "except WriteError as error: print(error); sys.exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "cannot be written: File too large" in done.stdout
    assert contents(tmp_path) == {"a": "old", "b": "old"}
