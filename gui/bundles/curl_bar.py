"""Copying a request as a cURL command: without its secrets, or with them on demand."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from core.integrator import Integrator
from core.model.errors import TrunklineError
from core.model.http import Exchange
from gui.banner import Banner
from gui.bundles.look import named, with_keys
from gui.connections.on_demand import unlocked
from gui.icons import icon
from gui.jobs import Jobs

_COPIED = "Copied; secrets replaced by ***"
_WITH_SECRETS = "Copied with secrets."
_BEWARE = "The clipboard holds your credentials now: whoever reads the command can use the account."

_KEYS = "Ctrl+C"


class CurlBar(QWidget):
    """A button for the copy that may be shown to anybody, and a menu for the one that may not."""

    said = Signal(object)
    """A short confirmation: a text, "" for none any more."""

    def __init__(self, exchange: Callable[[], Exchange | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._integrator: Integrator | None = None
        self._run = ""
        self.jobs = Jobs(self)
        self.notice = Banner("curl-notice")
        """Says what is on the clipboard, or why nothing is; the view around it finds a place for it."""
        self.copy = self._action("copy-curl", "Copy as cURL", "copy", self._copy)
        self.copy.setShortcut(QKeySequence(_KEYS))
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy.setToolTip(with_keys("Copy as cURL, secrets replaced by ***", _KEYS))
        self.copy_with_secrets = self._action(
            "copy-curl-with-secrets", "Copy with secrets", "key", self._copy_with_secrets
        )
        button = named(QPushButton(self.copy.icon(), self.copy.text()), "copy-curl", "quiet")
        button.setAccessibleName(self.copy.text())
        button.setToolTip(self.copy.toolTip())
        button.clicked.connect(self.copy.trigger)
        self.copy.enabledChanged.connect(button.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(button)
        row.addWidget(self._more())
        self.set_origin(None, "")

    def _action(self, name: str, label: str, picture: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(picture), label, self)
        action.setObjectName(f"{name}-action")
        action.triggered.connect(slot)
        return action

    def _more(self) -> QToolButton:
        menu = named(QMenu(self), "copy-curl-menu")
        menu.addActions([self.copy, self.copy_with_secrets])
        button = named(QToolButton(), "copy-curl-more")
        button.setIcon(icon("chevron-down"))
        button.setAccessibleName("More ways to copy this request")
        button.setToolTip("More ways to copy this request")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy.enabledChanged.connect(button.setEnabled)
        return button

    def set_origin(self, integrator: Integrator | None, run: str) -> None:
        """Copy requests of that run; without an integrator nothing can be copied."""
        self._integrator, self._run = integrator, run
        self.setVisible(integrator is not None)
        self.set_ready(self._exchange() is not None)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a request to copy. What was said of the one before says nothing any more."""
        self.notice.clear()
        for action in (self.copy, self.copy_with_secrets):
            action.setEnabled(ready and self._integrator is not None)

    def _copy(self) -> None:
        exchange = self._exchange()
        if self._integrator is None or exchange is None:
            return
        self.notice.clear()
        QGuiApplication.clipboard().setText(self._integrator.curl(exchange))
        self.said.emit(_COPIED)

    def _copy_with_secrets(self) -> None:
        exchange = self._exchange()
        self.said.emit("")
        if self._integrator is not None and exchange is not None:
            self.jobs.start("with secrets", self._fetch(self._integrator, self._run, exchange))

    async def _fetch(self, integrator: Integrator, run: str, exchange: Exchange) -> None:
        try:
            text = await unlocked(
                integrator, self.window(), lambda: integrator.curl_with_secrets(run, exchange)
            )
        except TrunklineError as error:
            self.notice.show_error(error)
            return
        QGuiApplication.clipboard().setMimeData(_as_secret(text))
        self.notice.say("warning", _WITH_SECRETS, _BEWARE)


def _as_secret(text: str) -> QMimeData:
    """A text for the clipboard, marked so that programs that keep what was copied leave this one out."""
    data = QMimeData()
    data.setText(text)
    data.setData("x-kde-passwordManagerHint", b"secret")
    data.setData('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1")
    return data
