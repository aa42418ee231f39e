"""What comes over the window on request: the palette, and the list of keys. Built when first wanted."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.cheat_sheet import CheatSheet
    from gui.main_window import MainWindow
    from gui.palette.palette import Palette


class Overlays:
    """At most one is open."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    @cached_property
    def palette(self) -> "Palette":
        """Finds anything; the session fills in what only the core knows."""
        from gui.palette.acts import entries_of_actions
        from gui.palette.palette import Palette
        from gui.palette.recent import Recent

        palette = Palette(self._window, Recent(self._window.look))

        def offer_actions() -> None:
            palette.show_group("actions", entries_of_actions(self._window.acts))

        palette.opened.connect(offer_actions)
        # What ends or begins while it is open changes what can be done.
        self._window.sight_changed.connect(lambda: offer_actions() if palette.isVisible() else None)
        self._window.wish("fill_palette", palette)
        return palette

    @cached_property
    def cheat_sheet(self) -> "CheatSheet":
        """All keys."""
        from gui.cheat_sheet import CheatSheet

        return CheatSheet(self._window)

    def turn_palette(self) -> None:
        """Open the palette, or close it."""
        if "cheat_sheet" in self.__dict__:
            self.cheat_sheet.disappear()
        if self.palette.isVisible():
            self.palette.disappear()
        else:
            self.palette.open()

    def turn_cheat_sheet(self) -> None:
        """Open the list of keys, or close it."""
        if "palette" in self.__dict__:
            self.palette.disappear()
        if self.cheat_sheet.isVisible():
            self.cheat_sheet.disappear()
        else:
            self.cheat_sheet.open()
