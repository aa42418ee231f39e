"""What the tests of the history start from."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui import theme
from tests.core.past_runs import Past


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """A profile, to be given a past."""
    return Past(tmp_path / "profile")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """The program's own look: sizes and visibility as people have them."""
    theme.apply(qapp, "light")
