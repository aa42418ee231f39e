"""From pressing Run to the first bundle painted, in the real window.

Arguments: profile folder, passphrase file. Prints the seconds until the first page's reply was read, and
until a row with the first bundle was painted.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QAbstractItemView, QApplication
from qasync import QEventLoop

from core.integrator import open_integrator
from core.model.run import ResponseRead, RunEvent
from gui import theme
from gui.main_window import MainWindow
from gui.modules.module_page import ModulePage
from gui.session import Session


class Painted(QObject):
    """Sets a future when the tree paints with a bundle in it."""

    def __init__(self, tree: QAbstractItemView) -> None:
        super().__init__(tree)
        self._tree = tree
        self.moment: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        tree.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() == QEvent.Type.Paint and self._tree.model().rowCount() and not self.moment.done():
            # The paint itself happens after this filter: take the time once it is over.
            asyncio.get_running_loop().call_soon(self._painted)
        return False

    def _painted(self) -> None:
        if not self.moment.done():
            self.moment.set_result(time.perf_counter())


async def press_run(page: ModulePage) -> dict[str, float]:
    """Press the button once."""
    tree = page.view.findChild(QAbstractItemView, "bundle-tree")
    assert tree is not None
    painted = Painted(tree)
    replies: list[float] = []
    show = page.runs._show_event

    def noting(event: RunEvent) -> None:
        if isinstance(event, ResponseRead):
            replies.append(event.seconds)
        show(event)

    page.runs._show_event = noting  # type: ignore[method-assign]
    began = time.perf_counter()
    page.run_bar.run.click()
    seen = await painted.moment - began
    page.stop()
    await page.jobs.idle()
    return {"reply": replies[0], "seen": seen}


async def main(app: QApplication, folder: Path, passphrase: str) -> None:
    """Open the program on a profile, open the list, press Run."""
    theme.apply(app, "light")
    async with open_integrator(folder, own_thread=True, passphrase=passphrase) as integrator:
        await integrator.warm_up()
        look = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(look, first_run=False)
        session = Session(window, integrator)
        window.show()
        await session.settled()
        window.attach(session)
        window.modules.begin_with_search("refiner")
        page = window.modules.page()
        assert page is not None
        page.form.set_values({**page.form.values(), "limit": 100_000})
        await asyncio.sleep(0.3)  # everything painted, as for a person who reads the form first
        print(json.dumps(await press_run(page)))
        await session.leave()
        window.hide()


if __name__ == "__main__":
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(main(application, Path(sys.argv[1]), sys.argv[2]))
