"""The views with the detail beside them, or below where it is narrow."""

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui.bundles.detail_pane import DetailPane
from gui.bundles.spot import Spot

_NARROW = 90
"""Width in average characters below which the detail lies below."""

_WANTED, _SHARE = "bundles/detail", "bundles/detail_share"
_SHARE_AT_FIRST = 0.32
_LEAST_SHARE, _MOST_SHARE = 0.1, 0.9


class DetailSplit(QSplitter):
    """Remembers whether the detail is wanted, and how much room it takes."""

    wanted_changed = Signal(object)
    left = Signal()
    """The keyboard wants back to the view."""

    def __init__(self, main: QWidget, look: QSettings | None) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("bundle-split")
        self.setChildrenCollapsible(False)
        self.pane = DetailPane()
        self._look = look
        self._has_place = False
        self._wanted = look is not None and look.value(_WANTED, False, bool) is True
        share = look.value(_SHARE, _SHARE_AT_FIRST, float) if look is not None else _SHARE_AT_FIRST
        is_sound = isinstance(share, float) and _LEAST_SHARE <= share <= _MOST_SHARE
        self._share = float(share) if is_sound and isinstance(share, float) else _SHARE_AT_FIRST
        self.addWidget(main)
        self.addWidget(self.pane)
        self.pane.closed.connect(self._close)
        self.pane.left.connect(self.left)
        self.splitterMoved.connect(self._moved)
        self._show()

    def is_wanted(self) -> bool:
        """Whether the person wants to see it."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show it, wherever there is a value to show, or not at all."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if self._look is not None:
            self._look.setValue(_WANTED, wanted)
        self._show()
        self.wanted_changed.emit(wanted)

    def set_has_place(self, has_place: bool) -> None:
        """Whether the view that is shown has a current value."""
        self._has_place = has_place
        self._show()

    def follow(self, spot: Spot | None) -> None:
        """Show in full where the person is."""
        if spot is not None and self.pane.isVisible():
            self.pane.show_spot(spot)

    def focus_text(self) -> None:
        """Put the keyboard into the value."""
        self.set_wanted(True)
        self.pane.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        shown = self._wanted and self._has_place
        if shown and self.pane.isHidden():
            self.pane.show()
            self._share_out()
        self.pane.setVisible(shown)

    def _close(self) -> None:
        self.set_wanted(False)
        self.left.emit()

    def _moved(self) -> None:
        sizes = self.sizes()
        self._share = min(max(sizes[1] / max(1, sum(sizes)), _LEAST_SHARE), _MOST_SHARE)
        if self._look is not None:
            self._look.setValue(_SHARE, self._share)

    def _share_out(self) -> None:
        room = self.width() if self.orientation() == Qt.Orientation.Horizontal else self.height()
        self.setSizes([round(room * (1 - self._share)), round(room * self._share)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside where there is room, below where there is not."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW * self.fontMetrics().averageCharWidth()
        wanted = Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        if self.orientation() != wanted:
            self.setOrientation(wanted)
            self._share_out()
