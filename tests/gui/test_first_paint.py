"""What the window needs before it is painted for the first time: the less that is, the sooner it is there."""

import subprocess
import sys
from pathlib import Path

START = """
import os, sys
from PySide6 import QtCore, QtGui, QtWidgets
import gui.main_window, gui.start, gui.welcome.welcome

class Painted(gui.welcome.welcome.Welcome):
    def paintEvent(self, event):
        loaded = {name for module in (QtCore, QtGui, QtWidgets) for name in vars(module)}
        print(*sorted(loaded | {name for name in sys.modules if "." not in name}))
        sys.stdout.flush()
        os._exit(0)

gui.welcome.welcome.Welcome = Painted
gui.start.main(["--data-dir", sys.argv[1]])
"""


def test_the_first_paint_needs_nothing_that_takes_long_to_load(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "data")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert {"QMainWindow", "QToolButton", "gui"} <= loaded, "the window is there"
    # PySide6 makes a type when it is first asked for. `Qt` has 93 enumerations, `QStyle` 13 large ones: each
    # takes as long as the whole window. `from PySide6 import QtCore` and `QtCore.Qt` in a function ask late.
    assert not loaded & {"Qt", "QStyle", "QTreeView", "QTableView", "QComboBox", "QDialog", "QMessageBox"}
    assert not loaded & {"asyncio", "qasync", "json", "httpx", "sqlite3", "msgspec", "yaml", "cryptography"}
