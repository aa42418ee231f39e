"""The sandbox as a command: it says where it listens and serves until it is told to stop."""

import asyncio
import errno
import signal
import sys
from types import FrameType

from core.sandbox.answers import json_bytes
from core.sandbox.options import SandboxOptions
from core.sandbox.server import Sandbox, start_sandbox


def serve(options: SandboxOptions) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status.

    Prints `sandbox listening on <address>`, then the description as one line of JSON. A port that cannot be
    had is one sentence on stderr, and status 1. To be called in the main thread, as signals need it.
    """
    return asyncio.run(_serve(options))


async def _serve(options: SandboxOptions) -> int:
    try:
        sandbox = await start_sandbox(options)
    except OSError as error:
        print(_why_no_port(options.port, error), file=sys.stderr, flush=True)
        return 1
    async with sandbox:
        await _until_told_to_stop(sandbox)
    return 0


async def _until_told_to_stop(sandbox: Sandbox) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)

    # Not the loop's own handlers: those do not exist on Windows.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        print(f"sandbox listening on {sandbox.address}")
        print(json_bytes(sandbox.description()).decode(), flush=True)
        await stopping.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _why_no_port(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is already in use on this computer: choose another one, or 0 for any free port."
    return f"The sandbox cannot listen on port {port}: {error.strerror or error}."
