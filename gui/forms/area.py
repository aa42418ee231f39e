"""Where a form is scrolled, if there is more of it than fits."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def form_area(content: QWidget) -> QScrollArea:
    """The area that a form lies in, as wide as there is room."""
    area = QScrollArea()
    area.setAccessibleName("Form")
    area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what it holds
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area
