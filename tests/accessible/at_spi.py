"""A screen reader's way into a program: the accessibility tree over D-Bus, with jeepney and nothing else.

A `Thing` is a control as assistive software sees it. It is found by its role and its name, and used through
what it offers: actions, text that can be set, children that can be selected.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from jeepney import (  # type: ignore[import-untyped]  # has no type hints
    DBusAddress,
    HeaderFields,
    MessageType,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

LIMIT = 60.0
"""Seconds that a person would wait before giving up."""

LOOK_EVERY = 0.05
"""Seconds between two looks at what nobody tells of."""

_OF = "org.a11y.atspi."
_ROOT = "/org/a11y/atspi/accessible/root"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ENABLED, _FOCUSED, _SHOWING = 8, 12, 25
_MANY = frozenset({"table", "tree", "tree table", "list", "list box"})
"""Roles whose children may be hundreds of thousands of cells."""
_CELLS = 400
_MEMBER, _ANSWERS = HeaderFields.member, HeaderFields.reply_serial
_SYMBOL = 3
"""That a key is named by its symbol."""

RETURN, RIGHT, DOWN = 0xFF0D, 0xFF53, 0xFF54
"""The symbols of some keys."""

Found = TypeVar("Found")


class Ref(NamedTuple):
    """Where an object of the tree is: the program's name on the bus, and a path in it."""

    bus_name: str
    path: str


class Gone(Exception):
    """The object is not there any more."""


class Thing:
    """One object of the tree, as it was when it was looked at."""

    def __init__(self, tree: "Tree", ref: Ref, role: str, name: str, states: int) -> None:
        self._tree = tree
        self.ref = ref
        self.role = role
        self.name = name
        self._states = states

    def __repr__(self) -> str:
        return f"{self.role} {self.name!r}"

    @property
    def is_showing(self) -> bool:
        """Whether it can be seen."""
        return bool(self._states >> _SHOWING & 1)

    @property
    def is_enabled(self) -> bool:
        """Whether it can be used."""
        return bool(self._states >> _ENABLED & 1)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard acts on it."""
        return bool(self._states >> _FOCUSED & 1)

    @property
    def description(self) -> str:
        """What is said after the name: a hint, or what is wrong with it."""
        return str(self._tree.property(self.ref, "Accessible", "Description"))

    @property
    def text(self) -> str:
        """What stands in it."""
        return str(self._tree.call(self.ref, "Text", "GetText", "ii", 0, -1))

    def actions(self) -> list[str]:
        """What can be done with it, as the program calls it."""
        return [name for name, _, _ in self._tree.call(self.ref, "Action", "GetActions")]

    def act(self, *wanted: str) -> None:
        """Do the first of these that it can do."""
        actions = self.actions()
        for name in wanted:
            if name in actions:
                self._tree.call(self.ref, "Action", "DoAction", "i", actions.index(name))
                return
        raise AssertionError(f"{self} can only {actions}, none of {wanted}")

    def press(self) -> None:
        """Press a button, or what works like one."""
        self.act("Press", "Toggle", "ShowMenu")

    def write(self, text: str) -> None:
        """Replace what stands in it."""
        assert self._tree.call(self.ref, "EditableText", "SetTextContents", "s", text), (
            f"{self} takes no text"
        )

    def paste(self) -> None:
        """Put what was copied where its text begins."""
        self._tree.call(self.ref, "EditableText", "PasteText", "i", 0)

    def focus(self) -> None:
        """Have the keyboard act on it."""
        self._tree.call(self.ref, "Component", "GrabFocus")

    def children(self) -> list["Thing"]:
        """What it holds; of many cells the first ones."""
        return self._tree.children(self)

    def cell(self, name: str) -> "Thing":
        """One of its cells that can be seen, by its name; waits for it."""

        def named() -> list[Thing]:
            return [one for one in self.children() if one.name == name and one.is_showing]

        return self._tree.until(named, f"{name!r} in {self}")[0]

    def select(self) -> None:
        """Choose a cell."""
        self.act("Toggle")


class Tree:
    """The programs on one accessibility bus."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._heard: list[str] = []

    # --- looking --------------------------------------------------------------------------------------

    def find(self, role: str, name: str, *, starts: bool = False) -> Thing:
        """What can be seen of that role and name; waits for it. `starts`: the name only begins so."""

        def fits(one: Thing) -> bool:
            return one.role == role and (one.name.startswith(name) if starts else one.name == name)

        found = self.until(lambda: [one for one in self.in_sight() if fits(one)], f"{role} {name!r}")
        return found[-1]

    def press(self, role: str, name: str, *, starts: bool = False) -> None:
        """Find a button and press it, once it can be pressed."""

        def ready() -> list[Thing]:
            return [one for one in [self.find(role, name, starts=starts)] if one.is_enabled]

        self.until(ready, f"{role} {name!r} that can be pressed")[0].press()

    def in_sight(self) -> list[Thing]:
        """Everything that can be seen, from outside inwards; no cells."""
        level = self._programs()
        found: list[Thing] = []
        while level:
            # A program's own object stands for no window and is never shown.
            seen = [one for one in self._look_at(level) if one.is_showing or one.role == "application"]
            found += seen
            inwards = [one for one in seen if one.role not in _MANY]
            held = self._call_all([(one.ref, "Accessible", "GetChildren", "", ()) for one in inwards])
            level = [Ref(*each) for (refs,) in filter(None, held) for each in refs]
        return found

    def children(self, thing: Thing) -> list[Thing]:
        """The first children of an object."""
        count = int(self.property(thing.ref, "Accessible", "ChildCount"))
        asked = [
            (thing.ref, "Accessible", "GetChildAtIndex", "i", (number,))
            for number in range(min(count, _CELLS))
        ]
        return self._look_at([Ref(*ref) for (ref,) in filter(None, self._call_all(asked))])

    def until(self, look: Callable[[], Found], what: str, limit: float = LIMIT) -> Found:
        """Look until there is something; gives what was found."""
        end = time.monotonic() + limit
        while True:
            try:
                if found := look():
                    return found
            except Gone:
                pass  # it went while it was looked at: look again
            if time.monotonic() > end:
                shown = [repr(one) for one in self.in_sight() if one.name]
                raise AssertionError(f"{what} is not there after {limit:g} s. In sight: {', '.join(shown)}")
            self._listen(LOOK_EVERY)

    def key(self, symbol: int) -> None:
        """Press a key, by its X symbol, where the focus is."""
        keyboard = Ref(f"{_OF}Registry", f"/{_OF.replace('.', '/')}registry/deviceeventcontroller")
        self.call(keyboard, "DeviceEventController", "GenerateKeyboardEvent", "isu", symbol, "", _SYMBOL)

    # --- listening ------------------------------------------------------------------------------------

    def listen(self) -> None:
        """From now on, remember what is announced."""
        registry = Ref(f"{_OF}Registry", f"/{_OF.replace('.', '/')}registry")
        self.call(registry, "Registry", "RegisterEvent", "s", "object:announcement")
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        rule = f"type='signal',interface='{_OF}Event.Object',member='Announcement'"
        self._connection.send_and_get_reply(new_method_call(bus, "AddMatch", "s", (rule,)))

    def announced(self) -> list[str]:
        """What was announced so far, in its order."""
        self._listen(0)
        return list(self._heard)

    # --- the bus --------------------------------------------------------------------------------------

    def call(self, ref: Ref, interface: str, method: str, signature: str = "", *given: Any) -> Any:
        """Call a method; gives its answer. Raises `Gone`."""
        (answer,) = self._call_all([(ref, interface, method, signature, given)])
        if answer is None:
            raise Gone(f"{interface}.{method} of {ref}")
        return answer[0] if answer else None

    def property(self, ref: Ref, interface: str, name: str) -> Any:
        """A property. Raises `Gone`."""
        return self.call(ref, _PROPERTIES, "Get", "ss", f"{_OF}{interface}", name)[1]

    def _programs(self) -> list[Ref]:
        root = Ref(f"{_OF}Registry", _ROOT)
        return [Ref(*ref) for ref in self.call(root, "Accessible", "GetChildren")]

    def _look_at(self, refs: Sequence[Ref]) -> list[Thing]:
        asked = [
            question
            for ref in refs
            for question in (
                (ref, "Accessible", "GetRoleName", "", ()),
                (ref, _PROPERTIES, "Get", "ss", (f"{_OF}Accessible", "Name")),
                (ref, "Accessible", "GetState", "", ()),
            )
        ]
        answers = self._call_all(asked)
        found = []
        for number, ref in enumerate(refs):
            role, name, states = answers[3 * number : 3 * number + 3]
            if role is not None and name is not None and states is not None:
                low, high = states[0]
                found.append(Thing(self, ref, role[0], name[0][1].strip(), low | high << 32))
        return found

    def _call_all(self, calls: Sequence[tuple[Ref, str, str, str, tuple[Any, ...]]]) -> list[Any]:
        """Send all, then take the answers: one trip for many questions. None for what was refused."""
        waiting: dict[int, int] = {}
        for number, (ref, interface, method, signature, given) in enumerate(calls):
            full = interface if interface == _PROPERTIES else f"{_OF}{interface}"
            to = DBusAddress(ref.path, ref.bus_name, full)
            message = new_method_call(to, method, signature or None, given)
            serial = next(self._connection.outgoing_serial)
            self._connection.send(message, serial)
            waiting[serial] = number
        answers: list[Any] = [None] * len(calls)
        end = time.monotonic() + LIMIT
        while waiting:
            message = self._connection.receive(timeout=max(0.0, end - time.monotonic()))
            serial = message.header.fields.get(_ANSWERS)
            if serial not in waiting:
                self._hear(message)
                continue
            number = waiting.pop(serial)
            if message.header.message_type == MessageType.method_return:
                answers[number] = message.body
        return answers

    def _listen(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                self._hear(self._connection.receive(timeout=max(0.0, end - time.monotonic())))
            except TimeoutError:
                return

    def _hear(self, message: Any) -> None:
        if message.header.fields.get(_MEMBER) == "Announcement":
            self._heard.append(str(message.body[3][1]))


@contextmanager
def tree_of(session_bus: str) -> Iterator[Tree]:
    """The accessibility tree of the programs of a session."""
    with open_dbus_connection(session_bus) as session:
        address = _accessibility_bus(session)
    with open_dbus_connection(address) as connection:
        yield Tree(connection)


def _accessibility_bus(session: DBusConnection) -> str:
    """Its address, as soon as the launcher tells it."""
    asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        reply = session.send_and_get_reply(asked, timeout=LIMIT)
        if reply.header.message_type == MessageType.method_return and reply.body[0]:
            return str(reply.body[0])
        time.sleep(LOOK_EVERY)  # nothing tells when the launcher is ready
    raise AssertionError(f"there is no accessibility bus after {LIMIT:g} s: {reply.body}")
