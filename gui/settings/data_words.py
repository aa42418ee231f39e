"""How the hosts that were contacted are told: who, for what, by which way, how much."""

import datetime
import ipaddress
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.integrator import NETWORK_TEST
from core.model.connection import Connection
from core.model.network import HostContact

COPIED_HEADINGS = ("Host", "For", "Proxy", "First", "Last", "Requests")
"""What is told of each host in a spreadsheet."""

THIS_COMPUTER = "This computer"
DIRECTLY = "directly"

BEING_CONNECTED = ("An account", "being connected")
A_TEST = ("A test", "of network settings")
REMOVED = ("A connection", "that was removed")
"""In two lines."""


class HostRow(NamedTuple):
    """A host as it is listed: lines for whom and for what, the smaller second one "" where there is none.

    Times are seconds since 1970. `key`: which one it is, whatever is said of it: connection, host, proxy.
    """

    host: str
    way: str
    purpose: str
    purpose_more: str
    first: float
    last: float
    times: int
    key: tuple[str, str, str]


def rows_of(contacts: Sequence[HostContact], connections: Sequence[Connection]) -> tuple[HostRow, ...]:
    """The hosts as they are listed, in the same order."""
    by_id = {one.id: one for one in connections}
    return tuple(_row(contact, by_id) for contact in contacts)


def is_this_computer(host: str) -> bool:
    """Whether a host is the computer that this runs on."""
    plain = host.strip("[]").rstrip(".").casefold()
    if plain == "localhost" or plain.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(plain).is_loopback
    except ValueError:
        return False


def exact(at: float) -> str:
    """A moment in this computer's time zone, to be copied: "2026-11-03 09:12:40"."""
    return f"{datetime.datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M:%S}"


def searched(row: HostRow) -> str:
    """All that a row can be found by."""
    return f"{row.host} {row.key[1]} {row.way} {row.purpose} {row.purpose_more}".casefold()


def as_tsv(rows: Sequence[HostRow]) -> str:
    """Rows with their headings, for a spreadsheet: a line each, tabs between the cells."""
    lines = (COPIED_HEADINGS, *map(_copied, rows))
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)


def _row(contact: HostContact, by_id: Mapping[str, Connection]) -> HostRow:
    way = f"through {contact.proxy}" if contact.proxy else DIRECTLY
    is_here = is_this_computer(contact.host)
    purpose, more = _purpose(contact, by_id.get(contact.connection))
    return HostRow(
        host=THIS_COMPUTER if is_here else contact.host,
        way=contact.host if is_here else way,
        purpose=purpose,
        purpose_more=more,
        first=contact.first_at,
        last=contact.last_at,
        times=contact.times,
        key=(contact.connection, contact.host, contact.proxy),
    )


def _purpose(contact: HostContact, connection: Connection | None) -> tuple[str, str]:
    if connection is not None:
        return connection.name, connection.account
    if contact.connection in ("", NETWORK_TEST):
        return A_TEST if contact.connection else BEING_CONNECTED
    return (contact.name, "") if contact.name else REMOVED


def _copied(row: HostRow) -> tuple[str, ...]:
    _, host, proxy = row.key
    here = " (this computer)" if row.host == THIS_COMPUTER else ""
    is_sentence = (row.purpose, row.purpose_more) in (BEING_CONNECTED, A_TEST, REMOVED)
    purpose = (" " if is_sentence else " · ").join(filter(None, (row.purpose, row.purpose_more)))
    return f"{host}{here}", purpose, proxy, exact(row.first), exact(row.last), str(row.times)
