"""What a person sends to whoever helps them: one plain text, without what is nobody else's business. Pure.

Left out are secrets (by whoever gives the log), the names of connections, accounts and hosts, e-mail
addresses, and what addresses carry in their query; the home folder is written "~". Versions, sizes, paths,
the names of apps and modules, and the words of errors stay: they are what helps.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence

import msgspec

from core.diagnostics import HardEnd, LogEntry

NAME, HOST, MAIL, QUERY = "[name]", "[host]", "[e-mail]", "[left out]"
"""What stands instead."""

SHORTEST_NAME = 3
"""Characters; a shorter one would blot out half of every text."""

MOST_ENTRIES = 200
"""Of the log."""

_ADDRESS = re.compile(
    r"\b([a-z][a-z0-9+.-]{1,9}://)([^\s/?#\"'<>]+)([^\s?#\"'<>]*)(\?[^\s\"'<>]*)?", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PORT = re.compile(r":\d+$")


class Fact(msgspec.Struct, frozen=True):
    """Something that is so: what it is called, and how it is."""

    label: str
    text: str


class Section(msgspec.Struct, frozen=True):
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


class Private(msgspec.Struct, frozen=True):
    """What must not leave: names of connections and accounts, and hosts that were contacted."""

    names: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


def support_text(
    at: str, sections: Iterable[Section], log: Sequence[LogEntry], end: HardEnd | None, private: Private
) -> str:
    """All of it. `at`: when it was made. What is given has lost its secrets and the home folder already."""
    parts = [f"Trunkline diagnostics, {at}", *(_section_text(one) for one in sections)]
    if end is not None:
        parts.append(f"Last unexpected end\n{end.story.rstrip()}")
    told = "\n".join(map(str, log[-MOST_ENTRIES:])) or "Nothing went wrong."
    parts.append(f"Log\n{told}")
    return without_private("\n\n".join(parts), private) + "\n"


def without_private(text: str, private: Private) -> str:
    """The text without names, hosts, e-mail addresses and queries. This computer itself may be named."""
    text = _ADDRESS.sub(_shortened, text)
    text = _MAIL.sub(MAIL, text)
    hosts = (host for host in private.hosts if not _is_here(host))
    return _replaced(_replaced(text, hosts, HOST), private.names, NAME)


def _section_text(section: Section) -> str:
    wide = max((len(fact.label) for fact in section.facts), default=0)
    indent = "\n" + " " * (wide + 4)
    lines = (f"  {fact.label:<{wide}}  {fact.text.replace(chr(10), indent)}" for fact in section.facts)
    return "\n".join([section.title, *lines])


def _shortened(found: re.Match[str]) -> str:
    scheme, host, path, query = found.groups()
    plain = _PORT.sub("", host)
    shown = host if "@" not in host and _is_here(plain) else HOST
    return f"{scheme}{shown}{path}" + (f"?{QUERY}" if query else "")


def _replaced(text: str, words: Iterable[str], by: str) -> str:
    """Whole words only: a connection called "Main" is no reason to hide the main window."""
    worth_it = sorted({word for word in words if len(word) >= SHORTEST_NAME}, key=len, reverse=True)
    if not worth_it:
        return text
    either = "|".join(map(re.escape, worth_it))
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", by, text, flags=re.IGNORECASE)


def _is_here(host: str) -> bool:
    """Whether it is this computer: that tells nothing about anybody."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
