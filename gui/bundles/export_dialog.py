"""What is to be exported, as what, and how."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted
from core.model.export import TABLES, ExportForm, ExportOptions
from core.model.results import Rows, Steps
from gui import theme
from gui.bundles.look import named

Which = Literal["all", "view", "chosen"]
Separator = Literal[",", ";", "\t"]

_FORMS: tuple[tuple[ExportForm, str], ...] = (
    ("csv", "CSV: for spreadsheets and most programs"),
    ("xlsx", "Excel workbook"),
    ("json", "JSON: one array of all bundles"),
    ("jsonl", "JSON Lines: a bundle a line"),
)
_SEPARATORS: tuple[tuple[Separator, str], ...] = ((",", "Comma"), (";", "Semicolon"), ("\t", "Tab"))
_BLANKS: tuple[tuple[tuple[str, str, str], str], ...] = (
    (("", "", ""), "Leave them blank"),
    (("", "null", ""), "Write null where a value is null"),
    (("(missing)", "null", "(empty)"), "Write (missing), null and (empty)"),
)
"""What stands for missing, null and empty."""

_AS_RECEIVED = "Bundles are written exactly as they were received, down to the last digit."
_WIDTH = 460


class ExportWish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose."""

    which: Which = "all"
    form: ExportForm = "csv"
    all_columns: bool = True
    options: ExportOptions = ExportOptions()


class ExportDialog(QDialog):
    """Asks for everything but the file. `rows` is the table as it is sorted and filtered, None when it shows
    all bundles as they came; `selected` are chosen bundles, `columns` those that the table shows.

    Once accepted, `wish` has the answer.
    """

    def __init__(
        self,
        total: int,
        rows: Rows | None,
        selected: Sequence[int],
        columns: Sequence[Steps],
        last: ExportWish,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export-dialog")
        self.setWindowTitle("Export bundles")
        self.wish = last
        self._which = self._make_which(total, rows, selected)
        self._form = _combo("export-form", "Format", _FORMS, last.form)
        self._columns = _combo(
            "export-columns",
            "Columns",
            [(True, "All that there are"), (False, f"The {counted(len(columns), 'column')} of the table")],
            last.all_columns or not columns,
        )
        self._columns.setEnabled(bool(columns))
        options = last.options
        self._separator = _combo("export-separator", "Separator", _SEPARATORS, options.separator)
        self._blanks = _combo(
            "export-blanks", "Cells without a value", _BLANKS, (options.missing, options.null, options.empty)
        )
        self._header = _check("export-header", "Names of the columns in the first row", options.header)
        self._safe = _check("export-safe", "Keep Excel from running texts as formulas", options.excel_safe)
        self._safe.setToolTip("A text that begins with =, +, - or @ is given an apostrophe in front.")
        self._mark = _check(
            "export-mark", "Let Excel read accents and other scripts", options.byte_order_mark
        )
        self._mark.setToolTip("The file begins with a mark: it is UTF-8. A few programs do not expect one.")
        self._exactly = named(QLabel(_AS_RECEIVED), "export-exactly", "muted")
        self._exactly.setWordWrap(True)
        self._lay_out()
        self._form.currentIndexChanged.connect(self._show_options)
        self._show_options()
        # What is set here takes the place of what the layout needs.
        self.setMinimumWidth(max(_WIDTH, self.minimumSizeHint().width()))
        next(one for one in self._which.values() if one.isChecked()).setFocus()

    def _make_which(
        self, total: int, rows: Rows | None, selected: Sequence[int]
    ) -> dict[Which, QRadioButton]:
        """The choice of bundles. What the person has just done decides what is offered first."""
        as_came = ", as they came" if rows is not None else ""
        choices: list[tuple[Which, str]] = [("all", f"All {counted(total, 'bundle')}{as_came}")]
        if rows is not None:
            choices.append(("view", f"The {counted(len(rows), 'bundle')} of the table, in its order"))
        if selected:
            choices.append(("chosen", f"The {counted(len(selected), 'selected bundle')}"))
        buttons = {which: named(QRadioButton(label), f"export-{which}") for which, label in choices}
        wanted: Which = "chosen" if len(selected) > 1 else "view" if rows is not None else "all"
        buttons[wanted].setChecked(True)
        return buttons

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setVerticalSpacing(theme.S)
        self._rows.setHorizontalSpacing(theme.L)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        which = QVBoxLayout()
        which.setSpacing(0)
        for button in self._which.values():
            which.addWidget(button)
        self._rows.addRow("Bundles", which)
        self._rows.addRow("Format", self._form)
        self._rows.addRow("", self._exactly)
        self._rows.addRow("Columns", self._columns)
        self._rows.addRow("Cells without a value", self._blanks)
        self._rows.addRow("Separator", self._separator)
        for check in (self._header, self._safe, self._mark):
            self._rows.addRow("", check)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go_on = buttons.addButton("Choose file…", QDialogButtonBox.ButtonRole.AcceptRole)
        named(go_on, "export-go-on", "primary")
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addWidget(buttons)

    def _show_options(self) -> None:
        form = self._form.currentData()
        is_table, is_text = form in TABLES, form == "csv"
        self._rows.setRowVisible(self._exactly, not is_table)
        for field in (self._columns, self._blanks, self._header):
            self._rows.setRowVisible(field, is_table)
        for field in (self._separator, self._safe, self._mark):
            self._rows.setRowVisible(field, is_text)
        self.adjustSize()

    def accept(self) -> None:
        """Take what is chosen."""
        missing, null, empty = self._blanks.currentData()
        self.wish = ExportWish(
            which=next(which for which, button in self._which.items() if button.isChecked()),
            form=self._form.currentData(),
            all_columns=self._columns.currentData(),
            options=ExportOptions(
                separator=self._separator.currentData(),
                byte_order_mark=self._mark.isChecked(),
                header=self._header.isChecked(),
                excel_safe=self._safe.isChecked(),
                missing=missing,
                null=null,
                empty=empty,
            ),
        )
        super().accept()


def _combo(name: str, label: str, choices: Sequence[tuple[object, str]], chosen: object) -> QComboBox:
    combo = named(QComboBox(), name)
    combo.setAccessibleName(label)
    for value, words in choices:
        combo.addItem(words, value)
    combo.setCurrentIndex([value for value, _ in choices].index(chosen))
    return combo


def _check(name: str, label: str, checked: bool) -> QCheckBox:
    check = named(QCheckBox(label), name)
    check.setChecked(checked)
    return check
