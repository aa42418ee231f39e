"""The program's own test of itself: that it passes here, tells what fails, and leaves nothing."""

import struct
import tempfile
import zlib
from pathlib import Path

import pytest

from core.__main__ import main
from core.model.errors import TrunklineError
from core.terminal import self_test_steps
from core.terminal.self_test_steps import Workbench, different_lines
from tests.core.store.conftest import no_keyring, secret_service
from tests.secret_service import SecretService

__all__ = ["no_keyring", "secret_service"]

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def png(width: int, lines: list[bytes]) -> bytes:
    """A picture in grey, from its lines."""
    head = struct.pack(">IIBBBBB", width, len(lines), 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + line for line in lines))
    chunks = ((b"IHDR", head), (b"IDAT", body[:5]), (b"IDAT", body[5:]), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def test_everything_works_here_with_a_figure_for_each_and_leaves_nothing(
    no_keyring: None, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["self-test"])
    *lines, last = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.endswith(" ok")] == []
    assert (status, last) == (0, "Everything works.")
    assert all(" ms " in line for line in lines)
    assert sum("bundle" in line and ": " in line for line in lines) == 5, "one module of each app"
    told = ("Database", "Secrets", "Your apps folder", "Search", "Export: CSV", "Export: XLSX", "Window")
    assert [name for name in told if not any(line.startswith(name) for line in lines)] == []
    assert list(temporary.iterdir()) == []


def test_the_key_is_kept_in_the_systems_keyring_and_taken_out_again(
    secret_service: SecretService,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(self_test_steps, "BEFORE", {"Secrets": self_test_steps.secret})
    monkeypatch.setattr(self_test_steps, "AFTER", {})
    assert main(["self-test"]) == 0
    assert "system keyring" in capsys.readouterr().out
    assert secret_service.count("Trunkline") == 0


def test_what_fails_is_told_in_a_sentence_and_the_rest_is_tried_all_the_same(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refuse(_bench: Workbench) -> str:
        raise TrunklineError("The disk is full.", "", "Free some space.")

    async def break_down(_bench: Workbench) -> str:
        raise ZeroDivisionError("division by zero")

    async def work(_bench: Workbench) -> str:
        return "3 things"

    async def no_apps(_bench: Workbench) -> dict[str, object]:
        return {}

    monkeypatch.setattr(self_test_steps, "BEFORE", {"Disk": refuse, "Sums": break_down})
    monkeypatch.setattr(self_test_steps, "start_practice", no_apps)
    monkeypatch.setattr(self_test_steps, "AFTER", {"Things": work})
    assert main(["self-test"]) == 1
    disk, sums, things, last = capsys.readouterr().out.splitlines()
    assert disk.endswith("The disk is full. Free some space.")
    assert sums.endswith("ZeroDivisionError: division by zero")
    assert things.startswith("Things")
    assert things.endswith(" ok")
    assert "3 things" in things
    assert last == "2 of 3 do not work."


def test_where_no_temporary_files_can_be_written_that_is_said(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    temporary.rmdir()
    assert main(["self-test"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.splitlines()[0]) == ("", "Temporary files cannot be written.")


@pytest.mark.parametrize(
    ("lines", "different"), [([b"\xff" * 8] * 20, 1), ([bytes([shade] * 8) for shade in range(20)], 20)]
)
def test_a_blank_picture_is_told_from_a_drawn_one(lines: list[bytes], different: int) -> None:
    assert different_lines(png(8, lines)) == (8, 20, different)


async def test_a_window_that_is_drawn_blank_is_no_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(_profile: Path, picture: Path) -> str:
        picture.write_bytes(png(8, [b"\0" * 8] * 40))
        return ""

    monkeypatch.setattr(self_test_steps, "_draw", draw)
    with pytest.raises(TrunklineError, match="blank"):
        await self_test_steps.window(Workbench(None, tmp_path))  # type: ignore[arg-type]
