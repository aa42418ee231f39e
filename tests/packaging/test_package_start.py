"""The first moments of the packaged program: what it mends, what it is spared."""

import gc
import importlib.util
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

FROZEN = Path(__file__).resolve().parents[2] / "packaging" / "frozen"

Load = Callable[[str], ModuleType]


@pytest.fixture
def start() -> ModuleType:
    """Where the packaged program begins."""
    spec = importlib.util.spec_from_file_location("packaged_start", FROZEN / "trunkline.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def collecting() -> Iterator[None]:
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


@pytest.mark.parametrize("before", ["/opt/theirs", None])
def test_a_browser_loads_the_libraries_that_the_person_set_and_not_ours(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/trunkline/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    start.as_the_person_had_it()
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_the_certificates_of_other_systems_are_found(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    bundle = tmp_path / "ca-bundle.crt"
    monkeypatch.setattr(start, "CERTIFICATES", str(tmp_path / "none"))
    monkeypatch.setattr(start, "ELSEWHERE", (str(tmp_path / "neither"), str(bundle)))
    start.find_certificates()
    assert "SSL_CERT_FILE" not in os.environ
    bundle.touch()
    start.find_certificates()
    assert os.environ.pop("SSL_CERT_FILE") == str(bundle)


def test_certificates_that_the_person_chose_are_left_alone(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bundle").touch()
    monkeypatch.setattr(start, "CERTIFICATES", str(tmp_path / "none"))
    monkeypatch.setattr(start, "ELSEWHERE", (str(tmp_path / "bundle"),))
    monkeypatch.setenv("SSL_CERT_FILE", "/mine")
    start.find_certificates()
    assert os.environ["SSL_CERT_FILE"] == "/mine"


@pytest.mark.usefixtures("collecting")
def test_a_command_collects_rubbish_again_after_a_start_without() -> None:
    from gui.start import main

    runpy.run_path(str(FROZEN / "uncollected.py"))
    assert not gc.isenabled()
    with pytest.raises(SystemExit):
        main(["--nonsense"])
    assert gc.isenabled()


def test_what_shiboken_would_compile_at_each_start_is_compiled_where_it_looks(
    load: Load, tmp_path: Path
) -> None:
    made = load("package_shiboken").compiled(tmp_path)
    places = {place for place, _, _ in made}
    assert "shiboken6/files.dir/shibokensupport/signature/loader.pyc" in places
    assert all(Path(source).is_file() and kind == "DATA" for _, source, kind in made)


def test_shiboken_takes_its_compiled_files(load: Load, tmp_path: Path) -> None:
    import shiboken6

    package = tmp_path / "shiboken6"
    package.mkdir()
    for file in Path(str(shiboken6.__file__)).parent.iterdir():
        if file.is_file():
            (package / file.name).symlink_to(file)
    module = package / "__init__.py"
    module.unlink()
    module.write_bytes(Path(str(shiboken6.__file__)).read_bytes())
    for place, source, _ in load("package_shiboken").compiled(tmp_path / "work"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(Path(source).read_bytes())
    asked = "import shiboken6, sys; print(sys.modules['shibokensupport.signature.loader'].__file__)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(package / "files.dir/shibokensupport/signature/loader.pyc")


def test_the_same_source_is_compiled_to_the_same_bytes(load: Load, tmp_path: Path) -> None:
    shiboken = load("package_shiboken")
    one, other = (
        [Path(source).read_bytes() for _, source, _ in shiboken.compiled(tmp_path / name)] for name in "ab"
    )
    assert one == other


def test_only_the_preparations_that_are_needed_run_first(load: Load) -> None:
    scripts = [
        ("pyi_rth_multiprocessing", "", "PYSOURCE"),
        ("pyi_rth_pyside6", "", "PYSOURCE"),
        ("trunkline", "", "PYSOURCE"),
    ]
    kept = load("package_contents").needed_first(scripts)
    assert [name for name, _, _ in kept] == ["pyi_rth_pyside6", "trunkline"]
