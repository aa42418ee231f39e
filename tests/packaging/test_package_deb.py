"""The package for Debian: what dpkg is told, whose files it holds, and that no script runs with it."""

import configparser
import re
import shutil
import stat
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MOMENT = 1_795_294_000

Load = Callable[[str], ModuleType]

with_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg is not here")


@pytest.fixture
def deb(load: Load, tmp_path: Path) -> ModuleType:
    """The module, in a copy of the checkout that has what it packs."""
    shutil.copytree(CHECKOUT / "resources", tmp_path / "resources")
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(CHECKOUT / name, tmp_path)
    return load("package_deb")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program's folder, readable to nobody but its owner."""
    folder = tmp_path / "dist" / "Trunkline"
    (folder / "_internal").mkdir(parents=True)
    program = folder / "trunkline"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    library = folder / "_internal" / "library.so.1"
    library.write_bytes(b"library")
    library.chmod(0o600)
    (folder / "_internal" / "library.so").symlink_to("library.so.1")
    return folder


@pytest.fixture
def icons(deb: ModuleType, tmp_path: Path) -> Path:
    """Icons of every size."""
    icons = tmp_path / "icons"
    icons.mkdir()
    for size in deb.ICON_SIZES:
        (icons / f"{size}.png").write_bytes(b"png")
    return icons


def fields(control: str) -> dict[str, str]:
    """The fields of a control file, the folded one in one."""
    pairs = re.findall(r"^([A-Z][\w-]*): (.*(?:\n .*)*)", control, re.MULTILINE)
    return dict(pairs)


def test_dpkg_is_told_all_that_it_wants_to_know(deb: ModuleType) -> None:
    told = fields(deb.control(1234))
    assert told["Package"] == "trunkline"
    assert (
        told["Version"] == re.search(r'^version = "(.+)"', (CHECKOUT / "pyproject.toml").read_text(), re.M)[1]
    )  # type: ignore[index]
    assert told["Installed-Size"] == "1234"
    assert re.fullmatch(r"[^<]+ <[^@>]+@[^>]+>", told["Maintainer"])
    assert {"Architecture", "Section", "Priority", "Description"} <= set(told)
    assert deb.control(1).endswith("\n")


def test_the_description_is_folded_as_dpkg_wants_it(deb: ModuleType) -> None:
    summary, *lines = fields(deb.control(1))["Description"].splitlines()
    assert len(summary) < 80
    assert not summary.endswith(".")
    assert all(line.startswith(" ") and len(line) <= 80 for line in lines)


def test_what_it_depends_on_is_named_by_both_names_where_debian_13_renamed_it(deb: ModuleType) -> None:
    depends = fields(deb.control(1))["Depends"].split(", ")
    assert "libglib2.0-0 | libglib2.0-0t64" in depends
    assert depends[0] == f"libc6 (>= {deb.c_library()})"
    assert re.fullmatch(r"\d+\.\d+", deb.c_library())
    assert len(depends) == len(set(depends))


def test_what_drawing_a_window_from_source_needs_the_package_depends_on(deb: ModuleType, load: Load) -> None:
    system = load("system_packages")
    depends = " ".join(deb.DEPENDS)
    assert [name for name in (*system.QT, *system.X11) if name not in depends] == []


def test_everything_lies_where_a_desktop_looks_for_it(
    deb: ModuleType, folder: Path, icons: Path, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    deb.lay_out(folder, icons, tree, MOMENT)
    assert (tree / "usr/bin/trunkline").resolve() == (tree / "usr/lib/trunkline/trunkline").resolve()
    share = tree / "usr/share"
    assert (share / "applications/trunkline.desktop").is_file()
    assert (share / "icons/hicolor/scalable/apps/trunkline.svg").is_file()
    assert (share / "icons/hicolor/48x48/apps/trunkline.png").is_file()
    assert (share / "metainfo/app.trunkline.Trunkline.metainfo.xml").is_file()
    assert "MIT" in (share / "doc/trunkline/copyright").read_text(encoding="utf-8")


@with_dpkg
def test_every_file_is_roots_and_readable_to_all_whoever_builds(
    deb: ModuleType, folder: Path, icons: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made.deb"
    deb.build(folder, icons, tmp_path / "work", made, MOMENT)
    listing = subprocess.run(
        ["dpkg-deb", "--contents", made], capture_output=True, text=True, check=True
    ).stdout
    lines = listing.splitlines()
    assert {line.split()[1] for line in lines} == {"root/root"}
    assert {line.split()[0] for line in lines} == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}
    assert next(line for line in lines if line.startswith("-rwx")).endswith("/usr/lib/trunkline/trunkline")
    assert not [line for line in lines if "/home/" in line or "/etc/" in line]


@with_dpkg
def test_no_script_runs_when_it_is_installed_or_removed(
    deb: ModuleType, folder: Path, icons: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made.deb"
    deb.build(folder, icons, tmp_path / "work", made, MOMENT)
    subprocess.run(["dpkg-deb", "--control", made, tmp_path / "told"], check=True)
    assert sorted(path.name for path in (tmp_path / "told").iterdir()) == ["control", "md5sums"]


@with_dpkg
def test_the_same_files_make_the_same_package_byte_by_byte(
    deb: ModuleType, folder: Path, icons: Path, tmp_path: Path
) -> None:
    packages = []
    for name in ("one.deb", "other.deb"):
        deb.build(folder, icons, tmp_path / name.partition(".")[0], tmp_path / name, MOMENT)
        packages.append((tmp_path / name).read_bytes())
    assert packages[0] == packages[1]


def test_the_menu_entry_starts_the_program_under_the_name_that_its_window_has() -> None:
    text = (CHECKOUT / "packaging/linux/trunkline.desktop").read_text(encoding="utf-8")
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    entry = parser["Desktop Entry"]
    assert (entry["Type"], entry["Exec"], entry["Icon"]) == ("Application", "trunkline", "trunkline")
    assert entry["Terminal"] == "false"
    assert all(entry[key].endswith(";") for key in ("Categories", "Keywords"))
    start = (CHECKOUT / "gui" / "start.py").read_text(encoding="utf-8")
    assert 'setDesktopFileName("trunkline")' in start


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-validate is not here")
def test_desktops_find_nothing_wrong_with_the_menu_entry() -> None:
    done = subprocess.run(
        ["desktop-file-validate", CHECKOUT / "packaging/linux/trunkline.desktop"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_libraries_are_files_that_nobody_starts(deb: ModuleType, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("libQt6Core.so.6", "_ssl.cpython-311-x86_64-linux-gnu.so", "trunkline", "notes.sold"):
        (tree / name).touch(mode=0o755)
    deb.owned_by_all(tree)
    runs = {file.name for file in tree.iterdir() if file.stat().st_mode & stat.S_IXUSR}
    assert runs == {"trunkline", "notes.sold"}


def test_software_centres_are_told_of_this_version(deb: ModuleType) -> None:
    component = ElementTree.fromstring(deb.appstream(MOMENT))
    release = component.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": deb.version(CHECKOUT), "date": "2026-11-21"}
    assert component.findtext("launchable") == "trunkline.desktop"
    assert component.findtext("id") == deb.APP_ID
    assert component.findtext("summary") == deb.SUMMARY


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstreamcli is not here")
def test_software_centres_find_nothing_wrong(deb: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / f"{deb.APP_ID}.metainfo.xml"
    file.write_text(deb.appstream(MOMENT), encoding="utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", file], capture_output=True, text=True, check=False
    )
    assert not re.search(r"^[EW]:", done.stdout, re.MULTILINE), done.stdout
