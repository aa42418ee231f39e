"""One list that the account holds, fetched for one field: through the cache, one request at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from core.model.errors import TrunklineError
from core.rules.values import is_filled
from gui.forms.editor import Around
from gui.forms.lookup_cache import Entries
from gui.forms.lookups import Load
from gui.jobs import Jobs
from gui.sentences import in_words

FAILED = "The list could not be loaded."

WITHOUT_THE_LIST = "You can type it in all the same."
"""The way on where a list cannot be shown."""


@dataclass(frozen=True)
class State:
    """How things stand: a sentence where there is nothing to show."""

    kind: Literal["ready", "loading", "failed", "impossible"]
    sentence: str = ""


READY = State("ready")


class ListLoader(QObject):
    """Loads when asked, and tells how far it is."""

    changed = Signal()

    def __init__(self, lookup: str, parents: tuple[str, ...], around: Around, owner: QObject) -> None:
        super().__init__(owner)
        self._lookup = lookup
        self._parents = parents
        self._around = around
        self._jobs: Jobs | None = None
        self.state = READY

    def entries(self, search: str = "") -> Entries:
        """The entries for a search as far as they are there, without asking for them."""
        return self._around.lookups.cache.entries(self._key(search)) or ()

    def look_up(self, search: str, pause: float = 0.0) -> None:
        """Have the entries for a search loaded, unless they are there. `pause`: seconds to wait before."""
        self.cancel()
        load = self._around.lookups.source()
        values = dict(self._around.values())
        missing = [key for key in self._parents if not is_filled(values.get(key))]
        if load is None:
            self._become(State("impossible", f"Choose a connection to see the list here. {WITHOUT_THE_LIST}"))
        elif missing:
            self._become(State("impossible", f"Choose {self._around.label_of(missing[0])} first."))
        elif self._is_there(search):
            self._become(READY)
        else:
            self._become(State("loading", "Loading…"))
            self._start(load, values, search, pause)

    def look_up_anew(self, search: str) -> None:
        """Forget the list, for all searches, and load it."""
        self._around.lookups.forget(self._lookup)
        self.look_up(search)

    def cancel(self) -> None:
        """Stop a request that is under way."""
        if self._jobs is not None:
            self._jobs.cancel("load")
        if self.state.kind == "loading":
            self.state = READY

    async def idle(self) -> None:
        """Wait until nothing is being loaded."""
        if self._jobs is not None:
            await self._jobs.idle()

    def _key(self, search: str) -> Any:
        values = self._around.values()
        parents = {key: values.get(key) for key in self._parents}
        return self._around.lookups.key(self._lookup, parents, self._asked(search))

    def _asked(self, search: str) -> str:
        """What the service is asked for: the whole list, where it cannot narrow it down."""
        return search if self._around.lookups.searches(self._lookup) else ""

    def _is_there(self, search: str) -> bool:
        return self._around.lookups.cache.entries(self._key(search)) is not None

    def _start(self, load: Load, values: dict[str, Any], search: str, pause: float) -> None:
        if self._jobs is None:
            self._jobs = Jobs(self)
            self._jobs.failed.connect(self._failed)
        self._jobs.start("load", self._load(load, values, search, pause))

    async def _load(self, load: Load, values: dict[str, Any], search: str, pause: float) -> None:
        key = self._key(search)
        try:
            await asyncio.sleep(pause)
            entries = await load(self._lookup, values, self._asked(search))
        except TrunklineError as error:
            self._become(State("failed", f"{FAILED} {in_words(error)}"))
            return
        self._around.lookups.cache.keep(key, entries)
        self._become(READY)

    def _failed(self, error: object) -> None:
        self._become(State("failed", f"{FAILED} Something went wrong here."))
        self._around.lookups.failed.emit(error)

    def _become(self, state: State) -> None:
        self.state = state
        self.changed.emit()
