"""The program as a person starts it; prints when its window is painted, usable, and complete.

Usable: the first screen is painted and its loop answers, so that a click on it counts. Complete: apps and
connections are loaded as well.
"""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QShowEvent

import gui.main_window
from gui.start import main

moments: dict[str, float] = {}


class Watch(QObject):
    """Notes the first paint, and the first turn of the loop after it."""

    def __init__(self, window: gui.main_window.MainWindow) -> None:
        super().__init__(window)
        window.welcome.installEventFilter(self)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._look)
        self._turn.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() == QEvent.Type.Paint:
            moments.setdefault("painted", time.time())
        return False

    def _look(self) -> None:
        # Never imported here: the program does so when the window is painted.
        asyncio = sys.modules.get("asyncio")
        if "painted" in moments and asyncio and asyncio._get_running_loop() is not None:
            moments["usable"] = time.time()
            self._turn.stop()


class Watched(gui.main_window.MainWindow):
    """Leaves once everything is there."""

    def showEvent(self, event: QShowEvent) -> None:
        """Watch from the beginning."""
        super().showEvent(event)
        self._watch = Watch(self)

    def attach(self, session: object) -> None:
        """Complete: leave."""
        super().attach(session)  # type: ignore[arg-type]
        moments["complete"] = time.time()
        self.close()


if __name__ == "__main__":
    gui.main_window.MainWindow = Watched  # type: ignore[misc]
    main(["--data-dir", sys.argv[1]])
    print(json.dumps(moments))
