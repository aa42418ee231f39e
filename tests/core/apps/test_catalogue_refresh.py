"""Apps are looked at again without a restart; what nobody asked for is not read."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.apps import loader
from core.apps.cache import AppCache
from core.apps.catalogue import Catalogue
from core.apps.places import SCHEMAS

Write = Callable[..., Path]
Files = dict[str, str]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Built-in apps in `built-in`, own ones in `apps`, with a cache."""
    return Catalogue((tmp_path / "built-in", tmp_path / "apps"), AppCache(tmp_path / "cache", SCHEMAS))


def test_an_app_that_is_dropped_into_the_folder_is_there_after_a_refresh(
    catalogue: Catalogue, write_app: Write
) -> None:
    assert catalogue.apps() == ()
    write_app()
    assert catalogue.apps() == ()
    assert catalogue.refresh() is True
    assert [(app.id, app.own) for app in catalogue.apps()] == [("demo", True)]
    assert len(catalogue.modules("demo")) == 3


def test_what_changes_and_what_goes_is_noticed(catalogue: Catalogue, write_app: Write, files: Files) -> None:
    folder = write_app()
    assert catalogue.module("demo", "find_things").label == "Find Things"
    changed = files["modules/find_things.yaml"].replace("label: Find Things", "label: Seek Things")
    write_app(replaced={"modules/find_things.yaml": changed})
    assert catalogue.refresh() is True
    assert catalogue.module("demo", "find_things").label == "Seek Things"
    shutil.rmtree(folder)
    assert catalogue.refresh() is True
    assert catalogue.apps() == ()


def test_a_mistake_comes_and_goes_with_its_file(catalogue: Catalogue, write_app: Write, files: Files) -> None:
    write_app()
    catalogue.modules("demo")
    for broken, in_app in (("app.yaml", True), ("modules/make_call.yaml", False)):
        write_app(replaced={broken: files[broken].replace("label: ", "lable: ", 1)})
        assert catalogue.refresh() is True
        (told,) = catalogue.problems()
        assert [Path(problem.file).name for problem in told.problems] == [Path(broken).name]
        assert bool(catalogue.apps()) is not in_app
        write_app()
        assert catalogue.refresh() is True
        assert catalogue.problems() == ()
        catalogue.modules("demo")


def test_where_nothing_changed_nothing_is_read_from_yaml(
    catalogue: Catalogue, write_app: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_app()
    modules = catalogue.modules("demo")

    def read(text: str) -> None:
        raise AssertionError("nothing has changed: no YAML is to be read")

    monkeypatch.setattr(loader, "read_yaml", read)
    assert catalogue.refresh() is False
    assert catalogue.modules("demo") == modules


def test_what_nobody_asked_for_is_not_read_by_a_refresh_either(
    catalogue: Catalogue, write_app: Write
) -> None:
    write_app(replaced={"app.yaml": "a: ["})
    assert catalogue.refresh() is False
    write_app(replaced={"modules/find_things.yaml": "a: ["})
    assert len(catalogue.apps()) == 1
    assert catalogue.refresh() is False
    assert catalogue.problems() == ()


OPENED = """
import json, sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from core.apps.cache import AppCache
from core.apps.catalogue import Catalogue
from core.apps.places import SCHEMAS
from pathlib import Path
root = Path(sys.argv[1])
catalogue = Catalogue((root / "apps",), AppCache(root / "cache", SCHEMAS))
apps = catalogue.apps()
marks = [catalogue.icon(app.id) for app in apps]
for app in apps if sys.argv[2] == "all" else ():
    catalogue.modules(app.id)
mine = [Path(name).relative_to(root).as_posix() for name in opened if name.startswith(str(root))]
print(json.dumps({"opened": mine, "yaml": "yaml" in sys.modules}))
"""
"""Loads apps in a process of its own; prints which files of theirs it opened."""


def opened_by(folder: Path, what: str) -> tuple[set[str], bool]:
    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(folder), what],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    return {name for name in said["opened"] if not name.endswith(tuple("0123456789"))}, said["yaml"]


def test_a_module_is_not_opened_before_it_is_wanted(write_app: Write, tmp_path: Path) -> None:
    write_app()
    write_app("apps/other")
    opened, yaml = opened_by(tmp_path, "apps")
    assert {name for name in opened if name.startswith("apps/")} == {
        "apps/demo/app.yaml",
        "apps/other/app.yaml",
    }
    assert yaml
    opened, yaml = opened_by(tmp_path, "apps")
    assert opened == {"cache/demo.app", "cache/other.app"}
    assert not yaml


def test_what_was_read_once_comes_from_the_cache_alone(write_app: Write, tmp_path: Path) -> None:
    write_app()
    opened, _ = opened_by(tmp_path, "all")
    assert {name.split("/")[2] for name in opened if name.startswith("apps/")} >= {
        "app.yaml",
        "modules",
        "samples",
    }
    opened, yaml = opened_by(tmp_path, "all")
    assert opened == {"cache/demo.app", "cache/demo.modules"}
    assert not yaml
