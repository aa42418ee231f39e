"""The viewer on a run of a real profile, for what it has others do: exports, copies of many bundles."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from core.integrator import Integrator, open_integrator
from core.store.spool import Spool
from gui.bundles.export_dialog import ExportDialog
from gui.bundles.table_view import BundleTable
from gui.bundles.view import BundleView

RUN = "r1"
LIMIT = 60.0
"""Seconds that a person would wait."""

W = TypeVar("W", bound=QWidget)


class Turned:
    """A view that shows the last bundle first."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> int:
        if not 0 <= row < self._count:
            raise IndexError(row)
        return self._count - 1 - row

    def refresh(self) -> int:
        return self._count

    def row_of(self, bundle: int) -> int | None:
        return self._count - 1 - bundle

    def close(self) -> None:
        self._count = 0


class Viewer:
    """The viewer, and the dialogs that it opens."""

    def __init__(self, view: BundleView, integrator: Integrator) -> None:
        self.view = view
        self.integrator = integrator
        self.bugs: list[BaseException] = []
        view.takeaway.failed.connect(self.bugs.append)

    async def until(self, what: Callable[[], Any]) -> None:
        """Wait until something is so, by looking."""
        async with asyncio.timeout(LIMIT):
            while not what():
                assert not self.bugs, self.bugs
                await asyncio.sleep(0.005)

    def find(self, kind: type[W], name: str) -> W:
        """The widget of that name, in the viewer or in a dialog."""
        for top in (self.view, *QApplication.topLevelWidgets()):
            for one in (top, *top.findChildren(kind)):
                if isinstance(one, kind) and one.objectName() == name:
                    return one
        raise AssertionError(name)

    def button(self, name: str) -> QPushButton:
        return self.find(QPushButton, name)

    def press(self, name: str) -> None:
        """Press a button that can be pressed."""
        assert self.button(name).isEnabled(), name
        self.button(name).click()

    async def dialog(self) -> ExportDialog:
        """The dialog, once it is there."""
        return await self.shown(ExportDialog, "export-dialog")

    async def shown(self, kind: type[W], name: str) -> W:
        """A window, once it is there."""
        found: list[W] = []

        def look() -> bool:
            tops = [*QApplication.topLevelWidgets(), *self.view.findChildren(kind)]
            found[:] = [
                one for one in tops if isinstance(one, kind) and one.objectName() == name and one.isVisible()
            ]
            return bool(found)

        await self.until(look)
        return found[-1]

    async def choose(self, form: str = "csv") -> None:
        """Press Export, choose a form, and go on to the file."""
        self.press("export")
        dialog = await self.dialog()
        combo = dialog.findChild(QComboBox, "export-form")
        assert combo is not None
        combo.setCurrentIndex(combo.findData(form))
        self.press("export-go-on")

    async def save_to(self, file: Path) -> None:
        """Type the file's name, and save."""
        chooser = await self.shown(QFileDialog, "export-file")
        line = chooser.findChild(QLineEdit, "fileNameEdit")
        buttons = chooser.findChild(QDialogButtonBox)
        assert line is not None
        assert buttons is not None
        line.setText(str(file))
        buttons.button(QDialogButtonBox.StandardButton.Save).click()

    async def told(self) -> str:
        """What the bar says in the end."""
        await self.until(lambda: self.view.takeaway.bar.words() and not self.is_exporting())
        return self.view.takeaway.bar.words()

    def is_exporting(self) -> bool:
        return self.button("export-cancel").isVisible()

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select cells of the table."""
        table = self.find(BundleTable, "bundle-table")
        model = table.model()
        area = QItemSelection(model.index(top, left), model.index(bottom, right))
        table.selectionModel().setCurrentIndex(
            model.index(top, left), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        table.selectionModel().select(area, QItemSelectionModel.SelectionFlag.Select)

    async def copied(self, work: Callable[[], None]) -> str:
        """What lies on the clipboard after something was done."""
        QGuiApplication.clipboard().clear()
        work()
        await self.view.takeaway.copy_as.jobs.idle()
        assert not self.bugs, self.bugs
        return QGuiApplication.clipboard().text()


@asynccontextmanager
async def viewing(folder: Path, bundles: Iterable[Any]) -> AsyncIterator[Viewer]:
    """The viewer on a run with these bundles."""
    writer = Spool(folder / "profile" / "runs").writer(RUN)
    writer.append([json.dumps(one).encode() for one in bundles])
    writer.close()
    async with open_integrator(folder / "profile", own_thread=True) as integrator:
        view = BundleView(integrator)
        view.resize(1100, 640)
        view.show()
        view.open(integrator.bundles(RUN), RUN, "refiner/list_contacts")
        viewer = Viewer(view, integrator)
        view.activateWindow()
        await viewer.until(view.isActiveWindow)
        try:
            yield viewer
        finally:
            await view.takeaway.leave()
            view.clear()
            view.deleteLater()
        assert not viewer.bugs
