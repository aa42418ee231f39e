"""The window: a rail on the left, one screen beside it. It composes, and decides nothing."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QSettings, QSize, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.banner import Banner
from gui.menus import fill_menus
from gui.notice import Notice
from gui.overlays import Overlays
from gui.rail import Rail
from gui.screens import Screens
from gui.window_acts import carry_out, update
from gui.window_state import WindowState

if TYPE_CHECKING:
    from core.model.errors import TrunklineError

_LEAST_SIZE = QSize(900, 560)
_SCHEME = "scheme"
_KEPT_SCREENS = ("modules", "connections", "history", "sql", "settings")


class MainWindow(Screens):
    """Everything a person sees. Closing it only asks to leave: the program tidies up first."""

    close_requested = Signal()

    def __init__(self, look: QSettings, *, first_run: bool) -> None:
        super().__init__(look)
        self.setObjectName("trunkline")
        self.setWindowTitle("Trunkline")
        self.setMinimumSize(_LEAST_SIZE)
        self.state = WindowState(look, self)
        self._meant: QWidget | None = None
        self.practice = Banner("practice", slim=True)
        self.problem = Banner("window-problem")
        self.own_apps = Banner("own-apps")
        self.twins = Notice("twins")
        self.rail = Rail(self.acts)
        self.overlays = Overlays(self)
        self._lay_out()
        fill_menus(self.menuBar(), self.acts, scheme_of(look))
        carry_out(self)
        self.practice.pressed.connect(lambda: self.wish("leave_practice"))
        self.own_apps.pressed.connect(lambda: self.wish("show_app_problems"))
        self.practice_wanted.connect(self.start_practice)
        self.sight_changed.connect(self._see)
        self.show_practice(False)
        self.show_screen(self.welcome if first_run else self.modules)
        if first_run:
            self.welcome.practice.button.setFocus()
        self.state.restore_size()

    def begin(self, *, has_connections: bool) -> None:
        """What there is was loaded: show where the person was last, or the two ways to begin.

        Nothing is run again. A screen that the person chose meanwhile stays.
        """
        if not has_connections:
            self.show_screen(self.welcome)
        elif self.is_at_its_beginning():
            name = self.state.word("screen")
            module = self.state.word("module").partition("/")
            if module[2] and self.modules.page() is None:
                self.modules.list.choose(module[0], module[2])
            if name == "settings":
                self.show_settings(self.state.word("page"))
            elif name == "sql":
                self.show_sql()
            else:
                self.show_screen(getattr(self, name) if name in _KEPT_SCREENS else self.modules)

    def is_at_its_beginning(self) -> bool:
        """Whether the person has not gone anywhere yet."""
        return self.shows("welcome") or (self.shows("modules") and self.modules.page() is None)

    def show_practice(self, on: bool) -> None:
        """Mark that everything here is practice, or that it is not."""
        if on:
            text = "Made-up data on this computer; nothing leaves it."
            self.practice.say("practice", "Practice workspace", text, "Leave practice")
        else:
            self.practice.clear()
        self.acts.allow("practice", "You are practising." if on else "")
        self.acts.allow("leave_practice", "" if on else "You are not practising.")

    def start_practice(self) -> None:
        """Have the practice workspace started."""
        self.welcome.set_busy(True)
        self.wish("start_practice")

    def choose_scheme(self, scheme: theme.Scheme) -> None:
        """Dress in these colours, and remember them."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, scheme)
        self.look.setValue(_SCHEME, scheme)

    def add_notice(self, notice: Notice) -> None:
        """One more thing to be said above the screens."""
        self._banners.addWidget(notice)

    def say(self, error: "TrunklineError") -> None:
        """Say what went wrong, where the person looks."""
        (self.welcome.problem if self.shows("welcome") else self.problem).show_error(error)

    def event(self, event: QEvent) -> bool:
        """Before a key is pressed, it is asked whether it is a shortcut: note for whom it was meant."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self._meant = QApplication.focusWidget()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does: in a window, Qt leaves that out.

        Only if it had it before: what a list or a line did on Enter may have put the focus onto a button.
        """
        meant, self._meant = self._meant, None
        focused = QApplication.focusWidget()
        plain = not event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier
        is_enter = event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)
        if is_enter and plain and focused is meant and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to leave; never wait here."""
        event.ignore()
        self._keep()
        self.close_requested.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """However it ends, the window is hidden first."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._keep()

    def _keep(self) -> None:
        self.state.keep()
        for name in _KEPT_SCREENS:
            if self.shows(name):
                self.state.keep_word("screen", name)
        if "modules" in self.__dict__ and (page := self.modules.page()):
            self.state.keep_word("module", f"{page.module.app}/{page.module.id}")
        if "settings" in self.__dict__:
            shown = [page.name for page in self.settings.pages() if not page.isHidden()]
            self.state.keep_word("page", "".join(shown[:1]))

    def _see(self) -> None:
        """Another screen or module is in sight."""
        self.rail.mark(self.shows)
        if (screen := self.stack.currentWidget()) is not None and not self.shows("welcome"):
            self.state.adopt(screen)
        update(self)

    def _lay_out(self) -> None:
        banners = self._banners = QVBoxLayout()
        banners.setContentsMargins(theme.M, 0, theme.M, 0)
        banners.setSpacing(theme.S)
        for banner in (self.practice, self.problem, self.own_apps, self.twins):
            banners.addWidget(banner)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.addLayout(banners)
        body.addWidget(self.stack, 1)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(body, 1)
        self.setCentralWidget(content)


def scheme_of(look: QSettings) -> theme.Scheme:
    """The colours that the person chose."""
    chosen = look.value(_SCHEME, "system")
    return "light" if chosen == "light" else "dark" if chosen == "dark" else "system"
