"""What a value may mean, shown: a moment in words, a colour, where a link leads, a picture."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.bundles.detail_facts import Facts
from gui.bundles.detail_value import Link
from gui.bundles.look import named, plain_tip
from gui.icons import icon

PICTURE = 240
"""Side of the largest picture, in device-independent pixels."""

_SWATCH = 18


class Picture(QLabel):
    """A picture, made smaller where there is no room for it."""

    _whole: QPixmap | None = None

    def show_whole(self, picture: QPixmap) -> None:
        """Show another picture."""
        self._whole = picture
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """None: a picture must not take room from what is beside it."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture follows the room that there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole is None:
            return
        ratio, room = self._whole.devicePixelRatio(), max(self.width(), _SWATCH)
        if self._whole.deviceIndependentSize().width() <= room:
            self.setPixmap(self._whole)
        else:
            smooth = Qt.TransformationMode.SmoothTransformation
            self.setPixmap(self._whole.scaledToWidth(round(room * ratio), smooth))


class Meanings(QWidget):
    """Shows only what there is. A link is opened by its button alone, in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link: Link | None = None
        self._moment = detail_line("detail-moment", "caption")
        self._swatch, self._colour = named(QLabel(), "detail-swatch"), detail_line("detail-colour", "caption")
        self._host = detail_line("detail-host", "caption")
        self._open = named(QPushButton("Open link"), "detail-open")
        self._open.setIcon(icon("external-link"))
        self._open.clicked.connect(self._open_link)
        self._picture = named(Picture(), "detail-picture")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._words = detail_line("detail-image", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addWidget(self._moment)
        layout.addLayout(detail_row(self._swatch, self._colour, stretch=1))
        layout.addLayout(detail_row(self._host, self._open, stretch=0))
        layout.addWidget(self._picture)
        layout.addWidget(self._words)

    def show_facts(self, facts: Facts) -> None:
        """Show what is known of another value."""
        self._moment.setText(facts.moment)
        self._moment.setVisible(bool(facts.moment))
        self._show_colour(facts.colour)
        self._link = facts.link
        self._host.setText(f"Leads to {facts.link.host}" if facts.link else "")
        self._open.setToolTip(plain_tip(facts.link.address) if facts.link else "")
        for widget in (self._host, self._open):
            widget.setVisible(facts.link is not None)
        self._picture.hide()
        self._words.hide()
        self.setVisible(bool(facts.moment or facts.colour or facts.link))

    def show_picture(self, image: QImage, words: str) -> None:
        """Show a picture, and what it is."""
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.show_whole(QPixmap.fromImage(image))
        self._picture.setAccessibleName(f"Preview: {words}")
        self._picture.show()
        self.say_of_image(words)

    def say_of_image(self, words: str) -> None:
        """Say what an image is, or why it is not shown."""
        self._words.setText(words)
        self._words.show()
        self.show()

    def _show_colour(self, colour: QColor | None) -> None:
        self._swatch.setVisible(colour is not None)
        self._colour.setVisible(colour is not None)
        if colour is not None:
            self._swatch.setPixmap(_swatch(colour, self.devicePixelRatioF()))
            red, green, blue, opacity = colour.red(), colour.green(), colour.blue(), colour.alphaF()
            more = f", {opacity:.0%} opaque" if colour.alpha() < 255 else ""
            self._colour.setText(f"red {red}, green {green}, blue {blue}{more}")

    def _open_link(self) -> None:
        if self._link is not None:
            QDesktopServices.openUrl(QUrl(self._link.address, QUrl.ParsingMode.StrictMode))


def detail_line(name: str, role: str) -> QLabel:
    """A line of plain text that can be selected."""
    label = named(QLabel(), name, role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(role != "strong")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def detail_row(*widgets: QWidget, stretch: int) -> QHBoxLayout:
    """Widgets side by side, one of which takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(theme.XS)
    for number, widget in enumerate(widgets):
        row.addWidget(widget, 1 if number == stretch else 0)
    return row


def _swatch(colour: QColor, ratio: float) -> QPixmap:
    side = round(_SWATCH * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(colour)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
