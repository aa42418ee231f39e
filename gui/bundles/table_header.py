"""The headings of the table: they sort, filter, and can be moved; and the numbers of the rows.

Both paint themselves. What Qt paints asks for each heading whether every row below it is selected, which
takes seconds in a million rows.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QHeaderView,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionHeaderV2,
    QTableView,
    QToolTip,
)

from core.model.results import Steps
from gui import theme
from gui.icons import icon

if TYPE_CHECKING:
    from gui.bundles.table_model import BundleTableModel

MARK = 14
"""Side of the marks in a heading."""


class Sorted(NamedTuple):
    """How a column takes part in the order: as the first, second … key."""

    place: int
    descending: bool


class Marks(NamedTuple):
    """What the headings show beside their names."""

    sorted: Mapping[Steps, Sorted] = {}
    filtered: frozenset[Steps] = frozenset()
    pinned: frozenset[Steps] = frozenset()


class BundleHeader(QHeaderView):
    """Headings: a click sorts, Shift and a click sorts further, the funnel filters, dragging moves."""

    sort_wanted = Signal(object, object)
    """A section, and whether it is to be a further key."""
    filter_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.marks = Marks()
        self.answers = False
        """Whether there is somebody to sort and to filter."""
        self._hovered = -1
        self._pressed: tuple[int, QPoint] | None = None
        self.setSectionsMovable(True)
        self.setSectionsClickable(False)  # Qt would select the column
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setMinimumSectionSize(3 * theme.L)

    def show_marks(self, marks: Marks) -> None:
        """Mark what is sorted, filtered and pinned."""
        if marks != self.marks:
            self.marks = marks
            self.viewport().update()

    # Painting

    def _draw_ground(self, painter: QPainter, rect: QRect, section: int, *, hovered: bool = False) -> None:
        """The background, as the style sheet says."""
        option = QStyleOptionHeaderV2()
        self.initStyleOption(option)
        option.rect = rect
        option.section = section
        option.position = self._position(section)
        if hovered:
            option.state |= QStyle.StateFlag.State_MouseOver
        self.style().drawControl(QStyle.ControlElement.CE_HeaderSection, option, painter, self)

    def _position(self, section: int) -> QStyleOptionHeader.SectionPosition:
        """Only the last one has a round corner: before the first one are the numbers."""
        is_last = self.visualIndex(section) == self.count() - 1
        position = QStyleOptionHeader.SectionPosition
        return position.End if is_last else position.Middle

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """A heading: its name, then how it is sorted, and a funnel where it is filtered or pointed at."""
        hovered = section == self._hovered
        painter.save()
        self._draw_ground(painter, rect, section, hovered=hovered)
        model: BundleTableModel = self.model()  # type: ignore[assignment]
        column = model.columns()[section]
        is_right = bool(self._alignment(section) & Qt.AlignmentFlag.AlignRight)
        room = rect.adjusted(theme.S, 0, -theme.S, 0)
        room = self._paint_marks(painter, room, column, is_right, hovered)
        is_marked = column in self.marks.sorted or column in self.marks.filtered
        painter.setPen(theme.color("text" if is_marked else "muted"))
        elide = Qt.TextElideMode.ElideLeft if len(column) > 1 else Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(model.heading(column), elide, room.width())
        painter.drawText(room, self._alignment(section) | Qt.TextFlag.TextSingleLine, text)
        if hovered:
            painter.setPen(theme.color("border"))
            painter.drawLine(
                rect.right(), rect.top() + theme.XS + 2, rect.right(), rect.bottom() - theme.XS - 2
            )
        painter.restore()

    def _alignment(self, section: int) -> int:
        return int(
            self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        )

    def _paint_marks(
        self, painter: QPainter, room: QRect, column: Steps, is_right: bool, hovered: bool
    ) -> QRect:
        """Paint the marks on the side where the name does not begin; gives the room that is left."""
        marks: list[tuple[str, str, str]] = []
        if self.answers and (hovered or column in self.marks.filtered):
            marks.append(("filter", "accent" if column in self.marks.filtered else "muted", ""))
        if key := self.marks.sorted.get(column):
            number = str(key.place) if len(self.marks.sorted) > 1 else ""
            marks.append(("arrow-down" if key.descending else "arrow-up", "accent", number))
        if column in self.marks.pinned:
            marks.append(("pin", "muted", ""))
        for name, token, number in marks:
            room = self._paint_mark(painter, room, is_right, (name, token, number))
        return room

    def _paint_mark(
        self, painter: QPainter, room: QRect, is_right: bool, mark: tuple[str, str, str]
    ) -> QRect:
        name, token, number = mark
        width = MARK + (painter.fontMetrics().horizontalAdvance(number) if number else 0)
        left = room.left() if is_right else room.right() - width + 1
        place = QRect(left, room.center().y() - MARK // 2 + 1, MARK, MARK)
        icon(name, token).paint(painter, place)
        if number:
            painter.setPen(theme.color(token))
            beside = QRect(place.right() + 1, room.top(), width - MARK + 1, room.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, number)
        step = width + theme.XS
        return room.adjusted(step, 0, 0, 0) if is_right else room.adjusted(0, 0, -step, 0)

    def funnel(self, section: int) -> QRect:
        """Where the funnel of a heading is."""
        left = self.sectionViewportPosition(section)
        rect = QRect(left, 0, self.sectionSize(section), self.height()).adjusted(theme.S, 0, -theme.S, 0)
        is_right = bool(self._alignment(section) & Qt.AlignmentFlag.AlignRight)
        x = rect.left() if is_right else rect.right() - MARK + 1
        return QRect(x - 3, 0, MARK + 6, rect.height())

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what was pressed, unless it is an edge that resizes."""
        place = event.position().toPoint()
        at_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = (self.logicalIndexAt(place), place) if is_left and not at_edge else None
        if self._pressed and self._is_on_funnel(place):
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click sorts, or filters."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        place = event.position().toPoint()
        if pressed is None or not self.answers or pressed[0] < 0:
            return
        if (place - pressed[1]).manhattanLength() >= QApplication.startDragDistance():
            return
        if self._is_on_funnel(place):
            self.filter_wanted.emit(pressed[0])
        else:
            further = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_wanted.emit(pressed[0], further)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._hover(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column."""
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_wanted.emit(section, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """The funnel has a tooltip of its own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos()
            if self.answers and self.logicalIndexAt(place) >= 0 and self._is_on_funnel(place):
                QToolTip.showText(event.globalPos(), "Filter this column", self)
                return True
        return super().viewportEvent(event)

    def _is_on_funnel(self, place: QPoint) -> bool:
        section = self.logicalIndexAt(place)
        return self.answers and section >= 0 and self.funnel(section).contains(place)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()


class RowNumbers(QHeaderView):
    """The numbers of the bundles; that of the current row stands out."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def make_room(self, bundles: int) -> None:
        """Be wide enough for so many."""
        text = "0" * max(2, len(f"{bundles:,}"))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(text) + 2 * theme.S)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The number of the bundle."""
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        current = self.selectionModel().currentIndex() if self.selectionModel() else QModelIndex()
        painter.setPen(theme.color("text" if current.row() == section else "muted"))
        number = str(self.model().headerData(section, Qt.Orientation.Vertical) or "")
        room = rect.adjusted(0, 0, -theme.S, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        painter.restore()
