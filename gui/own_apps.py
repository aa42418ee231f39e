"""The person's own apps: noticed when their files change, and what is wrong with them said calmly."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from core.model.app import App
from core.model.errors import AppInvalid, AppProblem
from gui import theme
from gui.banner import Banner

_QUIET = 200
"""Milliseconds without a change before the files are looked at: a copy or a save is many changes."""

_SIZE = (680, 420)


class OwnApps(QObject):
    """Watches the folder of own apps. It reads no file, and lists folders only after something changed."""

    changed = Signal()
    """Something came, went or changed, and it is quiet again."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._was_there = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look_soon)
        self._watcher.fileChanged.connect(self.look_soon)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET)
        self._quiet.timeout.connect(self._look)

    def watch(self) -> None:
        """From now on."""
        self._unwatch()  # all anew: a file that was replaced is another one, which nobody watches
        self._was_there = self._folder.is_dir()
        self._watcher.addPaths([str(place) for place in _places(self._folder)])

    def rest(self) -> None:
        """Tell of nothing any more, not even of what has just happened."""
        self._quiet.stop()
        self._unwatch()

    def look_soon(self) -> None:
        """Tell of a change once nothing more happens for a moment."""
        self._quiet.start()

    def _unwatch(self) -> None:
        if watched := [*self._watcher.files(), *self._watcher.directories()]:
            self._watcher.removePaths(watched)

    def _look(self) -> None:
        # While there is no such folder its parent is watched, where much else comes and goes.
        concerned = self._was_there or self._folder.is_dir()
        if concerned:
            self.watch()
            self.changed.emit()


def _places(folder: Path) -> list[Path]:
    """What to watch: the folder, each app's folders and the files in them; a parent while it is not there."""
    if not folder.is_dir():
        return [next(parent for parent in folder.parents if parent.is_dir())]
    places = [folder]
    for app in _visible(folder):
        if app.is_dir():
            inside = [app, app / "modules", app / "samples"]
            there = [one for one in inside if one.is_dir()]
            places += [*there, *(file for one in there for file in _visible(one) if file.is_file())]
    return places


def _visible(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if not one.name.startswith(".")]
    except OSError:  # it went at this very moment
        return []


class AppsNotice(QObject):
    """Says in a banner what is wrong with own apps, and all of it in a dialog of its own (`details`)."""

    def __init__(self, banner: Banner, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._banner = banner
        self._folder = folder
        self._broken: tuple[AppInvalid, ...] = ()

    def show(self, broken: Sequence[AppInvalid], apps: Mapping[str, App]) -> None:
        """Say what is wrong, or nothing any more. `apps`: those that can be used, by id."""
        self._broken = tuple(broken)
        if not broken:
            self._banner.clear()
            return
        problems = [problem for one in broken for problem in one.problems]
        # Where a right word is known lies most often the cause of the others.
        first = next((problem for problem in problems if problem.suggestion), problems[0])
        more = len(problems) - 1
        others = f" And {more} more mistake{'' if more == 1 else 's'}." if more else ""
        text = f"{self._said(first)}{others} The files are read again as soon as you change them."
        self._banner.say("warning", _title(broken, apps), text, "Details…")

    def details(self, parent: QWidget) -> QDialog:
        """Everything that is wrong, to be read beside an editor."""
        lines = [self._said(problem) for one in self._broken for problem in one.problems]
        return _ProblemsDialog("\n\n".join(lines), self._folder, parent)

    def _said(self, problem: AppProblem) -> str:
        file = Path(problem.file)
        name = file.relative_to(self._folder) if file.is_relative_to(self._folder) else file
        place = f", {problem.place}" if problem.place else ""
        return f"{name}, line {problem.line}{place}: {problem.sentence} {problem.suggestion}".strip()


def _title(broken: Sequence[AppInvalid], apps: Mapping[str, App]) -> str:
    if len(broken) > 1:
        return f"{len(broken)} of your apps need a look."
    id = broken[0].app
    if id not in apps:
        return f"Your app “{id}” cannot be used yet."
    return f"Some of your app “{apps[id].label}” cannot be used yet."


class _ProblemsDialog(QDialog):
    """Each mistake with its file and line; to be copied, or looked up in the folder."""

    def __init__(self, text: str, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("own-apps-dialog")
        self.setWindowTitle("Your apps")
        self.resize(*_SIZE)
        heading = QLabel(f"In {folder}:")
        heading.setWordWrap(True)
        said = QPlainTextEdit(text)
        said.setObjectName("own-apps-problems")
        said.setAccessibleName("What is wrong with your apps")
        said.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("own-apps-copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        look = buttons.addButton("Open folder", QDialogButtonBox.ButtonRole.ActionRole)
        look.setObjectName("own-apps-folder")
        look.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(heading)
        column.addWidget(said, 1)
        column.addWidget(buttons)
