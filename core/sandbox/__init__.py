"""A faithful local stand-in of the services, for practice and for tests.

It answers like the real services as far as their behaviour is known, on this computer only, with made-up
data that follows from a seed. It shares no code with what it checks. `control.py` tells what can be turned
while it runs, `faults.py` what can go wrong on demand.
"""

from core.sandbox.command import serve
from core.sandbox.faults import Fault, FaultKind
from core.sandbox.journal import SeenRequest
from core.sandbox.options import SandboxOptions
from core.sandbox.server import Sandbox, start_sandbox
from core.sandbox.thread import SandboxThread

__all__ = [
    "Fault",
    "FaultKind",
    "Sandbox",
    "SandboxOptions",
    "SandboxThread",
    "SeenRequest",
    "serve",
    "start_sandbox",
]
