"""The dialog offers what there is, and what fits the form."""

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from core.model.export import ExportOptions
from core.model.results import Rows, Steps
from gui.bundles.export_dialog import ExportDialog, ExportWish
from tests.gui.bundles.export_screen import Turned

COLUMNS: list[Steps] = [("id",), ("attributes", "plan")]


@pytest.fixture
def shown(qtbot: QtBot) -> "Shown":
    return Shown(qtbot)


class Shown:
    """The dialog on the screen."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def open(
        self,
        rows: Rows | None = None,
        selected: Sequence[int] = (),
        columns: Sequence[Steps] = COLUMNS,
        last: ExportWish | None = None,
    ) -> "Shown":
        self.dialog = ExportDialog(1_000, rows, selected, columns, last or ExportWish())
        self._qtbot.addWidget(self.dialog)
        self.dialog.show()
        return self

    def choices(self) -> list[str]:
        return [one.text() for one in self.dialog.findChildren(QRadioButton)]

    def chosen(self) -> str:
        return next(one.objectName() for one in self.dialog.findChildren(QRadioButton) if one.isChecked())

    def choose(self, name: str, value: object) -> None:
        combo = self.dialog.findChild(QComboBox, name)
        assert combo is not None
        assert combo.isVisible(), name
        combo.setCurrentIndex(next(at for at in range(combo.count()) if combo.itemData(at) == value))

    def check(self, name: str, on: bool) -> None:
        check = self.dialog.findChild(QCheckBox, name)
        assert check is not None
        assert check.isVisible(), name
        check.setChecked(on)

    def in_sight(self) -> set[str]:
        every = self.dialog.findChildren(QWidget)
        return {
            one.objectName()
            for one in every
            if one.isVisible() and isinstance(one, QComboBox | QCheckBox | QLabel)
        }

    def accept(self) -> ExportWish:
        button = self.dialog.findChild(QPushButton, "export-go-on")
        assert button is not None
        button.click()
        return self.dialog.wish


def test_all_bundles_are_offered_and_as_csv_with_all_columns(shown: Shown) -> None:
    assert shown.open().choices() == ["All 1,000 bundles"]
    assert shown.accept() == ExportWish()


def test_the_arranged_table_is_offered_first_where_there_is_one(shown: Shown) -> None:
    shown.open(Turned(120), [5])
    assert shown.choices() == [
        "All 1,000 bundles, as they came",
        "The 120 bundles of the table, in its order",
        "The 1 selected bundle",
    ]
    assert shown.chosen() == "export-view"
    assert shown.accept().which == "view"


def test_several_selected_bundles_come_first(shown: Shown) -> None:
    shown.open(Turned(120), [5, 6])
    assert shown.choices()[2] == "The 2 selected bundles"
    assert shown.chosen() == "export-chosen"
    assert shown.accept().which == "chosen"


@pytest.mark.parametrize(
    ("form", "options"),
    [
        (
            "csv",
            {
                "export-columns",
                "export-blanks",
                "export-separator",
                "export-header",
                "export-safe",
                "export-mark",
            },
        ),
        ("xlsx", {"export-columns", "export-blanks", "export-header"}),
        ("json", {"export-exactly"}),
        ("jsonl", {"export-exactly"}),
    ],
)
def test_only_what_fits_the_form_is_asked(shown: Shown, form: str, options: set[str]) -> None:
    shown.open().choose("export-form", form)
    assert {name for name in shown.in_sight() if name} == {"export-form", *options}


def test_everything_chosen_is_in_the_wish(shown: Shown) -> None:
    shown.open()
    shown.choose("export-separator", ";")
    shown.choose("export-columns", False)
    shown.choose("export-blanks", ("(missing)", "null", "(empty)"))
    shown.check("export-header", False)
    shown.check("export-safe", False)
    shown.check("export-mark", False)
    options = ExportOptions(
        separator=";",
        byte_order_mark=False,
        header=False,
        excel_safe=False,
        missing="(missing)",
        null="null",
        empty="(empty)",
    )
    wish = shown.accept()
    assert wish == ExportWish(all_columns=False, options=options)
    assert shown.open(last=wish).accept() == wish


def test_without_columns_of_a_table_there_are_only_all(shown: Shown) -> None:
    shown.open(columns=[], last=ExportWish(all_columns=False))
    assert shown.accept().all_columns
