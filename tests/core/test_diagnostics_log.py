"""The log as it is read again: records, their order, and what of this computer's owner is left out."""

import logging
from pathlib import Path

import pytest

from core.diagnostics import LOG_TAIL, Diagnostics, entries_in, without_home
from core.rules.redact import HIDDEN
from tests.core.test_diagnostics import started


def test_a_record_with_a_story_in_many_lines_is_one_entry() -> None:
    text = (
        "the end of a record whose beginning is gone\n"
        "2026-11-03 09:12:40,123 WARNING some.library: watch out\n"
        "2026-11-03 09:12:41,004 ERROR trunkline: failed\nTraceback\n  File x\nValueError: y\n"
    )
    first, second = entries_in(text)
    assert (first.at, first.level, first.source, first.text) == (
        "2026-11-03 09:12:40",
        "WARNING",
        "some.library",
        "watch out",
    )
    assert (first.is_error, second.is_error) == (False, True)
    assert second.text == "failed\nTraceback\n  File x\nValueError: y"
    assert str(first) == "2026-11-03 09:12:40 WARNING some.library: watch out"
    assert entries_in("") == entries_in("nothing of ours\n") == ()


def test_what_was_logged_is_read_again_oldest_first(tmp_path: Path) -> None:
    with started(tmp_path) as diagnostics:
        assert diagnostics.log() == ()
        logging.getLogger("one").warning("first")
        diagnostics.report(ValueError("second"))
    entries = diagnostics.log()
    assert [(one.level, one.source) for one in entries] == [("WARNING", "one"), ("ERROR", "trunkline")]
    assert entries[1].text.endswith("ValueError: second")
    assert diagnostics.log() is entries, "while nothing is new, nothing is read"


def test_only_the_end_of_a_long_log_is_read_and_the_file_before_counts(tmp_path: Path) -> None:
    line = f"2026-11-03 09:12:40,123 WARNING old: {'x' * 100}\n"
    (tmp_path / "trunkline.log.1").write_text(line * 2000, encoding="utf-8")
    (tmp_path / "trunkline.log").write_text(line.replace("old", "new"), encoding="utf-8")
    entries = Diagnostics(tmp_path).log()
    assert entries[-1].source == "new"
    assert entries[0].source == "old"
    assert sum(len(str(one)) for one in entries) <= LOG_TAIL


def test_a_secret_learned_after_it_was_written_is_not_shown_either(tmp_path: Path) -> None:
    log = tmp_path / "trunkline.log"
    log.write_text("2026-11-03 09:12:40,123 WARNING x: with a-late-secret in it\n", encoding="utf-8")
    diagnostics = Diagnostics(tmp_path)
    assert "a-late-secret" in diagnostics.log()[0].text
    diagnostics.learn_secrets(["a-late-secret"])
    assert diagnostics.log()[0].text == f"with {HIDDEN} in it"
    log.unlink()


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Diagnostics(tmp_path / "nowhere").log() == ()
    assert Diagnostics(tmp_path / "nowhere").last_end() is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/ada/.local/share", "~/.local/share"),
        ('File "/home/ada/x.py", line 1', 'File "~/x.py", line 1'),
        ("in /home/ada", "in ~"),
        ("/home/adam/x and /mnt/home/ada/x", "/home/adam/x and /mnt/home/ada/x"),
        ("/home/ada.old/x", "/home/ada.old/x"),
    ],
)
def test_the_home_folder_is_written_as_a_tilde(text: str, shown: str) -> None:
    assert without_home(text, Path("/home/ada")) == shown


def test_a_home_that_is_the_root_hides_nothing() -> None:
    assert without_home("/usr/lib", Path("/")) == "/usr/lib"


def test_of_a_very_long_hard_end_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "crash-20261103-091300.txt").write_text("Fatal: " + "x" * 2 * LOG_TAIL)
    end = Diagnostics(tmp_path).last_end()
    assert end is not None
    assert (len(end.story), end.story[:7]) == (LOG_TAIL, "Fatal: ")


def test_where_there_is_no_home_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    assert without_home("/usr/lib") == "/usr/lib"


def test_the_latest_hard_end_is_found_without_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    with started(tmp_path) as diagnostics:
        (tmp_path / "crash-20261101-080000.txt").write_text("older")
        (tmp_path / "crash-20261103-091240.txt").write_text('Fatal\n  File "/home/ada/x.py", line 3 in f\n')
        end = diagnostics.last_end()
    assert end is not None
    assert end.story == 'Fatal\n  File "~/x.py", line 3 in f\n'
    assert end.at == (tmp_path / "crash-20261103-091240.txt").stat().st_mtime
