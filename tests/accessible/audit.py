"""What a screen reader would get to know of a screen, looked through: each finding is a line for people."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSlider,
    QSplitter,
    QSplitterHandle,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

Role = QAccessible.Role

ROLES: tuple[tuple[type[QWidget], frozenset[Role]], ...] = (
    (QCheckBox, frozenset({Role.CheckBox})),
    (QRadioButton, frozenset({Role.RadioButton})),
    (QPushButton, frozenset({Role.Button, Role.ButtonMenu, Role.CheckBox})),
    (QToolButton, frozenset({Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox})),
    (QComboBox, frozenset({Role.ComboBox})),
    (QLineEdit, frozenset({Role.EditableText})),
    (QPlainTextEdit, frozenset({Role.EditableText})),
    (QTextEdit, frozenset({Role.EditableText})),
    (QAbstractSpinBox, frozenset({Role.SpinBox})),
    (QProgressBar, frozenset({Role.ProgressBar})),
    (QHeaderView, frozenset({Role.Table, Role.List, Role.Tree})),
    (QTreeView, frozenset({Role.Tree, Role.Table})),
    (QTableView, frozenset({Role.Table})),
    (QListView, frozenset({Role.List})),
    (QTabBar, frozenset({Role.PageTabList})),
)
"""What each kind of control must be announced as; the first kind that fits counts."""

INPUTS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)
"""Where people type or choose."""

CELLS = 60
"""Cells of one view that are listened to."""

MOST_COLUMNS = 20
"""Columns of one view that are looked at."""

_NAME_IN_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)+$|[a-z]+([A-Z][a-z]+)+$|field-.*")


def interface(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader is given for a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None, widget
    assert found.isValid(), widget
    return found


def name_of(widget: QWidget) -> str:
    """The accessible name, as Qt makes it up from all it knows."""
    return interface(widget).text(QAccessible.Text.Name).replace("&", "").strip()


def description_of(widget: QWidget) -> str:
    """The accessible description."""
    return interface(widget).text(QAccessible.Text.Description).strip()


def findings(screen: str, root: QWidget) -> list[str]:
    """All that is wrong with what can be seen in `root`, one line each: screen, widget, what."""
    widgets = [one for one in (root, *root.findChildren(QWidget)) if one.isVisible()]
    own = [one for one in widgets if one.window() is root.window() and not _is_qts_own(one)]
    found = [
        *(line for one in own for line in _about(one)),
        *_same_names(own),
        *_order(root),
    ]
    return [f"{screen}: {line}" for line in dict.fromkeys(found)]


def _about(widget: QWidget) -> Iterator[str]:
    if _is_interactive(widget):
        if why := _bad_name(widget):
            yield f"{told(widget)} {why}"
        yield from _role(widget)
    if isinstance(widget, INPUTS):
        yield from _label(widget)
    if isinstance(widget, QAbstractItemView):
        yield from _view(widget)
    if isinstance(widget, QLabel):
        yield from _picture(widget)
    if isinstance(widget, QProgressBar) and (why := _bad_name(widget)):
        yield f"{told(widget)} {why}"
    if isinstance(widget, QTabBar):
        for place in range(widget.count()):
            if not (widget.tabText(place) or widget.accessibleTabName(place)):
                yield f"{told(widget)} has a tab without a name"


def told(widget: QWidget) -> str:
    """A widget as a programmer finds it again."""
    around: QWidget | None = widget.parentWidget()
    while around is not None and not around.objectName():
        around = around.parentWidget()
    within = f" in '{around.objectName()}'" if around is not None else ""
    return f"{type(widget).__name__} '{widget.objectName()}'{within}"


def _is_qts_own(widget: QWidget) -> bool:
    """Parts that Qt makes and announces with the whole they belong to."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar | QSplitterHandle):
        return True
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    if isinstance(parent, QComboBox | QAbstractSpinBox | QHeaderView | QTabBar | QMenuBar):
        return True
    if isinstance(widget, QAbstractButton) and isinstance(parent, QTableView):
        return True  # the corner
    return isinstance(parent, QLineEdit) and not isinstance(widget, QAbstractButton)


def _is_interactive(widget: QWidget) -> bool:
    if widget.focusProxy() is not None:
        return False
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(
        widget, QAbstractButton | QLineEdit | QComboBox | QPlainTextEdit | QTextEdit | QSlider
    )


def _bad_name(widget: QWidget) -> str:
    name = name_of(widget)
    if not name:
        return "has no name"
    if name == widget.objectName() and name.islower() and "-" in name:
        return f"is named by its object name: {name!r}"
    if not any(one.isalpha() for one in name):
        return f"has a name without words: {name!r}"
    if _NAME_IN_CODE.match(name) and " " not in name and name == widget.objectName():
        return f"has a name out of the code: {name!r}"
    return ""


def _role(widget: QWidget) -> Iterator[str]:
    role = interface(widget).role()
    for kind, expected in ROLES:
        if isinstance(widget, kind):
            if role not in expected:
                wanted = " or ".join(sorted(one.name for one in expected))
                yield f"{told(widget)} is announced as {role.name}, not as {wanted}"
            return
    if not isinstance(widget, QAbstractScrollArea | QSplitter | QGraphicsView) and role in (
        Role.Client,
        Role.NoRole,
    ):
        yield f"{told(widget)} takes the focus and has no role ({role.name})"


def _label(widget: QWidget) -> Iterator[str]:
    """What labels an input for the eye gives it its name; a list that shows its value has a label at all."""
    for label in labels_of(widget):
        words = name_of(label).strip(" :").casefold()
        if not isinstance(widget, QComboBox) and not name_of(widget).casefold().startswith(words):
            yield f"{told(widget)} is labelled {name_of(label)!r} and named {name_of(widget)!r}"
    if isinstance(widget, QComboBox):
        # On Linux, Qt gives the chosen entry for its name: a label or a description says what it is for.
        if not widget.accessibleName() and not labels_of(widget):
            yield f"{told(widget)} has neither a label nor a name"
        elif not labels_of(widget) and not description_of(widget):
            yield f"{told(widget)} is known by its value only, {name_of(widget)!r}"
        elif widget.accessibleName().endswith(", required") and not any(
            name_of(label).endswith(", required") for label in labels_of(widget)
        ):
            yield f"{told(widget)} has a label that does not say that it is required"


def labels_of(widget: QWidget) -> list[QLabel]:
    """The labels in sight that stand for an input."""
    every = widget.window().findChildren(QLabel)
    return [label for label in every if label.buddy() is widget and label.isVisible() and label.text()]


def _view(view: QAbstractItemView) -> Iterator[str]:
    if isinstance(view, QHeaderView) or view.model() is None:
        return
    if not isinstance(view, QListView):  # a list has one column, and no heading
        yield from _headings(view)
    for index in _cells(view):
        said = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
        shows = index.data(Qt.ItemDataRole.DecorationRole) is not None
        if shows and not str(said or "").strip():
            yield f"{told(view)} has a picture without words in column {index.column()}"
            return


def _headings(view: QAbstractItemView) -> Iterator[str]:
    """Also those that nobody sees are heard with each cell."""
    if isinstance(view, QTableView):
        header = view.horizontalHeader()
    elif isinstance(view, QTreeView):
        header = view.header()
    else:
        return
    for column in range(min(view.model().columnCount(), MOST_COLUMNS)):
        heard = [
            view.model().headerData(column, Qt.Orientation.Horizontal, role)
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
        ]
        words = next((str(one) for one in heard if one), "")
        if not header.isSectionHidden(column) and (not words.strip() or words == str(column + 1)):
            yield f"{told(view)} has no heading for column {column}: {words!r}"


def _cells(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    count = 0
    for row in range(min(model.rowCount(view.rootIndex()), CELLS)):
        columns = 1 if isinstance(view, QListView) else model.columnCount(view.rootIndex())
        for column in range(min(columns, MOST_COLUMNS)):
            count += 1
            if count > CELLS:
                return
            yield model.index(row, column, view.rootIndex())


def _picture(label: QLabel) -> Iterator[str]:
    if not label.pixmap().isNull() and label.toolTip() and not name_of(label):
        yield f"{told(label)} is a picture that tells {label.toolTip()!r} to the mouse only"
    if label.text() and label.accessibleName() and label.focusPolicy() == Qt.FocusPolicy.NoFocus:
        full = label.accessibleName().casefold()
        if len(full) < len(label.text()) // 2 and full not in label.text().casefold():
            yield f"{told(label)} shows {label.text()!r} and is named {full!r}"


def _same_names(widgets: list[QWidget]) -> Iterator[str]:
    """Two buttons of one screen that nobody can tell apart by ear."""
    by_name: dict[tuple[str, str], list[QWidget]] = defaultdict(list)
    for widget in widgets:
        if isinstance(widget.parentWidget(), QLineEdit) and not widget.objectName():
            continue  # Qt's own button at the end of a line is announced as a part of it
        if isinstance(widget, (QAbstractButton, *INPUTS)) and not isinstance(widget, QRadioButton):
            by_name[(name_of(widget), description_of(widget))].append(widget)
    for (name, _), same in by_name.items():
        if name and len(same) > 1 and not _are_in_groups(same):
            yield f"{len(same)} controls are named {name!r}: {', '.join(told(one) for one in same[:4])}"


def _are_in_groups(same: list[QWidget]) -> bool:
    """Whether each lies in a group of its own that has a name, which is announced first."""
    groups = [_group(one) for one in same]
    return None not in groups and len({id(one) for one in groups}) == len(groups)


def _group(widget: QWidget) -> QWidget | None:
    around: QWidget | None = widget.parentWidget()
    while around is not None and not around.isWindow():
        if around.accessibleName() and around.focusPolicy() == Qt.FocusPolicy.NoFocus:
            return around
        around = around.parentWidget()
    return None


# --- the order of the Tab key -----------------------------------------------------------------------


def stops(root: QWidget) -> list[QWidget]:
    """Where the Tab key stops, in its order, beginning with the first in sight."""
    chain: list[QWidget] = []
    widget = root.window().nextInFocusChain()
    while widget is not None and widget is not root.window() and widget not in chain:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return [
        one
        for one in chain
        if one.isVisible()
        and one.isEnabled()
        and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and one.focusProxy() is None
        and (one is root or root.isAncestorOf(one))
        and not _is_qts_own(one)
    ]


def _order(root: QWidget) -> Iterator[str]:
    """Within a pane, the next stop is never wholly above the one before, nor left of it on its line."""
    for before, after in pairwise(stops(root)):
        if _pane(before) is not _pane(after):
            continue
        one, two = _place(before), _place(after)
        meets = one.left() < two.right() and two.left() < one.right()
        beside = one.top() < two.center().y() < one.bottom() or two.top() < one.center().y() < two.bottom()
        if two.bottom() <= one.top() + 2 and (meets or one.top() - two.bottom() > 8):
            yield f"Tab goes up, from {told(before)} to {told(after)}"
        elif beside and two.right() <= one.left() + 2:
            yield f"Tab goes left, from {told(before)} to {told(after)}"


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _pane(widget: QWidget) -> QWidget:
    """The part of the window that it lies in."""
    parent = widget.parentWidget()
    is_pane = (
        isinstance(widget, QScrollArea) or isinstance(parent, QSplitter) or widget.objectName() == "rail"
    )
    return widget if parent is None or widget.isWindow() or is_pane else _pane(parent)
