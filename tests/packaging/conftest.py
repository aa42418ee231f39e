"""The development script, loaded from a copy of the checkout so that no test touches the real one."""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Import parts of the script by name, from a copy of `packaging/` in `tmp_path`."""
    copy = tmp_path / "packaging"
    shutil.copytree(CHECKOUT / "packaging", copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    monkeypatch.syspath_prepend(str(copy))
    yield importlib.import_module
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(copy)):
            del sys.modules[name]
