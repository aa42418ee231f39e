"""The program: opens the window, or hands a command to the core. The only file that imports qasync."""

import argparse
import asyncio
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.__main__ import add_profile_options, default_data_dir
from core.__main__ import main as run_command

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from core.integrator import Integrator
    from gui.collector import Collector
    from gui.main_window import MainWindow


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `trunkline`: a command if one is named, else the window. Gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options, more = _window_options().parse_known_args(given)
    if more:
        return run_command(given)
    return _open_window(options)


def _window_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_profile_options(parser)
    parser.add_argument("--practice", action="store_true", help="start with the practice workspace")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="run a list, draw the window, leave")
    return parser


def _open_window(options: argparse.Namespace) -> int:
    # First what is needed to paint the window; the core and what needs it come while it is on the screen.
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.collector import Collector
    from gui.main_window import MainWindow, scheme_of

    app = QApplication(["trunkline"])
    app.setApplicationName("Trunkline")
    app.setDesktopFileName("trunkline")
    app.setQuitOnLastWindowClosed(False)
    data_dir = options.data_dir or default_data_dir()
    look = QSettings(_made_private(data_dir / "window.ini"), QSettings.Format.IniFormat)
    theme.apply(app, scheme_of(look))
    window = MainWindow(look, first_run=not (data_dir / "trunkline.db").exists())
    collector = Collector(window)
    window.show()
    app.processEvents()

    from qasync import QEventLoop  # after PySide6: it takes the binding that it finds loaded

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        status = runner.run(_live(app, window, collector, data_dir, options))
    collector.end()
    return status


def _made_private(file: Path) -> str:
    """The path of a file that its owner alone may read: Qt would leave that to what is usual here. On a disk
    that cannot be written the core says so."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    return str(file)


async def _live(
    app: "QApplication",
    window: "MainWindow",
    collector: "Collector",
    data_dir: Path,
    options: argparse.Namespace,
) -> int:
    leave = asyncio.Event()
    window.close_requested.connect(leave.set)
    app.aboutToQuit.connect(leave.set)
    if sys.platform != "win32":
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, leave.set)
    # In a thread: the window answers meanwhile.
    await asyncio.to_thread(importlib.import_module, "gui.session")

    from core.integrator import open_integrator
    from core.model.errors import TrunklineError
    from core.terminal import read_passphrase

    try:
        passphrase = read_passphrase(options.passphrase_file)
        async with open_integrator(data_dir, own_thread=True, passphrase=passphrase) as integrator:
            return await _work(window, collector, integrator, leave, options)
    except TrunklineError as error:
        return await _say(window, error)


async def _work(
    window: "MainWindow",
    collector: "Collector",
    integrator: "Integrator",
    leave: asyncio.Event,
    options: argparse.Namespace,
) -> int:
    from gui.crash import CrashReporter
    from gui.session import Session

    reporter = CrashReporter(integrator.report)
    reporter.install(asyncio.get_running_loop())
    reporter.belongs_to(window)
    session = Session(window, integrator)
    session.jobs.failed.connect(reporter.report)
    await session.settled()
    window.attach(session)
    if options.practice:
        session.start_practice()
    status = 0
    if options.picture:
        await session.settled()
        status = await _draw(window, options.picture)
    else:
        await integrator.warm_up()
        collector.settle()
        await leave.wait()
    window.hide()  # gone for the person while the core tidies up
    await session.leave()
    return status


async def _draw(window: "MainWindow", file: Path) -> int:
    """Run the module that is open and draw the window into a PNG file."""
    page = window.modules.page()
    if page:
        page.run()
        await page.jobs.idle()
    await asyncio.sleep(0.2)  # one paint after the last bundle
    if not window.grab().save(str(file)):
        sys.stderr.write(f"The picture could not be written to {file}.\n")
        return 1
    return 0


async def _say(window: "MainWindow", error: Exception) -> int:
    """The profile cannot be opened: say why, in a box and on standard error."""
    from PySide6.QtWidgets import QMessageBox

    from gui.dialogs import ask

    sys.stderr.write(f"{error}\n")
    box = QMessageBox(QMessageBox.Icon.Critical, "Trunkline", str(error), parent=window)
    await ask(box)
    return 1


if __name__ == "__main__":
    sys.exit(main())
