"""What can be set about the way to the network: the fields of each part, and what their values mean.

The same three parts stand on the settings page, where they hold for all connections, and in the dialog of one
connection, where each of them begins with "As for all connections". Keys are unique across the parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from core.model.fields import Condition, Field, ListField, NumberField, SecretField, SelectField, TextField
from core.model.network import (
    ClientCertificate,
    ManualProxy,
    NetworkOverride,
    NetworkSettings,
    NoProxy,
    ProxyChoice,
    SystemProxy,
)

FILES = frozenset({"ca_file", "certificate_file", "key_file"})
"""Keys of the fields that hold the path of a file."""

FIELD_OF = {
    "proxy.address": "proxy_address",
    "proxy.user": "proxy_user",
    "proxy.direct": "proxy_direct",
    "client_certificate.file": "certificate_file",
    "client_certificate.key_file": "key_file",
}
"""What the core calls a setting → the key of its field here, where the two differ."""

_ALL = {"all": "As for all connections"}
_OWN = {**_ALL, "own": "Its own"}
_WAYS = {
    "system": "As the system is set",
    "none": "Directly, without a proxy",
    "manual": "Through the proxy below",
}


@dataclass(frozen=True)
class Part:
    """One card: a topic with its fields, for all connections and for one."""

    name: str
    title: str
    words: str
    fields: tuple[Field, ...]
    own_fields: tuple[Field, ...]


def _proxy_fields(options: Mapping[str, str]) -> tuple[Field, ...]:
    by_hand: Condition = {"proxy": "manual"}
    return (
        SelectField(key="proxy", label="Services are reached", required=True, options=dict(options)),
        TextField(
            key="proxy_address",
            label="Proxy address",
            required=True,
            shown_when=by_hand,
            example="http://proxy.example.com:3128",
            help="It begins with http:// or socks5:// and ends with the port.",
        ),
        TextField(key="proxy_user", label="User name", shown_when=by_hand),
        SecretField(key="proxy_password", label="Password", shown_when=by_hand),
        ListField(
            key="proxy_direct",
            label="Hosts reached without it",
            shown_when=by_hand,
            help="example.com stands for everything below it, too. This computer itself is always reached "
            "directly.",
        ),
    )


def _certificate_fields(*, own: bool) -> tuple[Field, ...]:
    # One "as for all" for each of the two settings, in front of what it hides.
    authority: tuple[Field, ...] = (
        TextField(
            key="ca_file",
            label="Further certificates to trust",
            shown_when={"ca": "own"} if own else {},
            help="A PEM or DER file; companies with a network of their own hand one out."
            + (" Empty: none." if own else ""),
        ),
    )
    shown: Condition = {"certificate": "own"} if own else {}
    certificate: tuple[Field, ...] = (
        TextField(
            key="certificate_file",
            label="Client certificate",
            shown_when=shown,
            help="For services that ask who you are: a PEM file." + (" Empty: none." if own else ""),
        ),
        TextField(
            key="key_file",
            label="Its private key",
            shown_when=shown,
            help="A PEM file. Leave this empty where the key lies in the same file.",
        ),
        SecretField(key="key_passphrase", label="Passphrase of the key", shown_when=shown),
    )
    if not own:
        return authority + certificate
    choice_of_authority = SelectField(key="ca", label="Certificates to trust", required=True, options=_OWN)
    choice = SelectField(key="certificate", label="Certificate to show", required=True, options=_OWN)
    return (choice_of_authority, *authority, choice, *certificate)


def _limit_fields(*, own: bool) -> tuple[Field, ...]:
    shown: Condition = {"limits": "own"} if own else {}
    fields: tuple[Field, ...] = (
        NumberField(
            key="connect",
            label="Connecting, in seconds",
            required=not own,
            shown_when=shown,
            help="How long a host may take until a connection to it stands.",
        ),
        NumberField(
            key="read",
            label="Waiting for an answer, in seconds",
            required=not own,
            shown_when=shown,
            help="How long a service may be silent before its answer, and in the midst of it.",
        ),
    )
    choice = SelectField(key="limits", label="How long to wait", required=True, options=_OWN)
    return (choice, *fields) if own else fields


PARTS = (
    Part(
        "proxy",
        "Proxy",
        "Some networks let programs out through a proxy only.",
        _proxy_fields(_WAYS),
        _proxy_fields({**_ALL, **_WAYS}),
    ),
    Part(
        "certificates",
        "Certificates",
        "What your system trusts is trusted here. There is no switch that turns the check off: without it, "
        "anybody on the way could read your keys and your data.",
        _certificate_fields(own=False),
        _certificate_fields(own=True),
    ),
    Part(
        "limits",
        "Time limits",
        "After this long without a sign, a request is given up.",
        _limit_fields(own=False),
        _limit_fields(own=True),
    ),
)


def values_of_settings(settings: NetworkSettings) -> dict[str, Any]:
    """What the fields show for all connections, by key; without secrets."""
    return {
        **_values_of_proxy(settings.proxy),
        **_values_of_certificate(settings.client_certificate),
        "ca_file": settings.ca_file,
        "connect": _plain(settings.connect),
        "read": _plain(settings.read),
    }


def values_of_override(override: NetworkOverride) -> dict[str, Any]:
    """What the fields show for one connection, by key; without secrets."""
    certificate, limits = override.client_certificate, (override.connect, override.read)
    values: dict[str, Any] = {
        "proxy": "all",
        "ca": "all" if override.ca_file is None else "own",
        "ca_file": override.ca_file or "",
        "certificate": "all" if certificate is None else "own",
        "limits": "all" if limits == (None, None) else "own",
    }
    values |= _values_of_proxy(override.proxy) if override.proxy else {}
    values |= _values_of_certificate(certificate) if certificate else {}
    own = zip(("connect", "read"), limits, strict=True)
    return values | {key: _plain(seconds) for key, seconds in own if seconds is not None}


def settings_in(values: Mapping[str, Any]) -> NetworkSettings:
    """The settings that a checked form holds."""
    return NetworkSettings(
        ca_file=values.get("ca_file", "").strip(),
        client_certificate=_certificate_in(values),
        proxy=_proxy_in(values) or SystemProxy(),
        connect=float(values["connect"]),
        read=float(values["read"]),
    )


def override_in(values: Mapping[str, Any]) -> NetworkOverride:
    """What a checked form holds for one connection."""
    own = {key: float(values[key]) for key in ("connect", "read") if key in values}
    return NetworkOverride(
        ca_file=values.get("ca_file", "").strip() if values["ca"] == "own" else None,
        client_certificate=_certificate_in(values) if values["certificate"] == "own" else None,
        proxy=_proxy_in(values),
        connect=own.get("connect"),
        read=own.get("read"),
    )


def told_of_all(settings: NetworkSettings) -> dict[str, str]:
    """What holds for all connections: a sentence for each field that can choose it."""
    match settings.proxy:
        case ManualProxy(address=address):
            way = f"through {address}"
        case NoProxy():
            way = "directly, without a proxy"
        case _:
            way = "as the system is set"
    file = settings.client_certificate.file
    connect, read = _plain(settings.connect), _plain(settings.read)
    return {
        "proxy": f"For all connections: {way}.",
        "ca": f"For all connections: the system's{_and_file(settings.ca_file)}.",
        "certificate": f"For all connections: {PurePath(file).name if file else 'none'}.",
        "limits": f"For all connections: {connect} seconds to connect, {read} for an answer.",
    }


def hints_of_all(settings: NetworkSettings) -> dict[str, str]:
    """What stands in the fields that one connection may leave empty, by key."""
    return {key: f"{_plain(getattr(settings, key))}, as for all connections" for key in ("connect", "read")}


def _values_of_proxy(choice: ProxyChoice) -> dict[str, Any]:
    match choice:
        case ManualProxy(address=address, user=user, direct=direct):
            return {
                "proxy": "manual",
                "proxy_address": address,
                "proxy_user": user,
                "proxy_direct": list(direct),
            }
        case NoProxy():
            return {"proxy": "none"}
        case SystemProxy():
            return {"proxy": "system"}


def _values_of_certificate(certificate: ClientCertificate) -> dict[str, Any]:
    return {"certificate_file": certificate.file, "key_file": certificate.key_file}


def _proxy_in(values: Mapping[str, Any]) -> ProxyChoice | None:
    match values["proxy"]:
        case "manual":
            return ManualProxy(
                address=values["proxy_address"].strip(),
                user=values.get("proxy_user", "").strip(),
                direct=tuple(str(host) for host in values.get("proxy_direct", ())),
            )
        case "none":
            return NoProxy()
        case "system":
            return SystemProxy()
    return None


def _certificate_in(values: Mapping[str, Any]) -> ClientCertificate:
    file, key_file = values.get("certificate_file", ""), values.get("key_file", "")
    return ClientCertificate(file=file.strip(), key_file=key_file.strip())


def _plain(seconds: float) -> float:
    """A whole number without a point."""
    return int(seconds) if seconds.is_integer() else seconds


def _and_file(path: str) -> str:
    return f" and {PurePath(path).name}" if path else ""
