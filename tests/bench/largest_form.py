"""The largest form that an app declares, and the same widgets written by hand, built and shown in turns.

Prints the seconds of each round, and how many fields there are. Both stand in a scroll area in a window of
the program's look, with their signals connected, labels tied to their inputs and accessible names set. By
hand means: what somebody would write for just this form, with no field kinds, conditions or problems.
"""

import json
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from core.apps.catalogue import Catalogue
from core.model.fields import KeyValuesField, LongTextField, LookupField, SelectField
from core.model.module import Module
from gui import theme
from gui.forms.form import Form
from gui.forms.lookup_cache import LookupCache
from tests.bench.measure import ROOT

ROUNDS = 25


class Area(QScrollArea):
    """Notes that it was painted."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The moment that counts."""
        super().paintEvent(event)
        self.painted = True


def by_hand(module: Module) -> QWidget:
    """Labels, inputs and help below one another, and what is typed, gathered."""
    form = QWidget()
    column = QVBoxLayout(form)
    column.setSpacing(theme.M)
    typed: dict[str, str] = {}
    for field in module.fields:
        if field.advanced:
            continue  # behind a button, made when it is pressed
        label = QLabel(f"<b>{field.label}</b>" if field.required else field.label)
        editor: QWidget
        match field:
            case SelectField(options=options):
                editor = combo = QComboBox()
                combo.addItem("", None)
                for value, text in options.items():
                    combo.addItem(text, value)
                combo.currentTextChanged.connect(lambda text, key=field.key: typed.update({key: text}))
            case LongTextField():
                editor = box = QPlainTextEdit()
                box.setTabChangesFocus(True)
                box.textChanged.connect(lambda key=field.key, box=box: typed.update({key: box.toPlainText()}))
            case KeyValuesField():
                editor = table = QTableWidget(1, 2)
                table.setHorizontalHeaderLabels(["Name", "Value"])
                table.cellChanged.connect(lambda row, _, key=field.key: typed.update({key: str(row)}))
            case _:
                editor = line = QLineEdit()
                line.textChanged.connect(lambda text, key=field.key: typed.update({key: text}))
        editor.setObjectName(field.key)
        editor.setAccessibleName(f"{field.label}, required" if field.required else field.label)
        editor.setAccessibleDescription(field.help)
        label.setBuddy(editor)
        help = QLabel(field.help)
        help.setProperty("role", "muted")
        help.setWordWrap(True)
        column.addWidget(label)
        column.addWidget(editor)
        if isinstance(field, LookupField):
            column.addWidget(QPushButton("Choose…"), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(help)
    column.addWidget(QPushButton("More fields"))
    return form


def declared(module: Module) -> QWidget:
    """The form as the program makes it."""
    form = Form(module.fields, module.rules)
    form.set_lookup_source(_no_entries, lambda: "", LookupCache())
    return form


async def _no_entries(*_: object) -> list[tuple[str, str]]:
    return []


def seconds_of(make: Callable[[Module], QWidget], module: Module) -> float:
    """From nothing to painted."""
    began = time.perf_counter()
    area = Area()
    area.setWidgetResizable(True)
    area.resize(400, 800)
    area.setWidget(make(module))
    area.show()
    while not area.painted:
        QApplication.processEvents()
    seconds = time.perf_counter() - began
    area.close()
    area.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return seconds


def main() -> None:
    """Take turns; the first is not counted."""
    app = QApplication([])
    theme.apply(app, "light")
    catalogue = Catalogue([ROOT / "resources" / "apps"])
    modules = [module for one in catalogue.apps() for module in catalogue.modules(one.id)]
    largest = max(modules, key=lambda module: len(module.fields))
    hand, ours = [], []
    for _ in range(1 + ROUNDS):
        hand.append(seconds_of(by_hand, largest))
        ours.append(seconds_of(declared, largest))
    name = f"{largest.app}.{largest.id}"
    print(json.dumps({"hand": hand[1:], "ours": ours[1:], "fields": len(largest.fields), "name": name}))


if __name__ == "__main__":
    main()
