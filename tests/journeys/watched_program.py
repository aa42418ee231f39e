"""The whole program, started as people start it and used by a journey, while everything it contacts is noted.

Run as a program of its own: `python -m tests.journeys.watched_program FOLDER` prints what it saw as JSON.
The watching begins before anything of the program is imported.
"""

import asyncio
import json
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui.settings.page import SettingsPage
    from tests.journeys.program import Program

OPENED_ELSEWHERE = (
    "webbrowser.open",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
)
"""Ways to have another program do it."""

SCHEMES = ("file", "http", "https", "mailto")
"""Addresses that the system opens."""

_LOOKED_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


class Watch:
    """What was contacted, in Python's eyes and in those of the system."""

    def __init__(self) -> None:
        self.contacted: set[str] = set()
        self.sockets: set[str] = set()
        self.others: list[str] = []

    def begin(self) -> None:
        """From now on, for good."""
        sys.addaudithook(self._hear)

    def look_at_sockets(self) -> None:
        """Note the far ends of this process's sockets, whoever opened them: Qt does without Python."""
        ours = {_target(link) for link in Path("/proc/self/fd").iterdir()}
        for table in ("tcp", "tcp6", "udp", "udp6"):
            for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
                parts = line.split()
                if f"socket:[{parts[9]}]" in ours:
                    self.sockets.add(_address(parts[2].partition(":")[0]))

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto"):
            if isinstance(given[1], tuple):  # no socket in the file system of this computer
                self.contacted.add(str(given[1][0]))
        elif event in _LOOKED_UP:
            self.contacted.add(str(given[0]))
        elif event in OPENED_ELSEWHERE:
            self.others.append(event)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # it was closed meanwhile
        return ""


def _address(written: str) -> str:
    """An address as the kernel writes it: words of four bytes, the last byte first."""
    import ipaddress

    words = [bytes.fromhex(written[at : at + 8])[::-1] for at in range(0, len(written), 8)]
    address = ipaddress.ip_address(b"".join(words))
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


class Journey:
    """Every module, every screen, every page of the settings; then the page that lists it all."""

    def __init__(self, program: "Program", watch: Watch) -> None:
        self.program = program
        self.watch = watch
        self.seen: dict[str, Any] = {}
        self.links = self._catch_links()

    def leave(self) -> None:
        """Let addresses go where they went before: Qt outlives what they were sent to."""
        from PySide6.QtGui import QDesktopServices

        for scheme in SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)

    async def go(self) -> None:
        """All of it, and leave."""
        program = self.program
        await program.begin_practice()
        self.seen["modules"] = await self._run_modules()
        for connection in await program.integrator.connections():
            await program.integrator.verify(connection.id)
        await self._visit_screens()
        await self._look_at_page()
        self.watch.look_at_sockets()
        self.seen["links"] = list(self.links)
        program.click("open-data-folder")
        self.seen["links_after_a_click"] = list(self.links)

    async def _run_modules(self) -> int:
        from core.apps.examples import examples

        program, count = self.program, 0
        for app in await program.integrator.apps():
            for module in await program.integrator.modules(app.id):
                program.window.modules.open(module)
                await program.until(lambda: not program.is_recalling())
                page = program.window.modules.page()
                assert page is not None
                page.form.set_values(examples(module))
                if program.sees("run"):
                    await program.run_to_end()
                    count += 1
                self.watch.look_at_sockets()
        return count

    async def _visit_screens(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QListWidget

        program = self.program
        program.click("rail-connections")
        await program.until(lambda: program.sees("connection-list"))
        program.window.acts["connect"].trigger()
        await program.until(lambda: program.sees("connect-dialog"))
        program.press(Qt.Key.Key_Escape)
        await program.until(lambda: not program.sees("connect-dialog"))
        program.click("rail-settings")
        await program.until(lambda: program.sees("settings-topics"))
        topics = program.see(QListWidget, "settings-topics")
        self.seen["pages"] = []
        for row, page in enumerate(program.window.settings.pages()):
            topics.setCurrentRow(row)
            await self._loaded(page)
            self.seen["pages"].append(page.name)
            self.watch.look_at_sockets()

    async def _look_at_page(self) -> None:
        program = self.program
        program.window.show_settings("data")
        await program.until(lambda: program.sees("host-table"))
        page = next(one for one in program.window.settings.pages() if one.name == "data")
        page.refresh()
        await self._loaded(page)
        program.click("copy-hosts")
        self.seen["copied"] = program.clipboard()
        self.seen["promises"] = [program.text(f"promise-{number}") for number in (1, 2, 3)]
        sandbox = program.integrator._core.practice._sandbox
        assert sandbox is not None
        self.seen["requests"] = sandbox.call(lambda one: one.journal.count)

    async def _loaded(self, page: "SettingsPage") -> None:
        await self.program.until(lambda: page.isVisible() and not page.jobs.is_running("load"))

    @staticmethod
    def _catch_links() -> list[str]:
        """Have every address that is opened end here. The catcher lives as long as the application."""
        from PySide6.QtCore import QCoreApplication, QObject, QUrl, Slot
        from PySide6.QtGui import QDesktopServices

        links: list[str] = []

        class Catcher(QObject):
            @Slot(QUrl)
            def caught(self, url: QUrl) -> None:
                links.append(url.toString())

        catcher = Catcher(QCoreApplication.instance())
        for scheme in SCHEMES:
            # PySide6 takes a text here, whatever its stubs say.
            QDesktopServices.setUrlHandler(scheme, catcher, "caught")  # type: ignore[arg-type]
        return links


def main(folder: Path) -> int:
    """Start the program and use it; print what was seen."""
    watch = Watch()
    watch.begin()
    from gui.main_window import MainWindow
    from gui.session import Session
    from gui.start import main as start
    from tests.journeys.program import Program

    genuine = MainWindow.attach
    seen: dict[str, Any] = {}
    tasks: list[asyncio.Task[None]] = []

    def attach(window: MainWindow, session: Session) -> None:
        genuine(window, session)
        program = Program(window, session, session._integrator)
        journey = Journey(program, watch)

        async def go() -> None:
            try:
                await journey.go()
            except BaseException as error:
                seen["trouble"] = "".join(traceback.format_exception(error))
                raise
            finally:
                journey.leave()
                seen.update(journey.seen, bugs=[repr(bug) for bug in program.bugs])
                window.close()

        tasks.append(asyncio.get_running_loop().create_task(go()))

    MainWindow.attach = attach  # type: ignore[assignment, method-assign]  # where the window is complete
    seen["status"] = start(["--data-dir", str(folder)])
    seen["contacted"] = sorted(watch.contacted)
    seen["sockets"] = sorted(watch.sockets)
    seen["others"] = watch.others
    print(json.dumps(seen))
    return int(seen["status"])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
