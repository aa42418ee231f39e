"""What stands where runs will be: what the history is, or why nothing is found."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QWidget

from gui.empty_state import EmptyState

_NOTHING_YET = (
    "Run a module, and it stands here: what it was filled in with, how it ended, and every bundle that came "
    "back. From here it can be opened again at once, run again, and compared with another run."
)
_NOT_FOUND = "Other words or fewer filters may find more."
_NOT_FOUND_SO_FAR = "What came back was not searched so far. Other words or fewer filters may find more, too."


class EmptyHistory(EmptyState):
    """Teaches, or offers to look at all runs."""

    all_wanted = Signal()
    outputs_wanted = Signal()
    """What came back is to be searched, too."""
    modules_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("no-runs", parent)
        self._all = _button("show-all-runs", "Show all runs", self.all_wanted)
        self._outputs = _button("search-outputs-too", "Search in what came back", self.outputs_wanted)
        self._modules = _button("go-to-modules", "Go to the modules", self.modules_wanted)
        for button in (self._outputs, self._modules):
            button.setProperty("role", "primary")
        self.offer(self._modules, self._outputs, self._all)
        self.explain(is_narrowed=False)

    def explain(self, *, is_narrowed: bool, outputs_left: bool = False) -> None:
        """Say that nothing ran yet, or that nothing is found; what came back may not have been searched."""
        if is_narrowed:
            self.say("search", "No run is found", _NOT_FOUND_SO_FAR if outputs_left else _NOT_FOUND)
        else:
            self.say("history", "Nothing has been run yet", _NOTHING_YET)
        self._all.setVisible(is_narrowed)
        self._outputs.setVisible(is_narrowed and outputs_left)
        self._modules.setVisible(not is_narrowed)


def _button(name: str, words: str, pressed: SignalInstance) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.clicked.connect(pressed)
    return button
