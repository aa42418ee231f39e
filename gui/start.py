"""The program: opens the window, or hands a command to the core. The only file that imports qasync."""

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Collection, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.__main__ import add_profile_options, default_data_dir
from core.__main__ import main as run_command
from gui.first_moments import import_as_ever, made_private, no_screen_is_said, to_standard_error

if TYPE_CHECKING:
    import asyncio

    from PySide6.QtWidgets import QApplication

    from core.integrator import Integrator
    from gui.collector import Collector
    from gui.crash import CrashReporter
    from gui.last_end import LastEnd
    from gui.main_window import MainWindow
    from gui.single_instance import Instance


_ICON = Path(__file__).resolve().parent.parent / "resources" / "trunkline.svg"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `trunkline`: a command if one is named, else the window. Gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options, more = _window_options().parse_known_args(given)
    if more:
        gc.enable()  # the packaged program starts without
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
    from gui.last_end import LastEnd
    from gui.single_instance import Instance, enter

    # Until there is a loop that hears it, Ctrl-C ends the program: within Qt, Python would not come to it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    import_as_ever()
    data_dir = options.data_dir or default_data_dir()
    look_file = made_private(data_dir / "window.ini")
    # Before anything is opened: another window of this data folder may be there already.
    if options.picture:
        instance: Instance | None = Instance(data_dir)
    else:
        instance = enter(data_dir, ["practice"] if options.practice else [])
    if instance is None:
        return 0
    this_start = _ThisStart(options, data_dir, instance, LastEnd(data_dir / "logs"))
    try:
        status = _show_window(look_file, this_start)
    finally:
        this_start.last_end.was_tidy()
        instance.leave()  # last: the next start writes to the same file
    if this_start.is_to_restart:
        from gui.restart import restart

        restart()
    return status


class _ThisStart:
    """What was given with this start, and what holds as long as it lives."""

    def __init__(
        self, options: argparse.Namespace, data_dir: Path, instance: "Instance", last_end: "LastEnd"
    ) -> None:
        self.options = options
        self.data_dir = data_dir
        self.instance = instance
        self.last_end = last_end
        self.is_to_restart = False


def _show_window(look_file: str, this_start: _ThisStart) -> int:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.collector import Collector
    from gui.last_end import watch_only
    from gui.main_window import MainWindow, scheme_of

    with no_screen_is_said():
        app = QApplication(theme.arguments())
    app.setApplicationName("Trunkline")
    app.setDesktopFileName("trunkline")
    app.setQuitOnLastWindowClosed(False)
    # Not before: without a display, Qt ends the program so, and that is nothing to tell the next time.
    this_start.last_end.watch() if this_start.instance.is_first else watch_only()
    look = QSettings(look_file, QSettings.Format.IniFormat)
    if this_start.last_end.report is not None:
        look.remove("window")  # which screen and which module: what was shown may be what ended it
    theme.apply(app, scheme_of(look))
    is_known = os.access(this_start.data_dir / "trunkline.db", os.F_OK)
    window = MainWindow(look, first_run=not is_known)
    collector = Collector(window)
    window.show()
    app.processEvents()

    app.setWindowIcon(QIcon(str(_ICON)))

    # Now that the window is painted: asyncio takes as long to import as half of Qt.
    import asyncio

    from qasync import QEventLoop  # after PySide6: it takes the binding that it finds loaded

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        status = runner.run(_live(app, window, collector, this_start))
    collector.end()
    return status


async def _live(
    app: "QApplication", window: "MainWindow", collector: "Collector", this_start: _ThisStart
) -> int:
    import asyncio

    leave = asyncio.Event()
    window.close_requested.connect(leave.set)
    app.aboutToQuit.connect(leave.set)
    if sys.platform != "win32":
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, leave.set)
    # In a thread: the window answers meanwhile.
    await asyncio.to_thread(importlib.import_module, "gui.session")
    reporter = _reporter(window, leave, this_start)

    from core.integrator import open_integrator
    from core.model.errors import TrunklineError
    from core.terminal import read_passphrase

    try:
        passphrase = read_passphrase(this_start.options.passphrase_file)
        async with open_integrator(this_start.data_dir, own_thread=True, passphrase=passphrase) as integrator:
            return await _work(window, collector, integrator, leave, reporter, this_start)
    except TrunklineError as error:
        return await _say(window, error, leave, this_start)
    except Exception as error:  # the last boundary: a window that vanishes without a word helps nobody
        if leave.is_set() or this_start.options.picture:  # nobody is there to answer
            raise
        await _until_answered(reporter.could_not_start(error), leave)
        return 1


def _reporter(window: "MainWindow", leave: "asyncio.Event", this_start: _ThisStart) -> "CrashReporter":
    """What nobody handles is told from now on."""
    import asyncio

    from gui.crash import CrashReporter

    reporter = CrashReporter(on_fatal=this_start.last_end.note)
    reporter.install(asyncio.get_running_loop())
    reporter.belongs_to(window)
    reporter.restart_wanted.connect(partial(_restart_later, this_start, leave))
    return reporter


def _restart_later(this_start: _ThisStart, leave: "asyncio.Event") -> None:
    this_start.is_to_restart = True
    leave.set()


async def _work(
    window: "MainWindow",
    collector: "Collector",
    integrator: "Integrator",
    leave: "asyncio.Event",
    reporter: "CrashReporter",
    this_start: _ThisStart,
) -> int:
    from gui.session import Session

    options = this_start.options
    reporter.tells_with(integrator.report)
    session = Session(window, integrator)
    session.jobs.failed.connect(reporter.report)
    status = 0
    try:
        await session.settled()
        window.attach(session)
        if options.practice:
            session.start_practice()
        if options.picture:
            await session.settled()
            status = await _draw(window, options.picture)
        else:
            await _if_possible(_be_found(window, integrator, reporter, this_start), window, reporter)
            await _if_possible(integrator.warm_up(), window, reporter)
            collector.settle()
            await leave.wait()
        window.hide()  # gone for the person while the core tidies up
    finally:
        this_start.instance.stop_listening()
        await session.leave()
    return status


async def _if_possible(
    doing: Coroutine[Any, Any, None], window: "MainWindow", reporter: "CrashReporter"
) -> None:
    """Do what the window works without: what goes wrong is told, and the program goes on."""
    from core.model.errors import TrunklineError

    try:
        await doing
    except TrunklineError as error:
        window.say(error)
    except Exception as error:  # noqa: BLE001 - a mistake of ours: told as any other
        reporter.report(error)


async def _be_found(
    window: "MainWindow", integrator: "Integrator", reporter: "CrashReporter", this_start: _ThisStart
) -> None:
    """Let other starts come to this window, and say how the last one ended if it ended hard."""
    import asyncio

    from gui.single_instance import raise_window

    def asked(wishes: Collection[str]) -> None:
        if "practice" in wishes:
            window.wish("start_practice")
        raise_window(window)

    if this_start.instance.is_first:
        await asyncio.to_thread(importlib.import_module, "PySide6.QtNetwork")  # takes its time
        this_start.instance.listen(asked)
    if this_start.last_end.report is not None:
        from gui.last_end_notice import LastEndNotice

        notice = LastEndNotice(window, integrator)
        notice.jobs.failed.connect(reporter.report)


async def _draw(window: "MainWindow", file: Path) -> int:
    """Run the module that is open and draw the window into a PNG file."""
    import asyncio

    page = window.modules.page()
    if page:
        page.run()
        await page.jobs.idle()
    await asyncio.sleep(0.2)  # one paint after the last bundle
    if not window.grab().save(str(file)):
        sys.stderr.write(f"The picture could not be written to {file}.\n")
        return 1
    return 0


async def _say(window: "MainWindow", error: Exception, leave: "asyncio.Event", this_start: _ThisStart) -> int:
    """The profile cannot be opened: say why, in a box and on standard error."""
    from PySide6.QtWidgets import QMessageBox

    from gui.dialogs import ask

    to_standard_error(str(error))
    if this_start.options.picture:  # nobody is there to answer
        return 1
    box = QMessageBox(QMessageBox.Icon.Critical, "Trunkline", str(error), parent=window)
    await _until_answered(ask(box), leave)
    return 1


async def _until_answered(answer: Coroutine[Any, Any, object], leave: "asyncio.Event") -> None:
    """Wait until the person has answered, or the program is to end."""
    import asyncio

    waits = [asyncio.ensure_future(answer), asyncio.ensure_future(leave.wait())]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for one in waits:
        one.cancel()
    await asyncio.wait(waits)


if __name__ == "__main__":
    sys.exit(main())
