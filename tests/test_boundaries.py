"""Who may import whom, as data; and the homes that some libraries have to themselves."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    # room: what of ours it may import
    "core.model": {"core.model"},
    "core.rules": {"core.model", "core.rules"},
    "core.apps": {"core.model", "core.rules", "core.apps", "core.private_files"},
    "core.client": {"core.model", "core.rules", "core.client"},
    "core.store": {"core.model", "core.store", "core.private_files"},
    "core.run": {"core.model", "core.rules", "core.client", "core.store", "core.run"},
    "core.results": {"core.model", "core.rules", "core.results", "core.private_files", "core.temporary"},
    "core.sandbox": {"core.sandbox"},
    "core.faces": {"core"},
    "core.home": set(),
    "core.private_files": set(),
    "core.diagnostics": {"core.rules", "core.private_files"},
    "core.temporary": {"core.model"},
    "core.practice": {"core.model", "core.run", "core.sandbox"},
    "core.integrator": {"core"},
    "core.terminal": {
        "core.integrator",
        "core.model",
        "core.rules",
        "core.sandbox",
        "core.temporary",
        "core.terminal",
    },
    "core.arguments": {"core.arguments"},
    "core.__main__": {"core.arguments", "core.terminal", "core.results.command", "core.results.worker"},
    "core": set(),
    "gui.forms": {"core.model", "core.rules", "gui"},
    "gui.bundles": {"core.integrator", "core.model", "core.rules", "gui"},
    "gui.start": {"core", "gui"},
    "gui": {"core.integrator", "core.model", "gui"},
}

HOMES = {
    # library: the only places that may import it
    "httpx": ("core/client/",),
    "httpx_aiohttp": ("core/client/",),
    "aiohttp": ("core/client/", "core/sandbox/"),
    "aiohttp_socks": ("core/client/",),
    "python_socks": ("core/client/",),
    "aiolimiter": ("core/client/",),
    "sqlite3": ("core/store/",),
    "keyring": ("core/store/",),
    "cryptography": ("core/store/",),
    "xlsxwriter": ("core/results/",),
    "apsw": ("core/results/",),
    "yaml": ("core/apps/",),
    "qasync": ("gui/start.py",),
    "PySide6": ("gui/",),
    "PySide6.QtNetwork": ("gui/single_instance.py",),
    "shiboken6": ("gui/",),
}

PURE = ("asyncio", "time", "random", "socket", "threading", "os", "pathlib", "logging")
"""What core.rules must never need."""


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module, wherever it stands; imports for types count, a cycle of types is a cycle."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: write imports in full"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def room_of(name: str) -> str:
    return max((room for room in MAY_IMPORT if within(name, room)), key=len)


@pytest.mark.parametrize(
    "path", [*sources("core"), *sources("gui")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    allowed = MAY_IMPORT[room_of(module_name(path))]
    broken = [
        f"line {line}: {name}"
        for name, line in imports(path)
        if name.split(".")[0] in ("core", "gui") and not any(within(name, room) for room in allowed)
    ]
    assert not broken


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_home(library: str) -> None:
    homes = HOMES[library]
    strays = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (*sources("core"), *sources("gui"))
        for name, line in imports(path)
        if within(name, library) and not path.relative_to(ROOT).as_posix().startswith(homes)
    ]
    assert not strays


def test_the_rules_are_pure() -> None:
    impure = [
        f"{path.name}:{line} {name}"
        for path in sources("core/rules")
        for name, line in imports(path)
        if name.split(".")[0] in PURE
    ]
    assert not impure


def test_no_app_is_named_in_code() -> None:
    apps = [folder.name for folder in (ROOT / "resources" / "apps").iterdir() if folder.is_dir()]
    named = [
        f"{path.relative_to(ROOT)}: {app}"
        for path in (*sources("core"), *sources("gui"))
        if "sandbox" not in path.parts
        for app in apps
        if re.search(rf"[\"']{app}[\"'.]", path.read_text(encoding="utf-8"))
    ]
    assert apps
    assert not named


@pytest.mark.parametrize(
    "pattern",
    [
        r"\.exec\(",
        r"QMessageBox\.(question|information|warning|critical|about)\(",
        r"QFileDialog\.get",
        r"QInputDialog\.get",
        r"asyncSlot|asyncClose",
        r"Signal\((dict|list|int|str|float|bool)",
    ],
)
def test_the_window_never_blocks_its_loop_nor_bends_its_signals(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources("gui")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found


def test_the_core_runs_where_there_is_no_qt() -> None:
    modules = [module_name(path) for path in sources("core")]
    script = (
        "import sys\n"
        "for name in ('PySide6', 'shiboken6', 'qasync', 'gui'):\n"
        "    sys.modules[name] = None\n"
        f"for name in {modules!r}:\n"
        "    __import__(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_packaging_folder_never_hides_the_library_of_its_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "SECURITY.md"])
def test_a_page_names_only_paths_that_exist(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:core|gui|resources|tests|packaging|\.ci)/[\w./-]*)`", page)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
