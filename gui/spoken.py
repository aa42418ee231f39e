"""What is said to screen readers: names that the eye does not need, and what appears elsewhere."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox, QWidget


def announce(where: "QWidget", words: str, *, urgent: bool = False) -> None:
    """Have screen readers say `words` about a part of the window once they are done with what they say now;
    at once, if it is urgent."""
    said = words.replace("\u200b", "").strip()
    if said:
        _send(where, said, urgent=urgent)


def get_ready() -> None:
    """Load what speaking takes: after the first paint, and before anything is to be said."""
    from PySide6.QtGui import QAccessible  # noqa: F401 - PySide6 makes it, with large enumerations, when asked


def name_list(combo: "QComboBox", words: str) -> None:
    """Say what a drop-down list is for that has no label. On Linux, Qt tells the chosen entry for its name:
    there the description has it."""
    combo.setAccessibleName(words)
    combo.setAccessibleDescription(words)


def _send(where: "QWidget", words: str, *, urgent: bool) -> None:
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not needed for the first paint

    if QAccessible.isActive():  # somebody listens
        event = QAccessibleAnnouncementEvent(where, words)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
