"""The archive, the icons, the command, and the recipes for other systems."""

import plistlib
import re
import struct
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MOMENT = 1_795_294_000

Load = Callable[[str], ModuleType]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program's folder."""
    folder = tmp_path / "dist" / "Trunkline"
    (folder / "_internal").mkdir(parents=True)
    (folder / "trunkline").write_text("#!/bin/sh\n")
    (folder / "trunkline").chmod(0o750)
    (folder / "_internal" / "data").write_bytes(b"data")
    return folder


def test_the_archive_holds_roots_files_of_one_moment_in_a_folder_of_its_own(
    load: Load, folder: Path, tmp_path: Path
) -> None:
    archive = load("package_archive")
    archive.build(folder, tmp_path / "made.tar.xz", MOMENT)
    with tarfile.open(tmp_path / "made.tar.xz") as made:
        entries = {entry.name.partition("/")[2]: entry for entry in made}
        assert all(name.startswith("trunkline-") for name in made.getnames())
    assert {(one.uid, one.gid, one.uname, one.mtime) for one in entries.values()} == {(0, 0, "root", MOMENT)}
    modes = {name: oct(one.mode) for name, one in entries.items()}
    assert modes == {"trunkline": "0o755", "_internal": "0o755", "_internal/data": "0o644"}
    assert not list(tmp_path.glob("*.part"))


def test_the_same_files_make_the_same_archive_byte_by_byte(load: Load, folder: Path, tmp_path: Path) -> None:
    archive = load("package_archive")
    archive.build(folder, tmp_path / "one", MOMENT)
    (folder / "_internal" / "data").touch()
    archive.build(folder, tmp_path / "other", MOMENT)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_icon_of_windows_names_each_picture_by_size_and_place(load: Load) -> None:
    made = load("package_icons").ico({16: b"small", 256: b"large one"})
    assert struct.unpack("<HHH", made[:6]) == (0, 1, 2)
    for number, (side, png) in enumerate(((16, b"small"), (0, b"large one"))):
        entry = struct.unpack("<BBBBHHII", made[6 + 16 * number : 22 + 16 * number])
        assert entry[:2] == (side, side)
        assert made[entry[7] : entry[7] + entry[6]] == png


def test_an_icon_of_macos_tells_its_own_length(load: Load) -> None:
    made = load("package_icons").icns({b"ic07": b"picture"})
    assert made == b"icns" + struct.pack(">I", 8 + 8 + 7) + b"ic07" + struct.pack(">I", 15) + b"picture"


def test_the_programs_icon_can_be_drawn_in_every_size(load: Load, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    icons = load("package_icons")
    for size in (16, 256):
        icons.draw(CHECKOUT / "resources" / "trunkline.svg", size, tmp_path / "icon.png")
        image = QImage(str(tmp_path / "icon.png"))
        assert (image.width(), image.height()) == (size, size)
        shades = {image.pixel(x, y) for x in range(0, size, 2) for y in range(0, size, 2)}
        assert len(shades) > 4, "a drawing, no plain square"
        assert image.pixelColor(0, 0).alpha() == 0


def test_the_version_is_the_projects_own(load: Load) -> None:
    found = load("package_about").version(CHECKOUT)
    assert f'version = "{found}"' in (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_kind_that_cannot_be_made_here_is_refused_before_anything_is_built(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands, package = load("commands"), load("package")
    monkeypatch.setattr(package, "make", lambda _chosen: pytest.fail("it was built"))
    monkeypatch.setattr(package, "kinds", lambda: {"deb": None, "archive": None})
    assert commands.start(["package", "rpm"]) == 2
    assert "deb and archive" in capsys.readouterr().err


def test_nothing_is_made_of_a_program_that_fails_its_own_test(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = load("package_build")
    monkeypatch.setattr(build, "pass_through", lambda _command, _environ: 1)
    with pytest.raises(SystemExit, match="self-test"):
        build.try_out()


def test_the_moment_of_a_package_can_be_given(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))
    assert load("package").moment() == MOMENT


def test_the_environment_is_made_once_and_again_when_the_requirements_change(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = load("package_environment")
    calls: list[str] = []

    def capture(command: list[object], _environ: object = None) -> tuple[int, str]:
        words = " ".join(str(part) for part in command)
        if "venv" in command:
            calls.append("venv")
            environment.VENV.mkdir(parents=True)
        elif "--require-hashes" in command:
            calls.append("install")
        return 0, words.split()[0]

    monkeypatch.setattr(environment, "capture", capture)
    environment.set_up()
    assert calls == ["venv", "install"]
    environment.set_up()
    assert calls == ["venv", "install"]
    with environment.REQUIREMENTS[-1].open("a") as file:
        file.write("another==1.0\n")
    environment.set_up()
    assert calls == ["venv", "install"] * 2


def test_the_installer_of_windows_asks_for_no_administrator() -> None:
    text = (CHECKOUT / "packaging/windows/trunkline.iss").read_text(encoding="utf-8")
    assert re.search(r"^PrivilegesRequired=lowest$", text, re.MULTILINE)
    assert re.search(r"^DefaultDirName=\{localappdata\}", text, re.MULTILINE)
    assert "HKLM" not in text
    # Only the program's own folders are ever emptied.
    assert set(re.findall(r'filesandordirs; Name: "(.+?)"', text)) == {r"{app}\_internal", r"{app}\licenses"}


def test_an_app_of_macos_is_signed_with_what_the_environment_names(load: Load) -> None:
    macos = load("package_macos")
    app = Path("Trunkline.app")
    for_this_mac, signed = macos.sign_command(app, ""), macos.sign_command(app, "Developer ID")
    assert for_this_mac[for_this_mac.index("--sign") + 1] == "-"
    assert "runtime" not in for_this_mac
    assert signed[signed.index("--sign") + 1] == "Developer ID"
    assert {"runtime", "--timestamp", "--entitlements"} <= set(signed)
    rights = macos.ENTITLEMENTS.read_bytes()
    assert all(plistlib.loads(rights).values())
    assert b"<!--" not in rights, "what reads it at signing may not know comments"


def test_what_apple_refuses_is_not_taken_for_accepted(load: Load) -> None:
    macos = load("package_macos")
    assert macos.is_accepted("Processing complete\n  id: 2efe\n  status: Accepted\n")
    assert not macos.is_accepted("Processing complete\n  id: 2efe\n  status: Invalid\n")
    submit = macos.submit_command(Path("made.dmg"), "profile", "")
    assert "--keychain" not in submit
    assert macos.submit_command(Path("made.dmg"), "profile", "k")[-3:-1] == ["--keychain", "k"]


@pytest.mark.parametrize(
    ("platform", "icon", "identity"),
    [
        ("win32", "trunkline.ico", ""),
        ("darwin", "trunkline.icns", "Somebody"),
        ("darwin", "trunkline.icns", ""),
    ],
)
def test_the_recipe_takes_the_icon_from_where_it_was_drawn_and_signs_what_it_collects(
    load: Load, monkeypatch: pytest.MonkeyPatch, platform: str, icon: str, identity: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    macos, build = load("package_macos"), load("package_build")
    monkeypatch.setenv(macos.IDENTITY, identity)
    monkeypatch.setattr(load("package_shiboken"), "compiled", lambda _folder: [])
    for name in ("own_data", "own_modules", "write_list"):
        monkeypatch.setattr(load("package_contents"), name, lambda *_: [])
    parts = SimpleNamespace(pure=[], binaries=[], datas=[], scripts=[])
    made: dict[str, Any] = {}
    recipe = {
        "SPECPATH": str(build.ROOT / "packaging"),
        "workpath": str(build.WORK / "pyinstaller" / "trunkline"),
        "Analysis": lambda *_, **__: parts,
        "PYZ": lambda *_: None,
        "EXE": lambda *_, **options: made.update(options),
        "COLLECT": lambda *_, **__: None,
        "BUNDLE": lambda *_, **options: made.update(bundle=options),
    }
    exec((CHECKOUT / "packaging/trunkline.spec").read_text(encoding="utf-8"), recipe)
    assert made["icon"] == str(build.ICONS / icon)
    assert made.get("bundle", made)["icon"] == made["icon"]
    assert made["codesign_identity"] == (identity or None)
    assert made["entitlements_file"] == (str(macos.ENTITLEMENTS) if platform == "darwin" else None)
