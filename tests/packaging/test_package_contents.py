"""What goes into the packaged program, and what stays out."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

Load = Callable[[str], ModuleType]


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6WaylandClient.so.6",
        "PySide6/Qt/lib/libicudata.so.73",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/libpyside6.abi3.so.6.11",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt6Core.dll",
        "libQt6Core.so.6",
        "libpython3.13.so.1.0",
        "libssl.so.3",
        "libsqlite3.so.0",
        "apsw/__init__.cpython-313-x86_64-linux-gnu.so",
        "resources/apps/refiner/app.yaml",
    ],
)
def test_what_the_program_needs_stays(load: Load, place: str) -> None:
    assert load("package_contents").is_kept(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6",
        "libQt6EglFSDeviceIntegration.so.6",
        "PySide6/QtQml.abi3.so",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "PySide6/Qt/translations/qtbase_de.qm",
    ],
)
def test_what_it_never_uses_of_qt_stays_out(load: Load, place: str) -> None:
    assert not load("package_contents").is_kept(place)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing of the system's is collected")
@pytest.mark.parametrize(
    "name",
    [
        "libgtk-3.so.0",
        "libX11.so.6",
        "libxcb-cursor.so.0",
        "libdbus-1.so.3",
        "libsystemd.so.0",
        "libstdc++.so.6",
    ],
)
def test_libraries_that_every_desktop_has_are_the_systems_own(load: Load, name: str) -> None:
    assert not load("package_contents").is_kept(name)


def test_every_module_of_ours_is_collected_whoever_imports_it(load: Load) -> None:
    modules = load("package_contents").own_modules(CHECKOUT)
    assert {"core", "core.__main__", "core.results.worker", "gui.start", "gui.session"} <= set(modules)
    assert not [name for name in modules if name.startswith(("tests", "packaging"))]


def test_all_resources_lie_in_the_package_as_in_the_checkout(load: Load) -> None:
    data = dict(load("package_contents").own_data(CHECKOUT))
    places = {str(Path(source).relative_to(CHECKOUT)): place for source, place in data.items()}
    assert places["resources/apps"] == "resources/apps"
    assert places["resources/trunkline.svg"] == "resources"
    assert places["core/store/migrations"] == "core/store/migrations"
    assert len(places) == len(list((CHECKOUT / "resources").iterdir())) + 1


def test_the_list_of_what_was_collected_tells_where_it_came_from(load: Load, tmp_path: Path) -> None:
    load("package_contents").write_list(tmp_path / "list", [("yaml", "/x/yaml/__init__.py", "PYMODULE")])
    written = json.loads((tmp_path / "list").read_text(encoding="utf-8"))
    assert written == [{"place": "yaml", "source": "/x/yaml/__init__.py"}]


def test_the_libraries_to_build_with_are_pinned_by_their_hashes() -> None:
    text = (CHECKOUT / "packaging" / "requirements" / "package.txt").read_text(encoding="utf-8")
    wanted = [line for line in text.splitlines() if "==" in line]
    assert any(line.startswith("pyinstaller==") for line in wanted)
    assert all(line.endswith("\\") for line in wanted)
    assert "http" not in text


def test_a_library_that_runs_and_builds_is_pinned_to_one_version() -> None:
    pins: dict[str, set[str]] = {}
    for name in ("build", "run", "package"):
        text = (CHECKOUT / "packaging" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            if "==" in line and not line.startswith(" "):
                library, version = line.split(";")[0].strip(" \\").split("==")
                pins.setdefault(library, set()).add(version)
    assert {library: versions for library, versions in pins.items() if len(versions) > 1} == {}
