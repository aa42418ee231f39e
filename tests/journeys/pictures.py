"""Pictures of a journey, for somebody who wants to look at it: `TRUNKLINE_PICTURES` names their folder."""

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.journeys.program import Program

FOLDER = "TRUNKLINE_PICTURES"


def picture(program: Program, name: str) -> None:
    """Keep how the window looks now, or what lies over it."""
    if folder := os.environ.get(FOLDER):
        Path(folder).mkdir(parents=True, exist_ok=True)
        on_top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or program.window
        on_top.grab().save(str(Path(folder) / f"{name}.png"))
