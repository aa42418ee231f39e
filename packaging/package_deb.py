"""The package for Debian, Ubuntu and their relatives: a tree of files, and what dpkg wants to know of it.

It brings no scripts: dpkg itself puts everything in its place and takes it away again, and what belongs to a
person (the data folder, entries of the keyring) is never touched.
"""

import gzip
import hashlib
import os
import platform
import re
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from console import ROOT, CannotContinueError, capture, last_lines
from package_about import APP_ID, NAME, SUMMARY, version

LINUX = ROOT / "packaging" / "linux"

PROGRAM = Path("usr/lib") / NAME
"""Where the program's folder lies."""

ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)

DEPENDS = (
    # Qt, and drawing without a screen.
    *("ca-certificates", "libbrotli1", "libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6"),
    *("libgcc-s1", "libgl1", "libglib2.0-0 | libglib2.0-0t64", "libgssapi-krb5-2", "libstdc++6", "libx11-6"),
    *("libxkbcommon0", "libzstd1"),
    # A window of X11's.
    *("libx11-xcb1", "libxcb-cursor0", "libxcb-glx0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-randr0", "libxcb-render-util0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0"),
    *("libxcb-sync1", "libxcb-util1", "libxcb-xfixes0", "libxcb-xkb1", "libxcb1", "libxkbcommon-x11-0"),
    # A window of Wayland's.
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
    "fonts-dejavu-core | fonts-freefont-ttf",
)

RECOMMENDS = ("gnome-keyring | kwalletmanager | keepassxc", "xdg-desktop-portal")
"""A keyring keeps the secrets' key; without one the program asks for a passphrase."""

DESCRIPTION = """\
 Connect an account, fill in a form, press Run, look at what comes back: a
 desktop program for people who work with the data of several web services.
 .
 Everything happens on this computer. Secrets lie in the system's keyring, or
 under a passphrase, and there is no account with anybody but the services.
"""

COPYRIGHT = f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Trunkline
Comment: What the program ships of others, with the texts of their licences, is
 listed in /{PROGRAM}/licenses/README.txt.

Files: *
Copyright: 2026 The Trunkline authors
License: MIT
"""


def file_name() -> str:
    """What the package's file is called."""
    return f"{NAME}_{version(ROOT)}_{architecture()}.deb"


def architecture() -> str:
    """This machine's, as Debian calls it."""
    machine = platform.machine()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def build(folder: Path, icons: Path, work: Path, made: Path, at: int) -> None:
    """Make the package from the program's folder; every file is from the moment `at` or before.

    Files belong to root whoever builds.
    """
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(folder, icons, tree, at)
    owned_by_all(tree)
    (tree / "DEBIAN").mkdir(mode=0o755)
    (tree / "DEBIAN" / "md5sums").write_text("".join(checksums(tree)), encoding="utf-8")
    (tree / "DEBIAN" / "control").write_text(control(size_of(tree)), encoding="utf-8")
    owned_by_all(tree / "DEBIAN")
    made.unlink(missing_ok=True)
    status, output = capture(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, made],
        {**os.environ, "SOURCE_DATE_EPOCH": str(at)},
    )
    if status != 0:
        raise CannotContinueError(f"The .deb could not be made.\n{last_lines(output)}")
    shutil.rmtree(tree)


def lay_out(folder: Path, icons: Path, tree: Path, at: int) -> None:
    """Put every file where it will lie on the machine."""
    share = tree / "usr" / "share"
    shutil.copytree(folder, tree / PROGRAM, symlinks=True)
    command = tree / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("..") / PROGRAM.relative_to("usr") / NAME)
    put(LINUX / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    put(ROOT / "resources" / f"{NAME}.svg", share / "icons/hicolor/scalable/apps" / f"{NAME}.svg")
    for size in ICON_SIZES:
        put(icons / f"{size}.png", share / f"icons/hicolor/{size}x{size}/apps" / f"{NAME}.png")
    metainfo = share / "metainfo" / f"{APP_ID}.metainfo.xml"
    metainfo.parent.mkdir()
    metainfo.write_text(appstream(at), encoding="utf-8")
    doc = share / "doc" / NAME
    doc.mkdir(parents=True)
    (doc / "copyright").write_text(COPYRIGHT + indented_licence(), encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_bytes()
    (doc / "changelog.gz").write_bytes(gzip.compress(changelog, 9, mtime=0))


def put(source: Path, place: Path) -> None:
    """Copy a file to a place whose folders may be missing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def owned_by_all(tree: Path) -> None:
    """Everyone may read everything and start programs; nobody but root may write."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            is_library = re.search(r"\.so(\.[\d.]+)?$", path.name)
            runs = path.is_dir() or (bool(path.stat().st_mode & stat.S_IXUSR) and not is_library)
            path.chmod(0o755 if runs else 0o644)


def checksums(tree: Path) -> Iterator[str]:
    """A line for each file, by which `dpkg --verify` sees changes."""
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink():
            digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            yield f"{digest}  {path.relative_to(tree).as_posix()}\n"


def size_of(tree: Path) -> int:
    """What the files take on the disk, in KiB as dpkg counts."""
    return sum(-(-path.lstat().st_size // 1024) for path in tree.rglob("*") if not path.is_dir())


def control(kib: int) -> str:
    """What dpkg wants to know."""
    return (
        f"Package: {NAME}\n"
        f"Version: {version(ROOT)}\n"
        f"Architecture: {architecture()}\n"
        "Maintainer: The Trunkline authors <trunkline@localhost>\n"
        f"Installed-Size: {kib}\n"
        f"Depends: libc6 (>= {c_library()}), {', '.join(DEPENDS)}\n"
        f"Recommends: {', '.join(RECOMMENDS)}\n"
        "Section: net\n"
        "Priority: optional\n"
        f"Description: {SUMMARY[0].lower()}{SUMMARY[1:]}\n"
        f"{DESCRIPTION}"
    )


def c_library() -> str:
    """The C library's version here: a program built here runs where it is at least as new."""
    return (os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36").split()[-1]


def appstream(at: int) -> str:
    """What software centres show, with this version as of a moment."""
    text = (LINUX / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    date = time.strftime("%Y-%m-%d", time.gmtime(at))
    return text.replace("@VERSION@", version(ROOT)).replace("@DATE@", date)


def indented_licence() -> str:
    """The licence as a paragraph of a copyright file."""
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    return "".join(f" {line or '.'}\n" for line in lines[4:])
