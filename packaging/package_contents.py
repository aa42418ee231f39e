"""What the packaged program consists of: what is collected, and what of the collected stays out."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: its place in the package, where it comes from, its kind."""

EXCLUDED_MODULES = (
    # Windows are Qt's; these are the other toolkit, and text screens (readline would also be under the GPL).
    *("tkinter", "_tkinter", "turtle", "curses", "_curses", "_curses_panel", "readline", "rlcompleter"),
    # Development, and what the standard library keeps for it.
    *("pytest", "_pytest", "hypothesis", "mypy", "pip", "setuptools", "pkg_resources", "wheel", "distutils"),
    *("ensurepip", "venv", "lib2to3", "idlelib", "pydoc", "pydoc_data", "doctest", "unittest", "test"),
    # Databases that nothing here opens.
    *("dbm", "_dbm", "_gdbm"),
    # anyio comes with a plug-in for pytest and a loop that is not used.
    *("trio", "uvloop", "anyio.pytest_plugin"),
)

HIDDEN_MODULES = (
    # Chosen by name at run time.
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "aiohttp_socks",
    "python_socks.async_.asyncio",
    "xlsxwriter",
    "apsw",
    "tzdata",
)

UNUSED_PREPARATIONS = frozenset({"pyi_rth_inspect", "pyi_rth_multiprocessing", "pyi_rth_pkgutil"})
"""Run by PyInstaller before the program, each with imports of its own: nobody looks for source, which is not
there, our worker is started by its own flag, and nobody lists modules."""

QT_PLUGINS = {
    # folder: what stays of it; other folders are left out
    "platforms": r"lib(qxcb|qwayland|qoffscreen)\.|q(windows|cocoa|offscreen)|libq(cocoa)\.",
    "platformthemes": r"libqxdgdesktopportal\.",
    "platforminputcontexts": r"lib(compose|ibus)platforminputcontextplugin\.",
    "iconengines": r"q?svgicon",
    "imageformats": r"q(gif|ico|jpeg|svg|webp)\.",
    "styles": r".",
    "wayland-decoration-client": r".",
    "wayland-graphics-integration-client": r"libqt-plugin-wayland-egl\.",
    "wayland-shell-integration": r"lib(xdg-shell|qt-shell)\.",
    "xcbglintegrations": r".",
}

QT_LIBRARIES = (
    *("Core", "DBus", "Gui", "Network", "OpenGL", "Svg", "Widgets", "XcbQpa", "WaylandClient"),
    *("WaylandEglClientHwIntegration", "WlShellIntegration"),
)
"""Those of Qt's libraries that the window and its plug-ins need; the others come along with plug-ins that
stay out."""

OF_THE_SYSTEM = re.compile(
    r"lib(X|xcb|xkbcommon|wayland|drm|gbm|GL|EGL|OpenGL|vulkan|dbus-1|systemd|cap\.|gcrypt|gpg-error|apparmor"
    r"|glib-2|gobject-2|gio-2|gmodule-2|gthread-2|mount|blkid|selinux|pcre"
    r"|fontconfig|freetype|png16|brotli|harfbuzz|graphite2|gtk|gdk|atk|atspi|pango|cairo|pixman|epoxy|fribidi"
    r"|thai|datrie|udev|input|mtdev|evdev|wacom|gudev|ts\.|md4c|jbig|tiff|Lerc|deflate|webp|sharpyuv"
    r"|gssapi|krb5|k5crypto|com_err|keyutils|nss|bsd\.|md\.|stdc\+\+|gcc_s|jpeg|lz4|zstd)"
)
"""Libraries of the system's that are not taken along: who uses a screen has them, in a version that gets the
system's security updates and fits its drivers. What the .deb needs of them, it depends on."""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """What stays of the files that were collected."""
    return [entry for entry in entries if is_kept(entry[0])]


def is_kept(place: str) -> bool:
    """Whether the file at this place of the package is needed there."""
    parts = place.replace("\\", "/").split("/")
    if parts[0] == "PySide6" or re.match(r"(lib)?Qt6", parts[0]):
        return _is_needed_of_qt(parts)
    if len(parts) == 1 and sys.platform == "linux":
        return not OF_THE_SYSTEM.match(parts[0])
    return True


def _is_needed_of_qt(parts: Sequence[str]) -> bool:
    name = parts[-1]
    if "plugins" in parts:
        wanted = QT_PLUGINS.get(parts[parts.index("plugins") + 1])
        return bool(wanted and re.search(wanted, name))
    if {"qml", "translations", "metatypes", "libexec"} & set(parts):
        return False
    found = re.match(r"(?:lib)?Qt6?([A-Z]\w*?)(?:\.abi3)?\.(?:so|dll|pyd|dylib|framework)", name)
    return not found or found[1] in QT_LIBRARIES


def needed_first(scripts: Iterable[Entry]) -> list[Entry]:
    """What is run at the start, without the preparations for things that the program does not do."""
    return [entry for entry in scripts if entry[0] not in UNUSED_PREPARATIONS]


def own_data(root: Path) -> list[tuple[str, str]]:
    """Our files that are not code: where each comes from, and its folder in the package."""
    resources = sorted((root / "resources").iterdir())
    return [
        (str(root / "core" / "store" / "migrations"), "core/store/migrations"),
        *((str(path), f"resources/{path.name}" if path.is_dir() else "resources") for path in resources),
    ]


def own_modules(root: Path) -> list[str]:
    """Every module of ours: some are imported by name."""
    files = sorted([*(root / "core").rglob("*.py"), *(root / "gui").rglob("*.py")])
    return [
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for file in files
    ]


def write_list(file: Path, entries: Iterable[Entry]) -> None:
    """Write down what was collected: the licences of it go along."""
    listed = [{"place": place, "source": source} for place, source, _ in entries]
    file.write_text(json.dumps(listed, indent=1), encoding="utf-8")
