"""What the self-test tries, one by one. Each gives a figure, and raises when what it tries does not work."""

import asyncio
import csv
import os
import re
import secrets
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec

from core.integrator import Integrator, NewConnection, new_app
from core.model.connection import Connection
from core.model.errors import TrunklineError, VaultError
from core.model.export import Exported, ExportForm
from core.model.fields import LookupField, SecretField
from core.model.module import Module
from core.model.results import Answered, HitsFound, SearchFor
from core.model.run import BundlesArrived, RunFailed, RunStarted
from core.rules.values import with_defaults

CONTACTS = 60
"""How many the stand-ins of the services hold."""

OWN_APP = "self_test"
SECONDS_FOR_A_WINDOW = 60

ROOT = Path(__file__).resolve().parents[2]
"""Where `core` and `gui` lie."""


class Workbench:
    """An open profile of its own, a folder for files, and what earlier steps left for later ones."""

    def __init__(self, integrator: Integrator, folder: Path) -> None:
        self.integrator = integrator
        self.folder = folder
        self.practice: tuple[Connection, ...] = ()
        self.run, self.bundles = "", 0
        """The run with the most bundles."""


Step = Callable[[Workbench], Awaitable[str]]


async def database(bench: Workbench) -> str:
    """A setting is written, and read back."""
    await bench.integrator.change_settings(auto_lock_minutes=7)
    if (await bench.integrator.settings()).auto_lock_minutes != 7:
        raise TrunklineError("The database does not give back what it was given.")
    files = (bench.folder / "profile").glob("trunkline.db*")
    return f"{sum(file.stat().st_size for file in files):,} bytes"


async def secret(bench: Workbench) -> str:
    """A secret is sealed in a vault, read, and its key kept in the system keyring, where one answers."""
    integrator, passphrase = bench.integrator, secrets.token_urlsafe()
    await integrator.create_passphrase(passphrase)
    await integrator.connect(await _with_secret(integrator), unverified=True)
    await integrator.lock_vault()
    await integrator.unlock(passphrase)
    await integrator.write_backup(bench.folder / "backup", passphrase)  # reads every secret
    try:
        await integrator.move_to_keyring(passphrase)
    except VaultError:
        return "vault; no keyring answers here"
    try:
        await integrator.write_backup(bench.folder / "backup", passphrase, overwrite=True)
    finally:
        await integrator.move_to_passphrase(passphrase)  # takes the key out of the keyring
    return "vault, system keyring"


async def own_apps(bench: Workbench) -> str:
    """An app of one's own is found in the apps folder."""
    integrator = bench.integrator
    new_app(OWN_APP, bench.folder / "profile")
    await integrator.refresh_apps()
    if problems := await integrator.app_problems():
        raise problems[0]
    apps = await integrator.apps()
    if OWN_APP not in [app.id for app in apps]:
        raise TrunklineError("An app in your own apps folder is not found.", str(integrator.own_apps))
    modules = [await integrator.modules(app.id) for app in apps]
    return f"{len(apps)} apps with one of one's own, {sum(map(len, modules))} modules"


async def start_practice(bench: Workbench) -> dict[str, Step]:
    """Start the stand-ins of the services; gives a step for each app that is to be run against its own."""
    bench.practice = await bench.integrator.start_practice(CONTACTS)
    apps = {app.id: app for app in await bench.integrator.apps()}
    chosen = [(one, await _a_module(bench.integrator, one.app)) for one in bench.practice]
    return {f"{apps[one.app].label}: {module.label}": _run_of(one, module) for one, module in chosen}


async def search(bench: Workbench) -> str:
    """The helper process looks through the bundles."""
    found = 0
    async with aclosing(bench.integrator.search(bench.run, SearchFor("@"))) as events:
        async for event in events:
            match event:
                case HitsFound(in_bundles=found):
                    pass
                case Answered():
                    break
    if not found:
        raise TrunklineError("The search found nothing where there is something.")
    return f"in {found} of {bench.bundles} bundles"


async def export_csv(bench: Workbench) -> str:
    """A CSV file is written, and read back."""
    file = await _exported(bench, "csv")
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = sum(1 for _ in csv.reader(text)) - 1
    return _as_many(bench, rows, file)


async def export_xlsx(bench: Workbench) -> str:
    """An Excel file is written, and the rows of its first sheet counted."""
    file = await _exported(bench, "xlsx")
    with zipfile.ZipFile(file) as book:
        rows = len(re.findall(rb"<row ", book.read("xl/worksheets/sheet1.xml"))) - 1
    return _as_many(bench, rows, file)


async def window(bench: Workbench) -> str:
    """The program starts once more as a window that nobody sees, runs a module and draws itself."""
    picture = bench.folder / "window.png"
    trouble = await asyncio.to_thread(_draw, bench.folder / "window", picture)
    if trouble or not picture.exists():
        raise TrunklineError("The window could not be drawn.", trouble)
    width, height, lines = different_lines(picture.read_bytes())
    if lines < height // 10:
        raise TrunklineError("The window that was drawn is blank.")
    return f"{width} x {height}, {picture.stat().st_size:,} bytes"


BEFORE: dict[str, Step] = {"Database": database, "Secrets": secret, "Your apps folder": own_apps}
AFTER: dict[str, Step] = {
    "Search in a process of its own": search,
    "Export: CSV": export_csv,
    "Export: XLSX": export_xlsx,
    "Window": window,
}


def different_lines(png: bytes) -> tuple[int, int, int]:
    """Width and height of a PNG picture without interlacing, and how many of its lines are stored unlike all
    others: one or two where it is blank."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += size + 12
    pixels, line = zlib.decompress(data), 1 + (width * channels * depth + 7) // 8
    return width, height, len({pixels[begin : begin + line] for begin in range(0, len(pixels), line)})


def _draw(profile: Path, picture: Path) -> str:
    """Draw the window into a picture; gives what the program said last, if that failed."""
    itself = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "gui.start"]
    done = subprocess.run(
        [*itself, "--data-dir", str(profile), "--practice", "--picture", str(picture)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS_FOR_A_WINDOW,
        check=False,
    )
    if done.returncode == 0:
        return ""
    # What starts the packaged program adds a line of its own, which tells nothing.
    lines = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("[PYI-")]
    return (lines or [f"It ended with status {done.returncode}."])[-1]


def _run_of(connection: Connection, module: Module) -> Step:
    async def step(bench: Workbench) -> str:
        run, bundles = "", 0
        values = await _values(bench.integrator, connection, module)
        events = bench.integrator.run_module(connection.id, connection.app, module.id, values)
        async with aclosing(events):
            async for event in events:
                match event:
                    case RunStarted(run=run):
                        pass
                    case BundlesArrived(count=count):
                        bundles += count
                    case RunFailed(error=error):
                        raise error
        if not bundles:
            raise TrunklineError("The run brought no bundle.")
        if bundles > bench.bundles:
            bench.run, bench.bundles = run, bundles
        return f"{bundles} bundles" if bundles > 1 else "1 bundle"

    return step


async def _a_module(integrator: Integrator, app: str) -> Module:
    """A module that lists what is there; of an app without one, a call of one's own."""
    modules = await integrator.modules(app)
    for kind in ("search", "api-call"):
        for module in modules:
            if module.kind == kind:
                return module
    raise TrunklineError(f"{app} has nothing that could be run to try it.")


async def _values(integrator: Integrator, connection: Connection, module: Module) -> dict[str, Any]:
    """What must be filled in: a default, the first entry of a list, or the example."""
    values = dict(with_defaults(module.fields, {}))
    for field in module.fields:
        if module.kind == "api-call" and field.example is not msgspec.UNSET:
            values[field.key] = field.example
        elif isinstance(field, LookupField) and field.required:
            entries = await integrator.lookup(connection.id, field.lookup, values)
            values[field.key] = entries[0][0]
    return values


async def _with_secret(integrator: Integrator) -> NewConnection:
    """A connection that has a secret, for the first app whose account takes one."""
    for app in await integrator.apps():
        fields = app.connection.fields
        if any(isinstance(field, SecretField) for field in fields):
            values = {field.key: secrets.token_urlsafe() for field in fields if field.required}
            return NewConnection(app=app.id, name="Self-test", values=values)
    raise TrunklineError("No app has a secret.")


async def _exported(bench: Workbench, form: ExportForm) -> Path:
    async with aclosing(bench.integrator.export(bench.run, bench.folder / f"bundles.{form}", form)) as events:
        async for event in events:
            if isinstance(event, Exported):
                return event.file
    raise TrunklineError("The export ended without a file.")


def _as_many(bench: Workbench, rows: int, file: Path) -> str:
    if rows != bench.bundles:
        raise TrunklineError(f"The file has {rows} rows for {bench.bundles} bundles.")
    return f"{rows} rows, {file.stat().st_size:,} bytes"
