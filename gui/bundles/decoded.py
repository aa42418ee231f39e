"""The bundles of one run, decoded when somebody looks at them, and forgotten again."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from core.model.errors import TrunklineError
from core.model.results import Node, Steps
from core.model.run import BundleSource
from gui.bundles.values import Unopened, Unreadable, decode, is_container, text_of

if TYPE_CHECKING:
    from core.integrator import Integrator

KEPT_BUNDLES = 512
KEPT_BYTES = 16_000_000
"""How many bundles stay decoded, and of how many bytes of JSON together."""

LARGE = 250_000
"""Bytes from which a bundle is decoded only when it is opened, not when its line is painted."""

HUGE = 1_000_000
"""Bytes from which a bundle is never decoded here: its levels are asked for, one by one."""

T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True):
    """Whom questions about the bundles go to that would take long here, and the run that they are about."""

    integrator: "Integrator"
    run: str

    async def node(self, bundle: int, steps: Steps) -> Node | None:
        """The value at a place of a bundle, or the bundle itself, where it lies; None where there is none.

        Raises `TrunklineError`.
        """
        if not steps:
            return await self.integrator.whole(self.run, bundle)
        return await self.integrator.at(self.run, bundle, steps)


class Recent(Generic[T]):
    """The values used last, by number: at most `count`, and heavier than `weight` only if it is one."""

    def __init__(self, count: int, weight: int = 0) -> None:
        self._count, self._weight = count, weight
        self._held: OrderedDict[int, tuple[T, int]] = OrderedDict()
        self._weighs = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, number: int) -> T | None:
        """The value of that number, if it is still here."""
        held = self._held.get(number)
        if held is None:
            return None
        self._held.move_to_end(number)
        return held[0]

    def put(self, number: int, value: T, weight: int = 0) -> T:
        """Keep a value, and let go of the oldest ones that are too many or too heavy."""
        self._weighs += weight - self._held.get(number, (value, 0))[1]
        self._held[number] = (value, weight)
        self._held.move_to_end(number)
        while len(self._held) > self._count or (self._weighs > self._weight and len(self._held) > 1):
            self._weighs -= self._held.popitem(last=False)[1][1]
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._weighs = 0


class Bundles:
    """The one place where tree, table and text get their bundles from. Bundles are counted from 0 here."""

    def __init__(self, source: BundleSource, asked: Asked | None = None) -> None:
        self._source = source
        self.asked = asked
        self._recent: Recent[tuple[Any]] = Recent(KEPT_BUNDLES, KEPT_BYTES)
        self._large: dict[int, Unopened] = {}
        self.decoded = 0
        self.decoded_bytes = 0
        """How often a bundle was decoded, and how many bytes: the measure of how lazy the views are."""

    def __len__(self) -> int:
        return len(self._source)

    def refresh(self) -> int:
        """Look how many bundles there are now."""
        return self._source.refresh()

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def text(self, number: int) -> str:
        """The JSON text of a bundle, or the sentence why it cannot be read."""
        raw = self._raw(number)
        return raw.reason if isinstance(raw, Unreadable) else text_of(raw)

    def raw(self, number: int) -> bytes:
        """The JSON text of a bundle as received; nothing where it cannot be read."""
        raw = self._raw(number)
        return b"" if isinstance(raw, Unreadable) else raw

    def value(self, number: int) -> Any:
        """A bundle, decoded: for who opens it."""
        held = self._recent.get(number)
        return held[0] if held else self._decode(number, self._raw(number))

    def glance(self, number: int) -> Any:
        """A bundle for who only passes by: a large one that nobody opened comes back as `Unopened`."""
        held = self._recent.get(number)
        if held:
            return held[0]
        if number in self._large:
            return self._large[number]
        size = self.size(number)
        if size > LARGE:
            self._large[number] = Unopened(size)
            return self._large[number]
        return self._decode(number, self._raw(number))

    def size(self, number: int) -> int:
        """Bytes of a bundle's text, without reading it; 0 where that cannot be told."""
        try:
            return self._source.size(number)
        except (OSError, ValueError, IndexError, TrunklineError):
            return 0

    def is_deep(self, number: int) -> bool:
        """Whether a bundle, now that it is opened, is looked at level by level where it lies: because it is
        huge, or nested too deeply to be decoded."""
        if self.asked is None:
            return False
        if self.size(number) > HUGE:
            return True
        value = self.value(number)
        return isinstance(value, Unreadable) and value.is_json

    def likeness(self, number: int) -> Any:
        """The bundle if it is at hand, else the first one if that has fields: one module, one shape."""
        held = self._recent.get(number)
        if held:
            return held[0]
        first = self.glance(0)
        return first if is_container(first) or isinstance(first, Unopened) else self.glance(number)

    def _decode(self, number: int, raw: bytes | Unreadable) -> Any:
        self.decoded += 1
        if isinstance(raw, Unreadable):
            return raw
        self.decoded_bytes += len(raw)
        return self._recent.put(number, (decode(raw),), len(raw))[0]

    def _raw(self, number: int) -> bytes | Unreadable:
        try:
            return self._source.raw(number)
        except (OSError, ValueError, IndexError, TrunklineError) as error:
            return Unreadable(f"This bundle cannot be read any more: {error}", "")
