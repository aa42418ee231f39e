"""The log and the stories of bugs: useful, and without secrets."""

import logging
import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from core.diagnostics import LOG_SIZE, Diagnostics
from core.rules.redact import HIDDEN
from tests.told import excused

KEY = "k3y/with odd=signs"


@contextmanager
def started(folder: Path) -> Iterator[Diagnostics]:
    """The log of a program that runs."""
    diagnostics = Diagnostics(folder)
    diagnostics.start()
    try:
        yield diagnostics
    finally:
        diagnostics.stop()


def log_of(folder: Path) -> str:
    return (folder / "trunkline.log").read_text(encoding="utf-8")


def test_warnings_and_errors_of_any_library_are_written_down(tmp_path: Path) -> None:
    with started(tmp_path / "logs"):
        logging.getLogger("some.library").warning("watch out")
        logging.getLogger("some.library").info("chatter")
        logging.getLogger("httpx").info("GET https://example.com/?key=1")
    log = log_of(tmp_path / "logs")
    assert "WARNING some.library: watch out" in log
    assert "chatter" not in log
    assert "example.com" not in log


def test_a_secret_shows_in_no_part_of_a_record(tmp_path: Path) -> None:
    on_purpose = excused("a record of the log of some.library", "only what is written down has lost it")
    with on_purpose, started(tmp_path) as diagnostics:
        diagnostics.learn_secrets([KEY])
        logger = logging.getLogger("some.library")
        logger.warning("in the message: %s", KEY)
        logger.warning("in an address: https://example.com/?key=%s", quote(KEY, safe=""))
        try:
            raise ValueError(f"in an exception: {KEY}")
        except ValueError:
            logger.exception("failed")
    log = log_of(tmp_path)
    assert KEY not in log
    assert quote(KEY, safe="") not in log
    assert log.count(HIDDEN) == 3
    assert "ValueError: in an exception: " in log


def test_secrets_learned_later_join_those_before(tmp_path: Path) -> None:
    diagnostics = Diagnostics(tmp_path)
    diagnostics.learn_secrets(["another one"])
    diagnostics.learn_secrets([KEY, "another one"])
    assert diagnostics.redact(f"{KEY} and another one") == f"{HIDDEN} and {HIDDEN}"


def test_the_story_of_a_bug_names_the_place_and_hides_the_secret(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError(f"could not use {KEY}") from OSError(KEY)

    with started(tmp_path) as diagnostics:
        diagnostics.learn_secrets([KEY])
        with pytest.raises(RuntimeError) as failed:
            fail()
        story = diagnostics.report(failed.value)
    assert story.startswith("Trunkline, Python 3.")
    assert "in fail" in story
    assert f"RuntimeError: could not use {HIDDEN}" in story
    assert f"OSError: {HIDDEN}" in story
    assert KEY not in story
    assert story in log_of(tmp_path)


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    with started(tmp_path):
        for _ in range(25):
            logging.getLogger("some.library").error("%s", "x" * (LOG_SIZE // 10))
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) <= LOG_SIZE


def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    handlers, threads = list(logging.getLogger().handlers), threading.active_count()
    with started(tmp_path):
        assert len(logging.getLogger().handlers) == len(handlers) + 1
    assert logging.getLogger().handlers == handlers
    assert threading.active_count() == threads


def test_a_log_that_cannot_be_made_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    with started(tmp_path / "logs") as diagnostics:
        logging.getLogger("some.library").info("still alive")
        assert "ValueError: x" in diagnostics.report(ValueError("x"))


@pytest.mark.skipif(sys.platform == "win32", reason="has no such permissions")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_log_and_the_one_before_are_for_their_owner_only(tmp_path: Path, umask: int) -> None:
    usual = os.umask(umask)
    try:
        with started(tmp_path / "logs"):
            for _ in range(15):
                logging.getLogger("some.library").error("%s", "x" * (LOG_SIZE // 10))
    finally:
        os.umask(usual)
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "logs").iterdir()}
    assert modes == {"trunkline.log": 0o600, "trunkline.log.1": 0o600}
