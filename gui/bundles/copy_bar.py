"""Copy value, path or bundle, and several at once: actions with buttons, keys and a short confirmation."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.model.errors import TrunklineError
from gui import theme
from gui.bundles.copy_as import CopyAs
from gui.bundles.copy_large import is_too_large, large_text
from gui.bundles.decoded import Asked, Bundles
from gui.bundles.json_text import indented
from gui.bundles.look import named, with_keys
from gui.bundles.spot import Spot, text_to_copy, whole_characters
from gui.bundles.values import MISSING, Unopened, Unreadable, is_container, path_text
from gui.icons import icon
from gui.jobs import Jobs
from gui.spoken import announce

_CONFIRMED_FOR = 2500
"""Milliseconds that the confirmation stays."""

_NO_VALUE = "This bundle has no value here"


class CopyBar(QWidget):
    """Copies from the spot that it is told of. What is copied is always whole, however it is shown."""

    refused = Signal(object)
    """What is wanted cannot be read: a `TrunklineError`, more than can be read in a moment."""

    def __init__(self, spot: Callable[[], Spot | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spot = spot
        self._bundles: Bundles | None = None
        self._several: CopyAs | None = None
        self.jobs = Jobs(self)
        self.confirmation = named(QLabel(), "copy-confirmation", "caption")
        """Says for a moment what was copied; the window around it finds a place for it."""
        self._hush = QTimer(self, singleShot=True, interval=_CONFIRMED_FOR)
        self._hush.timeout.connect(self.confirmation.clear)
        layout = self._buttons = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.copy_actions = [
            self._add("copy-value", "Copy value", "copy", "Ctrl+C", self._copy_value),
            self._add("copy-path", "Copy path", "link", "Ctrl+Shift+C", self._copy_path),
            self._add("copy-bundle", "Copy bundle", "braces", "Ctrl+Alt+C", self._copy_bundle),
        ]

    def _add(self, name: str, label: str, picture: str, keys: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(picture), label, self)
        action.setShortcut(QKeySequence(keys))
        # The keys work where the action is added: in the tree and the table, never in a text field.
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(with_keys(label, keys))
        action.triggered.connect(slot)
        button = named(QPushButton(action.icon(), f" {label}"), name, "quiet")
        button.setAccessibleName(label)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where the bundles are
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self._buttons.addWidget(button)
        return action

    def add_several(self, several: CopyAs) -> None:
        """Offer copying several bundles, and let the key for a value copy all cells that are chosen."""
        self._several = several
        action = several.menu.menuAction()
        action.setIcon(icon("clipboard"))
        button = named(QPushButton(action.icon(), f" {action.text()}"), "copy-as", "quiet")
        button.setAccessibleName("Copy as")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("Copy the chosen bundles in another form")
        button.clicked.connect(lambda: several.menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        self._buttons.addWidget(button)

    def set_slim(self, slim: bool) -> None:
        """Show the buttons as pictures only; their tooltips still say what they do."""
        for button in self.findChildren(QPushButton):
            button.setText("" if slim else f" {button.accessibleName()}")
            theme.set_flag(button, "slim", slim)

    def set_bundles(self, bundles: Bundles | None) -> None:
        """Copy bundles from there."""
        self.jobs.cancel("copy")
        self._bundles = bundles

    def set_ready(self, ready: bool) -> None:
        """Whether there is anything to copy."""
        for action in self.copy_actions:
            action.setEnabled(ready)

    def _copy_value(self) -> None:
        if self._several is not None and self._several.has_several():
            self._several.copy_cells()
            return
        spot = self._spot()
        if spot is None or self._bundles is None:
            self.say("Choose a bundle first")
        elif spot.value is MISSING:
            self.say(_NO_VALUE)
        elif isinstance(spot.value, Unopened):
            self._copy_large(self._bundles.asked, spot)
        else:
            self._copy(value_text(self._bundles, spot), "Copied value")

    def _copy_large(self, asked: Asked | None, spot: Spot) -> None:
        if asked is None:
            self.say("This value is too large to copy")
        else:
            self.say("Reading the value…")
            self.jobs.start("copy", self._read_and_copy(asked, spot))

    async def _read_and_copy(self, asked: Asked, spot: Spot) -> None:
        try:
            node = spot.node or await asked.node(spot.bundle, spot.steps)
            if node is None:
                self.say(_NO_VALUE)
            elif is_too_large(node):
                self.say("This value is too large to copy; export it instead")
            else:
                self._copy(text_to_copy(await large_text(asked, spot.bundle, node)), "Copied value")
        except TrunklineError as error:
            self.confirmation.clear()
            self.refused.emit(error)

    def _copy_path(self) -> None:
        spot = self._spot()
        if spot is None or not spot.steps:
            self.say("Choose a field first")
        else:
            self._copy(path_text(spot.steps), "Copied path")

    def _copy_bundle(self) -> None:
        spot = self._spot()
        if spot is None or self._bundles is None:
            self.say("Choose a bundle first")
            return
        self._copy(bundle_text(self._bundles, spot.bundle), "Copied bundle")

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(whole_characters(text))
        self.say(said)

    def say(self, sentence: str) -> None:
        """Confirm something for a moment."""
        self.confirmation.setText(sentence)
        announce(self, sentence)
        self._hush.start()


def bundle_text(bundles: Bundles, number: int) -> str:
    """A bundle as indented JSON; what is no JSON, and what would take long to indent, as it was received."""
    text, value = bundles.text(number), bundles.glance(number)
    return text if isinstance(value, Unreadable) and not value.is_json else indented(text)


def value_text(bundles: Bundles, spot: Spot) -> str:
    """The value of a spot; a whole bundle of fields as `bundle_text` gives it."""
    if spot.steps:
        return text_to_copy(spot.value)
    value = bundles.glance(spot.bundle)
    if is_container(value) or isinstance(value, Unopened | Unreadable):
        return bundle_text(bundles, spot.bundle)
    return text_to_copy(value)
