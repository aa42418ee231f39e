"""What only the window knows of itself: Qt, the display, the scale."""

import os

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from core.integrator import Fact


def window_facts() -> tuple[Fact, ...]:
    """Versions and display, as they are now."""
    screens = QGuiApplication.screens()
    shown = "; ".join(
        f"{one.size().width()} x {one.size().height()} at {round(one.devicePixelRatio() * 100)} %"
        for one in screens
    )
    session = os.environ.get("XDG_SESSION_TYPE", "")
    platform = QGuiApplication.platformName()
    return (
        Fact("PySide6", PySide6.__version__),
        Fact("Qt", qVersion()),
        Fact("Display", f"{platform} on {session}" if session else platform),
        Fact("Screens", shown or "none"),
    )
