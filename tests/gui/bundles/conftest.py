"""The viewer on an offscreen screen."""

from pathlib import Path

import pytest
from bundle_screen import Screen
from pytestqt.qtbot import QtBot


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> Screen:
    """An empty viewer that is shown."""
    screen = Screen(tmp_path)
    qtbot.addWidget(screen.view)
    screen.view.show()
    qtbot.waitExposed(screen.view)
    return screen
