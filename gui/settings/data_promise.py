"""What is true of where data go, in three sentences that tests/journeys/test_where_data_goes.py hold to."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gui import theme
from gui.icons import icon

_ICON = QSize(18, 18)

PROMISES = (
    (
        "shield-check",
        "Only services that you connect are contacted,",
        "with what you fill in and run, and addresses that you test. No account with us, no telemetry, no "
        "search for updates.",
    ),
    (
        "house",
        "Everything else stays here:",
        "bundles, history, names of connections, reports of faults, this list. Credentials go to the service "
        "that they belong to, and nowhere else.",
    ),
    (
        "eye",
        "What others can see:",
        "besides its credentials, each request says that it comes from “Trunkline”, and nothing about you or "
        "this computer. The name server of your network, and a proxy, learn which host is asked.",
    ),
)
"""Icon, what it is about, the rest of the sentence."""


class Promise(QFrame):
    """A card with a sign and a sentence a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data-promise")
        self.setProperty("role", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.M)
        grid.setColumnStretch(1, 1)
        for row, (picture, about, rest) in enumerate(PROMISES):
            sign = QLabel()
            sign.setPixmap(icon(picture, "accent").pixmap(_ICON, self.devicePixelRatioF()))
            sentence = QLabel(f"<b>{about}</b> {rest}")
            sentence.setObjectName(f"promise-{row + 1}")
            sentence.setWordWrap(True)
            sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(sign, row, 0, alignment=Qt.AlignmentFlag.AlignTop)
            grid.addWidget(sentence, row, 1)
