"""Apps that are kept as they were decoded: read once, and anew as soon as anything differs."""

import shutil
from pathlib import Path

import pytest

from core.apps import loader, yaml_reader
from core.apps.cache import AppCache
from core.apps.catalogue import Catalogue
from core.apps.found import Problems
from core.apps.places import BUILT_IN_APPS
from core.model.app import App

SCHEMA = BUILT_IN_APPS.parent / "schema"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of apps with one in it that may be changed."""
    shutil.copytree(BUILT_IN_APPS / "refiner", tmp_path / "apps" / "refiner")
    return tmp_path / "apps"


def catalogue(own: Path) -> Catalogue:
    """As a program would open it anew."""
    return Catalogue([own], AppCache(own.parent / "cache", SCHEMA))


def no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> None:
        raise AssertionError("nothing has changed: no YAML is to be read")

    monkeypatch.setattr(yaml_reader, "read_yaml", read)
    monkeypatch.setattr("core.apps.loader.read_yaml", read)


def test_an_app_that_was_read_once_is_the_same_without_its_yaml(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = catalogue(own)
    app, modules = before.app("refiner"), before.modules("refiner")
    no_yaml(monkeypatch)
    after = catalogue(own)
    assert after.app("refiner") == app
    assert after.modules("refiner") == modules


def test_a_changed_app_is_read_anew(own: Path) -> None:
    catalogue(own).apps()
    file = own / "refiner" / "app.yaml"
    file.write_text(file.read_text().replace("label: Refiner", "label: Rephiner"))
    assert catalogue(own).app("refiner").label == "Rephiner"


@pytest.mark.parametrize("file", ["modules/list_contacts.yaml", "samples/list_contacts.json"])
def test_a_file_that_has_gone_is_missed(own: Path, file: str) -> None:
    assert len(catalogue(own).modules("refiner")) == 6
    (own / "refiner" / file).unlink()
    assert len(catalogue(own).modules("refiner")) == 5


def test_an_app_that_became_wrong_is_refused(own: Path) -> None:
    catalogue(own).apps()
    file = own / "refiner" / "app.yaml"
    file.write_text(file.read_text().replace("base_url:", "bass_url:"))
    later = catalogue(own)
    assert later.apps() == ()
    assert [broken.app for broken in later.problems()] == ["refiner"]
    assert [broken.app for broken in catalogue(own).problems()] == ["refiner"], "said each time"


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\x92\x90\x01"])
def test_a_broken_cache_is_read_around_and_mended(own: Path, rubbish: bytes) -> None:
    app = catalogue(own).app("refiner")
    kept = own.parent / "cache" / "refiner.app"
    kept.write_bytes(rubbish)
    assert catalogue(own).app("refiner") == app
    assert kept.read_bytes() != rubbish


def test_a_cache_that_cannot_be_written_is_none(own: Path) -> None:
    (own.parent / "cache").write_text("a file where the folder should be")
    assert len(catalogue(own).modules("refiner")) == 6


def test_another_model_reads_everything_anew(own: Path, tmp_path: Path) -> None:
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "app.schema.json").write_text("{}")
    cache = AppCache(tmp_path / "cache", schema)
    Catalogue([own], cache).apps()
    folder = own / "refiner"
    assert cache.app(folder, cache.app_state(folder)) is not None
    (schema / "app.schema.json").write_text("{ }")
    assert cache.app(folder, cache.app_state(folder)) is None


def test_an_app_that_changes_while_it_is_read_is_read_again(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own / "refiner" / "app.yaml"
    read = loader.load_app

    def read_and_change(folder: Path, *, own: bool) -> App | Problems:
        found = read(folder, own=own)
        file.write_text(file.read_text().replace("label: Refiner", "label: Rephiner"))
        return found

    monkeypatch.setattr(loader, "load_app", read_and_change)
    assert catalogue(own).app("refiner").label == "Refiner"
    assert catalogue(own).app("refiner").label == "Rephiner"
