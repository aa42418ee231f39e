"""How a run is painted in the list: the mark of its app, two lines, its state with a sign."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from core.model.amounts import counted
from core.model.history import FoundInOutput
from gui import theme
from gui.bundles.values import one_line, path_text
from gui.history.history_model import ROW, Index, Row
from gui.history.painting import paint_ground, row_height, strong_font, two_lines, write, write_right
from gui.history.words import LOOKS, account, duration, module_name
from gui.icons import icon
from gui.moments import moment

_MARK, _SIGN, _PIN = 22, 15, 13

Marks = Callable[[str], QIcon]


class HistoryRows(QStyledItemDelegate):
    """Rows of two lines: what ran and when; through which account, and how it ended."""

    def __init__(self, view: QListView, marks: Marks, clock: Callable[[], float]) -> None:
        super().__init__(view)
        self._view = view
        self._marks = marks
        self._clock = clock

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and some air."""
        return QSize(120, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as in any list, then what is in the row."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        paint_ground(painter, ground, self._view)
        painter.save()
        row: Row = index.data(ROW)
        first, second = two_lines(option.rect.adjusted(theme.S + _MARK + theme.M, 0, -theme.M, 0))
        left, middle = option.rect.left() + theme.S, option.rect.center().y()
        self._marks(row.entry.record.app).paint(painter, QRect(left, middle - _MARK // 2, _MARK, _MARK))
        self._first_line(painter, first, row)
        self._second_line(painter, second, row)
        painter.restore()

    def _first_line(self, painter: QPainter, room: QRect, row: Row) -> None:
        small = theme.caption_font()
        when = moment(row.entry.record.started_at, self._clock())
        rest = room.adjusted(0, 0, -write_right(painter, room, when, small, "muted") - theme.S, 0)
        pin = _PIN + theme.XS if row.entry.pinned else 0
        written = write(painter, rest.adjusted(0, 0, -pin, 0), module_name(row.entry), strong_font(), "text")
        if pin:
            place = QRect(rest.left() + written + theme.XS, rest.center().y() - _PIN // 2 + 1, _PIN, _PIN)
            icon("pin", "accent").paint(painter, place)

    def _second_line(self, painter: QPainter, room: QRect, row: Row) -> None:
        small = theme.caption_font()
        if row.found is not None:
            write(painter, room, found_in_words(row.found), small, "link")
            return
        look = LOOKS[row.entry.record.status]
        told = _ending(row, room.width(), QFontMetrics(small))
        width = write_right(painter, room, told, small, look.tone)
        sign = QRect(room.right() - width - _SIGN - theme.XS, room.center().y() - _SIGN // 2, _SIGN, _SIGN)
        icon(look.picture, look.tone).paint(painter, sign)
        write(
            painter, room.adjusted(0, 0, -width - _SIGN - 2 * theme.S, 0), account(row.entry), small, "muted"
        )


def found_in_words(found: FoundInOutput) -> str:
    """How often something was found, and where first."""
    place = path_text(found.steps)
    value = one_line(found.preview, 60)
    where = f"a field called {value}" if found.in_name else f"{place}: {value}" if place else value
    return f"{counted(found.hits, 'match', 'matches')} · {where}"


def _ending(row: Row, width: int, metrics: QFontMetrics) -> str:
    """How it ended, with as much beside it as there is room for, leaving some to the account."""
    record = row.entry.record
    word = LOOKS[record.status].word
    if record.status == "running" and not record.bundles:
        return word
    full = " · ".join(filter(None, (word, counted(record.bundles, "bundle"), duration(record))))
    shorter = f"{word} · {record.bundles:,}"
    room = width * 3 // 5
    return next((text for text in (full, shorter) if metrics.horizontalAdvance(text) < room), word)
