"""The licences in a package: each library brings its own, and what has none stops the building."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

MODULE = Path("lib/python3.13/json.py")

Load = Callable[[str], ModuleType]


@pytest.fixture
def licences(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, on a machine whose system packages are not asked and a program that declares nothing."""
    icons = tmp_path / "resources" / "icons"
    icons.mkdir(parents=True)
    (icons / "LICENSE").write_text("ISC")
    (tmp_path / "LICENSE").write_text("MIT")
    module = load("package_licences")
    monkeypatch.setattr(module, "declared", set)
    return module


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """Installed libraries: PyInstaller, whose beginning is in every program, and one's own to add."""
    folder = tmp_path / "libraries"
    install(folder, "pyinstaller", {"licenses/COPYING.txt": "GPL with an exception"})
    return folder


@pytest.fixture
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Python with its licence and one module."""
    python = tmp_path_factory.mktemp("elsewhere")
    laid_out(python, "lib/python3.13/LICENSE.txt", "lib/python3.13/json.py")
    return python


def laid_out(folder: Path, *files: str) -> None:
    """Make files; in each stands its place."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(file)


def install(folder: Path, name: str, licences: dict[str, str]) -> Path:
    """Put a library into a folder as pip does; gives its module."""
    module, about = folder / name / "__init__.py", folder / f"{name}-1.0.dist-info"
    module.parent.mkdir(parents=True)
    module.touch()
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n")
    for place, text in licences.items():
        (about / place).parent.mkdir(parents=True, exist_ok=True)
        (about / place).write_text(text)
    files = [module, about / "METADATA", *(about / place for place in licences)]
    (about / "RECORD").write_text("".join(f"{file.relative_to(folder).as_posix()},,\n" for file in files))
    return module


def collected(folder: Path, *sources: Path) -> Path:
    """The list of what was collected."""
    file = folder / "collected.json"
    file.write_text(json.dumps([{"place": source.name, "source": str(source)} for source in sources]))
    return file


def test_each_shipped_library_brings_its_own_texts(
    licences: ModuleType, libraries: Path, python: Path, tmp_path: Path
) -> None:
    shipped = install(
        libraries, "shipped", {"licenses/LICENSE": "BSD", "licenses/vendor/LICENSE": "MIT of another"}
    )
    install(libraries, "unused", {"LICENSE": "some"})
    folder = tmp_path / "licenses"
    licences.gather(collected(tmp_path, shipped, python / MODULE), libraries, python, folder)
    assert (folder / "shipped" / "LICENSE").read_text() == "BSD"
    assert (folder / "shipped" / "vendor-LICENSE").read_text() == "MIT of another"
    assert (folder / "Python" / "LICENSE").read_text() == "lib/python3.13/LICENSE.txt"
    assert (folder / "pyinstaller" / "COPYING.txt").is_file()
    assert not (folder / "unused").exists()
    overview = (folder / "README.txt").read_text(encoding="utf-8")
    assert "  shipped 1.0\n" in overview
    assert "Lucide icons" in overview


def test_a_shipped_library_without_a_licence_stops_the_building(
    licences: ModuleType, libraries: Path, python: Path, tmp_path: Path
) -> None:
    nameless = install(libraries, "nameless", {})
    with pytest.raises(SystemExit, match="No licence was found for: nameless"):
        licences.gather(
            collected(tmp_path, nameless, python / MODULE), libraries, python, tmp_path / "licenses"
        )
    assert not (tmp_path / "licenses").exists()


def test_a_library_that_the_program_declares_and_the_package_lacks_stops_the_building(
    licences: ModuleType, libraries: Path, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences, "declared", lambda: {"aiohttp-socks"})
    with pytest.raises(SystemExit, match="aiohttp-socks"):
        licences.gather(collected(tmp_path, python / MODULE), libraries, python, tmp_path / "licenses")


def test_what_the_program_declares_is_read_without_its_versions(load: Load) -> None:
    declared = load("package_licences").declared()
    assert {"httpx", "pyside6-essentials", "pyyaml", "qasync", "xlsxwriter"} <= declared
    assert all(name == name.lower() and name.replace("-", "").isalnum() for name in declared)


def test_a_file_of_unknown_origin_stops_the_building(
    licences: ModuleType, libraries: Path, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences, "capture", lambda _command: (1, "no path found"))
    stray = tmp_path.parent / "elsewhere" / "libstray.so.1"
    with pytest.raises(SystemExit, match=r"libstray\.so\.1"):
        licences.gather(collected(tmp_path, stray, python / MODULE), libraries, python, tmp_path / "licenses")


def test_qt_comes_with_its_licence_and_with_how_to_replace_it(
    licences: ModuleType, libraries: Path, python: Path, tmp_path: Path
) -> None:
    qt = install(libraries, "PySide6_Essentials", {})
    folder = tmp_path / "licenses"
    licences.gather(collected(tmp_path, qt, python / MODULE), libraries, python, folder)
    assert "LESSER GENERAL PUBLIC LICENSE" in (folder / "PySide6_Essentials" / "LGPL-3.0.txt").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "PySide6_Essentials" / "GPL-3.0.txt").read_text()
    assert "Put your files over those" in (folder / "QT.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("licence", "files"),
    [
        # Windows: from python.org, and as runners of GitHub have it, in a folder that is called x64.
        (
            "LICENSE.txt",
            (
                "python313.dll",
                "vcruntime140.dll",
                "DLLs/_ssl.pyd",
                "DLLs/libcrypto-3.dll",
                "Lib/json/__init__.py",
            ),
        ),
        # macOS: Versions/3.13 of the framework; and a Python that was built for oneself.
        (
            "lib/python3.13/LICENSE.txt",
            ("Python", "lib/libssl.3.dylib", "lib/python3.13/lib-dynload/_ssl.so"),
        ),
        ("lib/python3.13/LICENSE.txt", ("lib/libpython3.13.so.1.0", "lib/python3.13/json/__init__.py")),
    ],
)
def test_everything_in_a_folder_of_its_own_is_pythons(
    licences: ModuleType,
    libraries: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    licence: str,
    files: tuple[str, ...],
) -> None:
    python = tmp_path_factory.mktemp("hostedtoolcache") / "x64"
    laid_out(python, licence, *files)
    folder = tmp_path / "licenses"
    found = licences.gather(
        collected(tmp_path, *(python / file for file in files)), libraries, python, folder
    )
    assert [one.name for one in found] == ["Lucide icons", "OpenSSL", "pyinstaller", "Python", "Trunkline"]
    assert (folder / "Python" / "LICENSE").read_text() == licence


@pytest.mark.parametrize(
    ("file", "is_of_python"),
    [
        ("/usr/lib/python3.11/json/__init__.py", True),
        ("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("/usr/lib/x86_64-linux-gnu/libssl.so.3", False),
        ("/usr/local/lib/libodd.so", False),
    ],
)
def test_where_python_shares_a_folder_its_files_are_told_by_their_names(
    load: Load, file: str, is_of_python: bool
) -> None:
    prefix = Path(*Path(file).parts[: 3 if "local" in file else 2])
    assert load("package_licences").is_of_python(Path(file), prefix) == is_of_python
