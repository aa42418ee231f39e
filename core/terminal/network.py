"""The commands about the network: how services are reached, which hosts were contacted, how much is left."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec

from core.integrator import NETWORK_TEST, Integrator
from core.model.errors import InvalidValues, NetworkDown
from core.model.network import (
    ClientCertificate,
    HostContact,
    ManualProxy,
    NetworkOverride,
    NetworkReport,
    NetworkSettings,
    NoProxy,
    ProxyChoice,
    SystemProxy,
)
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, read_passphrase, with_integrator

Settings = NetworkSettings | NetworkOverride


def network(options: Options) -> Coroutine[Any, Any, int]:
    """Show, change or try how services are reached: for all connections, or for one."""

    async def work(integrator: Integrator) -> None:
        one = options.connection
        now: Settings = await (integrator.network_override(one) if one else integrator.network_settings())
        wanted = _changed(NetworkOverride() if one and options.inherit else now, options)
        secrets = _secrets(options)
        if options.test is not None:
            _print_report(await _tried(integrator, options, wanted, secrets))
            return
        if wanted != now or any(secret is not None for secret in secrets.values()):
            await _keep(integrator, one, wanted, secrets)
        if options.json:
            print_json(msgspec.to_builtins(wanted))
        else:
            _print_settings(wanted)

    return with_integrator(options, work)


def hosts(options: Options) -> Coroutine[Any, Any, int]:
    """List the hosts that were contacted, the last one first, or forget them."""

    async def work(integrator: Integrator) -> None:
        if options.forget:
            await integrator.forget_hosts()
        found = await integrator.hosts()
        if options.json:
            print_json([msgspec.to_builtins(one) for one in found])
            return
        for one in found:
            way = f"through {one.proxy}" if one.proxy else ""
            print(f"{moment(one.last_at)} {one.times:>7,}  {one.host:<36} {_whose(one):<28} {way}".rstrip())

    return with_integrator(options, work)


def budget(options: Options) -> Coroutine[Any, Any, int]:
    """Say how fast a service may be asked, and how long so many calls have to wait."""

    async def work(integrator: Integrator) -> None:
        found = await integrator.budget(options.name, options.calls)
        if options.json:
            print_json(msgspec.to_builtins(found))
        elif not found.requests:
            print("No limit of this service is known.")
        else:
            print(f"{found.requests:,} requests in {found.seconds:g} s at the most.")
            print(f"{found.calls:,} calls: the last one may go out after {found.wait:,.0f} s.")

    return with_integrator(options, work)


def _changed(settings: Settings, options: Options) -> Settings:
    changes: dict[str, Any] = {}
    if options.proxy:
        changes["proxy"] = _proxy(options)
    elif options.proxy_user or options.direct:
        raise InvalidValues({"proxy": "Say --proxy ADDRESS, too."})
    if options.ca_file is not None:
        changes["ca_file"] = _whole(options.ca_file)
    if options.client_certificate is not None:
        changes["client_certificate"] = ClientCertificate(
            file=_whole(options.client_certificate), key_file=_whole(options.client_key)
        )
    changes |= {name: value for name in ("connect", "read") if (value := getattr(options, name)) is not None}
    return msgspec.structs.replace(settings, **changes)


def _proxy(options: Options) -> ProxyChoice:
    match options.proxy:
        case "system":
            return SystemProxy()
        case "none":
            return NoProxy()
        case address:
            return ManualProxy(address=address, user=options.proxy_user, direct=tuple(options.direct))


def _whole(path: str) -> str:
    """The path in full, as the program may be started anywhere; "" stays nothing."""
    return str(Path(path).resolve()) if path else ""


def _secrets(options: Options) -> dict[str, str | None]:
    return {
        "proxy_password": read_passphrase(options.proxy_password_file),
        "key_passphrase": read_passphrase(options.key_passphrase_file),
    }


async def _keep(
    integrator: Integrator, connection: str, wanted: Settings, secrets: dict[str, str | None]
) -> None:
    if isinstance(wanted, NetworkOverride):
        await integrator.override_network(connection, wanted, **secrets)
    else:
        await integrator.change_network(wanted, **secrets)


async def _tried(
    integrator: Integrator, options: Options, wanted: Settings, secrets: dict[str, str | None]
) -> NetworkReport:
    if isinstance(wanted, NetworkOverride):
        return await integrator.test_override(options.connection, wanted, **secrets)
    if not options.test:
        raise InvalidValues({"test": "Say which address: --test URL."})
    return await integrator.test_network(wanted, options.test, **secrets)


def _print_report(report: NetworkReport) -> None:
    """A line a step; raises `NetworkDown` for the one that failed."""
    for step in report.steps:
        if not step.is_good:
            raise NetworkDown("The test ended early.", step.text, step.next_step)
        print(step.text)


def _print_settings(settings: Settings) -> None:
    shown = {
        "Proxy": _said(settings.proxy),
        "More certificates": "none" if settings.ca_file == "" else settings.ca_file,
        "Client certificate": _said(settings.client_certificate),
        "Wait to connect": settings.connect and f"{settings.connect:g} s",
        "Wait for answers": settings.read and f"{settings.read:g} s",
    }
    for label, text in shown.items():
        print(f"{label:<20} {text or 'as for all connections'}")


def _said(part: ProxyChoice | ClientCertificate | None) -> str:
    match part:
        case None:
            return ""
        case SystemProxy():
            return "as the system is set"
        case NoProxy() | ClientCertificate(file=""):
            return "none"
        case ClientCertificate(file=file):
            return file
        case ManualProxy(address=address, user=user, direct=direct):
            more = [f"as {user}"] if user else []
            more += [f"but not for {', '.join(direct)}"] if direct else []
            return " ".join([address, *more])


def _whose(contact: HostContact) -> str:
    """For what a host was contacted."""
    if contact.connection == NETWORK_TEST:
        return "(a test)"
    return contact.name or ("(removed)" if contact.connection else "(not kept yet)")
