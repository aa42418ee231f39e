"""How hard a new passphrase is to guess: bars, a word and a hint."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.integrator import PassphraseStrength
from gui import theme

_ADVICE = "Four or more words that have nothing to do with each other are easy to keep in mind."
_STRONG = "Hard to guess."


class _Look(NamedTuple):
    """How a level is shown: so many bars, a word, a colour of the theme."""

    bars: int
    word: str
    token: str


_NOTHING = _Look(0, "", "muted")
_LOOKS = {
    "weak": _Look(1, "Weak", "danger"),
    "fair": _Look(2, "Fair", "warning"),
    "good": _Look(3, "Good", "success"),
    "strong": _Look(4, "Strong", "success"),
}
_MOST_BARS = max(look.bars for look in _LOOKS.values())
_BAR_HEIGHT = 5


class PassphraseMeter(QWidget):
    """Says what a passphrase is worth. As high when it says nothing, so that nothing jumps as one types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase-meter")
        self._bars = _Bars(self)
        self.word = _line("passphrase-strength", "strong")
        self.hint = _line("passphrase-hint", "caption")
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing())
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.word.setMinimumWidth(self.word.fontMetrics().horizontalAdvance("Strong") + theme.S)
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addWidget(self._bars, 1)
        top.addWidget(self.word)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.XS, 0, 0)
        column.setSpacing(theme.XS // 2)
        column.addLayout(top)
        column.addWidget(self.hint)
        self.show_strength(None)

    def show_strength(self, strength: PassphraseStrength | None) -> None:
        """Show an estimate; None while nothing is typed."""
        look = _LOOKS[strength.level] if strength else _NOTHING
        self._bars.fill(look)
        self.word.setText(look.word)
        self.hint.setText((strength.hint or _STRONG) if strength else _ADVICE)
        self.setAccessibleName(f"Strength of the passphrase: {look.word.lower() or 'nothing typed yet'}")


class _Bars(QWidget):
    """Some of four bars are filled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._look = _NOTHING

    def fill(self, look: _Look) -> None:
        """Fill as many as the look has."""
        self._look = look
        self.update()

    def sizeHint(self) -> QSize:
        """One line of thin bars."""
        return QSize(theme.XXL * _MOST_BARS, _BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars, from the left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - theme.XS * (_MOST_BARS - 1)) / _MOST_BARS
        for place in range(_MOST_BARS):
            painter.setBrush(theme.color(self._look.token if place < self._look.bars else "border"))
            bar = QRectF(place * (width + theme.XS), 0, width, _BAR_HEIGHT)
            painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.end()


def _line(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
