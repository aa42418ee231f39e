"""The whole program as a process to be ended: `python -m tests.journeys.ended_program FOLDER WHAT`.

die      say "ready" once the window is complete, and wait to be ended
look     print what the window shows as JSON, look at the details, dismiss the notice, and leave
mistake  make a mistake, print what is said about it as JSON, press "Restart Trunkline"; the program that
         takes its place says "again" and leaves
fail     fail to start, print what is said about it as JSON, press "Try again"; the program that takes its
         place says "again" and leaves
limp     have no way to get ready for the first run: print what is said about it, and whether the window
         answers afterwards
"""

import asyncio
import json
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.session import Session
    from tests.journeys.program import Program


async def die(program: "Program", folder: Path) -> None:
    """Wait to be ended, as a window that others can find."""
    await program.until(lambda: (folder / "window.address").exists())
    program.window.show_settings("diagnostics")
    print("ready", flush=True)
    await asyncio.get_running_loop().create_future()


async def look(program: "Program", folder: Path) -> None:
    """Look around, as a person does who starts the program again."""
    from PySide6.QtWidgets import QLabel, QPlainTextEdit

    await program.until(lambda: (folder / "window.address").exists())
    seen: dict[str, Any] = {"told": program.sees("last-end")}
    await program.session.settled()
    screen = program.window.stack.currentWidget()
    seen["screen"] = screen.objectName() if screen is not None else ""
    if seen["told"]:
        seen["text"] = program.see(QLabel, "last-end-text").text()
        program.click("last-end-show")
        await program.until(lambda: program.sees("last-end-details"))
        seen["details"] = program.see(QPlainTextEdit, "last-end-details").toPlainText()
        program.click("last-end-close")
        await program.until(lambda: not program.sees("last-end-details"))
        program.click("last-end-dismiss")
        seen["told_afterwards"] = program.sees("last-end")
    print(json.dumps(seen), flush=True)
    program.window.close()


async def mistake(program: "Program", folder: Path) -> None:
    """Break something; then restart."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QLabel

    once = folder / "broken-once"
    if once.exists():
        print("again", flush=True)
        program.window.close()
        return
    once.touch()
    QTimer.singleShot(0, program.window, lambda: 1 / 0)
    await program.until(lambda: program.sees("crash-restart"))
    print(json.dumps({"title": program.see(QLabel, "crash-title").text()}), flush=True)
    program.click("crash-restart")


async def limp(program: "Program", folder: Path) -> None:
    """Close what is said, and use the window."""
    from PySide6.QtWidgets import QLabel

    await program.until(lambda: program.sees("crash-go-on"))
    title = program.see(QLabel, "crash-title").text()
    program.click("crash-go-on")
    await program.until(lambda: not program.sees("crash-go-on"))
    program.click("rail-settings")
    print(json.dumps({"title": title, "answers": program.window.shows("settings")}), flush=True)
    program.window.close()


def break_the_start(folder: Path) -> None:
    """Have the session fail the first time; whoever is told presses "Try again"."""
    import gui.session

    async def press_again() -> None:
        from PySide6.QtWidgets import QApplication

        from gui.crash_dialog import CrashDialog

        while True:
            await asyncio.sleep(0.02)
            for one in QApplication.topLevelWidgets():
                if isinstance(one, CrashDialog) and one.isVisible():
                    print(json.dumps({"buttons": [one.go_on.text(), one.restart.text()]}), flush=True)
                    one.restart.click()
                    return

    async def fail(session: "Session") -> None:
        pressing.append(asyncio.get_running_loop().create_task(press_again()))
        raise LookupError("nothing is where it was")

    pressing: list[asyncio.Task[None]] = []
    folder.mkdir(exist_ok=True)
    (folder / "broken-once").touch()
    gui.session.Session.settled = fail  # type: ignore[method-assign]


def break_getting_ready() -> None:
    """Have the program miss something that the first run needs."""
    from core.integrator import Integrator

    async def fail(integrator: Integrator) -> None:
        raise LookupError("a library has gone")

    Integrator.warm_up = fail  # type: ignore[method-assign]


def main(folder: Path, what: str) -> int:
    """Start the program; do it once the window is complete."""
    from gui.main_window import MainWindow
    from gui.start import main as start
    from tests.journeys.program import Program

    if what == "fail" and not (folder / "broken-once").exists():
        break_the_start(folder)
    elif what == "limp":
        break_getting_ready()
    do = {"die": die, "look": look, "mistake": mistake, "fail": mistake, "limp": limp}[what]
    genuine = MainWindow.attach
    tasks: list[asyncio.Task[None]] = []

    def attach(window: "MainWindow", session: "Session") -> None:
        genuine(window, session)
        program = Program(window, session, session._integrator)
        tasks.append(asyncio.get_running_loop().create_task(_or_leave(do(program, folder), window)))

    MainWindow.attach = attach  # type: ignore[assignment, method-assign]  # where the window is complete
    return start(["--data-dir", str(folder)])


async def _or_leave(doing: Coroutine[Any, Any, None], window: "MainWindow") -> None:
    try:
        await doing
    except Exception:
        window.close()
        raise


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
