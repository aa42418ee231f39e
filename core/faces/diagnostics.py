"""How the program is doing, as the window and the command line see it; and the text for whoever helps."""

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from core.diagnostics import HardEnd, LogEntry
from core.faces import diagnosis
from core.faces.data_folder import measured
from core.faces.diagnosis import Diagnosis
from core.faces.face import Face
from core.faces.support_text import Fact, Private, Section, support_text
from core.model.errors import VaultError
from core.store.store import KEYRING_LIMIT
from core.store.system_keyring import SystemKeyring

_LONGER_VALUES = 5
"""Characters from which a plain value of a connection may tell whose it is."""


class DiagnosticsFace(Face):
    """Versions, places, sizes, the log, and how the last start ended."""

    async def diagnosis(self) -> Diagnosis:
        """How the program is doing now. Looks for the vault's key as the settings do, within the keyring's
        time limit."""
        return await self._home.call(self._diagnosis)

    async def log(self) -> tuple[LogEntry, ...]:
        """The latest of the log, oldest first, without secrets. The same tuple while nothing is new."""
        return await self._home.call(lambda: asyncio.to_thread(self._core.diagnostics.log))

    async def last_end(self) -> HardEnd | None:
        """The latest end of the program by a crash outside Python, if one was written down."""
        return await self._home.call(lambda: asyncio.to_thread(self._core.diagnostics.last_end))

    async def support_text(self, window: Iterable[Fact] = ()) -> str:
        """All of it in one text to send; `window`: what only the window knows. What is left out stands in
        `core.faces.support_text`."""
        return await self._home.call(lambda: self._support_text(tuple(window)))

    async def save_support_text(
        self, file: Path, window: Iterable[Fact] = (), *, overwrite: bool = False
    ) -> None:
        """The same as a file that only its owner may read. It appears when it is complete. Raises a
        `TrunklineError` for a disk that does not take it, or a file that is there."""

        async def work() -> None:
            text = await self._support_text(tuple(window))
            await asyncio.to_thread(_write, file, text, overwrite)

        await self._home.call(work)

    async def _diagnosis(self) -> Diagnosis:
        core = self._core
        state = await core.store.vault.prepare()
        backend = await _keyring_that_works()
        connections = await core.book.all()
        read = diagnosis.apps_read(core.catalogue.apps(), core.catalogue.problems())
        workers = len(core.desk.workers) if "desk" in core.__dict__ else 0
        data_dir = core.catalogue.own_folder.parent
        end = await asyncio.to_thread(core.diagnostics.last_end)
        own = sum(not one.practice for one in connections)
        return Diagnosis(
            versions=await asyncio.to_thread(diagnosis.versions),
            state=(
                Fact("Secrets", diagnosis.vault_words(state, backend)),
                Fact("Apps", diagnosis.apps_words(read)),
                Fact("Connections", diagnosis.connections_words(own, len(connections) - own)),
                Fact("Worker processes", diagnosis.worker_words(workers)),
                Fact("Last unexpected end", _moment(end.at) if end else "None is known"),
            ),
            sizes=diagnosis.sizes(await asyncio.to_thread(measured, data_dir)),
            places=diagnosis.places(data_dir),
            app_problems=read.problems,
        )

    async def _support_text(self, window: tuple[Fact, ...]) -> str:
        core, found = self._core, await self._diagnosis()
        # What is wrong with an app is told by its place alone: the sentence may repeat what stands there.
        problems = tuple(Fact("Problem", where) for where, _ in found.app_problems)
        own = {fact.label for fact in window}
        versions = tuple(fact for fact in found.versions if fact.label not in own)
        sections = (
            Section("Versions", (*versions, *window)),
            Section("State", (*found.state, *problems)),
            Section("Sizes", found.sizes),
            Section("Places", tuple(Fact(place.label, str(place.path)) for place in found.places)),
        )
        shown = tuple(
            Section(
                one.title, tuple(Fact(fact.label, core.diagnostics.shown(fact.text)) for fact in one.facts)
            )
            for one in sections
        )
        log = await asyncio.to_thread(core.diagnostics.log)
        end = await asyncio.to_thread(core.diagnostics.last_end)
        return support_text(_moment(time.time()), shown, log, end, await self._private())

    async def _private(self) -> Private:
        names: set[str] = set()
        hosts: set[str] = set()
        for one in await self._core.book.all():
            if not one.practice:
                names |= {one.name, one.account}
                names |= {str(value) for value in one.values.values() if len(str(value)) >= _LONGER_VALUES}
                hosts.add(urlsplit(one.address).hostname or "")
        for contact in await self._core.store.network.hosts.all():
            hosts |= {contact.host, contact.proxy.rpartition(":")[0], contact.proxy}
        return Private(frozenset(names), frozenset(hosts - {""}))


async def _keyring_that_works() -> str:
    """The last part of its name: "SecretService", "Windows"; "" when none does."""
    try:
        return (await SystemKeyring(KEYRING_LIMIT).find()).split(".")[-2]
    except VaultError:
        return ""


def _write(file: Path, text: str, overwrite: bool) -> None:
    from core.results.export_file import NewFile, content_of, workplace

    with workplace(file, overwrite=overwrite) as place:
        made = NewFile(content_of(place.folder), place.file)
        made.write(text.encode())
        made.close()
        place.deliver()


def _moment(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
