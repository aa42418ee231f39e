"""Who asks the person for the keyring's password: here one that refuses, or never answers.

GNOME's keyring calls `org.gnome.keyring.SystemPrompter` on the bus, and is called back when it may show its
question and when there is an answer.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # has no type hints
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.gnome.keyring.SystemPrompter"
_CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"


class Prompter:
    """One that somebody has begun to ask. `asked` is set when the question stands on the screen, `times` says
    how often one did."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.times = 0


@contextlib.contextmanager
def prompter_running(address: str, *, answers: bool) -> Iterator[Prompter]:
    """Take the prompter's name on the bus. One that `answers` says no; the other one leaves the question
    standing there."""
    prompter = Prompter()
    with contextlib.closing(open_dbus_connection(address)) as bus:
        bus.send_and_get_reply(message_bus.RequestName(NAME))
        thread = threading.Thread(target=_serve, args=(bus, prompter, answers), name="prompter", daemon=True)
        thread.start()
        try:
            yield prompter
        finally:
            with contextlib.closing(open_dbus_connection(address)) as other:
                end = DBusAddress("/", bus_name=bus.unique_name, interface="tests.End")
                other.send(new_method_call(end, "End"))
            thread.join(10)


def service_process(address: str) -> int:
    """The number of the process that keeps the secrets of this bus."""
    with contextlib.closing(open_dbus_connection(address)) as bus:
        asked = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
        return int(bus.send_and_get_reply(asked).body[0])


def _serve(bus: DBusConnection, prompter: Prompter, answers: bool) -> None:
    while True:
        call = bus.receive()
        if call.header.message_type != MessageType.method_call:
            continue
        method = call.header.fields[HeaderFields.member]
        if method == "End":
            return
        bus.send(new_method_return(call))
        if method not in ("BeginPrompting", "PerformPrompt", "StopPrompting"):
            continue
        back = DBusAddress(call.body[0], call.header.fields[HeaderFields.sender], _CALLBACK)
        _answer(bus, back, method, prompter, answers)


def _answer(bus: DBusConnection, back: Any, method: str, prompter: Prompter, answers: bool) -> None:
    if method == "BeginPrompting":
        bus.send(new_method_call(back, "PromptReady", "sa{sv}s", ("", {}, "")))
    elif method == "StopPrompting":
        bus.send(new_method_call(back, "PromptDone"))
    else:
        prompter.times += 1
        prompter.asked.set()
        if answers:
            bus.send(new_method_call(back, "PromptReady", "sa{sv}s", ("no", {}, "")))
