"""Tab follows the eye: from top to bottom and from left to right, also after parts were added or moved."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLayout, QWidget


def follow_layout(whole: QWidget, known: QWidget) -> None:
    """Put everything inside `whole` that takes the focus by Tab into the order of the layouts.

    `known` is something inside that has had its place in the order for long: what stands before `whole` in
    the window is found from there, and stays before it.
    """
    stops = list(_stops(whole))
    before = _stop_before(whole, known)
    if before is not None and stops:
        QWidget.setTabOrder(before, stops[0])
    for one, next_one in pairwise(stops):
        QWidget.setTabOrder(one, next_one)


def _stop_before(whole: QWidget, known: QWidget) -> QWidget | None:
    """The last stop of the window outside `whole` that comes before `known`."""
    candidate = known.previousInFocusChain()
    while candidate is not None and candidate is not known:
        outside = candidate is not whole and not whole.isAncestorOf(candidate)
        if outside and _is_stop(candidate) and not candidate.isAncestorOf(whole):
            return candidate
        candidate = candidate.previousInFocusChain()
    return None


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if _is_stop(widget):
        yield widget
    if isinstance(widget, QAbstractScrollArea):  # its children are its own affair
        return
    layout = widget.layout()
    if layout is not None:
        yield from _stops_of(layout)
        return
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _stops(child)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for position in range(layout.count()):
        item = layout.itemAt(position)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from _stops(widget)
        elif (inner := item.layout()) is not None:
            yield from _stops_of(inner)
