"""The floor of the start: an empty QMainWindow, painted. Prints when."""

import json
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Window(QMainWindow):
    """Leaves after its first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The moment that counts."""
        super().paintEvent(event)
        print(json.dumps({"painted": time.time()}))
        QTimer.singleShot(0, QApplication.quit)


if __name__ == "__main__":
    app = QApplication([])
    window = Window()
    window.resize(1280, 800)
    window.show()
    app.exec()
